using System.Text.Json;
using PrintStation.Emulators;
using PrintStation.Emulators.World;

namespace PrintStation.Tests.Emulators;

internal sealed class OfficeTests
{
    private string _directory = "";

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("office-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [TestCase("""{"speed":0,"printers":[{"name":"p"}]}""", "speed", "above 0")]
    [TestCase("""{"printers":[]}""", "printers", "1 to 64")]
    [TestCase("""{"printers":[{"name":"p"},{"name":"p"}]}""", "printers", "each name once")]
    [TestCase("""{"printers":[{"name":"p","hopperCapacity":0}]}""", "hopperCapacity", "1 to 1000")]
    [TestCase("""{"printers":[{"name":"p","port":70000}]}""", "port", "0 to 65535")]
    [TestCase("""{"printers":[{"name":"p"}],"operator":"maybe"}""", "operator", "auto, none")]
    [TestCase("""{"printers":[{"name":"p"}],"operator":"auto"}""", "stationCommand", "command line")]
    [TestCase("""{"printers":[{"name":"p"}],"proxy":{"listen":0,"target":"here"}}""", "proxy.target", "host:port")]
    [TestCase("""{"printers":[{"name":"p"}],"speeed":3}""", "speeed", "")]
    [TestCase("""{"printers":[{"name":"p"}],"blanks":"nothing.json"}""", "blanks", "")]
    [TestCase("""{"printers":[{"name":"p"}],"faults":"jam@x"}""", "jam@x", "ribbon-end@n")]
    [TestCase("not json", "office.json", "")]
    public async Task A_wrong_configuration_ends_with_2_and_says_what_is_allowed(string json, string key, string allowed)
    {
        var config = Path.Combine(_directory, "office.json");
        await File.WriteAllTextAsync(config, json);
        var error = new StringWriter();
        var before = Console.Error;
        Console.SetError(error);
        try
        {
            Assert.That(await PrintStation.Emulators.Program.Main(["run", "--config", config]), Is.EqualTo(2));
        }
        finally
        {
            Console.SetError(before);
        }

        Assert.That(error.ToString(), Does.Contain(key).And.Contain(allowed));
    }

    [Test]
    public async Task A_command_that_does_not_exist_ends_with_2() =>
        Assert.That(await PrintStation.Emulators.Program.Main(["dance"]), Is.EqualTo(2));

    [Test]
    public void A_box_of_blanks_holds_both_kinds_and_is_the_same_for_the_same_seed()
    {
        var box = BlanksFile.Make(100, 7, "BAST/1", "2019");

        Assert.That(box.Uids, Is.EqualTo(BlanksFile.Make(100, 7, "BAST/1", "2019").Uids));
        Assert.That(box.Uids, Is.Not.EqualTo(BlanksFile.Make(100, 8, "BAST/1", "2019").Uids));
        Assert.That(box.Uids, Is.Unique);
        Assert.That(box.Uids.Count(uid => uid.Length == 14 && uid.StartsWith("04", StringComparison.Ordinal)), Is.InRange(30, 70));
        Assert.That(box.Uids.Count(uid => uid.Length == 16), Is.InRange(30, 70));
    }

    [Test]
    public async Task The_world_is_written_line_by_line_while_the_office_lives()
    {
        await using var office = await TestOffice.StartAsync(cards: 2);
        using var line = await office.ConnectAsync();
        await line.AskAsync("Sic");

        // The file is read while the office has it open: each line is whole.
        await using var file = new FileStream(Path.Combine(office.Out, "world.jsonl"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        var events = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(text => JsonDocument.Parse(text).RootElement).ToList();

        Assert.That(events.Select(entry => entry.GetProperty("event").GetString()),
            Is.EqualTo(new[] { "box-arrived", "loaded", "loaded", "begin-card", "fed", "moved" }));
        Assert.That(events.Select(entry => entry.GetProperty("at").GetString()), Is.All.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"));
        Assert.That(events[0].GetProperty("document").GetString(), Is.EqualTo("BAST/1"));
        Assert.That(events[0].GetProperty("uids").EnumerateArray().Select(uid => uid.GetString()), Is.EquivalentTo(office.World.Blanks.Select(blank => blank.Uid)));
        Assert.That(events[4].GetProperty("printer").GetString(), Is.EqualTo("printer-1"));
        Assert.That(events[4].GetProperty("n").GetInt32(), Is.EqualTo(1));
        Assert.That(events[4].GetProperty("to").GetString(), Is.EqualTo("chip-station"));
    }

    [Test]
    public async Task The_chosen_ports_are_on_disk()
    {
        await using var office = await TestOffice.StartAsync();

        using var ports = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(office.Out, "office-ports.json")));
        var printer = ports.RootElement.GetProperty("printers")[0];
        Assert.That(printer.GetProperty("port").GetInt32(), Is.EqualTo(office.Office.Ports.Printers[0].Port).And.Positive);
        Assert.That(printer.GetProperty("readerPort").GetInt32(), Is.Positive);
        Assert.That(ports.RootElement.GetProperty("samPort").GetInt32(), Is.Positive);
        Assert.That(ports.RootElement.GetProperty("deskPort").GetInt32(), Is.Positive);
    }

    [Test]
    public async Task A_card_moves_between_trays_hand_and_reader_and_is_always_in_one_place()
    {
        await using var office = await TestOffice.StartAsync(cards: 2);
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");
        await line.EjectAsync();
        var blank = office.FirstFed();
        var first = Path.Combine(office.Out, blank.Place.Tray!);
        Assert.That(Directory.Exists(first));

        Assert.That(() => office.World.LayOnDesk(blank), Throws.InvalidOperationException, "it lies in the output");
        office.World.TryTake(blank);
        Assert.That(Directory.Exists(first), Is.False);
        office.World.LayOnDesk(blank);
        Assert.That(office.World.DeskAntenna(), Has.Count.EqualTo(1));
        office.World.TryTake(blank);
        Assert.That(office.World.DeskAntenna(), Is.Empty);
        office.World.PutInReject(blank);

        Assert.That(blank.Place.Tray, Is.EqualTo($"tray/reject/0001-{blank.Uid}"));
        Assert.That(Directory.Exists(Path.Combine(office.Out, blank.Place.Tray!)));
        Assert.That(office.World.Blanks.Count(other => other.Place.Kind == PlaceKind.Hopper), Is.EqualTo(office.Printer.HopperCount));
        // The machine is ready again beside what the hand does.
        Assert.That(office.Names().Where(name => name != "ready").TakeLast(4),
            Is.EqualTo(new[] { "ejected", "removed", "laid-on-reader", "put-in-reject" }));
    }
}

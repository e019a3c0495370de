using PrintStation.Emulators.World;

namespace PrintStation.Tests.Emulators;

/// <summary>The operator before a station of paper: a script that answers questions from files and writes down what it is told.</summary>
[Platform("Linux,MacOsX")]
internal sealed class VirtualOperatorTests
{
    private const string Working = """{"state":"working","reasons":[],"printers":[{"name":"printer-1","state":"idle","run":null}],"counts":{"missing":1},"balances":{}}""";
    private const string NoDelivery = """{"balances":{},"deliveries":[]}""";
    private string _directory = "";

    [SetUp]
    public void MakeStation()
    {
        _directory = Directory.CreateTempSubdirectory("station-").FullName;
        var script = Path.Combine(_directory, "station");
        File.WriteAllText(script, """
            #!/bin/sh
            cd "$(dirname "$0")"
            case "$*" in
                *"status --json") cat status.json ;;
                *"blank balance --json") cat balance.json ;;
                *"held list --json") cat held.json ;;
                *) echo "$*" >> said.txt; test ! -e refuse ;;
            esac
            """);
        Answer(Working, NoDelivery, "[]");
    }

    [TearDown]
    public void DeleteStation() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task A_delivery_is_confirmed_and_the_hopper_filled_and_booked()
    {
        Answer(Working, Delivery(5, confirmed: false), "[]");
        await using var office = await StartAsync(hopper: 0);

        await HearAsync("blank load --printer printer-1 --quantity 5 --by Siti Rahmawati");
        Assert.That(Said()[0], Is.EqualTo("--instance here blank receive --delivery D1 --count 5 --by Siti Rahmawati --json"));
        Assert.That(office.Printer.HopperCount, Is.EqualTo(5));
    }

    [Test]
    public async Task A_box_that_holds_other_than_announced_is_confirmed_as_counted()
    {
        Answer(Working, Delivery(7, confirmed: false), "[]");
        await using var office = await StartAsync(hopper: 0);

        await HearAsync("blank receive --delivery D1 --count 5 --reason counted --witness Yohanes Bria --by Siti Rahmawati");
    }

    [Test]
    public async Task A_booking_without_an_answer_is_looked_up_and_not_made_twice()
    {
        Answer(Working, Delivery(5, confirmed: true), "[]");
        await File.WriteAllTextAsync(Path.Combine(_directory, "refuse"), "");
        await using var office = await StartAsync(hopper: 0);
        await HearAsync("blank load --printer printer-1 --quantity 5");

        // The station had booked it before it was killed.
        Answer(Working.Replace("\"balances\":{}", "\"balances\":{\"Hopper(printer-1)\":5}", StringComparison.Ordinal), Delivery(5, true), "[]");
        var heard = Said().Count;
        File.Delete(Path.Combine(_directory, "refuse"));
        Reason("spoil-breaker", balances: "\"Hopper(printer-1)\":5");
        await HearAsync("resume --printer printer-1");

        Assert.That(Said().Skip(heard), Has.None.Contains("blank load"));
    }

    [Test]
    public async Task A_jammed_card_is_taken_out_the_printer_resumed_and_the_card_answered_for_on_the_desk()
    {
        await using var office = await StartAsync("jam@1:print");
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");
        await line.PrintFaceAsync();
        Reason("media-jam");

        await HearAsync("resume --printer printer-1 --path-empty --by Siti Rahmawati");
        Assert.That(office.FirstFed().Place.Kind, Is.EqualTo(PlaceKind.Hand));
        Assert.That(await line.AskAsync("Scs"), Is.EqualTo("OK"));
        Answer(Working, NoDelivery, Held("Condemned", office.FirstFed().Uid));

        await HearAsync("held reject run-1 --by Siti Rahmawati");
        await office.SeeAsync("put-in-reject");
        Assert.That(office.Names(), Is.SupersetOf(new[] { "cover-opened", "removed", "cover-closed", "laid-on-reader" }));
    }

    [Test]
    public async Task A_held_card_with_a_whole_face_is_accepted_and_put_back()
    {
        await using var office = await StartAsync();
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");
        await line.PrintFaceAsync();
        await line.EjectAsync();
        Answer(Working, NoDelivery, Held("Held", office.FirstFed().Uid));

        await HearAsync("held accept run-1 --face-ok --by Siti Rahmawati");
        await office.SeeAsync("put-in-output");
    }

    [Test]
    public async Task A_held_card_with_half_a_face_is_rejected()
    {
        await using var office = await StartAsync("power-cut@1:print");
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");
        foreach (var command in new[] { "Pr;ymcko", "Ss" })
            await line.AskAsync(command);
        foreach (var panel in "ymc")
            await line.DownloadAsync(panel, 64);
        await line.DownloadAsync('k', 2);
        await office.SeeAsync("ejected");
        Answer(Working, NoDelivery, Held("Held", office.FirstFed().Uid));

        await HearAsync("held reject run-1 --by Siti Rahmawati");
        await office.SeeAsync("put-in-reject");
    }

    [Test]
    public async Task A_card_of_unknown_uid_that_no_reader_sees_is_rejected_before_a_witness()
    {
        await using var office = await StartAsync("mute-chip@1");
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");
        await line.EjectAsync();
        Answer(Working, NoDelivery, Held("Missing", null));

        await HearAsync("held reject run-1 --unreadable --witness Yohanes Bria --by Siti Rahmawati");
        await office.SeeAsync("put-in-reject");
    }

    [TestCase("accept", "put-in-output")]
    [TestCase("reject", "put-in-reject")]
    public async Task A_card_whose_answer_was_lost_is_put_down_when_nobody_waits_for_it_any_more(string answer, string happens)
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "refuse"), "");
        await using var office = await StartAsync();
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");
        await line.PrintFaceAsync();
        await line.EjectAsync();
        Answer(Working, NoDelivery, Held(answer == "accept" ? "Held" : "Missing", office.FirstFed().Uid));
        await HearAsync($"held {answer} run-1");

        Answer(Working, NoDelivery, "[]");

        await office.SeeAsync(happens);
    }

    [Test]
    public async Task A_condemned_card_that_the_machine_rejected_by_itself_is_left_to_the_station()
    {
        await using var office = await StartAsync();
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");
        await line.AskAsync("Ser");
        Reason("spoil-breaker", held: Held("Condemned", office.FirstFed().Uid));
        await HearAsync("resume --printer printer-1");
        await HearAsync("resume --printer printer-1", times: 2);

        Assert.That(office.FirstFed().Place.Kind, Is.EqualTo(PlaceKind.RejectBox));
    }

    [TestCase(null, "held count run-1 --path-empty --hopper 5 --by Siti Rahmawati")]
    [TestCase("04FFFFFFFFFFFF", "held lost run-1 --by Siti Rahmawati --witness Yohanes Bria")]
    public async Task A_card_that_nobody_finds_is_counted_or_declared_lost(string? uid, string answer)
    {
        Answer(Working, NoDelivery, Held("Missing", uid));
        await using var office = await StartAsync();

        await HearAsync(answer);
    }

    [Test]
    public async Task A_card_inside_a_working_machine_is_left_there()
    {
        await using var office = await StartAsync();
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");
        Answer(Working, NoDelivery, Held("Condemned", office.FirstFed().Uid));
        Reason("spoil-breaker", held: Held("Condemned", office.FirstFed().Uid));
        await HearAsync("resume --printer printer-1");
        await HearAsync("resume --printer printer-1", times: 2);

        Assert.That(office.FirstFed().Place.Kind, Is.EqualTo(PlaceKind.ChipStation));
    }

    [Test]
    public async Task An_ended_ribbon_is_changed_and_a_full_reject_box_emptied()
    {
        await using var office = await StartAsync("ribbon-end@1,reject-full@1");
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");
        await line.PrintFaceAsync();
        Assert.That(await line.AskAsync("Ser"), Is.EqualTo("HOPPER FULL"));
        Reason("reject-area-full");
        await HearAsync("resume --printer printer-1 --by Siti Rahmawati");
        Assert.That(await line.AskAsync("Ser"), Is.EqualTo("OK"));

        Reason("marker-supply-empty");
        await office.SeeAsync("ribbon-changed");
        await office.SeeAsync("cover-closed");
        Assert.That(office.Printer.RibbonPrintsLeft, Is.EqualTo(500));
    }

    [Test]
    public async Task A_station_that_is_not_there_does_not_trouble_the_office()
    {
        await using var office = await TestOffice.StartAsync(station: [Path.Combine(_directory, "nobody")]);
        var journal = Path.Combine(office.Out, "operator.log");

        await UntilAsync(() => File.Exists(journal) && File.ReadAllText(journal).Contains("could not be started", StringComparison.Ordinal));
        Assert.That(office.Office.Failed.IsFaulted, Is.False);
    }

    private Task<TestOffice> StartAsync(string? faults = null, int hopper = -1) =>
        TestOffice.StartAsync(faults, station: ["/bin/sh", Path.Combine(_directory, "station"), "--instance", "here"], hopper: hopper);

    private void Answer(string status, string balance, string held)
    {
        foreach (var (name, text) in new[] { ("status", status), ("balance", balance), ("held", held) })
        {
            var path = Path.Combine(_directory, $"{name}.json");
            File.WriteAllText($"{path}.new", text);
            File.Move($"{path}.new", path, overwrite: true);
        }
    }

    private void Reason(string reason, string balances = "", string held = "[]") => Answer(
        $$$"""{"reasons":[{"scope":"printer-1","reason":"{{{reason}}}","since":"x","clearsItself":false}],"printers":[],"balances":{ {{{balances}}} }}""",
        balances.Length == 0 ? NoDelivery : Delivery(5, confirmed: true), held);

    private static string Delivery(int quantity, bool confirmed) =>
        $$"""{"deliveries":[{"deliveryId":"D1","documentNumber":"BAST/1","quantity":{{quantity}},"confirmed":{{(confirmed ? "true" : "false")}}}]}""";

    private static string Held(string state, string? uid) =>
        $$"""[{"runId":"run-1","jobId":"j","attempt":1,"printer":"printer-1","state":"{{state}}","blankUid":{{(uid is null ? "null" : $"\"{uid}\"")}},"reason":null,"since":"2999-01-01T00:00:00Z"}]""";

    private List<string> Said()
    {
        var path = Path.Combine(_directory, "said.txt");
        return File.Exists(path) ? [.. File.ReadAllLines(path)] : [];
    }

    private Task HearAsync(string words, int times = 1) =>
        UntilAsync(() => Said().Count(line => line.Contains(words, StringComparison.Ordinal)) >= times);

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TestOffice.Patience);
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
    }
}

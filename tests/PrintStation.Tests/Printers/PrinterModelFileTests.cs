using System.Text.Json.Nodes;
using PrintStation.Printers;
using PrintStation.Tests.Transports;
using PrintStation.Transports;

namespace PrintStation.Tests.Printers;

[TestFixture]
internal sealed class PrinterModelFileTests
{
    private string _path = "";

    [SetUp]
    public void Folder() => _path = Path.Combine(Path.GetTempPath(), $"model-{Guid.NewGuid():N}.json");

    [TearDown]
    public void Remove() => File.Delete(_path);

    private static IEnumerable<string> AllFiles() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "config", "printers"), "*.json", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".schema.json", StringComparison.Ordinal)).Select(path => Path.GetRelativePath(Repository.Root, path));

    [TestCaseSource(nameof(AllFiles))]
    public void A_model_file_of_the_repository_loads(string path)
    {
        var model = PrinterModelFile.Load(Path.Combine(Repository.Root, path));
        Assert.That(model.Timings.SettleMilliseconds, Is.InRange(100, 200), "The language asks for 100 to 200 ms.");
        Assert.That(model.QueriesWithEncodedCard, Does.Contain("position"));
        Assert.That((model.DotsAcross, model.DotsAlong), Is.EqualTo((648, 1016)), "The raster of the language's captures.");
        Assert.That(model.WhyUnfit() is null || model.Support == "document", "What the station cannot print with was not tried with it.");
    }

    [TestCase("rejectTray", "false", "no reject tray")]
    [TestCase("chipStation", "\"none\"", "no chip station")]
    [TestCase("ribbon", "\"k\"", "no colours")]
    [TestCase("counters", "[\"cards-inserted\"]", "counters")]
    [TestCase("queriesWithEncodedCard", "[]", "where a card is")]
    [TestCase("moves", "[\"feed\", \"eject\", \"reject\"]", "no move \"return\"")]
    public void A_machine_that_cannot_make_identity_cards_says_why(string key, string value, string why)
    {
        var file = Shipped();
        file[key] = JsonNode.Parse(value);
        File.WriteAllText(_path, file.ToJsonString());
        Assert.That(PrinterModelFile.Load(_path).WhyUnfit(), Does.Contain(why));
    }

    [Test]
    public void The_primacy_2_has_the_facts_of_the_protocol_page()
    {
        var model = PrinterModelFile.Load(Path.Combine(Repository.Root, "config/printers/evolis/primacy2.json"));
        Assert.That(
            (model.DotsAcross, model.DotsAlong, model.ColorLevels, model.Ribbon, model.ErrorManagement),
            Is.EqualTo((648, 1016, 64, "ymcko", 18)));
    }

    [TestCase("language", "\"zpl\"", "evolis")]
    [TestCase("support", "\"maybe\"", "hardware, emulator, document")]
    [TestCase("dotsAcross", "650", "a multiple of 8")]
    [TestCase("dotsAlong", "\"1016\"", "a whole number from 8 to 8192")]
    [TestCase("colorLevels", "256", "32, 64, 128")]
    [TestCase("ribbon", "\"kcmy\"", "ymcko, ko, k")]
    [TestCase("ribbons", "[\"cmyk\"]", "ymcko, ko, k")]
    [TestCase("ribbons", "[]", "at least one")]
    [TestCase("ribbons", "[\"k\"]", "one of ribbons: k")]
    [TestCase("chipStation", "true", "contactless, none")]
    [TestCase("rejectTray", "\"yes\"", "true, false")]
    [TestCase("counters", "[\"p\"]", "cards-inserted, panels-printed")]
    [TestCase("queriesWithEncodedCard", "[\"counters\"]", "position, identity")]
    [TestCase("moves", "[\"feed\", \"flip\"]", "feed, return, eject, reject")]
    [TestCase("noDyeIsZero", "0", "true, false")]
    [TestCase("compressesColor", "\"no\"", "true, false")]
    [TestCase("errorManagement", "0", "18, 2")]
    [TestCase("settings", "[\"Pkey;1\"]", "Pcim;…, Pcem;…, Pcrm;…, Psmgr;…")]
    [TestCase("settings", "[\"Pcrm;D\\rSe\"]", "Pcim;…, Pcem;…, Pcrm;…, Psmgr;…")]
    [TestCase("timings", "7", "an object")]
    [TestCase("ribon", "\"ymcko\"", "ribbon")]
    public void A_wrong_key_is_named_with_file_value_and_what_is_allowed(string key, string value, string allowed)
    {
        var file = Shipped();
        file[key] = JsonNode.Parse(value);
        File.WriteAllText(_path, file.ToJsonString());

        var trouble = Assert.Throws<DeviceFileException>(() => PrinterModelFile.Load(_path));
        Assert.That(trouble.Message, Does.Contain(_path).And.Contain(key).And.Contain(allowed));
    }

    [Test]
    public void Every_mistake_is_named_at_once()
    {
        var file = Shipped();
        file.Remove("make");
        file["timings"]!["moveMilliseconds"] = -1;
        file["timings"]!["typo"] = 1;
        File.WriteAllText(_path, file.ToJsonString());

        var trouble = Assert.Throws<DeviceFileException>(() => PrinterModelFile.Load(_path));
        Assert.That(trouble.Mistakes, Has.Count.EqualTo(3));
        Assert.That(trouble.Message, Does.Contain("make: is missing").And.Contain("timings.moveMilliseconds: -1").And.Contain("timings.typo"));
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("[]")]
    public void What_is_no_JSON_object_is_refused(string text)
    {
        File.WriteAllText(_path, text);
        Assert.Throws<DeviceFileException>(() => PrinterModelFile.Load(_path));
    }

    [Test]
    public void A_missing_file_is_named() =>
        Assert.That(() => PrinterModelFile.Load(_path), Throws.InstanceOf<DeviceFileException>().With.Message.Contains(_path));

    private static JsonObject Shipped() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "config/printers/evolis/primacy2.json")))!.AsObject();
}

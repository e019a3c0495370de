using System.Text.Json.Nodes;
using PrintStation.Inventory;

namespace PrintStation.Tests;

/// <summary>A mistake in station.json stops the start with key, value and what is allowed.</summary>
internal sealed class StationOptionsFileTests
{
    private TemporaryDirectory _directory = null!;

    [SetUp]
    public void SetUp()
    {
        _directory = new TemporaryDirectory();
        foreach (var file in new[] { "ca.pem", "station.pem", "station.key", "issuing.pub.pem", "chip-signing.pem", "profile.json", "model.json" })
            File.WriteAllText(Path.Combine(_directory.Path, file), "");
    }

    [TearDown]
    public void TearDown() => _directory.Dispose();

    [Test]
    public void A_good_file_is_taken_with_its_defaults()
    {
        var options = Load(_ => { });
        Assert.That((options.Station.TimeZone, options.Central.FetchAhead, options.Central.Offline, options.Directory),
            Is.EqualTo(("Asia/Makassar", 500, OfflineMode.PrintFetched, _directory.Path)));
    }

    [TestCase("Station.Id", "\"\"", "letters")]
    [TestCase("Station.Office", "\"53\"", "four digits")]
    [TestCase("Station.TimeZone", "\"Kupang\"", "IANA")]
    [TestCase("Station.Language", "\"fr\"", "id, en")]
    [TestCase("Central.Url", "\"http://centre\"", "https")]
    [TestCase("Central.ClientKey", "\"nowhere.key\"", "existing file")]
    [TestCase("Central.FetchAhead", "0", "1 to 5000")]
    [TestCase("Central.HeartbeatSeconds", "601", "1 to 600")]
    [TestCase("Central.TimeoutSeconds", "-1", "1 to 120")]
    [TestCase("Central.RetrySeconds", "0", "1 to 600")]
    [TestCase("Chips.Profile", "\"nowhere.json\"", "existing file")]
    [TestCase("Chips.Sam", "\"pcsc://reader\"", "pn532+tcp://host:port")]
    [TestCase("Chips.Sam", "\"pcsc:\"", "opensc-tool --list-readers")]
    [TestCase("Chips.Desk", "\"pcsc: Reader\"", "pcsc:NAME")]
    [TestCase("Chips.Desk", "\"tcp://127.0.0.1:1\"", "pn532+tcp://host:port")]
    [TestCase("Cards.Layouts", "\"nowhere\"", "directory")]
    [TestCase("Cards.BlankVersions", "[]", "at least one")]
    [TestCase("Printers", "[]", "1 to 8")]
    public void A_value_that_is_not_allowed_is_named_with_its_key(string key, string value, string allowed)
    {
        var refusal = Assert.Throws<ConfigurationException>(() => Load(file =>
        {
            JsonNode node = file;
            var parts = key.Split('.');
            foreach (var part in parts[..^1])
                node = node[part]!;
            node[parts[^1]] = JsonNode.Parse(value);
        }));
        Assert.That(refusal!.Message, Does.Contain(key).And.Contain(allowed));
        if (value.Trim('"', '[', ']').Length > 0)
            Assert.That(refusal.Message, Does.Contain(value.Trim('"')));
    }

    [TestCase("Opens", "\"8 o'clock\"", "08:00")]
    [TestCase("Opens", "\"24:00\"", "08:00")]
    [TestCase("Closes", "\"07:00\"", "later than Hours.Opens")]
    [TestCase("Days", "[]", "Monday to Sunday")]
    [TestCase("Holidays", "[\"2026-12-25\", \"25-12-2026\"]", "days such as 2026-12-25")]
    [TestCase("Holidays", "[\"2026-02-30\"]", "days such as 2026-12-25")]
    [TestCase("Holidays", "[\"\"]", "days such as 2026-12-25")]
    public void A_mistake_in_the_offices_hours_is_named(string key, string value, string allowed)
    {
        var refusal = Assert.Throws<ConfigurationException>(() => Load(file => file["Hours"] = new JsonObject { [key] = JsonNode.Parse(value) }));
        Assert.That(refusal!.Message, Does.Contain($"Hours.{key}").And.Contain(allowed));
    }

    [TestCase("Address", "Jalan Contoh 1\nKupang", "one line")]
    [TestCase("Head", "Dra. Maria\tSeran", "one line")]
    [TestCase("Nip", "19700131", "18 digits")]
    [TestCase("Nip", "19700131 199503 2 00A", "18 digits")]
    public void A_mistake_in_the_letterhead_is_named(string key, string value, string allowed)
    {
        var refusal = Assert.Throws<ConfigurationException>(() => Load(file => file["Letterhead"] = new JsonObject { [key] = value }));
        Assert.That(refusal!.Message, Does.Contain($"Letterhead.{key}").And.Contain(allowed));
    }

    [Test]
    public void A_letterhead_is_taken_as_far_as_it_is_told()
    {
        var letterhead = Load(file => file["Letterhead"] = new JsonObject { ["Head"] = "Dra. Maria Seran, M.Si.", ["Nip"] = "19700131 199503 2 001" }).Letterhead;
        Assert.That((letterhead.Head, letterhead.Nip, letterhead.Address, letterhead.Seat), Is.EqualTo(("Dra. Maria Seran, M.Si.", "19700131 199503 2 001", "", "")));
    }

    [TestCase("Days", "[\"Someday\"]")]
    [TestCase("Days", "[1]")]
    [TestCase("Holidays", "[20261225]")]
    [TestCase("Holiday", "[\"2026-12-25\"]")]
    public void Hours_that_are_none_at_all_are_named_with_their_place(string key, string value) =>
        Assert.That(() => Load(file => file["Hours"] = new JsonObject { [key] = JsonNode.Parse(value) }),
            Throws.TypeOf<ConfigurationException>().With.Message.Contains(key));

    [Test]
    public void Holidays_are_days_on_which_the_office_is_closed()
    {
        var hours = OfficeHours.Of(Load(file => file["Hours"] = JsonNode.Parse("""{ "Holidays": ["2026-12-24", "2026-12-25"] }""")));
        Assert.That(Enumerable.Range(21, 7).Where(day => hours.IsOpen(new DateOnly(2026, 12, day))), Is.EqualTo(new[] { 21, 22, 23 }));
    }

    [TestCase("Name", "\"station\"")]
    [TestCase("Name", "\"p 1\"")]
    [TestCase("Model", "\"none.json\"")]
    [TestCase("Address", "\"127.0.0.1:9100\"")]
    [TestCase("Address", "\"tcp://127.0.0.1\"")]
    [TestCase("Reader", "\"\"")]
    [TestCase("Reader", "\"pcsc:/dev/usb\"")]
    public void A_printers_mistake_names_the_printer(string key, string value)
    {
        var refusal = Assert.Throws<ConfigurationException>(() => Load(file => file["Printers"]![0]![key] = JsonNode.Parse(value)));
        Assert.That(refusal!.Message, Does.Contain($"Printers[0].{key}"));
    }

    [Test]
    public void Two_printers_of_one_name_are_refused()
    {
        var refusal = Assert.Throws<ConfigurationException>(() => Load(file =>
            file["Printers"]!.AsArray().Add(file["Printers"]![0]!.DeepClone())));
        Assert.That(refusal!.Message, Does.Contain("Printers[].Name").And.Contain("each once"));
    }

    [TestCase("Chips", "Sam", "pn532+tcp://127.0.0.1:2")]
    [TestCase("Chips", "Desk", "pn532+tcp://127.0.0.1:3")]
    [TestCase("Chips", "Desk", "pn532+tcp://127.0.0.1:1")]
    public void One_device_in_two_places_is_refused(string section, string key, string address)
    {
        var refusal = Assert.Throws<ConfigurationException>(() => Load(file => file[section]![key] = address));
        Assert.That(refusal!.Message, Does.Contain($"{section}.{key}").And.Contain("each once"));
    }

    [Test]
    public void One_serial_port_at_two_rates_is_one_device()
    {
        var refusal = Assert.Throws<ConfigurationException>(() => Load(file =>
        {
            file["Printers"]![0]!["Address"] = "serial:///dev/ttyUSB0?baud=115200";
            file["Chips"]!["Desk"] = "pn532+serial:///dev/ttyUSB0";
        }));
        Assert.That(refusal!.Message, Does.Contain("Chips.Desk").And.Contain("each once").And.Contain("/dev/ttyUSB0"));
    }

    [TestCase("pcsc:Virtual PCD 00 00", "pcsc:ACS ACR1252 [SAM Interface] 01 00")]
    [TestCase("pn532+tcp://127.0.0.1:2", "")]
    public void Readers_may_be_PCSCs_and_a_SAM_may_be_missing(string reader, string sam)
    {
        var options = Load(file =>
        {
            file["Printers"]![0]!["Reader"] = reader;
            file["Chips"]!["Sam"] = sam;
        });
        Assert.That((options.Printers[0].Reader, options.Chips.Sam), Is.EqualTo((reader, sam)));
    }

    [Test]
    public void A_printer_has_the_version_that_it_names_or_else_the_only_one()
    {
        var options = Load(file =>
        {
            file["Cards"]!["BlankVersions"] = JsonNode.Parse("[\"2019\",\"2011\"]");
            file["Printers"]![0]!["BlankVersion"] = "2019";
            AddPrinter(file, "2011");
        });
        Assert.That(options.Printers.Select(options.VersionAt), Is.EqualTo(new[] { "2019", "2011" }));
        Assert.That(Load(_ => { }).Printers.Select(options.VersionAt), Is.EqualTo(new[] { "2019" }));
    }

    [TestCase("2019,2011", "2019", "2019", "Cards.BlankVersions", "2011", Description = "no printer has it")]
    [TestCase("2019,2011", "2019", "", "Printers[1].BlankVersion", "2019, 2011", Description = "a hopper gives whatever lies in it")]
    [TestCase("2019", "2019", "2024", "Printers[1].BlankVersion", "2024", Description = "nobody knows it")]
    [TestCase("2019,2019", "2019", "2019", "Cards.BlankVersions", "each once")]
    public void A_version_that_cannot_be_meant_is_named(string known, string first, string second, string key, string said)
    {
        Assert.That(() => Load(file =>
        {
            file["Cards"]!["BlankVersions"] = new JsonArray([.. known.Split(',').Select(version => JsonValue.Create(version))]);
            file["Printers"]![0]!["BlankVersion"] = first;
            AddPrinter(file, second);
        }), Throws.TypeOf<ConfigurationException>().With.Message.Contains(key).And.Message.Contains(said));
    }

    [TestCase("{", "line 1")]
    [TestCase("{\"Station\":{\"Id\":5}}", "$.Station.Id")]
    [TestCase("{\"Sation\":{}}", "Sation")]
    [TestCase("{}", "Station")]
    public void A_malformed_file_names_the_place(string text, string place)
    {
        File.WriteAllText(Path.Combine(_directory.Path, "station.json"), text);
        Assert.That(() => StationOptionsFile.Load(_directory.Path), Throws.TypeOf<ConfigurationException>().With.Message.Contains(place));
    }

    [Test]
    public void A_missing_file_says_how_to_name_the_directory() =>
        Assert.That(() => StationOptionsFile.Load(_directory.Path), Throws.TypeOf<ConfigurationException>().With.Message.Contains("--instance"));

    private static void AddPrinter(JsonObject file, string version)
    {
        var printer = file["Printers"]![0]!.DeepClone();
        (printer["Name"], printer["Address"], printer["Reader"]) = ("printer-2", "tcp://127.0.0.1:4", "pn532+tcp://127.0.0.1:5");
        printer["BlankVersion"] = version;
        file["Printers"]!.AsArray().Add(printer);
    }

    private StationOptions Load(Action<JsonObject> change)
    {
        var file = JsonNode.Parse(
            """
            {
              "Station": { "Id": "station-1", "Office": "5371" },
              "Central": { "Url": "https://127.0.0.1:1", "CertificateAuthority": "ca.pem", "ClientCertificate": "station.pem",
                "ClientKey": "station.key", "IssuingKey": "issuing.pub.pem", "ChipSigningCertificate": "chip-signing.pem" },
              "Chips": { "Profile": "profile.json", "Sam": "pn532+tcp://127.0.0.1:3" },
              "Cards": { "Layouts": ".", "BlankVersions": ["2019"] },
              "Printers": [ { "Name": "printer-1", "Model": "model.json", "Address": "tcp://127.0.0.1:1", "Reader": "pn532+tcp://127.0.0.1:2" } ]
            }
            """)!.AsObject();
        change(file);
        File.WriteAllText(Path.Combine(_directory.Path, "station.json"), file.ToJsonString());
        return StationOptionsFile.Load(_directory.Path);
    }
}

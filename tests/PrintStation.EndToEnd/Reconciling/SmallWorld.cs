using System.Globalization;
using System.Text.Json.Nodes;

namespace PrintStation.EndToEnd.Reconciling;

/// <summary>Three days of a small office in WITA, as the log of its plastic and as the station's reports, which agree; to be tampered with and
/// written as a demo directory. Two boxes came; a chip was mute, one was tried for two hours and could not be written, two cards were fed together,
/// one jammed for ten minutes; twice the ribbon was changed; the last card came out half an hour after midnight.</summary>
internal sealed class SmallWorld
{
    private const int FirstBox = 9;
    private const int SecondBox = 3;

    /// <summary>Panels of one print.</summary>
    private const int Panels = 5;

    private const string Hours =
        ""","Hours":{"Opens":"08:00","Closes":"16:00","Days":["Monday","Tuesday","Wednesday","Thursday","Friday"],"Holidays":[]}""";

    private DateTimeOffset _now = new(2026, 11, 1, 23, 30, 0, TimeSpan.Zero);
    private int _fed;

    public SmallWorld()
    {
        Arrive("BAST/1", 1, FirstBox);
        for (var card = 1; card <= FirstBox; card++)
            Happen("loaded", card);
        Issue(1);
        Happen("ribbon-changed");
        Issue(2);
        Feed(3);
        Events.Add(new JsonObject { ["at"] = Now(), ["event"] = "fault", ["printer"] = "printer-1", ["name"] = "mute-chip", ["n"] = _fed });
        Happen("rejected", 3);
        Feed(4);
        _now = new DateTimeOffset(2026, 11, 2, 1, 0, 0, TimeSpan.Zero);
        for (var end = _now.AddHours(2); _now < end; _now = _now.AddSeconds(30))
            Happen("moved", 4, ("to", "chip-station"));
        Happen("rejected", 4);
        _now = new DateTimeOffset(2026, 11, 3, 1, 0, 0, TimeSpan.Zero);
        Arrive("BAST/2", FirstBox + 1, SecondBox);
        Feed(5);
        Happen("stuck", 6, ("to", Uid(5)));
        Happen("rejected", 5);
        Happen("rejected", 6);
        Feed(7);
        Print(7, 2);
        Happen("jammed", 7);
        _now = _now.AddMinutes(10);
        Happen("removed", 7, ("from", "path"));
        Happen("put-in-reject", 7);
        _now = _now.AddMinutes(20);
        Happen("ribbon-changed");
        _now = new DateTimeOffset(2026, 11, 3, 16, 30, 0, TimeSpan.Zero);
        Issue(8);
        Report();
    }

    /// <summary>False: the settings leave the office's hours to the station.</summary>
    public bool HasHours { get; set; } = true;

    public List<JsonObject> Events { get; } = [];

    /// <summary>By file name, without its ending.</summary>
    public Dictionary<string, JsonObject> Reports { get; } = [];

    public static string Uid(int card) => $"04A1B2C3D4E5{card:X2}";

    public JsonObject Event(string name, int card) =>
        Events.Single(happened => (string?)happened["event"] == name && (string?)happened["blank"] == Uid(card));

    /// <summary>Adds to a cell of a report.</summary>
    public void Add(string report, int row, string column, int amount)
    {
        var (columns, cells) = (Reports[report]["columns"]!.AsArray(), Reports[report]["rows"]![row]!.AsArray());
        var i = columns.Select(name => (string)name!).ToList().IndexOf(column);
        cells[i] = (int)cells[i]! + amount;
    }

    /// <summary>Adds a row to a report.</summary>
    public void AddRow(string report, params object?[] cells) => Reports[report]["rows"]!.AsArray().Add(Row(cells));

    /// <summary>The ribbon is changed once more, after the last card. Nobody waits for one any more.</summary>
    public void ChangeRibbonAtLast()
    {
        Happen("ribbon-changed");
        Add("interruptions", 2, "minutes", -470);
    }

    /// <summary>The head prints so many panels more while the first card is inside.</summary>
    public void PrintMore(int panels)
    {
        var panel = Events.First(happened => (string?)happened["event"] == "panel-printed");
        Events.InsertRange(Events.IndexOf(panel), Enumerable.Range(0, panels).Select(_ => panel.DeepClone().AsObject()));
    }

    /// <summary>A fault after a card was fed.</summary>
    public void Befall(string fault, int card)
    {
        var fed = Event("fed", card);
        var befell = new JsonObject { ["at"] = (string?)fed["at"], ["event"] = "fault", ["printer"] = "printer-1", ["name"] = fault, ["n"] = (int?)fed["n"] };
        Events.Insert(Events.IndexOf(fed) + 1, befell);
    }

    /// <summary>What the books have in a place.</summary>
    public void Book(string place, int quantity) => Reports["balance"]["balances"]![place] = quantity;

    public void Write(string directory)
    {
        Directory.CreateDirectory(Path.Combine(directory, "instance"));
        Directory.CreateDirectory(Path.Combine(directory, "reports"));
        File.WriteAllText(Path.Combine(directory, "instance", "station.json"), $$"""{"Station":{"TimeZone":"Asia/Makassar"}{{(HasHours ? Hours : "")}}}""");
        File.WriteAllLines(Path.Combine(directory, "world.jsonl"), Events.Select(happened => happened.ToJsonString()));
        foreach (var (name, report) in Reports)
            File.WriteAllText(Path.Combine(directory, "reports", $"{name}.json"), report.ToJsonString());
    }

    private void Arrive(string document, int first, int count) => Events.Add(new JsonObject
    {
        ["at"] = Now(), ["event"] = "box-arrived", ["document"] = document,
        ["uids"] = new JsonArray([.. Enumerable.Range(first, count).Select(card => JsonValue.Create(Uid(card)))]),
    });

    private void Issue(int card)
    {
        Feed(card);
        Happen("chip-locked", card);
        Print(card, Panels);
        Happen("ejected", card);
    }

    private void Feed(int card) => Happen("fed", card, ("n", ++_fed));

    private void Print(int card, int panels)
    {
        for (var panel = 0; panel < panels; panel++)
            Happen("panel-printed", card);
    }

    /// <param name="card">0: what concerns the printer alone.</param>
    private void Happen(string name, int card = 0, params (string Name, JsonNode Value)[] details)
    {
        var happened = new JsonObject { ["at"] = Now(), ["event"] = name, ["printer"] = "printer-1" };
        if (card > 0)
            happened["blank"] = Uid(card);
        foreach (var (detail, value) in details)
            happened[detail] = value;
        Events.Add(happened);
    }

    private string Now()
    {
        _now = _now.AddSeconds(1);
        return _now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
    }

    private void Report()
    {
        string[] flow =
        [
            "period", "opening", "received", "returned", "borrowed", "lent", "cards", "spoiled", "test", "lost", "difference", "closing", "destroyed",
            "box-lost", "spoiled-box",
        ];
        Table("daily", flow, [
            ["2026-11-02", 0, 9, 0, 0, 0, 2, 2, 0, 0, 0, 5, 0, 0, 2],
            ["2026-11-03", 5, 3, 0, 0, 0, 0, 3, 0, 0, 0, 5, 0, 0, 5],
            ["2026-11-04", 5, 0, 0, 0, 0, 1, 0, 0, 0, 0, 4, 0, 0, 5],
        ]);
        Table("monthly", flow, [["2026-11", 0, 12, 0, 0, 0, 3, 5, 0, 0, 0, 4, 0, 0, 5]]);
        string[] spoilage = ["cause", "code", "printer", "spoiled", "spoiled-box", "destroyed", "box-lost"];
        Table("spoilage", spoilage, [
            ["failed-encode", "chip-write-failed", "printer-1", 1, 1, 0, 0], ["failed-print", "media-jam", "printer-1", 1, 1, 0, 0],
            ["no-chip", "chip-mute", "printer-1", 1, 1, 0, 0], ["stray", "stray-card", "Store", 1, 1, 0, 0], ["two-cards", "two-cards", "printer-1", 1, 1, 0, 0],
        ]);
        Table("spoilage-2026-11-02", spoilage, [["failed-encode", "chip-write-failed", "printer-1", 1, 1, 0, 0], ["no-chip", "chip-mute", "printer-1", 1, 1, 0, 0]]);
        Table("spoilage-2026-11-03", spoilage, [
            ["failed-print", "media-jam", "printer-1", 1, 1, 0, 0], ["stray", "stray-card", "Store", 1, 1, 0, 0], ["two-cards", "two-cards", "printer-1", 1, 1, 0, 0],
        ]);
        Table("receipts", ["day", "from", "document", "reason", "quantity", "by"], [
            ["2026-11-02", "Ministry", "BAST/1", "received", 9, "siti"], ["2026-11-03", "Ministry", "BAST/2", "received", 3, "siti"],
        ]);
        Table("bulletin", ["item", "count"], [["cards-of-day", 1], ["cards-of-period", 3], ["blanks-in-hand", 4], ["waiting", "not-known"]]);
        Table("ribbons", ["machine", "put-in", "by", "taken-out", "prints-new", "prints", "yield", "left-over", "cards-in"], [
            ["printer-1", "2026-11-02 07:30", "station", "2026-11-03 09:31", 500, 1, 0, 499, 5], ["printer-1", "2026-11-03 09:31", "station", "inside", 500, 0, 0, 500, 0],
        ]);
        Reports["ribbons"]["facts"] = new JsonObject { ["ribbons-used-up"] = 1, ["prints-each"] = 1 };
        Table("supplies", ["supply", "opening", "received", "used-up", "surplus", "shortage", "closing"], [["ribbon", 0, 0, 2, 2, 0, 0], ["film", 0, 0, 0, 0, 0, 0]]);
        Table("day", ["day", "act", "at", "place", "counted", "expected", "cause"], [
            ["2026-11-02", "open", "07:20", "Store", 0, 0, null], ["2026-11-02", "close", "16:10", "Store", 0, 0, null],
            ["2026-11-02", "close", "16:10", "Hopper(printer-1)", 5, 5, null], ["2026-11-03", "close", "16:10", "Store", 2, 3, "miscounted"],
            ["2026-11-03", "close", "2026-11-04 00:10:07", "Hopper(printer-1)", 2, 2, null], ["2026-11-04", "not-opened", null, null, null, null, null],
        ]);
        Table("interruptions", ["cause", "scope", "by", "times", "minutes", "cards-waiting"], [
            ["network", "station", null, 1, 1_300, 4], ["printer", "printer-1", null, 1, 11, 3], ["ribbon", "printer-1", null, 1, 500, 3],
        ]);
        Reports["balance"] = new JsonObject
        {
            ["balances"] = new JsonObject
            {
                ["Hopper(printer-1)"] = 1, ["Issued"] = 3, ["Machine(printer-1)"] = 0, ["Ministry"] = -12, ["Spoiled"] = 5, ["Store"] = 3,
            },
        };
    }

    private void Table(string name, string[] columns, object?[][] rows) => Reports[name] = new JsonObject
    {
        ["columns"] = new JsonArray([.. columns.Select(column => JsonValue.Create(column))]),
        ["rows"] = new JsonArray([.. rows.Select(Row)]),
    };

    private static JsonArray Row(object?[] cells) => new([.. cells.Select(cell => cell is int number ? JsonValue.Create(number) : JsonValue.Create((string?)cell))]);
}

using System.Globalization;
using System.Text.Json.Nodes;

namespace PrintStation.EndToEnd.Reconciling;

/// <summary>Three days of a small office in WITA, as the log of its plastic and as the station's reports, which agree; to be tampered with and
/// written as a demo directory. Two boxes came; a chip was mute, one could not be written, two cards were fed together, one jammed and one lost
/// its power; the last card came out half an hour after midnight.</summary>
internal sealed class SmallWorld
{
    private const int FirstBox = 9;
    private const int SecondBox = 3;

    private DateTimeOffset _now = new(2026, 11, 1, 23, 30, 0, TimeSpan.Zero);
    private int _fed;

    public SmallWorld()
    {
        Arrive("BAST/1", 1, FirstBox);
        for (var card = 1; card <= FirstBox; card++)
            Happen("loaded", card);
        Issue(1);
        Issue(2);
        Feed(3);
        Events.Add(new JsonObject { ["at"] = Now(), ["event"] = "fault", ["printer"] = "printer-1", ["name"] = "mute-chip", ["n"] = _fed });
        Happen("rejected", 3);
        Feed(4);
        Happen("rejected", 4);
        _now = new DateTimeOffset(2026, 11, 3, 1, 0, 0, TimeSpan.Zero);
        Arrive("BAST/2", FirstBox + 1, SecondBox);
        Feed(5);
        Happen("stuck", 6);
        Happen("rejected", 5);
        Happen("rejected", 6);
        Feed(7);
        Happen("jammed", 7);
        Happen("removed", 7, ("from", "path"));
        Happen("put-in-reject", 7);
        _now = new DateTimeOffset(2026, 11, 3, 16, 30, 0, TimeSpan.Zero);
        Issue(8);
        Report();
    }

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

    /// <summary>What the books have in a place.</summary>
    public void Book(string place, int quantity) => Reports["balance"]["balances"]![place] = quantity;

    public void Write(string directory)
    {
        Directory.CreateDirectory(Path.Combine(directory, "instance"));
        Directory.CreateDirectory(Path.Combine(directory, "reports"));
        File.WriteAllText(Path.Combine(directory, "instance", "station.json"), """{"Station":{"TimeZone":"Asia/Makassar"}}""");
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
        Happen("ejected", card);
    }

    private void Feed(int card) => Happen("fed", card, ("n", ++_fed));

    private void Happen(string name, int card, params (string Name, JsonNode Value)[] details)
    {
        var happened = new JsonObject { ["at"] = Now(), ["event"] = name, ["printer"] = "printer-1", ["blank"] = Uid(card) };
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
            ["failed-encode", "chip-write-failed", "printer-1", 1, 1, 0, 0], ["failed-encode", "two-cards", "printer-1", 1, 1, 0, 0],
            ["failed-print", "media-jam", "printer-1", 1, 1, 0, 0], ["no-chip", "chip-mute", "printer-1", 1, 1, 0, 0], ["stray", "stray-card", "Store", 1, 1, 0, 0],
        ]);
        Table("spoilage-2026-11-02", spoilage, [["failed-encode", "chip-write-failed", "printer-1", 1, 1, 0, 0], ["no-chip", "chip-mute", "printer-1", 1, 1, 0, 0]]);
        Table("spoilage-2026-11-03", spoilage, [
            ["failed-encode", "two-cards", "printer-1", 1, 1, 0, 0], ["failed-print", "media-jam", "printer-1", 1, 1, 0, 0], ["stray", "stray-card", "Store", 1, 1, 0, 0],
        ]);
        Table("receipts", ["day", "from", "document", "reason", "quantity", "by"], [
            ["2026-11-02", "Ministry", "BAST/1", "received", 9, "siti"], ["2026-11-03", "Ministry", "BAST/2", "received", 3, "siti"],
        ]);
        Table("bulletin", ["item", "count"], [["cards-of-day", 1], ["cards-of-period", 3], ["blanks-in-hand", 4], ["waiting", "not-known"]]);
        Reports["balance"] = new JsonObject
        {
            ["balances"] = new JsonObject
            {
                ["Hopper(printer-1)"] = 1, ["Issued"] = 3, ["Machine(printer-1)"] = 0, ["Ministry"] = -12, ["Spoiled"] = 5, ["Store"] = 3,
            },
        };
    }

    private void Table(string name, string[] columns, object[][] rows) => Reports[name] = new JsonObject
    {
        ["columns"] = new JsonArray([.. columns.Select(column => JsonValue.Create(column))]),
        ["rows"] = new JsonArray([.. rows.Select(row => new JsonArray([.. row.Select(cell => cell is int number ? JsonValue.Create(number) : JsonValue.Create((string)cell))]))]),
    };
}

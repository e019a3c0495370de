using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace PrintStation.EndToEnd.Reconciling;

/// <summary>A small office whose three stories agree, in memory, to be tampered with and written as a demo directory: four jobs issued, one
/// of them at the second attempt after a mute chip, another after a jam whose card a person put into the reject tray; two blanks are left
/// in the hopper and one in the store.</summary>
internal sealed class GoodOffice
{
    private readonly List<string> _blanks = [];
    private DateTimeOffset _now = new(2026, 11, 23, 1, 0, 0, TimeSpan.Zero);
    private int _output;
    private int _reject;

    public GoodOffice()
    {
        for (var i = 1; i <= 9; i++)
            _blanks.Add($"04A1B2C3D4E5{i:X2}");
        Deliver();
        foreach (var blank in _blanks.Take(8))
            World("loaded", blank);
        Book(8, "Store", "Hopper(printer-1)");
        Issue(1, 1, _blanks[0]);
        Spoil(2, 1, _blanks[1], uidKnown: false, byHand: false);
        Issue(2, 2, _blanks[2]);
        Issue(3, 1, _blanks[3]);
        Spoil(4, 1, _blanks[4], uidKnown: true, byHand: true);
        Issue(4, 2, _blanks[5]);
    }

    public List<JsonObject> Events { get; } = [];

    public JsonObject Central { get; } = new()
    {
        ["jobs"] = new JsonArray(), ["outcomes"] = new JsonArray(), ["deliveries"] = new JsonArray(), ["stations"] = new JsonArray(),
    };

    public JsonObject Station { get; } = new()
    {
        ["runs"] = new JsonArray(), ["ledger"] = new JsonArray(), ["balances"] = new JsonObject(), ["pauses"] = new JsonArray(),
    };

    /// <summary>chip.json by tray folder, for example "output/0001-04A1…".</summary>
    public Dictionary<string, JsonObject> Trays { get; } = [];

    public string Uid(int card) => _blanks[card - 1];

    public JsonObject Job(int number) => Central["jobs"]!.AsArray()[number - 1]!.AsObject();

    public JsonObject Run(string runId) => Rows(Station, "runs").Single(run => (string?)run["runId"] == runId);

    public JsonObject Event(string name, int card) =>
        Events.Single(happened => (string?)happened["event"] == name && (string?)happened["blank"] == Uid(card));

    public string Folder(int card) => Trays.Keys.Single(folder => folder.EndsWith(Uid(card), StringComparison.Ordinal));

    public static IEnumerable<JsonObject> Rows(JsonObject file, string name) => file[name]!.AsArray().Select(row => row!.AsObject());

    public static void Remove(JsonObject file, string name, Func<JsonObject, bool> which)
    {
        var rows = file[name]!.AsArray();
        rows.Remove(rows.Single(row => which(row!.AsObject())));
    }

    public void Write(string directory)
    {
        File.WriteAllLines(Path.Combine(directory, "world.jsonl"), Events.Select(happened => happened.ToJsonString()));
        File.WriteAllText(Path.Combine(directory, "central.json"), Central.ToJsonString());
        File.WriteAllText(Path.Combine(directory, "station.json"), Station.ToJsonString());
        foreach (var (folder, chip) in Trays)
        {
            var path = Directory.CreateDirectory(Path.Combine(directory, "tray", folder)).FullName;
            File.WriteAllText(Path.Combine(path, "chip.json"), chip.ToJsonString());
        }
    }

    public static JsonObject Chip(string uid, int? person)
    {
        var nik = person is null ? null : Nik(person.Value);
        var fields = Encoding.UTF8.GetBytes(nik is null ? "" : $"\"{nik}\",\"JALAN {person}\",\"001\"");
        var file = new byte[1024];
        (file[0], file[1]) = ((byte)(fields.Length >> 8), (byte)fields.Length);
        fields.CopyTo(file, 2);
        return new()
        {
            ["uid"] = uid,
            ["files"] = new JsonObject { ["6FF0"] = (nik is null ? "00" : "01") + new string('0', 30),
            ["6FF3"] = Convert.ToHexString(file) },
            ["biodata"] = nik is null ? new JsonObject() : new JsonObject { ["nik"] = nik, ["name"] = $"ORANG {person}" },
        };
    }

    private static string Nik(int person) => $"53710112050{person:00000}";

    private void Deliver()
    {
        Central["deliveries"]!.AsArray().Add(new JsonObject
        {
            ["deliveryId"] = "delivery-1", ["documentNumber"] = "BAST/1", ["quantity"] = _blanks.Count, ["counted"] = _blanks.Count,
            ["uids"] = new JsonArray([.. _blanks.Select(uid => JsonValue.Create(uid))]), ["confirmedAt"] = Now(),
        });
        Book(_blanks.Count, "Ministry", "Store", document: "BAST/1");
    }

    private void Issue(int person, int attempt, string uid)
    {
        var runId = $"run-{person}-{attempt}";
        var history = new JsonArray();
        Step(history, "Fetched", "Feeding");
        Feed(uid, runId, uidKnown: true);
        Step(history, "Feeding", "Fed");
        Step(history, "Fed", "Encoding");
        World("chip-written", uid);
        World("chip-locked", uid);
        Step(history, "Encoding", "Printing");
        foreach (var panel in "ymcko")
            World("panel-printed", uid, ("panel", panel.ToString()));
        World("printed", uid);
        Step(history, "Printing", "Ejecting");
        World("ejected", uid, ("slot", ++_output));
        Step(history, "Ejecting", "Issued");
        Book(1, "Machine(printer-1)", "Issued", runId, uid);
        Trays[$"output/{_output:0000}-{uid}"] = Chip(uid, person);
        End(person, runId, attempt, uid, "Issued", history);
        Central["jobs"]!.AsArray().Add(new JsonObject
        {
            ["jobId"] = $"job-{person}", ["nik"] = Nik(person), ["name"] = $"ORANG {person}", ["kind"] = "IdentityCard",
            ["status"] = "issued",
            ["attempts"] = attempt, ["chipUid"] = uid, ["outcomeAt"] = Now(),
        });
    }

    private void Spoil(int person, int attempt, string uid, bool uidKnown, bool byHand)
    {
        var runId = $"run-{person}-{attempt}";
        var history = new JsonArray();
        Step(history, "Fetched", "Feeding");
        Feed(uid, runId, uidKnown);
        Step(history, "Feeding", "Condemned");
        World(byHand ? "removed" : "rejected", uid, byHand ? ("from", "machine") : ("slot", ++_reject));
        if (byHand)
            World("put-in-reject", uid, ("slot", ++_reject));
        Step(history, "Condemned", "Spoiled");
        Book(1, "Machine(printer-1)", "Spoiled", runId, uidKnown ? uid : null);
        Trays[$"reject/{_reject:0000}-{uid}"] = Chip(uid, null);
        End(person, runId, attempt, uidKnown ? uid : null, "Spoiled", history);
    }

    private void Feed(string uid, string runId, bool uidKnown)
    {
        World("fed", uid);
        Book(1, "Hopper(printer-1)", "Machine(printer-1)", runId, uidKnown ? uid : null);
    }

    private void End(int person, string runId, int attempt, string? uid, string state, JsonArray history)
    {
        Station["runs"]!.AsArray().Add(new JsonObject
        {
            ["runId"] = runId, ["jobId"] = $"job-{person}", ["attempt"] = attempt, ["printer"] = "printer-1", ["blankUid"] = uid,
            ["state"] = state,
            ["history"] = history,
        });
        Central["outcomes"]!.AsArray().Add(new JsonObject
        {
            ["runId"] = runId, ["n"] = 1, ["jobId"] = $"job-{person}", ["attempt"] = attempt, ["status"] = state, ["chipUid"] = uid,
            ["at"] = Now(),
        });
    }

    private void Step(JsonArray history, string from, string to) =>
        history.Add(new JsonObject { ["at"] = Now(), ["from"] = from, ["to"] = to, ["trigger"] = "", ["reason"] = null });

    private void World(string name, string blank, params (string Name, JsonNode Value)[] details)
    {
        var happened = new JsonObject { ["at"] = Now(), ["event"] = name, ["printer"] = "printer-1", ["blank"] = blank };
        foreach (var detail in details)
            happened.Add(detail.Name, detail.Value);
        Events.Add(happened);
    }

    private void Book(int quantity, string from, string to, string? runId = null, string? uid = null, string? document = null)
    {
        var ledger = Station["ledger"]!.AsArray();
        var previous = ledger.Count == 0 ? new string('0', 64) : (string?)ledger[^1]!["hash"];
        var (happened, written) = (Now(), Now());
        ledger.Add(new JsonObject
        {
            ["sequence"] = ledger.Count + 1, ["quantity"] = quantity, ["item"] = "ktp-el", ["from"] = from, ["to"] = to,
            ["reason"] = "moved",
            ["document"] = document, ["by"] = "petugas-1", ["happenedAt"] = happened, ["writtenAt"] = written, ["runId"] = runId,
            ["chipUid"] = uid,
            ["reverses"] = null, ["previousHash"] = previous,
            ["hash"] = Hash(previous, $"{ledger.Count + 1}", $"{quantity}", "ktp-el", from, to, "moved", document, "petugas-1", happened,
                $"{DateTimeOffset.Parse(written, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds()}", runId, uid, null),
        });
        var balances = Station["balances"]!.AsObject();
        balances[from] = ((int?)balances[from] ?? 0) - quantity;
        balances[to] = ((int?)balances[to] ?? 0) + quantity;
    }

    private static string Hash(params string?[] parts) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Concat(parts.Select(part => part is null ? "-;" : $"{part.Length}:{part};")))));

    private string Now()
    {
        _now += TimeSpan.FromMilliseconds(700);
        return _now.ToString("O", CultureInfo.InvariantCulture);
    }
}

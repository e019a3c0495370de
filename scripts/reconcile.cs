#:property PublishAot=false
// Compares three stories of the same cards: what the centre believes (central.json), what the station has written down (station.json) and
// what happened to the plastic (world.jsonl and the trays). It knows files only and shares no code with the programs that wrote them.
// Each disagreement is one line that names the card, run or job.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

const string Usage = """
    usage: reconcile DIR [--json]
    Compares DIR/central.json, DIR/station.json, DIR/world.jsonl and DIR/tray. Exit 0 reconciled, 1 findings, 2 usage.
    """;

var json = args.Contains("--json");
var names = args.Where(argument => argument != "--json").ToArray();
if (names is ["--help"] or ["-h"])
{
    Console.WriteLine(Usage);
    return 0;
}

if (names is not [var directory] || directory.StartsWith('-'))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

var findings = new Findings();
var summary = "";
if (Files.Read(directory, findings) is { } files)
{
    var world = World.Replay(files.Events, findings);
    Checks.Trays(files, world, findings);
    Checks.History(files, findings);
    Checks.IssuedCards(files, world, findings);
    Checks.NobodyTwice(files, findings);
    Checks.SpoiledCards(files, world, findings);
    Checks.Outcomes(files, findings);
    Books.Chain(files, findings);
    Books.Runs(files, findings);
    Books.AgainstWorld(files, world, findings);
    Books.AgainstCentre(files, findings);
    summary = $"reconciled: {files.Station.Runs.Count(run => run.State == "Issued")} issued, "
        + $"{files.Station.Runs.Count(run => run.State == "Spoiled")} spoiled, {files.Station.Runs.Count(run => run.IsUnsettled)} held, "
        + $"{world.Blanks.Count} blanks handled, {files.Station.Ledger.Length} movements, as the station was exported at "
        + File.GetLastWriteTimeUtc(Path.Combine(directory, "station.json")).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}

if (json)
    Console.WriteLine(findings.ToJson());
else
    foreach (var line in findings.Lines.DefaultIfEmpty(summary))
        Console.WriteLine(line);
return findings.Lines.Count == 0 ? 0 : 1;

// ---------------------------------------------------------------- findings

internal enum Kind
{
    /// <summary>A file is missing or malformed.</summary>
    Input,

    /// <summary>A citizen, a job or a chip has two good cards.</summary>
    Duplicate,

    /// <summary>A blank is not where the events, the trays or the books have it.</summary>
    Blank,

    /// <summary>A card's content or history is not what was issued.</summary>
    Card,

    /// <summary>A run ended, and the centre knows nothing of it or something else.</summary>
    Unreported,

    /// <summary>The ledger contradicts itself.</summary>
    Ledger,
}

internal sealed class Findings
{
    private readonly List<(Kind Kind, string Subject, string Text)> _all = [];

    public IReadOnlyList<string> Lines => [.. _all.Select(finding => $"{finding.Subject}: {finding.Text}").Distinct()];

    /// <summary>The subject names the card, run or job; the text says who says what.</summary>
    public void Add(Kind kind, string subject, string text) => _all.Add((kind, subject, text));

    public string ToJson() => JsonSerializer.Serialize(
        new { duplicates = Count(Kind.Duplicate), unaccountedBlanks = Count(Kind.Blank), unreportedRuns = Count(Kind.Unreported),
            findings = Lines },
        new JsonSerializerOptions { WriteIndented = true,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>"a, b, c", or "none".</summary>
    public static string List<T>(IEnumerable<T> members) => string.Join(", ", members.Select(member => $"{member}").DefaultIfEmpty("none"));

    private int Count(Kind kind) => _all.Where(finding => finding.Kind == kind).Select(finding => finding.Subject).Distinct().Count();
}

// ---------------------------------------------------------------- the files

internal sealed record Job(string JobId, string? Nik, string? Name, string? Kind, string? Status, string? ChipUid);

internal sealed record Outcome(string RunId, int N, string? JobId, int Attempt, string? Status, string? ChipUid);

internal sealed record Delivery(string DeliveryId, string? DocumentNumber, int Quantity, string[]? Uids, int? Counted,
    DateTimeOffset? ConfirmedAt);

internal sealed record StationSeen(string StationId, long? LedgerSequence);

internal sealed record Central(Job[] Jobs, Outcome[] Outcomes, Delivery[] Deliveries, StationSeen[] Stations);

internal sealed record Step(DateTimeOffset At, string? From, string? To);

internal sealed record Run(string RunId, string JobId, int Attempt, string? Printer, string? BlankUid, string State, Step[] History)
{
    /// <summary>Waits for a person; its card may lie anywhere.</summary>
    public bool IsUnsettled => State is "Held" or "Missing" or "LossPending";

    /// <summary>A device may be moving the card right now.</summary>
    public bool IsWorking => State is "Feeding" or "Encoding" or "Printing" or "Verifying" or "Ejecting" or "Rejecting";

    /// <summary>Where the books must have its blank; null where it uses none.</summary>
    public string? Place => State switch
    {
        "Fetching" or "Fetched" or "Feeding" or "Refused" or "Canceled" => null,
        "Held" or "Missing" => "Held",
        "LossPending" or "Lost" => "Lost",
        "Issued" or "Spoiled" => State,
        _ => $"Machine({Printer})",
    };

    public string Called => $"run {RunId} (job {JobId}, card {BlankUid ?? "without UID"})";
}

internal sealed record Movement(
    long Sequence, long Quantity, string? Item, string From, string To, string? Reason, string? Document, string? By, string? HappenedAt,
    DateTimeOffset WrittenAt, string? RunId, string? ChipUid, long? Reverses, string? PreviousHash, string? Hash,
    string? Refers = null)
{
    /// <summary>SHA-256 over the row and the hash before it, each part with its length in front.</summary>
    public string ComputeHash()
    {
        string?[] parts =
        [
            PreviousHash, $"{Sequence}", $"{Quantity}", Item, From, To, Reason, Document, By, HappenedAt,
            $"{WrittenAt.ToUnixTimeMilliseconds()}",
            RunId, ChipUid, Reverses?.ToString(CultureInfo.InvariantCulture), .. Refers is null ? Array.Empty<string?>() : [Refers],
        ];
        var text = string.Concat(parts.Select(part => part is null ? "-;" : $"{part.Length}:{part};"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Of a card that came in beside the one that was asked for: no run has it.</summary>
    public bool IsStray => RunId is null || RunId.StartsWith("stray-", StringComparison.Ordinal);

    public string Called =>
        $"ledger {Sequence} ({From} to {To}{(RunId is null ? "" : $", run {RunId}")}{(ChipUid is null ? "" : $", card {ChipUid}")})";
}

internal sealed record Station(Run[] Runs, Movement[] Ledger, Dictionary<string, long> Balances);

/// <summary>One line of world.jsonl.</summary>
internal sealed record Event(DateTimeOffset At, string Name, string? Printer, string? Blank, string? Panel, int? Slot);

/// <param name="Nik">NIK in the biodata as the office read it, and in the chip's own file.</param>
internal sealed record TrayCard(string Tray, string Folder, int Slot, string Uid, string? ChipUid, string? Nik, string? NikInFile,
    string? Name, bool Locked)
{
    public string Called => $"card {Uid}";
}

internal sealed record Files(Central Central, Station Station, Event[] Events, TrayCard[] Cards)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>Null when a file cannot be used at all; the findings say which.</summary>
    public static Files? Read(string directory, Findings findings)
    {
        var central = Parse<Central>(directory, "central.json", ["jobs", "outcomes", "deliveries", "stations"], findings);
        var station = Parse<Station>(directory, "station.json", ["runs", "ledger", "balances"], findings);
        var events = ReadWorld(Path.Combine(directory, "world.jsonl"), findings);
        if (central is null || station is null || events is null)
            return null;
        central = new(central.Jobs ?? [],
            [.. (central.Outcomes ?? []).Select(outcome => outcome with { ChipUid = Upper(outcome.ChipUid) })],
            central.Deliveries ?? [], central.Stations ?? []);
        central = central with { Jobs = [.. central.Jobs.Select(job => job with { ChipUid = Upper(job.ChipUid) })] };
        station = new([.. (station.Runs ?? []).Select(run => run with { BlankUid = Upper(run.BlankUid), History = run.History ?? [] })],
            [.. (station.Ledger ?? []).OrderBy(row => row.Sequence)], station.Balances ?? []);
        var cards = new[] { "output", "reject" }.SelectMany(tray => ReadTray(directory, tray, findings)).ToArray();
        return new(central, station, events, cards);
    }

    public static string? Upper(string? uid) => uid?.ToUpperInvariant();

    private const string Again = "Write it again with: printstation export --out FILE, printcentral export --out FILE";

    private static T? Parse<T>(string directory, string name, string[] parts, Findings findings) where T : class
    {
        var path = Path.Combine(directory, name);
        try
        {
            // An export is one object that holds all its parts; anything else is none, or half of one.
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            var root = document.RootElement;
            var lacks = parts.FirstOrDefault(part => root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(part, out _));
            if (lacks is null)
                return root.Deserialize<T>(Web);
            findings.Add(Kind.Input, name, $"is no export: it has no \"{lacks}\". {Again}");
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            findings.Add(Kind.Input, name, e is JsonException at
                ? $"is half-written or damaged (line {at.LineNumber + 1}). {Again}"
                : $"is missing. {Again}");
        }

        return null;
    }

    private static Event[]? ReadWorld(string path, Findings findings)
    {
        if (!File.Exists(path))
        {
            findings.Add(Kind.Input, "world.jsonl", "is missing");
            return null;
        }

        var events = new List<Event>();
        foreach (var (line, number) in File.ReadLines(path).Select((line, index) => (line, index + 1)).Where(row => row.line.Length > 0))
        {
            try
            {
                using var document = JsonDocument.Parse(line);
                var row = document.RootElement;
                events.Add(new(row.GetProperty("at").GetDateTimeOffset(), row.GetProperty("event").GetString()!, Text(row, "printer"),
                    Upper(Text(row, "blank")), Text(row, "panel"), row.TryGetProperty("slot", out var slot) ? slot.GetInt32() : null));
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
            {
                findings.Add(Kind.Input, $"world.jsonl line {number}", $"is no event: {e.Message}");
            }
        }

        return [.. events];
    }

    private static IEnumerable<TrayCard> ReadTray(string directory, string tray, Findings findings)
    {
        var path = Path.Combine(directory, "tray", tray);
        if (!Directory.Exists(path))
            yield break;
        foreach (var folder in Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(folder);
            var parts = name.Split('-', 2);
            if (parts.Length != 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var slot))
            {
                findings.Add(Kind.Input, $"tray/{tray}/{name}", "is not named <nnnn>-<uid>");
                continue;
            }

            var card = new TrayCard(tray, $"tray/{tray}/{name}", slot, parts[1].ToUpperInvariant(), null, null, null, null, false);
            yield return ReadChip(Path.Combine(folder, "chip.json"), card, findings);
        }
    }

    private static TrayCard ReadChip(string path, TrayCard card, Findings findings)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            var chip = document.RootElement;
            var files = chip.TryGetProperty("files", out var found) ? found : default;
            var biodata = chip.TryGetProperty("biodata", out var read) && read.ValueKind == JsonValueKind.Object ? read : default;
            var control = Convert.FromHexString(Text(files, "6FF0") ?? "");
            return card with
            {
                ChipUid = Upper(Text(chip, "uid")), Nik = Text(biodata, "nik"), Name = Text(biodata, "name"),
                NikInFile = FirstField(Convert.FromHexString(Text(files, "6FF3") ?? "")), Locked = control is [1, ..],
            };
        }
        catch (Exception e) when (e is IOException or JsonException or FormatException or InvalidOperationException)
        {
            findings.Add(Kind.Input, card.Called, $"{card.Folder}/chip.json cannot be read: {e.Message}");
            return card;
        }
    }

    /// <summary>The first quoted field of a biodata file: two bytes of length, then quoted fields, the NIK first.</summary>
    private static string? FirstField(byte[] file)
    {
        var length = file.Length < 2 ? 0 : (file[0] << 8) | file[1];
        if (length == 0 || length > file.Length - 2)
            return null;
        var fields = Encoding.UTF8.GetString(file, 2, length).Split('"', 3);
        return fields.Length < 3 ? null : fields[1];
    }

    private static string? Text(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var property in element.EnumerateObject())
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString() : null;
        return null;
    }
}

// ---------------------------------------------------------------- the physical world

internal sealed class Blank(string uid)
{
    public string Uid => uid;

    /// <summary>store, hopper(printer), machine(printer), output, reject, or hand: with a person, on a reader, on the floor.</summary>
    public string Place { get; set; } = "store";

    public string? Printer { get; set; }

    public DateTimeOffset? FedAt { get; set; }

    public int? Slot { get; set; }

    public bool Written { get; set; }

    public bool Locked { get; set; }

    public int Faces { get; set; }

    public string Panels { get; set; } = "";

    /// <summary>Only the first break in a blank's story is told: the later ones follow from it.</summary>
    public bool Broken { get; set; }
}

/// <summary>Where every blank is, by the events alone.</summary>
internal sealed class World
{
    private readonly Dictionary<string, Blank> _blanks = new(StringComparer.Ordinal);

    public IReadOnlyCollection<Blank> Blanks => _blanks.Values;

    public Blank? Find(string? uid) => uid is null ? null : _blanks.GetValueOrDefault(uid);

    public IEnumerable<Blank> At(string place) => _blanks.Values.Where(blank => blank.Place == place);

    public static World Replay(IEnumerable<Event> events, Findings findings)
    {
        var world = new World();
        foreach (var happened in events.Where(happened => happened.Blank is not null))
        {
            if (!world._blanks.TryGetValue(happened.Blank!, out var blank))
                world._blanks.Add(happened.Blank!, blank = new(happened.Blank!));
            Apply(blank, happened, findings);
        }

        return world;
    }

    private static void Apply(Blank blank, Event happened, Findings findings)
    {
        var machine = $"machine({happened.Printer})";
        switch (happened.Name)
        {
            case "loaded": Move(blank, happened, ["store"], $"hopper({happened.Printer})", findings); break;
            case "unloaded": Move(blank, happened, [$"hopper({happened.Printer})"], "store", findings); break;
            case "fed" or "stuck":
                Move(blank, happened, [$"hopper({happened.Printer})"], machine, findings);
                (blank.Printer, blank.FedAt) = (happened.Printer, happened.At);
                break;
            case "moved" or "jammed": Move(blank, happened, [machine], machine, findings); break;
            case "chip-written":
                Move(blank, happened, [machine, "hand"], blank.Place, findings);
                blank.Written = true;
                break;
            case "chip-locked":
                Move(blank, happened, [machine, "hand"], blank.Place, findings);
                blank.Locked = true;
                break;
            case "panel-printed":
                Move(blank, happened, [machine], machine, findings);
                blank.Panels += happened.Panel;
                break;
            case "printed":
                Move(blank, happened, [machine], machine, findings);
                blank.Faces++;
                break;
            case "ejected":
                Move(blank, happened, [machine], "output", findings);
                blank.Slot = happened.Slot;
                break;
            case "rejected":
                Move(blank, happened, [machine], "reject", findings);
                blank.Slot = happened.Slot;
                break;
            case "removed":
                Move(blank, happened, [machine, $"hopper({happened.Printer})", "output", "reject", "hand"], "hand", findings);
                break;
            case "laid-on-reader": Move(blank, happened, ["hand"], "hand", findings); break;
            case "put-in-reject":
                Move(blank, happened, ["hand"], "reject", findings);
                blank.Slot = happened.Slot;
                break;
            case "put-in-output":
                Move(blank, happened, ["hand"], "output", findings);
                blank.Slot = happened.Slot;
                break;
        }
    }

    private static void Move(Blank blank, Event happened, string[] from, string to, Findings findings)
    {
        if (!from.Contains(blank.Place) && !blank.Broken)
        {
            findings.Add(Kind.Blank, $"card {blank.Uid}", $"world.jsonl has it {happened.Name} at {happened.Printer ?? "the office"}, "
                + $"but the events before leave it in: {blank.Place}");
            blank.Broken = true;
        }

        blank.Place = to;
    }
}

// ---------------------------------------------------------------- cards, runs, jobs

internal static class Checks
{
    private const string Ribbon = "ymcko";

    /// <summary>Each card that the events leave in a tray lies there once, and nothing else does.</summary>
    public static void Trays(Files files, World world, Findings findings)
    {
        foreach (var same in files.Cards.GroupBy(card => card.Uid).Where(group => group.Count() > 1))
            findings.Add(Kind.Blank, $"card {same.Key}", $"lies {same.Count()} times: {Findings.List(same.Select(card => card.Folder))}");
        foreach (var card in files.Cards)
        {
            var place = world.Find(card.Uid)?.Place;
            if (place != card.Tray)
                findings.Add(Kind.Blank, card.Called, $"lies in {card.Folder}, but the events leave it in: {place ?? "nowhere"}");
            else if (world.Find(card.Uid)!.Slot is { } slot && slot != card.Slot)
                findings.Add(Kind.Blank, card.Called, $"lies in {card.Folder}, but the events put it into slot {slot}");
            if (card.ChipUid is not null && card.ChipUid != card.Uid)
                findings.Add(Kind.Card, card.Called, $"{card.Folder}/chip.json has UID {card.ChipUid}");
        }

        var lying = files.Cards.Select(card => (card.Tray, card.Uid)).ToHashSet();
        foreach (var blank in world.Blanks.Where(blank => blank.Place is "output" or "reject" && !lying.Contains((blank.Place, blank.Uid))))
            findings.Add(Kind.Blank, $"card {blank.Uid}",
                $"the events leave it in: {blank.Place}, but no card of tray/{blank.Place} has this UID");
    }

    /// <summary>A run's history is one unbroken line that ends in its state.</summary>
    public static void History(Files files, Findings findings)
    {
        foreach (var same in files.Station.Runs.GroupBy(run => run.RunId).Where(group => group.Count() > 1))
            findings.Add(Kind.Card, same.First().Called, $"stands {same.Count()} times in station.json");
        foreach (var run in files.Station.Runs)
        {
            for (var i = 1; i < run.History.Length; i++)
                if (run.History[i].From != run.History[i - 1].To)
                    findings.Add(Kind.Card, run.Called, $"its history jumps from {run.History[i - 1].To} to {run.History[i].From}");
            if (run.History is [.., var last] && last.To != run.State)
                findings.Add(Kind.Card, run.Called, $"is {run.State}, but its history ends in {last.To}");
        }
    }

    /// <summary>Each issued job has one issued run and one card in the output, with its UID and its NIK on the chip; and the other way
    /// round.</summary>
    public static void IssuedCards(Files files, World world, Findings findings)
    {
        var issued = files.Station.Runs.Where(run => run.State == "Issued").ToLookup(run => run.JobId);
        var output = files.Cards.Where(card => card.Tray == "output").ToLookup(card => card.Uid);
        foreach (var job in files.Central.Jobs.Where(job => job.Status == "issued"))
        {
            var subject = $"job {job.JobId} (card {job.ChipUid ?? "without UID"})";
            if (issued[job.JobId].FirstOrDefault() is not { } run)
                findings.Add(Kind.Card, subject, "is issued at the centre, but no run of the station is");
            else if (run.BlankUid != job.ChipUid)
                findings.Add(Kind.Card, subject, $"the station's run {run.RunId} issued card {run.BlankUid ?? "without UID"}");
            if (job.ChipUid is null || !output.Contains(job.ChipUid))
                findings.Add(Kind.Card, subject, "is issued, but its card is not in tray/output");
            foreach (var card in output[job.ChipUid ?? ""])
                Content(job, card, world.Find(card.Uid), findings);
        }

        foreach (var run in issued.SelectMany(runs => runs))
            if (files.Central.Jobs.FirstOrDefault(job => job.JobId == run.JobId)?.Status is var status and not "issued")
                findings.Add(Kind.Unreported, run.Called, $"is issued at the station, but its job is {status ?? "unknown"} at the centre");

        var mayLieThere = files.Station.Runs.Where(run => run.State == "Issued" || run.IsUnsettled).Select(run => run.BlankUid).ToHashSet();
        foreach (var card in files.Cards.Where(card => card.Tray == "output" && !mayLieThere.Contains(card.Uid)))
        {
            findings.Add(Kind.Card, card.Called,
                $"lies in {card.Folder}, but nobody issued it ({Owner(files, card.Uid)})");
        }
    }

    private static string Owner(Files files, string uid) =>
        files.Station.Runs.LastOrDefault(run => run.BlankUid == uid) is { } run ? $"run {run.RunId} is {run.State}" : "no run has it";

    private static void Content(Job job, TrayCard card, Blank? blank, Findings findings)
    {
        if (card.Nik != job.Nik)
            findings.Add(Kind.Card, card.Called, $"the NIK in chip.json is not that of job {job.JobId}");
        if (card.NikInFile != job.Nik)
            findings.Add(Kind.Card, card.Called, $"the NIK in the chip's biodata file is not that of job {job.JobId}");
        if (card.Name is not null && card.Name != job.Name)
            findings.Add(Kind.Card, card.Called, $"the name on the chip is not that of job {job.JobId}");
        if (!card.Locked)
            findings.Add(Kind.Card, card.Called, "was issued, but its chip is not locked");
        if (blank is null or { Broken: true })
            return;
        if (!blank.Written || !blank.Locked)
            findings.Add(Kind.Card, card.Called, "was issued, but the events never have its chip written and locked");
        if (blank.Faces != 1 || blank.Panels != Ribbon)
            findings.Add(Kind.Card, card.Called,
                $"was issued, but the events have its face printed {blank.Faces} times, panels \"{blank.Panels}\"");
    }

    /// <summary>No job, no citizen and no chip has two good cards.</summary>
    public static void NobodyTwice(Files files, Findings findings)
    {
        var runs = files.Station.Runs.Where(run => run.State == "Issued").ToArray();
        Twice(runs.GroupBy(run => run.JobId), same => $"job {same}", run => $"run {run.RunId} card {run.BlankUid}", "has two issued runs");
        Twice(runs.GroupBy(run => run.BlankUid ?? ""), same => $"card {same}", run => $"job {run.JobId}", "is issued by two runs");
        var jobs = files.Central.Jobs.Where(job => job.Status == "issued").ToArray();
        Twice(jobs.GroupBy(job => job.JobId), same => $"job {same}", job => $"card {job.ChipUid}", "stands twice at the centre");
        Twice(jobs.GroupBy(job => job.ChipUid ?? ""), same => $"card {same}", job => $"job {job.JobId}", "is issued for two jobs");
        Twice(jobs.GroupBy(job => job.Nik ?? ""), _ => "", job => $"job {job.JobId} card {job.ChipUid}", "have the same NIK");
        var cards = files.Cards.Where(card => card.Tray == "output" && card.NikInFile is not null);
        Twice(cards.GroupBy(card => card.NikInFile!), _ => "", card => $"card {card.Uid}", "have the same NIK on the chip");

        void Twice<T>(IEnumerable<IGrouping<string, T>> groups, Func<string, string> subject, Func<T, string> each, string text)
        {
            foreach (var group in groups.Where(group => group.Key.Length > 0 && group.Count() > 1))
            {
                var members = string.Join(", ", group.Select(each));
                var named = subject(group.Key);
                findings.Add(Kind.Duplicate, named.Length > 0 ? named : members, named.Length > 0 ? $"{text}: {members}" : text);
            }
        }
    }

    /// <summary>Spoiled runs, and strays that were booked as spoiled, are the cards of the reject tray. One whose chip never answered has
    /// no UID in the books: such a run goes with the card that its printer fed meanwhile, in order.</summary>
    public static void SpoiledCards(Files files, World world, Findings findings)
    {
        var rejected = files.Cards.Where(card => card.Tray == "reject").Select(card => card.Uid).ToHashSet();
        var runs = files.Station.Runs.Where(run => run.State == "Spoiled").ToList();
        var strays = files.Station.Ledger.Where(row => row.To == "Spoiled" && row.IsStray).ToList();
        foreach (var uid in runs.Select(run => run.BlankUid).Concat(strays.Select(row => Files.Upper(row.ChipUid))).OfType<string>())
            if (!rejected.Remove(uid))
                findings.Add(Kind.Blank, $"card {uid}",
                    $"is booked as spoiled, but is not in tray/reject (the events leave it in: {world.Find(uid)?.Place ?? "nowhere"})");

        var unsettled = files.Station.Runs.Where(run => run.IsUnsettled).Select(run => run.BlankUid).ToHashSet();
        var mute = rejected.Where(uid => !unsettled.Contains(uid)).Select(uid => world.Find(uid) ?? new Blank(uid))
            .OrderBy(blank => blank.FedAt).ToList();
        foreach (var run in runs.Where(run => run.BlankUid is null).OrderBy(run => run.History.Select(step => step.At).FirstOrDefault()))
        {
            var (start, end) = Span(run);
            var own = mute.FirstOrDefault(blank => blank.FedAt >= start && blank.FedAt <= end
                && (run.Printer is null || blank.Printer == run.Printer));
            if (own is null)
                findings.Add(Kind.Blank, run.Called, "is spoiled, but no card of tray/reject was fed while it ran");
            else
                mute.Remove(own);
        }

        var unnamed = strays.Count(row => row.ChipUid is null) + files.Station.Runs.Count(run => run.IsUnsettled && run.BlankUid is null);
        foreach (var blank in mute.Skip(unnamed))
        {
            findings.Add(Kind.Blank, $"card {blank.Uid}",
                $"lies in tray/reject, but is not booked as spoiled ({Owner(files, blank.Uid)})");
        }
    }

    private static (DateTimeOffset Start, DateTimeOffset End) Span(Run run)
    {
        // The feed that consumed the card is the last one; the clock of the office and the station is the same, their writing is not.
        var slack = TimeSpan.FromMilliseconds(500);
        var start = run.History.LastOrDefault(step => step.To == "Feeding")?.At ?? DateTimeOffset.MinValue;
        return (start - slack, run.History is [.., var last] ? last.At + slack : DateTimeOffset.MaxValue);
    }

    /// <summary>What the station knows of a run, the centre was told, in order and word for word; and nothing else.</summary>
    public static void Outcomes(Files files, Findings findings)
    {
        var told = files.Central.Outcomes.ToLookup(outcome => outcome.RunId);
        foreach (var run in files.Station.Runs)
        {
            var outcomes = told[run.RunId].OrderBy(outcome => outcome.N).ToArray();
            if (outcomes.Select((outcome, index) => outcome.N == index + 1).Contains(false))
                findings.Add(Kind.Unreported, run.Called,
                    $"its outcomes at the centre are numbered {Findings.List(outcomes.Select(outcome => outcome.N))}");
            if (run.State is not ("Issued" or "Spoiled" or "Held" or "Missing" or "Lost" or "Refused" or "Canceled"))
                continue;
            if (outcomes.Length == 0 && run.State == "Canceled")
                continue; // given back to the centre: no blank was used
            if (outcomes is not [.., var last])
                findings.Add(Kind.Unreported, run.Called, $"is {run.State}, but the centre has no outcome of it");
            else if (last.Status != run.State
                && !(run.State == "Spoiled" && last.Status == "Canceled" && outcomes.Any(outcome => outcome.Status == "Spoiled")))
                findings.Add(Kind.Unreported, run.Called, $"is {run.State}, but the centre was told {last.Status}");
            else if (last.ChipUid != run.BlankUid || last.Attempt != run.Attempt || last.JobId != run.JobId)
                findings.Add(Kind.Unreported, run.Called,
                    $"the centre was told job {last.JobId}, attempt {last.Attempt}, card {last.ChipUid ?? "without UID"}");
        }

        var known = files.Station.Runs.Select(run => run.RunId).ToHashSet();
        foreach (var outcome in files.Central.Outcomes.Where(outcome => !known.Contains(outcome.RunId)))
            findings.Add(Kind.Unreported, $"run {outcome.RunId} (job {outcome.JobId}, card {outcome.ChipUid ?? "without UID"})",
                $"the centre was told {outcome.Status}, but the station has no such run");
    }
}

// ---------------------------------------------------------------- the books

internal static class Books
{
    /// <summary>Numbered without a gap, each row carrying the hash of the one before, and the balances are the sum of the rows.</summary>
    public static void Chain(Files files, Findings findings)
    {
        var ledger = files.Station.Ledger;
        for (var i = 0; i < ledger.Length; i++)
        {
            if (ledger[i].Sequence != i + 1)
                findings.Add(Kind.Ledger, ledger[i].Called, $"is row {i + 1} of the ledger");
            if (ledger[i].Hash != ledger[i].ComputeHash())
                findings.Add(Kind.Ledger, ledger[i].Called, "was changed after it was written: its hash is another");
            if (i > 0 && ledger[i].PreviousHash != ledger[i - 1].Hash)
                findings.Add(Kind.Ledger, ledger[i].Called, $"does not carry the hash of the row before it, {ledger[i - 1].Called}");
        }

        var sums = Sums(ledger);
        foreach (var place in sums.Keys.Union(files.Station.Balances.Keys).Order(StringComparer.Ordinal))
        {
            var (sum, balance) = (sums.GetValueOrDefault(place), files.Station.Balances.GetValueOrDefault(place));
            if (sum == balance || (IsOutside(place) && !files.Station.Balances.ContainsKey(place)))
                continue;
            var last = ledger.LastOrDefault(row => row.From == place || row.To == place);
            findings.Add(Kind.Ledger, $"place {place}",
                $"its balance is {balance}, but its movements give {sum}; the last one: {last?.Called ?? "none"}");
        }
    }

    /// <summary>The rows of a run move one blank to where the run's state has it, under its own UID.</summary>
    public static void Runs(Files files, Findings findings)
    {
        var rows = files.Station.Ledger.Where(row => !row.IsStray).ToLookup(row => row.RunId!);
        foreach (var row in rows.ExceptBy(files.Station.Runs.Select(run => run.RunId), group => group.Key).SelectMany(group => group))
            findings.Add(Kind.Ledger, row.Called, "is a movement of a run that the station does not have");
        foreach (var run in files.Station.Runs)
        {
            var net = Sums(rows[run.RunId]).Where(sum => sum.Value != 0).ToDictionary();
            var expected = run.Place is null ? net.Count == 0 : net.Count == 2 && net.GetValueOrDefault(run.Place) == 1;
            if (!expected)
                findings.Add(Kind.Ledger, run.Called,
                    $"is {run.State}, but its movements come to {Findings.List(net.Select(sum => $"{sum.Key} {sum.Value:+0;-0}"))}");
            foreach (var row in rows[run.RunId].Where(row => row.ChipUid is not null && Files.Upper(row.ChipUid) != run.BlankUid))
                findings.Add(Kind.Ledger, row.Called, $"is a movement of {run.Called}");
        }
    }

    /// <summary>Each place of the books holds as many blanks as the world has there. A run in a working state may be one ahead or
    /// behind.</summary>
    public static void AgainstWorld(Files files, World world, Findings findings)
    {
        var balances = files.Station.Balances;
        var unsettled = files.Station.Runs.Where(run => run.IsUnsettled).ToArray();
        var awaited = unsettled.Select(run => run.BlankUid).OfType<string>().ToHashSet();
        var withoutUid = unsettled.Count(run => run.BlankUid is null);
        var delivered = files.Central.Deliveries.Where(delivery => delivery.ConfirmedAt is not null).ToArray();
        var uids = delivered.SelectMany(delivery => delivery.Uids ?? []).Select(uid => uid.ToUpperInvariant()).ToHashSet();
        if (uids.Count > 0)
        {
            foreach (var blank in world.Blanks.Where(blank => !uids.Contains(blank.Uid)))
                findings.Add(Kind.Blank, $"card {blank.Uid}", "is in the office, but came with no delivery");
            Compare("Store", [.. uids.Where(uid => world.Find(uid) is null or { Place: "store" })], 0);
        }

        var printers = world.Blanks.Select(blank => blank.Place).Concat(balances.Keys).Where(place => place.Contains('('))
            .Select(place => place[(place.IndexOf('(') + 1)..^1]).Distinct().Order(StringComparer.Ordinal);
        foreach (var printer in printers)
        {
            var slack = withoutUid + files.Station.Runs.Count(run => run.IsWorking && run.Printer == printer);
            Compare($"Hopper({printer})", Lying($"hopper({printer})"), slack);
            Compare($"Machine({printer})", Lying($"machine({printer})"), slack);
        }

        var working = files.Station.Runs.Count(run => run.IsWorking);
        Compare("Issued", Lying("output"), working + withoutUid);
        Compare("Spoiled", Lying("reject"), working + withoutUid);
        if (balances.GetValueOrDefault("Difference") is not 0 and var difference)
            findings.Add(Kind.Blank, "place Difference", $"its balance is {difference}, and nobody explained it; the last movement: "
                + (files.Station.Ledger.LastOrDefault(row => row.From == "Difference" || row.To == "Difference")?.Called ?? "none"));

        var lost = files.Station.Runs.Where(run => run.State == "Lost").ToArray();
        var mayBeOut = lost.Select(run => run.BlankUid).OfType<string>().Concat(awaited).ToHashSet();
        var allowance = withoutUid + lost.Count(run => run.BlankUid is null);
        foreach (var blank in world.At("hand").Where(blank => !mayBeOut.Contains(blank.Uid)).Skip(allowance))
            findings.Add(Kind.Blank, $"card {blank.Uid}",
                "the events leave it with a person, and no run that is held, missing or lost has it");

        string[] Lying(string place) => [.. world.At(place).Select(blank => blank.Uid).Where(uid => !awaited.Contains(uid))];

        void Compare(string place, string[] there, int slack)
        {
            var balance = balances.GetValueOrDefault(place);
            if (Math.Abs(balance - there.Length) <= slack)
                return;
            var last = files.Station.Ledger.LastOrDefault(row => row.From == place || row.To == place);
            findings.Add(Kind.Blank, $"place {place}", $"the books have {balance} blanks there, the world {there.Length}"
                + $" (card {Findings.List(there.Take(12))}{(there.Length > 12 ? " …" : "")}); the last movement: "
                + (last?.Called ?? "none"));
        }
    }

    /// <summary>What the office confirmed to the centre is what it booked; and the centre has seen no ledger longer than this
    /// one.</summary>
    public static void AgainstCentre(Files files, Findings findings)
    {
        var ledger = files.Station.Ledger;
        var confirmed = files.Central.Deliveries.Where(delivery => delivery.ConfirmedAt is not null).ToArray();
        var received = -Sums(ledger.Where(row => row.From == "Ministry" || row.To == "Ministry")).GetValueOrDefault("Ministry");
        var counted = confirmed.Sum(delivery => delivery.Counted ?? delivery.Quantity);
        if (received != counted)
            findings.Add(Kind.Ledger, "place Store",
                $"{received} blanks were booked from the ministry, but {counted} were confirmed to the centre "
                + $"(deliveries {string.Join(", ", confirmed.Select(delivery => delivery.DocumentNumber ?? delivery.DeliveryId))})");
        foreach (var seen in files.Central.Stations.Where(seen => seen.LedgerSequence > ledger.Length))
            findings.Add(Kind.Ledger, $"station {seen.StationId}",
                $"the centre has seen its ledger up to {seen.LedgerSequence}, but it ends at {ledger.Length}");
    }

    private static bool IsOutside(string place) => place is "Ministry" or "OtherOffice";

    private static Dictionary<string, long> Sums(IEnumerable<Movement> rows)
    {
        var sums = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            sums[row.From] = sums.GetValueOrDefault(row.From) - row.Quantity;
            sums[row.To] = sums.GetValueOrDefault(row.To) + row.Quantity;
        }

        return sums;
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;

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

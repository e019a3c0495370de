using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

/// <summary>What the demonstration was worth: figures from the world's events and both sides' exports, and the verdict of
/// reconcile.</summary>
internal static class Measure
{
    /// <summary>Seconds a movement takes on the real printer's clock.</summary>
    private static readonly Dictionary<string, double> Durations = new()
    {
        ["fed"] = 3, ["moved"] = 2, ["panel-printed"] = 4, ["ejected"] = 2, ["rejected"] = 2.5,
    };

    /// <summary>A card's arrival from the hopper is the end of its feed, not a movement of its own.</summary>
    private static double Duration(WorldEvent happened) =>
        happened is { Name: "moved", Details: var details } && details.Contains("from=transport", StringComparison.Ordinal)
            ? 0
            : Durations.GetValueOrDefault(happened.Name);

    /// <summary>Events after which the next card did not simply follow.</summary>
    private static readonly HashSet<string> Disturbances =
        ["fault", "jammed", "removed", "cover-opened", "cover-closed", "ribbon-changed", "power-cut", "power-on", "off", "on"];

    /// <summary>Writes summary.json, prints findings and a table; reconcile's exit code.</summary>
    public static async Task<int> ConcludeAsync(Place place, Options options, World world, Station station, TimeSpan wall,
        CancellationToken token)
    {
        var central = JsonNode.Parse(await File.ReadAllTextAsync(place.CentralFile, token))!;
        var books = JsonNode.Parse(await File.ReadAllTextAsync(place.StationFile, token))!;
        var (code, output) = await Child.RunAsync(place.Script("reconcile"), [place.Out, "--json"], token, TimeSpan.FromMinutes(3));
        var verdict = Parse(output) ?? throw new DemoException($"reconcile failed:\n{output}");
        var jobs = central["jobs"]!.AsArray().Select(job => (string?)job!["status"]).ToList();
        var runs = books["runs"]!.AsArray().Select(run => (string?)run!["state"]).ToList();
        var gaps = Gaps(world.Events, [.. station.Downs, .. Pauses(books)]);
        var period = Period(world.Events);
        var issued = jobs.Count(status => status == "issued");
        var summary = new
        {
            cards = options.Cards, issued, spoiled = (int?)books["balances"]?["Spoiled"] ?? 0,
            held = runs.Count(state => state is "Held" or "Missing" or "LossPending"),
            refused = jobs.Count(status => status == "refused"), duplicates = (int)verdict["duplicates"]!,
            unaccountedBlanks = (int)verdict["unaccountedBlanks"]!,
            unreportedRuns = (int)verdict["unreportedRuns"]!, stationRestarts = station.Restarts,
            wallSeconds = Math.Round(wall.TotalSeconds, 1),
            gapMs = new { p50 = Percentile(gaps, 0.5), p99 = Percentile(gaps, 0.99), max = Percentile(gaps, 1) },
            utilization = period == 0 ? 0 : Math.Round(world.Events
                .Sum(Duration) / options.Speed / (options.Printers * period), 3),
            cardsPerHour = period == 0 ? 0 : Math.Round(issued * 3600 / period, 1),
        };
        await File.WriteAllTextAsync(place.SummaryFile, Place.Json(summary), token);
        Print(summary, (JsonObject)JsonSerializer.SerializeToNode(summary)!, verdict);
        return code;

        static JsonNode? Parse(string text)
        {
            try
            {
                return JsonNode.Parse(text);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>Milliseconds from a printer's last reply of one card to its first command of the next, in order of size; only where nothing
    /// came between.</summary>
    private static List<double> Gaps(IReadOnlyList<WorldEvent> events, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> breaks)
    {
        var gaps = new List<double>();
        foreach (var printer in events.Where(happened => happened.Printer is not null).GroupBy(happened => happened.Printer))
        {
            DateTimeOffset? ready = null;
            foreach (var happened in printer)
            {
                if (happened.Name == "begin-card" && ready is { } since
                    && !breaks.Any(pause => pause.From < happened.At && pause.To > since))
                    gaps.Add(Math.Round((happened.At - since).TotalMilliseconds, 1));
                if (happened.Name == "ready")
                    ready = happened.At;
                else if (happened.Name == "begin-card" || Disturbances.Contains(happened.Name))
                    ready = null;
            }
        }

        gaps.Sort();
        return gaps;
    }

    private static IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Pauses(JsonNode books) => books["pauses"]!.AsArray()
        .Select(pause => ((DateTimeOffset)pause!["from"]!, (DateTimeOffset?)pause["to"] ?? DateTimeOffset.MaxValue));

    /// <summary>Seconds from the first card's first command to the last reply.</summary>
    private static double Period(IReadOnlyList<WorldEvent> events)
    {
        var first = events.FirstOrDefault(happened => happened.Name == "begin-card");
        var last = events.LastOrDefault(happened => happened.Name is "ready" or "ejected" or "rejected");
        return first is null || last is null ? 0 : (last.At - first.At).TotalSeconds;
    }

    /// <summary>Null where nothing was measured: a single card has no gap.</summary>
    private static double? Percentile(List<double> sorted, double share) =>
        sorted.Count == 0 ? null : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];

    private static void Print(object summary, JsonObject figures, JsonNode verdict)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("figure", "value").HideHeaders();
        foreach (var (name, value) in figures)
            table.AddRow(Markup.Escape(name), Markup.Escape(value!.ToJsonString()));
        AnsiConsole.Write(table);
        var findings = verdict["findings"]!.AsArray();
        foreach (var finding in findings)
            Console.WriteLine((string?)finding);
        Console.WriteLine(findings.Count == 0 ? "reconciled" : $"not reconciled: {findings.Count} findings");
    }
}

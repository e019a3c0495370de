using System.Text.Json.Nodes;

/// <summary>What the kills came to: figures of both sides' exports and the verdict of reconcile.</summary>
internal sealed class Verdict(
    ChaosOptions options, Place place, bool isDone, TimeSpan took, IReadOnlyList<Victim> victims, int withCardInside,
    IReadOnlyList<string> ownEnds)
{
    private const int MostFindings = 20;

    /// <summary>Writes summary.json and tells; 0 when everything is as promised.</summary>
    public async Task<int> TellAsync(CancellationToken token)
    {
        var (_, output) = await Child.RunAsync(place.Script("reconcile"), [place.Out, "--json"], token, TimeSpan.FromMinutes(5));
        var reconciled = JsonNode.Parse(output)!;
        List<string> findings = [.. ownEnds, .. reconciled["findings"]!.AsArray().Select(finding => (string)finding!)];
        if (!isDone)
            findings.Insert(0, $"the queue was not done after {options.TimeLimit.TotalSeconds:0} s; {place.Log("kills")} says what it waited for");
        var runs = (await ReadAsync(place.StationFile, token))["runs"]!.AsArray().Select(run => (string?)run!["state"]).ToList();
        var jobs = (await ReadAsync(place.CentralFile, token))["jobs"]!.AsArray().Select(job => (string?)job!["status"]).ToList();
        var summary = new
        {
            seed = options.Seed,
            kills = victims.Sum(victim => victim.Kills),
            killsByProcess = victims.ToDictionary(victim => victim.Name, victim => victim.Kills),
            killsWithCardInside = withCardInside,
            restarts = victims.Sum(victim => victim.Restarts),
            printers = options.Printers,
            cards = options.Cards,
            issued = jobs.Count(status => status == "issued"),
            resting = jobs.Count(status => status == "waiting"),
            spoiled = runs.Count(state => state == "Spoiled"),
            held = runs.Count(state => state is "Held" or "Missing" or "LossPending"),
            lost = runs.Count(state => state == "Lost"),
            duplicates = (int)reconciled["duplicates"]!,
            unaccounted = (int)reconciled["unaccountedBlanks"]!,
            unreported = (int)reconciled["unreportedRuns"]!,
            queueDone = isDone,
            seconds = Math.Round(took.TotalSeconds, 1),
            findings,
        };
        var text = Place.Json(summary);
        await File.WriteAllTextAsync(place.SummaryFile, text, token);
        if (options.Json)
            Console.WriteLine(text);
        else
            Print(JsonNode.Parse(text)!.AsObject());
        return isDone && findings.Count == 0 ? 0 : 1;
    }

    private void Print(JsonObject summary)
    {
        foreach (var (name, value) in summary.Where(figure => figure.Key != "findings"))
            Console.WriteLine($"{name,-20} {(value is JsonObject by
                ? string.Join(", ", by.Select(process => $"{process.Value} {process.Key}"))
                : value!.ToJsonString())}");
        var findings = summary["findings"]!.AsArray();
        foreach (var finding in findings.Take(MostFindings))
            Console.WriteLine((string?)finding);
        Console.WriteLine(findings.Count == 0 ? "reconciled" : $"{findings.Count} findings; everything is in {place.Out}");
    }

    private static async Task<JsonNode> ReadAsync(string path, CancellationToken token) =>
        JsonNode.Parse(await File.ReadAllTextAsync(path, token))!;
}

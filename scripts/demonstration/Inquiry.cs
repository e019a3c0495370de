using System.Text.Json;
using System.Text.Json.Nodes;

/// <summary>What station and centre say when they are asked, and whether the queue is done.</summary>
internal sealed class Inquiry(Options options, Place place, TimeProvider time)
{
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(15);
    private long? _idleSince;

    /// <summary>The station's answer; null when there is none that can be read.</summary>
    public async Task<JsonNode?> AskAsync(string[] command, CancellationToken token)
    {
        var (code, output) = await Child.RunAsync(place.Program("printstation"), ["--instance", place.Instance, .. command, "--json"],
            token);
        try
        {
            return code == 0 ? JsonNode.Parse(output) : null;
        }
        catch (JsonException)
        {
            return null; // it was killed while it answered
        }
    }

    /// <summary>All jobs at the centre are ended, or wait for a person who will not come, and the station has nothing in hand.</summary>
    /// <param name="status">What the station says of itself; null when it is not there.</param>
    public async Task<bool> IsQueueDoneAsync(JsonNode? status, World world, CancellationToken token)
    {
        if (status is null || !IsIdle(status))
        {
            _idleSince = null;
            return false;
        }

        _idleSince ??= time.GetTimestamp();
        if (!IsSettled(status, world) && time.GetElapsedTime(_idleSince.Value) < SettleLimit)
            return false;
        var jobs = await ReadJobsAsync(token);
        return jobs.Count > 0 && jobs.All(job => IsEnded(job!));
    }

    /// <exception cref="DemoException">The station or the centre does not write its export.</exception>
    public async Task ExportAsync(CancellationToken token)
    {
        var (code, output) = await Child.RunAsync(place.Program("printstation"),
            ["--instance", place.Instance, "export", "--out", place.StationFile], token);
        if (code != 0)
            throw new DemoException($"printstation export failed:\n{output}");
        await ReadJobsAsync(token);
    }

    public async Task<string> WaitingForAsync(JsonNode? status, World world, CancellationToken token)
    {
        var jobs = (await ReadJobsAsync(token)).GroupBy(job => (string?)job!["status"] ?? "unknown");
        return $"""
            The time limit of {options.TimeLimit.TotalSeconds:0} s has passed. What it was waiting for:
              jobs at the centre   {string.Join(", ", jobs.Select(group => $"{group.Count()} {group.Key}"))}
              station              {(status is null ? "does not answer" : Progress.Describe(status))}
              last in the world    {world.Last}
              logs                 {place.Logs}
            """;
    }

    /// <summary>A job on which a station spoiled all its attempts rests for an hour at the centre: nothing more will come of it now.</summary>
    private bool IsEnded(JsonNode job) => (string?)job["status"] switch
    {
        "issued" or "refused" or "canceled" => true,
        "held" => options.Operator == "none",
        "waiting" => (string?)job["reason"] == "attempts-exhausted",
        _ => false,
    };

    private static bool IsIdle(JsonNode status) =>
        status["queue"] is { } queue && (int?)queue["fetched"] == 0 && (int?)queue["outcomesWaiting"] == 0
        && status["printers"]!.AsArray().All(printer => printer!["run"] is null);

    /// <summary>Whoever loaded a hopper has booked it, and whoever took a card has put it down. What never settles is for reconcile to
    /// find.</summary>
    private static bool IsSettled(JsonNode status, World world)
    {
        var booked = status["balances"]!.AsObject().Where(balance => balance.Key.StartsWith("Hopper(", StringComparison.Ordinal))
            .Sum(balance => (int)balance.Value!);
        return booked == world.InHoppers && world.InHands == 0;
    }

    private async Task<JsonArray> ReadJobsAsync(CancellationToken token)
    {
        var (code, output) = await Child.RunAsync(place.Program("printcentral"),
            ["export", "--data", place.Central, "--out", place.CentralFile], token);
        if (code != 0)
            throw new DemoException($"printcentral export failed:\n{output}");
        return JsonNode.Parse(await File.ReadAllTextAsync(place.CentralFile, token))!["jobs"]!.AsArray();
    }
}

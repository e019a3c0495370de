using System.Text.Json.Nodes;

/// <summary>The simulation of the copy, as scripts/simulate starts it.</summary>
internal sealed class Simulation(string directory)
{
    public static readonly string Project = Path.Combine("tests", "PrintStation.Simulation");

    /// <summary>A day takes some seconds; on a machine shared with other work a minute.</summary>
    private static readonly TimeSpan LimitOfADay = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LimitOfTheStart = TimeSpan.FromMinutes(3);

    /// <summary>The first finding that any of the days reports, or null.</summary>
    /// <param name="days">Only days that this befalls; null: all.</param>
    /// <exception cref="PlantingException">The simulation itself failed.</exception>
    public async Task<Found?> FirstFindingAsync(int first, int last, string? days, CancellationToken token)
    {
        Found? found = null;
        var program = Path.Combine(directory, Project, "bin", "Release", "net10.0", "PrintStation.Simulation.dll");
        var limit = LimitOfTheStart + (LimitOfADay * (last - first + 1));
        try
        {
            var (exitCode, error) = await Tool.FollowAsync(
                "dotnet", [program, "--config", Path.Combine(directory, "config"), "--seeds", $"{first}..{last}", "--json",
                    .. days is null ? (string[])[] : ["--with", days]],
                directory, limit,
                line =>
                {
                    found = Parse(line);
                    return found is null;
                }, token);
            return found is not null || exitCode == 0
                ? found
                : throw new PlantingException($"The simulation of seeds {first}..{last} ended with {exitCode} and no finding:\n{error}");
        }
        finally
        {
            Sweep();
        }
    }

    /// <summary>A simulation that is killed at its first finding leaves its disks in memory; those of processes that are gone are removed.</summary>
    private static void Sweep()
    {
        const string name = "printstation-simulation-";
        if (!Directory.Exists("/dev/shm") || !Directory.Exists("/proc/self"))
            return;
        foreach (var left in Directory.GetDirectories("/dev/shm", $"{name}*"))
            if (!Directory.Exists($"/proc/{Path.GetFileName(left)[name.Length..]}"))
                Directory.Delete(left, recursive: true);
    }

    private static Found? Parse(string line) =>
        JsonNode.Parse(line) is { } day && (int?)day["seed"] is { } seed && day["findings"] is JsonArray { Count: > 0 } findings
            ? new Found(seed, string.Join(", ", findings.Select(finding => (string)finding!["promise"]!).Distinct()))
            : null;
}

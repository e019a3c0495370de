using System.Globalization;
using System.Text.Json.Nodes;

namespace PrintStation.EndToEnd.Simulating;

/// <summary>The simulation still bites: a bug in a copy of the code is found on the day that found it before.</summary>
[TestFixture]
internal sealed class PlantedBugTests
{
    /// <summary>The copy is built from nothing, then one day is simulated.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <summary>Whatever the station does otherwise than before moves the days, and a seed with them: then the next bug in the table is planted.</summary>
    private const int MostStale = 5;

    private sealed record Row(string Bug, string Seed, string Finding);

    [Test]
    public async Task APlantedBugIsFoundByItsSeedAnotherOneEachDay()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "tests", "planted", "found.md"))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 7 && int.TryParse(cells[4], CultureInfo.InvariantCulture, out _))
            .Select(cells => new Row(cells[1], cells[4], cells[5])).ToList();
        Assert.That(rows, Has.Count.GreaterThan(MostStale));
        var stale = new List<string>();
        for (var i = 0; i <= MostStale; i++)
        {
            var row = rows[(TimeProvider.System.GetUtcNow().DayOfYear + i) % rows.Count];
            if (await PlantAsync(row) is not { } trouble)
                break;
            stale.Add(trouble);
        }

        Assert.That(stale, Has.Count.LessThanOrEqualTo(MostStale), $"Run scripts/planted: the table is out of date.\n{string.Join('\n', stale)}");
        foreach (var trouble in stale)
            TestContext.Out.WriteLine($"Out of date: {trouble}");
    }

    /// <returns>Null when the day finds what it found before; else what came of it.</returns>
    private static async Task<string?> PlantAsync(Row row)
    {
        var finished = await Repository.RunAsync(Repository.Script("planted"), ["--only", row.Bug, "--seeds", row.Seed, "--json"], Limit);
        var line = JsonNode.Parse(finished.Output.Split('\n')[0])!;
        Assert.That((string?)line["name"], Is.EqualTo(row.Bug), $"{finished}");
        Assert.That($"{finished}", Does.Not.Contain("without any bug"), "the day finds something in the code as it is");
        var isFound = finished.ExitCode == 0 && line["seed"]?.ToJsonString() == row.Seed && (string?)line["finding"] == row.Finding;
        return isFound ? null : $"{row.Bug}, seed {row.Seed}: {(string?)line["finding"]}";
    }

    [TestCase("--colour")]
    [TestCase("--seeds", "9..1")]
    [TestCase("--only", "a-bug-that-nobody-made")]
    public async Task AWrongOptionIsAUsageErrorThatNamesIt(params string[] arguments)
    {
        var finished = await Repository.RunAsync(Repository.Script("planted"), arguments, Limit);
        Assert.That(finished.ExitCode, Is.EqualTo(2));
        Assert.That(finished.Error, Does.StartWith(arguments[0]));
    }
}

using System.Globalization;
using System.Text.Json.Nodes;

namespace PrintStation.EndToEnd.Simulating;

/// <summary>The simulation still bites: a bug in a copy of the code is found, on the day that found it before or on another one.</summary>
[TestFixture]
internal sealed class PlantedBugTests
{
    /// <summary>The copy is built from nothing, then one day is simulated; all of them, when the table is out of date.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(40);

    /// <summary>Whatever the station does otherwise than before moves the days, and a seed with them: then it is looked for among so many.</summary>
    private const int Seeds = 200;

    private sealed record Row(string Bug, int Seed, string Finding);

    [Test]
    public async Task APlantedBugIsFoundAnotherOneEachDay()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "tests", "planted", "found.md"))
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 7 && int.TryParse(cells[4], CultureInfo.InvariantCulture, out _))
            .Select(cells => new Row(cells[1], int.Parse(cells[4], CultureInfo.InvariantCulture), cells[5])).ToList();
        var row = rows[TimeProvider.System.GetUtcNow().DayOfYear % rows.Count];
        var finished = await PlantAsync(row.Bug, row.Seed > Seeds ? $"{row.Seed}" : $"1..{Seeds}");
        if (finished.ExitCode != 0 && row.Seed > Seeds)
            finished = await PlantAsync(row.Bug, $"1..{Seeds}");
        var line = JsonNode.Parse(finished.Output.Split('\n')[0])!;
        Assert.That((string?)line["name"], Is.EqualTo(row.Bug), $"{finished}");
        Assert.That($"{finished}", Does.Not.Contain("without any bug"), "the day finds something in the code as it is");
        Assert.That(finished.ExitCode, Is.Zero, $"{finished}");
        if (((int?)line["seed"], (string?)line["finding"]) != (row.Seed, row.Finding))
            TestContext.Out.WriteLine($"Run scripts/planted: the table is out of date, {row.Bug} is found by seed {line["seed"]}: {line["finding"]}");
    }

    private static Task<Finished> PlantAsync(string bug, string seeds) =>
        Repository.RunAsync(Repository.Script("planted"), ["--only", bug, "--seeds", seeds, "--json"], Limit);

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

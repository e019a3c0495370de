using System.Globalization;
using System.Text.Json.Nodes;

namespace PrintStation.EndToEnd.Simulating;

/// <summary>The simulation still bites: a bug in a copy of the code is found on the day that found it before.</summary>
[TestFixture]
internal sealed class PlantedBugTests
{
    /// <summary>The copy is built from nothing, then one day is simulated.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    [Test]
    public async Task ThePlantedBugOfTheDayIsFoundByItsSeed()
    {
        var found = File.ReadLines(Path.Combine(Repository.Root, "tests", "planted", "found.md"))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 7 && int.TryParse(cells[4], CultureInfo.InvariantCulture, out _))
            .Select(cells => (Bug: cells[1], Seed: cells[4], Finding: cells[5])).ToList();
        Assert.That(found, Is.Not.Empty);
        var (bug, seed, finding) = found[TimeProvider.System.GetUtcNow().DayOfYear % found.Count];

        var finished = await Repository.RunAsync(Repository.Script("planted"), ["--only", bug, "--seeds", seed, "--json"], Limit);
        Assert.That(finished.ExitCode, Is.Zero, $"{bug}, seed {seed}: {finished}");
        var line = JsonNode.Parse(finished.Output.Split('\n')[0])!;
        Assert.That((string?)line["name"], Is.EqualTo(bug));
        Assert.That(line["seed"]?.ToJsonString(), Is.EqualTo(seed));
        Assert.That((string?)line["finding"], Is.EqualTo(finding), "it breaks the promise that it broke before");
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

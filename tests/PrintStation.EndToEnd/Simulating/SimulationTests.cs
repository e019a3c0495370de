using System.Text.Json.Nodes;

namespace PrintStation.EndToEnd.Simulating;

/// <summary>Simulated office days as a user runs them.</summary>
[TestFixture]
internal sealed class SimulationTests
{
    private const int Days = 10;
    private const int FreshDays = 20;
    private const int CardsOfADay = 40;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    [Test]
    public async Task TenDaysBreakNoPromise()
    {
        var (exitCode, lines) = await SimulateAsync($"1..{Days}");
        var sum = lines[^1];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(exitCode, Is.Zero, string.Join('\n', lines.Select(line => line.ToJsonString())));
            Assert.That((int?)sum["seeds"], Is.EqualTo(Days));
            Assert.That((int?)sum["issued"], Is.GreaterThan(Days * CardsOfADay * 9 / 10), "a card for each whose job was not revoked");
            Assert.That((int?)sum["deaths"], Is.GreaterThan(Days), "processes died");
            Assert.That((int?)sum["spoiled"], Is.GreaterThan(Days), "cards were spoiled");
            // Fed, written, locked, moved, printed five times, ejected: of each card.
            Assert.That((int?)sum["actsChecked"], Is.GreaterThan(Days * CardsOfADay * 10), "acts were checked against the disk");
        }
    }

    [Test]
    public async Task DaysThatNoRunHasSeenBreakNoPromise()
    {
        // Another slice each hour: a finding names its seed, and that replays.
        var first = 10_001 + (FreshDays * (int)(TimeProvider.System.GetUtcNow() - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalHours);
        var (exitCode, lines) = await SimulateAsync($"{first}..{first + FreshDays - 1}");
        Assert.That(exitCode, Is.Zero, string.Join('\n', lines.Where(line => line["findings"] is JsonArray { Count: > 0 }).Select(line => line.ToJsonString())));
        Assert.That((int?)lines[^1]["seeds"], Is.EqualTo(FreshDays));
        Assert.That((int?)lines[^1]["issued"], Is.GreaterThan(FreshDays * CardsOfADay * 9 / 10), "cards were made");
    }

    [Test]
    public async Task OneSeedIsTheSameDayTwice()
    {
        // Each run makes new keys, and its workers take the seeds in another order.
        var digests = new List<IReadOnlyDictionary<int, string>>();
        for (var run = 0; run < 2; run++)
            digests.Add((await SimulateAsync("45..48")).Lines.Where(line => line["seed"] is not null).ToDictionary(
                line => (int)line["seed"]!, line => (string)line["digest"]!));
        Assert.That(digests[0], Has.Count.EqualTo(4));
        Assert.That(digests[0].Values, Has.All.Length.EqualTo(16));
        Assert.That(digests[1], Is.EquivalentTo(digests[0]));
    }

    [Test]
    public async Task ALogTellsTheDayAndDoesNotChangeIt()
    {
        using var directory = new TemporaryDirectory();
        var log = Path.Combine(directory.Path, "day.log");
        var (_, plain) = await SimulateAsync("8");
        var (_, told) = await SimulateAsync("8", "--log", log);
        Assert.That((string?)told[0]["digest"], Is.EqualTo((string?)plain[0]["digest"]));
        var lines = await File.ReadAllLinesAsync(log);
        Assert.That(lines, Has.Some.Contain("Feeding -> Fed").And.Some.Contain("sent ").And.Some.Contain("world ").And.All.Match(@"^\d\d:\d\d:\d\d\.\d{3} "));
    }

    [TestCase("--colour")]
    [TestCase("--seeds", "many")]
    [TestCase("--seeds", "9..1")]
    [TestCase("--with", "Rain")]
    public async Task AWrongOptionIsAUsageErrorThatNamesIt(params string[] arguments)
    {
        var finished = await Repository.RunAsync("dotnet", [Program, .. arguments], Limit);
        Assert.That(finished.ExitCode, Is.EqualTo(2));
        Assert.That(finished.Error, Does.StartWith(arguments[0]));
    }

    private static string Program => Path.Combine(
        Repository.Root, "tests", "PrintStation.Simulation", "bin", Repository.Configuration, "net10.0", "PrintStation.Simulation.dll");

    private static async Task<(int ExitCode, IReadOnlyList<JsonNode> Lines)> SimulateAsync(string seeds, params string[] more)
    {
        var finished = await Repository.RunAsync(
            "dotnet", [Program, "--config", Path.Combine(Repository.Root, "config"), "--seeds", seeds, "--json", .. more], Limit);
        var lines = finished.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        return (finished.ExitCode, lines);
    }
}

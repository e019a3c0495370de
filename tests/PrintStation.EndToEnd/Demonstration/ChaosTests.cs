using System.Globalization;
using System.Text.Json.Nodes;

namespace PrintStation.EndToEnd.Demonstration;

/// <summary>Station, centre and network are killed at random moments, and nothing is doubled, lost or kept back.</summary>
[TestFixture]
internal sealed class ChaosTests
{
    private const int Kills = 50;

    /// <summary>So that transactions of one station meet: killed with one that waits for the other's sync.</summary>
    private const int Printers = 2;

    // The script has a limit of its own and says what it was waiting for; this one only guards against a hang.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(18);
    private static readonly TimeSpan UsageLimit = TimeSpan.FromMinutes(2);

    /// <summary>Each day another one. What fails is repeated with the seed in the message.</summary>
    private static int Seed => int.Parse(
        TimeProvider.System.GetUtcNow().ToString("yyyyMMdd", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    [Test]
    public async Task FiftyKillsLeaveNoDuplicateNoBlankUnaccountedForAndNothingUnreported()
    {
        using var directory = new TemporaryDirectory();
        var seed = Seed;
        TestContext.Out.WriteLine($"scripts/chaos --kills {Kills} --printers {Printers} --seed {seed}");

        var finished = await Repository.RunAsync(Repository.Script("chaos"),
            ["--kills", $"{Kills}", "--printers", $"{Printers}", "--seed", $"{seed}", "--json", "--no-build", "--configuration", Repository.Configuration, "--out",
                Path.Combine(directory.Path, "chaos")], Limit);

        Assert.That(finished.ExitCode, Is.Zero, $"seed {seed}: {finished}");
        var figures = JsonNode.Parse(finished.Output)!;
        var byProcess = figures["killsByProcess"]!.AsObject().ToDictionary(process => process.Key, process => (int)process.Value!);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int?)figures["kills"], Is.EqualTo(Kills), "kills");
            Assert.That(byProcess.Keys, Is.EquivalentTo(new[] { "printstation", "printcentral", "network" }));
            Assert.That(byProcess.Values, Is.All.Positive, "each is killed");
            Assert.That(byProcess.Values.Sum(), Is.EqualTo(Kills), "kills by process");
            Assert.That((int?)figures["printers"], Is.EqualTo(Printers), "printers");
            Assert.That((int?)figures["restarts"], Is.EqualTo(Kills), "restarts");
            Assert.That((int?)figures["killsWithCardInside"], Is.GreaterThanOrEqualTo(Kills / 10), "kills of the station with a card inside");
            Assert.That((int)figures["issued"]! + (int)figures["resting"]!, Is.EqualTo((int)figures["cards"]!), "cards");
            Assert.That((int)figures["issued"]!, Is.GreaterThanOrEqualTo((int)figures["cards"]! * 4 / 5), "issued");
            foreach (var none in new[] { "held", "duplicates", "unaccounted", "unreported" })
                Assert.That((int?)figures[none], Is.Zero, none);
        }
    }

    [TestCase("--colour")]
    [TestCase("--kills")]
    [TestCase("--kills", "0")]
    [TestCase("--seed", "many")]
    [TestCase("--printers", "9")]
    public async Task AWrongOptionIsAUsageErrorThatNamesIt(params string[] arguments)
    {
        var finished = await Repository.RunAsync(Repository.Script("chaos"), arguments, UsageLimit);

        Assert.That(finished.ExitCode, Is.EqualTo(2));
        Assert.That(finished.Error, Does.StartWith(arguments[0]));
    }
}

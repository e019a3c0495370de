using System.Text.Json.Nodes;

namespace PrintStation.EndToEnd.Databases;

/// <summary>A database brought back from an earlier moment does not know the cards that were made since. Nobody gets a second one.</summary>
[TestFixture]
internal sealed class StationRestoreTests
{
    private const int Cards = 14;

    [TestCase("stopped")]
    [TestCase("killed")]
    public async Task A_station_restored_from_card_5_after_card_12_makes_no_second_card_and_finishes_the_queue(string how)
    {
        using var office = await LiveOffice.StartAsync(Cards);
        var backup = Path.Combine(office.Directory, "backup.db");
        await office.UntilAsync("5 cards out", () => office.CardsOut >= 5);
        var made = await office.StationAsync("db", "backup", "--to", backup, "--json");
        Assert.That(made.ExitCode, Is.Zero, made.ToString());
        await office.UntilAsync("12 cards out", () => office.CardsOut >= 12);
        Assert.That((await office.StationAsync("db", "restore", "--from", backup, "--by", "siti")).Error, Does.Contain("already running"));
        if (how == "killed")
            office.Station.Kill();
        await office.Station.StopAsync(TimeProvider.System);

        var restored = await office.StationAsync("db", "restore", "--from", backup, "--by", "siti");
        Assert.That(restored.ExitCode, Is.Zero, restored.ToString());
        Assert.That(restored.Output, Does.Contain("station.db.before-").And.Contain("resume --books-reconciled"));
        var verified = await office.StationAsync("db", "verify");
        Assert.That((verified.ExitCode, verified.Error), Is.EqualTo((1, verified.Error)).And.Property("Item2").StartsWith("books-behind: "));

        var fedBefore = Fed(office);
        office.Station.Begin();
        await office.UntilAsync("the station says that its books are behind", async () => Reasons(await office.StatusAsync()).Contains("books-behind"));
        Assert.That((await office.StatusAsync())!.ToJsonString(), Does.Contain("resume --books-reconciled"));
        Assert.That(Fed(office), Is.EqualTo(fedBefore), "nothing is started before a person has reconciled");
        var resumed = await office.StationAsync("resume", "--books-reconciled", "--by", "siti");
        Assert.That(resumed.ExitCode, Is.Zero, resumed.ToString());

        await office.UntilAsync("the queue is done", async () =>
            (await office.JobsAsync()).All(job => (string?)job["status"] == "issued") && await IsIdleAsync(office));
        await AssertOneCardEachAsync(office);
    }

    /// <summary>In the world, at the centre, and by reconcile's own judgement.</summary>
    private static async Task AssertOneCardEachAsync(LiveOffice office)
    {
        var jobs = await office.JobsAsync();
        var output = Directory.GetDirectories(Path.Combine(office.Directory, "tray", "output"))
            .Select(card => JsonNode.Parse(File.ReadAllText(Path.Combine(card, "chip.json")))!).ToList();
        var verdict = await office.ReconcileAsync();
        TestContext.Out.WriteLine(verdict.ToJsonString());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(output.Select(chip => (string?)chip["biodata"]?["nik"]), Is.EquivalentTo(jobs.Select(job => (string?)job["nik"])),
                "one good card for each citizen lies in the output");
            Assert.That(output.Select(chip => (string?)chip["uid"]), Is.EquivalentTo(jobs.Select(job => (string?)job["chipUid"])),
                "and it is the one that the centre counts");
            Assert.That((int?)verdict["duplicates"], Is.Zero);
        }
    }

    private static int Fed(LiveOffice office) => office.Events().Count(happened => (string?)happened["event"] == "fed");

    private static IEnumerable<string?> Reasons(JsonObject? status) =>
        status?["reasons"]!.AsArray().Select(reason => (string?)reason!["reason"]) ?? [];

    private static async Task<bool> IsIdleAsync(LiveOffice office) => await office.StatusAsync() is { } status
        && (int?)status["queue"]!["fetched"] == 0 && (int?)status["queue"]!["outcomesWaiting"] == 0
        && status["printers"]!.AsArray().All(printer => printer!["run"] is null);
}

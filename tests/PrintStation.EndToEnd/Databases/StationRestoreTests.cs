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
        Assert.That(verified.ExitCode, Is.EqualTo(1), verified.ToString());
        Assert.That(verified.Error, Does.StartWith("books-behind: "));

        var fedBefore = Fed(office);
        office.Station.Begin();
        await office.UntilAsync("the station says that its books are behind", async () => Reasons(await office.StatusAsync()).Contains("books-behind"));
        Assert.That((await office.StatusAsync())!.ToJsonString(), Does.Contain("resume --books-reconciled"));
        Assert.That(Fed(office), Is.EqualTo(fedBefore), "nothing is started before a person has reconciled");
        var resumed = await office.StationAsync("resume", "--books-reconciled", "--by", "siti");
        Assert.That(resumed.ExitCode, Is.Zero, resumed.ToString());

        await office.UntilQueueDoneAsync();
        await office.AssertOneCardEachAsync();
    }

    private static int Fed(LiveOffice office) => office.Events().Count(happened => (string?)happened["event"] == "fed");

    private static IEnumerable<string?> Reasons(JsonObject? status) =>
        status?["reasons"]!.AsArray().Select(reason => (string?)reason!["reason"]) ?? [];
}

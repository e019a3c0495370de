namespace PrintStation.EndToEnd.Databases;

/// <summary>A database brought back from an earlier moment does not know the cards that were made since. Nobody gets a second one.</summary>
[TestFixture]
internal sealed class StationRestoreTests
{
    private const int Cards = 14;

    [TestCase("stopped")]
    [TestCase("killed")]
    [TestCase("unreported")]
    public async Task A_station_restored_from_card_5_after_card_12_makes_no_second_card_and_finishes_the_queue(string how)
    {
        using var office = await LiveOffice.StartAsync(Cards);
        var backup = Path.Combine(office.Directory, "backup.db");
        await office.UntilAsync("5 cards out", () => office.CardsOut >= 5);
        var made = await office.StationAsync("db", "backup", "--to", backup, "--json");
        Assert.That(made.ExitCode, Is.Zero, made.ToString());
        // What is made while the centre is away is known to nobody but the books that will be lost, and to the chips.
        if (how == "unreported")
            office.Central.Kill();
        await office.UntilAsync("12 cards out", () => office.CardsOut >= 12);
        Assert.That((await office.StationAsync("db", "restore", "--from", backup, "--by", "siti")).Error, Does.Contain("already running"));
        if (how == "killed")
            office.Station.Kill();
        await office.Station.StopAsync(TimeProvider.System);
        if (how == "unreported")
            await office.BeginCentralAsync();

        var restored = await office.StationAsync("db", "restore", "--from", backup, "--by", "siti");
        Assert.That(restored.ExitCode, Is.Zero, restored.ToString());
        Assert.That(restored.Output, Does.Contain("station.db.before-").And.Contain("resume --books-reconciled"));
        var verified = await office.StationAsync("db", "verify");
        Assert.That(verified.ExitCode, Is.EqualTo(1), verified.ToString());
        Assert.That(verified.Error, Does.StartWith("books-behind: "));

        // The virtual operator does what the pause asks for: shows each card, and says with a second person that there is no other.
        office.Station.Begin();
        await office.UntilQueueDoneAsync();
        await office.AssertOneCardEachAsync();
        await AssertNothingStartedWhileInDoubtAsync(office);
    }

    private static async Task AssertNothingStartedWhileInDoubtAsync(LiveOffice office)
    {
        var pause = (await office.PausesAsync()).Single(pause => (string?)pause["reason"] == "books-behind");
        var (from, to) = ((DateTimeOffset)pause["from"]!, (DateTimeOffset)pause["to"]!);
        Assert.That(to, Is.GreaterThan(from));
        Assert.That(office.Events().Where(happened => (string?)happened["event"] is "fed" or "begin-card").Select(happened => (DateTimeOffset)happened["at"]!),
            Is.All.Not.InRange(from, to));
    }
}

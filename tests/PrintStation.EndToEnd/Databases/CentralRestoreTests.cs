using Microsoft.Data.Sqlite;

namespace PrintStation.EndToEnd.Databases;

/// <summary>A centre brought back from an earlier moment has forgotten leases and outcomes; the stations still know them.</summary>
[TestFixture]
internal sealed class CentralRestoreTests
{
    private const int Cards = 14;

    [Test]
    public async Task A_centre_restored_from_card_5_after_card_12_gets_every_outcome_again_and_no_job_is_lost_or_made_twice()
    {
        using var office = await LiveOffice.StartAsync(Cards);
        var backup = Path.Combine(office.Directory, "central-backup.db");
        await office.UntilAsync("5 cards out", () => office.CardsOut >= 5);
        Copy(office.CentralDatabase, backup);
        await office.UntilAsync("12 cards out", () => office.CardsOut >= 12);

        // Stopped, and the backup put in place without the log of the old one.
        await office.Central.StopAsync(TimeProvider.System);
        foreach (var end in new[] { "", "-wal", "-shm" }.Where(end => File.Exists(office.CentralDatabase + end)))
            File.Move(office.CentralDatabase + end, office.CentralDatabase + ".before" + end);
        File.Copy(backup, office.CentralDatabase);

        // Who forgets the new epoch is told by the station, which notices what the centre has forgotten.
        await office.BeginCentralAsync();
        Assert.That(await office.UntilPausedAsync("station", "central-restored"), Does.Contain("printcentral new-epoch"));
        await office.Central.StopAsync(TimeProvider.System);
        var epoch = await office.CentralAsync("new-epoch");
        Assert.That(epoch.ExitCode, Is.Zero, epoch.ToString());
        await office.BeginCentralAsync();

        await office.UntilQueueDoneAsync();
        var verdict = await office.AssertOneCardEachAsync();
        Assert.That((int?)verdict["unreportedRuns"], Is.Zero, verdict.ToJsonString());
        Assert.That((int?)verdict["unaccountedBlanks"], Is.Zero, verdict.ToJsonString());
    }

    private static void Copy(string from, string to)
    {
        using var source = new SqliteConnection($"Data Source={from};Mode=ReadOnly;Pooling=False");
        using var target = new SqliteConnection($"Data Source={to};Pooling=False");
        source.Open();
        target.Open();
        source.BackupDatabase(target);
    }
}

using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Storage;
using PrintStation.Tests.Storage;

namespace PrintStation.Tests.Lifecycle;

/// <summary>A restore may die at any step: the directory holds the old database or the new one, whole, and says what to do.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DatabaseRestoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TemporaryDirectory _elsewhere = new();
    private readonly AClock _clock = new();
    private readonly StationFiles _files;
    private readonly string _backup;
    private readonly long _backedUp;
    private readonly long _present;

    /// <summary>A backup, more movements after it, and then a kill: the newest movements stand only in the write-ahead log.</summary>
    public DatabaseRestoreTests()
    {
        _files = new StationFiles(_directory.Path);
        using var station = new TestStation();
        _backup = Path.Combine(_elsewhere.Path, "backup.db");
        _backedUp = DatabaseBackup.Write(new StationFiles(station.Directory), _backup).Head;
        station.Until(station.Fetched("J1"), CardState.Issued);
        _present = station.Database.Read(BlankLedger.Head)!.Sequence;
        foreach (var name in new[] { "station.db", "station.db-wal", "station.db-shm" })
            File.Copy(Path.Combine(station.Directory, name), Path.Combine(_directory.Path, name));
    }

    [Test]
    public void The_backup_is_in_place_and_the_database_before_it_lies_beside_it_with_its_log()
    {
        var before = DirectoryBytes.Of(_directory.Path);
        var done = Restore();
        Assert.That((Head(_files.Database), File.Exists(_files.WriteAheadLog)), Is.EqualTo((_backedUp, false)));
        Assert.That(done.Aside.Select(path => Path.GetFileName(path)), Is.EqualTo(new[]
        {
            "station.db.before-20261102T010000000Z-wal", "station.db.before-20261102T010000000Z",
        }));
        var after = DirectoryBytes.Of(_directory.Path);
        Assert.That((after["station.db.before-20261102T010000000Z"], after["station.db.before-20261102T010000000Z-wal"]),
            Is.EqualTo((before["station.db"], before["station.db-wal"])));
        Assert.That(Head(done.Aside[1]), Is.EqualTo(_present));
    }

    [Test]
    public void A_death_after_any_step_leaves_the_old_database_or_the_new_one_and_a_note(
        [Values] RestoreStep step)
    {
        Assert.That(() => Restore(done =>
        {
            if (done == step)
                throw new Death();
        }), Throws.TypeOf<Death>());

        Assert.That(File.ReadAllText(_files.RestoreNote), Does.Contain("siti restores").And.Contain("station.db.before-20261102T010000000Z"));
        var found = DatabaseInspection.Inspect(new DatabasePlace(_files, HeadFile()), isInUse: false);
        Assert.That(found.Head, Is.EqualTo(step == RestoreStep.InPlace ? _backedUp : _present), "whole");
        Assert.That(found.Troubles.Select(trouble => trouble.Code), step is RestoreStep.Noted or RestoreStep.InPlace
            ? Is.Empty
            : Is.EqualTo(new[] { "restore-unfinished" }));

        Restore();
        Assert.That(Head(_files.Database), Is.EqualTo(_backedUp), "restored again");
        Assert.That(File.Exists(_files.RestoreDraft), Is.False);
    }

    [Test]
    public void A_station_can_work_on_after_a_death_at_any_step([Values] RestoreStep step)
    {
        Assert.That(() => Restore(done =>
        {
            if (done == step)
                throw new Death();
        }), Throws.TypeOf<Death>());
        using var database = StationDatabase.Open(_directory.Path);
        Assert.That(database.Read(BlankLedger.FindFault), Is.Null);
        Assert.That(database.Read(BlankLedger.Head)!.Sequence, Is.EqualTo(step == RestoreStep.InPlace ? _backedUp : _present));
    }

    [TestCase("half")]
    [TestCase("changed inside")]
    [TestCase("no database")]
    [TestCase("broken books")]
    [TestCase("newer")]
    [TestCase("not there")]
    public void A_backup_that_is_not_sound_changes_nothing(string what)
    {
        Spoil(what);
        var before = DirectoryBytes.Of(_directory.Path);
        Assert.That(() => Restore(), Throws.TypeOf<StationDatabaseException>().With.Property("Code")
            .EqualTo(what == "not there" ? "no-backup" : "backup-not-sound"));
        Assert.That(DirectoryBytes.Of(_directory.Path), Is.EqualTo(before));
    }

    [Test]
    public void A_running_station_keeps_its_database()
    {
        using var running = StationDatabase.Open(_directory.Path);
        Assert.That(() => Restore(), Throws.TypeOf<StationDatabaseException>().With.Property("Code").EqualTo("running"));
        Assert.That((running.Read(BlankLedger.Head)!.Sequence, File.Exists(_files.RestoreNote)), Is.EqualTo((_present, false)));
    }

    [Test]
    public void A_damaged_database_is_replaced_and_kept()
    {
        File.WriteAllText(_files.Database, new string('x', 8192));
        var done = Restore();
        Assert.That(Head(_files.Database), Is.EqualTo(_backedUp));
        Assert.That(File.ReadAllText(done.Aside[1]), Does.StartWith("xxx"));
    }

    [Test]
    public void A_full_disk_leaves_the_old_database_in_use_and_nothing_half_written()
    {
        using var disk = SmallDisk.Mount(megabytes: 1);
        foreach (var file in Directory.GetFiles(_directory.Path))
            File.Copy(file, Path.Combine(disk.Path, Path.GetFileName(file)));
        var files = new StationFiles(disk.Path);
        disk.Fill();
        Assert.That(() => Restore(files), Throws.TypeOf<StationDatabaseException>());
        Assert.That(Head(files.Database), Is.EqualTo(_present));
        Assert.That(Directory.GetFiles(disk.Path).Select(Path.GetFileName), Has.None.Contains(".part").And.None.EqualTo("station.db.restoring"));
    }

    public void Dispose()
    {
        _directory.Dispose();
        _elsewhere.Dispose();
    }

    private RestoreDone Restore(Action<RestoreStep>? done = null) => Restore(_files, done);

    private RestoreDone Restore(StationFiles files, Action<RestoreStep>? done = null) =>
        DatabaseRestore.Run(files, _backup, aside => $"siti restores; before: {aside}", _clock, done);

    private LedgerHeadFile HeadFile() => new(Path.Combine(_elsewhere.Path, "ledger-head.json"));

    private static long Head(string path) => DatabaseInspection.InspectCopy(path).Head!.Value;

    private void Spoil(string what)
    {
        switch (what)
        {
            case "half":
                using (var file = new FileStream(_backup, FileMode.Open))
                    file.SetLength(file.Length / 2);
                break;
            case "changed inside":
                var bytes = File.ReadAllBytes(_backup);
                Array.Fill(bytes, (byte)0xA5, 2 * 4096, 4 * 4096);
                File.WriteAllBytes(_backup, bytes);
                break;
            case "no database":
                File.WriteAllText(_backup, new string('x', 8192));
                break;
            case "not there":
                File.Delete(_backup);
                break;
            default:
                TestSql.Execute(_backup, what == "newer"
                    ? "INSERT INTO SchemaVersions (ScriptName, Applied) VALUES ('PrintStation.Storage.Migrations.999-future.sql', '2030-01-01')"
                    : "DROP TRIGGER ledger_never_changes; UPDATE ledger SET person = 'budi' WHERE sequence = 1");
                break;
        }
    }

    private sealed class AClock : TimeProvider
    {
        private long _milliseconds;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 11, 2, 1, 0, 0, TimeSpan.Zero).AddMilliseconds(_milliseconds++);
    }
}

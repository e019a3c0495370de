using Microsoft.Data.Sqlite;
using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Storage;
using PrintStation.Tests.Storage;

namespace PrintStation.Tests.Lifecycle;

/// <summary>Backups are made of a station that works, and of one whose disk is full; nothing half-written is ever left.</summary>
internal sealed class DatabaseBackupTests
{
    [Test]
    public async Task A_backup_made_while_the_station_writes_holds_one_whole_moment()
    {
        using var station = new TestStation();
        using var target = new TemporaryDirectory();
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                station.Stock.Load("printer-1", 1, "siti");
                station.Stock.Unload("printer-1", 1, "siti");
            }
        });
        var files = new StationFiles(station.Directory);
        for (var i = 0; i < 5; i++)
        {
            var before = station.Database.Read(BlankLedger.Head)!.Sequence;
            var made = DatabaseBackup.Write(files, Path.Combine(target.Path, $"{i}.db"));
            Assert.That(made.Head, Is.GreaterThanOrEqualTo(before));
            Assert.That(DatabaseInspection.InspectCopy(made.File), Has.Property("Troubles").Empty.And.Property("Head").EqualTo(made.Head));
        }

        await stop.CancelAsync();
        await writing;
        Assert.That(Directory.GetFiles(target.Path).Select(Path.GetFileName), Is.EquivalentTo(new[] { "0.db", "1.db", "2.db", "3.db", "4.db" }));
    }

    [Test]
    public void A_full_disk_of_the_station_does_not_hinder_a_backup_to_another_disk([Values] bool running)
    {
        using var disk = SmallDisk.Mount(megabytes: 2);
        using var target = new TemporaryDirectory();
        var files = new StationFiles(disk.Path);
        using (var station = new TestStation())
            Leave(station, files);
        using (var database = running ? StationDatabase.Open(disk.Path) : null)
        {
            database?.Write(transaction => transaction.Set("a", "1"));
            disk.Fill();
            if (database is not null)
                Assert.That(() => WriteMuch(database), Throws.TypeOf<SqliteException>().With.Property("SqliteErrorCode").EqualTo(13));
            var before = running ? null : DirectoryBytes.Of(disk.Path);
            var made = DatabaseBackup.Write(files, Path.Combine(target.Path, "backup.db"));
            Assert.That((made.Head, DatabaseInspection.InspectCopy(made.File).Troubles.Count), Is.EqualTo((2L, 0)));
            if (before is not null)
                Assert.That(DirectoryBytes.Of(disk.Path), Is.EqualTo(before));
        }
    }

    [Test]
    public void A_full_target_is_named_and_nothing_half_written_is_left()
    {
        using var station = new TestStation();
        using var disk = SmallDisk.Mount(megabytes: 1);
        disk.Fill();
        var left = Directory.GetFiles(disk.Path);
        var trouble = Assert.Throws<StationDatabaseException>(() =>
            DatabaseBackup.Write(new StationFiles(station.Directory), Path.Combine(disk.Path, "backup.db")));
        Assert.That(trouble!.Code, Is.EqualTo("target-full"));
        Assert.That(Directory.GetFiles(disk.Path), Is.EqualTo(left));
    }

    [Test]
    public void A_file_that_is_there_is_never_overwritten_and_a_missing_directory_is_named()
    {
        using var station = new TestStation();
        var files = new StationFiles(station.Directory);
        Refused(files.Database, "target-exists");
        Refused(files.Lock, "target-exists");
        Refused(Path.Combine(station.Directory, "nowhere", "backup.db"), "target-unwritable");

        void Refused(string target, string code) => Assert.That(() => DatabaseBackup.Write(files, target),
            Throws.TypeOf<StationDatabaseException>().With.Property("Code").EqualTo(code));
    }

    [Test]
    public void Books_that_are_broken_are_not_taken_for_a_backup()
    {
        using var station = new TestStation();
        using var target = new TemporaryDirectory();
        station.Database.Write(transaction => transaction.Execute("UPDATE balance SET quantity = 51 WHERE place = 'Store'"));
        Assert.That(() => DatabaseBackup.Write(new StationFiles(station.Directory), Path.Combine(target.Path, "backup.db")),
            Throws.TypeOf<StationDatabaseException>().With.Property("Code").EqualTo("balances-differ"));
        Assert.That(Directory.GetFiles(target.Path), Is.Empty);
    }

    [Test]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Only_the_stations_user_may_read_a_backup()
    {
        using var station = new TestStation();
        using var target = new TemporaryDirectory();
        var made = DatabaseBackup.Write(new StationFiles(station.Directory), Path.Combine(target.Path, "backup.db"));
        Assert.That(File.GetUnixFileMode(made.File), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    /// <summary>As a kill leaves it: with its log beside it.</summary>
    private static void Leave(TestStation station, StationFiles files)
    {
        File.Copy(Path.Combine(station.Directory, "station.db"), files.Database);
        File.Copy(Path.Combine(station.Directory, "station.db-wal"), files.WriteAheadLog);
        File.Create(files.Lock).Dispose();
    }

    private static void WriteMuch(StationDatabase database)
    {
        for (var i = 0; i < 1000; i++)
            database.Write(transaction => transaction.Set($"n{i}", new string('x', 4096)));
    }
}

using System.Runtime.Versioning;
using PrintStation.Lifecycle;
using PrintStation.Storage;
using PrintStation.Tests.Lifecycle;

namespace PrintStation.Tests.Storage;

/// <summary>The database holds password hashes and sealed envelopes: nobody but the station's user reads any of its files.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class PrivateFilesTests
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    [Test]
    public void A_new_database_and_what_lies_beside_it_is_the_stations_alone()
    {
        using var parent = new TemporaryDirectory();
        var directory = Path.Combine(parent.Path, "data");
        using var database = StationDatabase.Open(directory);
        database.Write(transaction => transaction.Set("a", "1"));
        AssertPrivate(directory);
    }

    [Test]
    public void One_that_others_could_read_is_closed_at_the_next_start()
    {
        using var parent = new TemporaryDirectory();
        var directory = Path.Combine(parent.Path, "data");
        StationDatabase.Open(directory).Dispose();
        File.SetUnixFileMode(directory, Own | Others | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        foreach (var file in Directory.GetFiles(directory))
            File.SetUnixFileMode(file, Own | Others);
        using var database = StationDatabase.Open(directory);
        database.Write(transaction => transaction.Set("a", "1"));
        AssertPrivate(directory);
    }

    [Test]
    public void A_restore_and_what_it_lays_aside_are_the_stations_alone()
    {
        using var station = new TestStation();
        using var target = new TemporaryDirectory();
        var backup = Path.Combine(target.Path, "backup.db");
        DatabaseBackup.Write(new StationFiles(station.Directory), backup);
        File.SetUnixFileMode(backup, Own | Others);
        var directory = Path.Combine(target.Path, "data");
        StationDatabase.Open(directory).Dispose();
        DatabaseRestore.Run(new StationFiles(directory), backup, aside => $"see {aside}", station.Clock);
        AssertPrivate(directory, "restore.txt");
    }

    private static void AssertPrivate(string directory, params string[] besides)
    {
        Assert.That(File.GetUnixFileMode(directory), Is.EqualTo(Own | UnixFileMode.UserExecute));
        var files = Directory.GetFiles(directory).Where(file => !besides.Contains(Path.GetFileName(file))).ToList();
        Assert.That(files, Has.Count.GreaterThan(1));
        foreach (var file in files)
            Assert.That(File.GetUnixFileMode(file), Is.EqualTo(Own), Path.GetFileName(file));
    }
}

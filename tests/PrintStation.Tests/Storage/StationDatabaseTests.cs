using Dapper;
using PrintStation.Storage;

namespace PrintStation.Tests.Storage;

internal sealed class StationDatabaseTests
{
    [Test]
    public void What_was_committed_is_synchronous_and_in_the_write_ahead_log()
    {
        using var directory = new TemporaryDirectory();
        using var database = StationDatabase.Open(directory.Path);
        Assert.That(database.Read(connection => connection.ExecuteScalar<string>("PRAGMA journal_mode")), Is.EqualTo("wal"));
        Assert.That(database.Write(transaction => transaction.Find<long>("PRAGMA synchronous")), Is.EqualTo(2), "FULL");
    }

    [Test]
    public void An_exception_undoes_the_whole_transaction_and_what_was_to_follow()
    {
        using var directory = new TemporaryDirectory();
        using var database = StationDatabase.Open(directory.Path);
        var followed = 0;
        Assert.That(() => database.Write(transaction =>
        {
            transaction.Set("a", "1");
            transaction.AfterCommit(() => followed++);
            throw new InvalidOperationException("stop");
        }), Throws.InvalidOperationException);
        database.Write(transaction => transaction.Set("b", "2"));
        Assert.That((database.Setting("a"), database.Setting("b"), followed), Is.EqualTo(((string?)null, "2", 0)));
    }

    [Test]
    public void Only_one_process_owns_the_database()
    {
        using var directory = new TemporaryDirectory();
        using var database = StationDatabase.Open(directory.Path);
        Assert.That(() => StationDatabase.Open(directory.Path), Throws.TypeOf<StationDatabaseException>().With.Property("Code").EqualTo("running"));
    }

    [Test]
    public void A_database_from_a_newer_version_is_refused_and_left_alone()
    {
        using var directory = new TemporaryDirectory();
        using (var database = StationDatabase.Open(directory.Path))
            database.Write(transaction => transaction.Execute(
                "INSERT INTO SchemaVersions (ScriptName, Applied) VALUES ('PrintStation.Storage.Migrations.999-future.sql', '2030-01-01')"));
        var before = DirectoryBytes.Of(directory.Path);
        Assert.That(() => StationDatabase.Open(directory.Path), Throws.TypeOf<StationDatabaseException>().With.Property("Code").EqualTo("newer").And.Message.Contains("999-future"));
        Assert.That(DirectoryBytes.Of(directory.Path), Is.EqualTo(before));
    }

    [Test]
    public void A_file_that_is_no_database_is_refused_by_name()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "station.db");
        File.WriteAllText(path, new string('x', 8192));
        Assert.That(() => StationDatabase.Open(directory.Path), Throws.TypeOf<StationDatabaseException>().With.Property("Code").EqualTo("damaged").And.Message.Contains(path));
    }

    [Test]
    public void A_database_of_the_first_version_keeps_its_history_and_gets_room_for_evidence()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "station.db");
        TestSql.Execute(path, File.ReadAllText(Path.Combine(Repository.Root, "src/PrintStation/Storage/Migrations/001-foundation.sql")));
        TestSql.Execute(path,
            """
            CREATE TABLE SchemaVersions (SchemaVersionID INTEGER CONSTRAINT 'PK_SchemaVersions_SchemaVersionID' PRIMARY KEY AUTOINCREMENT NOT NULL,
                ScriptName TEXT NOT NULL, Applied DATETIME NOT NULL);
            INSERT INTO SchemaVersions (ScriptName, Applied) VALUES ('PrintStation.Storage.Migrations.001-foundation.sql', '2026-11-01');
            INSERT INTO job (job_id, lease_id, fence_epoch, fence, kind, priority, blank_version, layout, claimed_at)
                VALUES ('J1', 'L1', 'E1', 1, 'IdentityCard', 3, '2019', 'ktp-el', '2026-11-01T00:00:00.000Z');
            INSERT INTO run (run_id, job_id, attempt, state, changed_at) VALUES ('J1-1', 'J1', 1, 'Fetched', '2026-11-01T00:00:00.000Z');
            INSERT INTO run_history VALUES ('J1-1', 1, '2026-11-01T00:00:00.000Z', 'Fetching', 'Fetched', 'PayloadAccepted', NULL);
            """);
        using var database = StationDatabase.Open(directory.Path);
        Assert.That(database.Read(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM run_history WHERE evidence IS NULL")),
            Is.EqualTo(1));
    }
}

using Dapper;
using Microsoft.Data.Sqlite;

namespace PrintStation.Storage;

/// <summary>A copy of a database as it was at one moment, in one file, without a write-ahead log beside it.</summary>
internal static class DatabaseCopy
{
    /// <summary>SQLITE_FULL: no room on the disk that is written to.</summary>
    public const int Full = 13;

    /// <summary>Copies while others may read and write. The source's disk is not written to: it may be full.</summary>
    /// <param name="draft">Is begun anew; nothing is left of it after a failure. On the disk when this returns.</param>
    /// <param name="judge">What is wrong with what was written; read back from the file.</param>
    /// <exception cref="StationDatabaseException">The source cannot be read, the target's disk is full, or the copy is not sound.</exception>
    public static void Write(SqliteConnection source, string draft, Func<string, DatabaseTrouble?> judge)
    {
        try
        {
            // A journal left by an interrupted try would be rolled back into the new file.
            Remove(draft);
            DurableFile.CreatePrivate(draft);
            Fill(source, draft);
            DurableFile.Flush(draft);
            if (judge(draft) is { } trouble)
                throw new StationDatabaseException(trouble);
        }
        catch (Exception e) when (e is SqliteException or StationDatabaseException or IOException or UnauthorizedAccessException)
        {
            Remove(draft);
            throw e switch
            {
                SqliteException { SqliteErrorCode: Full } => new StationDatabaseException("target-full", draft, e),
                SqliteException failed => new StationDatabaseException("not-copied", $"{draft} (SQLite {failed.SqliteErrorCode})", e),
                StationDatabaseException => e,
                _ => new StationDatabaseException("target-unwritable", draft, e),
            };
        }
    }

    private static void Fill(SqliteConnection source, string draft)
    {
        using var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = draft, Pooling = false }.ToString());
        target.Open();
        target.Execute("PRAGMA synchronous = FULL");
        source.BackupDatabase(target);
        // The copy has the source's mode; a file that is carried elsewhere must not need a second one.
        target.Execute("PRAGMA journal_mode = DELETE");
    }

    private static void Remove(string draft)
    {
        foreach (var file in new[] { draft, draft + "-journal", draft + "-wal", draft + "-shm" }.Where(File.Exists))
            File.Delete(file);
    }
}

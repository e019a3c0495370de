using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PrintStation.Storage;

/// <summary>Opens a database only to read it. Of one that nobody uses not a byte is changed and no file is made beside it, not even the
/// shared memory that SQLite makes for readers.</summary>
internal static class ReadOnlyDatabase
{
    /// <param name="path">May be a backup anywhere.</param>
    /// <param name="isInUse">A running station has it: then its write-ahead log is read together with it, as SQLite does between
    /// processes. Else the caller keeps others out.</param>
    /// <exception cref="SqliteException">It is no database.</exception>
    public static SqliteConnection Open(string path, bool isInUse)
    {
        DapperTypes.Register();
        var log = new FileInfo(StationFiles.WriteAheadLogOf(path));
        var logMatters = log.Exists && log.Length > 0;
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = new Uri(Path.GetFullPath(path)).AbsoluteUri + (isInUse ? "" : logMatters ? WithoutLocks : "?immutable=1"),
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString());
        try
        {
            connection.Open();
            // The last one to close would write the log into the database.
            raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
            // With the exclusive mode the index of the log is kept in this process, not in a file.
            if (!isInUse && logMatters)
                connection.Execute("PRAGMA locking_mode = EXCLUSIVE");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Locks of SQLite would need the right to write; the station's own lock keeps others out.</summary>
    private static string WithoutLocks => OperatingSystem.IsWindows() ? "?vfs=win32-none" : "?vfs=unix-none";
}

using Microsoft.Data.Sqlite;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <param name="Head">Number of the last ledger movement in it.</param>
internal sealed record BackupMade(string File, long Bytes, long Head, IReadOnlyDictionary<string, long> Runs);

/// <summary>Makes a backup while the station works, or while it is stopped. The file holds the sealed envelopes of the jobs in hand, and no
/// key that opens them.</summary>
internal static class DatabaseBackup
{
    /// <exception cref="StationDatabaseException">Nothing was written, and why.</exception>
    public static BackupMade Write(StationFiles files, string target)
    {
        var path = Path.GetFullPath(target);
        if (Path.Exists(path))
            throw new StationDatabaseException("target-exists", path);
        if (!File.Exists(files.Database))
            throw new StationDatabaseException("missing", $"{files.Database} (0)");
        var draft = DurableFile.DraftOf(path);
        DatabaseFindings? written = null;
        using (var stopped = StationLock.TryTake(files))
            Copy(files.Database, isInUse: stopped is null, draft, copy => written = DatabaseInspection.InspectCopy(copy));
        try
        {
            DurableFile.Put(draft, path, overwrite: false);
        }
        catch (IOException e)
        {
            File.Delete(draft);
            throw new StationDatabaseException("target-unwritable", path, e);
        }

        return new BackupMade(path, new FileInfo(path).Length, written!.Head!.Value, written.Runs);
    }

    /// <summary>Copies and judges what was written.</summary>
    public static void Copy(string source, bool isInUse, string draft, Func<string, DatabaseFindings> inspect)
    {
        try
        {
            using var connection = ReadOnlyDatabase.Open(source, isInUse);
            DatabaseCopy.Write(connection, draft, copy => inspect(copy).Troubles is [var first, ..] ? first : null);
        }
        catch (SqliteException e)
        {
            throw new StationDatabaseException(DatabaseCheck.Unreadable(source, e));
        }
    }
}

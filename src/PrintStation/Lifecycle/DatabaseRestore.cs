using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <param name="Aside">The files of the database that was there before; none when there was none.</param>
/// <param name="Head">Number of the last ledger movement of what is in place now.</param>
internal sealed record RestoreDone(string From, IReadOnlyList<string> Aside, long Head, IReadOnlyDictionary<string, long> Runs);

/// <summary>What a restore has done so far; each is on the disk before the next begins.</summary>
internal enum RestoreStep
{
    Noted,
    Drafted,
    SetAside,
    Folded,
    InPlace,
}

/// <summary>Puts a backup in the place of the database of a stopped station. At each moment the directory holds the old database or the new
/// one, whole: the write-ahead log of the old one is folded into it before the new one takes its name, for beside the new one it would be
/// taken for its own.</summary>
internal static class DatabaseRestore
{
    private const int Corrupt = 11;
    private const int NoDatabase = 26;

    /// <param name="note">For whoever finds the directory in the middle: true whichever step was the last. Gets the name of what is set aside.</param>
    /// <param name="done">Called after each step; a test dies there.</param>
    /// <exception cref="StationDatabaseException">The station runs, the backup is not sound, or a disk is full. The old database stands.</exception>
    public static RestoreDone Run(
        StationFiles files, string from, Func<string, string> note, TimeProvider clock, Action<RestoreStep>? done = null)
    {
        var backup = Path.GetFullPath(from);
        RequireSound(backup);
        Directory.CreateDirectory(files.Directory);
        using var stopped = StationLock.Take(files);
        files.MakePrivate();
        var stamp = clock.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        var aside = $"{files.Database}.before-{stamp}";
        Write(files.RestoreNote, note(Path.GetFileName(aside)));
        done?.Invoke(RestoreStep.Noted);

        DatabaseFindings? restored = null;
        DatabaseBackup.Copy(backup, isInUse: false, files.RestoreDraft, copy => restored = DatabaseInspection.InspectCopy(copy));
        done?.Invoke(RestoreStep.Drafted);

        var kept = SetAside(files, aside);
        done?.Invoke(RestoreStep.SetAside);

        Fold(files);
        done?.Invoke(RestoreStep.Folded);

        DurableFile.Put(files.RestoreDraft, files.Database, overwrite: true);
        done?.Invoke(RestoreStep.InPlace);
        return new RestoreDone(backup, kept, restored!.Head!.Value, restored.Runs);
    }

    private static void RequireSound(string backup)
    {
        if (!File.Exists(backup))
            throw new StationDatabaseException("no-backup", backup);
        if (DatabaseInspection.InspectCopy(backup).Troubles is [var trouble, ..])
            throw new StationDatabaseException("backup-not-sound", $"{backup}: {trouble.Code} {trouble.Subject}");
    }

    private static void Write(string path, string text)
    {
        try
        {
            DurableFile.WriteAllText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StationDatabaseException("target-unwritable", path, e);
        }
    }

    /// <summary>The log first: where the database lies aside, its log does too.</summary>
    private static List<string> SetAside(StationFiles files, string aside)
    {
        var kept = new List<string>();
        try
        {
            foreach (var (present, copy) in new[]
            {
                (files.WriteAheadLog, StationFiles.WriteAheadLogOf(aside)), (files.Database, aside),
            })
            {
                if (!File.Exists(present))
                    continue;
                DurableFile.Copy(present, copy);
                kept.Add(copy);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing was changed yet; a draft that is no longer wanted must not look like an interrupted restore.
            foreach (var copy in kept)
                File.Delete(copy);
            File.Delete(files.RestoreDraft);
            throw new StationDatabaseException("target-full", aside, e);
        }

        return kept;
    }

    /// <summary>Brings the log into the old database. One that is no database takes none: it lies aside with its log as it was.</summary>
    private static void Fold(StationFiles files)
    {
        if (File.Exists(files.Database))
        {
            try
            {
                using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
                {
                    DataSource = files.Database, Mode = SqliteOpenMode.ReadWrite, Pooling = false,
                }.ToString());
                connection.Open();
                connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }
            catch (SqliteException e) when (e.SqliteErrorCode is Corrupt or NoDatabase)
            {
                // Damaged, which is why it is replaced.
            }
            catch (SqliteException e)
            {
                throw new StationDatabaseException(e.SqliteErrorCode == DatabaseCopy.Full ? "target-full" : "not-copied", files.Database, e);
            }
        }

        File.Delete(files.WriteAheadLog);
        File.Delete(files.SharedMemory);
    }
}

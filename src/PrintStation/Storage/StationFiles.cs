using System.Runtime.Versioning;

namespace PrintStation.Storage;

/// <summary>Names of the files in a station's data directory.</summary>
internal sealed record StationFiles(string Directory)
{
    public string Database => Path.Combine(Directory, "station.db");

    /// <summary>What was committed and not yet written into the database; belongs to it.</summary>
    public string WriteAheadLog => WriteAheadLogOf(Database);

    public string SharedMemory => Database + "-shm";

    public string Lock => Path.Combine(Directory, "station.lock");

    /// <summary>A restored database before it is put in place. Found later, it means that a restore was interrupted.</summary>
    public string RestoreDraft => Database + ".restoring";

    /// <summary>What a restore did, and what to do, for whoever finds the directory in the middle of it.</summary>
    public string RestoreNote => Path.Combine(Directory, "restore.txt");

    /// <summary>Directory and database for the station's user only, whoever made them with which mask: they hold password hashes and sealed
    /// envelopes. On Windows the directory's access list has to do it.</summary>
    /// <exception cref="StationDatabaseException">Others may read them, and they are another user's to close.</exception>
    public void MakePrivate()
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode file = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            Narrow(Directory, file | UnixFileMode.UserExecute);
            foreach (var path in new[] { Database, WriteAheadLog, SharedMemory, Lock }.Where(File.Exists))
                Narrow(path, file);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StationDatabaseException("not-private", Directory, e);
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static void Narrow(string path, UnixFileMode mode)
    {
        if ((File.GetUnixFileMode(path) & ~mode) != 0)
            File.SetUnixFileMode(path, mode);
    }

    public static string WriteAheadLogOf(string database) => database + "-wal";
}

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

    public static string WriteAheadLogOf(string database) => database + "-wal";
}

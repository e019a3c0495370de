namespace PrintStation.Storage;

/// <summary>The lock file beside the database: whoever holds it is the one process that may write.</summary>
internal sealed class StationLock : IDisposable
{
    private readonly FileStream? _file;

    private StationLock(FileStream? file) => _file = file;

    /// <summary>For the service; makes the file where there is none.</summary>
    /// <exception cref="StationDatabaseException">Another process holds it.</exception>
    public static StationLock Take(StationFiles files)
    {
        try
        {
            return new StationLock(new FileStream(files.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            throw new StationDatabaseException("running", files.Lock, e);
        }
    }

    /// <summary>For a command that only looks: changes nothing. Null when another process holds it; where there is no file, no station was
    /// ever started.</summary>
    public static StationLock? TryTake(StationFiles files)
    {
        if (!File.Exists(files.Lock))
            return new StationLock(null);
        try
        {
            return new StationLock(new FileStream(files.Lock, FileMode.Open, FileAccess.Read, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _file?.Dispose();
}

using PrintStation.Simulation.Time;

namespace PrintStation.Simulation.Disk;

/// <summary>The disk of one station process: may be full or read-only for a while, and is what remains when the process dies.</summary>
internal sealed class StationDisk(string directory, Life life)
{
    private readonly List<StationFile> _files = [];

    public string Directory { get; } = Path.GetFullPath(directory) + Path.DirectorySeparatorChar;

    public Life Life { get; } = life;

    /// <summary>No write succeeds: the disk is full.</summary>
    public bool IsFull { get; set; }

    /// <summary>No write succeeds: the system took the disk to be broken.</summary>
    public bool IsReadOnly { get; set; }

    public bool Holds(string path) => path.StartsWith(Directory, StringComparison.Ordinal);

    public StationFile Opened(string path, nint file)
    {
        var opened = new StationFile(this, path, file);
        _files.Add(opened);
        return opened;
    }

    /// <summary>Copies what the disk holds at this moment into another directory.</summary>
    /// <param name="lost">For each write that was not synced: whether a power cut takes it. Null when the computer goes on.</param>
    public void Image(string target, Func<bool>? lost)
    {
        foreach (var path in System.IO.Directory.EnumerateFiles(Directory, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(Directory, path);
            // The shared memory is no file of its own: whoever opens the database first makes it anew. The lock dies with its process.
            if (name.EndsWith("-shm", StringComparison.Ordinal) || name.EndsWith(".lock", StringComparison.Ordinal))
                continue;
            var copy = Path.Combine(target, name);
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy, overwrite: true);
            if (lost is not null)
                foreach (var file in _files.Where(file => file.Path == path))
                    file.Lose(copy, lost);
        }
    }
}

/// <summary>One open database file, with the writes that only the operating system has yet.</summary>
internal sealed class StationFile(StationDisk disk, string path, nint file)
{
    public const int IoError = 10;
    private const int WriteError = 778;
    private const int Full = 13;

    private readonly List<(long Offset, byte[] Before, int Count)> _unsynced = [];

    public string Path { get; } = path;

    /// <returns>0, or SQLite's code for what went wrong.</returns>
    public int BeforeWrite(int count, long offset)
    {
        if (Trouble("disk write") is var trouble and not 0)
            return trouble;
        _unsynced.Add((offset, SqliteFiles.ReadBefore(file, count, offset), count));
        return 0;
    }

    public int BeforeTruncate() => Trouble("disk truncate");

    public bool BeforeSync() => disk.Life.Passes("disk sync");

    public void Synced() => _unsynced.Clear();

    /// <summary>Takes back, in a copy of the file, the unsynced writes that are lost, the newest first.</summary>
    public void Lose(string copy, Func<bool> lost)
    {
        using var stream = new FileStream(copy, FileMode.Open, FileAccess.ReadWrite);
        foreach (var (offset, before, count) in Enumerable.Reverse(_unsynced))
        {
            if (!lost())
                continue;
            stream.Position = offset;
            stream.Write(before);
            if (before.Length < count && offset + before.Length < stream.Length)
                stream.SetLength(Math.Max(offset + before.Length, 0));
        }
    }

    private int Trouble(string where)
    {
        if (!disk.Life.Passes(where))
            return IoError;
        return disk.IsFull ? Full : disk.IsReadOnly ? WriteError : 0;
    }
}

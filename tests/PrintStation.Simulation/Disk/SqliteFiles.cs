using System.Runtime.InteropServices;

namespace PrintStation.Simulation.Disk;

/// <summary>Stands between SQLite and the files of the station's disk: each write and each sync of the database passes here. SQLite's own file
/// system does the work; this one only decides whether it may, and knows what was not yet synced.</summary>
internal static unsafe partial class SqliteFiles
{
    private const string Library = "e_sqlite3";
    private const int Ok = 0;
    private const int Methods = 18;

    // Words of the structure sqlite3_vfs, and of sqlite3_io_methods.
    private const int VfsWords = 22;
    private const int NextWord = 2;
    private const int NameWord = 3;
    private const int OpenWord = 5;
    private const int CloseMethod = 1;
    private const int ReadMethod = 2;
    private const int WriteMethod = 3;
    private const int TruncateMethod = 4;
    private const int SyncMethod = 5;
    private const int SizeMethod = 6;

    private static readonly Dictionary<nint, StationFile> Open = [];
    private static readonly Dictionary<nint, nint> Replaced = [];
    private static delegate* unmanaged<nint, nint, nint, int, int*, int> _open;

    /// <summary>The disk whose files are watched when they are opened next.</summary>
    public static StationDisk? Current { get; set; }

    /// <summary>Puts this file system before SQLite's own, for all connections of the process.</summary>
    public static void Register()
    {
        if (_open != null)
            return;
        var original = (nint*)Find(0);
        var ours = (nint*)NativeMemory.AllocZeroed(VfsWords, (nuint)sizeof(nint));
        new Span<nint>(original, VfsWords).CopyTo(new Span<nint>(ours, VfsWords));
        ours[NextWord] = 0;
        ours[NameWord] = Marshal.StringToCoTaskMemUTF8("watched");
        _open = (delegate* unmanaged<nint, nint, nint, int, int*, int>)original[OpenWord];
        ours[OpenWord] = (nint)(delegate* unmanaged<nint, nint, nint, int, int*, int>)&OpenFile;
        if (Register((nint)ours, 1) != Ok)
            throw new InvalidOperationException("SQLite does not take the watched file system.");
    }

    /// <summary>The bytes that stand there now; fewer when the file ends before.</summary>
    public static byte[] ReadBefore(nint file, int count, long offset)
    {
        long size = 0;
        if (((delegate* unmanaged<nint, long*, int>)Original(file, SizeMethod))(file, &size) != Ok || size <= offset)
            return [];
        var bytes = new byte[Math.Min(count, size - offset)];
        fixed (byte* target = bytes)
            ((delegate* unmanaged<nint, nint, int, long, int>)Original(file, ReadMethod))(file, (nint)target, bytes.Length, offset);
        return bytes;
    }

    [LibraryImport(Library, EntryPoint = "sqlite3_vfs_find")]
    private static partial nint Find(nint name);

    [LibraryImport(Library, EntryPoint = "sqlite3_vfs_register")]
    private static partial int Register(nint vfs, int makeDefault);

    /// <summary>The method of SQLite's own file system for an open file.</summary>
    private static nint Original(nint file, int method) => ((nint*)Replaced[*(nint*)file])[method];

    [UnmanagedCallersOnly]
    private static int OpenFile(nint vfs, nint name, nint file, int flags, int* outFlags)
    {
        var result = _open(vfs, name, file, flags, outFlags);
        var path = Marshal.PtrToStringUTF8(name);
        if (result != Ok || path is null || Current is not { } disk || !disk.Holds(path))
            return result;
        // The first word of an open file points to its methods.
        *(nint*)file = Watched(*(nint*)file);
        Open[file] = disk.Opened(path, file);
        return result;
    }

    /// <summary>A copy of the methods in which those that change something are ours.</summary>
    private static nint Watched(nint methods)
    {
        var known = Replaced.FirstOrDefault(entry => entry.Value == methods).Key;
        if (known != 0)
            return known;
        var copy = (nint*)NativeMemory.AllocZeroed(Methods + 1, (nuint)sizeof(nint));
        var version = *(int*)methods;
        var words = version switch { 1 => 13, 2 => 17, _ => 19 };
        new Span<nint>((nint*)methods, words).CopyTo(new Span<nint>(copy, words));
        copy[CloseMethod] = (nint)(delegate* unmanaged<nint, int>)&Close;
        copy[WriteMethod] = (nint)(delegate* unmanaged<nint, nint, int, long, int>)&Write;
        copy[TruncateMethod] = (nint)(delegate* unmanaged<nint, long, int>)&Truncate;
        copy[SyncMethod] = (nint)(delegate* unmanaged<nint, int, int>)&Sync;
        Replaced[(nint)copy] = methods;
        return (nint)copy;
    }

    [UnmanagedCallersOnly]
    private static int Close(nint file)
    {
        var close = (delegate* unmanaged<nint, int>)Original(file, CloseMethod);
        Open.Remove(file);
        return close(file);
    }

    [UnmanagedCallersOnly]
    private static int Write(nint file, nint bytes, int count, long offset)
    {
        var trouble = Open[file].BeforeWrite(count, offset);
        return trouble != Ok
            ? trouble
            : ((delegate* unmanaged<nint, nint, int, long, int>)Original(file, WriteMethod))(file, bytes, count, offset);
    }

    [UnmanagedCallersOnly]
    private static int Truncate(nint file, long size)
    {
        var trouble = Open[file].BeforeTruncate();
        return trouble != Ok ? trouble : ((delegate* unmanaged<nint, long, int>)Original(file, TruncateMethod))(file, size);
    }

    [UnmanagedCallersOnly]
    private static int Sync(nint file, int flags)
    {
        if (!Open[file].BeforeSync())
            return StationFile.IoError;
        // The world's disk is simulated: a real sync would only cost time.
        Open[file].Synced();
        return Ok;
    }
}

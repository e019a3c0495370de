using System.Runtime.InteropServices;

namespace PrintStation.Storage;

/// <summary>Files that are there whole or not at all, also after a power cut: written aside, brought to the disk, then renamed.</summary>
internal static class DurableFile
{
    /// <summary>Readable by the station's user only.</summary>
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly UnixFileMode Shared = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Name of a file while it is written.</summary>
    public static string DraftOf(string path) => path + ".part";

    public static void WriteAllText(string path, string text) => WriteAllBytes(path, System.Text.Encoding.UTF8.GetBytes(text));

    public static void WriteAllBytes(string path, byte[] bytes)
    {
        var draft = DraftOf(path);
        try
        {
            using (var stream = Create(draft, Shared))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            Put(draft, path, overwrite: true);
        }
        catch
        {
            Remove(draft);
            throw;
        }
    }

    /// <summary>An empty file for the station's user only; one left by an interrupted try is begun anew.</summary>
    public static void CreatePrivate(string path) => Create(path, Private).Dispose();

    public static void Copy(string from, string to)
    {
        var draft = DraftOf(to);
        try
        {
            using (var source = File.OpenRead(from))
            using (var stream = Create(draft, Private))
            {
                source.CopyTo(stream);
                stream.Flush(flushToDisk: true);
            }

            Put(draft, to, overwrite: false);
        }
        catch
        {
            Remove(draft);
            throw;
        }
    }

    /// <summary>Brings what was written through another handle to the disk.</summary>
    public static void Flush(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>The rename is the moment in which the file is there; it is on the disk when this returns.</summary>
    public static void Put(string draft, string path, bool overwrite)
    {
        File.Move(draft, path, overwrite);
        FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    private static void Remove(string draft)
    {
        if (File.Exists(draft))
            File.Delete(draft);
    }

    private static FileStream Create(string path, UnixFileMode mode)
    {
        Remove(path);
        return new FileStream(path, OperatingSystem.IsWindows()
            ? new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write }
            : new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode });
    }

    /// <summary>A rename is in the directory, and the directory has to reach the disk too. Windows does that by itself.</summary>
    private static void FlushDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = OpenDirectory(directory, 0);
        if (descriptor < 0 || Synchronize(descriptor) < 0)
            throw new IOException($"{directory}: {Marshal.GetLastPInvokeErrorMessage()}");
        _ = Close(descriptor);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int OpenDirectory(string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Synchronize(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}

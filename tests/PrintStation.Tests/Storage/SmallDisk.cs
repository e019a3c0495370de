using System.Diagnostics;

namespace PrintStation.Tests.Storage;

/// <summary>A real disk of a few megabytes that can really be full: a tmpfs of its own.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private SmallDisk()
    {
    }

    public string Path => _directory.Path;

    /// <summary>Mounted, or the test says that it was skipped: mounting takes root and Linux.</summary>
    public static SmallDisk Mount(int megabytes)
    {
        var disk = new SmallDisk();
        if (OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", disk.Path))
            return disk;
        disk._directory.Dispose();
        Assert.Ignore("A small disk cannot be mounted here: that takes root on Linux.");
        throw new InvalidOperationException("Ignore returns to nobody.");
    }

    /// <summary>Until not a byte more fits.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(System.IO.Path.Combine(Path, "ballast"), FileMode.Create, FileAccess.Write, FileShare.None, 0);
        foreach (var size in new[] { 65536, 4096, 1 })
        {
            var block = new byte[size];
            try
            {
                while (true)
                    ballast.Write(block);
            }
            catch (IOException)
            {
                // Full for blocks of this size.
            }
        }
    }

    public void Dispose()
    {
        Run("umount", Path);
        _directory.Dispose();
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

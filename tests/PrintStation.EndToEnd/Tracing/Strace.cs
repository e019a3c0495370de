using System.ComponentModel;
using System.Diagnostics;

namespace PrintStation.EndToEnd.Tracing;

/// <summary>Debian's strace: what a process really asks of the kernel, and when.</summary>
internal static class Strace
{
    /// <summary>A frame of the write-ahead log holds one page of 4096 bytes.</summary>
    private const int LongestString = 4096;

    /// <summary>Ends the test as ignored where strace is not installed, or may not trace.</summary>
    public static void Require()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("strace", ["-o", "/dev/null", "true"]) { RedirectStandardError = true })!;
            var said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                Assert.Ignore($"strace may not trace here: {said.Trim()}");
        }
        catch (Win32Exception)
        {
            Assert.Ignore("strace is not installed (Debian: apt-get install strace)");
        }
    }

    /// <summary>What goes before a command so that its writes, syncs and messages are noted: one file for each thread, so that no call is
    /// torn in two lines. The command stays the child of its starter (-D): signals reach it, not the tracer.</summary>
    /// <param name="prefix">Of the files.</param>
    public static string[] Before(string prefix) =>
    [
        "strace", "-D", "-f", "-ff", "-T", "-yy", "-ttt", "--seccomp-bpf", "-s", $"{LongestString}", "-o", prefix,
        "-e", "trace=write,writev,pwrite64,fdatasync,fsync,sendto,sendmsg",
    ];

    /// <summary>All calls of all threads, in the order in which they began.</summary>
    public static IReadOnlyList<SystemCall> Read(string prefix) =>
        [.. Directory.GetFiles(Path.GetDirectoryName(prefix)!, Path.GetFileName(prefix) + ".*")
            .SelectMany(File.ReadLines).Select(SystemCall.Parse).OfType<SystemCall>().OrderBy(call => call.At)];
}

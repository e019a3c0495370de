using System.Diagnostics;
using System.Net.Sockets;

namespace PrintStation.Tests.Chips.Pcsc;

/// <summary>The machine's real pcscd with vpcd, started for a test and ended by its process id. There is one for each machine: see
/// <see cref="NeedsPcscdAttribute"/>.</summary>
internal sealed class PcscDaemon : IAsyncDisposable
{
    /// <summary>vpcd's slots, as pcscd calls them, and where each waits for a card.</summary>
    public const string FirstReader = "Virtual PCD 00 00";
    public const string SecondReader = "Virtual PCD 00 01";
    public const int FirstPort = 35_963;
    public const int SecondPort = 35_964;

    private const string Program = "/usr/sbin/pcscd";
    private const string SocketFile = "/run/pcscd/pcscd.comm";
    private const string PidFile = "/run/pcscd/pcscd.pid";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);
    private Process _process = null!;

    private PcscDaemon()
    {
    }

    /// <summary>Ends the test as ignored where it is not installed, or runs already for others.</summary>
    public static async Task<PcscDaemon> StartAsync()
    {
        if (!File.Exists(Program) || !File.Exists("/etc/reader.conf.d/vpcd"))
            Assert.Ignore("pcscd or vpcd is not installed (Debian: apt-get install pcscd vsmartcard-vpcd)");
        if (Answers())
            Assert.Ignore("another pcscd runs on this machine; end it");

        var daemon = new PcscDaemon();
        await daemon.BeginAsync();
        return daemon;
    }

    /// <summary>Returns when it answers.</summary>
    public async Task BeginAsync()
    {
        // One that was killed leaves its number behind; when another program has that number by now, pcscd takes it for itself and ends.
        // Before its first start its directory is not there either.
        if (!Answers() && File.Exists(PidFile))
            File.Delete(PidFile);
        _process = Process.Start(Program, ["--foreground"]);
        await UntilAsync("pcscd answers", () => Task.FromResult(Answers()));
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>It stays there and does nothing, as under a driver that hangs; "CONT" lets it go on.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await SignalAsync("CONT");
        await KillAsync();
    }

    /// <exception cref="TimeoutException">It did not come about.</exception>
    public static async Task UntilAsync(string what, Func<Task<bool>> look)
    {
        using var timer = new PeriodicTimer(BetweenLooks, TimeProvider.System);
        for (var began = TimeProvider.System.GetTimestamp(); !await look(); await timer.WaitForNextTickAsync())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Limit)
                throw new TimeoutException($"Not within {Limit}: {what}");
        }
    }

    /// <summary>A program that must end well; what it wrote.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var (code, text) = await TryAsync(program, arguments);
        Assert.That(code, Is.Zero, text);
        return text;
    }

    public static async Task<(int Code, string Text)> TryAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Limit);
        return (process.ExitCode, $"{await output}{await errors}");
    }

    private static bool Answers()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(SocketFile));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

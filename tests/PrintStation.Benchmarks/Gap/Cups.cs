using System.Net;
using System.Net.Sockets;

namespace PrintStation.Benchmarks.Gap;

/// <summary>A CUPS scheduler of the benchmark's own: own configuration, spool, socket and port.</summary>
internal sealed class Cups : IAsyncDisposable
{
    private const string Scheduler = "/usr/sbin/cupsd";
    private const string SocketBackEnd = "/usr/lib/cups/backend/socket";
    private const string Queue = "card";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("bench-cups-");
    private readonly string _server = $"127.0.0.1:{Bench.FreePort()}";
    private readonly Child _scheduler;

    private Cups(string log)
    {
        var (main, files) = (Path.Combine(_directory.FullName, "cupsd.conf"), Path.Combine(_directory.FullName, "cups-files.conf"));
        foreach (var name in new[] { "spool/tmp", "cache", "state", "ssl" })
            _directory.CreateSubdirectory(name);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_directory.FullName, (UnixFileMode)0b111_101_101); // backends run as another user
        File.WriteAllText(main, $"""
            LogLevel warn
            Listen {_server}
            Listen {_directory.FullName}/state/cups.sock
            Browsing No
            WebInterface No
            MaxJobs 0
            PreserveJobHistory No
            PreserveJobFiles No
            <Location />
              Order allow,deny
              Allow 127.0.0.1
            </Location>
            <Policy default>
              <Limit All>
                Order allow,deny
                Allow 127.0.0.1
              </Limit>
            </Policy>

            """);
        File.WriteAllText(files, $"""
            ServerRoot {_directory.FullName}
            RequestRoot {_directory.FullName}/spool
            TempDir {_directory.FullName}/spool/tmp
            CacheDir {_directory.FullName}/cache
            StateDir {_directory.FullName}/state
            ServerKeychain {_directory.FullName}/ssl
            AccessLog {_directory.FullName}/access_log
            ErrorLog {_directory.FullName}/error_log
            PageLog {_directory.FullName}/page_log

            """);
        _scheduler = new Child("cupsd", Scheduler, ["-f", "-c", main, "-s", files], log);
    }

    /// <summary>Null where CUPS is not installed.</summary>
    public static async Task<Cups?> StartAsync(string log, CancellationToken token)
    {
        if (!File.Exists(Scheduler) || !File.Exists(SocketBackEnd))
            return null;
        var cups = new Cups(log);
        try
        {
            cups._scheduler.Begin();
            await cups.WaitUntilItAnswersAsync(token);
            return cups;
        }
        catch
        {
            await cups.DisposeAsync();
            throw;
        }
    }

    /// <summary>A raw queue to a printer on this machine; stopped, so that jobs wait. SNMP, which no sink answers, is left out in the peer's
    /// favour.</summary>
    public async Task AddQueueAsync(int port, CancellationToken token)
    {
        await DoAsync("lpadmin", ["-h", _server, "-p", Queue, "-v", $"socket://127.0.0.1:{port}/?snmp=false", "-m", "raw"], token);
        await DoAsync("cupsaccept", ["-h", _server, Queue], token);
    }

    public Task PutAsync(string file, CancellationToken token) => DoAsync("lp", ["-h", _server, "-d", Queue, "-o", "raw", file], token);

    /// <summary>Lets the queue go.</summary>
    public Task ReleaseAsync(CancellationToken token) => DoAsync("cupsenable", ["-h", _server, Queue], token);

    public async ValueTask DisposeAsync()
    {
        await _scheduler.StopAsync(Bench.Time);
        _scheduler.Dispose();
        _directory.Delete(recursive: true);
    }

    private async Task WaitUntilItAnswersAsync(CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(StartLimit);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), Bench.Time);
        try
        {
            while (!await IsListeningAsync(limit.Token))
            {
                if (_scheduler.HasExited)
                    throw new BenchException($"cupsd ended with {_scheduler.ExitCode}:\n{_scheduler.Tail()}\n{ErrorLog()}");
                await timer.WaitForNextTickAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            throw new BenchException($"cupsd was not ready within {StartLimit.TotalSeconds:0} s:\n{_scheduler.Tail()}\n{ErrorLog()}");
        }
    }

    private async Task<bool> IsListeningAsync(CancellationToken token)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPEndPoint.Parse(_server), token);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task DoAsync(string program, string[] arguments, CancellationToken token)
    {
        var (code, output) = await Child.RunAsync(program, arguments, token);
        if (code != 0)
            throw new BenchException($"{program} {string.Join(' ', arguments)} failed:\n{output}\n{ErrorLog()}");
    }

    private string ErrorLog() => Path.Combine(_directory.FullName, "error_log") is var log && File.Exists(log)
        ? string.Join('\n', File.ReadLines(log).TakeLast(20))
        : "";
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

/// <summary>One program that runs beside the demonstration, its words in a log file.</summary>
internal sealed class Child(string name, string program, string[] arguments, string log) : IDisposable
{
    private const int SigTerm = 15;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);
    private readonly StreamWriter _log = new(log, append: true) { AutoFlush = true };
    private readonly Lock _gate = new();
    private Process? _process;
    private string _readyLine = "";
    private TaskCompletionSource? _ready;

    public string Name => name;

    public bool HasExited => _process?.HasExited ?? true;

    public int ProcessId => _process!.Id;

    public int ExitCode => _process!.ExitCode;

    /// <param name="readyLine">What it says when it is ready; empty when nobody waits for it.</param>
    public void Begin(string readyLine = "")
    {
        lock (_gate)
            (_readyLine, _ready) = (readyLine, new(TaskCreationOptions.RunContinuationsAsynchronously));
        _process?.Dispose();
        _process = Process.Start(Describe(program, arguments)) ?? throw new DemoException($"{program} does not start.");
        _process.StandardInput.Close();
        _process.OutputDataReceived += (_, line) => Heard(line.Data);
        _process.ErrorDataReceived += (_, line) => Heard(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <exception cref="DemoException">It was not ready in time, or it ended.</exception>
    public async Task WaitUntilReadyAsync(TimeProvider time, CancellationToken token)
    {
        var ended = _process!.WaitForExitAsync(token);
        if (await Task.WhenAny(_ready!.Task, ended, Task.Delay(StartLimit, time, token)) != _ready.Task)
        {
            token.ThrowIfCancellationRequested();
            var what = ended.IsCompleted ? "ended" : $"was not ready within {StartLimit.TotalSeconds} s";
            throw new DemoException($"{name} {what}:\n{Tail()}");
        }
    }

    /// <summary>As a power cut or an impatient person does it.</summary>
    public void Kill() => _process?.Kill();

    /// <summary>SIGTERM, then SIGKILL after the limit.</summary>
    public async Task StopAsync(TimeProvider time)
    {
        if (HasExited)
            return;
        _ = SendSignal(_process!.Id, SigTerm);
        using var limit = new CancellationTokenSource(StopLimit, time);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>The last lines of the log.</summary>
    public string Tail()
    {
        lock (_gate)
            return string.Join('\n', File.ReadLines(log).TakeLast(25).Select(line => "  " + line));
    }

    public void Dispose()
    {
        if (!HasExited)
            _process!.Kill(entireProcessTree: true);
        _process?.Dispose();
        lock (_gate)
            _log.Dispose();
    }

    /// <summary>Runs to the end; stdout, and when it failed stderr too.</summary>
    /// <param name="heard">Takes what it says on stderr at once; null keeps it for the end.</param>
    public static async Task<(int Code, string Output)> RunAsync(
        string program, string[] arguments, CancellationToken token, TimeSpan? atMost = null, Action<string>? heard = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(atMost ?? TimeSpan.FromSeconds(30));
        using var process = Process.Start(Describe(program, arguments)) ?? throw new DemoException($"{program} does not start.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = heard is null ? process.StandardError.ReadToEndAsync(CancellationToken.None) : PassOnAsync(process.StandardError, heard);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"{Path.GetFileName(program)} did not end in time.");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        return (process.ExitCode, process.ExitCode == 0 ? await output : $"{await output}{await error}");
    }

    private static async Task<string> PassOnAsync(StreamReader errors, Action<string> heard)
    {
        while (await errors.ReadLineAsync() is { } line)
            heard(line);
        return "";
    }

    private static ProcessStartInfo Describe(string program, string[] arguments)
    {
        if (program.Contains('/') && !File.Exists(program))
            throw new DemoException($"{program} is not there; leave --no-build out.");
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };

        // The programs find the same runtime as this one, also where it is not installed for the whole machine.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        return start;
    }

    private void Heard(string? line)
    {
        if (line is null)
            return;
        lock (_gate)
        {
            if (_log.BaseStream is not { CanWrite: true })
                return;
            _log.WriteLine(line);
            if (_readyLine.Length > 0 && line.Contains(_readyLine, StringComparison.Ordinal))
                _ready!.TrySetResult();
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int processId, int signal);
}

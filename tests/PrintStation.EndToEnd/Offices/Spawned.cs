using System.Diagnostics;

namespace PrintStation.EndToEnd.Offices;

/// <summary>A program of this build that runs beside the test; what it says is in a log file. Killed at the end.</summary>
internal sealed class Spawned : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Spawned(ProcessStartInfo start, string log, string? readyLine)
    {
        _log = new StreamWriter(log, append: true) { AutoFlush = true };
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        _process.StandardInput.Close();
        _process.OutputDataReceived += (_, said) => Heard(said.Data, readyLine);
        _process.ErrorDataReceived += (_, said) => Heard(said.Data, readyLine);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <param name="readyLine">Part of the line that says it is ready; null when nobody waits for it.</param>
    /// <param name="under">Program and arguments that run it, such as a tracer; empty for none.</param>
    /// <exception cref="TimeoutException">It was not ready in time; the log says why.</exception>
    public static async Task<Spawned> StartAsync(string program, string[] arguments, string log, string? readyLine, params string[] under)
    {
        string[] words = [.. under, "dotnet", Repository.Program(program), .. arguments];
        var spawned = new Spawned(new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = Repository.Root,
        }, log, readyLine);
        try
        {
            if (readyLine is not null)
                await spawned._ready.Task.WaitAsync(StartLimit);
        }
        catch (TimeoutException)
        {
            await spawned.DisposeAsync();
            throw new TimeoutException($"{program} was not ready within {StartLimit}:\n{await File.ReadAllTextAsync(log)}");
        }

        return spawned;
    }

    /// <summary>SIGKILL; returns when nothing of it runs any more and all it said is in the log.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().WaitAsync(StartLimit);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
        lock (_log)
            _log.Dispose();
    }

    private void Heard(string? line, string? readyLine)
    {
        if (line is null)
            return;
        lock (_log)
        {
            if (_log.BaseStream is { CanWrite: true })
                _log.WriteLine(line);
        }

        if (readyLine is not null && line.Contains(readyLine, StringComparison.Ordinal))
            _ready.TrySetResult();
    }
}

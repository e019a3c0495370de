/// <summary>A program under its service manager: killed by the plan, and started again after its downtime.</summary>
/// <param name="make">The program for its n-th start, from 0.</param>
internal sealed class Victim(string name, Func<int, Child> make, TimeProvider time) : IDisposable
{
    private const int MostFailuresInARow = 5;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LivedWell = TimeSpan.FromSeconds(20);
    private Child? _child;
    private DateTimeOffset _began;
    private DateTimeOffset? _beginAt;
    private bool _killed;
    private int _starts;
    private int _failures;

    public string Name => name;

    public int Kills { get; private set; }

    public int Restarts => Math.Max(0, _starts - 1);

    /// <summary>There is a process that can be killed.</summary>
    public bool IsUp => _child is { HasExited: false } && !_killed;

    /// <summary>What it said last.</summary>
    public string Tail => _child?.Tail() ?? "";

    public void Begin(string readyLine = "")
    {
        _child?.Dispose();
        _child = make(_starts++);
        _began = time.GetUtcNow();
        _child.Begin(readyLine);
    }

    public Task WaitUntilReadyAsync(CancellationToken token) => _child!.WaitUntilReadyAsync(time, token);

    /// <summary>SIGKILL: nothing of it runs any more, in no state of its own choice.</summary>
    public void Kill(TimeSpan downtime)
    {
        _child!.Kill();
        (_killed, _beginAt) = (true, time.GetUtcNow() + downtime);
        Kills++;
    }

    /// <summary>To be called often. Whether it was started again just now.</summary>
    /// <param name="ownEnd">Told when it ended without being killed.</param>
    /// <exception cref="DemoException">It fails again and again.</exception>
    public bool Attend(Action<string> ownEnd)
    {
        if (_child is not { HasExited: true })
            return false;
        if (_beginAt is null)
        {
            ownEnd($"{name} ended by itself with exit code {_child.ExitCode}");
            _failures = time.GetUtcNow() - _began > LivedWell ? 1 : _failures + 1;
            if (_failures > MostFailuresInARow)
                throw new DemoException($"{name} ended by itself {_failures} times in a row:\n{Tail}");
            _beginAt = time.GetUtcNow() + AfterFailure;
        }

        if (time.GetUtcNow() < _beginAt)
            return false;
        (_beginAt, _killed) = (null, false);
        Begin();
        return true;
    }

    public Task StopAsync() => _child?.StopAsync(time) ?? Task.CompletedTask;

    public void Dispose() => _child?.Dispose();
}

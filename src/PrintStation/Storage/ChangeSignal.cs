namespace PrintStation.Storage;

/// <summary>Wakes those who wait until something was written. Nothing is counted: whoever wakes looks at the disk again.</summary>
internal sealed class ChangeSignal(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = New();

    public void Set()
    {
        TaskCompletionSource changed;
        lock (_lock)
            (changed, _changed) = (_changed, New());
        changed.SetResult();
    }

    /// <summary>The next change from now on; take it before looking, so that none is missed in between.</summary>
    public Task Next()
    {
        lock (_lock)
            return _changed.Task;
    }

    /// <summary>Returns at the change, or after the time given.</summary>
    public async Task WaitAsync(Task next, TimeSpan longest, CancellationToken token)
    {
        try
        {
            await next.WaitAsync(longest, clock, token);
        }
        catch (TimeoutException)
        {
            // The longest wait is over: the caller looks again.
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

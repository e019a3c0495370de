namespace PrintStation.Simulation.Time;

/// <summary>The process is gone: nothing that it would have done next is done. Only the simulation throws and catches this.</summary>
internal sealed class ProcessDied() : Exception("The process died.");

/// <summary>The life of one station process. Every touch of the world outside passes a point here, and at any of them it may end.</summary>
internal sealed class Life
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many points are left; null: it lives until it is ended from outside.</summary>
    public long? PointsLeft { get; set; }

    public long Points { get; private set; }

    public bool IsOver { get; private set; }

    /// <summary>For whoever waits for an answer of this process.</summary>
    public Task WhenOver => _over.Task;

    /// <summary>Not the process alone: the whole computer loses its power, and with it what was not yet on the platter.</summary>
    public bool EndsByPower { get; set; }

    /// <summary>Told once, before anything unwinds: what the disk holds now is what is left.</summary>
    public Action<string>? Ended { get; set; }

    /// <exception cref="ProcessDied">It ended here, or before.</exception>
    public void Point(string where)
    {
        if (!Passes(where))
            throw new ProcessDied();
    }

    /// <summary>As <see cref="Point"/>, for callers through which nothing may be thrown.</summary>
    public bool Passes(string where)
    {
        if (IsOver)
            return false;
        Points++;
        if (PointsLeft is not { } left || (PointsLeft = left - 1) > 0)
            return true;
        End(where);
        return false;
    }

    public void End(string where)
    {
        if (IsOver)
            return;
        IsOver = true;
        Ended?.Invoke(where);
        _over.TrySetResult();
    }
}

/// <summary>The clock as one process sees it: the world's time, and a wall clock that people and time servers set wrong.</summary>
internal sealed class ProcessTime(SimulatedTime world, Life life, Func<TimeSpan> wallError) : TimeProvider
{
    public override long TimestampFrequency => world.TimestampFrequency;

    public override long GetTimestamp() => world.GetTimestamp();

    public override DateTimeOffset GetUtcNow()
    {
        life.Point("clock");
        return world.GetUtcNow() + wallError();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => world.CreateTimer(
        inner =>
        {
            if (life.Passes("timer"))
                callback(inner);
        }, state, dueTime, period);
}

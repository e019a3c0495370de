namespace PrintStation.Simulation.Time;

/// <summary>The world's time. It stands still while anything can run, and jumps to the next timer when nothing can.</summary>
internal sealed class SimulatedTime(DateTimeOffset start) : TimeProvider
{
    private readonly PriorityQueue<(SimulatedTimer Timer, long Version), (long Due, long Order)> _timers = new();
    private long _elapsed;
    private long _order;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public TimeSpan Elapsed => TimeSpan.FromTicks(_elapsed);

    public override DateTimeOffset GetUtcNow() => start + Elapsed;

    public override long GetTimestamp() => _elapsed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Goes to the next timer and lets it act. False when there is none.</summary>
    public bool FireNext()
    {
        while (_timers.TryDequeue(out var entry, out var when))
        {
            if (entry.Timer.Version != entry.Version)
                continue;
            _elapsed = Math.Max(_elapsed, when.Due);
            entry.Timer.Fire();
            return true;
        }

        return false;
    }

    private void Schedule(SimulatedTimer timer, TimeSpan due) =>
        _timers.Enqueue((timer, timer.Version), (_elapsed + Math.Max(0, due.Ticks), ++_order));

    private sealed class SimulatedTimer(SimulatedTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public long Version { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Version++;
            _period = period;
            if (dueTime != Timeout.InfiniteTimeSpan)
                time.Schedule(this, dueTime);
            return true;
        }

        public void Fire()
        {
            if (_period > TimeSpan.Zero)
                time.Schedule(this, _period);
            callback(state);
        }

        public void Dispose() => Version++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

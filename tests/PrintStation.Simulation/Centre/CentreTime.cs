namespace PrintStation.Simulation.Centre;

/// <summary>The clock of the centre's computer: the world's time, and somebody may set it wrong.</summary>
internal sealed class CentreTime(TimeProvider world) : TimeProvider
{
    public TimeSpan Error { get; set; }

    public override long TimestampFrequency => world.TimestampFrequency;

    public override long GetTimestamp() => world.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => world.GetUtcNow() + Error;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        world.CreateTimer(callback, state, dueTime, period);
}

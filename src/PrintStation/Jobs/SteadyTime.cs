namespace PrintStation.Jobs;

/// <summary>A clock that nobody can set: it goes on from where it began by the machine's own count. A circuit that opened for half a minute must not
/// stay open for the hours by which somebody sets the wall clock back.</summary>
internal sealed class SteadyTime(TimeProvider clock) : TimeProvider
{
    private readonly DateTimeOffset _began = clock.GetUtcNow();
    private readonly long _beganAt = clock.GetTimestamp();

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override long GetTimestamp() => clock.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _began + clock.GetElapsedTime(_beganAt);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(callback, state, dueTime, period);
}

namespace PrintStation.Security;

/// <summary>Wrong passwords where the system does not tell who brings them. A lock would be a weapon there: whoever can connect could keep any
/// colleague out for as long as he likes by five wrong words. So nobody is locked; after each wrong one the next try under that name waits longer,
/// half a minute at most, which leaves less than 3,000 guesses a day at a password of twelve characters. Kept in memory: who can start the station
/// anew needs no guess.</summary>
internal sealed class Guesses(TimeProvider clock)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>So often the wait doubles before it is the longest one.</summary>
    private const int MostDoublings = 5;

    private readonly Lock _guard = new();
    private readonly Dictionary<long, Wrong> _wrong = [];

    /// <param name="At">A reading of the clock that nobody can set.</param>
    private sealed record Wrong(int Times, long At);

    /// <summary>How long until the next try counts; zero where one may try now.</summary>
    public TimeSpan WaitOf(StationUser user)
    {
        lock (_guard)
        {
            if (!_wrong.TryGetValue(user.UserId, out var last))
                return TimeSpan.Zero;
            var wait = First * Math.Pow(2, Math.Min(last.Times - 1, MostDoublings));
            var left = (wait < Longest ? wait : Longest) - clock.GetElapsedTime(last.At);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public void NoteWrong(StationUser user)
    {
        lock (_guard)
            _wrong[user.UserId] = new Wrong((_wrong.GetValueOrDefault(user.UserId)?.Times ?? 0) + 1, clock.GetTimestamp());
    }

    /// <returns>Whether there had been wrong ones.</returns>
    public bool NoteRight(StationUser user)
    {
        lock (_guard)
            return _wrong.Remove(user.UserId);
    }
}

/// <summary>Turns the plan's moments into times.</summary>
internal sealed class Trigger(Options options, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>A station that starts has settled what it found after about so long.</summary>
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(3);

    /// <summary>When no card begins for so long, nothing will come of waiting for one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly long _began = time.GetTimestamp();
    private TimeSpan _cardTime = options.CardTime + TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, DateTimeOffset> _cardBegan = [];
    private Kill? _aimed;
    private int _spared;
    private TimeSpan? _due;
    private TimeSpan _givenUp;

    private TimeSpan Now => time.GetElapsedTime(_began);

    public void Happened(WorldEvent happened)
    {
        if (happened.Name == "begin-card")
        {
            _cardBegan[happened.Printer!] = happened.At;
            // From its first command to a little after its end.
            if (_aimed is { Moment: KillMoment.DuringCard } && _spared-- == 0)
                _due ??= Now + (_cardTime * (1.1 * _aimed.Share));
        }
        else if (happened.Name == "ejected" && _cardBegan.Remove(happened.Printer!, out var began) && happened.At - began < _cardTime * 3)
        {
            _cardTime = happened.At - began;
        }
    }

    public void StationStarted()
    {
        if (_aimed is { Moment: KillMoment.WhileStarting })
            _due ??= Now + (StartTime * _aimed.Share);
    }

    /// <summary>Aims at the moment of this kill; the one before is made.</summary>
    public void Aim(Kill? kill)
    {
        (_aimed, _due, _spared, _givenUp) = (kill, null, kill?.Spared ?? 0, Now + Patience);
        if (kill is { Moment: KillMoment.Any })
            _due = Now + (Longest * kill.Share);
    }

    public bool IsDue() => _aimed is not null && Now >= (_due ?? _givenUp);
}

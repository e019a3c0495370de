/// <summary>The station under its service manager: started again when it was killed, when it failed, and when the power comes
/// back.</summary>
internal sealed class Station(Place place, TimeProvider time)
{
    private const int MostFailuresInARow = 5;
    private static readonly TimeSpan AfterKill = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LivedWell = TimeSpan.FromSeconds(20);
    private readonly List<(DateTimeOffset From, DateTimeOffset To)> _downs = [];
    private DateTimeOffset _began;
    private DateTimeOffset? _downSince;
    private DateTimeOffset? _beginAt;
    private bool _killed;
    private bool _powerless;
    private int _failures;

    public Child Child { get; } = new("printstation", place.Program("printstation"), ["run", "--instance", place.Instance],
        place.Log("printstation"));

    public int Restarts { get; private set; }

    public bool IsUp => _downSince is null;

    /// <summary>It is being stopped for good.</summary>
    public bool IsStopping { get; set; }

    /// <summary>When it was not there.</summary>
    public IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> Downs => _downs;

    public void Begin()
    {
        _began = time.GetUtcNow();
        Child.Begin();
    }

    public void Kill()
    {
        if (Child.HasExited)
            return;
        _killed = true;
        Child.Kill();
    }

    public void Happened(WorldEvent happened)
    {
        if (happened.Name == "power-cut")
        {
            _powerless = true;
            Kill();
        }
        else if (happened.Name == "power-on")
        {
            _powerless = false;
        }
    }

    /// <summary>To be called often. What there is to tell, or null.</summary>
    /// <exception cref="DemoException">It fails again and again.</exception>
    public string? Attend()
    {
        var now = time.GetUtcNow();
        if (IsStopping || (_downSince is null && !Child.HasExited))
            return null;
        if (_downSince is null)
            return Ended(now);
        if (_powerless || now < _beginAt)
            return null;
        _downs.Add((_downSince.Value, now));
        (_downSince, _killed) = (null, false);
        Restarts++;
        Begin();
        return $"station started again ({Restarts})";
    }

    private string Ended(DateTimeOffset now)
    {
        _downSince = now;
        _beginAt = now + (_killed ? AfterKill : AfterFailure);
        if (_killed)
            return _powerless ? "station lost its power" : "station killed";
        _failures = now - _began > LivedWell ? 1 : _failures + 1;
        if (_failures > MostFailuresInARow)
            throw new DemoException(
                $"The station ended by itself {_failures} times in a row, last with exit code {Child.ExitCode}:\n{Child.Tail()}");
        return $"station ended by itself with exit code {Child.ExitCode}";
    }
}

/// <summary>When the station is killed: once about every N cards that came out, at a random moment of the next card's life, from its first
/// command to a little after its end.</summary>
internal sealed class Kills
{
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly Queue<int> _afterCards;
    private TimeSpan _cardTime;
    private DateTimeOffset? _cardBegan;
    private DateTimeOffset? _due;
    private int _cards;

    public Kills(Options options, TimeProvider time)
    {
        _time = time;
        _random = new(options.Seed);
        _cardTime = options.CardTime + TimeSpan.FromSeconds(1);
        var every = options.KillEvery ?? 0;
        _afterCards = new(Enumerable.Range(0, every == 0 ? 0 : options.Cards / every).Select(kill => (kill * every) + _random.Next(every)));
    }

    public void Happened(WorldEvent happened)
    {
        if (happened.Name == "begin-card")
        {
            _cardBegan = happened.At;
            if (_due is null && _afterCards.TryPeek(out var cards) && _cards >= cards)
            {
                _afterCards.Dequeue();
                _due = _time.GetUtcNow() + (_cardTime * (1.1 * _random.NextDouble()));
            }
        }
        else if (happened.Name is "ejected" or "put-in-output")
        {
            _cards++;
            if (happened.At - _cardBegan is { } took && took > TimeSpan.Zero && took < _cardTime * 3)
                _cardTime = took;
        }
    }

    public bool IsDue()
    {
        if (_due is null || _time.GetUtcNow() < _due)
            return false;
        _due = null;
        return true;
    }
}

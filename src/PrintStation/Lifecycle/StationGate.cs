using Dapper;
using PrintStation.Jobs;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>A reason that stands.</summary>
/// <param name="Scope">"station", or the name of a printer.</param>
/// <param name="Person">Who paused; null when the station did.</param>
internal sealed record Pause(string Scope, string Reason, DateTimeOffset Since, string? Person)
{
    /// <summary>What was met last, for technicians, in the words of driver or device; never personal data. Not on disk.</summary>
    public string? Detail { get; init; }
}

/// <summary>One pause from start to end, for reports.</summary>
internal sealed record PauseSpan(string Scope, string Reason, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt, string? Person);

/// <summary>The set of reasons for which the station or a printer does not work now; on disk, so that a restart forgets none.</summary>
internal sealed class StationGate
{
    public const string Station = "station";

    private readonly StationDatabase _database;
    private readonly TimeProvider _clock;
    private readonly ILogger<StationGate> _log;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Scope, string Reason), Pause> _pauses;
    private readonly ChangeSignal _changed;

    public StationGate(StationDatabase database, TimeProvider clock, ILogger<StationGate> log)
    {
        (_database, _clock, _log, _changed) = (database, clock, log, new ChangeSignal(clock));
        _pauses = database.Read(connection => connection.Query<Pause>("SELECT scope, reason, since, person FROM gate"))
            .ToDictionary(pause => (pause.Scope, pause.Reason));
    }

    /// <summary>Told the scope of each new reason that stops printing.</summary>
    public Action<string>? Stopped { get; set; }

    public IReadOnlyList<Pause> Pauses
    {
        get
        {
            lock (_lock)
                return [.. _pauses.Values.OrderBy(pause => pause.Since)];
        }
    }

    /// <summary>Adds a reason; of one that stands already only the detail changes.</summary>
    /// <param name="detail"><see cref="Pause.Detail"/></param>
    public void Close(string scope, GateReason reason, string? person = null, string? detail = null)
    {
        lock (_lock)
        {
            if (_pauses.TryGetValue((scope, reason.Word), out var standing))
            {
                _pauses[(scope, reason.Word)] = standing with { Detail = detail };
                return;
            }

            var pause = new Pause(scope, reason.Word, _clock.GetUtcNow(), person) { Detail = detail };
            if (reason.OnDisk)
                _database.Write(transaction => Write(transaction, pause));
            _pauses.Add((scope, reason.Word), pause);
            _changed.Set();
        }

        if (reason.StopsPrinting)
            Stopped?.Invoke(scope);
        _log.LogWarning(LogEvents.GateClosed, "{Scope} pauses: {Reason}", scope, reason.Word);
    }

    /// <summary>Takes reasons away, all at once; nothing happens with those that do not stand.</summary>
    public void Open(string scope, params IReadOnlyList<GateReason> reasons)
    {
        List<Pause> standing;
        lock (_lock)
        {
            standing = [.. reasons.Select(reason => _pauses.GetValueOrDefault((scope, reason.Word))).OfType<Pause>()];
            if (standing.Count == 0)
                return;
            _database.Write(transaction =>
            {
                foreach (var pause in standing)
                {
                    if (!GateReasons.All[pause.Reason].OnDisk)
                        Write(transaction, pause);
                    Erase(transaction, pause);
                }
            });
            foreach (var pause in standing)
                _pauses.Remove((scope, pause.Reason));
            _changed.Set();
        }

        foreach (var pause in standing)
            _log.LogInformation(LogEvents.GateOpened, "{Scope} is free of {Reason}", scope, pause.Reason);
    }

    /// <summary>How the station stands with the centre. A new reason is closed before the old one is opened: between the two no card may begin. That
    /// the station is not known, only a heartbeat takes back.</summary>
    public void Tell(CentralStanding standing)
    {
        var reason = standing switch
        {
            CentralStanding.Silent => GateReasons.CentralUnreachable,
            CentralStanding.Failing => GateReasons.CentralFailing,
            CentralStanding.NotEnrolled => GateReasons.NotEnrolled,
            _ => null,
        };
        if (reason is not null)
            Close(Station, reason);
        Open(Station, [.. GateReasons.WithoutCentre.Where(other => other != reason)]);
    }

    /// <summary>The centre gives no answer that is one.</summary>
    public bool IsWithoutCentre
    {
        get
        {
            lock (_lock)
                return GateReasons.WithoutCentre.Any(reason => _pauses.ContainsKey((Station, reason.Word)));
        }
    }

    public bool Has(string scope, GateReason reason)
    {
        lock (_lock)
            return _pauses.ContainsKey((scope, reason.Word));
    }

    /// <summary>Whether a printer may look whether it can go on. Reasons that clear themselves do not hold the lane back: it is the lane
    /// that notices when they are gone.</summary>
    public bool MayPrint(string printer)
    {
        lock (_lock)
            return !_pauses.Keys.Any(key => (key.Scope == Station || key.Scope == printer) && GateReasons.All[key.Reason] is { StopsPrinting: true, ClearsItself: false });
    }

    /// <summary>Whether the card inside may go on: a person's pause lets it come to its end, a machine that needs a person does not.</summary>
    /// <param name="isForReject">It only goes to the reject box: books that are behind wait for that, another card may be its run's.</param>
    public bool MayFinish(string printer, bool isForReject)
    {
        lock (_lock)
            return !_pauses.Keys.Any(key => (key.Scope == Station || key.Scope == printer) && key.Reason != GateReasons.Paused.Word
                && !(isForReject && key.Reason == GateReasons.BooksBehind.Word)
                && GateReasons.All[key.Reason] is { StopsPrinting: true, ClearsItself: false });
    }

    public bool MayClaim()
    {
        lock (_lock)
            return !_pauses.Keys.Any(key => key.Scope == Station);
    }

    /// <summary>Whether payloads of leases in hand may be fetched: books that are behind need them, to tell whose a found card is.</summary>
    public bool MayFetch()
    {
        lock (_lock)
            return !_pauses.Keys.Any(key => key.Scope == Station && key.Reason != GateReasons.BooksBehind.Word);
    }

    /// <summary>Returns at the next change of the set, or after the time given.</summary>
    public Task WaitForChangeAsync(TimeSpan longest, CancellationToken token) => _changed.WaitAsync(_changed.Next(), longest, token);

    public IReadOnlyList<PauseSpan> History() => _database.Read(connection => connection.Query<PauseSpan>(
        "SELECT scope, reason, opened_at, closed_at, person FROM gate_history ORDER BY opened_at").AsList());

    private static void Write(StationTransaction transaction, Pause pause)
    {
        transaction.Execute("INSERT INTO gate (scope, reason, since, person) VALUES (@Scope, @Reason, @Since, @Person)", pause);
        transaction.Execute("INSERT INTO gate_history (scope, reason, opened_at, person) VALUES (@Scope, @Reason, @Since, @Person)", pause);
    }

    private void Erase(StationTransaction transaction, Pause pause)
    {
        transaction.Execute("DELETE FROM gate WHERE scope = @Scope AND reason = @Reason", pause);
        transaction.Execute("UPDATE gate_history SET closed_at = @now WHERE scope = @Scope AND reason = @Reason AND closed_at IS NULL",
            new { pause.Scope, pause.Reason, now = _clock.GetUtcNow() });
    }
}

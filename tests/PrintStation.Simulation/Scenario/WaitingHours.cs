using Dapper;
using PrintStation.Inventory;
using PrintStation.Lifecycle;

namespace PrintStation.Simulation.Scenario;

/// <summary>What a printer does, or waits for.</summary>
internal enum Cause
{
    /// <summary>A card is inside, and nothing holds it up.</summary>
    Working,

    /// <summary>Ready, a card fetched, no reason to wait: the station's own time between two cards.</summary>
    Between,

    /// <summary>No job in hand, for the centre was not reached; or it is forbidden to go on without the centre.</summary>
    Network,

    /// <summary>A jam, while somebody is there.</summary>
    Printer,

    /// <summary>No blank in the office that this printer could get.</summary>
    Blanks,

    /// <summary>No ribbon in the office.</summary>
    Ribbon,

    /// <summary>Only a hand is missing: to fill from the cupboard, to change the ribbon, to clear a jam in the break.</summary>
    NobodyThere,

    /// <summary>The queue is empty.</summary>
    NothingToPrint,
}

/// <summary>What may be so at a moment, for one printer or for the office.</summary>
internal enum Fact
{
    Open,

    /// <summary>Nobody is there.</summary>
    Away,

    /// <summary>A card is in the machine.</summary>
    Inside,

    /// <summary>The machine waits for somebody to clear it.</summary>
    Trouble,
    RibbonOut,
    InHopper,

    /// <summary>The centre does not answer, or with errors of its own.</summary>
    Unreachable,

    /// <summary>A job is in hand.</summary>
    Fetched,

    /// <summary>Blanks lie in the cupboard.</summary>
    Stored,

    /// <summary>No ribbon lies in the cupboard.</summary>
    RibbonsMissing,

    /// <summary>The centre has no job left.</summary>
    QueueEmpty,
}

/// <summary>Divides the printers' office hours by what they did or waited for: plastic in hopper and machine by the world, reasons to wait by
/// the station's gate, books and runs, people by the clock. Every moment has exactly one cause; what is missing at the machine comes first.</summary>
internal sealed class WaitingHours(KupangPlan plan, OfflineMode offline)
{
    private static readonly string[] RibbonReasons = [GateReasons.MarkerSupplyEmpty.Word, GateReasons.MarkerSupplyMissing.Word];

    /// <summary>The hopper is seen in the world, for a printer that must not print is not asked; and a person's pause is closing time.</summary>
    private static readonly string[] SeenElsewhere =
        [GateReasons.MediaEmpty.Word, GateReasons.HopperNotBooked.Word, GateReasons.Paused.Word];

    private readonly List<(DateTimeOffset At, Fact Fact, long Change)> _common = [];

    private sealed record RunStep(DateTimeOffset At, long N, string FromState, string ToState);

    private sealed record Stored(DateTimeOffset WrittenAt, long Change);

    /// <param name="queueEmpty">Since when the centre has had no job left; null: it always had.</param>
    public IReadOnlyDictionary<Cause, TimeSpan> Divide(
        StationProcess station, CardWatch cards, IReadOnlyList<string> printers, DateTimeOffset? queueEmpty)
    {
        NoteCalendar(queueEmpty);
        NoteBooks(station);
        var pauses = station.Database.Read(connection => connection.Query<PauseSpan>(
            "SELECT scope, reason, opened_at, closed_at, person FROM gate_history ORDER BY opened_at").AsList());
        foreach (var pause in pauses.Where(pause => GateReasons.WithoutCentre.Any(reason => reason.Word == pause.Reason)))
            Add(_common, Fact.Unreachable, pause.OpenedAt, pause.ClosedAt);
        var hours = Enum.GetValues<Cause>().ToDictionary(cause => cause, _ => TimeSpan.Zero);
        foreach (var printer in printers)
        {
            var facts = _common.ToList();
            facts.AddRange(cards.Loaded.Where(blank => blank.Printer == printer).Select(blank => (blank.At, Fact.InHopper, 1L)));
            foreach (var stay in cards.Stays.Where(stay => stay.Printer == printer))
            {
                facts.Add((stay.Begin, Fact.InHopper, -1));
                Add(facts, Fact.Inside, stay.Begin, stay.End);
            }

            foreach (var pause in pauses.Where(pause => pause.Scope == printer && !SeenElsewhere.Contains(pause.Reason)))
                Add(facts, RibbonReasons.Contains(pause.Reason) ? Fact.RibbonOut : Fact.Trouble, pause.OpenedAt, pause.ClosedAt);
            Sweep(facts, hours);
        }

        return hours;
    }

    private void NoteCalendar(DateTimeOffset? queueEmpty)
    {
        for (var day = 0; day < plan.WorkingDays; day++)
        {
            Add(_common, Fact.Open, KupangPlan.Opens(day), KupangPlan.Closes(day));
            Add(_common, Fact.Away, KupangPlan.BreakBegins(day), KupangPlan.BreakEnds(day));
        }

        Add(_common, Fact.RibbonsMissing, plan.RibbonsGone, plan.RibbonsBack);
        if (queueEmpty is { } since)
            Add(_common, Fact.QueueEmpty, since, null);
    }

    private void NoteBooks(StationProcess station)
    {
        // The first step of a run that was never fetched itself, a second attempt, takes nothing away.
        _common.AddRange(station.Database.Read(connection => connection.Query<RunStep>(
                "SELECT at, n, from_state, to_state FROM run_history WHERE from_state = 'Fetched' OR to_state = 'Fetched'").AsList())
            .Where(step => step.FromState != step.ToState && (step.N > 1 || step.ToState == "Fetched"))
            .Select(step => (step.At, Fact.Fetched, step.ToState == "Fetched" ? 1L : -1L)));
        _common.AddRange(station.Database.Read(connection => connection.Query<Stored>(
                """
                SELECT written_at, CASE to_place WHEN @Store THEN quantity ELSE -quantity END AS change FROM ledger
                WHERE from_place = @Store OR to_place = @Store
                """, new { Places.Store }).AsList())
            .Select(stored => (stored.WrittenAt, Fact.Stored, stored.Change)));
    }

    private void Sweep(List<(DateTimeOffset At, Fact Fact, long Change)> facts, Dictionary<Cause, TimeSpan> hours)
    {
        var now = Enum.GetValues<Fact>().ToDictionary(fact => fact, _ => 0L);
        var since = KupangPlan.Begin;
        foreach (var moment in facts.GroupBy(fact => fact.At).OrderBy(group => group.Key))
        {
            if (now[Fact.Open] > 0)
                hours[CauseOf(fact => now[fact] > 0)] += moment.Key - since;
            since = moment.Key;
            foreach (var (_, fact, change) in moment)
                now[fact] += change;
        }
    }

    /// <summary>Why a printer does not print at a moment of its office hours, or that it does.</summary>
    internal Cause CauseOf(Func<Fact, bool> now)
    {
        if (now(Fact.Trouble))
            return now(Fact.Away) ? Cause.NobodyThere : Cause.Printer;
        if (now(Fact.Inside))
            return Cause.Working;
        if (now(Fact.RibbonOut))
            return now(Fact.RibbonsMissing) ? Cause.Ribbon : Cause.NobodyThere;
        if (!now(Fact.InHopper))
            return now(Fact.Stored) ? Cause.NobodyThere : Cause.Blanks;
        if (now(Fact.Fetched))
            return now(Fact.Unreachable) && offline == OfflineMode.Stop ? Cause.Network : Cause.Between;
        return now(Fact.QueueEmpty) ? Cause.NothingToPrint : Cause.Network;
    }

    private static void Add(
        List<(DateTimeOffset At, Fact Fact, long Change)> facts, Fact fact, DateTimeOffset from, DateTimeOffset? to)
    {
        facts.Add((from, fact, 1));
        if (to is { } end)
            facts.Add((end, fact, -1));
    }
}

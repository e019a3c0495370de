using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Inventory;
using PrintStation.Storage;

namespace PrintStation.Reports;

/// <summary>Why people waited: office hours in which the station or a printer paused, by cause, and how many cards waited for it.</summary>
internal sealed class Interruptions(StationDatabase database, OfficeCalendar calendar, OfficeHours hours, StationOptions options)
{
    public const string Name = "interruptions";
    private const string Blanks = "blanks";
    private const string Unreachable = "central-unreachable";
    private const string Failing = "central-failing";
    private const string NobodyThere = "nobody-there";
    private const string Person = "person";
    private const string Printer = "printer";

    /// <summary>What is to blame for each word of the gate; whatever else a machine says is the printer's.</summary>
    private static readonly IReadOnlyDictionary<string, string> Causes = new Dictionary<string, string>
    {
        [Unreachable] = "network",
        [Failing] = "server",
        ["not-enrolled"] = "server",
        ["central-restored"] = "server",
        ["claims-forbidden"] = "server",
        ["books-behind"] = "books",
        ["disk-fault"] = "computer",
        ["media-empty"] = Blanks,
        ["hopper-not-booked"] = NobodyThere,
        ["uid-alarm"] = "unfit",
        ["marker-supply-empty"] = "ribbon",
        ["marker-supply-missing"] = "ribbon",
        ["paused"] = Person,
    };

    /// <summary>What only keeps the station from fetching: what is here goes on being printed. A centre that does not know the station is none of
    /// them, for then the jobs in hand may be another's.</summary>
    public static readonly IReadOnlyList<string> StopsClaimingOnly = [Unreachable, Failing, "central-restored", "claims-forbidden"];

    /// <summary>Every word that a row can begin with.</summary>
    public static IEnumerable<string> AllCauses => Causes.Values.Append(NobodyThere).Append(Printer).Distinct();

    private sealed record Pause(string Scope, string Reason, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt, string? Person)
    {
        public TimeSpanOf Whole => new(OpenedAt, ClosedAt ?? DateTimeOffset.MaxValue);
    }

    /// <param name="Whole">From its beginning to its end.</param>
    /// <param name="Spans">In which people waited for this cause.</param>
    /// <param name="OfStation">Jobs in hand waited.</param>
    /// <param name="OfCentre">Records waited that were still at the centre.</param>
    private sealed record Waited(
        string Cause, string Scope, string? Person, TimeSpanOf Whole, IReadOnlyList<TimeSpanOf> Spans, bool OfStation = true, bool OfCentre = false);

    /// <summary>What the books say.</summary>
    /// <param name="Stored">When blanks lay in the store.</param>
    /// <param name="Starving">When the station had blanks and nothing to print on them.</param>
    /// <param name="Jobs">From lease to end.</param>
    private sealed record Known(
        IReadOnlyList<Pause> Pauses, IReadOnlyList<TimeSpanOf> Stored, IReadOnlyList<TimeSpanOf> Starving, IReadOnlyList<TimeSpanOf> Jobs,
        IReadOnlyList<(DateTimeOffset At, long Waiting)> Told);

    /// <summary>Hours are those of the office; two reasons of one cause at one printer count once. A pause that stands runs until now.</summary>
    public Report Make(DateOnly from, DateOnly to)
    {
        var (open, known, waiting) = database.Read(connection =>
        {
            var open = TimeSpanOf.Common([.. hours.Between(from, to)], [new TimeSpanOf(DateTimeOffset.MinValue, calendar.Latest(connection))]);
            return (open, Read(connection, open), QueueBook.WaitingOn(connection, to, calendar));
        });
        var rows = known.Pauses.SelectMany(pause => Divide(pause, known)).GroupBy(waited => (waited.Cause, waited.Scope, waited.Person))
            .Select(group => (group.Key, Waited: group.Select(waited => waited with { Spans = TimeSpanOf.Common(open, waited.Spans) })
                .Where(waited => waited.Spans.Count > 0).ToList()))
            .Where(row => row.Waited.Count > 0)
            .OrderBy(row => row.Key.Cause, StringComparer.Ordinal).ThenBy(row => row.Key.Scope, StringComparer.Ordinal)
            .Select(row => (IReadOnlyList<object?>)
            [
                row.Key.Cause, row.Key.Scope, row.Key.Person, (long)TimeSpanOf.Union(row.Waited.Select(waited => waited.Whole)).Count,
                Minutes(Spans(row.Waited)), CardsWaiting(row.Waited, known),
            ]).ToList();
        // Without a sum: causes overlap, and so do the cards that waited for each.
        return new Report(Name, options.Station.Office, from, to, ["cause", "scope", "by", "times", "minutes", "cards-waiting"], rows, [])
        {
            Facts = new Dictionary<string, object?> { ["waiting"] = waiting is { } people ? people : ReportWords.NotKnown },
        };
    }

    private Known Read(SqliteConnection connection, IReadOnlyList<TimeSpanOf> open)
    {
        var pauses = connection.Query<Pause>("SELECT scope, reason, opened_at, closed_at, person FROM gate_history ORDER BY opened_at").AsList();
        if (open.Count == 0)
            return new Known([], [], [], [], []);
        // To follow every job takes long.
        var claims = TimeSpanOf.Common(open, TimeSpanOf.Union(pauses.Where(OnlyStopsClaims).Select(pause => pause.Whole)));
        return new Known(pauses, InHand.Stored(connection), claims.Count == 0 ? []
            : TimeSpanOf.Common(TimeSpanOf.Gaps(InHand.Jobs(connection, TimeSpanOf.Hull(claims))), InHand.Blanks(connection)),
            Jobs(connection, TimeSpanOf.Hull(open)), QueueBook.Told(connection));
    }

    private bool OnlyStopsClaims(Pause pause) =>
        StopsClaimingOnly.Contains(pause.Reason) && (pause.Reason is not (Unreachable or Failing) || options.Central.Offline == OfflineMode.PrintFetched);

    /// <summary>Who is to blame for which part of a pause. While fetched jobs are printed nobody waits for the centre; and without blanks a claim would
    /// have brought nothing. A hopper without blanks is want of blanks only while none lie in the store: else of a person who loads them.</summary>
    private IEnumerable<Waited> Divide(Pause pause, Known known)
    {
        var cause = Causes.GetValueOrDefault(pause.Reason, Printer);
        if (cause == Blanks)
        {
            yield return Of(NobodyThere, known.Stored);
            // Without blanks nothing is fetched either.
            yield return Of(Blanks, TimeSpanOf.Gaps(known.Stored)) with { OfCentre = true };
        }
        else if (OnlyStopsClaims(pause))
        {
            yield return Of(cause, known.Starving) with { OfStation = false, OfCentre = true };
        }
        else
        {
            yield return new Waited(cause, pause.Scope, cause == Person ? pause.Person : null, pause.Whole, [pause.Whole]);
        }

        Waited Of(string to, IReadOnlyList<TimeSpanOf> when) => new(to, pause.Scope, null, pause.Whole, TimeSpanOf.Common([pause.Whole], when));
    }

    private static IReadOnlyList<TimeSpanOf> Spans(IEnumerable<Waited> waited) => TimeSpanOf.Union(waited.SelectMany(one => one.Spans));

    private static long Minutes(IReadOnlyList<TimeSpanOf> spans) => (long)Math.Round(spans.Sum(span => span.Length.TotalMinutes));

    /// <summary>Jobs in hand meanwhile, and records that waited at the centre: how many it had told before, by the last count that is kept of each day; the
    /// most of them where they waited several times.</summary>
    private static object CardsWaiting(IReadOnlyList<Waited> waited, Known known)
    {
        var here = Spans(waited.Where(one => one.OfStation));
        var inHand = (long)known.Jobs.Count(job => Meets(here, job));
        var there = Spans(waited.Where(one => one.OfCentre)).Select(span => known.Told.LastOrDefault(told => told.At <= span.From)).ToList();
        return there.Count == 0 ? inHand
            : there.Where(told => told.At != default).Select(told => (long?)told.Waiting).Max() is { } most ? inHand + most
            : ReportWords.NotKnown;
    }

    private static bool Meets(IReadOnlyList<TimeSpanOf> spans, TimeSpanOf job)
    {
        // The first that ends after the job came is the only one that has to be looked at.
        var (low, high) = (0, spans.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (spans[middle].To > job.From)
                high = middle;
            else
                low = middle + 1;
        }

        return low < spans.Count && spans[low].From < job.To;
    }

    /// <summary>From lease to end; a job that is open has none yet. Of those that were here within this time.</summary>
    private static List<TimeSpanOf> Jobs(SqliteConnection connection, TimeSpanOf within) => [.. connection.Query<(string ClaimedAt, string? EndedAt)>(
        $"""
        SELECT claimed_at, CASE job.status WHEN 'open' THEN NULL ELSE max(run.changed_at) END FROM job JOIN run USING (job_id)
        WHERE {InHand.JobWasHere} GROUP BY job_id
        """, new { within.From, within.To }).Select(job => new TimeSpanOf(Moment(job.ClaimedAt), job.EndedAt is null ? DateTimeOffset.MaxValue : Moment(job.EndedAt)))];

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}

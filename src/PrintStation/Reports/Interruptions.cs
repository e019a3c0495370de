using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Inventory;
using PrintStation.Storage;

namespace PrintStation.Reports;

/// <summary>Why people waited: office hours in which the station or a printer paused, by cause, and how many cards were in hand meanwhile.</summary>
internal sealed class Interruptions(StationDatabase database, OfficeCalendar calendar, OfficeHours hours, StationOptions options)
{
    public const string Name = "interruptions";
    private const string Blanks = "blanks";
    private const string NobodyThere = "nobody-there";
    private const string Person = "person";
    private const string Printer = "printer";

    /// <summary>What is to blame for each word of the gate; whatever else a machine says is the printer's.</summary>
    private static readonly IReadOnlyDictionary<string, string> Causes = new Dictionary<string, string>
    {
        ["central-unreachable"] = "network",
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

    /// <summary>Every word that a row can begin with.</summary>
    public static IEnumerable<string> AllCauses => Causes.Values.Append(NobodyThere).Append(Printer).Distinct();

    private sealed record Pause(string Scope, string Reason, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt, string? Person);

    private sealed record Waited(string Cause, string Scope, string? Person, TimeSpanOf Span);

    /// <summary>Hours are those of the office; two reasons of one cause at one printer count once. A pause that stands runs until now.</summary>
    public Report Make(DateOnly from, DateOnly to)
    {
        var open = hours.Between(from, to).ToList();
        var (pauses, stored, jobs, past) = database.Read(connection => (Pauses(connection), Stored(connection), Jobs(connection),
            new TimeSpanOf(DateTimeOffset.MinValue, calendar.Latest(connection))));
        var rows = pauses.SelectMany(pause => Divide(pause, stored)).GroupBy(waited => (waited.Cause, waited.Scope, waited.Person))
            .Select(group => (group.Key, Union: TimeSpanOf.Union(group.Select(waited => waited.Span))))
            .Select(row => (row.Key, Spans: Within(open, past, row.Union), Times: row.Union.LongCount(span => Within(open, past, [span]).Count > 0)))
            .Where(row => row.Spans.Count > 0)
            .OrderBy(row => row.Key.Cause, StringComparer.Ordinal).ThenBy(row => row.Key.Scope, StringComparer.Ordinal)
            .Select(row => (IReadOnlyList<object?>)
            [
                row.Key.Cause, row.Key.Scope, row.Key.Person, row.Times, Minutes(row.Spans), (long)jobs.Count(job => Meets(row.Spans, job)),
            ]).ToList();
        // Without a sum: causes overlap, and so do the cards that waited for each.
        return new Report(Name, options.Station.Office, from, to, ["cause", "scope", "by", "times", "minutes", "cards-waiting"], rows, []);
    }

    /// <summary>A hopper without blanks is want of blanks only while none lie in the store: else of a person who loads them.</summary>
    private static IEnumerable<Waited> Divide(Pause pause, IReadOnlyList<(DateTimeOffset At, long Held)> stored)
    {
        var cause = Causes.GetValueOrDefault(pause.Reason, Printer);
        var whole = new TimeSpanOf(pause.OpenedAt, pause.ClosedAt ?? DateTimeOffset.MaxValue);
        if (cause != Blanks)
            return [new Waited(cause, pause.Scope, cause == Person ? pause.Person : null, whole)];
        return stored.Select((moment, i) => (moment.Held, Span: new TimeSpanOf(moment.At, i + 1 < stored.Count ? stored[i + 1].At : DateTimeOffset.MaxValue)))
            .Select(part => (part.Held, Common: part.Span.Common(whole))).Where(part => part.Common is not null)
            .Select(part => new Waited(part.Held > 0 ? NobodyThere : Blanks, pause.Scope, null, part.Common!.Value));
    }

    private static List<TimeSpanOf> Within(IReadOnlyList<TimeSpanOf> open, TimeSpanOf past, IReadOnlyList<TimeSpanOf> spans) =>
        [.. open.SelectMany(day => spans.Select(span => span.Common(day)?.Common(past))).OfType<TimeSpanOf>()];

    private static long Minutes(IReadOnlyList<TimeSpanOf> spans) => (long)Math.Round(spans.Sum(span => span.Length.TotalMinutes));

    private static bool Meets(List<TimeSpanOf> spans, TimeSpanOf job)
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

    private static List<Pause> Pauses(SqliteConnection connection) => connection.Query<Pause>(
        "SELECT scope, reason, opened_at, closed_at, person FROM gate_history ORDER BY opened_at").AsList();

    /// <summary>What the store held from each of its movements on, and nothing before the first.</summary>
    private static List<(DateTimeOffset At, long Held)> Stored(SqliteConnection connection)
    {
        var held = 0L;
        List<(DateTimeOffset, long)> stored = [(DateTimeOffset.MinValue, 0)];
        foreach (var (at, change) in connection.Query<(string At, long Change)>(
            """
            SELECT happened_at, CASE to_place WHEN 'Store' THEN quantity ELSE -quantity END FROM ledger
            WHERE from_place = 'Store' OR to_place = 'Store' ORDER BY happened_at, sequence
            """))
            stored.Add((Moment(at), held += change));
        return stored;
    }

    /// <summary>From lease to end; a job that is open has none yet.</summary>
    private static List<TimeSpanOf> Jobs(SqliteConnection connection) => [.. connection.Query<(string ClaimedAt, string? EndedAt)>(
        """
        SELECT claimed_at, CASE job.status WHEN 'open' THEN NULL ELSE max(run.changed_at) END FROM job JOIN run USING (job_id) GROUP BY job_id
        """).Select(job => new TimeSpanOf(Moment(job.ClaimedAt), job.EndedAt is null ? DateTimeOffset.MaxValue : Moment(job.EndedAt)))];

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}

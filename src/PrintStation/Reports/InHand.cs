using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Inventory;

namespace PrintStation.Reports;

/// <summary>When the station had something to print, and something to print on. All spans are without overlaps, in their order.</summary>
internal static class InHand
{
    private const string Fetched = "Fetched";

    /// <summary>The end of a card whose job may go on with another.</summary>
    private static readonly string[] Gone = ["Spoiled", "Lost"];

    /// <summary>Nothing more is to be done for the job, or not until a person has looked for the card.</summary>
    private static readonly string[] Away = ["Held", "Missing", "LossPending", "Issued", "Refused", "Canceled"];

    private sealed record Step(string JobId, string Status, string At, string State);

    /// <summary>A condition of SQL on a row of job: it was here between @From and @To, or part of the time.</summary>
    public const string JobWasHere =
        """
        job.claimed_at < @To AND (job.status = 'open' OR EXISTS (SELECT 1 FROM run AS one WHERE one.job_id = job.job_id AND one.changed_at >= @From))
        """;

    /// <summary>When at least one job was here with its data, and the station could go on with it.</summary>
    /// <param name="within">Nothing is said of other times: of the jobs of years a report of a month follows few.</param>
    public static IReadOnlyList<TimeSpanOf> Jobs(SqliteConnection connection, TimeSpanOf within) => TimeSpanOf.Union(connection.Query<Step>(
        $"""
        SELECT job_id, job.status, run_history.at, run_history.to_state AS state
        FROM run_history JOIN run USING (run_id) JOIN job USING (job_id)
        WHERE run_history.to_state IN @States AND {JobWasHere} ORDER BY job_id, attempt, n
        """, new { States = (string[])[Fetched, .. Gone, .. Away], within.From, within.To })
        .GroupBy(step => step.JobId).SelectMany(job => While(Followed(job))));

    /// <summary>When at least one blank lay in the store or in a hopper, by the books.</summary>
    public static IReadOnlyList<TimeSpanOf> Blanks(SqliteConnection connection) => Filled(connection, "{0} = 'Store' OR {0} LIKE 'Hopper(%'");

    /// <summary>When at least one blank lay in the store, by the books.</summary>
    public static IReadOnlyList<TimeSpanOf> Stored(SqliteConnection connection) => Filled(connection, "{0} = 'Store'");

    /// <param name="places">A condition of SQL; {0} is the place.</param>
    private static List<TimeSpanOf> Filled(SqliteConnection connection, string places)
    {
        var (to, from) = (string.Format(CultureInfo.InvariantCulture, places, "to_place"), string.Format(CultureInfo.InvariantCulture, places, "from_place"));
        return While(connection.Query<(string At, bool IsThere)>(
            $"""
            WITH moved AS (SELECT sequence, happened_at, quantity * (({to}) - ({from})) AS change FROM ledger),
                 stood AS (SELECT sequence, happened_at, change, sum(change) OVER (ORDER BY happened_at, sequence) AS blanks FROM moved WHERE change <> 0)
            SELECT happened_at, blanks > 0 FROM stood WHERE (blanks > 0) <> (blanks - change > 0) ORDER BY happened_at, sequence
            """));
    }

    /// <summary>Whether the job was in hand from each of its steps on.</summary>
    private static IEnumerable<(string At, bool IsSo)> Followed(IEnumerable<Step> job)
    {
        var steps = job.ToList();
        return steps.Select((step, i) => (step.At, step.State == Fetched || (Gone.Contains(step.State) && (step.Status == "open" || i + 1 < steps.Count))));
    }

    private static List<TimeSpanOf> While(IEnumerable<(string At, bool IsSo)> changes)
    {
        var spans = new List<TimeSpanOf>();
        DateTimeOffset? since = null;
        foreach (var (at, isSo) in changes)
            if (isSo)
            {
                since ??= Moment(at);
            }
            else if (since is { } begin)
            {
                spans.Add(new TimeSpanOf(begin, Moment(at)));
                since = null;
            }

        if (since is { } last)
            spans.Add(new TimeSpanOf(last, DateTimeOffset.MaxValue));
        return spans;
    }

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}

using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>How many people wait at the centre for a card of this office, day by day: what a forecast needs to know of tomorrow.</summary>
internal sealed class QueueBook(StationDatabase database, OfficeCalendar calendar)
{
    private (DateOnly Day, int Count, DateTimeOffset At)? _last;

    /// <summary>Jobs that wait at the centre by the version of the blank they need, as it was told last; empty until then.</summary>
    public IReadOnlyDictionary<string, int> ByVersion { get; private set; } = new Dictionary<string, int>();

    /// <summary>People who wait: at the centre, as it told last, and those whose jobs are here. What was claimed since is in that count already, and
    /// who of them has a card by now waits no more; what came and was claimed since it told is in no count. Null while it has told nothing.</summary>
    public static long? Waiting(SqliteConnection connection) => connection.ExecuteScalar<long?>(
        """
        SELECT max(0, last_count + (SELECT count(*) FROM job WHERE claimed_at <= last_at AND status = 'open')
                                 - (SELECT count(*) FROM job WHERE claimed_at > last_at AND status = 'issued'))
        FROM queue_day ORDER BY day DESC LIMIT 1
        """);

    /// <summary>People who waited at the end of a day; null where the centre had told nothing by then.</summary>
    /// <param name="end">Its midnight.</param>
    public static long? WaitingAt(SqliteConnection connection, DateOnly day, DateTimeOffset end) => connection.ExecuteScalar<long?>(
        """
        WITH known AS (SELECT claimed_at, status, CASE status WHEN 'open' THEN NULL ELSE (SELECT max(changed_at) FROM run WHERE run.job_id = job.job_id) END AS ended_at
                       FROM job WHERE claimed_at < @end)
        SELECT max(0, last_count + (SELECT count(*) FROM known WHERE claimed_at <= last_at AND (status = 'open' OR ended_at >= @end))
                                 - (SELECT count(*) FROM known WHERE claimed_at > last_at AND status = 'issued' AND ended_at < @end))
        FROM queue_day WHERE day <= @day ORDER BY day DESC LIMIT 1
        """, new { day = OfficeCalendar.Text(day), end });

    /// <summary>People who waited at the end of a day; of one that is not over, who wait now.</summary>
    public static long? WaitingOn(SqliteConnection connection, DateOnly day, OfficeCalendar calendar) =>
        day < calendar.LatestDay(connection) ? WaitingAt(connection, day, calendar.EndOf(day)) : Waiting(connection);

    /// <summary>How many waited at the centre, as it told it last on each day; the oldest first.</summary>
    public static IReadOnlyList<(DateTimeOffset At, long Waiting)> Told(SqliteConnection connection) =>
        [.. connection.Query<(string At, long Count)>("SELECT last_at, last_count FROM queue_day ORDER BY day")
            .Select(row => (DateTimeOffset.Parse(row.At, CultureInfo.InvariantCulture), row.Count))];

    /// <summary>The last day up to this one on which the centre told how many wait there; null where it had told nothing by then.</summary>
    public static DateOnly? ToldBy(SqliteConnection connection, DateOnly day) =>
        connection.ExecuteScalar<string>("SELECT max(day) FROM queue_day WHERE day <= @day", new { day = OfficeCalendar.Text(day) }) is { } told
            ? OfficeCalendar.Day(told)
            : null;

    /// <summary>Notes what a heartbeat told; writes only what is new. The same count is, once jobs were claimed since: they are no longer in it.</summary>
    /// <param name="byVersion">Null from a centre that does not tell.</param>
    public void Note(int waiting, IReadOnlyDictionary<string, int>? byVersion = null)
    {
        ByVersion = byVersion ?? new Dictionary<string, int>();
        var now = calendar.Now;
        var today = DateOnly.FromDateTime(now.Date);
        if (_last is { } last && (last.Day, last.Count) == (today, waiting) && !HasClaimedSince(last.At))
            return;
        database.Write(transaction => transaction.Execute(
            """
            INSERT INTO queue_day (day, last_count, last_at) VALUES (@day, @waiting, @now)
            ON CONFLICT (day) DO UPDATE SET last_count = excluded.last_count, last_at = excluded.last_at
            """, new { day = OfficeCalendar.Text(today), waiting, now }));
        _last = (today, waiting, now);
    }

    private bool HasClaimedSince(DateTimeOffset at) =>
        database.Read(connection => connection.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM job WHERE claimed_at > @at)", new { at }));
}

using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>How many people wait at the centre for a card of this office, day by day: what a forecast needs to know of tomorrow.</summary>
internal sealed class QueueBook(StationDatabase database, OfficeCalendar calendar)
{
    private (DateOnly Day, int Count)? _last;

    /// <summary>Jobs that wait at the centre by the version of the blank they need, as it was told last; empty until then.</summary>
    public IReadOnlyDictionary<string, int> ByVersion { get; private set; } = new Dictionary<string, int>();

    /// <summary>People who wait: at the centre, as it told last, and those whose jobs are here. Null while it has told nothing.</summary>
    public static long? Waiting(SqliteConnection connection) => connection.ExecuteScalar<long?>(
        """
        SELECT (SELECT last_count FROM queue_day ORDER BY day DESC LIMIT 1) + (SELECT count(*) FROM job WHERE status = 'open')
        """);

    /// <summary>People who waited at the end of a day; null where the centre had told nothing by then.</summary>
    /// <param name="end">Its midnight.</param>
    public static long? WaitingAt(SqliteConnection connection, DateOnly day, DateTimeOffset end) => connection.ExecuteScalar<long?>(
        """
        SELECT (SELECT last_count FROM queue_day WHERE day <= @day ORDER BY day DESC LIMIT 1)
             + (SELECT count(*) FROM job WHERE claimed_at < @end
                AND (status = 'open' OR (SELECT max(changed_at) FROM run WHERE run.job_id = job.job_id) >= @end))
        """, new { day = OfficeCalendar.Text(day), end });

    /// <summary>The last day up to this one on which the centre told how many wait there; null where it had told nothing by then.</summary>
    public static DateOnly? ToldBy(SqliteConnection connection, DateOnly day) =>
        connection.ExecuteScalar<string>("SELECT max(day) FROM queue_day WHERE day <= @day", new { day = OfficeCalendar.Text(day) }) is { } told
            ? OfficeCalendar.Day(told)
            : null;

    /// <summary>Notes what a heartbeat told; writes only what is new.</summary>
    /// <param name="byVersion">Null from a centre that does not tell.</param>
    public void Note(int waiting, IReadOnlyDictionary<string, int>? byVersion = null)
    {
        ByVersion = byVersion ?? new Dictionary<string, int>();
        var now = calendar.Now;
        var today = DateOnly.FromDateTime(now.Date);
        if (_last == (today, waiting))
            return;
        database.Write(transaction => transaction.Execute(
            """
            INSERT INTO queue_day (day, last_count, last_at) VALUES (@day, @waiting, @now)
            ON CONFLICT (day) DO UPDATE SET last_count = excluded.last_count, last_at = excluded.last_at
            """, new { day = OfficeCalendar.Text(today), waiting, now }));
        _last = (today, waiting);
    }
}

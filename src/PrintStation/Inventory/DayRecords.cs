using Dapper;
using Microsoft.Data.Sqlite;

namespace PrintStation.Inventory;

/// <summary>One act of an office's day: it is opened, handed over between shifts, or closed, each time with a count of every place.</summary>
/// <param name="Day">On which it was opened, in office time: "2026-11-28".</param>
/// <param name="Taker">Who takes over; null where nobody does.</param>
/// <param name="LastSequence">The last movement of the books that the counts were compared with.</param>
internal sealed record DayRecord(long RecordId, string Day, string Act, DateTimeOffset At, string Person, string? Taker, long LastSequence)
{
    public const string Open = "open";
    public const string HandOver = "hand-over";
    public const string Close = "close";

    /// <summary>Who answers for the day after it.</summary>
    public string Holder => Taker ?? Person;

    /// <summary>Whether this movement, booked after the count, takes back one that the books had when the count was compared with them.</summary>
    public bool IsCorrectedBy(LedgerEntry entry) => entry.Sequence > LastSequence && entry.Reverses <= LastSequence;
}

/// <summary>What was counted in one place, and why it was not what the books had.</summary>
/// <param name="UnloadedBy">The movement that brought it into the store for the night; null where it stayed.</param>
/// <param name="Explanation">One of <see cref="DayBook.Reasons"/>, "stock-take" or "reversal"; null while nobody has given one.</param>
/// <param name="Reference">Number of the stock-take or of the reversal.</param>
internal sealed record DayCount(
    long CountId, long RecordId, string Place, long Counted, long Expected, long? UnloadedBy, DateTimeOffset? ExplainedAt, string? ExplainedBy,
    string? Explanation, long? Reference)
{
    public long Difference => Counted - Expected;

    public bool IsOpen => Difference != 0 && Explanation is null;
}

/// <summary>An act of the day as it was written down.</summary>
/// <param name="LeftOpen">The day before, where nobody has closed it; else null.</param>
internal sealed record RecordedDay(DayRecord Record, IReadOnlyList<DayCount> Counts, string? LeftOpen);

/// <summary>How the day stands now.</summary>
/// <param name="IsClosed">False while it runs, and where nobody has closed it.</param>
/// <param name="IsOverdue">It was opened on an earlier date and is not closed.</param>
internal sealed record DayState(string Day, string Holder, bool IsClosed, bool IsOverdue, int DifferencesOpen);

/// <summary>Records of days as they stand in the database.</summary>
internal static class DayRecords
{
    public const string Counts =
        """
        SELECT day_count.count_id, record_id, place, counted, expected, unloaded_by, explained_at, explained_by, explanation, reference
        FROM day_count LEFT JOIN day_explanation USING (count_id)
        """;

    private const int MostUnexplained = 100;

    private const string OpenCounts = $"{Counts} WHERE counted <> expected AND explanation IS NULL";

    /// <summary>The youngest record, or null where no day was ever opened.</summary>
    public static DayRecord? Last(SqliteConnection connection) =>
        connection.QueryFirstOrDefault<DayRecord>("SELECT * FROM day_record ORDER BY record_id DESC LIMIT 1");

    /// <summary>The first that was ever opened, or null.</summary>
    public static string? FirstDay(SqliteConnection connection) => connection.ExecuteScalar<string>("SELECT min(day) FROM day_record");

    /// <summary>In the order in which they were made.</summary>
    /// <param name="first">"2026-11-28".</param>
    /// <param name="last">It counts.</param>
    public static IReadOnlyList<(DayRecord Record, IReadOnlyList<DayCount> Counts)> Between(SqliteConnection connection, string first, string last)
    {
        var records = connection.Query<DayRecord>("SELECT * FROM day_record WHERE day BETWEEN @first AND @last ORDER BY record_id", new { first, last }).AsList();
        var counts = connection.Query<DayCount>(
            $"{Counts} WHERE record_id IN (SELECT record_id FROM day_record WHERE day BETWEEN @first AND @last) ORDER BY count_id", new { first, last })
            .ToLookup(count => count.RecordId);
        return [.. records.Select(record => (record, (IReadOnlyList<DayCount>)[.. counts[record.RecordId]]))];
    }

    /// <summary>Differences that nobody has explained yet, the oldest first; of very many the youngest.</summary>
    public static IReadOnlyList<(DayRecord Record, DayCount Count)> Unexplained(SqliteConnection connection)
    {
        var counts = connection.Query<DayCount>(
            $"SELECT * FROM ({OpenCounts} ORDER BY day_count.count_id DESC LIMIT @MostUnexplained) ORDER BY count_id", new { MostUnexplained }).AsList();
        var records = connection.Query<DayRecord>("SELECT * FROM day_record WHERE record_id IN @records", new { records = counts.Select(count => count.RecordId) })
            .ToDictionary(record => record.RecordId);
        return [.. counts.Select(count => (records[count.RecordId], count))];
    }

    public static int CountUnexplained(SqliteConnection connection) => connection.ExecuteScalar<int>($"SELECT count(*) FROM ({OpenCounts})");
}

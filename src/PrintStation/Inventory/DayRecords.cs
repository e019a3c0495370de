using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>One act of an office's day: it is opened, handed over between shifts, or closed, each time with a count of every place.</summary>
/// <param name="Day">On which it was opened, in office time: "2026-11-28".</param>
/// <param name="Taker">Who takes over; null where nobody does.</param>
/// <param name="LastSequence">The last movement of the books that the counts were compared with.</param>
/// <param name="LastStockTake">The youngest stock-take that was begun before; 0 where none was.</param>
/// <param name="SetBackFrom">The day of the record before, where that was opened while the clock was ahead; else null.</param>
internal sealed record DayRecord(
    long RecordId, string Day, string Act, DateTimeOffset At, string Person, string? Taker, long LastSequence, long LastStockTake, string? SetBackFrom)
{
    public const string Open = "open";
    public const string HandOver = "hand-over";
    public const string Close = "close";

    /// <summary>Who answers for the day after it.</summary>
    public string Holder => Taker ?? Person;

    /// <summary>Whether this movement, booked after the count, takes back one that the books had when the count was compared with them.</summary>
    public bool IsCorrectedBy(LedgerEntry entry) => entry.Sequence > LastSequence && entry.Reverses <= LastSequence;

    /// <summary>Whether the place was counted anew after it, and the books have that since. By number: a clock may have been wrong.</summary>
    public bool IsSettledBy(StockTake take) => take.State == StockTake.Finished
        && (take.StockTakeId > LastStockTake || (take.BegunAt <= At && take.EndedAt >= At));
}

/// <summary>What was counted in one place, and why it was not what the books had.</summary>
/// <param name="UnloadedBy">The movement that brought it into the store for the night; null where it stayed.</param>
/// <param name="MaybeGone">Blanks that a machine was just taking: the books had them there.</param>
/// <param name="MaybeThere">Blanks whose whereabouts waited for a person: the books had them elsewhere.</param>
/// <param name="Explanation">One of <see cref="DayBook.Reasons"/>, "stock-take" or "reversal"; null while nobody has given one.</param>
/// <param name="Reference">Number of the stock-take or of the reversal.</param>
internal sealed record DayCount(
    long CountId, long RecordId, string Place, long Counted, long Expected, long? UnloadedBy, long MaybeGone, long MaybeThere, DateTimeOffset? ExplainedAt,
    string? ExplainedBy, string? Explanation, long? Reference)
{
    public long Difference => Counted - Expected;

    /// <summary>Such a count is judged only as far as the blanks in doubt cannot account for it; the first one without them judges the rest.</summary>
    public bool IsInDoubt => MaybeGone > 0 || MaybeThere > 0;

    public bool Differs => Difference < -MaybeGone || Difference > MaybeThere;

    public bool IsOpen => Differs && Explanation is null;
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
        SELECT day_count.count_id, record_id, place, counted, expected, unloaded_by, maybe_gone, maybe_there,
               explained_at, explained_by, explanation, reference
        FROM day_count LEFT JOIN day_explanation USING (count_id)
        """;

    private const int MostUnexplained = 100;

    private const string LastRecord = "SELECT * FROM day_record ORDER BY record_id DESC LIMIT 1";

    // "counted <> expected" follows from the rest; the index has it.
    private const string Differs = "counted <> expected AND (counted < expected - maybe_gone OR counted > expected + maybe_there)";

    private const string OpenCounts = $"{Counts} WHERE {Differs} AND explanation IS NULL";

    /// <summary>The youngest record, or null where no day was ever opened.</summary>
    public static DayRecord? Last(SqliteConnection connection) => connection.QueryFirstOrDefault<DayRecord>(LastRecord);

    /// <inheritdoc cref="Last(SqliteConnection)"/>
    public static DayRecord? Last(StationTransaction transaction) => transaction.Find<DayRecord>(LastRecord);

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

    /// <summary>Of the days after one month and up to another.</summary>
    /// <param name="after">"2026-10"; empty from the first day on.</param>
    /// <param name="month">"2026-11"; it counts.</param>
    public static long CountUnexplained(StationTransaction transaction, string after, string month) => transaction.Find<long>(
        $"""
        SELECT count(*) FROM ({OpenCounts}) JOIN day_record USING (record_id)
        WHERE substr(day, 1, 7) > @after AND substr(day, 1, 7) <= @month
        """, new { after, month });

    /// <summary>The youngest count before this one that had the same difference in the same place, and nothing has settled it since: no stock-take,
    /// no reversal. A word books nothing. Null where there is none.</summary>
    public static DayCount? Standing(SqliteConnection connection, DayRecord record, DayCount count) => connection.QueryFirstOrDefault<DayCount>(
        $"""
        {Counts} JOIN day_record USING (record_id)
        WHERE place = @Place AND day_count.count_id < @CountId AND counted - expected = @Difference AND {Differs}
          AND coalesce(explanation, '') NOT IN (@StockTaken, @Reversed)
          AND NOT EXISTS (SELECT 1 FROM stock_take WHERE stock_take.place = @Place AND state = 'finished'
                          AND stock_take_id > day_record.last_stock_take AND stock_take_id <= @LastStockTake)
          AND NOT EXISTS (SELECT 1 FROM ledger WHERE reverses <= day_record.last_sequence
                          AND +sequence > day_record.last_sequence AND +sequence <= @LastSequence -- "+": reversals are few, and have an index
                          AND CASE @Place WHEN to_place THEN quantity WHEN from_place THEN -quantity ELSE 0 END = @Difference)
        ORDER BY day_count.count_id DESC LIMIT 1
        """, new
        {
            count.Place, count.CountId, count.Difference, record.LastSequence, record.LastStockTake, DayBook.StockTaken, DayBook.Reversed,
        });
}

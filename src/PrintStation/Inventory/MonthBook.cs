using System.Text.Json;
using Dapper;
using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>A month that takes no entry any more.</summary>
/// <param name="Month">"2026-11".</param>
/// <param name="Balances">At its end, by place, as JSON.</param>
/// <param name="Differences">Of its days' counts, those that nobody had explained when it was closed.</param>
internal sealed record ClosedMonth(
    string Month, DateTimeOffset ClosedAt, string Person, long HeadSequence, string HeadHash, string Balances, long Differences);

/// <summary>Closing of months: the report that was handed in stays true. A correction is dated after it.</summary>
internal sealed class MonthBook(StationDatabase database, OfficeCalendar calendar)
{
    private const int MonthCharacters = 7;

    public IReadOnlyList<ClosedMonth> Closed() =>
        database.Read(connection => connection.Query<ClosedMonth>("SELECT * FROM closed_month ORDER BY month").AsList());

    /// <param name="withDifferences">Differences of its days stay unexplained; how many, it keeps.</param>
    /// <exception cref="LedgerRefusal">Not a past month, closed already, an earlier one is open, so is a day of it, or differences are unexplained.</exception>
    public ClosedMonth Close(string? text, string person, bool withDifferences = false) => database.Write(transaction =>
    {
        var now = calendar.Now;
        var month = OfficeCalendar.Month(text).ToString(OfficeCalendar.MonthFormat);
        if (string.CompareOrdinal(month, now.ToString(OfficeCalendar.MonthFormat)) >= 0)
            throw new LedgerRefusal("month-not-over", month);
        if (LastClosed(transaction) is { } last && string.CompareOrdinal(month, last) <= 0)
            throw new LedgerRefusal("month-closed", last);
        var first = transaction.Find<string>("SELECT substr(min(happened_at), 1, 7) FROM ledger WHERE substr(happened_at, 1, 7) > @after",
            new { after = LastClosed(transaction) ?? "" });
        if (first is null || string.CompareOrdinal(month, first) < 0)
            throw new LedgerRefusal("month-empty", month);
        if (first != month)
            throw new LedgerRefusal("month-order", first);
        RequireDaysClosed(transaction, month);
        var differences = DayRecords.CountUnexplained(transaction, after: LastClosed(transaction) ?? "", month);
        if (differences > 0 && !withDifferences)
            throw new LedgerRefusal("month-differences", $"{month}: {differences}");
        var head = transaction.Find<LedgerEntry>("SELECT * FROM ledger ORDER BY sequence DESC LIMIT 1")!;
        var closed = new ClosedMonth(month, now, person, head.Sequence, head.Hash, JsonSerializer.Serialize(BalancesAfter(transaction, month)),
            differences);
        transaction.Execute(
            """
            INSERT INTO closed_month (month, closed_at, person, head_sequence, head_hash, balances, differences)
            VALUES (@Month, @ClosedAt, @Person, @HeadSequence, @HeadHash, @Balances, @Differences)
            """, closed);
        return closed;
    });

    /// <summary>"2026-11", or null when none is closed.</summary>
    public static string? LastClosed(StationTransaction transaction) => transaction.Find<string>("SELECT max(month) FROM closed_month");

    /// <exception cref="LedgerRefusal">The month of that moment is closed.</exception>
    public static void RequireOpen(StationTransaction transaction, DateTimeOffset happenedAt)
    {
        if (IsClosed(transaction, OfficeCalendar.DayOf(happenedAt)))
            throw new LedgerRefusal("month-closed", LastClosed(transaction)!);
    }

    /// <param name="day">"2026-11-28".</param>
    public static bool IsClosed(StationTransaction transaction, string day) =>
        LastClosed(transaction) is { } last && string.CompareOrdinal(day[..MonthCharacters], last) <= 0;

    /// <summary>Once its month is closed a day takes no count any more: it could never be closed.</summary>
    private static void RequireDaysClosed(StationTransaction transaction, string month)
    {
        if (DayRecords.Last(transaction) is { Act: not DayRecord.Close } open && string.CompareOrdinal(open.Day[..MonthCharacters], month) <= 0)
            throw new LedgerRefusal("month-day-open", $"{open.Day}: {open.Holder}");
    }

    private static Dictionary<string, long> BalancesAfter(StationTransaction transaction, string month) => transaction.Query<(string Place, long Quantity)>(
        """
        SELECT place, sum(quantity) FROM (
            SELECT to_place AS place, quantity FROM ledger WHERE substr(happened_at, 1, 7) <= @month
            UNION ALL SELECT from_place, -quantity FROM ledger WHERE substr(happened_at, 1, 7) <= @month)
        GROUP BY place HAVING sum(quantity) <> 0 ORDER BY place
        """, new { month }).ToDictionary(row => row.Place, row => row.Quantity);
}

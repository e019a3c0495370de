using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
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

    public IReadOnlyList<ClosedMonth> Closed() => database.Read(Closed);

    public static IReadOnlyList<ClosedMonth> Closed(SqliteConnection connection) =>
        connection.Query<ClosedMonth>("SELECT * FROM closed_month ORDER BY month").AsList();

    /// <param name="withDifferences">Differences of its days stay unexplained; how many, it keeps.</param>
    /// <param name="second">Who closes it too; needed where differences stay unexplained.</param>
    /// <exception cref="LedgerRefusal">Not a past month, closed already, an earlier one is open, so is a day of it, test blanks were not decided upon, or
    /// differences are unexplained, or only by one person's word.</exception>
    public ClosedMonth Close(string? text, string person, bool withDifferences = false, string? second = null) => database.Write(transaction =>
    {
        var (now, persons) = (calendar.Now, TwoPersons.Names(person, second));
        var month = OfficeCalendar.Month(text).ToString(OfficeCalendar.MonthFormat);
        if (string.CompareOrdinal(month, now.ToString(OfficeCalendar.MonthFormat)) >= 0)
            throw new LedgerRefusal("month-not-over", month);
        if (LastClosed(transaction) is { } last && string.CompareOrdinal(month, last) <= 0)
            throw new LedgerRefusal("month-closed-already", last);
        var first = transaction.Find<string>("SELECT substr(min(happened_at), 1, 7) FROM ledger WHERE substr(happened_at, 1, 7) > @after",
            new { after = LastClosed(transaction) ?? "" });
        if (first is null || string.CompareOrdinal(month, first) < 0)
            throw new LedgerRefusal("month-empty", month);
        if (first != month)
            throw new LedgerRefusal("month-order", first);
        RequireDaysClosed(transaction, month);
        RequireTestsDecided(transaction, month);
        var differences = DayRecords.CountUnexplained(transaction, after: LastClosed(transaction) ?? "", month);
        if (differences > 0 && !withDifferences)
            throw new LedgerRefusal("month-differences", $"{month}: {differences}");
        if (differences > 0)
            TwoPersons.Require(second, month);
        var head = transaction.Find<LedgerEntry>("SELECT * FROM ledger ORDER BY sequence DESC LIMIT 1")!;
        var closed = new ClosedMonth(month, now, persons, head.Sequence, head.Hash, JsonSerializer.Serialize(BalancesAfter(transaction, month)),
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

    /// <param name="happenedAt">In office time, like <paramref name="now"/>.</param>
    /// <exception cref="LedgerRefusal">The month of that moment is closed, or that in which the clock stands.</exception>
    public static void RequireOpen(StationTransaction transaction, DateTimeOffset happenedAt, DateTimeOffset now)
    {
        if (!IsClosed(transaction, OfficeCalendar.DayOf(happenedAt)))
            return;
        RequireClock(transaction, now);
        throw new LedgerRefusal("month-closed", LastClosed(transaction)!);
    }

    /// <exception cref="LedgerRefusal">The clock was set back into a closed month: no date that a person leaves out or gives would help.</exception>
    public static void RequireClock(StationTransaction transaction, DateTimeOffset now)
    {
        if (IsClosed(transaction, OfficeCalendar.DayOf(now)))
            throw new LedgerRefusal("month-clock", OfficeCalendar.Minute(now));
    }

    /// <param name="day">"2026-11-28".</param>
    public static bool IsClosed(StationTransaction transaction, string day) => LastClosed(transaction) is { } last && IsUpTo(day, last);

    /// <summary>When it counts what a machine did: in the first moment that is open, where a clock that was set back has it in a closed month. Never
    /// refused, and no figure that was handed in becomes another one.</summary>
    /// <param name="happenedAt">In office time.</param>
    public static DateTimeOffset Counts(StationTransaction transaction, DateTimeOffset happenedAt, TimeZoneInfo officeTime)
    {
        if (LastClosed(transaction) is not { } last || !IsUpTo(OfficeCalendar.DayOf(happenedAt), last))
            return happenedAt;
        var first = OfficeCalendar.Month(last).AddMonths(1).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(first, officeTime.GetUtcOffset(first));
    }

    /// <summary>Whether a day, or a moment in office time, lies in that month or in an earlier one.</summary>
    public static bool IsUpTo(string day, string month) => string.CompareOrdinal(day[..MonthCharacters], month) <= 0;

    /// <summary>Once its month is closed a day takes no count any more: it could never be closed.</summary>
    private static void RequireDaysClosed(StationTransaction transaction, string month)
    {
        if (DayRecords.Last(transaction) is { Act: not DayRecord.Close } open && IsUpTo(open.Day, month))
            throw new LedgerRefusal("month-day-open", $"{open.Day}: {open.Holder}");
    }

    /// <summary>Nobody counts what was used to try a machine: it lies there for good unless somebody asks. What was taken from there since, whenever it
    /// was tried, was of this month first.</summary>
    private static void RequireTestsDecided(StationTransaction transaction, string month)
    {
        var left = transaction.Find<long>(
            """
            SELECT coalesce(sum(CASE WHEN from_place = 'Test' THEN -quantity WHEN substr(happened_at, 1, 7) <= @month THEN quantity ELSE 0 END), 0)
            FROM ledger WHERE 'Test' IN (from_place, to_place)
            """, new { month });
        if (left > 0)
            throw new LedgerRefusal("month-tests", $"{month}: {left}");
    }

    private static Dictionary<string, long> BalancesAfter(StationTransaction transaction, string month) => transaction.Query<(string Place, long Quantity)>(
        """
        SELECT place, sum(quantity) FROM (
            SELECT to_place AS place, quantity FROM ledger WHERE substr(happened_at, 1, 7) <= @month
            UNION ALL SELECT from_place, -quantity FROM ledger WHERE substr(happened_at, 1, 7) <= @month)
        GROUP BY place HAVING sum(quantity) <> 0 ORDER BY place
        """, new { month }).ToDictionary(row => row.Place, row => row.Quantity);
}

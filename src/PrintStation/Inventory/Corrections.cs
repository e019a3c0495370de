using System.Globalization;
using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>What belongs to a closed month is booked today, and says where it belongs: a movement of that month, or a day of it.</summary>
internal static class Corrections
{
    /// <param name="refers">"1204", or "2026-10-28"; null where it is no correction.</param>
    /// <param name="at">When it happened, as a person said; a correction is dated today.</param>
    /// <param name="happenedAt">When the movement with a number happened, as its book has it; null where there is none.</param>
    /// <returns>What is to be written down.</returns>
    /// <exception cref="LedgerRefusal">Neither, a date beside it, no such movement, or its month is open.</exception>
    public static string? Require(StationTransaction transaction, string? refers, string? at, Func<long, string?> happenedAt)
    {
        if (refers is null)
            return null;
        if (at is not null)
            throw new LedgerRefusal("refers-today", at);
        var isNumber = long.TryParse(refers, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        var day = isNumber
            ? happenedAt(number) is { } stamp ? OfficeCalendar.DayOf(stamp) : throw new LedgerRefusal("refers-unknown", refers)
            : OfficeCalendar.IsDay(refers) ? refers : throw new LedgerRefusal("refers", refers);
        return MonthBook.IsClosed(transaction, day)
            ? isNumber ? number.ToString(CultureInfo.InvariantCulture) : day
            : throw new LedgerRefusal("refers-open", day);
    }

    /// <summary>When a movement of blanks happened; null where there is none with this number.</summary>
    public static string? OfBlanks(StationTransaction transaction, long number) =>
        transaction.Find<string>("SELECT happened_at FROM ledger WHERE sequence = @number", new { number });

    /// <summary>When a movement of supplies happened; null where there is none with this number.</summary>
    public static string? OfSupplies(StationTransaction transaction, long number) =>
        transaction.Find<string>("SELECT happened_at FROM supply_movement WHERE number = @number", new { number });
}

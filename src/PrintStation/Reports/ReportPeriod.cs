using PrintStation.Inventory;

namespace PrintStation.Reports;

/// <summary>From which day to which a report goes; both count.</summary>
internal static class ReportPeriod
{
    private const int MostDays = 3_700;

    /// <param name="from">"2026-11-01"; null is the first of this month.</param>
    /// <param name="to">Null is today, and so is any day after it: days that have not come have no figures to sign for.</param>
    /// <exception cref="LedgerRefusal">No dates, a period that ends before it begins, that has not begun, or of more than ten years.</exception>
    public static (DateOnly First, DateOnly Last) Of(string? from, string? to, DateOnly today)
    {
        var (first, last) = (from is null ? today.AddDays(1 - today.Day) : OfficeCalendar.Day(from), to is null ? today : OfficeCalendar.Day(to));
        if (first > today)
            throw new LedgerRefusal("period-future", OfficeCalendar.Text(first));
        if (last < first)
            throw new LedgerRefusal("period", $"{OfficeCalendar.Text(first)} – {OfficeCalendar.Text(last)}");
        if (last.DayNumber - first.DayNumber > MostDays)
            throw new LedgerRefusal("period-long", $"{MostDays}");
        return (first, last > today ? today : last);
    }
}

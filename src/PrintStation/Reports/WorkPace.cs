using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Inventory;

namespace PrintStation.Reports;

/// <param name="Printed">Cards issued.</param>
/// <param name="Used">Blanks that left hopper and store for good: cards and spoiled.</param>
/// <param name="Recorded">Records that became print-ready; null where two days in a row are not known.</param>
/// <param name="LackedBlanks">For more than half of its hours no blank was in hand: it tells of the ministry, and nothing of how fast is printed here.</param>
internal sealed record WorkedDay(DateOnly Day, long Printed, long Used, long? Recorded, bool LackedBlanks);

/// <summary>So many a working day: on a slow one, a usual one, a quick one (first quartile, median, third quartile).</summary>
internal readonly record struct PaceBand(double Slow, double Usual, double Quick)
{
    public static PaceBand Of(IEnumerable<long> days)
    {
        var sorted = days.Order().ToList();
        return sorted.Count == 0 ? default : new PaceBand(At(sorted, 0.25), At(sorted, 0.5), At(sorted, 0.75));
    }

    private static double At(List<long> sorted, double share)
    {
        var place = share * (sorted.Count - 1);
        var (low, rest) = ((int)place, place - (int)place);
        return low + 1 < sorted.Count ? (sorted[low] * (1 - rest)) + (sorted[low + 1] * rest) : sorted[low];
    }
}

/// <summary>How this station has worked in the last weeks.</summary>
/// <param name="Days">Working days before today, the oldest first; none before the first card.</param>
internal sealed record WorkPace(IReadOnlyList<WorkedDay> Days)
{
    /// <summary>Fewer working days with a card tell nothing.</summary>
    public const int FewestDays = 3;

    public const int FurthestDays = 500;

    /// <summary>Four weeks: older days tell of other machines and other people.</summary>
    private const int DaysLookedAt = 20;

    /// <summary>Where blanks were wanting for weeks, so far back and no further.</summary>
    private const int DaysBack = 92;

    /// <summary>Days on which there was something to print on; all of them where these are too few to tell anything.</summary>
    private IEnumerable<WorkedDay> Supplied => Days.Count(day => !day.LackedBlanks && day.Printed > 0) >= FewestDays ? Days.Where(day => !day.LackedBlanks) : Days;

    public int DaysCounted => Supplied.Count();

    public int DaysWithoutBlanks => Days.Count - DaysCounted;

    public bool Tells => Supplied.Count(day => day.Printed > 0) >= FewestDays;

    /// <summary>Cards.</summary>
    public PaceBand Printed => PaceBand.Of(Supplied.Select(day => day.Printed));

    /// <summary>Records; null while no two days in a row are known.</summary>
    public PaceBand? Recorded { get; } =
        Days.TakeLast(DaysLookedAt).Select(day => day.Recorded).OfType<long>().ToList() is { Count: > 0 } known ? PaceBand.Of(known) : null;

    /// <summary>Blanks for each card. Cards that were called back do not make the others cheaper: each costs a blank at least.</summary>
    public double Waste => Math.Max(1, (double)Days.Sum(day => day.Used) / Days.Sum(day => day.Printed));

    /// <param name="notOver">The first day that is left out: today is not yet over.</param>
    public static WorkPace Of(SqliteConnection connection, DateOnly notOver, OfficeHours hours, TimeZoneInfo officeTime) =>
        new(WorkedDays(connection, notOver, hours, officeTime));

    /// <summary>The working day that uses the last of so many blanks, or prints; null where that is too far away to say.</summary>
    public (DateOnly? Slow, DateOnly? Usual, DateOnly? Quick) LastDays(OfficeHours hours, DateOnly today, long left)
    {
        return (Last(Printed.Slow), Last(Printed.Usual), Last(Printed.Quick));

        DateOnly? Last(double cards)
        {
            if (left == 0)
                return today;
            var days = cards > 0 ? (int)Math.Min(FurthestDays, Math.Ceiling(left / (cards * Waste))) : FurthestDays;
            return days < FurthestDays ? hours.After(today.AddDays(1), days - 1) : null;
        }
    }

    /// <summary>Where a blank is used up; between two of these places nothing more is.</summary>
    private static readonly string[] UsedUp =
    [
        Places.Issued, Places.Spoiled, Places.Destroyed, Places.Lost, Places.Citizens, Places.OldCards, Places.OldCardsDestroyed,
        Places.SpoiledLost, Places.OldCardsLost,
    ];

    private static List<WorkedDay> WorkedDays(SqliteConnection connection, DateOnly today, OfficeHours hours, TimeZoneInfo officeTime)
    {
        var flows = connection.Query<(string Day, long Printed, long Used)>(
            """
            SELECT substr(happened_at, 1, 10),
                   sum(CASE WHEN to_place = 'Issued' AND from_place <> 'OldCards' THEN quantity ELSE 0 END),
                   sum(quantity * ((to_place IN @UsedUp) - (from_place IN @UsedUp)))
            FROM ledger
            WHERE (to_place IN @UsedUp OR from_place IN @UsedUp) AND substr(happened_at, 1, 10) < @today
            GROUP BY 1
            """, new { UsedUp, today = OfficeCalendar.Text(today) }).ToDictionary(row => row.Day);
        var queue = connection.Query<(string Day, long Last)>("SELECT day, last_count FROM queue_day").ToDictionary(row => row.Day);
        var claimed = connection.Query<(string At, long Count)>("SELECT claimed_at, count(*) FROM job GROUP BY 1").AsList()
            .GroupBy(row => OfficeCalendar.Text(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.Parse(row.At, CultureInfo.InvariantCulture), officeTime).Date)))
            .ToDictionary(group => group.Key, group => group.Sum(row => row.Count));
        var lacking = TimeSpanOf.Gaps(InHand.Blanks(connection));
        var (days, supplied) = (new List<WorkedDay>(), 0);
        for (var day = today.AddDays(-1); supplied < DaysLookedAt && today.DayNumber - day.DayNumber <= DaysBack; day = day.AddDays(-1))
        {
            if (!hours.IsOpen(day))
                continue;
            var (_, printed, used) = flows.GetValueOrDefault(OfficeCalendar.Text(day));
            var before = queue.GetValueOrDefault(OfficeCalendar.Text(Before(day, hours))).Day is null ? (long?)null : queue[OfficeCalendar.Text(Before(day, hours))].Last;
            var recorded = before is { } first && queue.TryGetValue(OfficeCalendar.Text(day), out var told)
                ? told.Last - first + claimed.GetValueOrDefault(OfficeCalendar.Text(day))
                : (long?)null;
            var lackedBlanks = IsMostly(lacking, [.. hours.Between(day, day)]);
            supplied += lackedBlanks ? 0 : 1;
            days.Add(new WorkedDay(day, printed, used, recorded is { } count ? Math.Max(0, count) : null, lackedBlanks));
        }

        // Days before the first card are no slow days.
        while (days.Count > 0 && days[^1].Used == 0)
            days.RemoveAt(days.Count - 1);
        days.Reverse();
        return days;
    }

    private static bool IsMostly(IReadOnlyList<TimeSpanOf> spans, IReadOnlyList<TimeSpanOf> whole) =>
        Ticks(TimeSpanOf.Common(spans, whole)) * 2 > Ticks(whole);

    private static long Ticks(IReadOnlyList<TimeSpanOf> spans) => spans.Sum(span => span.Length.Ticks);

    private static DateOnly Before(DateOnly day, OfficeHours hours)
    {
        do
            day = day.AddDays(-1);
        while (!hours.IsOpen(day) && day > DateOnly.MinValue);
        return day;
    }
}

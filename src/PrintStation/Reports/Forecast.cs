using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Inventory;
using PrintStation.Storage;

namespace PrintStation.Reports;

/// <summary>When the queue will be empty and when the blanks will be gone, as a band: the days of the last weeks, sorted, give a slow, a usual and a
/// quick one (first quartile, median, third quartile). Of an office with several stations it sees the records that this one took.</summary>
internal sealed class Forecast(StationDatabase database, OfficeCalendar calendar, OfficeHours hours, StationOptions options)
{
    public const string Name = "forecast";

    /// <summary>Four weeks: older days tell of other machines and other people.</summary>
    private const int DaysLookedAt = 20;

    /// <summary>Fewer tell nothing.</summary>
    private const int FewestDays = 3;

    /// <summary>What is asked for should last a month.</summary>
    private const int DaysAskedFor = 20;

    /// <summary>Working days from asking to having, where no delivery has shown it yet.</summary>
    private const int UsualDeliveryDays = 10;

    private const int FurthestDays = 500;

    /// <param name="Printed">Cards issued.</param>
    /// <param name="Used">Blanks that left hopper and store for good: cards and spoiled.</param>
    /// <param name="Recorded">Records that became print-ready; null where two days in a row are not known.</param>
    private sealed record WorkedDay(DateOnly Day, long Printed, long Used, long? Recorded);

    /// <param name="Pace">Cards a working day.</param>
    private readonly record struct Band(double Slow, double Usual, double Quick)
    {
        public static Band Of(IEnumerable<long> days)
        {
            var sorted = days.Order().ToList();
            return sorted.Count == 0 ? default : new Band(At(sorted, 0.25), At(sorted, 0.5), At(sorted, 0.75));
        }

        private static double At(List<long> sorted, double share)
        {
            var place = share * (sorted.Count - 1);
            var (low, rest) = ((int)place, place - (int)place);
            return low + 1 < sorted.Count ? (sorted[low] * (1 - rest)) + (sorted[low + 1] * rest) : sorted[low];
        }
    }

    /// <exception cref="LedgerRefusal">Fewer than three working days with a card: nothing can be said yet.</exception>
    public Report Make()
    {
        var today = calendar.Today;
        var days = database.Read(connection => WorkedDays(connection, today));
        if (days.Count(day => day.Printed > 0) < FewestDays)
            throw new LedgerRefusal("forecast-days", $"{FewestDays}");
        var (waiting, blanks, delivery) = database.Read(connection => (QueueBook.Waiting(connection), InHand(connection), DeliveryDays(connection)));
        var printed = Band.Of(days.Select(day => day.Printed));
        var recorded = Band.Of(days.Where(day => day.Recorded is not null).Select(day => day.Recorded!.Value));
        // Cards that were called back do not make the others cheaper: each costs a blank at least.
        var waste = Math.Max(1, (double)days.Sum(day => day.Used) / days.Sum(day => day.Printed));
        // Quick printing is quick for the queue and for the blanks; many records a day are slow for the queue.
        var queueEmpty = (Slow: QueueEmpty(today, waiting, printed.Slow, recorded.Quick), Usual: QueueEmpty(today, waiting, printed.Usual, recorded.Usual),
            Quick: QueueEmpty(today, waiting, printed.Quick, recorded.Slow));
        var blanksOut = (Slow: BlanksOut(today, blanks, printed.Slow * waste), Usual: BlanksOut(today, blanks, printed.Usual * waste),
            Quick: BlanksOut(today, blanks, printed.Quick * waste));
        var wanted = Math.Max(0, (long)Math.Ceiling(((waiting + (recorded.Usual * DaysAskedFor)) * waste) - blanks));
        IReadOnlyList<IReadOnlyList<object?>> rows =
        [
            ["cards-a-day", Whole(printed.Slow), Whole(printed.Usual), Whole(printed.Quick)],
            ["records-a-day", Whole(recorded.Quick), Whole(recorded.Usual), Whole(recorded.Slow)],
            ["waiting", waiting, waiting, waiting],
            ["blanks-in-hand", blanks, blanks, blanks],
            ["queue-empty", Day(queueEmpty.Slow), Day(queueEmpty.Usual), Day(queueEmpty.Quick)],
            ["blanks-out", Day(blanksOut.Slow), Day(blanksOut.Usual), Day(blanksOut.Quick)],
            ["ask-for", null, wanted, null],
            ["ask-by", null, AskBy(today, blanksOut.Quick, delivery), null],
        ];
        return new Report(Name, options.Station.Office, days[0].Day, today, ["item", "slow", "usual", "quick"], rows, []) { Made = today };
    }

    /// <summary>The first working day at whose end nobody waits; null when more come than are printed.</summary>
    private DateOnly? QueueEmpty(DateOnly today, long waiting, double printed, double recorded)
    {
        if (waiting == 0)
            return today;
        var days = printed > recorded ? (int)Math.Min(FurthestDays, Math.Ceiling(waiting / (printed - recorded))) : FurthestDays;
        return days < FurthestDays ? hours.After(today.AddDays(1), days - 1) : null;
    }

    private DateOnly? BlanksOut(DateOnly today, long blanks, double used)
    {
        if (blanks == 0)
            return today;
        var days = used > 0 ? (int)Math.Min(FurthestDays, Math.Ceiling(blanks / used)) : FurthestDays;
        return days < FurthestDays ? hours.After(today.AddDays(1), days - 1) : null;
    }

    /// <summary>So many working days before the blanks may be gone as a delivery takes; today when that is past.</summary>
    private string? AskBy(DateOnly today, DateOnly? blanksOut, int deliveryDays)
    {
        if (blanksOut is not { } gone)
            return null;
        for (var day = gone; day > today; day = day.AddDays(-1))
            if (hours.IsOpen(day) && deliveryDays-- == 0)
                return Day(day);
        return Day(today);
    }

    private List<WorkedDay> WorkedDays(SqliteConnection connection, DateOnly today)
    {
        var flows = connection.Query<(string Day, long Printed, long Used)>(
            """
            SELECT substr(happened_at, 1, 10),
                   sum(CASE to_place WHEN 'Issued' THEN quantity ELSE 0 END),
                   sum(quantity * ((to_place IN ('Issued', 'Spoiled', 'Lost')) - (from_place IN ('Issued', 'Spoiled', 'Lost') AND to_place <> 'Destroyed')))
            FROM ledger
            WHERE (to_place IN ('Issued', 'Spoiled', 'Lost') OR from_place IN ('Issued', 'Spoiled', 'Lost')) AND substr(happened_at, 1, 10) < @today
            GROUP BY 1
            """, new { today = Day(today) }).ToDictionary(row => row.Day);
        var queue = connection.Query<(string Day, long Last)>("SELECT day, last_count FROM queue_day").ToDictionary(row => row.Day);
        var claimed = connection.Query<(string At, long Count)>("SELECT claimed_at, count(*) FROM job GROUP BY 1").AsList()
            .GroupBy(row => Day(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.Parse(row.At, CultureInfo.InvariantCulture), options.OfficeTime).Date)))
            .ToDictionary(group => group.Key, group => group.Sum(row => row.Count));
        var days = new List<WorkedDay>();
        for (var day = today.AddDays(-1); days.Count < DaysLookedAt && today.DayNumber - day.DayNumber <= FurthestDays; day = day.AddDays(-1))
        {
            if (!hours.IsOpen(day))
                continue;
            var (_, printed, used) = flows.GetValueOrDefault(Day(day));
            var before = queue.GetValueOrDefault(Day(Before(day))).Day is null ? (long?)null : queue[Day(Before(day))].Last;
            var recorded = before is { } first && queue.TryGetValue(Day(day), out var told)
                ? told.Last - first + claimed.GetValueOrDefault(Day(day))
                : (long?)null;
            days.Add(new WorkedDay(day, printed, used, recorded is { } count ? Math.Max(0, count) : null));
        }

        // Days before the first card are no slow days.
        while (days.Count > 0 && days[^1].Used == 0)
            days.RemoveAt(days.Count - 1);
        days.Reverse();
        return days;
    }

    private DateOnly Before(DateOnly day)
    {
        do
            day = day.AddDays(-1);
        while (!hours.IsOpen(day) && day > DateOnly.MinValue);
        return day;
    }

    private static long InHand(SqliteConnection connection) =>
        BlankLedger.Balances(connection).Where(balance => Places.IsInHand(balance.Key)).Sum(balance => Math.Max(0, balance.Value));

    /// <summary>Working days from announcement to receipt, the median of those that were received.</summary>
    private int DeliveryDays(SqliteConnection connection)
    {
        var taken = connection.Query<(string AnnouncedAt, string HappenedAt)>(
            """
            SELECT announced_at, happened_at FROM delivery
            JOIN ledger ON document = document_number AND (reason = 'received' OR reason LIKE 'received: %')
            """).Select(row => (DateOnly.FromDateTime(calendar.InOffice(DateTimeOffset.Parse(row.AnnouncedAt, CultureInfo.InvariantCulture)).Date),
                DateOnly.FromDateTime(DateTime.Parse(row.HappenedAt[..10], CultureInfo.InvariantCulture))))
            .Select(row => (long)hours.Between(row.Item1, row.Item2).Count()).ToList();
        return taken.Count == 0 ? UsualDeliveryDays : (int)Math.Ceiling(Band.Of(taken).Usual);
    }

    private static long Whole(double number) => (long)Math.Round(number);

    private static string Day(DateOnly day) => OfficeCalendar.Text(day);

    private static string? Day(DateOnly? day) => day is { } known ? Day(known) : null;
}

using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Inventory;
using PrintStation.Storage;

namespace PrintStation.Reports;

/// <summary>When the queue will be empty and when the blanks will be gone, as a band: the days of the last weeks, sorted, give a slow, a usual and a
/// quick one (first quartile, median, third quartile). The queue is the whole office's; blanks, cards and ribbons are this station's, and the report
/// says so.</summary>
internal sealed class Forecast(
    StationDatabase database, OfficeCalendar calendar, OfficeHours hours, StationOptions options, SupplyOutlook supplies)
{
    public const string Name = "forecast";

    /// <summary>What is asked for should last a month.</summary>
    private const int DaysAskedFor = 20;

    /// <summary>Working days from asking to having. When the ministry was asked stands in no book, so that no delivery shows that it takes less.</summary>
    private const int UsualDeliveryDays = 10;

    /// <param name="to">As all stood at the end of that day. Null, like today and any day after it: as it stands now.</param>
    /// <exception cref="LedgerRefusal">Fewer than three working days with a card: nothing can be said yet.</exception>
    public Report Make(string? to = null)
    {
        var made = database.Read(calendar.LatestDay);
        DateOnly? past = to is not null && OfficeCalendar.Day(to) is var day && day < made ? day : null;
        var today = past ?? made;
        var (pace, waiting, inHand, announced, delivery, others) = database.Read(connection => (
            WorkPace.Of(connection, notOver: past?.AddDays(1) ?? made, hours, options.OfficeTime),
            QueueBook.WaitingOn(connection, today, calendar),
            InHand(connection, past), Announced(connection, past), DeliveryDays(connection, today),
            OtherStations(connection)));
        if (!pace.Tells)
            throw new LedgerRefusal("forecast-days", $"{WorkPace.FewestDays}");
        var (printed, waste, blanks) = (pace.Printed, pace.Waste, inHand.Store + inHand.Hoppers);
        var (blanksOut, ribbonsOut) = (pace.LastDays(hours, today, blanks), past is null ? Ribbons(pace, today) : []);
        (long People, PaceBand Recorded)? queue = waiting is { } people && pace.Recorded is { } recorded ? (people, recorded) : null;
        IReadOnlyList<IReadOnlyList<object?>> rows =
        [
            ["cards-a-day", Whole(printed.Slow), Whole(printed.Usual), Whole(printed.Quick)],
            // Many records a day are slow for the queue; quick printing is quick for queue and blanks.
            ["records-a-day", Told(pace.Recorded, each => Whole(each.Quick)), Told(pace.Recorded, each => Whole(each.Usual)), Told(pace.Recorded, each => Whole(each.Slow))],
            ["waiting", .. Enumerable.Repeat(Told(waiting, all => all), 3)],
            ["blanks-in-store", inHand.Store, inHand.Store, inHand.Store],
            ["blanks-in-hoppers", inHand.Hoppers, inHand.Hoppers, inHand.Hoppers],
            ["blanks-in-hand", blanks, blanks, blanks],
            ["blanks-announced", announced, announced, announced],
            ["queue-empty", EmptyOn(printed.Slow, each => each.Quick), EmptyOn(printed.Usual, each => each.Usual), EmptyOn(printed.Quick, each => each.Slow)],
            ["queue-empty-with-these", WithThese(printed.Slow, each => each.Quick), WithThese(printed.Usual, each => each.Usual),
                WithThese(printed.Quick, each => each.Slow)],
            ["blanks-out", Day(blanksOut.Slow), Day(blanksOut.Usual), Day(blanksOut.Quick)],
            ["blanks-last-days", DaysUntil(blanksOut.Slow), DaysUntil(blanksOut.Usual), DaysUntil(blanksOut.Quick)],
            ["ask-for", null, Told(queue, all => (object)Wanted(all.People + (all.Recorded.Usual * DaysAskedFor))), null],
            ["ask-by", null, AskBy(today, blanksOut.Quick, delivery), null],
            .. ribbonsOut,
        ];
        return new Report(Name, options.Station.Office, pace.Days[0].Day, today, ["item", "slow", "usual", "quick"], rows, [])
        {
            Made = made,
            Letterhead = options.Letterhead,
            Facts = new Dictionary<string, object?>
            {
                ["queue-of"] = options.Station.Office, ["blanks-of"] = options.Station.Id,
                ["other-stations"] = others.Count == 0 ? "none-known" : string.Join(", ", others),
                ["days-counted"] = pace.DaysCounted, ["days-without-blanks"] = pace.DaysWithoutBlanks,
                ["delivery-days"] = (long)delivery,
            },
        };

        object EmptyOn(double each, Func<PaceBand, double> records) => Told(queue, all => Day(QueueEmpty(today, all.People, each, records(all.Recorded))));

        object WithThese(double each, Func<PaceBand, double> records) => Told(queue, all => QueueEmpty(today, all.People, each, records(all.Recorded)) is not { } empty
            ? ReportWords.NotInSight
            : Wanted(all.People + (records(all.Recorded) * hours.Between(today.AddDays(1), empty).Count())) > 0
                ? ReportWords.TooFewBlanks
                : Day(empty));

        object DaysUntil(DateOnly? day) => day is { } last ? (long)hours.Between(today.AddDays(1), last).Count() : ReportWords.NotInSight;

        long Wanted(double cards) => Math.Max(0, (long)Math.Ceiling((cards * waste) - blanks - announced));
    }

    /// <summary>Nothing is said where nobody knows how long a ribbon lasts, nor of a past day: what machines said then is not kept.</summary>
    private List<IReadOnlyList<object?>> Ribbons(WorkPace pace, DateOnly today)
    {
        if (database.Read(connection => supplies.Of(connection, SupplyBook.Ribbon)).CardsLeft is not { } left)
            return [];
        var gone = pace.LastDays(hours, today, left);
        return [["ribbon-prints-left", left, left, left], ["ribbons-out", Day(gone.Slow), Day(gone.Usual), Day(gone.Quick)]];
    }

    /// <summary>Those of this office that have confirmed a delivery.</summary>
    private List<string> OtherStations(SqliteConnection connection) => connection.Query<string>(
        "SELECT DISTINCT confirmed_by FROM delivery WHERE confirmed_by IS NOT NULL AND confirmed_by <> @Id ORDER BY 1", options.Station).AsList();

    /// <summary>The first working day at whose end nobody waits; null when more come than are printed.</summary>
    private DateOnly? QueueEmpty(DateOnly today, long waiting, double printed, double recorded)
    {
        if (waiting == 0)
            return today;
        var days = printed > recorded ? (int)Math.Min(WorkPace.FurthestDays, Math.Ceiling(waiting / (printed - recorded))) : WorkPace.FurthestDays;
        return days < WorkPace.FurthestDays ? hours.After(today.AddDays(1), days - 1) : null;
    }

    /// <summary>So many working days before the blanks may be gone as a delivery takes; today when that is past.</summary>
    private string AskBy(DateOnly today, DateOnly? blanksOut, int deliveryDays)
    {
        if (blanksOut is not { } gone)
            return ReportWords.NotInSight;
        for (var day = gone; day > today; day = day.AddDays(-1))
            if (hours.IsOpen(day) && deliveryDays-- == 0)
                return Day(day);
        return Day(today);
    }

    /// <param name="day">At the end of that day; null: now.</param>
    private static (long Store, long Hoppers) InHand(SqliteConnection connection, DateOnly? day)
    {
        var there = (day is { } past ? BlankLedger.BalancesAt(connection, past) : BlankLedger.Balances(connection))
            .Where(balance => Places.IsInHand(balance.Key)).ToLookup(balance => Places.IsHopper(balance.Key), balance => Math.Max(0, balance.Value));
        return (there[false].Sum(), there[true].Sum());
    }

    /// <summary>On their way: no station of the office had received them by then. When another one did, is not known: such a box is never counted, nor
    /// is one that stays shut until another list corrects its own.</summary>
    /// <param name="past">At the end of that day; null: now.</param>
    private long Announced(SqliteConnection connection, DateOnly? past) => connection.Query<(long Quantity, string At, string? ReceivedAt, bool IsReceived)>(
            """
            SELECT quantity, announced_at, (SELECT max(happened_at) FROM ledger
                WHERE document = document_number AND (reason = 'received' OR reason LIKE 'received: %') AND reverses IS NULL), counted IS NOT NULL
            FROM delivery WHERE confirmed_by IS NULL AND repeated_uids = 0
            """)
        .Where(row => past is not { } day ? !row.IsReceived : DateTimeOffset.Parse(row.At, CultureInfo.InvariantCulture) < calendar.EndOf(day)
            && (!row.IsReceived || (row.ReceivedAt is { } at && string.CompareOrdinal(OfficeCalendar.DayOf(at), Day(day)) > 0)))
        .Sum(row => row.Quantity);

    /// <summary>Working days that are assumed from asking to having: the usual ones, or more where the boxes received by then were longer than that on their
    /// way from announcement to receipt alone (the median).</summary>
    private int DeliveryDays(SqliteConnection connection, DateOnly today)
    {
        var taken = connection.Query<(string AnnouncedAt, string HappenedAt)>(
            """
            SELECT announced_at, happened_at FROM delivery
            JOIN ledger ON document = document_number AND (reason = 'received' OR reason LIKE 'received: %')
            """).Select(row => (DateOnly.FromDateTime(calendar.InOffice(DateTimeOffset.Parse(row.AnnouncedAt, CultureInfo.InvariantCulture)).Date),
                DateOnly.FromDateTime(DateTime.Parse(row.HappenedAt[..10], CultureInfo.InvariantCulture))))
            .Where(row => row.Item2 <= today)
            .Select(row => (long)hours.Between(row.Item1, row.Item2).Count()).ToList();
        return taken.Count == 0 ? UsualDeliveryDays : Math.Max(UsualDeliveryDays, (int)Math.Ceiling(PaceBand.Of(taken).Usual));
    }

    /// <summary>A figure that rests on what the centre told.</summary>
    private static object Told<T>(T? told, Func<T, object> figure)
        where T : struct => told is { } known ? figure(known) : ReportWords.NotKnown;

    private static long Whole(double number) => (long)Math.Round(number);

    private static string Day(DateOnly day) => OfficeCalendar.Text(day);

    private static string Day(DateOnly? day) => ReportWords.DayCell(day);
}

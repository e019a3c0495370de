using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Inventory;
using PrintStation.Storage;

namespace PrintStation.Reports;

/// <summary>What became of the blanks, from the movements of the books.</summary>
internal sealed class BlankReports(
    StationDatabase database, OfficeCalendar calendar, StationOptions options, Interruptions interruptions, DayReport days, OldCardReport oldCards)
{
    public const string SpoilageName = "spoilage";
    public const string ReceiptsName = "receipts";
    public const string OutgoingName = "outgoing";

    /// <summary>The column with the day or the month.</summary>
    public const string Period = "period";

    private const int DayCharacters = 10;
    private const int MonthCharacters = 7;

    private static readonly string[] FlowColumns =
    [
        Period, "opening", "received", "returned", "borrowed", "lent", "cards", "spoiled", "test", "lost", "difference", "closing", "destroyed", "box-lost",
        "spoiled-box",
    ];

    public static readonly IReadOnlyList<string> Names = ["daily", "monthly", SpoilageName, ReceiptsName, OutgoingName, "bulletin", Interruptions.Name, DayReport.Name, OldCardReport.Name];

    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="from">"2026-11-01"; null is the first of this month.</param>
    /// <param name="to">Null is today, and so is any day after it.</param>
    /// <exception cref="LedgerRefusal">Unknown name, or a period that cannot be: see <see cref="ReportPeriod"/>.</exception>
    public Report Make(string name, string? from, string? to)
    {
        var today = database.Read(calendar.LatestDay);
        var (first, last) = ReportPeriod.Of(from, to, today);
        var report = name switch
        {
            "daily" => Flow(name, first, last, DayCharacters),
            "monthly" => Flow(name, first, last, MonthCharacters),
            SpoilageName => Spoilage(name, first, last),
            ReceiptsName => Papers(name, first, last, "from", ["received", "opening-balance", "borrowed", "taken-back"]),
            OutgoingName => Papers(name, first, last, "to", ["returned-to-ministry", "lent", "given-back"]),
            "bulletin" => Bulletin(name, first, last),
            Interruptions.Name => interruptions.Make(first, last),
            DayReport.Name => days.Make(first, last),
            OldCardReport.Name => oldCards.Make(first, last),
            _ => throw new LedgerRefusal("report", string.Join(", ", Names)),
        };
        return report with { Made = today, Letterhead = options.Letterhead };
    }

    private Report Flow(string name, DateOnly from, DateOnly to, int characters)
    {
        var moved = database.Read(connection => connection.Query<(string Period, string From, string To, long Reversal, long LoanOfOurs, long Quantity)>(
            """
            SELECT CASE WHEN substr(booked.happened_at, 1, 10) < @first THEN '' ELSE substr(booked.happened_at, 1, @characters) END AS period,
                   booked.from_place, booked.to_place, booked.reverses IS NOT NULL, coalesce(mistake.reason, booked.reason) IN @OfWhatWeLent,
                   sum(booked.quantity)
            FROM ledger AS booked LEFT JOIN ledger AS mistake ON mistake.sequence = booked.reverses
            WHERE substr(booked.happened_at, 1, 10) <= @last GROUP BY 1, 2, 3, 4, 5
            """, new { first = Text(from), last = Text(to), characters, BlankActs.OfWhatWeLent }).AsList());
        var flows = moved.GroupBy(row => row.Period)
            .ToDictionary(period => period.Key, period => period.Aggregate(StockFlow.None, (flow, row) => flow.Add(row.From, row.To, row.Quantity, row.Reversal > 0, row.LoanOfOurs > 0)));
        var before = flows.GetValueOrDefault("", StockFlow.None);
        var (stock, box) = (before.Growth, before.BoxGrowth);
        var rows = new List<IReadOnlyList<object?>>();
        foreach (var period in Periods(from, to, characters))
        {
            var flow = flows.GetValueOrDefault(period, StockFlow.None);
            rows.Add(Row(period, stock, flow, box += flow.BoxGrowth));
            stock += flow.Growth;
        }

        var sum = flows.Where(period => period.Key.Length > 0).Aggregate(StockFlow.None, (all, period) => all.Add(period.Value));
        var inHand = moved.Sum(row => (Places.IsInHand(row.To) ? row.Quantity : 0) - (Places.IsInHand(row.From) ? row.Quantity : 0));
        return new Report(name, options.Station.Office, from, to, FlowColumns, rows, Row("Σ", before.Growth, sum, box)) { Facts = WhoWaits(to, inHand) };
    }

    /// <summary>How many wait at the end of the period, and for what: whoever has a blank lying here waits for his turn.</summary>
    private Dictionary<string, object?> WhoWaits(DateOnly to, long inHand)
    {
        var waiting = database.Read(connection => QueueBook.WaitingOn(connection, to, calendar));
        return new Dictionary<string, object?>
        {
            ["waiting"] = waiting is { } all ? all : ReportWords.NotKnown,
            ["waiting-turn"] = waiting is { } some ? Math.Clamp(inHand, 0, some) : ReportWords.NotKnown,
            ["waiting-blanks"] = waiting is { } rest ? rest - Math.Clamp(inHand, 0, rest) : ReportWords.NotKnown,
        };
    }

    private static object?[] Row(string period, long opening, StockFlow flow, long box) =>
    [
        period, opening, flow.Received, flow.Returned, flow.Borrowed, flow.Lent, flow.Cards, flow.Spoiled, flow.Test, flow.Lost, flow.Difference, opening + flow.Growth,
        flow.Destroyed, flow.BoxLost, box,
    ];

    /// <summary>Each card under why it was spoiled at first, on the day of that: what is done to it later changes only where it is. Why, is what its run
    /// wrote when it gave the card up; that its machine was exchanged, or its chip unreadable, is written over it later.</summary>
    private Report Spoilage(string name, DateOnly from, DateOnly to)
    {
        var spoiled = database.Read(connection => connection.Query<SpoiledCards>(
            $"""
            {DestructionBox.PutThere}
            SELECT run.printer, coalesce(why.reason, run.reason, ledger.reason) AS reason, why.from_state AS state,
                   sum(card.quantity) AS quantity, sum(lying) AS lying, sum(destroyed) AS burnt, sum(lost) AS lost
            FROM card JOIN ledger ON sequence = first LEFT JOIN run USING (run_id)
                LEFT JOIN run_history AS why ON why.run_id = ledger.run_id AND why.n = 1 +
                    (SELECT coalesce(max(n), 0) FROM run_history AS good WHERE good.run_id = ledger.run_id
                        AND to_state NOT IN ('Condemned', 'Rejecting', 'Held', 'Missing', 'Spoiled'))
            WHERE substr(happened_at, 1, 10) BETWEEN @first AND @last GROUP BY 1, 2, 3
            """, new { place = Places.Spoiled, first = Text(from), last = Text(to) }).AsList());
        var rows = spoiled.GroupBy(row => (Cause: SpoilCauses.Of(row.Reason, row.State), Code: row.Reason, row.Printer))
            .OrderBy(group => group.Key.Cause, StringComparer.Ordinal).ThenBy(group => group.Key.Code, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Printer, StringComparer.Ordinal)
            .Select(group => (IReadOnlyList<object?>)
                [group.Key.Cause, group.Key.Code, group.Key.Printer ?? Places.Store, group.Sum(row => row.Quantity), group.Sum(row => row.Lying),
                    group.Sum(row => row.Burnt), group.Sum(row => row.Lost)]).ToList();
        return new Report(name, options.Station.Office, from, to, ["cause", "code", "printer", "spoiled", "spoiled-box", "destroyed", "box-lost"], rows,
            ["Σ", null, null, spoiled.Sum(row => row.Quantity), spoiled.Sum(row => row.Lying), spoiled.Sum(row => row.Burnt),
                spoiled.Sum(row => row.Lost)]);
    }

    /// <summary>Properties, not parameters: where no row comes SQLite tells no type of a sum.</summary>
    private sealed record SpoiledCards
    {
        public string? Printer { get; init; }

        public string Reason { get; init; } = "";

        public string? State { get; init; }

        public long Quantity { get; init; }

        public long Lying { get; init; }

        public long Burnt { get; init; }

        public long Lost { get; init; }
    }

    /// <summary>What came into the store from outside, or left it for others, paper by paper; what was reversed did neither. Blanks of the ministry and such
    /// as are owed are no one sum: each kind has its own.</summary>
    /// <param name="other">The column with whom they came from, or went to.</param>
    /// <param name="kinds">Reasons of the books.</param>
    private Report Papers(string name, DateOnly from, DateOnly to, string other, IReadOnlyList<string> kinds)
    {
        var (outside, inside) = other == "from" ? ("from_place", "to_place") : ("to_place", "from_place");
        var moved = database.Read(connection => connection.Query<LedgerEntry>(
            $"""
            SELECT * FROM ledger WHERE substr(happened_at, 1, 10) BETWEEN @first AND @last AND {inside} = @Store AND reverses IS NULL
                AND ({outside} = @Ministry OR {outside} LIKE 'OtherOffice(%')
                AND NOT EXISTS (SELECT 1 FROM ledger AS later WHERE later.reverses = ledger.sequence)
            ORDER BY happened_at, sequence
            """, new { first = Text(from), last = Text(to), Places.Store, Places.Ministry }).AsList());
        return new Report(name, options.Station.Office, from, to, ["day", other, "document", "reason", "quantity", "by"],
            [.. moved.Select(entry => (IReadOnlyList<object?>)
                [OfficeCalendar.DayOf(entry.HappenedAt), other == "from" ? entry.FromPlace : entry.ToPlace, entry.Document, entry.Reason, entry.Quantity,
                    entry.Person])], [])
        {
            Facts = kinds.ToDictionary(kind => kind,
                kind => (object?)moved.Where(entry => entry.Reason.Split(": ")[0] == kind).Sum(entry => entry.Quantity)),
        };
    }

    /// <summary>What the office tells the public every day. A card that was called back by then was none, of whichever day it is. Who waits, at the centre
    /// as it had told last by then, and here.</summary>
    private Report Bulletin(string name, DateOnly from, DateOnly to)
    {
        var (made, moved, waiting, told) = database.Read(connection => (
            connection.Query<(string Day, long Cards)>(
                """
                SELECT substr(happened_at, 1, 10), sum(quantity) FROM ledger AS made
                WHERE substr(happened_at, 1, 10) BETWEEN @first AND @last AND to_place = @Issued AND from_place NOT IN @OfCards
                    AND NOT EXISTS (SELECT 1 FROM ledger AS gone WHERE gone.chip_uid = made.chip_uid AND gone.sequence > made.sequence
                        AND substr(gone.happened_at, 1, 10) <= @last AND gone.from_place IN @OfCards AND gone.to_place NOT IN @OfCards)
                GROUP BY 1
                """, new { first = Text(from), last = Text(to), Places.Issued, Places.OfCards }).ToDictionary(row => row.Day, row => row.Cards),
            connection.Query<(string From, string To, long Quantity)>(
                "SELECT from_place, to_place, sum(quantity) FROM ledger WHERE substr(happened_at, 1, 10) <= @last GROUP BY 1, 2", new { last = Text(to) }).AsList(),
            QueueBook.WaitingOn(connection, to, calendar), QueueBook.ToldBy(connection, to)));
        var inHand = moved.Sum(row => (Places.IsInHand(row.To) ? row.Quantity : 0) - (Places.IsInHand(row.From) ? row.Quantity : 0));
        var rows = new List<IReadOnlyList<object?>>
        {
            new object?[] { "cards-of-day", made.GetValueOrDefault(Text(to)) },
            new object?[] { "cards-of-period", made.Values.Sum() },
            new object?[] { "blanks-in-hand", inHand },
        };
        rows.Add(["waiting", waiting is { } known ? known : ReportWords.NotKnown]);
        if (told is { } day && day < to)
            rows.Add(["waiting-as-of", Text(day)]);
        return new Report(name, options.Station.Office, from, to, ["item", "count"], rows, []);
    }

    private static IEnumerable<string> Periods(DateOnly from, DateOnly to, int characters) =>
        Enumerable.Range(0, to.DayNumber - from.DayNumber + 1).Select(day => Text(from.AddDays(day))[..characters]).Distinct();

    private static string Text(DateOnly day) => OfficeCalendar.Text(day);
}

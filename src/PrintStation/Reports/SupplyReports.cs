using Microsoft.Data.Sqlite;
using PrintStation.Inventory;
using PrintStation.Storage;

namespace PrintStation.Reports;

/// <summary>Ribbons, films and cleaning kits: what came and was used and how long it lasts; and each ribbon as it was really used up.</summary>
internal sealed class SupplyReports(
    StationDatabase database, OfficeCalendar calendar, OfficeHours hours, StationOptions options, SupplyState state, SupplyOutlook outlook)
{
    public const string Supplies = "supplies";
    public const string Ribbons = "ribbons";
    private const int Percent = 100;

    public static readonly IReadOnlyList<string> Names = [Supplies, Ribbons];

    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="LedgerRefusal">A period that cannot be: see <see cref="ReportPeriod"/>.</exception>
    public Report Make(string name, string? from, string? to)
    {
        var today = database.Read(calendar.LatestDay);
        var (first, last) = ReportPeriod.Of(from, to, today);
        var report = database.Read(connection => name == Ribbons ? UsedUp(connection, first, last) : Stock(connection, first, last, today));
        return report with { Made = today, Letterhead = options.Letterhead };
    }

    /// <summary>Opening + received − used + surplus − shortage = closing, for each kind: what a first count found does not hide what a later one missed. How long it lasts is
    /// known for today only.</summary>
    private Report Stock(SqliteConnection connection, DateOnly from, DateOnly to, DateOnly today)
    {
        var (movements, printers) = (SupplyBook.Movements(connection), state.Printers(connection));
        var pace = WorkPace.Of(connection, today, hours, options.OfficeTime);
        var rows = SupplyBook.Kinds.Select(kind =>
        {
            var all = movements.Where(movement => movement.Kind == kind && DayOf(movement) <= to).ToList();
            var period = all.Where(movement => DayOf(movement) >= from).ToList();
            var opening = all.Except(period).Sum(movement => Effect(movement));
            var reach = outlook.Of(connection, kind);
            (string? Least, string? Usual) lasts = to == today && pace.Tells && reach.CardsLeft is { } cards && pace.LastDays(hours, today, cards) is var days
                ? (ReportWords.DayCell(days.Quick), ReportWords.DayCell(days.Usual))
                : default;
            return (IReadOnlyList<object?>)
            [
                kind, opening, Sum(period, movement => Touches(movement, place => place == SupplyMovement.Supplier)),
                -Sum(period, movement => Touches(movement, place => Places.MachineOf(place) is not null)),
                Sum(period, IsOfSurplus), -Sum(period, IsOfShortage),
                opening + period.Sum(Effect), reach.Each, lasts.Least, lasts.Usual,
            ];
        }).ToList();
        return new Report(Supplies, options.Station.Office, from, to,
            ["supply", "opening", "received", "used-up", "surplus", "shortage", "closing", "cards-each", "lasts-least", "lasts"], rows, [])
        {
            Facts = new Dictionary<string, object?>
            {
                ["prints-left"] = ByPrinter(printers, printer => printer.PrintsLeft), ["since-cleaning"] = ByPrinter(printers, printer => printer.CardsSinceCleaning),
            },
        };
    }

    /// <summary>Ribbons that were in a printer on a day of the period.</summary>
    private Report UsedUp(SqliteConnection connection, DateOnly from, DateOnly to)
    {
        var lives = state.Ribbons(connection).Where(life => DayOf(life.From) <= to && (life.To is null || DayOf(life.To) >= from)).ToList();
        var whole = lives.Where(life => life is { To: not null, Prints: not null, PrintsLeftAtFirst: not null }).ToList();
        return new Report(Ribbons, options.Station.Office, from, to,
            ["machine", "put-in", "by", "taken-out", "prints-new", "prints", "yield", "left-over", "cards-in"],
            [.. lives.Select(life => (IReadOnlyList<object?>)
            [
                life.Printer, Minute(life.From), life.From.Person, life.To is null ? "inside" : Minute(life.To), life.PrintsLeftAtFirst, life.Prints,
                life is { To: not null, Prints: { } prints, PrintsLeftAtFirst: > 0 and var most } ? (long)Math.Round((double)prints * Percent / most) : null,
                life.LeftOver, life.Cards,
            ])],
            [])
        {
            Facts = new Dictionary<string, object?>
            {
                ["ribbons-used-up"] = whole.Count,
                ["prints-each"] = whole.Count == 0 ? "unknown" : (long)Math.Round(whole.Average(life => life.Prints!.Value)),
            },
        };
    }

    /// <summary>"printer-1: 312; printer-2: –".</summary>
    private static string ByPrinter(IReadOnlyList<PrinterSupply> printers, Func<PrinterSupply, long?> figure) =>
        string.Join("; ", printers.Select(printer => $"{printer.Printer}: {(figure(printer) is { } known ? $"{known}" : "–")}"));

    private static long Effect(SupplyMovement movement) =>
        (movement.ToPlace == Places.Store ? movement.Quantity : 0) - (movement.FromPlace == Places.Store ? movement.Quantity : 0);

    /// <summary>What was taken back counts with a minus, on the day on which it was.</summary>
    private static bool Touches(SupplyMovement movement, Func<string, bool> place) => place(movement.FromPlace) || place(movement.ToPlace);

    private static bool IsOfSurplus(SupplyMovement movement) =>
        (movement.Reverses is null ? movement.FromPlace : movement.ToPlace) == Places.Difference;

    private static bool IsOfShortage(SupplyMovement movement) =>
        (movement.Reverses is null ? movement.ToPlace : movement.FromPlace) == Places.Difference;

    private static long Sum(List<SupplyMovement> movements, Func<SupplyMovement, bool> of) => movements.Where(of).Sum(Effect);

    private static DateOnly DayOf(SupplyMovement movement) => OfficeCalendar.Day(OfficeCalendar.DayOf(movement.HappenedAt));

    private static string Minute(SupplyMovement movement) => OfficeCalendar.Minute(movement.HappenedAt);
}

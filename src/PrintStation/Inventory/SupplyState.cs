using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>How ribbons, films and cleaning stand: from the book of supplies, what the printers told last, and the cards of the book of blanks.</summary>
internal sealed class SupplyState(StationDatabase database, OfficeCalendar calendar, RibbonWatch watch, StationOptions options)
{
    public const int MostRecent = 20;

    public IReadOnlyList<SupplyStock> Stock() => database.Read(Stock);

    public IReadOnlyList<PrinterSupply> Printers() => database.Read(Printers);

    /// <summary>The last ones, the youngest first.</summary>
    public IReadOnlyList<SupplyMovement> Recent() => database.Read(connection => connection.Query<SupplyMovement>(
        "SELECT * FROM supply_movement ORDER BY number DESC LIMIT @MostRecent", new { MostRecent }).AsList());

    /// <summary>On the ribbon in this printer, as it was last asked; null where it was not since the start, or no ribbon that fits lies in it.</summary>
    public long? PrintsLeft(string printer) => watch.LevelOf(printer)?.PrintsLeft;

    /// <summary>The same; where it was not asked since the start: what its ribbon had at first, less the cards that went in since.</summary>
    public long? PrintsLeft(SqliteConnection connection, IReadOnlyList<SupplyMovement> movements, string printer)
    {
        if (watch.LevelOf(printer) is { } level)
            return level.PrintsLeft;
        return LastInto(movements, SupplyBook.Ribbon, printer) is { } ribbon && Readings(connection).GetValueOrDefault(ribbon.Number) is { } first
            ? Math.Max(0, first.PrintsLeft - CardsBetween(connection, printer, Moment(ribbon), null))
            : null;
    }

    public static IReadOnlyList<SupplyStock> Stock(SqliteConnection connection) =>
        [.. SupplyBook.Kinds.Select(kind => new SupplyStock(kind, SupplyBook.InStore(connection, kind)))];

    public IReadOnlyList<PrinterSupply> Printers(SqliteConnection connection)
    {
        var movements = SupplyBook.StandingMovements(connection);
        return [.. options.Printers.Select(printer =>
        {
            var ribbon = LastInto(movements, SupplyBook.Ribbon, printer.Name);
            var cleaned = CleanedAt(connection, movements, printer.Name);
            var level = watch.LevelOf(printer.Name);
            return new PrinterSupply(printer.Name, PrintsLeft(connection, movements, printer.Name), ribbon?.HappenedAt,
                ribbon is null ? null : CardsBetween(connection, printer.Name, Moment(ribbon), null), cleaned is { } at ? Text(at) : null,
                CardsBetween(connection, printer.Name, cleaned, null), level?.CleaningDue ?? false);
        })];
    }

    /// <summary>Every ribbon that was put in as far as the books know, the oldest first. A printer's ribbon from before its first change is not
    /// among them: nobody knows when it began.</summary>
    public IReadOnlyList<RibbonLife> Ribbons(SqliteConnection connection)
    {
        var (readings, movements) = (Readings(connection), SupplyBook.StandingMovements(connection));
        var lives = movements.Where(movement => movement.Kind == SupplyBook.Ribbon && PrinterOf(movement) is not null)
            .GroupBy(movement => PrinterOf(movement)!).SelectMany(changes =>
            {
                var ordered = changes.OrderBy(Moment).ToList();
                return ordered.Select((from, i) => Life(connection, changes.Key, from, i + 1 < ordered.Count ? ordered[i + 1] : null, readings));
            }).OrderBy(life => Moment(life.From));
        return [.. lives.Select(life => life.To is null ? life with { LeftOver = PrintsLeft(connection, movements, life.Printer) } : life)];
    }

    /// <summary>How many cards one film or one cleaning was good for, from one change to the next at each printer; the last ones.</summary>
    public static IReadOnlyList<long> CardsEach(SqliteConnection connection, string kind) => [.. SupplyBook.StandingMovements(connection)
        .Where(movement => movement.Kind == kind && PrinterOf(movement) is not null).GroupBy(movement => PrinterOf(movement)!)
        .SelectMany(changes => changes.OrderBy(Moment).Zip(changes.OrderBy(Moment).Skip(1)))
        .OrderByDescending(pair => Moment(pair.Second)).Take(MostRecent)
        .Select(pair => CardsBetween(connection, PrinterOf(pair.First)!, Moment(pair.First), Moment(pair.Second)))];

    /// <summary>Cards that went into the machine since the last change of this kind; null where none is known.</summary>
    public static long? CardsSince(SqliteConnection connection, IReadOnlyList<SupplyMovement> movements, string kind, string printer) =>
        LastInto(movements, kind, printer) is { } last ? CardsBetween(connection, printer, Moment(last), null) : null;

    private static Dictionary<long, Told> Readings(SqliteConnection connection) => connection.Query<Told>(
        "SELECT number, serial, cards_inserted, panels_printed, prints_left, prints_left_before FROM ribbon_reading").ToDictionary(told => told.Number);

    /// <param name="PrintsLeftBefore">Null where not known.</param>
    private sealed record Told(long Number, string Serial, long CardsInserted, long PanelsPrinted, long PrintsLeft, long? PrintsLeftBefore);

    private RibbonLife Life(
        SqliteConnection connection, string printer, SupplyMovement from, SupplyMovement? to, Dictionary<long, Told> readings)
    {
        var begin = readings.GetValueOrDefault(from.Number);
        var (end, left) = to is null ? Now(printer) : readings.GetValueOrDefault(to.Number) is { } next ? (next, next.PrintsLeftBefore) : (null, null);
        // New electronics under the old serial number begin to count anew.
        if (begin is null || end is null || begin.Serial != end.Serial || end.PanelsPrinted < begin.PanelsPrinted || end.CardsInserted < begin.CardsInserted)
            return new RibbonLife(printer, from, to, begin?.PrintsLeft, null,
                CardsBetween(connection, printer, Moment(from), to is null ? null : Moment(to)), left);
        var first = new RibbonReading(printer, begin.Serial, begin.CardsInserted, begin.PanelsPrinted, begin.PrintsLeft);
        return new RibbonLife(printer, from, to, begin.PrintsLeft, first.PrintsUntil(end.PanelsPrinted), end.CardsInserted - begin.CardsInserted, left);
    }

    /// <summary>What the machine tells of the ribbon that lies in it.</summary>
    private (Told? Told, long? Left) Now(string printer) => watch.LevelOf(printer) is { } level
        ? (new Told(0, level.Serial, level.CardsInserted, level.PanelsPrinted, level.PrintsLeft ?? 0, null), level.PrintsLeft)
        : (null, null);

    /// <summary>A person's word, or the end of the machine's own demand.</summary>
    private static DateTimeOffset? CleanedAt(SqliteConnection connection, IReadOnlyList<SupplyMovement> movements, string printer)
    {
        var told = LastInto(movements, SupplyBook.Cleaning, printer);
        var seen = connection.ExecuteScalar<string?>(
            "SELECT max(closed_at) FROM gate_history WHERE scope = @printer AND reason = 'cleaning-required'", new { printer });
        return new[] { told is null ? (DateTimeOffset?)null : Moment(told), seen is null ? null : Moment(seen) }.Max();
    }

    private static SupplyMovement? LastInto(IReadOnlyList<SupplyMovement> movements, string kind, string printer) =>
        movements.Where(movement => movement.Kind == kind && movement.ToPlace == Places.Machine(printer)).MaxBy(Moment);

    /// <summary>By the book of blanks: what went into the machine after one moment and up to another one.</summary>
    /// <param name="from">Null: since the books began.</param>
    /// <param name="to">Null: until now.</param>
    private static long CardsBetween(SqliteConnection connection, string printer, DateTimeOffset? from, DateTimeOffset? to) =>
        connection.ExecuteScalar<long>(CardsInto, new { from, to, machine = Places.Machine(printer) });

    /// <summary>Cards that went into @machine, by the book of blanks.</summary>
    internal const string CardsInto =
        """
        SELECT coalesce(sum(quantity), 0) FROM ledger
        WHERE sequence > coalesce((SELECT sequence FROM ledger WHERE @from IS NOT NULL AND written_at <= @from ORDER BY sequence DESC LIMIT 1), 0)
          AND (@to IS NULL OR written_at <= @to) AND to_place = @machine
        """;

    private static string? PrinterOf(SupplyMovement movement) => Places.MachineOf(movement.ToPlace);

    internal static DateTimeOffset Moment(SupplyMovement movement) => Moment(movement.HappenedAt);

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private string Text(DateTimeOffset at) => OfficeCalendar.Stamp(calendar.InOffice(at));
}

using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>Ribbons, films and cleaning kits in items: what came, what was put into which printer, what a count found. Two-sided and never
/// changed, like the book of blanks; a mistake is reversed. What a person books never takes the store below zero; a ribbon that the station sees in a
/// machine is always booked, a shortage from the difference.</summary>
internal sealed class SupplyBook(StationDatabase database, OfficeCalendar calendar)
{
    public const string Ribbon = "ribbon";
    public const string Film = "film";
    public const string Cleaning = "cleaning";
    public const string Station = "station";
    public const int MostAtOnce = 10_000;
    private const string Changed = "changed";

    /// <summary>So many cards may still go in after a person has told of a change, before he makes it.</summary>
    private const int CardsWhileChanging = 5;

    public static readonly IReadOnlyList<string> Kinds = [Ribbon, Film, Cleaning];

    /// <param name="document">Number of the paper; used once for each kind.</param>
    /// <param name="cardsEach">What stands on the box; null where nothing does.</param>
    /// <param name="at">As people name a moment; null is now.</param>
    /// <param name="refers">What of a closed month it corrects: see <see cref="Corrections"/>.</param>
    /// <exception cref="LedgerRefusal">Nothing was booked; its code says why.</exception>
    public SupplyMovement Receive(string? kind, int quantity, int? cardsEach, string? document, string? at, string person, string? refers = null)
    {
        Require(kind, quantity);
        if (cardsEach is < 1 or > MostAtOnce)
            throw new LedgerRefusal("supply-cards-each", Number(cardsEach.Value));
        var paper = Papers.Require(document, "supply receive");
        var happened = calendar.Past(at);
        return database.Write(transaction =>
        {
            MonthBook.RequireOpen(transaction, happened, calendar.Now);
            if (transaction.Find<long?>($"SELECT min(number) FROM ({Standing}) WHERE kind = @kind AND {Papers.IsSame("document", "@paper")}",
                new { kind, paper }) is { } used)
                throw new LedgerRefusal("supply-document-used", $"{paper}, {used}");
            return Append(transaction, new Booking(kind!, quantity, SupplyMovement.Supplier, Places.Store, "received", person, happened, paper, cardsEach,
                Require(transaction, refers, at)));
        });
    }

    /// <summary>A person has put one into a printer, or used one to clean it.</summary>
    /// <param name="printer">One of this station's.</param>
    /// <param name="another">It is another one than the station has seen on that day: half used, so that no machine tells of it.</param>
    /// <exception cref="LedgerRefusal">As above; or the station has seen the change itself, and booked it.</exception>
    public SupplyMovement Change(string? kind, string printer, string? at, string person, bool another = false, string? refers = null)
    {
        Require(kind, 1);
        var happened = calendar.Past(at);
        return database.Write(transaction =>
        {
            MonthBook.RequireOpen(transaction, happened, calendar.Now);
            if (kind == Ribbon && !another && SeenOn(transaction, printer, happened) is { } seen)
                throw new LedgerRefusal("supply-seen", $"{printer}, {OfficeCalendar.Minute(seen)}");
            RequireHeldSince(transaction, kind!, happened);
            return Append(transaction, new Booking(kind!, 1, Places.Store, Places.Machine(printer), Changed, person, happened,
                Refers: Require(transaction, refers, at)));
        });
    }

    /// <summary>What really lies in the store; a difference is booked.</summary>
    /// <param name="reason">Needed where it differs.</param>
    /// <param name="refers">As above.</param>
    /// <param name="second">Who counted too; needed where it differs.</param>
    /// <returns>Null where the books had the same.</returns>
    /// <exception cref="LedgerRefusal">Nothing was booked; its code says why.</exception>
    public SupplyMovement? Count(string? kind, int counted, string? reason, string person, string? refers = null, string? second = null)
    {
        var persons = TwoPersons.Names(person, second);
        Require(kind, 1);
        if (counted is < 0 or > MostAtOnce)
            throw new LedgerRefusal("supply-quantity", Number(counted));
        return database.Write(transaction =>
        {
            var difference = counted - InStore(transaction, kind!);
            if (difference == 0)
                return null;
            if (string.IsNullOrWhiteSpace(reason))
                throw new LedgerRefusal("supply-reason", kind!); // by how much stays unsaid, as with blanks
            TwoPersons.Require(second, kind!);
            var (from, to) = difference > 0 ? (Places.Difference, Places.Store) : (Places.Store, Places.Difference);
            MonthBook.RequireClock(transaction, calendar.Now);
            return Append(transaction, new Booking(kind!, Math.Abs(difference), from, to, $"count: {reason}", persons, calendar.Now,
                Refers: Require(transaction, refers, null)));
        });
    }

    /// <summary>Takes back a person's mistake; the paper may be booked once more.</summary>
    /// <param name="second">Who says so too; null where nobody does.</param>
    /// <exception cref="LedgerRefusal">No such movement, the station's own, seen by it, taken back before, or no longer there.</exception>
    public SupplyMovement Reverse(long number, string? reason, string person, string? second = null)
    {
        if (string.IsNullOrWhiteSpace(reason))
            throw new LedgerRefusal("supply-reversal-reason", Number(number));
        var persons = TwoPersons.Names(person, second);
        return database.Write(transaction =>
        {
            var mistake = transaction.Find<SupplyMovement>("SELECT * FROM supply_movement WHERE number = @number", new { number })
                ?? throw new LedgerRefusal("supply-unknown", Number(number));
            if (mistake.Person == Station || mistake.Reverses is not null || IsSeen(transaction, number))
                throw new LedgerRefusal("supply-not-reversible", Number(number));
            if (transaction.Find<long?>("SELECT number FROM supply_movement WHERE reverses = @number", new { number }) is { } before)
                throw new LedgerRefusal("supply-reversed", $"{number}: {before}");
            var now = calendar.Now;
            MonthBook.RequireClock(transaction, now);
            if (mistake.ToPlace == Places.Store && InStore(transaction, mistake.Kind) is var held && held < mistake.Quantity)
                throw new LedgerRefusal("supply-not-there", $"{held} / {mistake.Quantity}");
            return Append(transaction, new Booking(mistake.Kind, mistake.Quantity, mistake.ToPlace, mistake.FromPlace, $"reversal: {reason}", persons, now,
                mistake.Document, Reverses: number));
        });
    }

    /// <summary>The station has seen another ribbon in a machine. One that a person has told of on the same day is that one, unless the machine has
    /// worked with it since: a half-used ribbon is not seen, the new one after it is.</summary>
    /// <param name="leftBefore">On the ribbon before, as last read; null where not known.</param>
    public void RecordRibbon(RibbonReading seen, long? leftBefore) => database.Write(transaction =>
    {
        var (now, counts) = (calendar.Now, MonthBook.Counts(transaction, calendar.Now, calendar.OfficeTime));
        var number = ToldOf(transaction, seen.Printer);
        if (number is null && InStore(transaction, Ribbon) < 1)
            Append(transaction, new Booking(Ribbon, 1, Places.Difference, Places.Store, BlankLedger.UnbookedBefore, Station, counts));
        number ??= Append(transaction, new Booking(Ribbon, 1, Places.Store, Places.Machine(seen.Printer), Changed, Station, counts)).Number;
        transaction.Execute(
            """
            INSERT INTO ribbon_reading (number, serial, read_at, cards_inserted, panels_printed, prints_left, prints_left_before)
            VALUES (@number, @Serial, @now, @CardsInserted, @PanelsPrinted, @PrintsLeft, @leftBefore)
            """, new { number, seen.Serial, now, seen.CardsInserted, seen.PanelsPrinted, seen.PrintsLeft, leftBefore });
    });

    /// <summary>What this machine told when its last ribbon came; null where no change was seen yet.</summary>
    public RibbonReading? LastReading(string serial) => database.Read(connection => connection.QueryFirstOrDefault<RibbonReading>(
        """
        SELECT to_place AS printer, serial, cards_inserted, panels_printed, prints_left
        FROM ribbon_reading JOIN supply_movement USING (number) WHERE serial = @serial ORDER BY number DESC LIMIT 1
        """, new { serial })) is { } last ? last with { Printer = Places.MachineOf(last.Printer)! } : null;

    public static IReadOnlyList<SupplyMovement> Movements(SqliteConnection connection) =>
        connection.Query<SupplyMovement>("SELECT * FROM supply_movement ORDER BY number").AsList();

    /// <summary>Without mistakes and what took them back.</summary>
    public static IReadOnlyList<SupplyMovement> StandingMovements(SqliteConnection connection) =>
        connection.Query<SupplyMovement>($"{Standing} ORDER BY number").AsList();

    public static long InStore(SqliteConnection connection, string kind) => connection.ExecuteScalar<long>(StoreOf, new { kind });

    private const string Standing =
        """
        SELECT * FROM supply_movement AS booked
        WHERE reverses IS NULL AND NOT EXISTS (SELECT 1 FROM supply_movement AS later WHERE later.reverses = booked.number)
        """;

    private const string StoreOf =
        """
        SELECT coalesce(sum(CASE 'Store' WHEN to_place THEN quantity ELSE -quantity END), 0) FROM supply_movement
        WHERE kind = @kind AND 'Store' IN (from_place, to_place)
        """;

    private sealed record Booking(
        string Kind, long Quantity, string From, string To, string Reason, string Person, DateTimeOffset HappenedAt, string? Document = null,
        int? CardsEach = null, string? Refers = null, long? Reverses = null);

    private static long InStore(StationTransaction transaction, string kind) => transaction.Find<long>(StoreOf, new { kind });

    private static void Require(string? kind, int quantity)
    {
        if (kind is null || !Kinds.Contains(kind))
            throw new LedgerRefusal("supply-kind", string.Join(", ", Kinds));
        if (quantity is < 1 or > MostAtOnce)
            throw new LedgerRefusal("supply-quantity", Number(quantity));
    }

    private static string? Require(StationTransaction transaction, string? refers, string? at) =>
        Corrections.Require(transaction, refers, at, number => Corrections.OfSupplies(transaction, number));

    private static bool IsSeen(StationTransaction transaction, long number) =>
        transaction.Find<long>("SELECT count(*) FROM ribbon_reading WHERE number = @number", new { number }) > 0;

    /// <summary>The change of today that a person told of last, and that nothing was seen of yet; null where there is none, or the machine has
    /// worked since.</summary>
    private long? ToldOf(StationTransaction transaction, string printer)
    {
        var machine = Places.Machine(printer);
        var told = transaction.Find<SupplyMovement>(
            $"""
            SELECT * FROM ({Standing}) WHERE kind = 'ribbon' AND to_place = @machine AND substr(happened_at, 1, 10) = @today
                AND number NOT IN (SELECT number FROM ribbon_reading)
            ORDER BY number DESC LIMIT 1
            """, new { machine, today = OfficeCalendar.Text(calendar.Today) });
        if (told is null)
            return null;
        var cards = transaction.Find<long>(SupplyState.CardsInto, new { machine, from = (DateTimeOffset?)SupplyState.Moment(told), to = (DateTimeOffset?)null });
        return cards > CardsWhileChanging ? null : told.Number;
    }

    /// <summary>When the station saw a change there on that day; null where it saw none.</summary>
    private static string? SeenOn(StationTransaction transaction, string printer, DateTimeOffset day) => transaction.Find<string>(
        """
        SELECT max(happened_at) FROM supply_movement JOIN ribbon_reading USING (number)
        WHERE to_place = @machine AND substr(happened_at, 1, 10) = @day
        """, new { machine = Places.Machine(printer), day = OfficeCalendar.DayOf(day) });

    /// <summary>For what a person dates back: one lay there at the end of that day and of each since.</summary>
    private static void RequireHeldSince(StationTransaction transaction, string kind, DateTimeOffset happened)
    {
        var day = OfficeCalendar.DayOf(happened);
        var held = InStore(transaction, kind);
        if (held < 1)
            throw new LedgerRefusal("supply-none", kind);
        foreach (var (_, gained) in transaction.Query<(string Day, long Gained)>(
            """
            SELECT substr(happened_at, 1, 10), sum(CASE to_place WHEN 'Store' THEN quantity ELSE -quantity END) FROM supply_movement
            WHERE kind = @kind AND 'Store' IN (from_place, to_place) AND substr(happened_at, 1, 10) > @day GROUP BY 1 ORDER BY 1 DESC
            """, new { kind, day }))
        {
            held -= gained;
            if (held < 1)
                throw new LedgerRefusal("supply-none-then", day);
        }
    }

    private SupplyMovement Append(StationTransaction transaction, Booking booking)
    {
        transaction.Execute(
            """
            INSERT INTO supply_movement (kind, quantity, from_place, to_place, reason, document, cards_each, person, happened_at, written_at, refers,
                                         reverses)
            VALUES (@Kind, @Quantity, @From, @To, @Reason, @Document, @CardsEach, @Person, @happened, @now, @Refers, @Reverses)
            """, new
            {
                booking.Kind, booking.Quantity, booking.From, booking.To, booking.Reason, booking.Document, booking.CardsEach, booking.Person,
                happened = OfficeCalendar.Stamp(calendar.InOffice(booking.HappenedAt)), now = calendar.Now, booking.Refers, booking.Reverses,
            });
        return transaction.Find<SupplyMovement>("SELECT * FROM supply_movement ORDER BY number DESC LIMIT 1")!;
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}

using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PrintStation.Inventory;
using PrintStation.Reports;
using PrintStation.Storage;

namespace PrintStation.Tests.Inventory;

/// <summary>The books of an office in WITA on 2 November 2026, 09:00, with 500 blanks in the store.</summary>
internal abstract class BooksFixture
{
    protected FakeTimeProvider Clock { get; private set; } = null!;

    protected StationDatabase Database { get; private set; } = null!;

    protected BlankLedger Ledger { get; private set; } = null!;

    protected BlankStock Stock { get; private set; } = null!;

    protected BlankActs Acts { get; private set; } = null!;

    protected Reversals Reversals { get; private set; } = null!;

    protected StockTakes Takes { get; private set; } = null!;

    protected DestructionBox Box { get; private set; } = null!;

    protected Destructions Destructions { get; private set; } = null!;

    protected BoxLosses Losses { get; private set; } = null!;

    protected OldCards OldCards { get; private set; } = null!;

    protected MonthBook Months { get; private set; } = null!;

    protected DayBook Days { get; private set; } = null!;

    protected DiscrepancyCheck Check { get; private set; } = null!;

    protected TemporaryDirectory Directory { get; private set; } = null!;

    protected virtual int FirstStock => 500;

    [SetUp]
    public void OpenBooks()
    {
        Clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 2, 1, 0, 0, TimeSpan.Zero));
        Directory = new TemporaryDirectory();
        Database = StationDatabase.Open(Directory.Path);
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Makassar");
        Ledger = new BlankLedger(Clock, zone);
        Stock = new BlankStock(Database, Ledger, new LedgerHeadFile(Path.Combine(Directory.Path, "head.json")), Clock, NullLogger<BlankStock>.Instance);
        var calendar = new OfficeCalendar(Clock, zone);
        Acts = new BlankActs(Database, Ledger, Stock, calendar, new StationOptions { Station = new IdentityOptions { Office = "5371" } });
        Reversals = new Reversals(Database, Ledger, Stock, calendar);
        Takes = new StockTakes(Database, Ledger, Stock, calendar);
        Box = new DestructionBox(Database, calendar);
        Destructions = new Destructions(Database, Ledger, Stock, calendar);
        Losses = new BoxLosses(Database, Ledger, Stock, Box, calendar);
        OldCards = new OldCards(Database, Ledger, Stock, calendar);
        Months = new MonthBook(Database, calendar);
        Days = new DayBook(Database, Ledger, Stock, calendar, new StationOptions { Printers = [new PrinterOptions { Name = "printer-1" }] });
        Check = new DiscrepancyCheck(Database, calendar);
        if (FirstStock > 0)
            Acts.Book("open", new ActRequest(FirstStock, "siti", Document: "BA/0"));
    }

    [TearDown]
    public void CloseBooks()
    {
        Database.Dispose();
        Directory.Dispose();
    }

    protected BlankReports ReportsOf(StationOptions options)
    {
        var calendar = new OfficeCalendar(Clock, Ledger.OfficeTime);
        var hours = OfficeHours.Of(options);
        return new BlankReports(Database, calendar, options, new Interruptions(Database, calendar, hours, options),
            new DayReport(Database, calendar, hours, options), new OldCardReport(Database, options));
    }

    protected long At(string place) => Stock.Balances().GetValueOrDefault(place);

    protected IReadOnlyList<LedgerEntry> Entries() => Database.Read(BlankLedger.Entries);

    /// <summary>What a machine does: a card from the hopper ends among the spoiled.</summary>
    protected void Spoil(string? uid, string runId) => Database.Write(transaction =>
        Ledger.Record(transaction, new Movement(1, Places.Hopper("printer-1"), Places.Spoiled, "chip-mute", "station", Clock.GetUtcNow(), RunId: runId, ChipUid: uid)));

    /// <summary>Run J1-1 at printer-1 is in this state now, without a UID.</summary>
    protected void Run(string state) => Database.Write(transaction =>
    {
        transaction.Execute(
            """
            INSERT OR IGNORE INTO job (job_id, lease_id, fence_epoch, fence, kind, priority, blank_version, layout, claimed_at)
            VALUES ('J1', 'L1', 'E', 1, 'ktp-el', 0, 'v1', 'l1', @now)
            """, new { now = Clock.GetUtcNow() });
        return transaction.Execute(
            "INSERT OR REPLACE INTO run (run_id, job_id, attempt, state, printer, changed_at) VALUES ('J1-1', 'J1', 1, @state, 'printer-1', @now)",
            new { state, now = Clock.GetUtcNow() });
    });

    /// <summary>Refused with the code, and not one movement more in the books.</summary>
    protected void AssertRefused(Action act, string code)
    {
        var before = Entries().Count;
        Assert.That(() => act(), Throws.TypeOf<LedgerRefusal>().With.Property("Code").EqualTo(code));
        Assert.That(Entries(), Has.Count.EqualTo(before), "movements");
        Assert.That(new StationTexts("en")[$"error.{code}"], Is.Not.Empty.And.Not.EqualTo($"error.{code}"), "a sentence for it");
    }

    protected void AssertSound() => Assert.That(Database.Read(BlankLedger.FindFault), Is.Null);
}

using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Lifecycle;
using PrintStation.Storage;

namespace PrintStation.Tests.Lifecycle;

/// <summary>A station's books on a real disk, without devices and without a centre.</summary>
internal sealed class TestStation : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public TestStation()
    {
        Database = StationDatabase.Open(_directory.Path);
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Makassar");
        Outbox = new ReportOutbox(Database, Clock);
        Facts = new CardFacts(Database, Outbox, Clock);
        var (oldCards, loans) = (new OldCardTeller(Facts), new LoanTeller(Outbox));
        Ledger = new BlankLedger(Clock, zone)
        {
            Booked = (transaction, entry) =>
            {
                oldCards.Tell(transaction, entry);
                loans.Tell(transaction, entry);
            },
        };
        Queue = new QueueBook(Database, new OfficeCalendar(Clock, zone));
        HeadFile = new LedgerHeadFile(Path.Combine(_directory.Path, "ledger-head.json"));
        Stock = new BlankStock(Database, Ledger, HeadFile, Clock, NullLogger<BlankStock>.Instance);
        Calendar = new OfficeCalendar(Clock, zone);
        Book = new RunBook(Database, Ledger, Stock, Outbox, Clock, NullLogger<RunBook>.Instance);
        Stock.Announce(new Delivery("D1", "BAST/1", "2019", 100, Clock.GetUtcNow()), []);
        Stock.Receive("D1", 100, null, "siti");
        Stock.Load("printer-1", 50, "siti");
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 2, 1, 0, 0, TimeSpan.Zero));

    public string Directory => _directory.Path;

    public StationDatabase Database { get; }

    public BlankLedger Ledger { get; }

    public LedgerHeadFile HeadFile { get; }

    public BlankStock Stock { get; }

    public QueueBook Queue { get; }

    public ReportOutbox Outbox { get; }

    public RunBook Book { get; }

    public CardFacts Facts { get; }

    public OfficeCalendar Calendar { get; }

    public CardBatches Batches => StationHost.BatchesOf(Database, Calendar, Facts);

    public HandOvers HandOvers => StationHost.HandOversOf(Database, Calendar, Clock, Facts);

    public long Balance(string place) => Stock.Balances().GetValueOrDefault(place);

    public Job Job(string jobId) => Book.FindJob(jobId)!;

    public IReadOnlyList<CardRun> Runs(string jobId) => Book.Runs("job_id = @jobId", new { jobId });

    public IReadOnlyList<Report> Reports() => Database.Read(connection =>
        connection.Query<Report>("SELECT * FROM outbox WHERE kind <> 'delivery' ORDER BY sequence").AsList());

    /// <summary>A job in hand with its first run Fetched.</summary>
    public CardRun Fetched(string jobId, string blankVersion = "2019", string? lease = null, string? district = null)
    {
        var run = Database.Write(transaction => Book.Open(transaction, new Job(jobId, lease ?? $"lease-{jobId}", "E1", 1, "IdentityCard", 3, blankVersion,
            "ktp-el", Clock.GetUtcNow(), false, null, false, null, "open", District: district)));
        return Book.Move(run, CardTrigger.PayloadAccepted, new MoveDetails(Also: transaction =>
            transaction.Execute("UPDATE job SET envelope = 'sealed', nik_digest = @jobId WHERE job_id = @jobId", new { jobId })));
    }

    /// <summary>Moves it along the straight way up to the state.</summary>
    public CardRun Until(CardRun run, CardState state, string? uid = "04A1B2C3D4E5F6")
    {
        CardTrigger[] way =
        [
            CardTrigger.StartFeeding, CardTrigger.FeedSucceeded, CardTrigger.StartEncoding, CardTrigger.EncodeSucceeded,
            CardTrigger.StartPrinting, CardTrigger.PrintSucceeded, CardTrigger.StartVerifying, CardTrigger.VerifyPassed,
            CardTrigger.StartEjecting, CardTrigger.EjectSucceeded,
        ];
        foreach (var trigger in way.SkipWhile(trigger => !CardLifecycle.Permits(run.State, trigger)))
        {
            if (run.State == state)
                break;
            run = Book.Move(run, trigger, new MoveDetails(With: r => r with
            {
                Printer = "printer-1",
                PrinterSerial = "S1",
                BlankUid = trigger == CardTrigger.StartFeeding ? null : uid,
            }));
        }

        return run;
    }

    /// <summary>A fed card condemned and rejected for a reason.</summary>
    public CardRun Spoil(CardRun run, string reason, string? uid = null)
    {
        run = Until(run, CardState.Feeding);
        run = Book.Move(run, CardTrigger.CardUnfit, new MoveDetails(reason, With: r => r with { BlankUid = uid }));
        run = Book.Move(run, CardTrigger.StartRejecting, new MoveDetails(reason));
        return Book.Move(run, CardTrigger.CardRejected, new MoveDetails(reason));
    }

    public StationGate Gate() => new(Database, Clock, NullLogger<StationGate>.Instance);

    public void Dispose()
    {
        Database.Dispose();
        _directory.Dispose();
    }
}

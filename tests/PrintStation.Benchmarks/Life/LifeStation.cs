using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Chips;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Lifecycle;
using PrintStation.Printers;
using PrintStation.Storage;

namespace PrintStation.Benchmarks.Life;

/// <summary>The station's real lanes, runners and books on a real disk; machines take no time, and the next cards lie opened and rendered in
/// memory, as they do before a real printer.</summary>
internal sealed class LifeStation : IAsyncDisposable
{
    private const string BlankVersion = "2019";
    private const int Blanks = 50_000;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private readonly TimeProvider _clock = Bench.Time;
    private readonly StationDatabase _database;
    private readonly RunBook _book;
    private readonly ReadyCards _ready;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _lanes = [];
    private readonly string _envelope;
    private int _jobs;

    /// <param name="envelope">A sealed payload of real size: a row of the books is as long as it.</param>
    public LifeStation(string directory, int printers, string envelope)
    {
        _envelope = envelope;
        _database = StationDatabase.Open(directory);
        var ledger = new BlankLedger(_clock, TimeZoneInfo.FindSystemTimeZoneById("Asia/Makassar"));
        var headFile = new LedgerHeadFile(Path.Combine(directory, "ledger-head.json"));
        var stock = new BlankStock(_database, ledger, headFile, _clock, NullLogger<BlankStock>.Instance);
        var outbox = new ReportOutbox(_database, _clock);
        _book = new RunBook(_database, ledger, stock, outbox, _clock, NullLogger<RunBook>.Instance);
        var gate = new StationGate(_database, _clock, NullLogger<StationGate>.Instance);
        var options = new StationOptions
        {
            Station = new IdentityOptions { Id = "station-1", Office = "5371" },
            Central = new CentralAccessOptions { Url = "https://centre.invalid" },
            Cards = new CardOptions { BlankVersions = [BlankVersion] },
            Printers = [.. Enumerable.Range(1, printers).Select(number => new PrinterOptions { Name = $"printer-{number}" })],
        };
        var central = new CentralClient(options.Central, new SocketsHttpHandler(), _clock, Random.Shared, _ => { });
        var queue = new CardQueue(options, _database, _book, stock, central, outbox, preparation: null!, gate, _clock, NullLogger<CardQueue>.Instance);
        var lost = new LostBooks(_database, _book, queue, gate, headFile, central, new DeskReader(null), nik => nik, _clock, NullLogger<LostBooks>.Instance);
        _ready = ReadyOf(queue);
        var proofs = new ReaderProofs(_database, gate, _clock);

        stock.Announce(new Delivery("D1", "BAST/1", BlankVersion, Blanks, _clock.GetUtcNow()), []);
        stock.Receive("D1", Blanks, null, "siti");
        foreach (var printer in options.Printers)
        {
            stock.Load(printer.Name, Blanks / printers, "siti");
            var instant = new InstantMachine(Machines.Count + 1);
            Machines.Add(instant);
            var machine = new Machine(printer.Name, instant, instant, proofs, gate, _database, ledger, stock, _clock, NullLogger<Machine>.Instance);
            var runner = new CardRunner(machine, _book, _database, gate, NullLogger<CardRunner>.Instance);
            var lane = new PrinterLane(
                machine, runner, queue, lost, _book, gate, _database, OfflineMode.PrintFetched, BlankVersion, _clock, NullLogger<PrinterLane>.Instance);
            _lanes.Add(Task.Run(() => lane.WorkAsync(Task.CompletedTask, _stop.Token, _stop.Token)));
        }
    }

    /// <summary>The benchmark's own question, which is no part of a life.</summary>
    public const string CountIssued = "SELECT count(*) FROM run WHERE state = 'Issued'";

    public List<InstantMachine> Machines { get; } = [];

    public string DatabasePath => _database.Path;

    /// <summary>Jobs in hand, their first runs fetched; one transaction, for this is not what is measured.</summary>
    public IReadOnlyList<PreparedCard> Fetch(int cards) => _database.Write<IReadOnlyList<PreparedCard>>(transaction =>
        [.. Enumerable.Range(0, cards).Select(_ => Fetch(transaction)).ToList()]);

    /// <summary>Gives the cards to the lanes; returns when all of them are issued, on the disk.</summary>
    public async Task MakeAsync(IReadOnlyList<PreparedCard> cards, CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token, _stop.Token);
        limit.CancelAfter(Limit);
        var before = Issued();
        foreach (var card in cards)
            await _ready.PutAsync(BlankVersion, card, limit.Token);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5), _clock);
        while (Issued() < before + cards.Count)
        {
            if (_lanes.FirstOrDefault(lane => lane.IsFaulted) is { } failed)
                await failed;
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <summary>Commits and pages of one card, counted in the log; and syncs of the ledger's head file beside it.</summary>
    public async Task<(double Commits, double Pages, double HeadFiles)> CountCommitsAsync(int cards, CancellationToken token)
    {
        var (commits, pages, entries) = (0, 0, LedgerEntries());
        using var checkpoint = new SqliteConnection($"Data Source={DatabasePath};Pooling=False");
        checkpoint.Open();
        foreach (var card in Fetch(cards))
        {
            await checkpoint.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)");
            await MakeAsync([card], token);
            // The lane looks at its machine once more, and then waits for the next card: that commit is of the next card's life.
            await Task.Delay(TimeSpan.FromMilliseconds(100), _clock, token);
            var (more, morePages) = WalFile.Count(DatabasePath);
            (commits, pages) = (commits + more, pages + morePages);
        }

        return ((double)commits / cards, (double)pages / cards, (double)(LedgerEntries() - entries) / cards);
    }

    public Task<LifeProfile> ProfileAsync(IReadOnlyList<PreparedCard> cards, CancellationToken token) =>
        LifeProfile.MeasureAsync(_database, cards.Count, () => MakeAsync(cards, token));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_lanes).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _database.Dispose();
        _stop.Dispose();
    }

    /// <summary>The queue's own filling opens and renders each card, which is the benchmark `render`; here they are put in as if it had.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_ready")]
    private static extern ref ReadyCards ReadyOf(CardQueue queue);

    private long Issued() => _database.Read(connection => connection.ExecuteScalar<long>(CountIssued));

    private long LedgerEntries() => _database.Read(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM ledger"));

    private PreparedCard Fetch(StationTransaction transaction)
    {
        var job = string.Create(CultureInfo.InvariantCulture, $"J{++_jobs:000000}");
        var run = _book.Open(transaction, new Job(job, $"lease-{job}", "E1", 1, "IdentityCard", 3, BlankVersion, "ktp-el", _clock.GetUtcNow(), false, null,
            false, null, "open"));
        run = _book.Move(transaction, run, CardTrigger.PayloadAccepted, new MoveDetails(Also: t => t.Execute(
            "UPDATE job SET envelope = @_envelope, nik_digest = @job WHERE job_id = @job", new { _envelope, job })));
        return new PreparedCard(run, job, false, new ChipContent(new Dictionary<string, byte[]>(), [], _ => [], (_, _) => true),
            [.. "ymcko".Select(panel => new PrintPanel(panel, 2, []))]);
    }
}

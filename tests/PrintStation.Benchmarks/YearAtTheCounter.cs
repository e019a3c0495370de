using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Reports;
using PrintStation.Storage;

namespace PrintStation.Benchmarks;

/// <summary>What a year leaves in the books beside the machines' movements: each card told to the centre, one of three handed over at the office, the
/// others gone to their kecamatan, spoiled ones burnt; each day opened and closed by a count, ribbons put in; and the papers and lists that come of it.</summary>
internal sealed class YearAtTheCounter
{
    private const int HandedOverOf = 3;
    private const int BatchEveryDays = 12;
    private const int BurnEveryDays = 25;
    private const int RibbonsEach = 60;
    private const int PrintsOfARibbon = 300;
    private const int PrintersOfTheOffice = 2;

    /// <summary>One of so many cards comes back in the year, and each day one that another office had made.</summary>
    private const int BroughtBackOf = 60;

    private static readonly string[] Districts = ["ALAK", "KELAPA LIMA", "KOTA LAMA", "KOTA RAJA", "MAULAFA", "OEBOBO"];

    /// <summary>He got a card in the middle of the year.</summary>
    public const string Citizen = "120-7";

    public const string ReceiptMinutes = "receipt minutes";
    public const string DestructionMinutes = "destruction minutes";
    public const string HandOverList = "batch, hand-over list";

    private readonly StationDatabase _database;
    private readonly ReportOutbox _outbox;
    private readonly CardFacts _facts;
    private readonly CardBatches _batches;
    private readonly Destructions _destructions;
    private readonly Minutes _minutes;
    private readonly CitizenTrail _trail;
    private readonly DayBook _days;
    private readonly SupplyBook _supplies;
    private readonly OldCards _oldCards;
    private readonly Queue<string> _broughtBack = [];
    private readonly int[] _printed = new int[PrintersOfTheOffice];

    public YearAtTheCounter(StationDatabase database, BlankLedger ledger, BlankStock stock, OfficeCalendar calendar, StationOptions options, TimeProvider clock)
    {
        _database = database;
        _outbox = new ReportOutbox(database, clock);
        _facts = new CardFacts(database, _outbox, clock);
        _batches = StationHost.BatchesOf(database, calendar, _facts);
        _destructions = new Destructions(database, ledger, stock, calendar);
        _oldCards = new OldCards(database, ledger, stock, calendar);
        _minutes = new Minutes(database, calendar, options);
        _trail = new CitizenTrail(database, calendar, options, _ => Citizen, NullLogger<CitizenTrail>.Instance);
        _days = new DayBook(database, ledger, stock, calendar, options);
        _supplies = new SupplyBook(database, calendar);
        stock.Confirmed = StationHost.ConfirmationTo(_outbox, clock);
    }

    public static string DistrictOf(int card) => Districts[card % Districts.Length];

    /// <summary>What is done before the first card of a day.</summary>
    /// <param name="day">From 0.</param>
    public void Begins(int day)
    {
        _days.Open(Counts(miscounted: day % BatchEveryDays == 0 ? 1 : 0), "siti");
        if (day % BurnEveryDays == 0)
            _supplies.Receive(SupplyBook.Ribbon, RibbonsEach, PrintsOfARibbon, $"SJ/{day}", null, "siti");
        for (var printer = 1; printer <= PrintersOfTheOffice; printer++)
            _supplies.RecordRibbon(
                new RibbonReading($"printer-{printer}", $"S{printer}", _printed[printer - 1], _printed[printer - 1] * RibbonReading.PanelsPerPrint, PrintsOfARibbon), day == 0 ? null : 0);
    }

    /// <summary>A card came out: the centre is told, and some citizens wait for theirs.</summary>
    public void Made(StationTransaction transaction, string id, string uid, int card, bool isSpoiled, DateTimeOffset at)
    {
        _outbox.AddOutcome(transaction, id, 1, new OutcomeReport(
            id, id, "E1", 1, 1, isSpoiled ? OutcomeStatus.Spoiled : OutcomeStatus.Issued, uid, null, null, "printer-1", null, at));
        if (!isSpoiled && card % BroughtBackOf == 0)
            _broughtBack.Enqueue(uid);
        if (isSpoiled || card % HandedOverOf != 0)
            return;
        transaction.Execute("INSERT INTO hand_over (run_id, job_id, uid, at, person, written_at) VALUES (@id, @id, @uid, @at, 'siti', @at)", new { id, uid, at });
        _facts.Tell(transaction, id, uid, new HandOverReport(id, FingerprintChecked: true, "siti", at));
    }

    /// <summary>What is done when a day ends.</summary>
    /// <param name="day">From 0.</param>
    /// <param name="cards">That each printer made.</param>
    public void Ends(int day, int cards)
    {
        for (var printer = 0; printer < PrintersOfTheOffice; printer++)
            _printed[printer] += cards;
        _days.Close(Counts(), unload: true, "siti");
        _broughtBack.Enqueue($"08{day:X12}");
        for (var n = 0; _broughtBack.TryDequeue(out var uid); n++)
            _oldCards.Take(new OldCardRequest(uid, OldCards.Reasons[n % OldCards.Reasons.Count], $"TT/{day}-{n}", "siti"));
        if (day % BatchEveryDays == BatchEveryDays - 1)
        {
            foreach (var batch in _batches.List().Where(batch => batch.ShippedAt is null))
                _batches.Arrive(_batches.Ship(batch.Number, $"BAST-K/{batch.Number}", "Pos Indonesia", "siti").Number, "Camat");
            foreach (var waiting in _batches.Waiting())
                _batches.Make(waiting.District, "siti");
        }

        if (day % BurnEveryDays != BurnEveryDays - 1)
            return;
        foreach (var (paper, box) in new[] { ("BAP", Places.Spoiled), ("BAP-L", Places.OldCards) })
            _destructions.Destroy($"{paper}/{day / BurnEveryDays}", (int)_database.Read(BlankLedger.Balances)[box],
                ["Budi Nalle, Satpol PP", "Ani Lay, Inspektorat"], null, "siti", new BatchTerms(box));
    }

    /// <summary>Store and hoppers as they are, one count of them wrong by so many.</summary>
    private IReadOnlyList<string> Counts(int miscounted = 0)
    {
        var books = _database.Read(BlankLedger.Balances);
        return
        [
            $"store={books.GetValueOrDefault(Places.Store) + miscounted}",
            .. Enumerable.Range(1, PrintersOfTheOffice).Select(printer => Places.Hopper($"printer-{printer}"))
                .Select(hopper => $"{Places.NameOf(hopper)}={books.GetValueOrDefault(hopper)}"),
        ];
    }

    /// <summary>The centre has it all.</summary>
    public void Told() => _database.Write(transaction =>
    {
        transaction.Execute("UPDATE outbox SET state = 'sent'");
        transaction.Execute("UPDATE card_fact SET state = 'sent'");
    });

    /// <summary>The command that is no report.</summary>
    public object BatchList() => (_batches.List(), _batches.Waiting());

    public IEnumerable<(string Name, Func<Reports.Report> Make)> Papers()
    {
        var biggest = _batches.List().OrderByDescending(batch => batch.Cards).ThenBy(batch => batch.Number).First();
        yield return (ReceiptMinutes, () => _minutes.ForDelivery("D0", null));
        yield return (DestructionMinutes, () => _minutes.ForDestruction("BAP/0"));
        yield return (HandOverList, () => _minutes.ForBatch(biggest.Number));
        yield return (CitizenTrail.Name, () => _trail.Of("5371014107900003", "siti"));
    }
}

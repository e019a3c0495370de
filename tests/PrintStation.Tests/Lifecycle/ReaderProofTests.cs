using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Chips;
using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Printers;

namespace PrintStation.Tests.Lifecycle;

/// <summary>Two printers, and which reader stands in which.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ReaderProofTests : IDisposable
{
    private const string FirstUid = "04A1B2C3D4E5F6";
    private const string SecondUid = "04B1B2C3D4E5F6";

    private readonly TestStation _station = new();
    private readonly ScriptedMachine _first = new([new PlasticCard(FirstUid), new PlasticCard("04A2B2C3D4E5F6")], dieAt: -1, AtPowerOn.PowerStays);
    private readonly ScriptedMachine _second = new([new PlasticCard(SecondUid), new PlasticCard("04B2B2C3D4E5F6")], dieAt: -1, AtPowerOn.PowerStays) { Serial = "S2" };
    private readonly StationGate _gate;
    private readonly ReaderProofs _proofs;

    public ReaderProofTests()
    {
        _station.Stock.Load("printer-2", 50, "siti");
        _gate = _station.Gate();
        _proofs = new ReaderProofs(_station.Database, _gate, _station.Clock);
    }

    [Test]
    public async Task A_card_that_answers_in_the_other_printers_reader_stops_both_and_is_not_written()
    {
        var (first, _) = (Runner("printer-1", _first, _second), Runner("printer-2", _second, _first));
        var run = await first.RunAsync(_station.Fetched("J1"), Prepared, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(_gate.Pauses.Select(pause => (pause.Scope, pause.Reason, pause.Detail)), Is.EquivalentTo(new[]
            {
                ("printer-1", "reader-elsewhere", "printer-2"), ("printer-2", "reader-elsewhere", "printer-1"),
            }));
            Assert.That((run.State, run.Reason, run.BlankUid), Is.EqualTo((CardState.Spoiled, "reader-elsewhere", (string?)null)));
            Assert.That(_first.RejectBox.Select(card => (card.Uid, card.Encoded, card.Panels)), Is.EqualTo(new[] { (FirstUid, false, 0) }));
            Assert.That(_gate.MayPrint("printer-1") || _gate.MayPrint("printer-2"), Is.False, "a person must look");
        }
    }

    [Test]
    public async Task A_reader_that_answers_while_its_printer_is_empty_keeps_it_from_a_card()
    {
        await _second.FeedAsync(CancellationToken.None);
        var first = Runner("printer-1", _first, _second);
        var run = await first.RunAsync(_station.Fetched("J1"), Prepared, CancellationToken.None);

        Assert.That((run.State, _first.Feeds), Is.EqualTo((CardState.Fetched, 0)));
        Assert.That(_gate.Pauses.Select(pause => (pause.Scope, pause.Reason)), Is.EqualTo(new[] { ("printer-1", "reader-elsewhere") }));
    }

    /// <summary>Both at once, each in the other's place: nothing that is read would tell.</summary>
    [Test]
    public async Task Exchanged_readers_make_no_wrong_card_though_both_printers_begin_at_once()
    {
        var (first, second) = (Runner("printer-1", _first, _second), Runner("printer-2", _second, _first));
        Task<CardRun>? other = null;
        var run2 = _station.Fetched("J2");
        // The other one begins while the first has its card inside and before anything was read of it.
        _first.Observed = () =>
        {
            if (_first.Feeds == 1)
                other ??= second.RunAsync(run2, Prepared, CancellationToken.None);
        };
        var one = await first.RunAsync(_station.Fetched("J1"), Prepared, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(other, Is.Not.Null);
            Assert.That((one.State, (await other!).State), Is.EqualTo((CardState.Spoiled, CardState.Fetched)));
            Assert.That(_first.Output.Concat(_second.Output), Is.Empty);
            Assert.That(_second.Feeds, Is.Zero, "it waits for its turn, and its reader is known to be elsewhere by then");
        }
    }

    [Test]
    public async Task Readers_in_their_places_cost_nothing_and_are_looked_at_once()
    {
        var (first, second) = (Runner("printer-1", _first, _first), Runner("printer-2", _second, _second));
        foreach (var job in (string[])["J1", "J2"])
            await first.RunAsync(_station.Fetched(job), Prepared, CancellationToken.None);
        await second.RunAsync(_station.Fetched("J3"), Prepared, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((_first.Output.Count(card => card.IsGood), _second.Output.Count(card => card.IsGood)), Is.EqualTo((2, 1)));
            Assert.That((_first.Glances, _second.Glances), Is.EqualTo((1, 1)), "while nothing was inside");
            Assert.That(_first.ExpectedAt.Concat(_second.ExpectedAt), Is.EqualTo(new[] { 0, 1, 0 }), "before each feed");
            Assert.That(_gate.Pauses, Is.Empty);
        }
    }

    /// <summary>While the reader was away somebody may have put another one there.</summary>
    [Test]
    public async Task A_reader_that_was_away_is_proven_anew()
    {
        var (first, _) = (Runner("printer-1", _first, _first), Runner("printer-2", _second, _second));
        await first.RunAsync(_station.Fetched("J1"), Prepared, CancellationToken.None);
        (_first.ReaderIsGone, _first.Openings) = (true, 1);
        var waits = await first.RunAsync(_station.Fetched("J2"), Prepared, CancellationToken.None);
        Assert.That((waits.State, _first.Feeds), Is.EqualTo((CardState.Fetched, 1)), "no blank is fed before a reader that is away");
        Assert.That(_gate.Has("printer-1", GateReasons.ReaderUnreachable));

        _first.ReaderIsGone = false;
        var made = await first.RunAsync(waits, Prepared, CancellationToken.None);
        Assert.That(made.State, Is.EqualTo(CardState.Issued));
        Assert.That(_gate.Pauses, Is.Empty);
    }

    /// <summary>A jam in the first card of a day may stay for hours: its chip is not known, but it moves no more.</summary>
    [Test]
    public async Task A_card_that_stopped_in_another_printer_costs_no_blank_and_is_waited_for_no_longer_than_it_may_move()
    {
        var (first, _) = (Runner("printer-1", _first, _first), Runner("printer-2", _second, _second));
        await StopInSecondAsync();
        var waits = await first.RunAsync(_station.Fetched("J1"), Prepared, CancellationToken.None);
        Assert.That((waits.State, _first.Feeds), Is.EqualTo((CardState.Fetched, 0)), "it may be on its way");

        _station.Clock.Advance(TimeSpan.FromMinutes(1.1));
        var made = await first.RunAsync(waits, Prepared, CancellationToken.None);
        Assert.That((made.State, made.BlankUid, _first.Feeds), Is.EqualTo((CardState.Issued, FirstUid, 1)));
        Assert.That(_gate.Pauses, Is.Empty);
    }

    [Test]
    public async Task A_card_that_stopped_in_another_printer_and_is_moved_after_all_is_not_taken_for_the_one_that_was_fed()
    {
        var (first, _) = (Runner("printer-1", _first, _second), Runner("printer-2", _second, _first));
        await StopInSecondAsync();
        _station.Clock.Advance(TimeSpan.FromMinutes(1.1));
        _first.Observed = () =>
        {
            if (_first.Feeds == 1)
                _second.MoveToChipStation();
        };
        var run = await first.RunAsync(_station.Fetched("J1"), Prepared, CancellationToken.None);

        Assert.That((run.State, run.Reason), Is.EqualTo((CardState.Spoiled, "reader-unproven")));
        Assert.That(_second.Inside!.Encoded, Is.False);
    }

    [TestCase(null, CardState.Issued, null)]
    [TestCase(CardState.Fed, CardState.Issued, null)]
    [TestCase(CardState.Feeding, CardState.Spoiled, "reader-unproven")]
    public async Task A_feed_under_way_at_a_crash_is_believed_only_where_no_other_printer_may_hold_the_card(CardState? other, CardState state, string? reason)
    {
        var run = _station.Book.Move(_station.Fetched("J1"), CardTrigger.StartFeeding, new MoveDetails(With: fresh => fresh with
        {
            Printer = "printer-1", PrinterSerial = "S1", CardsInserted = 100, PanelsPrinted = 1000,
        }));
        if (other is { } besides)
            _station.Book.Note(_station.Until(_station.Fetched("J2"), besides, SecondUid), there => there with { Printer = "printer-2", PrinterSerial = "S2" });
        await _first.SendSettingsAsync(CancellationToken.None);
        await _first.FeedAsync(CancellationToken.None);

        var first = Runner("printer-1", _first, _first);
        Runner("printer-2", _second, _second);
        run = await first.RecoverAsync(run, Prepared, CancellationToken.None);
        run = await first.RunAsync(run, Prepared, CancellationToken.None);

        Assert.That((run.State, run.Reason, run.BlankUid), Is.EqualTo((state, reason, FirstUid)));
        Assert.That(_gate.Pauses, Is.Empty, "the blank is not to blame");
    }

    public void Dispose() => _station.Dispose();

    private async Task StopInSecondAsync()
    {
        _station.Book.Move(_station.Fetched("J9"), CardTrigger.StartFeeding, new MoveDetails(With: fresh => fresh with
        {
            Printer = "printer-2", PrinterSerial = "S2", CardsInserted = 100, PanelsPrinted = 1000,
        }));
        _second.StopsInPath = true;
        await _second.FeedAsync(CancellationToken.None);
    }

    private CardRunner Runner(string name, ScriptedMachine machine, ScriptedMachine reader)
    {
        var made = new Machine(name, machine, reader, _proofs, _gate, _station.Database, _station.Ledger, _station.Stock, _station.Clock,
            NullLogger<Machine>.Instance);
        return new CardRunner(made, _station.Book, _station.Database, _gate, NullLogger<CardRunner>.Instance);
    }

    private static PreparedCard Prepared => new(null!, "", false,
        new ChipContent(new Dictionary<string, byte[]>(), [], _ => [1], (_, _) => true), [.. "ymcko".Select(panel => new PrintPanel(panel, 32, []))]);
}

using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Chips;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Lifecycle;
using PrintStation.Printers;

namespace PrintStation.Tests.Lifecycle;

/// <summary>A lane before a machine whose sensors promise more than its feeder gives.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PrinterLaneTests : IAsyncDisposable
{
    /// <summary>Meters are heard in the whole process: nobody else has this name.</summary>
    private const string Metered = "printer-of-the-lane-tests";
    private const string Version = "2019";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly TestStation _station = new();
    private readonly ScriptedMachine _machine = new(
        [new PlasticCard("04A1B2C3D4E5F6"), new PlasticCard("04A1B2C3D4E5F7"), new PlasticCard("04A1B2C3D4E5F8")], dieAt: -1, AtPowerOn.PowerStays) { RollerSlips = true };
    private readonly CancellationTokenSource _stop = new();
    private readonly StationGate _gate;
    private readonly ReadyCards _ready;
    private readonly PrinterMeter _meter;
    private readonly CentralClient _central;
    private readonly Task _work;

    public PrinterLaneTests()
    {
        var options = new StationOptions
        {
            Central = new CentralAccessOptions { Url = "https://centre.invalid" },
            Cards = new CardOptions { BlankVersions = [Version] },
            Printers = [new PrinterOptions { Name = "printer-1" }],
        };
        _gate = _station.Gate();
        _central = new CentralClient(options.Central, new SocketsHttpHandler(), _station.Clock, Random.Shared, _ => { });
        var queue = new CardQueue(options, _station.Database, _station.Book, _station.Stock, _central, _station.Outbox, preparation: null!, _gate,
            _station.Clock, NullLogger<CardQueue>.Instance);
        _ready = ReadyOf(queue);
        _meter = new PrinterMeter(_station.Clock);
        var pace = _meter.Of(Metered);
        var watch = new RibbonWatch(new SupplyBook(_station.Database, _station.Calendar), NullLogger<RibbonWatch>.Instance);
        var machine = new Machine("printer-1", new WatchedPrinter("printer-1", _machine, watch, pace), _machine, new ReaderProofs(_station.Database, _gate, _station.Clock),
            _gate, _station.Database, _station.Ledger, _station.Stock, _station.Clock, NullLogger<Machine>.Instance);
        var runner = new CardRunner(machine, _station.Book, _station.Database, _gate, NullLogger<CardRunner>.Instance);
        var lost = new LostBooks(_station.Database, _station.Book, queue, _gate, _station.HeadFile, _central, new DeskReader(null), nik => nik,
            _station.Clock, NullLogger<LostBooks>.Instance);
        var lane = new PrinterLane(machine, runner, queue, lost, _station.Book, _gate, _station.Database, OfflineMode.PrintFetched, Version, _station.Clock,
            NullLogger<PrinterLane>.Instance, pace);
        _work = Task.Run(() => lane.WorkAsync(Task.CompletedTask, _stop.Token, _stop.Token));
    }

    [Test]
    public async Task A_feeder_that_gives_no_card_though_cards_are_reported_waits_for_a_person_after_a_few_tries()
    {
        var run = _station.Fetched("J1");
        for (var tries = 1; tries <= 5; tries++)
        {
            Assert.That(_gate.Pauses, Is.Empty, $"before try {tries}");
            await OfferAsync(run);
            await UntilAsync(() => _machine.Feeds == tries);
        }

        await UntilAsync(() => _gate.Has("printer-1", GateReasons.FeedRefused));
        await OfferAsync(run);
        _station.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.That((_machine.Feeds, _machine.InHopper), Is.EqualTo((5, 3)), "nobody has looked yet");

        _machine.RollerSlips = false;
        _gate.Open("printer-1", GateReasons.FeedRefused);
        await UntilAsync(() => _machine.Output.Count == 1);
        Assert.That(_machine.Output[0].IsGood);
    }

    [Test]
    public async Task Refusals_between_which_the_hopper_was_seen_empty_are_no_riddle()
    {
        var run = _station.Fetched("J1");
        for (var tries = 1; tries <= 8; tries++)
        {
            await OfferAsync(run);
            await UntilAsync(() => _machine.Feeds == tries);
            _machine.SensorSeesNone = true;
            await UntilAsync(() => _gate.Has("printer-1", GateReasons.MediaEmpty));
            _machine.SensorSeesNone = false;
            await UntilAsync(() => !_gate.Has("printer-1", GateReasons.MediaEmpty));
        }

        Assert.That(_gate.Pauses, Is.Empty);
    }

    [Test]
    public async Task The_time_between_two_cards_is_a_gap_only_where_the_second_one_was_waiting()
    {
        using var heard = new HeardMeter(Metered);
        _machine.RollerSlips = false;
        await OfferAsync(_station.Fetched("J1"));
        await UntilAsync(() => _machine.Output.Count == 1);
        var looks = 0;
        _machine.Observed = () => looks++;
        // After its card the lane looks twice; what comes then is the look of one that has waited for a card.
        await UntilAsync(() => looks > 3);
        Assert.That(heard.Gaps, Is.Empty);

        _machine.Returning = () => OfferAsync(_station.Fetched("J3")).GetAwaiter().GetResult();
        await OfferAsync(_station.Fetched("J2"));
        await UntilAsync(() => _machine.Output.Count == 3);
        Assert.That(heard.Gaps, Has.Count.EqualTo(1), "no card waited for the second one");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _central.Dispose();
        _meter.Dispose();
        await _machine.DisposeAsync();
        _station.Dispose();
    }

    /// <summary>As the queue does it with a card that was given back.</summary>
    private async Task OfferAsync(CardRun run) => await _ready.PutAsync(Version, new PreparedCard(run, "", false,
        new ChipContent(new Dictionary<string, byte[]>(), [], _ => [1], (_, _) => true), [.. "ymcko".Select(panel => new PrintPanel(panel, 32, []))]), _stop.Token);

    /// <summary>The lane waits by the clock, and works beside the test.</summary>
    private async Task UntilAsync(Func<bool> come)
    {
        for (var began = TimeProvider.System.GetTimestamp(); !come(); await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System))
        {
            if (_work.IsFaulted)
                await _work;
            Assert.That(TimeProvider.System.GetElapsedTime(began), Is.LessThan(Limit));
            _station.Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>The queue's own filling opens an envelope and renders it; here cards are put in as if it had.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_ready")]
    private static extern ref ReadyCards ReadyOf(CardQueue queue);
}

using System.Runtime.CompilerServices;
using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Chips;
using PrintStation.Jobs;
using PrintStation.Lifecycle;
using PrintStation.Printers;

namespace PrintStation.Tests.Lifecycle;

/// <summary>The whole service before two machines, of which one is slow to answer.</summary>
internal sealed class StationStartTests
{
    private const string Version = "2019";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>The second one took a card since the backup from which these books are: its job must not be made again by the first.</summary>
    [Test]
    public async Task No_card_is_begun_before_every_machine_has_told_what_it_took_in()
    {
        using var station = new TestStation();
        station.Stock.Load("printer-2", 50, "siti");
        station.Database.Write(transaction => transaction.Execute("INSERT INTO machine (serial, printer, cards_inserted) VALUES ('S2', 'printer-2', 99)"));
        await using var quick = new ScriptedMachine([new PlasticCard("04A1B2C3D4E5F6")], dieAt: -1, AtPowerOn.PowerStays);
        await using var slow = new ScriptedMachine([], dieAt: -1, AtPowerOn.PowerStays) { Serial = "S2", IsSilent = true };
        var asked = 0;
        slow.Observed = () => asked++;
        var gate = station.Gate();
        var options = new StationOptions
        {
            Central = new CentralAccessOptions { Url = "https://centre.invalid" },
            Cards = new CardOptions { BlankVersions = [Version] },
            Printers = [new PrinterOptions { Name = "printer-1" }, new PrinterOptions { Name = "printer-2" }],
        };
        using var central = new CentralClient(options.Central, new NoCentre(), station.Clock, Random.Shared, _ => { });
        var queue = new CardQueue(options, station.Database, station.Book, station.Stock, central, station.Outbox, preparation: null!, gate,
            station.Clock, NullLogger<CardQueue>.Instance);
        var lost = new LostBooks(station.Database, station.Book, queue, gate, station.HeadFile, central, new DeskReader(null), nik => nik,
            station.Clock, NullLogger<LostBooks>.Instance);
        var link = new CentralLink(options, station.Database, station.Book, station.Stock, station.Queue, central, station.Outbox, station.Facts, queue,
            lost, gate, station.Clock, Random.Shared, NullLogger<CentralLink>.Instance);
        var proofs = new ReaderProofs(station.Database, gate, station.Clock);
        // Without versions nothing is opened and rendered: the card is put in as if it had been.
        var service = new StationService([Lane("printer-1", quick), Lane("printer-2", slow)], queue, link, lost, station.Database, gate, station.Clock,
            new NoLifetime(), new StationOptions(), NullLogger<StationService>.Instance);
        station.Fetched("J1");
        await ReadyOf(queue).PutAsync(Version, new PreparedCard(station.Runs("J1").Single(), "", false,
            new ChipContent(new Dictionary<string, byte[]>(), [], _ => [1], (_, _) => true), [.. "ymcko".Select(panel => new PrintPanel(panel, 32, []))]),
            CancellationToken.None);

        await service.StartAsync(CancellationToken.None);
        await UntilAsync(() => asked >= 3);
        Assert.That(quick.Feeds, Is.Zero, "the slow one has not spoken yet");
        slow.IsSilent = false;
        await UntilAsync(() => gate.Has(StationGate.Station, GateReasons.BooksBehind));
        for (var second = 0; second < 60; second++)
        {
            station.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await service.StopAsync(CancellationToken.None);
        Assert.That((quick.Feeds, station.Runs("J1").Single().State), Is.EqualTo((0, CardState.Fetched)), "two persons must look first");

        PrinterLane Lane(string name, ScriptedMachine machine)
        {
            var made = new Machine(name, machine, machine, proofs, gate, station.Database, station.Ledger, station.Stock, station.Clock,
                NullLogger<Machine>.Instance);
            var runner = new CardRunner(made, station.Book, station.Database, gate, NullLogger<CardRunner>.Instance);
            return new PrinterLane(made, runner, queue, lost, station.Book, gate, station.Database, OfflineMode.PrintFetched, Version, station.Clock,
                NullLogger<PrinterLane>.Instance);
        }

        async Task UntilAsync(Func<bool> come)
        {
            for (var began = TimeProvider.System.GetTimestamp(); !come(); await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System))
            {
                Assert.That(TimeProvider.System.GetElapsedTime(began), Is.LessThan(Limit));
                station.Clock.Advance(TimeSpan.FromMilliseconds(200));
            }
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_ready")]
    private static extern ref ReadyCards ReadyOf(CardQueue queue);

    private sealed class NoCentre : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token) =>
            throw new HttpRequestException("There is no line.");
    }

    private sealed class NoLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => throw new InvalidOperationException("A loop of the service failed.");
    }
}

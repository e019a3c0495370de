using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Chips;
using PrintStation.Emulators.World;
using PrintStation.Printers;
using PrintStation.Transports;
using PrintStation.Tests.Chips;
using PrintStation.Tests.Emulators;
using PrintStation.Tests.Transports;

namespace PrintStation.Tests.Printers;

/// <summary>The drivers against the virtual office over real TCP lines: two sides that share no code.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class AgainstTheOfficeTests
{
    private const string TypeA = "04A1B2C3D4E5F6";
    private const string TypeB = "1122334455667788";

    [TestCase(TypeA)]
    [TestCase(TypeB)]
    public async Task A_card_is_fed_encoded_printed_kept_checked_and_ejected(string uid, CancellationToken token)
    {
        await using var station = await OfficeStation.StartAsync(null, uid);
        var before = await station.ReadyAsync(token);

        Assert.That(await station.Printer.FeedAsync(token), Is.EqualTo(new CommandResult(CommandOutcome.Done)));
        var reading = await station.Encoder.ReadUidAsync(token);
        Assert.That((reading.Presence, reading.Uids[0].Hex), Is.EqualTo((ChipPresence.One, uid)));

        var encoded = await station.Encoder.EncodeAsync(reading.Uids[0], station.Content, token);
        Assert.That((encoded.Outcome, encoded.Reason), Is.EqualTo((EncodeOutcome.Done, (string?)null)));
        Assert.That(await station.Printer.ReadPositionAsync(token), Is.EqualTo(CardPosition.ContactlessStation));

        var printed = await station.Printer.PrintAsync(OfficeStation.Panels(), token);
        Assert.That((printed.Outcome, printed.PanelsSent), Is.EqualTo((CommandOutcome.Done, 5)));
        Assert.That(
            await station.Printer.ObserveAsync(token),
            Is.EqualTo(before with
            {
                Position = CardPosition.PrintStation, CardsInserted = before.CardsInserted + 1, PanelsPrinted = before.PanelsPrinted + 5,
            }));

        Assert.That((await station.Printer.ReturnToChipStationAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        var check = await station.Encoder.VerifyAsync(reading.Uids[0], station.Content, token);
        Assert.That((check.Verdict, check.Reason), Is.EqualTo((ChipVerdict.Good, (string?)null)));

        Assert.That((await station.Printer.EjectAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        Assert.That((await station.Printer.ObserveAsync(token))!.Position, Is.EqualTo(CardPosition.Empty));
        var blank = station.Office.FirstFed();
        Assert.That((blank.Place.Kind, blank.Front.LooksWhole, blank.Chip.IsLocked), Is.EqualTo((PlaceKind.Output, true, true)));
    }

    [Test]
    public async Task A_card_is_rejected(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(null, token);
        Assert.That((await station.Printer.RejectAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        Assert.That((await station.Printer.ObserveAsync(token))!.Position, Is.EqualTo(CardPosition.Empty));
        Assert.That(station.Office.FirstFed().Place.Kind, Is.EqualTo(PlaceKind.RejectBox));
    }

    [Test]
    public async Task A_card_is_rejected_after_its_print(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(null, token);
        await station.Printer.PrintAsync(OfficeStation.Panels(), token);
        Assert.That((await station.Printer.RejectAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        Assert.That(station.Office.FirstFed().Place.Kind, Is.EqualTo(PlaceKind.RejectBox));
    }

    [Test]
    public async Task A_full_reject_box_keeps_the_card(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync("reject-full@1", token);
        var result = await station.Printer.RejectAsync(token);
        Assert.That((result.Outcome, result.Reason), Is.EqualTo((CommandOutcome.Refused, PrinterReason.RejectAreaFull)));
        Assert.That((await station.Printer.ObserveAsync(token))!.Position, Is.EqualTo(CardPosition.ContactlessStation));
    }

    [Test]
    public async Task An_empty_feeder_is_a_refusal_and_moves_no_counter(CancellationToken token)
    {
        await using var station = await OfficeStation.StartAsync("feeder-empty@1", TypeA);
        var before = await station.ReadyAsync(token);
        var result = await station.Printer.FeedAsync(token);
        Assert.That((result.Outcome, result.Reason), Is.EqualTo((CommandOutcome.Refused, PrinterReason.MediaEmpty)));
        Assert.That(await station.Printer.ObserveAsync(token), Is.EqualTo(before));
        Assert.That((await station.Printer.ReadSuppliesAsync(token))!.FeederHasCards, Is.False);
    }

    [Test]
    public async Task A_jam_stands_until_a_person_has_cleared_the_path(CancellationToken token)
    {
        await using var station = await OfficeStation.StartAsync("jam@1:feed", TypeA);
        var before = await station.ReadyAsync(token);
        var fed = await station.Printer.FeedAsync(token);
        Assert.That((fed.Outcome, fed.Reason), Is.EqualTo((CommandOutcome.Unknown, PrinterReason.MediaJam)));
        Assert.That(
            await station.Printer.ObserveAsync(token),
            Is.EqualTo(before with { Position = null, Standing = PrinterReason.MediaJam, CardsInserted = before.CardsInserted + 1 }));
        Assert.That((await station.Printer.ClearErrorAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Refused));

        station.Office.Printer.SetCover(true);
        Assert.That(station.Office.World.RemoveFromPath(station.Office.Printer), Is.Not.Null);
        Assert.That((await station.Printer.ObserveAsync(token))!.CoverOpen, Is.True);
        station.Office.Printer.SetCover(false);

        Assert.That((await station.Printer.ObserveAsync(token))!.Standing, Is.Not.Null, "An opened cover is remembered.");
        Assert.That((await station.Printer.ClearErrorAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        Assert.That(
            await station.Printer.ObserveAsync(token),
            Is.EqualTo(before with { CardsInserted = before.CardsInserted + 1 }));
    }

    [TestCase("jam@1:print", PrinterReason.MediaJam)]
    [TestCase("ribbon-end@1", PrinterReason.MarkerSupplyEmpty)]
    [TestCase("ribbon-false@1", PrinterReason.MarkerSupplyEmpty)]
    [TestCase("head-error@1", PrinterReason.HeadFailure)]
    public async Task A_print_that_stops_is_unknown_with_its_reason(string fault, PrinterReason reason, CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(fault, token);
        var printed = await station.Printer.PrintAsync(OfficeStation.Panels(), token);
        Assert.That((printed.Outcome, printed.Reason), Is.EqualTo((CommandOutcome.Unknown, reason)));
        Assert.That(printed.PanelsSent, Is.InRange(2, 5));
        Assert.That(await station.Printer.ObserveAsync(token), Is.Not.Null);
    }

    [TestCase("feed", CardPosition.ContactlessStation)]
    [TestCase("print", CardPosition.PrintStation)]
    public async Task Stale_replies_are_not_taken_for_answers(string phase, CardPosition position, CancellationToken token)
    {
        foreach (var positionOnly in new[] { true, false })
        {
            await using var station = await OfficeStation.FedAsync(phase == "feed" ? "stale-reply@1:feed" : "stale-reply@1:print", token);
            if (phase == "print")
                await station.Printer.PrintAsync(OfficeStation.Panels(), token);

            var seen = positionOnly
                ? await station.Printer.ReadPositionAsync(token)
                : (await station.Printer.ObserveAsync(token))!.Position;
            Assert.That(seen, Is.EqualTo(position));
        }
    }

    [Test]
    public async Task A_power_cut_in_the_print_is_unknown_and_leaves_its_mark(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync("power-cut@1:print:eject", token);
        var printed = await station.Printer.PrintAsync(OfficeStation.Panels(), token);
        Assert.That(printed.Outcome, Is.EqualTo(CommandOutcome.Unknown));

        PrinterEvidence? seen;
        do
            seen = await station.Printer.ObserveAsync(token);
        while (seen is null);

        Assert.That((seen.PowerLost, seen.Position), Is.EqualTo((true, CardPosition.Empty)));
        Assert.That((await station.Printer.SendSettingsAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        Assert.That((await station.Printer.ObserveAsync(token))!.PowerLost, Is.False);
    }

    [Test]
    public async Task A_mute_chip_is_no_chip(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync("mute-chip@1", token);
        Assert.That((await station.Encoder.ReadUidAsync(token)).Presence, Is.EqualTo(ChipPresence.None));
        Assert.That(
            await station.Encoder.VerifyAsync(new ChipUid(TypeA), station.Content, token),
            Is.EqualTo(new ChipCheck(ChipVerdict.Bad, ChipReasons.Mute, null)));
    }

    [Test]
    public async Task A_chip_that_tears_has_failed(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync("chip-tear@1", token);
        Assert.That(
            await station.Encoder.EncodeAsync(new ChipUid(TypeA), station.Content, token),
            Is.EqualTo(new EncodeResult(EncodeOutcome.Failed, ChipReasons.WriteFailed, null)));
        Assert.That((await station.Encoder.VerifyAsync(new ChipUid(TypeA), station.Content, token)).Verdict, Is.EqualTo(ChipVerdict.Bad));
    }

    [Test]
    public async Task A_blank_is_not_good_and_a_written_card_is_not_blank(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(null, token);
        var uid = new ChipUid(TypeA);
        Assert.That(
            await station.Encoder.VerifyAsync(uid, station.Content, token), Is.EqualTo(new ChipCheck(ChipVerdict.Bad, ChipReasons.NotLocked, null)));
        Assert.That((await station.Encoder.EncodeAsync(uid, station.Content, token)).Outcome, Is.EqualTo(EncodeOutcome.Done));
        Assert.That(
            await station.Encoder.EncodeAsync(uid, station.Content, token),
            Is.EqualTo(new EncodeResult(EncodeOutcome.Failed, ChipReasons.NotBlank, null)));
        Assert.That((await station.Encoder.VerifyAsync(uid, station.Content, token)).Verdict, Is.EqualTo(ChipVerdict.Good));
    }

    [Test]
    public async Task A_card_laid_on_the_desk_reader_is_read(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(null, token);
        await station.Printer.EjectAsync(token);
        var blank = station.Office.FirstFed();
        Assert.That((await station.Desk.ReadUidAsync(token)).Presence, Is.EqualTo(ChipPresence.None));
        Assert.That(station.Office.World.TryTake(blank), Is.True);
        station.Office.World.LayOnDesk(blank);
        Assert.That((await station.Desk.ReadUidAsync(token)).Uids, Is.EqualTo(new[] { new ChipUid(TypeA) }));
    }

    [Test]
    public async Task A_line_that_another_took_over_is_opened_anew(CancellationToken token)
    {
        await using var station = await OfficeStation.StartAsync(null, TypeA);
        var before = await station.ReadyAsync(token);
        using (var other = await station.Office.ConnectAsync())
            Assert.That(await other.AskAsync("Rem"), Is.EqualTo("18"));

        Assert.That(await station.Printer.ObserveAsync(token), Is.EqualTo(before));
    }

    [Test]
    public async Task Supplies_are_read(CancellationToken token)
    {
        await using var station = await OfficeStation.StartAsync(null, TypeA);
        Assert.That(
            await station.Printer.ReadSuppliesAsync(token),
            Is.EqualTo(new PrinterSupplies(FeederHasCards: true, 500, RibbonFits: true, CleaningRequired: false)));
    }

    /// <summary>An office with one printer, and the drivers of a station on its lines.</summary>
    private sealed class OfficeStation : IAsyncDisposable
    {
        private readonly SignedContent _signed = new();
        private readonly string _failures = Path.Combine(Path.GetTempPath(), $"sam-{Guid.NewGuid():N}.json");
        private readonly SharedSam _sam;

        private OfficeStation(TestOffice office)
        {
            Office = office;
            var ports = office.Office.Ports;
            var shipped = PrinterModelFile.Load(Path.Combine(Repository.Root, "config/printers/evolis/primacy2.json"));
            Printer = CardPrinters.Open(
                "printer-1", shipped with { Timings = shipped.Timings with { SettleMilliseconds = 10 } },
                $"tcp://127.0.0.1:{ports.Printers[0].Port}", IByteTransport.Open, TimeProvider.System, NullLoggerFactory.Instance);
            _sam = new SharedSam(Reader(ports.SamPort), new FailedAuthentications(_failures), TimeProvider.System);
            Encoder = MakeEncoder(ports.Printers[0].ReaderPort);
            Desk = MakeEncoder(ports.DeskPort);
        }

        public TestOffice Office { get; }

        public ICardPrinter Printer { get; }

        public ProfileChipEncoder Encoder { get; }

        public ProfileChipEncoder Desk { get; }

        public ChipContent Content => _signed.Content;

        public static async Task<OfficeStation> StartAsync(string? faults, string uid) =>
            new(await TestOffice.StartAsync(faults, uids: [uid]));

        /// <summary>With a type A card at the chip station.</summary>
        public static async Task<OfficeStation> FedAsync(string? faults, CancellationToken token)
        {
            var station = await StartAsync(faults, TypeA);
            await station.ReadyAsync(token);
            Assert.That((await station.Printer.FeedAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
            return station;
        }

        /// <summary>Settings sent; what the empty machine says of itself.</summary>
        public async Task<PrinterEvidence> ReadyAsync(CancellationToken token)
        {
            Assert.That(await Printer.SendSettingsAsync(token), Is.EqualTo(new CommandResult(CommandOutcome.Done)));
            var seen = await Printer.ObserveAsync(token);
            Assert.That((seen?.Position, seen?.PowerLost, seen?.Standing), Is.EqualTo((CardPosition.Empty, false, (PrinterReason?)null)));
            return seen!;
        }

        public static List<PrintPanel> Panels() =>
            [.. "ymcko".Select(name => new PrintPanel(name, name is 'k' or 'o' ? 2 : 64, new byte[648 * 1016]))];

        public async ValueTask DisposeAsync()
        {
            await Printer.DisposeAsync();
            await Encoder.DisposeAsync();
            await Desk.DisposeAsync();
            await _sam.DisposeAsync();
            await Office.DisposeAsync();
            _signed.Dispose();
            File.Delete(_failures);
        }

        private static ISmartCardReader Reader(int port) =>
            SmartCardReaders.Open($"pn532+tcp://127.0.0.1:{port}", ReaderTimings.Shipped, IByteTransport.Open, TimeProvider.System,
                NullLoggerFactory.Instance);

        private ProfileChipEncoder MakeEncoder(int port) =>
            new(DevelopmentProfile.Load(), Reader(port), _sam, _signed.Certificate, TimeProvider.System);
    }
}

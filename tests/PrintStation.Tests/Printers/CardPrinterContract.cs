using PrintStation.Chips;
using PrintStation.Emulators.World;
using PrintStation.Printers;
using PrintStation.Tests.Chips;
using PrintStation.Tests.Emulators;
using PrintStation.Tests.Transports;
using PrintStation.Transports;

namespace PrintStation.Tests.Printers;

/// <summary>What every driver of a card printer must do, over every kind of line: the driver against the virtual office, two sides that share no
/// code.</summary>
[TestFixture(LineKind.Tcp)]
[TestFixture(LineKind.Serial)]
[TestFixture(LineKind.UsbFile)]
[CancelAfter(240_000)]
internal sealed class CardPrinterContract(LineKind line)
{
    /// <summary>Asked before anything is known of an empty machine.</summary>
    private const int Questions = 10;

    [TestCase(OfficeStation.TypeA)]
    [TestCase(OfficeStation.TypeB)]
    public async Task A_card_is_fed_encoded_printed_kept_checked_and_ejected(string uid, CancellationToken token)
    {
        await using var station = await OfficeStation.StartAsync(line, null, uid);
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
    public async Task Replies_that_come_slowly_and_byte_by_byte_are_the_same_replies(CancellationToken token)
    {
        await using var station = await OfficeStation.StartAsync(line, null, OfficeStation.TypeA,
            (address, limit, time) => new DripTransport(IByteTransport.Open(address, limit, time)));
        await station.ReadyAsync(token);
        Assert.That((await station.Printer.FeedAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        Assert.That((await station.Printer.PrintAsync(OfficeStation.Panels(), token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        Assert.That((await station.Printer.ReturnToChipStationAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        Assert.That((await station.Printer.EjectAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        Assert.That(station.Office.FirstFed() is { Place.Kind: PlaceKind.Output, Front.LooksWhole: true });
    }

    [Test]
    public async Task Two_replies_in_one_piece_are_no_reply_and_what_is_true_is_found_out(CancellationToken token)
    {
        MergingTransport wire = null!;
        await using var station = await OfficeStation.StartAsync(line, null, OfficeStation.TypeA,
            (address, limit, time) => wire = new MergingTransport(IByteTransport.Open(address, limit, time)));
        var before = await station.ReadyAsync(token);
        for (var question = 1; question <= Questions; question++)
        {
            wire.MergeAt(question);
            Assert.That(await SeenAsync(), Is.EqualTo(before), $"question {question}");
        }

        await CommandAsync(1, async () => (await station.Printer.FeedAsync(token)).Outcome, CardPosition.ContactlessStation);
        await CommandAsync(8, async () => (await station.Printer.PrintAsync(OfficeStation.Panels(), token)).Outcome, CardPosition.PrintStation);
        await CommandAsync(1, async () => (await station.Printer.ReturnToChipStationAsync(token)).Outcome, CardPosition.ContactlessStation);
        await CommandAsync(3, async () => (await station.Printer.EjectAsync(token)).Outcome, CardPosition.Empty);

        Assert.That(wire.Merges, Is.EqualTo(Questions + 4));
        Assert.That(station.Office.Names(), Has.One.EqualTo("fed"));
        Assert.That(station.Office.FirstFed() is { Place.Kind: PlaceKind.Output, Front.LooksWhole: true });

        async Task CommandAsync(int last, Func<Task<CommandOutcome>> run, CardPosition position)
        {
            wire.MergeAt(last);
            Assert.That(await run(), Is.EqualTo(CommandOutcome.Unknown), $"{position}");
            Assert.That((await SeenAsync()).Position, Is.EqualTo(position));
        }

        // A reply that cannot be used may cost the line, and a look. The test's time limit ends it.
        async Task<PrinterEvidence> SeenAsync()
        {
            while (true)
                if (await station.Printer.ObserveAsync(token) is { } seen)
                    return seen;
        }
    }

    [Test]
    public async Task Another_device_on_the_line_is_told_by_its_silence(CancellationToken token)
    {
        await using var office = await TestOffice.StartAsync(ptys: line != LineKind.Tcp);
        var reader = OfficeStation.ReaderAddress(office, line);
        await using var printer = OfficeStation.Open(
            reader, OfficeStation.Model with { Timings = OfficeStation.Timings with { QueryMilliseconds = 200 } });
        Assert.That(await printer.ObserveAsync(token), Is.Null);
        Assert.That(printer.Trouble, Does.Contain(reader).And.Contain("Rsn: no reply within 200 ms"));
        Assert.That(
            await printer.SendSettingsAsync(token), Is.EqualTo(new CommandResult(CommandOutcome.Refused, PrinterReason.ConnectingToDevice)));
    }

    [Test]
    public async Task A_printer_of_another_model_is_named_and_gets_no_settings(CancellationToken token)
    {
        await using var office = await TestOffice.StartAsync(ptys: line != LineKind.Tcp);
        await using var printer = OfficeStation.Open(OfficeStation.Address(office, line), OfficeStation.Model with { TypeText = "Zenius" });
        Assert.That(
            await printer.SendSettingsAsync(token), Is.EqualTo(new CommandResult(CommandOutcome.Refused, PrinterReason.WrongModel, "Primacy2")));
        Assert.That((await printer.ObserveAsync(token))!.PowerLost, "its error management is still its own");
    }

    [Test]
    public async Task A_card_is_rejected(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(line, null, token);
        Assert.That((await station.Printer.RejectAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        Assert.That((await station.Printer.ObserveAsync(token))!.Position, Is.EqualTo(CardPosition.Empty));
        Assert.That(station.Office.FirstFed().Place.Kind, Is.EqualTo(PlaceKind.RejectBox));
    }

    [Test]
    public async Task A_card_is_rejected_after_its_print(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(line, null, token);
        await station.Printer.PrintAsync(OfficeStation.Panels(), token);
        Assert.That((await station.Printer.RejectAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        Assert.That(station.Office.FirstFed().Place.Kind, Is.EqualTo(PlaceKind.RejectBox));
    }

    [Test]
    public async Task A_full_reject_box_keeps_the_card(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(line, "reject-full@1", token);
        var result = await station.Printer.RejectAsync(token);
        Assert.That((result.Outcome, result.Reason), Is.EqualTo((CommandOutcome.Refused, PrinterReason.RejectAreaFull)));
        Assert.That((await station.Printer.ObserveAsync(token))!.Position, Is.EqualTo(CardPosition.ContactlessStation));

        station.Office.World.EmptyRejectBox(station.Office.Printer);
        await station.RejectAndFeedNextAsync(token);
        Assert.That(station.Office.FirstFed().Place.Kind, Is.EqualTo(PlaceKind.RejectBox));
    }

    [Test]
    public async Task An_empty_feeder_is_a_refusal_and_moves_no_counter(CancellationToken token)
    {
        await using var station = await OfficeStation.StartAsync(line, "feeder-empty@1", OfficeStation.TypeA);
        var before = await station.ReadyAsync(token);
        var result = await station.Printer.FeedAsync(token);
        Assert.That((result.Outcome, result.Reason), Is.EqualTo((CommandOutcome.Refused, PrinterReason.MediaEmpty)));
        Assert.That(await station.Printer.ObserveAsync(token), Is.EqualTo(before));
        Assert.That((await station.Printer.ReadSuppliesAsync(token))!.FeederHasCards, Is.False);

        station.Office.Printer.StraightenStack();
        Assert.That((await station.Printer.ReadSuppliesAsync(token))!.FeederHasCards, Is.True);
        await station.NextCardIsFedAsync(before.CardsInserted, token);
    }

    [Test]
    public async Task A_jam_stands_until_a_person_has_cleared_the_path(CancellationToken token)
    {
        await using var station = await OfficeStation.StartAsync(line, "jam@1:feed", OfficeStation.TypeA);
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
        await station.NextCardIsFedAsync(before.CardsInserted + 1, token);
    }

    [TestCase("jam@1:print", PrinterReason.MediaJam)]
    [TestCase("ribbon-end@1", PrinterReason.MarkerSupplyEmpty)]
    [TestCase("ribbon-false@1", PrinterReason.MarkerSupplyEmpty)]
    [TestCase("head-error@1", PrinterReason.HeadFailure)]
    public async Task A_print_that_stops_is_unknown_with_its_reason_and_once_that_is_mended_the_next_card_is_fed(string fault, PrinterReason reason, CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(line, fault, token);
        var printed = await station.Printer.PrintAsync(OfficeStation.Panels(), token);
        Assert.That((printed.Outcome, printed.Reason), Is.EqualTo((CommandOutcome.Unknown, reason)));
        Assert.That(printed.PanelsSent, Is.InRange(2, 5));
        var seen = (await station.Printer.ObserveAsync(token))!;

        if (reason == PrinterReason.MediaJam)
        {
            await station.ClearPathAsync(token);
            await station.NextCardIsFedAsync(seen.CardsInserted, token);
            return;
        }

        if (fault == "ribbon-end@1")
            station.Office.Printer.ChangeRibbon();
        Assert.That((await station.Printer.ClearErrorAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        await station.RejectAndFeedNextAsync(token);
    }

    [TestCase("feed", CardPosition.ContactlessStation)]
    [TestCase("print", CardPosition.PrintStation)]
    public async Task Stale_replies_are_not_taken_for_answers(string phase, CardPosition position, CancellationToken token)
    {
        foreach (var positionOnly in new[] { true, false })
        {
            await using var station = await OfficeStation.FedAsync(line, phase == "feed" ? "stale-reply@1:feed" : "stale-reply@1:print", token);
            if (phase == "print")
                await station.Printer.PrintAsync(OfficeStation.Panels(), token);

            var seen = positionOnly
                ? await station.Printer.ReadPositionAsync(token)
                : (await station.Printer.ObserveAsync(token))!.Position;
            Assert.That(seen, Is.EqualTo(position));
            await station.RejectAndFeedNextAsync(token);
        }
    }

    [Test]
    public async Task A_power_cut_in_the_print_is_unknown_and_leaves_its_mark(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(line, "power-cut@1:print:eject", token);
        var printed = await station.Printer.PrintAsync(OfficeStation.Panels(), token);
        Assert.That(printed.Outcome, Is.EqualTo(CommandOutcome.Unknown));

        PrinterEvidence? seen;
        do
            seen = await station.Printer.ObserveAsync(token);
        while (seen is null);

        Assert.That((seen.PowerLost, seen.Position), Is.EqualTo((true, CardPosition.Empty)));
        await station.NextCardIsFedAsync(seen.CardsInserted, token);
    }

    [Test]
    public async Task Supplies_are_read(CancellationToken token)
    {
        await using var station = await OfficeStation.StartAsync(line, null, OfficeStation.TypeA);
        Assert.That(
            await station.Printer.ReadSuppliesAsync(token),
            Is.EqualTo(new PrinterSupplies(FeederHasCards: true, 500, RibbonFits: true, CleaningRequired: false)));
    }
}

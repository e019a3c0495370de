using PrintStation.Chips;
using PrintStation.Emulators.Faults;
using PrintStation.Emulators.World;
using PrintStation.Printers;
using PrintStation.Tests.Chips;

namespace PrintStation.Tests.Printers;

/// <summary>The faults of the field that strike at any step of a card: what every driver says of the step, what it sees afterwards, and the way
/// out. Which reason pauses a lane and where the run goes is asserted with the whole office, in the end-to-end tests.</summary>
[TestFixture(LineKind.Tcp)]
[TestFixture(LineKind.Serial)]
[TestFixture(LineKind.UsbFile)]
[CancelAfter(60_000)]
internal sealed class CardPrinterFaultContract(LineKind line)
{
    public enum Step
    {
        Feed,
        Encode,
        Print,
        Return,
        Eject,
    }

    [TestCase("jam@1:encode", Step.Print, PrinterReason.MediaJam)]
    [TestCase("jam@1:print", Step.Print, PrinterReason.MediaJam)]
    [TestCase("jam@1:eject", Step.Eject, PrinterReason.MediaJam)]
    [TestCase("cover-open@1:feed", Step.Feed, PrinterReason.CoverOpen)]
    [TestCase("cover-open@1:print", Step.Print, PrinterReason.CoverOpen)]
    [TestCase("cover-open@1:eject", Step.Eject, PrinterReason.CoverOpen)]
    public async Task What_stops_a_card_on_its_way_is_unknown_and_hides_it_until_a_person_has_cleared_the_path(
        string fault, Step at, PrinterReason reason, CancellationToken token)
    {
        await using var station = await OfficeStation.StartAsync(line, fault, OfficeStation.TypeA);
        var before = await station.ReadyAsync(token);
        Assert.That(await StrikeAsync(station, at, token), Is.EqualTo((CommandOutcome.Unknown, reason)));
        var seen = (await station.Printer.ObserveAsync(token))!;
        Assert.That((seen.Position, seen.Standing, seen.CardsInserted), Is.EqualTo(((CardPosition?)null, reason, before.CardsInserted + 1)));
        Assert.That((seen.PowerLost, seen.CoverOpen), Is.EqualTo((false, reason == PrinterReason.CoverOpen)));
        Assert.That(await station.Printer.ClearErrorAsync(token), Is.EqualTo(seen.CoverOpen
            ? new CommandResult(CommandOutcome.Refused, PrinterReason.CoverOpen, "COVER OPEN")
            : new CommandResult(CommandOutcome.Refused, PrinterReason.MediaJam, "CARD JAM")));

        await ClearPathAsync(station, token);
        await NextCardIsFedAsync(station, seen.CardsInserted, token);
    }

    [Test]
    public async Task A_cover_that_is_open_before_the_feed_keeps_every_card_in_the_hopper(CancellationToken token)
    {
        await using var station = await OfficeStation.StartAsync(line, "cover-open@1:idle", OfficeStation.TypeA);
        var before = await station.ReadyAsync(token);
        Assert.That(await StrikeAsync(station, Step.Feed, token), Is.EqualTo((CommandOutcome.Unknown, PrinterReason.CoverOpen)));
        Assert.That(
            await station.Printer.ObserveAsync(token),
            Is.EqualTo(before with { Position = null, Standing = PrinterReason.CoverOpen, CoverOpen = true }));

        station.Office.Printer.SetCover(false);
        Assert.That((await station.Printer.ClearErrorAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        await NextCardIsFedAsync(station, before.CardsInserted, token);
    }

    [Test]
    public async Task A_jam_in_the_owners_language_is_no_evidence_until_a_person_has_cleared_the_path_and_switched_it_off_and_on(CancellationToken token)
    {
        await using var station = await OfficeStation.StartAsync(line, "local-text@1", OfficeStation.TypeA);
        var before = await station.ReadyAsync(token);
        Assert.That(
            await station.Printer.FeedAsync(token), Is.EqualTo(new CommandResult(CommandOutcome.Unknown, null, "BOURRAGE CARTE")));
        Assert.That(await station.Printer.ObserveAsync(token), Is.Null);
        TakeCardOut(station);
        Assert.That(await station.Printer.ObserveAsync(token), Is.Null);

        station.Office.Printer.CutPower(PowerOnAction.Stay, isMains: false);
        Assert.That((await SeenAsync(station, _ => true, token)).PowerLost);
        await NextCardIsFedAsync(station, before.CardsInserted + 1, token);
    }

    [TestCase("offline@1:feed", Step.Feed, CardPosition.PrintStation)]
    [TestCase("offline@1:print", Step.Print, CardPosition.PrintStation)]
    [TestCase("offline@1:verify", Step.Return, CardPosition.PrintStation)]
    [TestCase("offline@1:eject", Step.Eject, CardPosition.PrintStation)]
    [TestCase("power-cut@1:feed:stay", Step.Feed, CardPosition.PrintStation)]
    [TestCase("power-cut@1:feed:eject", Step.Feed, CardPosition.Empty)]
    [TestCase("power-cut@1:feed:reject", Step.Feed, CardPosition.Empty)]
    [TestCase("power-cut@1:encode:stay", Step.Encode, CardPosition.ContactlessStation)]
    [TestCase("power-cut@1:encode:eject", Step.Encode, CardPosition.Empty)]
    [TestCase("power-cut@1:encode:reject", Step.Encode, CardPosition.Empty)]
    [TestCase("power-cut@1:print:stay", Step.Print, CardPosition.PrintStation)]
    [TestCase("power-cut@1:print:reject", Step.Print, CardPosition.Empty)]
    [TestCase("power-cut@1:print:restart", Step.Print, CardPosition.Empty)]
    [TestCase("power-cut@1:verify:stay", Step.Return, CardPosition.PrintStation)]
    [TestCase("power-cut@1:verify:eject", Step.Return, CardPosition.Empty)]
    [TestCase("power-cut@1:verify:reject", Step.Return, CardPosition.Empty)]
    [TestCase("power-cut@1:eject:stay", Step.Eject, CardPosition.PrintStation)]
    [TestCase("power-cut@1:eject:eject", Step.Eject, CardPosition.Empty)]
    [TestCase("power-cut@1:eject:reject", Step.Eject, CardPosition.Empty)]
    public async Task A_machine_that_starts_anew_leaves_its_mark_and_what_it_kept_can_be_rejected(
        string fault, Step at, CardPosition position, CancellationToken token)
    {
        await using var station = await OfficeStation.StartAsync(line, fault, OfficeStation.TypeA);
        var before = await station.ReadyAsync(token);
        Assert.That(await StrikeAsync(station, at, token), Is.EqualTo((CommandOutcome.Unknown, (PrinterReason?)null)));

        var seen = await SeenAsync(station, evidence => evidence.Position == position, token);
        Assert.That((seen.PowerLost, seen.Standing, seen.CardsInserted), Is.EqualTo((true, (PrinterReason?)null, before.CardsInserted + 1)));

        Assert.That((await station.Printer.SendSettingsAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        if (position != CardPosition.Empty)
            Assert.That((await station.Printer.RejectAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        var after = (await station.Printer.ObserveAsync(token))!;
        Assert.That((after.PowerLost, after.Position), Is.EqualTo((false, CardPosition.Empty)));
        await NextCardIsFedAsync(station, seen.CardsInserted, token);
    }

    [Test]
    public async Task A_full_output_keeps_the_card_inside_until_a_person_has_made_room(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(line, "exit-full@1", token);
        Assert.That(await StrikeAsync(station, Step.Eject, token), Is.EqualTo((CommandOutcome.Unknown, PrinterReason.OutputAreaFull)));
        var seen = (await station.Printer.ObserveAsync(token))!;
        Assert.That((seen.Position, seen.Standing), Is.EqualTo((CardPosition.ContactlessStation, (PrinterReason?)null)));

        station.Office.Printer.FreeExit();
        Assert.That((await station.Printer.EjectAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        Assert.That(station.Office.FirstFed().Place.Kind, Is.EqualTo(PlaceKind.Output));
    }

    [Test]
    public async Task A_card_that_stays_in_the_exit_slot_is_seen_there_and_is_out_of_the_path(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(line, "exit-slot@1", token);
        Assert.That((await station.Printer.EjectAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        var seen = (await station.Printer.ObserveAsync(token))!;
        Assert.That((seen.Position, seen.CardAtExit), Is.EqualTo((CardPosition.Empty, true)));
        await NextCardIsFedAsync(station, seen.CardsInserted, token);
    }

    [TestCase("ribbon-none@1", null)]
    [TestCase("ribbon-zone@1", 500)]
    public async Task A_ribbon_that_is_not_there_or_not_the_machines_is_seen_before_the_next_card(string fault, int? left, CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(line, fault, token);
        Assert.That((await station.Printer.RejectAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        Assert.That(
            await station.Printer.ReadSuppliesAsync(token),
            Is.EqualTo(new PrinterSupplies(FeederHasCards: true, left, RibbonFits: false, CleaningRequired: false)));

        station.Office.Printer.ChangeRibbon();
        Assert.That((await station.Printer.ReadSuppliesAsync(token))!.RibbonFits, Is.True);
    }

    [Test]
    public async Task A_machine_that_wants_to_be_cleaned_refuses_the_next_card_and_takes_it_afterwards(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(line, "cleaning@1", token);
        Assert.That((await station.Printer.RejectAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        var before = await station.ReadyAsync(token);
        Assert.That(
            await station.Printer.ReadSuppliesAsync(token),
            Is.EqualTo(new PrinterSupplies(FeederHasCards: null, 500, RibbonFits: true, CleaningRequired: true)));
        Assert.That(
            await station.Printer.FeedAsync(token),
            Is.EqualTo(new CommandResult(CommandOutcome.Refused, PrinterReason.CleaningRequired, "NEED CLEANING")));
        Assert.That(await station.Printer.ObserveAsync(token), Is.EqualTo(before));

        station.Office.Printer.Clean();
        await NextCardIsFedAsync(station, before.CardsInserted, token);
    }

    [Test]
    public async Task A_head_that_cools_down_takes_its_time_and_prints_the_whole_card(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(line, "head-hot@1", token);
        var printed = await station.Printer.PrintAsync(OfficeStation.Panels(), token);
        Assert.That((printed.Outcome, printed.PanelsSent, printed.Reason), Is.EqualTo((CommandOutcome.Done, 5, (PrinterReason?)null)));
        Assert.That(station.Office.Names(), Has.One.EqualTo("fault"));
        Assert.That(station.Office.FirstFed().Front.LooksWhole);
    }

    /// <remarks>On a serial line the answer to a panel is waited for a minute.</remarks>
    [Test]
    [CancelAfter(180_000)]
    public async Task A_panel_whose_bytes_do_not_all_arrive_is_unknown_and_the_counter_tells_that_none_was_printed(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(line, "short-download@1", token);
        var before = (await station.Printer.ObserveAsync(token))!;
        var printed = await station.Printer.PrintAsync(OfficeStation.Panels(), token);
        Assert.That((printed.Outcome, printed.PanelsSent, printed.Reason), Is.EqualTo((CommandOutcome.Unknown, 2, (PrinterReason?)null)));
        var seen = await SeenAsync(station, _ => true, token);
        Assert.That(seen, Is.EqualTo(before with { Position = CardPosition.PrintStation }));
        Assert.That((await station.Printer.RejectAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
    }

    /// <summary>The machine counts one; only a reader that is asked for two can tell.</summary>
    [Test]
    public async Task Two_cards_fed_as_one_are_one_to_the_machine_and_leave_it_together(CancellationToken token)
    {
        await using var station = await OfficeStation.StartAsync(line, "double-feed@1", OfficeStation.TypeA);
        var before = await station.ReadyAsync(token);
        Assert.That((await station.Printer.FeedAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        Assert.That((await station.Printer.ObserveAsync(token))!.CardsInserted, Is.EqualTo(before.CardsInserted + 1));
        Assert.That((await station.Encoder.ReadUidAsync(token)).Presence, Is.EqualTo(ChipPresence.Several));
        Assert.That((await station.Printer.RejectAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        Assert.That(station.Office.World.Blanks.Select(blank => blank.Place.Kind), Is.All.EqualTo(PlaceKind.RejectBox));
    }

    [TestCase("stale-reply@1:verify", Step.Return, CardPosition.ContactlessStation)]
    [TestCase("stale-reply@1:eject", Step.Eject, CardPosition.Empty)]
    public async Task A_stale_reply_after_a_later_step_is_not_taken_for_an_answer(
        string fault, Step at, CardPosition position, CancellationToken token)
    {
        foreach (var positionOnly in new[] { true, false })
        {
            await using var station = await OfficeStation.StartAsync(line, fault, OfficeStation.TypeA);
            await station.ReadyAsync(token);
            Assert.That(await StrikeAsync(station, at, token), Is.EqualTo((CommandOutcome.Done, (PrinterReason?)null)));
            Assert.That(station.Office.Names(), Has.One.EqualTo("fault"));
            Assert.That(positionOnly ? await station.Printer.ReadPositionAsync(token) : (await station.Printer.ObserveAsync(token))?.Position,
                Is.EqualTo(position));
        }
    }

    /// <summary>The card's steps from where it is up to that one; what came of the last, and all before it are done.</summary>
    private static async Task<(CommandOutcome Outcome, PrinterReason? Reason)> StrikeAsync(
        OfficeStation station, Step last, CancellationToken token)
    {
        var result = (Outcome: CommandOutcome.Done, Reason: (PrinterReason?)null);
        var first = station.Office.Printer.Inside is null ? Step.Feed : Step.Encode;
        for (var step = first; step <= last; step++)
        {
            Assert.That(result.Outcome, Is.EqualTo(CommandOutcome.Done), $"before {step}");
            result = await DoAsync(station, step, isLast: step == last, token);
        }

        return result;
    }

    private static async Task<(CommandOutcome Outcome, PrinterReason? Reason)> DoAsync(
        OfficeStation station, Step step, bool isLast, CancellationToken token)
    {
        switch (step)
        {
            case Step.Encode:
                // Only where it is the step that matters: it takes the longest.
                if (isLast && (await station.Encoder.EncodeAsync(new ChipUid(OfficeStation.TypeA), station.Content, token)).Outcome != EncodeOutcome.Done)
                    return (CommandOutcome.Unknown, null);
                return (CommandOutcome.Done, null);
            case Step.Print:
                var printed = await station.Printer.PrintAsync(OfficeStation.Panels(), token);
                return (printed.Outcome, printed.Reason);
            default:
                var moved = step switch
                {
                    Step.Feed => await station.Printer.FeedAsync(token),
                    Step.Return => await station.Printer.ReturnToChipStationAsync(token),
                    _ => await station.Printer.EjectAsync(token),
                };
                return (moved.Outcome, moved.Reason);
        }
    }

    /// <summary>A machine that is off does not answer, and one that starts up may still move its card.</summary>
    private static async Task<PrinterEvidence> SeenAsync(OfficeStation station, Func<PrinterEvidence, bool> isIt, CancellationToken token)
    {
        PrinterEvidence? seen;
        do
        {
            token.ThrowIfCancellationRequested();
            seen = await station.Printer.ObserveAsync(token);
        }
        while (seen is null || !isIt(seen));

        return seen;
    }

    /// <summary>As a person does it, who then gives the word that all is clear.</summary>
    private static async Task ClearPathAsync(OfficeStation station, CancellationToken token)
    {
        TakeCardOut(station);
        Assert.That((await station.Printer.ClearErrorAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
    }

    private static void TakeCardOut(OfficeStation station)
    {
        station.Office.Printer.SetCover(true);
        Assert.That(station.Office.World.RemoveFromPath(station.Office.Printer), Is.SameAs(station.Office.FirstFed()));
        station.Office.Printer.SetCover(false);
    }

    private static async Task NextCardIsFedAsync(OfficeStation station, long inserted, CancellationToken token)
    {
        Assert.That((await station.ReadyAsync(token)).CardsInserted, Is.EqualTo(inserted));
        Assert.That((await station.Printer.FeedAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        Assert.That((await station.Printer.ObserveAsync(token))!.Position, Is.EqualTo(CardPosition.ContactlessStation));
    }
}

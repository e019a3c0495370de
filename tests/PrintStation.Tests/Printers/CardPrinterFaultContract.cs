using PrintStation.Chips;
using PrintStation.Emulators.Faults;
using PrintStation.Emulators.World;
using PrintStation.Printers;

namespace PrintStation.Tests.Printers;

/// <summary>The faults of the field that strike at any step of a card: what every driver says of the step, what it sees afterwards, and the way
/// out. Which reason pauses a lane and where the run goes is asserted with the whole office, in the end-to-end tests.</summary>
[TestFixture(LineKind.Tcp)]
[TestFixture(LineKind.Serial)]
[TestFixture(LineKind.UsbFile)]
[CancelAfter(240_000)]
internal sealed class CardPrinterFaultContract(LineKind line)
{
    [TestCase("jam@1:encode", CardStep.Print, PrinterReason.MediaJam)]
    [TestCase("jam@1:print", CardStep.Print, PrinterReason.MediaJam)]
    [TestCase("jam@1:eject", CardStep.Eject, PrinterReason.MediaJam)]
    [TestCase("cover-open@1:feed", CardStep.Feed, PrinterReason.CoverOpen)]
    [TestCase("cover-open@1:print", CardStep.Print, PrinterReason.CoverOpen)]
    [TestCase("cover-open@1:eject", CardStep.Eject, PrinterReason.CoverOpen)]
    public async Task What_stops_a_card_on_its_way_is_unknown_and_hides_it_until_a_person_has_cleared_the_path(
        string fault, CardStep at, PrinterReason reason, CancellationToken token)
    {
        await using var station = await OfficeStation.StartAsync(line, fault, OfficeStation.TypeA);
        var before = await station.ReadyAsync(token);
        Assert.That(await station.StrikeAsync(at, token), Is.EqualTo((CommandOutcome.Unknown, reason)));
        var seen = (await station.Printer.ObserveAsync(token))!;
        Assert.That((seen.Position, seen.Standing, seen.CardsInserted), Is.EqualTo(((CardPosition?)null, reason, before.CardsInserted + 1)));
        Assert.That((seen.PowerLost, seen.CoverOpen), Is.EqualTo((false, reason == PrinterReason.CoverOpen)));
        Assert.That(await station.Printer.ClearErrorAsync(token), Is.EqualTo(seen.CoverOpen
            ? new CommandResult(CommandOutcome.Refused, PrinterReason.CoverOpen, "COVER OPEN")
            : new CommandResult(CommandOutcome.Refused, PrinterReason.MediaJam, "CARD JAM")));

        await station.ClearPathAsync(token);
        await station.NextCardIsFedAsync(seen.CardsInserted, token);
    }

    [Test]
    public async Task A_cover_that_is_open_before_the_feed_keeps_every_card_in_the_hopper(CancellationToken token)
    {
        await using var station = await OfficeStation.StartAsync(line, "cover-open@1:idle", OfficeStation.TypeA);
        var before = await station.ReadyAsync(token);
        Assert.That(await station.StrikeAsync(CardStep.Feed, token), Is.EqualTo((CommandOutcome.Unknown, PrinterReason.CoverOpen)));
        Assert.That(
            await station.Printer.ObserveAsync(token),
            Is.EqualTo(before with { Position = null, Standing = PrinterReason.CoverOpen, CoverOpen = true }));

        station.Office.Printer.SetCover(false);
        Assert.That((await station.Printer.ClearErrorAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        await station.NextCardIsFedAsync(before.CardsInserted, token);
    }

    [Test]
    public async Task A_jam_in_the_owners_language_is_no_evidence_until_a_person_has_cleared_the_path_and_switched_it_off_and_on(CancellationToken token)
    {
        await using var station = await OfficeStation.StartAsync(line, "local-text@1", OfficeStation.TypeA);
        var before = await station.ReadyAsync(token);
        Assert.That(
            await station.Printer.FeedAsync(token), Is.EqualTo(new CommandResult(CommandOutcome.Unknown, null, "BOURRAGE CARTE")));
        Assert.That(await station.Printer.ObserveAsync(token), Is.Null);
        station.TakeCardOut();
        Assert.That(await station.Printer.ObserveAsync(token), Is.Null);

        station.Office.Printer.CutPower(PowerOnAction.Stay, isMains: false);
        Assert.That((await station.SeenAsync(_ => true, token)).PowerLost);
        await station.NextCardIsFedAsync(before.CardsInserted + 1, token);
    }

    [TestCase("offline@1:feed", CardStep.Feed, CardPosition.PrintStation)]
    [TestCase("offline@1:print", CardStep.Print, CardPosition.PrintStation)]
    [TestCase("offline@1:verify", CardStep.Return, CardPosition.PrintStation)]
    [TestCase("offline@1:eject", CardStep.Eject, CardPosition.PrintStation)]
    [TestCase("power-cut@1:feed:stay", CardStep.Feed, CardPosition.PrintStation)]
    [TestCase("power-cut@1:feed:eject", CardStep.Feed, CardPosition.Empty)]
    [TestCase("power-cut@1:feed:reject", CardStep.Feed, CardPosition.Empty)]
    [TestCase("power-cut@1:encode:stay", CardStep.Encode, CardPosition.ContactlessStation)]
    [TestCase("power-cut@1:encode:eject", CardStep.Encode, CardPosition.Empty)]
    [TestCase("power-cut@1:encode:reject", CardStep.Encode, CardPosition.Empty)]
    [TestCase("power-cut@1:print:stay", CardStep.Print, CardPosition.PrintStation)]
    [TestCase("power-cut@1:print:reject", CardStep.Print, CardPosition.Empty)]
    [TestCase("power-cut@1:print:restart", CardStep.Print, CardPosition.Empty)]
    [TestCase("power-cut@1:verify:stay", CardStep.Return, CardPosition.PrintStation)]
    [TestCase("power-cut@1:verify:eject", CardStep.Return, CardPosition.Empty)]
    [TestCase("power-cut@1:verify:reject", CardStep.Return, CardPosition.Empty)]
    [TestCase("power-cut@1:eject:stay", CardStep.Eject, CardPosition.PrintStation)]
    [TestCase("power-cut@1:eject:eject", CardStep.Eject, CardPosition.Empty)]
    [TestCase("power-cut@1:eject:reject", CardStep.Eject, CardPosition.Empty)]
    public async Task A_machine_that_starts_anew_leaves_its_mark_and_what_it_kept_can_be_rejected(
        string fault, CardStep at, CardPosition position, CancellationToken token)
    {
        await using var station = await OfficeStation.StartAsync(line, fault, OfficeStation.TypeA);
        var before = await station.ReadyAsync(token);
        Assert.That(await station.StrikeAsync(at, token), Is.EqualTo((CommandOutcome.Unknown, (PrinterReason?)null)));

        var seen = await station.SeenAsync(evidence => evidence.Position == position, token);
        Assert.That((seen.PowerLost, seen.Standing, seen.CardsInserted), Is.EqualTo((true, (PrinterReason?)null, before.CardsInserted + 1)));

        Assert.That((await station.Printer.SendSettingsAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        if (position != CardPosition.Empty)
            Assert.That((await station.Printer.RejectAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        var after = (await station.Printer.ObserveAsync(token))!;
        Assert.That((after.PowerLost, after.Position), Is.EqualTo((false, CardPosition.Empty)));
        await station.NextCardIsFedAsync(seen.CardsInserted, token);
    }

    [Test]
    public async Task A_full_output_keeps_the_card_inside_until_a_person_has_made_room(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(line, "exit-full@1", token);
        Assert.That(await station.StrikeAsync(CardStep.Eject, token), Is.EqualTo((CommandOutcome.Unknown, PrinterReason.OutputAreaFull)));
        var seen = (await station.Printer.ObserveAsync(token))!;
        Assert.That((seen.Position, seen.Standing), Is.EqualTo((CardPosition.ContactlessStation, (PrinterReason?)null)));

        station.Office.Printer.FreeExit();
        Assert.That((await station.Printer.EjectAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        Assert.That(station.Office.FirstFed().Place.Kind, Is.EqualTo(PlaceKind.Output));
        await station.NextCardIsFedAsync(seen.CardsInserted, token);
    }

    [Test]
    public async Task A_card_that_stays_in_the_exit_slot_is_seen_there_and_is_out_of_the_path(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(line, "exit-slot@1", token);
        Assert.That((await station.Printer.EjectAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        var seen = (await station.Printer.ObserveAsync(token))!;
        Assert.That((seen.Position, seen.CardAtExit), Is.EqualTo((CardPosition.Empty, true)));
        await station.NextCardIsFedAsync(seen.CardsInserted, token);
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
        await station.NextCardIsFedAsync(station.Office.Printer.CardsInserted, token);
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
        await station.NextCardIsFedAsync(before.CardsInserted, token);
    }

    [Test]
    public async Task A_machine_that_must_be_cleaned_at_once_says_so_only_to_the_feed_and_takes_the_card_afterwards(CancellationToken token)
    {
        await using var station = await OfficeStation.StartAsync(line, "cleaning-mandatory@1", OfficeStation.TypeA);
        var before = await station.ReadyAsync(token);
        var supplies = new PrinterSupplies(FeederHasCards: true, 500, RibbonFits: true, CleaningRequired: false);
        Assert.That(await station.Printer.ReadSuppliesAsync(token), Is.EqualTo(supplies), "nothing announces it");
        for (var tries = 0; tries < 2; tries++)
        {
            Assert.That(
                await station.Printer.FeedAsync(token),
                Is.EqualTo(new CommandResult(CommandOutcome.Refused, PrinterReason.CleaningRequired, "NEED CLEANING")));
            Assert.That(await station.Printer.ObserveAsync(token), Is.EqualTo(before));
            Assert.That(
                await station.Printer.ReadSuppliesAsync(token), Is.EqualTo(supplies with { FeederHasCards = null, CleaningRequired = true }));
        }

        station.Office.Printer.Clean();
        await station.NextCardIsFedAsync(before.CardsInserted, token);
    }

    [Test]
    public async Task A_head_that_cools_down_takes_its_time_and_prints_the_whole_card(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(line, "head-hot@1", token);
        var printed = await station.Printer.PrintAsync(OfficeStation.Panels(), token);
        Assert.That((printed.Outcome, printed.PanelsSent, printed.Reason), Is.EqualTo((CommandOutcome.Done, 5, (PrinterReason?)null)));
        Assert.That(station.Office.Names(), Has.One.EqualTo("fault"));
        Assert.That(station.Office.FirstFed().Front.LooksWhole);
        await station.RejectAndFeedNextAsync(token);
    }

    /// <remarks>On a serial line the answer to a panel is waited for a minute.</remarks>
    [Test]
    [CancelAfter(480_000)]
    public async Task A_panel_whose_bytes_do_not_all_arrive_is_unknown_and_the_counter_tells_that_none_was_printed(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(line, "short-download@1", token);
        var before = (await station.Printer.ObserveAsync(token))!;
        var printed = await station.Printer.PrintAsync(OfficeStation.Panels(), token);
        Assert.That((printed.Outcome, printed.PanelsSent, printed.Reason), Is.EqualTo((CommandOutcome.Unknown, 2, (PrinterReason?)null)));
        var seen = await station.SeenAsync(_ => true, token);
        Assert.That(seen, Is.EqualTo(before with { Position = CardPosition.PrintStation }));
        await station.RejectAndFeedNextAsync(token);
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
        Assert.That(station.Office.World.Blanks.Count(blank => blank.Place.Kind == PlaceKind.RejectBox), Is.EqualTo(2));
        Assert.That(station.Office.World.LoadHopper(station.Office.Printer, 1), Is.EqualTo(1));
        await station.NextCardIsFedAsync(before.CardsInserted + 1, token);
    }

    [TestCase("stale-reply@1:verify", CardStep.Return, CardPosition.ContactlessStation)]
    [TestCase("stale-reply@1:eject", CardStep.Eject, CardPosition.Empty)]
    public async Task A_stale_reply_after_a_later_step_is_not_taken_for_an_answer(
        string fault, CardStep at, CardPosition position, CancellationToken token)
    {
        foreach (var positionOnly in new[] { true, false })
        {
            await using var station = await OfficeStation.StartAsync(line, fault, OfficeStation.TypeA);
            await station.ReadyAsync(token);
            Assert.That(await station.StrikeAsync(at, token), Is.EqualTo((CommandOutcome.Done, (PrinterReason?)null)));
            Assert.That(station.Office.Names(), Has.One.EqualTo("fault"));
            Assert.That(positionOnly ? await station.Printer.ReadPositionAsync(token) : (await station.Printer.ObserveAsync(token))?.Position,
                Is.EqualTo(position));
            await LeaveAsync(station, position, token);
        }
    }

    /// <summary>The printer waits out the whole limit of that step; on a line that lives on, the late reply comes to the next question.</summary>
    [TestCase("late-reply@1:feed", CardStep.Feed, CardPosition.ContactlessStation)]
    [TestCase("late-reply@1:print", CardStep.Print, CardPosition.PrintStation)]
    [TestCase("late-reply@1:verify", CardStep.Return, CardPosition.ContactlessStation)]
    [TestCase("late-reply@1:eject", CardStep.Eject, CardPosition.Empty)]
    public async Task A_late_reply_is_unknown_and_not_taken_for_the_answer_to_the_next_question(
        string fault, CardStep at, CardPosition position, CancellationToken token)
    {
        await using var station = await OfficeStation.StartAsync(line, fault, OfficeStation.TypeA);
        var before = await station.ReadyAsync(token);
        Assert.That(await station.StrikeAsync(at, token), Is.EqualTo((CommandOutcome.Unknown, (PrinterReason?)null)));
        Assert.That(await station.Printer.ReadPositionAsync(token), Is.EqualTo(position));
        Assert.That(await station.Printer.ObserveAsync(token), Is.EqualTo(before with
        {
            Position = position,
            CardsInserted = before.CardsInserted + 1,
            PanelsPrinted = before.PanelsPrinted + (at == CardStep.Feed ? 0 : 5),
        }));
        await LeaveAsync(station, position, token);
    }

    [TestCase(true, PlaceKind.Output)]
    [TestCase(false, PlaceKind.RejectBox)]
    public async Task A_card_that_the_machine_leaves_at_the_chip_station_is_seen_there_and_goes_with_the_next_word(
        bool isGood, PlaceKind way, CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(line, "card-left@1", token);
        var before = await station.Printer.ObserveAsync(token);
        Assert.That(await LeaveAsync(), Is.EqualTo(new CommandResult(CommandOutcome.Done)));
        Assert.That(await station.Printer.ObserveAsync(token), Is.EqualTo(before), "and nothing of it is true");
        Assert.That((await station.Encoder.ReadUidAsync(token)).Uids, Is.EqualTo(new[] { new ChipUid(OfficeStation.TypeA) }));

        Assert.That(await LeaveAsync(), Is.EqualTo(new CommandResult(CommandOutcome.Done)));
        Assert.That(station.Office.FirstFed().Place.Kind, Is.EqualTo(way));
        await station.NextCardIsFedAsync(before!.CardsInserted, token);

        Task<CommandResult> LeaveAsync() => isGood ? station.Printer.EjectAsync(token) : station.Printer.RejectAsync(token);
    }

    private static Task LeaveAsync(OfficeStation station, CardPosition position, CancellationToken token) => position == CardPosition.Empty
        ? station.NextCardIsFedAsync(station.Office.Printer.CardsInserted, token)
        : station.RejectAndFeedNextAsync(token);
}

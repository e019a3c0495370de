using PrintStation.Chips;
using PrintStation.Inventory;
using PrintStation.Printers;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>What a command came to, whoever answered or did not: looks at the machine until it is known, and writes it down.</summary>
internal sealed partial class CardRunner
{
    /// <summary>Evidence until it suffices, then the table's word. An unanswered question leaves the run in its working state.</summary>
    private async Task<CardRun> ResolveAsync(CardRun run, PreparedCard? card, Said said, CancellationToken token)
    {
        if (run.State == CardState.Verifying && said == Said.Nothing)
            return book.Move(run, CardTrigger.VerifyUnknown, new MoveDetails(said.Reason));
        if (said.Reason is "media-jam" or "cover-open")
            run = await SettleErrorAsync(run, said.Reason == "media-jam" ? PrinterReason.MediaJam : PrinterReason.CoverOpen, token);
        while (true)
        {
            if (await machine.ObserveAsync(run, token) is not { } seen)
                return Abandon(run);
            if (seen.Standing is { } standing)
                run = await SettleErrorAsync(run, standing, token);
            else if (seen.Position is null)
                await machine.WaitForChangeAsync(token);
            else if (await DecideAsync(run, card, said, seen, token) is { } decided)
                return decided;
        }
    }

    /// <summary>The path was open or jammed: written down first, then a person, then the error is cleared.</summary>
    private async Task<CardRun> SettleErrorAsync(CardRun run, PrinterReason standing, CancellationToken token)
    {
        run = book.Note(run, r => r with { PathDisturbed = true });
        await machine.WaitForPersonAsync(standing, run.PrinterSerial, token);
        return run;
    }

    /// <summary>Null where reader or SAM had to be waited for: by then another machine may stand there.</summary>
    private async Task<CardRun?> DecideAsync(CardRun run, PreparedCard? card, Said said, PrinterEvidence seen, CancellationToken token)
    {
        if (await machine.ReadChipAsync(seen, token) is not { } reading
            || await _witness.WeighAsync(run, card, said, seen, reading, token) is not { } evidence)
            return null;
        if (run.State == CardState.Feeding)
            return DecideFeed(run, said, seen, reading, evidence, await machine.AskOthersAsync(seen, reading));
        var trigger = CardLifecycle.Resolve(run.State, evidence);
        var strays = CardWitness.StrayUids(run, reading);
        log.LogInformation(LogEvents.EvidenceTaken, "Run {RunId} in {State}: {Evidence}", run.RunId, run.State, evidence);
        return book.Move(run, trigger, new MoveDetails(
            ReasonOf(run, trigger, said, evidence),
            With: r => r with { Binding = said.Binding ?? r.Binding },
            Also: transaction => machine.NoteCounter(transaction, seen, 0, strays),
            Seen: MoveEvidence.Of(run, said, seen, reading, evidence)));
    }

    /// <summary>Whether the blank may be used is asked of the books in the transaction that records its UID.</summary>
    private CardRun DecideFeed(CardRun run, Said said, PrinterEvidence seen, ChipReading reading, CardEvidence evidence, OthersWord others)
    {
        var uid = reading.Presence == ChipPresence.One ? reading.Uids[0] : null;
        var moved = database.Write(transaction =>
        {
            var unfit = reading.Presence switch
            {
                ChipPresence.None when others == OthersWord.Theirs => GateReasons.ReaderElsewhere.Word,
                ChipPresence.None => seen.Position == CardPosition.ContactlessStation ? "chip-mute" : "card-not-at-chip-station",
                ChipPresence.Several => "two-cards",
                _ => BlankStock.WhyUnfit(transaction, uid!.Hex, uid.IsRandom, RunBook.JobOf(transaction, run.JobId).BlankVersion)
                    ?? (machine.IsOwnCard(transaction, others) ? null : ReaderProofs.Unproven),
            };
            var trigger = CardLifecycle.Resolve(CardState.Feeding, evidence with { BlankIsFit = unfit is null });
            var took = trigger == CardTrigger.FeedRefused ? 0 : 1;
            // Two cards fed as one: the second is booked even when its UID did not read.
            IReadOnlyList<string?> strays = reading.Presence == ChipPresence.Several ? [reading.Uids.Skip(1).FirstOrDefault()?.Hex] : [];
            return book.Move(transaction, run, trigger, new MoveDetails(
                trigger switch
                {
                    CardTrigger.CardUnfit => unfit,
                    CardTrigger.FeedSucceeded => null,
                    _ => said.Reason ?? "card-not-seen",
                },
                With: r => r with
                {
                    BlankUid = trigger == CardTrigger.FeedSucceeded || (trigger == CardTrigger.CardUnfit && reading.Uids.Count > 0)
                        ? reading.Uids[0].Hex
                        : null,
                    CardsInserted = seen.CardsInserted,
                    PanelsPrinted = seen.PanelsPrinted,
                },
                Also: t =>
                {
                    machine.NoteCounter(t, seen, took, strays);
                    CallBackIssued(t, reading);
                },
                Seen: MoveEvidence.Of(run, said, seen, reading, evidence)));
        });
        book.Announce(run, moved, moved.State switch
        {
            CardState.Fed => CardTrigger.FeedSucceeded,
            CardState.Fetched => CardTrigger.FeedRefused,
            CardState.Condemned => CardTrigger.CardUnfit,
            _ => CardTrigger.CardMissing,
        }, moved.Reason);
        if (moved is { State: CardState.Condemned, BlankUid: not null, Reason: not ("two-cards" or ReaderProofs.Unproven) })
        {
            log.LogError(LogEvents.UidAlarm, "Run {RunId}: the blank must not be used: {Reason}", run.RunId, moved.Reason);
            gate.Close(machine.Name, GateReasons.UidAlarm);
        }

        return moved;
    }

    /// <summary>What was issued and lies in a machine again is nobody's good card any more: its own run asks a person what became of it.</summary>
    private void CallBackIssued(StationTransaction transaction, ChipReading reading)
    {
        foreach (var issued in transaction.Query<CardRun>($"SELECT {RunBook.RunColumns} FROM run WHERE state = 'Issued' AND blank_uid IN @uids",
            new { uids = reading.Uids.Select(uid => uid.Hex) }))
        {
            var recalled = book.Move(transaction, issued, CardTrigger.Recall, new MoveDetails(HeldCards.FedAgain));
            transaction.AfterCommit(() => book.Announce(issued, recalled, CardTrigger.Recall, HeldCards.FedAgain));
        }
    }

    /// <summary>A run in a resting state with a card inside: is it this run's card?</summary>
    private async Task<CardRun> CheckInsideAsync(CardRun run, CancellationToken token)
    {
        while (true)
        {
            if (await machine.ObserveAsync(run, token) is not { } seen)
                return Abandon(run);
            if (seen.Standing is { } standing)
            {
                run = await SettleErrorAsync(run, standing, token);
                continue;
            }

            if (await machine.ReadChipAsync(seen, token) is not { } reading
                || await _witness.WeighAsync(run, null, Said.Nothing, seen, reading, token) is not { } evidence)
                continue;
            if (evidence.OwnCardInside)
                return run;
            return book.Move(run, CardLifecycle.WhenGone(run.State), new MoveDetails(run.Reason ?? "card-gone",
                Also: transaction => machine.NoteCounter(transaction, seen, 0, CardWitness.StrayUids(run, reading)),
                Seen: MoveEvidence.Of(run, Said.NotAsked, seen, reading, evidence)));
        }
    }

    /// <summary>The only machine whose word counts is gone: what it held is for people to find.</summary>
    private CardRun Abandon(CardRun run) => book.Move(run, CardLifecycle.WhenGone(run.State), new MoveDetails("machine-replaced"));

    /// <summary>A condemned card keeps the reason for which it was condemned, whatever happens on its way to the reject box.</summary>
    private static string? ReasonOf(CardRun run, CardTrigger trigger, Said said, CardEvidence evidence) => trigger switch
    {
        CardTrigger.EncodeSucceeded or CardTrigger.PrintSucceeded or CardTrigger.VerifyPassed or CardTrigger.EjectSucceeded => null,
        _ when run.State == CardState.Rejecting => run.Reason,
        CardTrigger.CardStillInside => said.Reason,
        _ => evidence.PowerLost ? "power-lost" : said.Reason ?? "not-confirmed",
    };
}

using PrintStation.Chips;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Printers;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>The card's whole life at one machine, from the hopper to the tray. Each step is: the working state on disk, one command, then
/// evidence, and the table's next state on disk. After a crash the same evidence decides.</summary>
internal sealed class CardRunner(
    Machine machine, RunBook book, StationDatabase database, StationGate gate, ILogger<CardRunner> log)
{
    private const int MostVerifyTries = 3;
    private readonly CardWitness _witness = new(machine, gate);

    /// <summary>Takes the card as far as it goes now: to its end, to a person, back to Fetched when nothing was fed, or to a resting state
    /// that it could not leave. The token ends it in a resting state; a command in flight and the look after it are finished.</summary>
    /// <param name="card">Content and panels; null only when nothing can be written any more (the envelope is gone).</param>
    public async Task<CardRun> RunAsync(CardRun run, PreparedCard? card, CancellationToken token)
    {
        // The longest life has 9 working states; each may be repeated a few times.
        for (var step = 0; step < 100; step++)
        {
            token.ThrowIfCancellationRequested();
            var job = book.FindJob(run.JobId);
            if (run.State == CardState.Fetched && job is { IsInDoubt: true })
                return run;
            if (job?.StopReason is { } stop && CardLifecycle.Permits(run.State, CardTrigger.Cancel))
                run = book.Move(run, CardTrigger.Cancel, new MoveDetails(stop));
            if (card is null && run.State is CardState.Fed or CardState.Encoded or CardState.Printed or CardState.Verified)
                run = book.Move(run, CardTrigger.Cancel, new MoveDetails("payload-gone"));
            var before = run;
            run = run.State switch
            {
                CardState.Fetched => await FeedAsync(run, token),
                CardState.Fed => await EncodeAsync(run, card!, token),
                CardState.Encoded => await PrintAsync(run, card!, token),
                CardState.Printed => await VerifyAsync(run, card!, token),
                CardState.Verified => await EjectAsync(run, token),
                CardState.Condemned => await RejectAsync(run, token),
                _ => run,
            };
            var again = run.State == CardState.Printed && run.VerifyTries > before.VerifyTries;
            if ((run.State == before.State && !again) || !CardLifecycle.HasCardInside(run.State))
                return run;
        }

        throw new InvalidOperationException($"Run {run.RunId} does not come to an end.");
    }

    /// <summary>After a start, before anything else: what a working state came to; and whether the card of a resting state is there.</summary>
    public async Task<CardRun> RecoverAsync(CardRun run, PreparedCard? card, CancellationToken token)
    {
        if (CardLifecycle.IsWorking(run.State))
            run = await ResolveAsync(run, card, Said.Nothing, token);
        return CardLifecycle.HasCardInside(run.State) ? await CheckInsideAsync(run, token) : run;
    }

    private async Task<CardRun> FeedAsync(CardRun run, CancellationToken token)
    {
        if (!await machine.EnsureSettingsAsync(token, anew: true))
            return run;
        var seen = await machine.ObserveAsync(token);
        if (seen.Position != CardPosition.Empty || seen.Standing is not null || seen.PowerLost)
            return run;
        run = book.Move(run, CardTrigger.StartFeeding, new MoveDetails(With: fresh => fresh with
        {
            Printer = machine.Name,
            PrinterSerial = seen.SerialNumber,
            CardsInserted = seen.CardsInserted,
            PanelsPrinted = seen.PanelsPrinted,
            PathDisturbed = false,
        }, Also: transaction => machine.NoteCounter(transaction, seen, 0, [])));
        var result = await machine.Printer.FeedAsync(machine.Hard);
        return await ResolveAsync(run, null, SaidBy(result), token);
    }

    private async Task<CardRun> EncodeAsync(CardRun run, PreparedCard card, CancellationToken token)
    {
        var uid = new ChipUid(run.BlankUid!);
        run = book.Move(run, CardTrigger.StartEncoding);
        var result = await machine.Encoder.EncodeAsync(uid, card.Chip, machine.Hard);
        if (result.Reason == GateReasons.SamSuspended.Word)
            gate.Close(StationGate.Station, GateReasons.SamSuspended);
        return result.Outcome switch
        {
            EncodeOutcome.Done => book.Move(run, CardTrigger.EncodeSucceeded, new MoveDetails(With: r => r with { Binding = result.Binding })),
            EncodeOutcome.Failed => book.Move(run, CardTrigger.EncodeFailed, new MoveDetails(result.Reason)),
            _ => await ResolveAsync(run, card, new Said(false, result.Reason), token),
        };
    }

    private async Task<CardRun> PrintAsync(CardRun run, PreparedCard card, CancellationToken token)
    {
        (run, var ready) = await MakeReadyAsync(run, token);
        if (!ready)
            return run;
        run = book.Move(run, CardTrigger.StartPrinting, new MoveDetails(With: r => r with { PathDisturbed = false }));
        var result = await machine.Printer.PrintAsync(card.Panels, machine.Hard);
        if (result.Outcome == CommandOutcome.Refused)
        {
            Pause(result.Reason);
            return book.Move(run, CardTrigger.PrintRefused, new MoveDetails(result.Reason?.Word()));
        }

        var shortest = TimeSpan.FromMilliseconds(machine.Printer.Model.Timings.ShortestPrintMilliseconds);
        var plausible = result.Duration >= shortest && result.PanelsSent == card.Panels.Count;
        return await ResolveAsync(run, card, new Said(result.Outcome == CommandOutcome.Done && plausible,
            result.Reason?.Word() ?? (plausible ? null : "print-too-short")), token);
    }

    private async Task<CardRun> VerifyAsync(CardRun run, PreparedCard card, CancellationToken token)
    {
        if (run.VerifyTries >= MostVerifyTries)
            return book.Move(run, CardTrigger.Cancel, new MoveDetails("verify-inconclusive"));
        (run, var ready) = await MakeReadyAsync(run, token);
        if (!ready)
            return run;
        run = book.Move(run, CardTrigger.StartVerifying, new MoveDetails(
            With: r => r with { VerifyTries = r.VerifyTries + 1, PathDisturbed = false }));
        var moved = await machine.Printer.ReturnToChipStationAsync(machine.Hard);
        if (moved.Outcome != CommandOutcome.Done)
        {
            // Whatever it said: it may still be moving the card, and the state on disk stands until it has ended.
            await machine.ObserveAsync(token);
            run = book.Move(run, CardTrigger.VerifyUnknown, new MoveDetails(SaidBy(moved).Reason));
            return await CheckInsideAsync(run, token);
        }

        var check = await machine.Encoder.VerifyAsync(new ChipUid(run.BlankUid!), card.Chip, machine.Hard);
        if (check.Reason == GateReasons.SamSuspended.Word)
            gate.Close(StationGate.Station, GateReasons.SamSuspended);
        if (check.Verdict == ChipVerdict.Unknown)
        {
            run = book.Move(run, CardTrigger.VerifyUnknown, new MoveDetails(check.Reason));
            await machine.ReadChipAsync(token);
            return await CheckInsideAsync(run, token);
        }

        return await ResolveAsync(run, card,
            new Said(true, check.Reason, check.Verdict == ChipVerdict.Good, check.Binding), token);
    }

    private async Task<CardRun> EjectAsync(CardRun run, CancellationToken token)
    {
        (run, var ready) = await MakeReadyAsync(run, token);
        if (!ready)
            return run;
        run = book.Move(run, CardTrigger.StartEjecting, new MoveDetails(With: r => r with
        {
            PathDisturbed = false,
            ExitClear = !machine.CardAtExit,
        }));
        var result = await machine.Printer.EjectAsync(machine.Hard);
        if (result.Outcome == CommandOutcome.Refused)
            Pause(result.Reason);
        return await ResolveAsync(run, null, SaidBy(result), token);
    }

    private async Task<CardRun> RejectAsync(CardRun run, CancellationToken token)
    {
        (run, var ready) = await MakeReadyAsync(run, token);
        if (!ready)
            return run;
        run = book.Move(run, CardTrigger.StartRejecting, new MoveDetails(run.Reason, With: r => r with { PathDisturbed = false }));
        var result = await machine.Printer.RejectAsync(machine.Hard);
        if (result.Outcome != CommandOutcome.Done)
            Pause(result.Reason);
        return await ResolveAsync(run, null, SaidBy(result), token);
    }

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
            else if (seen.Position is not null)
                return await DecideAsync(run, card, said, seen, token);
            else
                await gate.WaitForChangeAsync(TimeSpan.FromSeconds(1), token);
        }
    }

    /// <summary>The path was open or jammed: written down first, then a person, then the error is cleared.</summary>
    private async Task<CardRun> SettleErrorAsync(CardRun run, PrinterReason standing, CancellationToken token)
    {
        run = book.Note(run, r => r with { PathDisturbed = true });
        await machine.WaitForPersonAsync(standing, token);
        return run;
    }

    private async Task<CardRun> DecideAsync(CardRun run, PreparedCard? card, Said said, PrinterEvidence seen, CancellationToken token)
    {
        var reading = seen.Position == CardPosition.ContactlessStation
            ? await machine.ReadChipAsync(token)
            : new ChipReading(ChipPresence.None, []);
        var evidence = await _witness.WeighAsync(run, card, said, seen, reading, token);
        if (run.State == CardState.Feeding)
            return DecideFeed(run, said, seen, reading, evidence);
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
    private CardRun DecideFeed(CardRun run, Said said, PrinterEvidence seen, ChipReading reading, CardEvidence evidence)
    {
        var uid = reading.Presence == ChipPresence.One ? reading.Uids[0] : null;
        var moved = database.Write(transaction =>
        {
            var unfit = reading.Presence switch
            {
                ChipPresence.None => seen.Position == CardPosition.ContactlessStation ? "chip-mute" : "card-not-at-chip-station",
                ChipPresence.Several => "two-cards",
                _ => BlankStock.WhyUnfit(transaction, uid!.Hex, uid.IsRandom),
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
                Also: t => machine.NoteCounter(t, seen, took, strays),
                Seen: MoveEvidence.Of(run, said, seen, reading, evidence)));
        });
        book.Announce(run, moved, moved.State switch
        {
            CardState.Fed => CardTrigger.FeedSucceeded,
            CardState.Fetched => CardTrigger.FeedRefused,
            CardState.Condemned => CardTrigger.CardUnfit,
            _ => CardTrigger.CardMissing,
        }, moved.Reason);
        if (moved is { State: CardState.Condemned, BlankUid: not null, Reason: not "two-cards" })
        {
            log.LogError(LogEvents.UidAlarm, "Run {RunId}: the blank must not be used: {Reason}", run.RunId, moved.Reason);
            gate.Close(machine.Name, GateReasons.UidAlarm);
        }

        return moved;
    }

    /// <summary>Before each command on a card inside: settings, then the position. Sent into an empty machine, the same commands would feed
    /// another card. Between encode and print only the position is safe to ask on every model.</summary>
    private async Task<(CardRun Run, bool Ready)> MakeReadyAsync(CardRun run, CancellationToken token)
    {
        var state = run.State;
        if (!machine.SettingsStand)
        {
            run = await CheckInsideAsync(run, token);
            if (run.State != state || !await machine.EnsureSettingsAsync(token))
                return (run, false);
        }

        if (await machine.Printer.ReadPositionAsync(machine.Hard) is null or CardPosition.Empty)
            run = await CheckInsideAsync(run, token);
        return (run, run.State == state);
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

            var reading = seen.Position == CardPosition.ContactlessStation
                ? await machine.ReadChipAsync(token)
                : new ChipReading(ChipPresence.None, []);
            var evidence = await _witness.WeighAsync(run, null, Said.Nothing, seen, reading, token);
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

    private static Said SaidBy(CommandResult result) =>
        new(result.Outcome == CommandOutcome.Done, result.Outcome == CommandOutcome.Done ? null : result.Reason?.Word() ?? "no-answer");

    private void Pause(PrinterReason? reason)
    {
        if (reason is { } known)
            gate.Close(machine.Name, GateReasons.All.TryGetValue(known.Word(), out var word) ? word : GateReasons.CommandRejected);
    }
}

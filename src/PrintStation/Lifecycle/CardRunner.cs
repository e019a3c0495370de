using PrintStation.Chips;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Printers;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>The card's whole life at one machine, from the hopper to the tray. Each step is: the working state on disk, one command, then
/// evidence (CardResolution.cs), and the table's next state on disk. After a crash the same evidence decides.</summary>
internal sealed partial class CardRunner(
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
        try
        {
            return await machine.BeginProofAsync(token) ? await TakeCardAsync(run, token) : run;
        }
        finally
        {
            machine.Reader.End();
        }
    }

    private async Task<CardRun> TakeCardAsync(CardRun run, CancellationToken token)
    {
        if (!await machine.EnsureSettingsAsync(token, anew: true))
            return run;
        var seen = await machine.ObserveAsync(token);
        if (seen.Position != CardPosition.Empty || seen.Standing is not null || seen.PowerLost)
            return run;
        if (StartFeeding(run, seen) is not { } feeding)
            return run;
        run = feeding;
        machine.Reader.NoteFeed();
        var result = await machine.Printer.FeedAsync(machine.Hard);
        return await ResolveAsync(run, null, SaidBy(result), token);
    }

    /// <summary>Null when the run may not be started any more: while the machine was looked at, books turned out to be behind, the job was stopped,
    /// or a card of this run was found; or since the lane looked for strays, one came in.</summary>
    private CardRun? StartFeeding(CardRun run, PrinterEvidence seen)
    {
        var feeding = database.Write(transaction =>
            RunBook.FindRun(transaction, run.RunId) is { State: CardState.Fetched } && RunBook.JobOf(transaction, run.JobId).StopReason is null
                && !machine.TookInMeanwhile(transaction, seen)
                ? book.Move(transaction, run, CardTrigger.StartFeeding, new MoveDetails(With: fresh => fresh with
                {
                    Printer = machine.Name,
                    PrinterSerial = seen.SerialNumber,
                    CardsInserted = seen.CardsInserted,
                    PanelsPrinted = seen.PanelsPrinted,
                    PathDisturbed = false,
                }, Also: t => machine.NoteCounter(t, seen, 0, [])))
                : null);
        if (feeding is not null)
            book.Announce(run, feeding, CardTrigger.StartFeeding, null);
        return feeding;
    }

    private async Task<CardRun> EncodeAsync(CardRun run, PreparedCard card, CancellationToken token)
    {
        var uid = new ChipUid(run.BlankUid!);
        EncodeResult? result = null;
        while (result is null)
        {
            (run, var ready) = machine.SettingsStand ? (run, true) : await MakeReadyAsync(run, token);
            if (!ready)
                return run;
            using var sam = await machine.TakeSamAsync(token);
            // That may have taken hours: a chip of a job that was stopped meanwhile is not written, and the machine is looked at anew.
            if (IsToBeCanceled(run))
                return run;
            if (!machine.SettingsStand)
                continue;
            run = book.Move(run, CardTrigger.StartEncoding);
            result = await machine.Encoder.EncodeAsync(uid, card.Chip, sam, machine.Hard);
        }

        if (result.Reason == GateReasons.SamSuspended.Word)
            gate.Close(StationGate.Station, GateReasons.SamSuspended);
        return result.Outcome switch
        {
            EncodeOutcome.Done => book.Move(run, CardTrigger.EncodeSucceeded, new MoveDetails(With: r => r with { Binding = result.Binding })),
            // Where the run's chip was not found, another card may be inside, or none.
            EncodeOutcome.Failed when result.Reason is not (ChipReasons.Mute or ChipReasons.UidDiffers or ChipReasons.Several) =>
                book.Move(run, CardTrigger.EncodeFailed, new MoveDetails(result.Reason)),
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
            if (await machine.ObserveAsync(run, token) is null)
                return Abandon(run);
            run = book.Move(run, CardTrigger.VerifyUnknown, new MoveDetails(SaidBy(moved).Reason));
            return await CheckInsideAsync(run, token);
        }

        var check = await machine.Encoder.VerifyAsync(new ChipUid(run.BlankUid!), card.Chip, machine.Hard);
        if (check.Reason == GateReasons.SamSuspended.Word)
            gate.Close(StationGate.Station, GateReasons.SamSuspended);
        if (check.Verdict == ChipVerdict.Unknown)
        {
            // A SAM or reader that is away says nothing of the card: that was no try of it.
            var isOfSam = ChipReasons.IsOfSam(check.Reason);
            run = book.Move(run, CardTrigger.VerifyUnknown, new MoveDetails(
                check.Reason, With: r => isOfSam || ChipReasons.IsOfReader(check.Reason) ? r with { VerifyTries = r.VerifyTries - 1 } : r));
            if (isOfSam)
                await machine.WaitForSamAsync(token);
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
        if (result.Outcome == CommandOutcome.Refused || result.Reason == PrinterReason.OutputAreaFull)
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

    /// <summary>Before each command on a card inside: settings, then the position. Sent into an empty machine, the same commands would feed
    /// another card. Between encode and print only the position is safe to ask on every model.</summary>
    private async Task<(CardRun Run, bool Ready)> MakeReadyAsync(CardRun run, CancellationToken token)
    {
        var state = run.State;
        var hasLooked = !machine.SettingsStand;
        if (hasLooked)
        {
            run = await CheckInsideAsync(run, token);
            if (run.State != state || !await machine.EnsureSettingsAsync(token))
                return (run, false);
        }

        if (await machine.Printer.ReadPositionAsync(machine.Hard) is null or CardPosition.Empty)
        {
            run = await CheckInsideAsync(run, token);
            hasLooked = true;
        }

        // That look may have waited for hours, and the job was stopped meanwhile.
        return (run, run.State == state && machine.SettingsStand && !(hasLooked && IsToBeCanceled(run)));
    }

    private bool IsToBeCanceled(CardRun run) =>
        CardLifecycle.Permits(run.State, CardTrigger.Cancel) && book.FindJob(run.JobId)?.StopReason is not null;

    private static Said SaidBy(CommandResult result) =>
        new(result.Outcome == CommandOutcome.Done, result.Outcome == CommandOutcome.Done ? null : result.Reason?.Word() ?? "no-answer");

    private void Pause(PrinterReason? reason)
    {
        if (reason is { } known)
            gate.Close(machine.Name, GateReasons.All.TryGetValue(known.Word(), out var word) ? word : GateReasons.CommandRejected);
    }
}

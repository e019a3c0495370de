using Dapper;
using PrintStation.Chips;
using PrintStation.Inventory;
using PrintStation.Printers;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>The one owner of one printer and of the run inside it. First settles what the last process left, then makes card after card
/// while the gate is open.</summary>
/// <param name="blankVersion">The version of the blanks in its hopper: only cards that need it are made here.</param>
internal sealed class PrinterLane(
    Machine machine, CardRunner runner, CardQueue queue, LostBooks lost, RunBook book, StationGate gate, StationDatabase database, OfflineMode offline,
    string blankVersion, TimeProvider clock, ILogger<PrinterLane> log, PrinterPace? pace = null)
{
    /// <summary>A card that stays where it is after so many tries, in the machine or in its hopper, needs a person.</summary>
    private const int MostTries = 5;

    /// <summary>One answer may be lost.</summary>
    private const int MostSilences = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>While there is no card to make, the machine is looked at so often: as often as the centre is told of it. Before a card it is
    /// looked at in any case.</summary>
    private static readonly TimeSpan IdleLook = TimeSpan.FromSeconds(30);

    private readonly MachineSupplies _supplies = new(machine, gate);
    private readonly TaskCompletionSource _compared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _tries;
    private int _refusedFeeds;
    private int _silences;

    public string Name => machine.Name;

    public string Model => machine.Printer.Model.Model;

    public PrinterModel ModelFacts => machine.Printer.Model;

    /// <summary>"paused", "working" or "idle".</summary>
    public string Word() => gate.Pauses.Any(pause => pause.Scope == Name && GateReasons.All[pause.Reason].StopsPrinting) ? "paused"
        : Inside() is null ? "idle" : "working";

    public string? SerialNumber => machine.SerialNumber;

    /// <inheritdoc cref="Machine.ConfirmReplaced"/>
    public void ConfirmReplaced() => machine.ConfirmReplaced();

    /// <summary>The run whose card is in this machine, or null.</summary>
    public CardRun? Inside() => book.InsideOf(Name);

    /// <summary>Over once the machine's counter was compared with the books after the start, or the machine was asked a few times and did not answer:
    /// one that is away for good must not keep the others from working.</summary>
    public Task Compared => _compared.Task;

    /// <param name="allCompared">Before it is over no new card is begun: any machine's counter may show that the books are older than the plastic.</param>
    /// <param name="token">Ends the work in a resting state.</param>
    /// <param name="hard">Ends even a command in flight.</param>
    public async Task WorkAsync(Task allCompared, CancellationToken token, CancellationToken hard)
    {
        machine.Hard = hard;
        // Since the start nobody has asked the reader: what stood before says nothing of it, least of all in books that were put back.
        gate.Open(Name, GateReasons.ReaderUnreachable, GateReasons.WrongReader);
        await RecoverAsync(token);
        await allCompared.WaitAsync(token);
        while (true)
        {
            token.ThrowIfCancellationRequested();
            if (Inside() is { } run && gate.MayFinish(Name, run.State == CardState.Condemned || lost.HasOtherCard(run.JobId)))
                await ContinueAsync(run, token);
            else if (!MayStart() || Inside() is not null)
                await WaitAsync(token);
            else if (await IsReadyForCardAsync(token))
                await MakeNextAsync(token);
            else
                await WaitForReasonAsync(token);
        }
    }

    /// <summary>A centre that does not know this station was perhaps put back to a day before it: the jobs in hand may be another's by now.</summary>
    private bool MayStart() => gate.MayPrint(Name) && !gate.Has(StationGate.Station, GateReasons.NotEnrolled)
        && (offline == OfflineMode.PrintFetched || !gate.IsWithoutCentre);

    private async Task RecoverAsync(CancellationToken token)
    {
        var inside = Inside();
        await CompareCounterAsync(inside, token);
        if (inside is not { } run)
            return;
        try
        {
            Finish(await runner.RecoverAsync(run, queue.Reopen(run), token));
        }
        finally
        {
            queue.Release(run.RunId);
        }
    }

    /// <summary>A machine that took in cards while these books were elsewhere: the database was restored, or somebody used the machine.</summary>
    private async Task CompareCounterAsync(CardRun? inside, CancellationToken token)
    {
        var seen = await machine.ObserveAsync(token, silent: () =>
        {
            if (++_silences >= MostSilences)
                _compared.TrySetResult();
        });
        var known = database.Write(transaction =>
        {
            var counter = Machine.CounterOnDisk(transaction, seen.SerialNumber);
            if (counter is null && inside is null)
                machine.NoteCounter(transaction, seen, 0, []);
            return counter;
        });
        var here = inside?.PrinterSerial == seen.SerialNumber ? inside : null;
        if (known is { } expected && !IsKnown(seen.CardsInserted - expected, seen.PanelsPrinted - (here?.PanelsPrinted ?? seen.PanelsPrinted), here?.State))
            lost.Stop();
        _compared.TrySetResult();
    }

    /// <summary>Whether these books account for what a machine took in since they wrote its counter. Only a feed under way may have taken a card: any
    /// other may be one that was made after a backup, and its job must not be made again. Nor was a card printed whose printing was not begun.</summary>
    /// <param name="printed">Panels since that run took its card; 0 without one.</param>
    /// <param name="inside">Of the run whose card this machine has; null without one, and for a run of another machine.</param>
    internal static bool IsKnown(long taken, long printed, CardState? inside) =>
        (taken == 0 || (taken == 1 && inside == CardState.Feeding))
        && (printed == 0 || inside is not (CardState.Feeding or CardState.Fed or CardState.Encoding or CardState.Encoded));

    private async Task ContinueAsync(CardRun run, CancellationToken token)
    {
        CardRun moved;
        try
        {
            moved = await runner.RunAsync(run, queue.Reopen(run), token);
        }
        finally
        {
            queue.Release(run.RunId);
        }

        Finish(moved);
        _tries = moved.State == run.State ? _tries + 1 : 0;
        if (_tries >= MostTries)
        {
            _tries = 0;
            await machine.WaitForPersonAsync(PrinterReason.Rejected, run.PrinterSerial, token);
        }
        else if (moved.State == run.State)
        {
            await WaitAsync(token);
        }
    }

    /// <summary>What keeps the machine from a card has a reason at the gate: it explains a feed that was refused before.</summary>
    private async Task WaitForReasonAsync(CancellationToken token)
    {
        _refusedFeeds = 0;
        await gate.WaitForChangeAsync(Patience, token);
    }

    /// <summary>Perhaps with a card inside, and perhaps for hours.</summary>
    private async Task WaitAsync(CancellationToken token)
    {
        await gate.WaitForChangeAsync(Patience, token);
        machine.LoseSight();
    }

    private async Task MakeNextAsync(CancellationToken token)
    {
        var card = await TakeAsync(token);
        if (card is null)
        {
            machine.Reader.Doubt();
            return;
        }

        var refused = false;
        try
        {
            // Looked at again: while the lane paused, a card of this run may have been found.
            if (MayStart() && book.Find(card.Run.RunId) is { State: CardState.Fetched } fresh)
            {
                var run = await runner.RunAsync(fresh, card, token);
                refused = run.State == CardState.Fetched;
                _refusedFeeds = refused && run != fresh ? _refusedFeeds + 1 : 0;
                Finish(run);
            }
        }
        finally
        {
            queue.Release(card.Run.RunId);
        }

        // A sensor may promise cards that the feeder does not find: no faster than once a second, and after a few tries a person must look.
        if (_refusedFeeds >= MostTries)
        {
            _refusedFeeds = 0;
            gate.Close(Name, GateReasons.FeedRefused);
        }
        else if (refused)
        {
            await gate.WaitForChangeAsync(Patience, token);
        }
    }

    /// <summary>Waits for a card, but looks up now and then: the machine may change while the queue is empty.</summary>
    private async Task<PreparedCard?> TakeAsync(CancellationToken token)
    {
        using var patience = new CancellationTokenSource(IdleLook, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, patience.Token);
        try
        {
            var taking = queue.TakeAsync(blankVersion, either.Token);
            if (!taking.IsCompleted)
                pace?.Idles();
            return await taking;
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Nothing inside, nothing standing, supplies there, hopper booked. Each lack is a reason at the gate that goes by itself.</summary>
    private async Task<bool> IsReadyForCardAsync(CancellationToken token)
    {
        var answered = database.Read(connection => connection.ExecuteScalar<long>(AnsweredStrays, new { Name }));
        var seen = await machine.ObserveAsync(token);
        if (seen.Standing is { } standing)
        {
            await machine.WaitForPersonAsync(standing, null, token);
            return false;
        }

        if (await HasStraysAsync(seen, answered, token) is not { } hasStrays)
            return false;
        if (hasStrays)
        {
            gate.Close(Name, GateReasons.StrayCard);
            await gate.WaitForChangeAsync(Patience, token);
            return false;
        }

        gate.Open(Name, GateReasons.StrayCard);
        return await _supplies.SufficeAsync() && HopperIsBooked();
    }

    private const string AnsweredStrays = "SELECT count(*) FROM stray WHERE printer = @Name AND settled_at IS NOT NULL";

    /// <summary>Null where the reader had to be waited for, or a person has answered for a stray since the machine was looked at: the card that was seen
    /// may be the one that is in that hand now.</summary>
    private async Task<bool?> HasStraysAsync(PrinterEvidence seen, long answered, CancellationToken token)
    {
        if (await machine.ReadChipAsync(seen, token) is not { } reading)
            return null;
        return database.Write<bool?>(transaction =>
        {
            if (transaction.Find<long>(AnsweredStrays, new { Name }) != answered)
                return null;
            var before = Strays(transaction);
            machine.NoteCounter(transaction, seen, 0, before == 0 ? [.. reading.Uids.Select(uid => uid.Hex)] : []);
            if (Strays(transaction) == 0 && seen.Position is not CardPosition.Empty)
                machine.BookStray(transaction, null);
            return Strays(transaction) > 0 || seen.Position is not CardPosition.Empty;
        });

        long Strays(StationTransaction transaction) =>
            transaction.Find<long>("SELECT count(*) FROM stray WHERE printer = @Name AND settled_at IS NULL", new { Name });
    }

    private bool HopperIsBooked()
    {
        var booked = database.Write(transaction => BlankLedger.Balance(transaction, Places.Hopper(Name)));
        if (booked > 0)
            gate.Open(Name, GateReasons.HopperNotBooked);
        else
            gate.Close(Name, GateReasons.HopperNotBooked);
        return booked > 0;
    }

    private void Finish(CardRun run)
    {
        log.LogInformation(LogEvents.RunRested, "{Printer}: run {RunId} rests in {State}", Name, run.RunId, run.State);
        if (run.State == CardState.Spoiled && SpoilBreaker.Trips(database, Name))
            gate.Close(Name, GateReasons.SpoilBreaker);
    }
}

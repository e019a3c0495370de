using System.Text.Json;
using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Security;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>What goes on between station and centre besides claims: reports go out, heartbeats come back with revocations and with what
/// the centre knows of our books.</summary>
internal sealed class CentralLink(
    StationOptions options, StationDatabase database, RunBook book, BlankStock stock, QueueBook waiting, CentralClient central, ReportOutbox outbox,
    CardFacts facts, CardQueue queue, LostBooks lost, StationGate gate, TimeProvider clock, Random random, ILogger<CentralLink> log)
{
    /// <summary>Why a job stops that had used no blank when the centre was restored.</summary>
    public const string CentralRestored = "central-restored";

    private const string EpochSetting = "epoch";

    /// <summary>Every report has its signal: only in case one is ever forgotten.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly ClaimRoom _room = new(options, book, stock);
    private readonly CentralMemory _memory = new(database, outbox, central);
    private readonly FactTeller _facts = new(facts, central, database, gate, log);
    private readonly SemaphoreSlim _beatTurn = new(1, 1);
    private readonly TimeSpan _beat = TimeSpan.FromSeconds(options.Central.HeartbeatSeconds);

    /// <summary>Sends what waits, oldest first, until the token ends it: outcomes before what is told of printed cards.</summary>
    public async Task ReportAsync(IReadOnlyList<PrinterLane> lanes, CancellationToken token)
    {
        while (true)
        {
            var change = outbox.Written.Next();
            var report = outbox.Next();
            if (report is null && !facts.HasNext)
                await outbox.Written.WaitAsync(change, outbox.HasAside ? Pace : LongestWait, token);
            else if (gate.Has(StationGate.Station, GateReasons.CentralRestored) || gate.Has(StationGate.Station, GateReasons.NotEnrolled))
                await gate.WaitForChangeAsync(Pace, token);
            else if (!await (report is null ? _facts.TellNextAsync(() => BeatOnceAsync(lanes, token), token) : SendAsync(report, lanes, token)))
                await gate.WaitForChangeAsync(Pace, token);
        }
    }

    public async Task BeatAsync(IReadOnlyList<PrinterLane> lanes, CancellationToken token)
    {
        while (true)
        {
            await BeatOnceAsync(lanes, token);
            // Spread out, so that offices that came back together do not stay together.
            await Task.Delay(_beat * (0.8 + (random.NextDouble() * 0.4)), clock, token);
        }
    }

    /// <returns>False when the centre did not answer.</returns>
    private async Task<bool> BeatOnceAsync(IReadOnlyList<PrinterLane> lanes, CancellationToken token)
    {
        await _beatTurn.WaitAsync(token);
        try
        {
            var told = Heartbeat(lanes);
            var answer = await central.HeartbeatAsync(told, token);
            if (answer.Value is { } response)
                await TakeAsync(response, told.Ledger, token);
            else if (answer.Refusal is { } refusal)
                log.LogError(LogEvents.CentralRefused, "Heartbeat refused: {Refusal}", refusal);
            return !answer.IsFault;
        }
        finally
        {
            _beatTurn.Release();
        }
    }

    private async Task<bool> SendAsync(Report report, IReadOnlyList<PrinterLane> lanes, CancellationToken token)
    {
        var answer = await central.ReportAsync(report, token);
        if (answer.IsOfTheServer && report.Kind != ReportOutbox.Loan)
        {
            log.LogError(LogEvents.CentralFailed, "The centre failed with report {Kind} {Job}: {Fault}; other jobs go first", report.Kind, report.JobId, answer.Fault);
            outbox.SetAside(report);
        }

        if (answer.IsFault)
            return false;
        // Said before, by books that were lost since: what is known now is told as the next outcome.
        if (answer.Refusal == "outcome-differs" && ReportOutbox.HasFurtherNumber(report))
        {
            // The doubt first: under the next number the centre may take it, and then nothing tells of the lost books any more.
            lost.CompareOutcome(report.JobId!);
            outbox.Renumber(report);
            return true;
        }

        // A fence says that the centre has decided about our jobs without us; what it does not know, it may have forgotten. Which others are gone,
        // and whether it was put back, is asked before anything goes on.
        if (answer.Refusal is "fenced" or "not-your-lease" or "unknown-job" or "unknown-lease" or "unknown-delivery")
        {
            var epoch = database.Setting(EpochSetting);
            if (!await BeatOnceAsync(lanes, token) || gate.Has(StationGate.Station, GateReasons.CentralRestored))
                return false;
            if (database.Setting(EpochSetting) != epoch)
                return true;
            if (answer.Refusal is "unknown-job" or "unknown-lease" && IsOfEpoch(report, epoch))
            {
                _memory.NoteForgotten(epoch!);
                await BeatOnceAsync(lanes, token);
                return false;
            }
        }

        if (answer.Refusal is { } refusal)
        {
            log.LogError(LogEvents.CentralRefused, "Report {Kind} {RunId}/{N} refused: {Refusal}", report.Kind, report.RunId, report.N, refusal);
            outbox.MarkRefused(report, refusal, transaction => Refused(transaction, report, refusal));
            RecallStopped();
            return true;
        }

        CardRun? gone = null;
        outbox.MarkSent(report, transaction => gone = Sent(transaction, report));
        if (gone is not null)
            book.Announce(gone with { State = CardState.LossPending }, gone, CardTrigger.RevocationAcknowledged, gone.Reason);
        if (answer.Value is { ChipOffice: { } office })
            TellOffice(report, office);
        return true;
    }

    /// <summary>Whether the centre gave the job under this epoch: then it cannot but know it.</summary>
    private bool IsOfEpoch(Report report, string? epoch) =>
        report.JobId is { } jobId && book.FindJob(jobId) is { } job && job.FenceEpoch == epoch && ReportOutbox.LeaseOf(report) == job.LeaseId;

    /// <summary>The station knows only that a blank is none of its own; the centre knows whose it is. Said beside the alarm while that stands.</summary>
    private void TellOffice(Report report, string office)
    {
        log.LogError(LogEvents.UidAlarm, "Run {RunId}: its blank was delivered to office {Office}", report.RunId, office);
        if (report.RunId is { } runId && book.Find(runId)?.Printer is { } printer && gate.Has(printer, GateReasons.UidAlarm))
            gate.Close(printer, GateReasons.UidAlarm, detail: $"{runId}: {office}");
    }

    /// <summary>What the centre's yes allows: the loss is complete, the next run may begin, the envelope may go.</summary>
    private CardRun? Sent(StationTransaction transaction, Report report)
    {
        CardRun? lost = null;
        if (report is { Kind: "revocation", RunId: { } runId } && RunBook.FindRun(transaction, runId) is { } run)
        {
            if (run.State == CardState.LossPending)
                lost = book.Move(transaction, run, CardTrigger.RevocationAcknowledged, new MoveDetails(run.Reason));
            else if (run is { State: CardState.Spoiled, Reason: HeldCards.UnreadableReason })
                book.ContinueOrReturn(transaction, RunBook.JobOf(transaction, run.JobId));
        }

        ReportOutbox.EraseAnswered(transaction, report);
        return lost;
    }

    /// <summary>Refusals that concern plastic: the job is another's, or the chip must not be in the world.</summary>
    private static readonly string[] Fences =
        ["fenced", "not-your-lease", "job-ended", "chip-voided", "chip-already-issued", "chip-of-another-office"];

    public static bool IsFence(string refusal) => Fences.Contains(refusal);

    /// <summary>Nothing more is made for a fenced job, and a card of it that was issued is called back.</summary>
    private static void Refused(StationTransaction transaction, Report report, string refusal)
    {
        if (IsFence(refusal) && !IsOfOlderLease(transaction, report))
            transaction.Execute("UPDATE job SET stop_reason = 'fenced' WHERE job_id = @JobId AND coalesce(stop_reason, '') <> 'revoked'", report);
        ReportOutbox.EraseAnswered(transaction, report);
    }

    /// <summary>A fence on an older lease says nothing of the one that the centre has given for the job since.</summary>
    private static bool IsOfOlderLease(StationTransaction transaction, Report report) => report.JobId is { } jobId
        && RunBook.FindJob(transaction, jobId) is { } job && ReportOutbox.LeaseOf(report) is { } lease && lease != job.LeaseId;

    /// <summary>Calls back what was issued for a job that is revoked or fenced; asked again with each heartbeat, so that no crash loses it.
    /// Reports and heartbeats both come here, and a person may call the same card back: each run is looked at again where it is moved.</summary>
    private void RecallStopped()
    {
        foreach (var run in book.Runs(
            $"state = 'Issued' AND job_id IN (SELECT job_id FROM job WHERE stop_reason IN ('revoked', 'fenced')) AND NOT {HeldCards.IsBurnt}"))
        {
            var recalled = database.Write(transaction => RunBook.FindRun(transaction, run.RunId) is { State: CardState.Issued } issued
                ? book.Move(transaction, issued, CardTrigger.Recall, new MoveDetails(RunBook.JobOf(transaction, run.JobId).StopReason))
                : null);
            if (recalled is not null)
                book.Announce(run, recalled, CardTrigger.Recall, recalled.Reason);
        }
    }

    private HeartbeatRequest Heartbeat(IReadOnlyList<PrinterLane> lanes)
    {
        var head = database.Read(BlankLedger.Head);
        var left = _room.Left(waiting.ByVersion);
        return new HeartbeatRequest(
            typeof(CentralLink).Assembly.GetName().Version!.ToString(3), database.Setting(EpochSetting),
            head is null ? null : new LedgerHead(head.Sequence, head.Hash), stock.Balances(),
            [.. lanes.Select(lane => new PrinterReport(lane.Name, lane.Model, lane.SerialNumber, lane.Word()))],
            [.. gate.Pauses.Select(pause => $"{pause.Scope}: {pause.Reason}")], outbox.Waiting(),
            left.Count == 0 ? null : [.. left.Select(one => $"{one}")],
            database.Read(AuditTrail.Head) is { } audit ? new LedgerHead(audit.Sequence, audit.Hash) : null);
    }

    private async Task TakeAsync(HeartbeatResponse response, LedgerHead? told, CancellationToken token)
    {
        // First: a new epoch gives jobs back, and books that are behind give back none.
        if (response.KnownLedger is { } known)
            lost.CompareHead(known);
        _memory.Compare(response.Epoch, response.KnownLedger, told);
        if (!await KnowEpochAsync(response.Epoch, token))
            return;
        // Not with the first answer of any kind: until the epoch is known, the jobs in hand may be another's.
        gate.Open(StationGate.Station, GateReasons.NotEnrolled);
        if (response.Policy.MayClaim)
            gate.Open(StationGate.Station, GateReasons.ClaimsForbidden);
        else
            gate.Close(StationGate.Station, GateReasons.ClaimsForbidden);
        database.Write(transaction => BlankStock.NoteVoided(transaction, response.VoidedUids));
        await lost.CompareLeasesAsync(token);
        Revoke(response.Revoked);
        facts.AskAgain();
        waiting.Note(response.Waiting, response.WaitingByVersion);
        // The lists are long: they are not asked for with each heartbeat.
        if (response.Deliveries.ExceptBy(stock.Deliveries().Select(known => known.DeliveryId), mark => mark.DeliveryId).Any()
            && (await central.DeliveriesAsync(token)).Value is { } deliveries)
            foreach (var delivery in deliveries.Deliveries)
                stock.Announce(new Delivery(
                    delivery.DeliveryId, delivery.DocumentNumber, delivery.BlankVersion, delivery.Quantity, delivery.AnnouncedAt), delivery.Uids);
        stock.Mark(response.Deliveries.Where(mark => mark.ConfirmedBy is not null)
            .ToDictionary(mark => mark.DeliveryId, mark => mark.ConfirmedBy == options.Station.Id ? null : mark.ConfirmedBy));
    }

    /// <summary>A new epoch means that the centre was restored: it gets our whole memory again before anything else, and leases that were
    /// not used are no longer trusted.</summary>
    private async Task<bool> KnowEpochAsync(string epoch, CancellationToken token)
    {
        var known = database.Setting(EpochSetting);
        if (known == epoch && !_memory.HasForgotten(epoch))
        {
            gate.Open(StationGate.Station, GateReasons.CentralRestored);
            return true;
        }

        if (known is not null)
        {
            log.LogWarning(LogEvents.EpochChanged, "The centre was restored: known epoch {Old}, present epoch {New}", known, epoch);
            gate.Close(StationGate.Station, GateReasons.CentralRestored);
            queue.CancelFetched(CentralRestored);
        }

        // Put back, and nobody has said so: its operator begins a new epoch.
        if (known == epoch)
            return false;

        // Also when this is the first epoch: until it has our memory, and be it empty, nobody of the office gets jobs of a restored centre.
        if (await _memory.TellAsync(epoch, TakeBack, token) is { } trouble)
        {
            log.LogError(LogEvents.CentralRefused, "The resend was not taken: {Trouble}", trouble);
            return false;
        }

        database.Write(transaction =>
        {
            transaction.Set(EpochSetting, epoch);
            if (known is not null)
            {
                outbox.SendAgain(transaction, CentralRestored);
                facts.TellAllAgain(transaction);
            }
        });
        RecallStopped();
        gate.Open(StationGate.Station, GateReasons.CentralRestored);
        return true;
    }

    /// <summary>Taken before the restore: of a fence that comes now nobody else tells.</summary>
    private void TakeBack(IReadOnlyList<RefusedOutcome> refused) => database.Write(transaction =>
    {
        foreach (var outcome in refused.Where(outcome => IsFence(outcome.Code)))
            if (ReportOutbox.TakeBack(transaction, outcome) is { } report)
                Refused(transaction, report, outcome.Code);
    });

    private void Revoke(IReadOnlyList<string> jobs)
    {
        foreach (var jobId in jobs)
        {
            database.Write(transaction => transaction.Execute(
                "UPDATE job SET stop_reason = 'revoked' WHERE job_id = @jobId AND coalesce(stop_reason, '') <> 'revoked'", new { jobId }));
            foreach (var run in book.Runs("job_id = @jobId AND state = 'Fetched'", new { jobId }))
                queue.Cancel(run, "revoked");
        }

        RecallStopped();
    }
}

using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>The one intake that all lanes share: claims jobs, fetches and checks payloads, and keeps the next few cards opened and
/// rendered in memory, so that no printer waits for the network or for a picture.</summary>
internal sealed class CardQueue(
    StationOptions options, StationDatabase database, RunBook book, BlankStock stock, CentralClient central, ReportOutbox outbox,
    CardPreparation preparation, StationGate gate, TimeProvider clock, ILogger<CardQueue> log)
{
    /// <summary>The key of a claim whose answer is not in the books yet.</summary>
    public const string ClaimSetting = "claim";

    /// <summary>While something stands in the way that may be gone at any moment.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>While everything has its signal: only in case one is ever forgotten.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly TimeSpan _betweenClaims = TimeSpan.FromSeconds(options.Central.HeartbeatSeconds);
    private readonly ReadyCards _ready = new(options.Cards.BlankVersions, options.Printers.Count + 1);
    private readonly JobClaims _claims = new(new ClaimRoom(options, book, stock), database, book, central, gate, clock, log);
    private readonly HashSet<string> _inMemory = [];

    /// <summary>A job that a person named has come: it is fetched at once.</summary>
    private readonly ChangeSignal _named = new(clock);
    private readonly Lock _lock = new();

    /// <summary>The next card that needs this version of the blank, in the centre's order; waits until there is one.</summary>
    public ValueTask<PreparedCard> TakeAsync(string blankVersion, CancellationToken token) => _ready.TakeAsync(blankVersion, token);

    /// <summary>The lane is done with the card, or could not begin it: if it is still Fetched it will be offered again.</summary>
    public void Release(string runId)
    {
        lock (_lock)
            _inMemory.Remove(runId);
        if (_ready.Forget(runId))
            Hasten(runId);
        book.Fetched.Set();
    }

    /// <inheritdoc cref="JobClaims.OneAsync"/>
    public async Task<string?> ClaimOneAsync(string jobId, CancellationToken token)
    {
        var refusal = await _claims.OneAsync(jobId, token);
        _named.Set();
        return refusal;
    }

    /// <summary>Somebody waits for this card at the counter: it is the next that a lane gets, before all that are ready. It is so again after a restart,
    /// by what is on disk.</summary>
    public void Hasten(string runId)
    {
        CardRun run;
        lock (_lock)
        {
            if (book.Find(runId) is not { State: CardState.Fetched } fetched)
                return;
            run = fetched;
            if (!_inMemory.Add(runId))
            {
                _ready.Hasten(runId);
                return;
            }
        }

        var isOffered = false;
        try
        {
            // Not by the loop that prepares the others: it may be waiting for room.
            if (Open(run) is not { } card)
                return;
            var (versions, version) = (options.Cards.BlankVersions, book.FindJob(run.JobId)!.BlankVersion);
            _ready.PutFirst(versions.Contains(version) ? version : versions[0], card);
            isOffered = true;
        }
        finally
        {
            if (!isOffered)
                lock (_lock)
                    _inMemory.Remove(runId);
        }
    }

    /// <summary>Opens the envelope of a run found in a machine. Null when it is gone or is refused now.</summary>
    public PreparedCard? Reopen(CardRun run)
    {
        lock (_lock)
            _inMemory.Add(run.RunId);
        return book.FindJob(run.JobId) is { } job && book.EnvelopeOf(run.JobId) is { } envelope ? preparation.Prepare(job, run, envelope).Card : null;
    }

    /// <summary>Claims and fetches until the token ends it.</summary>
    public async Task FetchAsync(CancellationToken token)
    {
        // By the clock that nobody sets: a wall clock put back would hold back claims for as long.
        long? lastClaim = null;
        while (true)
        {
            var named = _named.Next();
            var progressed = gate.MayFetch() && await FetchWaitingAsync(token);
            if (gate.MayClaim() && UntilClaim(lastClaim) <= TimeSpan.Zero && !outbox.HasNext)
            {
                progressed |= await _claims.NextAsync(token);
                lastClaim = clock.GetTimestamp();
            }

            if (!progressed)
                await _named.WaitAsync(named, UntilLook(lastClaim), token);
        }
    }

    private TimeSpan UntilClaim(long? last) => last is { } at ? _betweenClaims - clock.GetElapsedTime(at) : TimeSpan.Zero;

    /// <summary>With nothing left to fetch, nothing is to be done before the next claim: only a claim brings something to fetch.</summary>
    private TimeSpan UntilLook(long? lastClaim) =>
        UntilClaim(lastClaim) is var rest && rest > Pace && gate.MayClaim() && book.Runs("state = 'Fetching'").Count == 0 ? rest : Pace;

    /// <summary>Keeps a few cards of this version ready until the token ends it.</summary>
    public async Task PrepareAsync(string version, CancellationToken token)
    {
        while (true)
        {
            var change = book.Fetched.Next();
            if (NextFetched(version) is { } run)
                await OfferAsync(version, run, token);
            else
                await book.Fetched.WaitAsync(change, LongestWait, token);
        }
    }

    private async Task OfferAsync(string version, CardRun run, CancellationToken token)
    {
        var offered = false;
        try
        {
            if (Open(run) is not { } card)
                return;
            await _ready.PutAsync(version, card, token);
            offered = true;
        }
        finally
        {
            if (!offered)
                Release(run.RunId);
        }
    }

    /// <summary>Takes back every run that has used no blank, for a reason of this station's. Jobs in doubt stay where they are.</summary>
    public void CancelFetched(string reason)
    {
        database.Write(transaction => StopUnused(transaction, reason));
        foreach (var run in book.Runs("state = 'Fetched' AND job_id IN (SELECT job_id FROM job WHERE stop_reason = @reason)", new { reason }))
            Cancel(run, reason);
    }

    /// <summary>No card is begun for a job that has used no blank in its present run.</summary>
    public static void StopUnused(StationTransaction transaction, string reason) => transaction.Execute(
        """
        UPDATE job SET stop_reason = @reason WHERE status = 'open' AND stop_reason IS NULL AND NOT in_doubt
            AND job_id IN (SELECT job_id FROM run WHERE state IN ('Fetching', 'Fetched'))
        """, new { reason });

    /// <summary>Cancels a fetched run, unless a lane has it: then the lane does so before it feeds. In doubt it stays, and is canceled when the doubt
    /// is over.</summary>
    public void Cancel(CardRun run, string reason)
    {
        lock (_lock)
            if (!_inMemory.Contains(run.RunId) && book.Find(run.RunId) is { State: CardState.Fetched } fresh
                && book.FindJob(run.JobId) is { IsInDoubt: false })
                book.Move(fresh, CardTrigger.Cancel, new MoveDetails(reason));
    }

    private CardRun? NextFetched(string version)
    {
        lock (_lock)
        {
            var run = book.NextFetched(_inMemory, version, options.Cards.BlankVersions);
            if (run is not null)
                _inMemory.Add(run.RunId);
            return run;
        }
    }

    private PreparedCard? Open(CardRun run)
    {
        var job = book.FindJob(run.JobId)!;
        // In doubt since it was looked for: it is neither made nor given back.
        if (job.IsInDoubt)
            return null;
        if (job.PrintNow is not null)
            _ready.Expect(run.RunId);
        if (job.StopReason is { } stop)
        {
            book.Move(run, CardTrigger.Cancel, new MoveDetails(stop));
            return null;
        }

        var (card, refusal) = preparation.Prepare(job, run, book.EnvelopeOf(run.JobId)!);
        // It was good when it was fetched: a layout or a font was changed since.
        if (card is null)
            book.Move(run, CardTrigger.Cancel, new MoveDetails($"{refusal!.Code}: {refusal.Field}"));
        return card;
    }

    private async Task<bool> FetchWaitingAsync(CancellationToken token)
    {
        var any = false;
        foreach (var run in book.Runs("state = 'Fetching'"))
        {
            token.ThrowIfCancellationRequested();
            var answer = await central.PayloadAsync(run.JobId, token);
            if (answer.IsFault)
            {
                if (run.Reason != answer.Fault)
                    book.Move(run, CardTrigger.PayloadUnknown, new MoveDetails(answer.Fault));
                // It answers, and cannot give this one: the others are not to wait for it.
                if (answer.IsOfTheServer)
                    continue;
                return any;
            }

            any = true;
            if (answer.Refusal is { } refusal)
                book.Move(run, CardTrigger.PayloadRefused, new MoveDetails(refusal, Field: "lease"));
            else
                Accept(run, answer.Value!.Envelope);
        }

        return any;
    }

    private void Accept(CardRun run, string envelope)
    {
        var job = book.FindJob(run.JobId)!;
        var (card, refusal) = preparation.Prepare(job, run, envelope);
        if (card is null)
        {
            book.Move(run, CardTrigger.PayloadRefused, new MoveDetails(refusal!.Code, Field: refusal.Field));
            return;
        }

        var moved = database.Write(transaction =>
        {
            var twin = transaction.Find<long>(
                """
                SELECT count(*) FROM job WHERE nik_digest = @NikDigest AND job_id <> @JobId
                    AND (status = 'open' OR (status = 'issued' AND NOT @IsReprint))
                """,
                new { card.NikDigest, run.JobId, card.IsReprint }) > 0;
            return twin
                ? book.Move(transaction, run, CardTrigger.PayloadRefused, new MoveDetails("nik-already-has-a-card", Field: "nik"))
                : book.Move(transaction, run, CardTrigger.PayloadAccepted, new MoveDetails(Also: t => t.Execute(
                    "UPDATE job SET envelope = @envelope, nik_digest = @NikDigest, reprint = @IsReprint WHERE job_id = @JobId",
                    new { envelope, card.NikDigest, card.IsReprint, run.JobId })));
        });
        book.Announce(run, moved, moved.State == CardState.Fetched ? CardTrigger.PayloadAccepted : CardTrigger.PayloadRefused, moved.Reason);
        if (job.PrintNow is not null)
            Hasten(run.RunId);
    }
}

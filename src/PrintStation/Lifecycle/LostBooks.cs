using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Chips;
using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>What the station does while its books are older than the plastic: a database was restored, or a machine was used elsewhere. Any job
/// in hand may have a card that nobody here remembers. So each is in doubt: it is not printed and not given back, until the centre has told what
/// it knows, every card that lies in the office was shown to the station, and two persons say that there is no other.</summary>
/// <param name="digestOf">The form in which the books remember a NIK.</param>
internal sealed class LostBooks(
    StationDatabase database, RunBook book, CardQueue queue, StationGate gate, LedgerHeadFile headFile, CentralClient central, DeskReader desk,
    Func<string, string> digestOf, TimeProvider clock, ILogger<LostBooks> log)
{
    /// <summary>Why a job stops whose lease the centre does not count as open: it had its last outcome after the backup was made, or a centre that was
    /// restored too has forgotten it.</summary>
    public const string LeaseEnded = "lease-ended";

    /// <summary>A card was shown that the centre has called back since the backup was made.</summary>
    public const string VoidedCard = "found.voided";

    /// <summary>Why a card waits that these books have forgotten.</summary>
    public const string KnownToCentre = "known-to-centre";

    private const string ReconciledSetting = "books-reconciled";
    private const string CentralHeadSetting = "central-head";

    /// <summary>The youngest job that stood in the books when they were last reconciled.</summary>
    private const string SettledJobsSetting = "books-settled-jobs";

    /// <summary>Before the UID of a card that was shown while its job's run waited for another: the job.</summary>
    private const string ShownSetting = "shown-card/";

    /// <summary>There once the centre has told its leases during this pause.</summary>
    private const string ComparedSetting = "leases-compared";

    private const string InDoubt = "job_id IN (SELECT job_id FROM job WHERE status = 'open' AND in_doubt)";

    // Whoever finds the books behind, and those who say that they are right again: in between there is no moment in which the jobs are in doubt
    // and nothing pauses.
    private readonly Lock _deciding = new();

    private bool _askedSinceStart;

    /// <summary>At start: the database must not be behind the file beside it.</summary>
    public void CompareHeadFile()
    {
        using var alone = _deciding.EnterScope();
        var file = headFile.Read();
        // The file is written after the commit of a movement: one movement without a file may be a crash, two are not.
        var wasTaken = file is null && database.Read(BlankLedger.Head) is { Sequence: > 1 };
        // A process that stopped for this may have died before it had put the last job in doubt.
        if (IsPaused || database.Write(Doubtful).Count > 0 || wasTaken || (file is not null && IsBehind(file.Sequence, file.Hash)))
            Stop();
    }

    /// <summary>With each heartbeat: nor behind what the centre remembers.</summary>
    public void CompareHead(LedgerHead known)
    {
        using var alone = _deciding.EnterScope();
        database.Write(transaction => transaction.Set(CentralHeadSetting, known.Hash));
        if (IsBehind(known.Sequence, known.Hash))
            Stop();
    }

    /// <summary>The centre holds another outcome under a number than these books tell: they have told it, and forgotten. Of a job that was in the
    /// books when persons answered for them, no more is made of it.</summary>
    public void CompareOutcome(string jobId)
    {
        using var alone = _deciding.EnterScope();
        if (!IsPaused && database.Write(transaction => transaction.Find<long>(
            "SELECT count(*) FROM job WHERE job_id = @jobId AND rowid > @settled",
            new { jobId, settled = long.Parse(transaction.Setting(SettledJobsSetting) ?? "0", CultureInfo.InvariantCulture) }) > 0))
            Stop();
    }

    /// <summary>The books do not hold the movement that somebody outside remembers, and no person has answered for it yet.</summary>
    public static bool IsBehind(SqliteConnection connection, long sequence, string hash) =>
        BlankLedger.HashAt(connection, sequence) != hash
        && connection.ExecuteScalar<long>("SELECT count(*) FROM setting WHERE name = @name", new { name = $"{ReconciledSetting}/{hash}" }) == 0;

    /// <summary>Nothing is started any more, and every job in hand is in doubt.</summary>
    public void Stop()
    {
        using var alone = _deciding.EnterScope();
        if (!IsPaused)
            database.Write(transaction => transaction.Execute("DELETE FROM setting WHERE name = @ComparedSetting", new { ComparedSetting }));
        gate.Close(StationGate.Station, GateReasons.BooksBehind);
        database.Write(transaction => transaction.Execute("UPDATE job SET in_doubt = 1 WHERE status = 'open'"));
    }

    /// <summary>With each heartbeat: asks what the centre counts as ours, once after a start, and again while the books are behind. A lease that
    /// the books do not hold, and that no claim on its way explains, shows that they are.</summary>
    public async Task CompareLeasesAsync(CancellationToken token)
    {
        if (_askedSinceStart && !IsPaused)
            return;
        var answer = await central.LeasesAsync(token);
        if (answer.Refusal is { } refusal)
            log.LogError(LogEvents.CentralRefused, "Leases refused: {Refusal}", refusal);
        if (answer.Value is not { } held || (!IsPaused && database.Setting(CardQueue.ClaimSetting) is not null))
            return;
        _askedSinceStart = true;
        // First: a card that is shown from now on may be one of them.
        database.Write(transaction => BlankStock.NoteVoided(transaction, held.VoidedUids));
        using var alone = _deciding.EnterScope();
        if (!IsPaused && database.Write(transaction => held.Leases.Any(lease => IsForgotten(transaction, lease))))
            Stop();
        if (IsPaused)
            Take(held);
    }

    /// <summary>A card lies on the desk that the books do not know: its chip says whose it is. Its run is held then, and answered as any
    /// other.</summary>
    /// <exception cref="AnswerRefused">Nothing is in doubt, the centre has not told yet, reader or SAM did not do their part, the card is voided, or
    /// it belongs to no job in doubt.</exception>
    public async Task<CardRun> FindAsync(string person, CancellationToken token)
    {
        Persons.Require(person);
        if (!IsPaused)
            throw new AnswerRefused("found.books-not-behind", "");
        RequireCentreFirst();
        var uid = await desk.ReadUidAsync(token);
        var (place, isVoided) = database.Write(transaction => (BlankLedger.PlaceOf(transaction, uid), BlankStock.IsVoided(transaction, uid)));
        if (place is not null && !Places.IsInHand(place))
            throw new AnswerRefused("held.card-booked-elsewhere", place);
        if (isVoided)
            throw new AnswerRefused(VoidedCard, uid);
        var read = await desk.AskAsync(reader => reader.ReadAsync(new ChipUid(uid), ChipElements.Biodata, token), token);
        DeskReader.RequireSeen(read.Reason, uid);
        if (read.Data is not { } biodata || ChipBiodata.NikOf(biodata) is not { } nik)
            throw new AnswerRefused("found.not-readable", uid);
        // A job that was given back and came again has a run from before, which used no blank.
        var run = book.Runs($"{InDoubt} AND job_id IN (SELECT job_id FROM job WHERE nik_digest = @digest)"
            + " AND state NOT IN ('Spoiled', 'Lost', 'Canceled', 'Refused')",
            new { digest = digestOf(nik) }).SingleOrDefault();
        if (run is null)
        {
            if (place is null)
                database.Write(transaction => ForgottenCards.Note(transaction, uid, clock.GetUtcNow()));
            throw new AnswerRefused("found.no-job", uid);
        }

        if (run.State != CardState.Fetched)
        {
            // Nothing is made for its job before this card was answered for: what waits now may turn out to be another one.
            database.Write(transaction => transaction.Set(ShownSetting + uid, run.JobId));
            throw CardLifecycle.HasCardInside(run.State) ? new AnswerRefused("found.machine-first", run.Printer!) : new AnswerRefused("found.run-waits", run.RunId);
        }

        return book.Move(run, CardTrigger.CardOutside, new MoveDetails("found", person, With: r => r with { BlankUid = uid }));
    }

    /// <summary>Two persons say that no card of a job in doubt exists but those that were shown: the doubt is over, and the machines' counters
    /// are taken as they are.</summary>
    /// <exception cref="AnswerRefused">Fewer than two persons, the centre has not told yet, a card waits for its answer, or a machine with a card is
    /// away.</exception>
    public void Settle(string person, string? witness)
    {
        Persons.RequireTwo(person, witness);
        using var alone = _deciding.EnterScope();
        RequireCentreFirst();
        var runs = book.Runs(InDoubt);
        if (runs.FirstOrDefault(run => CardLifecycle.IsWorking(run.State) || CardLifecycle.NeedsPerson(run.State)) is { } waiting)
            throw new AnswerRefused("resume.card-waits", waiting.RunId);
        if (book.Runs("printer IS NOT NULL").FirstOrDefault(run => CardLifecycle.HasCardInside(run.State) && IsAway(run.Printer!)) is { } unseen)
            throw new AnswerRefused("resume.machine-first", unseen.Printer!);
        var file = ReadHeadFile();
        database.Write(transaction =>
        {
            if (ShownAndUnsettled(transaction) is { } uid)
                throw new AnswerRefused("resume.shown-card-waits", uid);
            transaction.Execute("DELETE FROM setting WHERE name LIKE @Any", new { Any = ShownSetting + "%" });
            foreach (var hash in new[] { file?.Hash, transaction.Setting(CentralHeadSetting) }.OfType<string>())
                transaction.Set($"{ReconciledSetting}/{hash}", Persons.Both(person, witness));
            transaction.Execute("UPDATE job SET in_doubt = 0");
            transaction.Execute("DELETE FROM setting WHERE name = @ComparedSetting", new { ComparedSetting });
            transaction.Execute("DELETE FROM machine");
            transaction.Set(SettledJobsSetting, $"{transaction.Find<long>("SELECT coalesce(max(rowid), 0) FROM job")}");
            transaction.AfterCommit(book.Fetched.Set);
        });
        gate.Open(StationGate.Station, GateReasons.BooksBehind);
    }

    private LedgerHeadFile.Content? ReadHeadFile()
    {
        try
        {
            return headFile.Read();
        }
        catch (StationDatabaseException damaged)
        {
            throw new AnswerRefused("resume.head-file-damaged", damaged.Subject);
        }
    }

    /// <summary>Before it has told what it knows, and its contents are here, a card of a job in doubt looks like nobody's.</summary>
    private void RequireCentreFirst()
    {
        if (database.Setting(ComparedSetting) is null || book.Runs(InDoubt).Any(run => run.State == CardState.Fetching))
            throw new AnswerRefused("resume.centre-first", "");
    }

    /// <summary>A card that was shown, that no run has, and whose job is still to be made.</summary>
    private static string? ShownAndUnsettled(StationTransaction transaction) => transaction
        .Query<(string Name, string JobId)>("SELECT name, value FROM setting WHERE name LIKE @Any", new { Any = ShownSetting + "%" })
        .Where(shown => RunBook.JobOf(transaction, shown.JobId).Status == "open")
        .Select(shown => shown.Name[ShownSetting.Length..])
        .FirstOrDefault(uid => BlankLedger.PlaceOf(transaction, uid) is not { } place || Places.IsInHand(place));

    /// <summary>What is inside that machine cannot be known now: it may be the card that is looked for.</summary>
    private bool IsAway(string printer) => Away.Any(reason => gate.Has(printer, reason));

    private static readonly GateReason[] Away =
    [
        GateReasons.ConnectingToDevice, GateReasons.WrongDevice, GateReasons.WrongModel, GateReasons.ReaderUnreachable, GateReasons.WrongReader,
    ];

    /// <summary>Another card of this job was shown: the one inside only goes to the reject box.</summary>
    public bool HasOtherCard(string jobId) => IsPaused && database.Read(connection => connection.ExecuteScalar<long>(
        "SELECT count(*) FROM setting WHERE name LIKE @Any AND value = @jobId", new { Any = ShownSetting + "%", jobId })) > 0;

    private bool IsPaused => gate.Has(StationGate.Station, GateReasons.BooksBehind);

    private bool IsBehind(long sequence, string hash) => database.Read(connection => IsBehind(connection, sequence, hash));

    /// <summary>Leases that the books forgot are entered, those that ended at the centre are dropped, and a card that the centre knows to be
    /// outside, or has called back, waits for a person.</summary>
    private void Take(LeasesResponse held)
    {
        database.Write(transaction =>
        {
            foreach (var lease in held.Leases)
                CallBack(transaction, lease);
            foreach (var lease in held.Leases.Where(lease => IsForgotten(transaction, lease)))
                if (book.Enter(transaction, lease.Header, lease.FenceEpoch))
                    transaction.Execute("UPDATE job SET in_doubt = 1 WHERE job_id = @JobId", new { lease.Header.JobId });
            // A centre that was restored since it gave a lease may have forgotten it, so that the doubt stays.
            foreach (var jobId in Doubtful(transaction).Except(held.Leases.Select(lease => lease.Header.JobId)))
                transaction.Execute(
                    "UPDATE job SET stop_reason = coalesce(stop_reason, @LeaseEnded), in_doubt = (fence_epoch <> @Epoch) WHERE job_id = @jobId",
                    new { LeaseEnded, held.Epoch, jobId });
            transaction.Set(ComparedSetting, held.Epoch);
        });
        foreach (var run in book.Runs("state = 'Fetched' AND job_id IN (SELECT job_id FROM job WHERE stop_reason = @LeaseEnded)", new { LeaseEnded }))
            queue.Cancel(run, LeaseEnded);
        foreach (var lease in held.Leases)
            if (lease.Last is { Status: OutcomeStatus.Held or OutcomeStatus.Missing } last)
                Await(lease.Header.JobId, last);
    }

    private static IReadOnlyList<string> Doubtful(StationTransaction transaction) =>
        transaction.Query<string>("SELECT job_id FROM job WHERE status = 'open' AND in_doubt");

    /// <summary>The books have a card as issued that the centre has voided, and of whose job it wants another: the run waits for that card again, the job
    /// goes on under the lease of now.</summary>
    private void CallBack(StationTransaction transaction, HeldLease lease)
    {
        if (transaction.Find<CardRun>($"SELECT {RunBook.RunColumns} FROM run JOIN voided_uid ON uid = blank_uid WHERE job_id = @JobId AND state = 'Issued'",
            lease.Header) is not { } issued)
            return;
        transaction.Execute(
            """
            UPDATE job SET status = 'open', in_doubt = 1, envelope = NULL, stop_reason = NULL, lease_id = @LeaseId, fence_epoch = @FenceEpoch, fence = @Fence
            WHERE job_id = @JobId
            """, new { lease.Header.LeaseId, lease.FenceEpoch, lease.Header.Fence, lease.Header.JobId });
        var waiting = book.Move(transaction, issued, CardTrigger.Recall, new MoveDetails(KnownToCentre));
        transaction.AfterCommit(() => book.Announce(issued, waiting, CardTrigger.Recall, KnownToCentre));
    }

    /// <summary>A run whose outcome the books have forgotten; the one before it is accounted for, and the centre has yet to hear so. A person may find
    /// the same card at this moment: the run is looked at again where it is moved.</summary>
    private void Await(string jobId, LastOutcome last)
    {
        if (book.Runs($"{InDoubt} AND job_id = @jobId AND state = 'Fetched' AND attempt <= @Attempt", new { jobId, last.Attempt })
            .SingleOrDefault() is not { } run)
            return;
        var trigger = last.Status == OutcomeStatus.Held ? CardTrigger.CardOutside : CardTrigger.CardMissing;
        var moved = database.Write(transaction => RunBook.FindRun(transaction, run.RunId) is { State: CardState.Fetched } fetched
            ? book.Move(transaction, fetched, trigger, new MoveDetails(KnownToCentre, With: r => r with { BlankUid = last.ChipUid }))
            : null);
        if (moved is not null)
            book.Announce(run, moved, trigger, KnownToCentre);
    }

    /// <summary>A job that was issued here is never started again, whatever the centre has it as.</summary>
    private static bool IsForgotten(StationTransaction transaction, HeldLease lease) =>
        RunBook.FindJob(transaction, lease.Header.JobId) is not { } known
        || (known.LeaseId != lease.Header.LeaseId && known.Status != "issued");
}

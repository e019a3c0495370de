using Dapper;
using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>What changes together with a move.</summary>
/// <param name="Reason">A code; never personal data.</param>
/// <param name="Person">Who decided; "station" when it was the machine.</param>
/// <param name="Field">For a refused payload: the field at fault.</param>
/// <param name="With">Further values of the run.</param>
/// <param name="Also">Further writes of the same transaction.</param>
/// <param name="Seen">What decided it; null where nothing had to be looked at.</param>
internal sealed record MoveDetails(
    string? Reason = null, string Person = "station", string? Field = null, Func<CardRun, CardRun>? With = null,
    Action<StationTransaction>? Also = null, MoveEvidence? Seen = null);

/// <summary>The run is no longer in the state that was read: somebody else has moved it. Two persons at the desk may do so; two loops never.</summary>
internal sealed class RunMovedException(string message) : InvalidOperationException(message);

/// <summary>Writes moves: state, history, ledger movement, outcome and the next run are one transaction.</summary>
internal sealed class RunBook(
    StationDatabase database, BlankLedger ledger, BlankStock stock, ReportOutbox outbox, TimeProvider clock, ILogger<RunBook> log)
{
    public const int MostAttempts = 3;
    internal static readonly string InsideStates = string.Join(", ", Enum.GetValues<CardState>()
        .Where(state => CardLifecycle.HasCardInside(state) || state == CardState.Feeding).Select(state => $"'{state}'"));

    /// <summary>Wakes whoever waits for a run that is ready to be made.</summary>
    public ChangeSignal Fetched { get; } = new(clock);

    /// <summary>Makes the move that the table gives for the trigger.</summary>
    /// <exception cref="InvalidOperationException">The table does not permit it, or the run on disk is not in that state.</exception>
    public CardRun Move(CardRun run, CardTrigger trigger, MoveDetails? details = null)
    {
        var moved = database.Write(transaction => Move(transaction, run, trigger, details ?? new MoveDetails()));
        Announce(run, moved, trigger, details?.Reason);
        return moved;
    }

    /// <summary>Writes values of a run that stays in its state.</summary>
    public CardRun Note(CardRun run, Func<CardRun, CardRun> with) => database.Write(transaction =>
    {
        var noted = with(run) with { ChangedAt = clock.GetUtcNow() };
        Store(transaction, run, noted);
        return noted;
    });

    public void Announce(CardRun before, CardRun after, CardTrigger trigger, string? reason) =>
        log.LogInformation(LogEvents.RunMoved, "Run {RunId} {From} -> {To} by {Trigger} {Reason}", after.RunId, before.State, after.State,
            trigger, reason);

    public CardRun Move(StationTransaction transaction, CardRun run, CardTrigger trigger, MoveDetails details)
    {
        var now = clock.GetUtcNow();
        var moved = run with { State = CardLifecycle.Next(run.State, trigger), Reason = details.Reason, ChangedAt = now };
        moved = details.With?.Invoke(moved) ?? moved;
        var word = moved.State == run.State || IsGivenBack(moved) ? null : CardLifecycle.OutsideWord(moved.State);
        // Revoked before it was fetched: for the centre it never began.
        if (word == OutcomeStatus.Refused && moved.Reason == "job-revoked")
            word = OutcomeStatus.Canceled;
        if (word is not null)
            moved = moved with { Outcomes = run.Outcomes + 1 };

        Store(transaction, run, moved);
        transaction.Execute(
            """
            INSERT INTO run_history (run_id, n, at, from_state, to_state, cause, reason, evidence)
            VALUES (@RunId, (SELECT count(*) + 1 FROM run_history WHERE run_id = @RunId), @now, @from, @to, @cause, @reason, @evidence)
            """,
            new
            {
                run.RunId, now, from = $"{run.State}", to = $"{moved.State}", cause = $"{trigger}", reason = details.Reason,
                evidence = details.Seen?.ToJson(),
            });
        if (moved.State == CardState.Fetched)
            transaction.AfterCommit(Fetched.Set);
        BookMovement(transaction, run, moved, trigger, details);
        details.Also?.Invoke(transaction);

        var job = JobOf(transaction, run.JobId);
        if (word is { } status)
            outbox.AddOutcome(transaction, run.RunId, moved.Outcomes, new OutcomeReport(job.JobId, job.LeaseId, job.FenceEpoch, job.Fence,
                (int)moved.Attempt, status, moved.BlankUid, details.Reason, details.Field, moved.Printer,
                status == OutcomeStatus.Issued ? moved.Binding : null, now));
        CloseOrContinue(transaction, job, moved);
        return moved;
    }

    /// <summary>A job that was just leased, and its first run.</summary>
    public CardRun Open(StationTransaction transaction, Job job)
    {
        transaction.Execute(
            """
            INSERT INTO job (job_id, lease_id, fence_epoch, fence, kind, priority, blank_version, layout, claimed_at, district, first_attempt)
            VALUES (@JobId, @LeaseId, @FenceEpoch, @Fence, @Kind, @Priority, @BlankVersion, @Layout, @ClaimedAt, @District,
                (SELECT count(*) + 1 FROM run WHERE job_id = @JobId))
            ON CONFLICT (job_id) DO UPDATE SET lease_id = excluded.lease_id, fence_epoch = excluded.fence_epoch, fence = excluded.fence,
                priority = excluded.priority, claimed_at = excluded.claimed_at, first_attempt = excluded.first_attempt, envelope = NULL, stop_reason = NULL, in_doubt = 0, status = 'open', district = excluded.district, print_now = NULL
            """, job);
        return Insert(transaction, job.JobId, CardState.Fetching);
    }

    /// <summary>Enters a lease that the centre gave: of a job that is new here (true), or a younger one of a job in hand, whose card is from now
    /// on reported under it. A job that was issued here is never started again, whoever offers it.</summary>
    public bool Enter(StationTransaction transaction, JobHeader header, string fenceEpoch)
    {
        var known = FindJob(transaction, header.JobId);
        if (known is { Status: "issued" } || known?.LeaseId == header.LeaseId)
            return false;
        if (known is { Status: "open" })
        {
            transaction.Execute("UPDATE job SET lease_id = @LeaseId, fence_epoch = @fenceEpoch, fence = @Fence, district = coalesce(@District, district) WHERE job_id = @JobId",
                new { header.LeaseId, fenceEpoch, header.Fence, header.JobId, header.District });
            return false;
        }

        Open(transaction, new Job(header.JobId, header.LeaseId, fenceEpoch, header.Fence, $"{header.Kind}", header.Priority, header.BlankVersion,
            header.Layout, clock.GetUtcNow(), false, null, false, null, "open", District: header.District));
        return true;
    }

    /// <summary>The next attempt, when everything allows it; else the job goes back to the centre with its reason.</summary>
    public void ContinueOrReturn(StationTransaction transaction, Job job)
    {
        if (job.Status == "issued")
        {
            // Its card was recalled and is accounted for now: whether another is made is the centre's to say.
            transaction.Execute("UPDATE job SET status = 'returned' WHERE job_id = @JobId", job);
            outbox.AddRelease(transaction, job.JobId, job.LeaseId, new ReleaseRequest("recalled", job.FenceEpoch, job.Fence));
            return;
        }

        if (job.Status != "open")
            return;
        var attempts = transaction.Find<long>(
            """
            SELECT count(*) FROM run JOIN job USING (job_id)
            WHERE job_id = @JobId AND attempt >= first_attempt AND state IN ('Spoiled', 'Lost')
            """, job);
        // In doubt, a job neither starts nor goes back before persons have compared the books with the trays: see LostBooks.
        if (job.IsInDoubt || (job.StopReason is null && job.HasEnvelope && attempts < MostAttempts))
        {
            Insert(transaction, job.JobId, job.HasEnvelope ? CardState.Fetched : CardState.Fetching);
            return;
        }

        var why = job.StopReason ?? (attempts >= MostAttempts ? "attempts-exhausted" : "envelope-erased");
        transaction.Execute("UPDATE job SET status = 'returned' WHERE job_id = @JobId", job);
        outbox.AddRelease(transaction, job.JobId, job.LeaseId, new ReleaseRequest(why, job.FenceEpoch, job.Fence));
    }

    public IReadOnlyList<CardRun> Runs(string condition, object? parameters = null) => database.Read(connection =>
        connection.Query<CardRun>($"SELECT {Columns} FROM run WHERE {condition} ORDER BY changed_at, run_id", parameters).AsList());

    /// <summary>The next card to make: first those whose citizens wait at the counter, then the centre's order, a job that lost a blank before others. With a version: one that needs this blank, or
    /// one of no known version, which is then refused by name.</summary>
    public CardRun? NextFetched(IReadOnlyCollection<string> except, string? version = null, IReadOnlyCollection<string>? known = null) =>
        database.Read(connection => connection.QueryFirstOrDefault<CardRun>(
        $"""
        SELECT {RunColumns} FROM run JOIN job USING (job_id)
        WHERE run.state = 'Fetched' AND run.run_id NOT IN @except AND NOT job.in_doubt
            AND (@version IS NULL OR job.blank_version = @version OR job.blank_version NOT IN @known)
        ORDER BY job.print_now IS NULL, job.print_now, job.priority, run.attempt DESC, job.claimed_at, run.run_id LIMIT 1
        """, new { except, version, known = known ?? [] }));

    /// <summary>Jobs in hand that have used no blank and need this version of it, or none of the known ones.</summary>
    public int CountUnused(string version, IReadOnlyCollection<string> known) => database.Read(connection => connection.ExecuteScalar<int>(
        "SELECT count(*) FROM run JOIN job USING (job_id) WHERE run.state IN ('Fetching', 'Fetched') "
            + "AND (job.blank_version = @version OR job.blank_version NOT IN @known)", new { version, known }));

    /// <summary>The run whose card is in this machine, or on its way into it; null when there is none.</summary>
    public CardRun? InsideOf(string printer) => Runs($"printer = @printer AND state IN ({InsideStates})", new { printer }).FirstOrDefault();

    public static CardRun? InsideOf(StationTransaction transaction, string printer) =>
        transaction.Find<CardRun>($"SELECT {Columns} FROM run WHERE printer = @printer AND state IN ({InsideStates}) LIMIT 1", new { printer });

    public CardRun? Find(string runId) => Runs("run_id = @runId", new { runId }).SingleOrDefault();

    public Job? FindJob(string jobId) => database.Read(connection => connection.QuerySingleOrDefault<Job>(SelectJob, new { jobId }));

    public static Job? FindJob(StationTransaction transaction, string jobId) => transaction.Find<Job>(SelectJob, new { jobId });

    /// <summary>The sealed payload as it came; null when it is not here yet, or erased.</summary>
    public string? EnvelopeOf(string jobId) => database.Read(connection =>
        connection.QuerySingleOrDefault<string>("SELECT envelope FROM job WHERE job_id = @jobId", new { jobId }));

    public static Job JobOf(StationTransaction transaction, string jobId) => FindJob(transaction, jobId)
        ?? throw new InvalidOperationException($"Job {jobId} is not on disk.");

    public static CardRun? FindRun(StationTransaction transaction, string runId) =>
        transaction.Find<CardRun>($"SELECT {Columns} FROM run WHERE run_id = @runId", new { runId });

    private const string SelectJob =
        """
        SELECT job_id, lease_id, fence_epoch, fence, kind, priority, blank_version, layout, claimed_at, envelope IS NOT NULL AS has_envelope,
            nik_digest, reprint, coalesce(stop_reason, CASE WHEN in_doubt THEN 'books-behind' END) AS stop_reason, status, in_doubt AS is_in_doubt, district, print_now
        FROM job WHERE job_id = @jobId
        """;

    private const string Columns =
        "run_id, job_id, attempt, state, reason, printer, printer_serial, blank_uid, cards_inserted, panels_printed, path_disturbed, "
        + "exit_clear, verify_tries, outcomes, binding, changed_at";

    /// <summary>Of a query that joins others.</summary>
    public static readonly string RunColumns = string.Join(", ", Columns.Split(", ").Select(column => $"run.{column}"));

    private CardRun Insert(StationTransaction transaction, string jobId, CardState state)
    {
        var attempt = transaction.Find<long>("SELECT count(*) + 1 FROM run WHERE job_id = @jobId", new { jobId });
        var run = new CardRun { RunId = $"{jobId}-{attempt}", JobId = jobId, Attempt = attempt, State = state, ChangedAt = clock.GetUtcNow() };
        transaction.Execute(
            "INSERT INTO run (run_id, job_id, attempt, state, changed_at) VALUES (@RunId, @JobId, @Attempt, @state, @ChangedAt)",
            new { run.RunId, run.JobId, run.Attempt, state = $"{state}", run.ChangedAt });
        if (state == CardState.Fetched)
            transaction.AfterCommit(Fetched.Set);
        return run;
    }

    private static void Store(StationTransaction transaction, CardRun before, CardRun after)
    {
        var stored = transaction.Execute(
            """
            UPDATE run SET state = @state, reason = @Reason, printer = @Printer, printer_serial = @PrinterSerial, blank_uid = @BlankUid,
                cards_inserted = @CardsInserted, panels_printed = @PanelsPrinted, path_disturbed = @PathDisturbed,
                exit_clear = @ExitClear, verify_tries = @VerifyTries, outcomes = @Outcomes, binding = @Binding, changed_at = @ChangedAt
            WHERE run_id = @RunId AND state = @before
            """,
            new
            {
                after.RunId, state = $"{after.State}", before = $"{before.State}", after.Reason, after.Printer, after.PrinterSerial,
                after.BlankUid, after.CardsInserted, after.PanelsPrinted, after.PathDisturbed, after.ExitClear, after.VerifyTries, after.Outcomes,
                after.Binding, after.ChangedAt,
            });
        if (stored != 1)
            throw new RunMovedException($"Run {after.RunId} is not in state {before.State} on disk: it has two owners.");
    }

    private void BookMovement(StationTransaction transaction, CardRun run, CardRun moved, CardTrigger trigger, MoveDetails details)
    {
        if (CardLifecycle.MovementOf(run.State, moved.State) is not var (from, to))
            return;
        var (left, enters) = (NameOf(from, moved.Printer), NameOf(to, moved.Printer));
        if (moved.BlankUid is { } uid && BlankLedger.PlaceOf(transaction, uid) is { } seen && seen != left)
        {
            // A feed has the card in sight; one that its citizen brought back is called out of that box. Else this run tells nothing of it any more.
            if (seen == enters || (from != CardPlace.Hopper && !(from == CardPlace.Issued && seen == Places.OldCards)))
                return;
            left = seen;
        }
        var reverses = trigger != CardTrigger.OperatorCounts ? null
            : transaction.Find<long?>("SELECT max(sequence) FROM ledger WHERE run_id = @RunId", moved);
        var entry = ledger.Record(transaction, new Movement(1, left, enters, details.Reason ?? $"{trigger}", details.Person, moved.ChangedAt,
            RunId: moved.RunId, ChipUid: moved.BlankUid, Reverses: reverses));
        stock.HeadToFile(transaction, entry);
    }

    private void CloseOrContinue(StationTransaction transaction, Job job, CardRun moved)
    {
        if (IsGivenBack(moved))
        {
            transaction.Execute("UPDATE job SET status = 'returned' WHERE job_id = @JobId", job);
            outbox.AddRelease(transaction, job.JobId, job.LeaseId, new ReleaseRequest(moved.Reason!, job.FenceEpoch, job.Fence));
            return;
        }

        var status = moved.State switch
        {
            CardState.Issued => "issued",
            CardState.Refused => "refused",
            CardState.Canceled => "canceled",
            _ => null,
        };
        if (status is not null)
            transaction.Execute("UPDATE job SET status = @status WHERE job_id = @JobId", new { status, job.JobId });
        else if (moved.State == CardState.Lost || (moved.State == CardState.Spoiled && moved.Reason != HeldCards.UnreadableReason))
            ContinueOrReturn(transaction, job);
    }

    /// <summary>Canceled for a reason of this station's, or never received because its lease had ended: the job is not over, it goes back to
    /// the queue.</summary>
    private static bool IsGivenBack(CardRun moved) =>
        moved is { State: CardState.Canceled, Reason: not (null or "revoked" or "canceled" or "fenced") }
            or { State: CardState.Refused, Reason: "lease-ended" or "not-your-lease" or "unknown-job" or "unknown-lease" };

    /// <summary>The place as it stands in the books.</summary>
    public static string NameOf(CardPlace place, string? printer) => place switch
    {
        // Forgotten by the books, from which hopper it came: a stock-take explains it.
        CardPlace.Hopper => printer is null ? Places.Difference : Places.Hopper(printer),
        CardPlace.Machine => Places.Machine(printer!),
        CardPlace.Held => Places.Held,
        CardPlace.Issued => Places.Issued,
        CardPlace.Spoiled => Places.Spoiled,
        CardPlace.Lost => Places.Lost,
        _ => throw new ArgumentOutOfRangeException(nameof(place), place, null),
    };
}

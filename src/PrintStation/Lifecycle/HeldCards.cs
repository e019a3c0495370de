using Dapper;
using PrintStation.Chips;
using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>A card that waits for a person.</summary>
/// <param name="RunId">A run; for a card without one "stray-N", or "voided-UID".</param>
/// <param name="State">Held, Missing, LossPending, Stray or Voided.</param>
internal sealed record WaitingCard(
    string RunId, string? JobId, long Attempt, string? Printer, string State, string? BlankUid, string? Reason, DateTimeOffset Since);

/// <summary>What a person decides about cards that no evidence inside a machine can decide: on the desk reader, by two persons, or by
/// counting.</summary>
/// <param name="reopen">Opens the payload of a run again; null when it is gone.</param>
internal sealed partial class HeldCards(
    StationDatabase database, RunBook book, BlankLedger ledger, BlankStock stock, ReportOutbox outbox,
    Func<CardRun, PreparedCard?> reopen, DeskReader desk, CardFacts facts, TimeProvider clock)
{
    /// <summary>The next run waits until the recorded UID is revoked: nobody has seen this card's chip again.</summary>
    public const string UnreadableReason = "unreadable";

    /// <summary>A card that was issued lay in a hopper: it is called back, for the machine has sent it to the reject box.</summary>
    public const string FedAgain = "fed-again";

    private const string LostReason = "declared-lost";

    /// <summary>Of a run: its card came back from its citizen and was destroyed. There is nothing to call back.</summary>
    public const string IsBurnt =
        "EXISTS (SELECT 1 FROM ledger WHERE chip_uid = run.blank_uid AND to_place IN ('" + Places.OldCardsDestroyed + "', '" + Places.Destroyed + "'))";

    private const string WaitingStates = "'Held', 'Missing', 'LossPending'";

    /// <summary>Why a card is called back: codes, so that no text about a person gets into books and reports.</summary>
    public static readonly IReadOnlyList<string> RecallReasons = ["defect", "misprint", "wrong-face", "chip-defect", "damaged", "changed-data", "factory-fault"];

    public IReadOnlyList<WaitingCard> List() => [.. WithoutRun(), .. book.Runs($"state IN ({WaitingStates})").Select(View)];

    /// <summary>The card lies on the desk reader with the content of its job, and a person has looked at its face.</summary>
    public async Task<CardRun> AcceptAsync(string runId, bool faceIsGood, string person, CancellationToken token)
    {
        Persons.Require(person);
        if (ForgottenCards.UidIn(runId) is { } voided)
            throw new AnswerRefused(LostBooks.VoidedCard, voided);
        var run = Find(runId);
        if (run.State != CardState.Held)
            throw new AnswerRefused("held.not-held", $"{run.State}");
        RequireNoStray(run);
        // Books that were behind, here or at the centre, stop the job's next card, not this one: it lies here.
        if (book.FindJob(run.JobId)?.StopReason is { } stop && stop is not (Job.Doubt or LostBooks.LeaseEnded or CentralLink.CentralRestored))
            throw new AnswerRefused("held.job-stopped", stop);
        if (!faceIsGood)
            throw new AnswerRefused("held.face-not-confirmed", runId);
        var card = reopen(run);
        if (card is null || run.BlankUid is null)
            throw new AnswerRefused("held.payload-gone", runId);
        if (await desk.ReadUidAsync(token) != run.BlankUid)
            throw new AnswerRefused("held.other-card", run.RunId);
        if (database.Write(transaction => BlankStock.IsVoided(transaction, run.BlankUid)))
            throw new AnswerRefused(LostBooks.VoidedCard, run.BlankUid);
        var check = await desk.AskAsync(reader => reader.VerifyAsync(new ChipUid(run.BlankUid), card.Chip, token), token);
        DeskReader.RequireSeen(check.Reason, run.BlankUid);
        if (check.Verdict != ChipVerdict.Good)
            throw new AnswerRefused("held.content-differs", check.Reason ?? runId);
        return book.Move(run, CardTrigger.OperatorAccepts, new MoveDetails(null, person, With: r => r with
        {
            Binding = check.Binding ?? r.Binding,
        }, Also: transaction => RequireBooked(transaction, run, Places.Issued, "held.used-since")));
    }

    /// <summary>The card is in hand and goes to the reject box: its UID was read, or it is unreadable and two persons say so. They do, too, where nothing
    /// but their word ties it to the one that is asked for.</summary>
    public async Task<WaitingCard> RejectAsync(string runId, bool unreadable, string person, string? witness, CancellationToken token)
    {
        Persons.Require(person);
        if (unreadable)
            Persons.RequireTwo(person, witness);
        var (persons, isWitnessed) = (Persons.Both(person, witness), !string.IsNullOrWhiteSpace(witness));
        if (runId.StartsWith("stray-", StringComparison.Ordinal))
            return await RejectStrayAsync(runId, unreadable, persons, isWitnessed, token);
        if (ForgottenCards.UidIn(runId) is { } forgotten)
            return TakeOut(forgotten, unreadable ? forgotten : await desk.ReadUidAsync(token));
        var run = Find(runId);
        const CardTrigger trigger = CardTrigger.OperatorRejects;
        if (!CardLifecycle.Permits(run.State, trigger))
            throw new AnswerRefused(CardLifecycle.HasCardInside(run.State) ? "held.in-machine" : "held.not-held", $"{run.State}");
        RequireNoStray(run);
        var uid = unreadable ? null : await desk.ReadUidAsync(token);
        if (uid is not null)
            RequireMatch(run, uid, isWitnessed);
        var moved = database.Write(transaction => book.Move(transaction, run, trigger, new MoveDetails(
            unreadable && run.BlankUid is not null ? UnreadableReason : run.Reason, persons,
            With: r => r with { BlankUid = r.BlankUid ?? uid },
            Also: t =>
            {
                if (unreadable && run.BlankUid is not null)
                    outbox.AddRevocation(t, Revocation(run.RunId, run.JobId, run.BlankUid, UnreadableReason, person, witness!));
                AskReprint(t, run, person);
            })));
        book.Announce(run, moved, trigger, moved.Reason);
        return View(moved);
    }

    /// <summary>Two persons have searched and not found it: its chip is revoked at the centre, then the job may go on. A stray is written off in
    /// the same way.</summary>
    public WaitingCard DeclareLost(string runId, string person, string? witness)
    {
        Persons.RequireTwo(person, witness);
        if (runId.StartsWith("stray-", StringComparison.Ordinal))
            return database.Write(transaction => LoseStray(transaction, runId, person, witness!));
        if (ForgottenCards.UidIn(runId) is { } forgotten)
            return TakeOut(forgotten, forgotten);
        var run = Find(runId);
        if (!CardLifecycle.Permits(run.State, CardTrigger.DeclareLost))
            throw new AnswerRefused("held.not-held", $"{run.State}");
        RequireNoStray(run);
        return View(book.Move(run, CardTrigger.DeclareLost, new MoveDetails(LostReason, Persons.Both(person, witness),
            Also: transaction =>
            {
                RequireBooked(transaction, run, Places.Lost, "held.not-lost");
                outbox.AddRevocation(transaction, Revocation(run.RunId, run.JobId, run.BlankUid, LostReason, person, witness!));
                AskReprint(transaction, run, person);
            })));
    }

    /// <summary>No blank was taken after all: a person has seen the path empty, and counted more cards in the hopper than the books have, at most as many
    /// as are looked for there. A stray is settled in the same way.</summary>
    public WaitingCard Count(string runId, bool pathIsEmpty, int hopper, string person)
    {
        Persons.Require(person);
        if (!pathIsEmpty)
            throw new AnswerRefused("held.path-not-confirmed", runId);
        if (runId.StartsWith("stray-", StringComparison.Ordinal))
            return database.Write(transaction => CountStray(transaction, runId, hopper, person));
        var run = Find(runId);
        if (run is not { State: CardState.Missing, BlankUid: null, Printer: { } printer })
            throw new AnswerRefused("held.not-countable", runId);
        RequireNoStray(run);
        var moved = database.Write(transaction =>
        {
            RequireOneMore(transaction, printer, hopper);
            return book.Move(transaction, run, CardTrigger.OperatorCounts, new MoveDetails("counted", person));
        });
        book.Announce(run, moved, CardTrigger.OperatorCounts, "counted");
        return View(moved);
    }

    /// <summary>A card that was issued turns out to be bad, or the centre fenced it.</summary>
    public CardRun Recall(string uid, string reason, string person)
    {
        Persons.Require(person);
        if (!RecallReasons.Contains(reason))
            throw new AnswerRefused("recall.reason", string.Join(", ", RecallReasons));
        var run = book.Runs("blank_uid = @uid AND state = 'Issued'", new { uid }).SingleOrDefault()
            ?? throw new AnswerRefused("recall.not-issued", uid);
        if (book.Runs($"run_id = @RunId AND {IsBurnt}", run).Count > 0)
            throw new AnswerRefused("recall.burnt", uid);
        return book.Move(run, CardTrigger.Recall, new MoveDetails(reason, person));
    }

    /// <summary>Of a card that a person called back after it was issued another one is asked for; of a job that the centre has stopped none.</summary>
    private void AskReprint(StationTransaction transaction, CardRun run, string person)
    {
        if (run is { BlankUid: { } uid, Reason: { } reason } && (reason == FedAgain || RecallReasons.Contains(reason))
            && RunBook.JobOf(transaction, run.JobId) is { Status: "issued", StopReason: null })
            facts.Ask(transaction, run.RunId, uid, new ReprintRequest(run.JobId, reason, person, clock.GetUtcNow()));
    }

    /// <summary>The hopper holds more cards than the books have: of those that were thought gone, one at least. They have no chip that was read, so that
    /// any of them is as good as another.</summary>
    private static void RequireOneMore(StationTransaction transaction, string printer, int hopper)
    {
        var booked = BlankLedger.Balance(transaction, Places.Hopper(printer));
        var missing = transaction.Find<long>(
            """
            SELECT (SELECT count(*) FROM run WHERE printer = @printer AND state = 'Missing' AND blank_uid IS NULL)
                + (SELECT count(*) FROM stray WHERE printer = @printer AND uid IS NULL AND settled_at IS NULL)
            """, new { printer });
        if (hopper <= booked || hopper > booked + missing)
            throw new AnswerRefused("held.count-differs", printer); // by how much stays unsaid: a count must not be made to fit
    }

    /// <summary>Strays are settled first: one of them may be the card that is looked for.</summary>
    private void RequireNoStray(CardRun run)
    {
        var open = database.Read(connection => connection.ExecuteScalar<long>(
            "SELECT count(*) FROM stray WHERE (printer = @Printer OR uid = @BlankUid) AND settled_at IS NULL", run));
        if (open > 0)
            throw new AnswerRefused("held.stray-first", run.Printer ?? "");
    }

    /// <summary>The answer has moved the run's card there. Where another run, or a person, had it in hand since, it moved nothing.</summary>
    private static void RequireBooked(StationTransaction transaction, CardRun run, string expected, string refusal)
    {
        if (run.BlankUid is { } uid && BlankLedger.PlaceOf(transaction, uid) is { } place && place != expected)
            throw new AnswerRefused(refusal, place);
    }

    private WaitingCard View(CardRun run) => new(run.RunId, run.JobId, run.Attempt, run.Printer, $"{run.State}", run.BlankUid,
        run.Reason, InOffice(run.ChangedAt));

    private DateTimeOffset InOffice(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, ledger.OfficeTime);

    private CardRun Find(string runId) => book.Find(runId) ?? throw new AnswerRefused("held.unknown", runId);

    /// <summary>A run that never recorded a UID takes only a card that the books know nowhere else.</summary>
    private void RequireMatch(CardRun run, string uid, bool isWitnessed)
    {
        if (run.BlankUid is not null && run.BlankUid != uid)
            throw new AnswerRefused("held.other-card", run.RunId);
        if (run.BlankUid is null)
            database.Write(transaction =>
            {
                if (BlankLedger.PlaceOf(transaction, uid) is { } place)
                    throw new AnswerRefused("held.card-booked-elsewhere", place);
                RequireKnown(transaction, uid, isWitnessed);
            });
    }

    /// <summary>A card of somewhere else would take the place of a blank that somebody keeps.</summary>
    private static void RequireKnown(StationTransaction transaction, string uid, bool isWitnessed)
    {
        if (!isWitnessed && BlankLedger.PlaceOf(transaction, uid) is null && UnlistedBlanks.IsOfNoList(transaction, uid))
            throw new AnswerRefused("held.not-delivered", uid);
    }

    private RevocationRequest Revocation(string runId, string? jobId, string? uid, string reason, string person, string witness) =>
        new(runId, jobId, uid, reason, [person, witness], clock.GetUtcNow());
}

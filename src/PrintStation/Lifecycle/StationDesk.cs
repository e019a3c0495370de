using Dapper;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Security;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <param name="Since">In office time.</param>
/// <param name="By">Who paused; null when the station did.</param>
internal sealed record PauseView(string Scope, string Reason, DateTimeOffset Since, bool ClearsItself, string? By, string Action);

/// <summary>What stops nothing here, and needs a person all the same: jobs that stay at the centre, reports that it does not take.</summary>
/// <param name="Version">Of the blanks that are wanting; empty where it is not about blanks.</param>
/// <param name="Jobs">How many: jobs as the centre told last, or reports.</param>
internal sealed record NoticeView(string Code, string Version, int Jobs, string Action);

internal sealed record RunView(string RunId, string JobId, string State, string? BlankUid);

/// <param name="RibbonLeft">Prints; null where the printer has not answered since the start, or no ribbon that fits lies in it.</param>
/// <param name="Model">Make and model, by the file that the configuration names.</param>
/// <param name="Support">By what that file was tried: "hardware", "emulator" or "document".</param>
/// <param name="ModelProven">False where a machine of another model would not be noticed.</param>
internal sealed record PrinterView(
    string Name, string? Serial, string State, long Hopper, RunView? Run, long? RibbonLeft, string Model, string Support, bool ModelProven);

internal sealed record QueueView(int Fetched, int JobsOpen, int OutcomesWaiting, bool CentralReachable);

/// <param name="Waiting">Cards that a person must answer for: held, missing, strays.</param>
/// <param name="Day">Null where no day was ever opened.</param>
internal sealed record StatusView(
    string StationId, string Office, string State, IReadOnlyList<PauseView> Reasons, IReadOnlyList<PrinterView> Printers, QueueView Queue,
    int Waiting, IReadOnlyDictionary<string, long> Counts, IReadOnlyDictionary<string, long> Balances, DayState? Day,
    IReadOnlyList<NoticeView> Notices)
{
    /// <summary>"none" while nobody is enrolled, "restored" while no admin has looked at users that came with older books; else "enrolled".</summary>
    public string Users { get; init; } = UserBook.Enrolled;
}

/// <summary>What a person says has been seen to, when the station may go on.</summary>
/// <param name="PathIsEmpty">No card lies in the printer's path.</param>
/// <param name="BooksReconciled">Every card that lies in the office was shown to the station, and no other exists: two persons say so.</param>
/// <param name="MachineReplaced">Another machine stands in the place of the one that a run knows; its card was taken out or is gone with it.</param>
/// <param name="Witness">The second person.</param>
internal sealed record PersonsWord(
    bool PathIsEmpty = false, bool BooksReconciled = false, bool MachineReplaced = false, string? Witness = null);

internal sealed record DeliveryView(string DeliveryId, string DocumentNumber, long Quantity, bool Confirmed, string? ConfirmedBy);

internal sealed record BalanceView(IReadOnlyDictionary<string, long> Balances, IReadOnlyList<DeliveryView> Deliveries);

/// <param name="District">The kecamatan to which its card goes.</param>
/// <param name="PrintNow">Since when its citizen waits at the counter.</param>
internal sealed record JobView(
    string JobId, string Kind, string Status, string? StopReason, long Priority, DateTimeOffset ClaimedAt, bool EnvelopeOnDisk,
    IReadOnlyList<RunExport> Runs, string? District = null, DateTimeOffset? PrintNow = null)
{
    /// <summary>What the centre is told of its printed cards, in the order in which it happened.</summary>
    public IReadOnlyList<FactView> Told { get; init; } = [];
}

/// <param name="Kind">"shipment", "hand-over", "old-card" or "reprint-request".</param>
/// <param name="State">"waiting", "sent" or "refused".</param>
/// <param name="Answer">Of a request for another card: how it stands.</param>
/// <param name="AnswerJob">The job of the other card.</param>
internal sealed record FactView(string Kind, string RunId, DateTimeOffset At, string State, string? Refusal, string? Answer, string? AnswerJob);

/// <summary>What the centre was not told yet, and what it does not take.</summary>
internal sealed record ReportsView(int Waiting, IReadOnlyList<RefusedByCentre> Refused);

/// <param name="Kind">Of a <see cref="CardFact"/> or a <see cref="Report"/>.</param>
/// <param name="About">The run; of a lease the job, of a delivery the path at the centre.</param>
/// <param name="SeenBy">Who has seen to it; null while nobody has.</param>
internal sealed record RefusedByCentre(string Kind, string About, string Refusal, DateTimeOffset WrittenAt, string? SeenBy);

internal sealed record MoveExport(DateTimeOffset At, string From, string To, string Trigger, string? Reason);

internal sealed record RunExport(
    string RunId, string JobId, long Attempt, string? Printer, string? BlankUid, string State, string? Reason, IReadOnlyList<MoveExport> History);

internal sealed record LedgerExport(
    long Sequence, long Quantity, string Item, string From, string To, string Reason, string? Document, string By, string HappenedAt,
    DateTimeOffset WrittenAt, string? RunId, string? ChipUid, long? Reverses, string PreviousHash, string Hash,
    string? Refers);

internal sealed record PauseExport(string Scope, string Reason, DateTimeOffset From, DateTimeOffset? To, string? By);

internal sealed record OutboxExport(int Waiting, IReadOnlyList<RefusedReport> Refused);

internal sealed record RefusedReport(string Kind, string? RunId, long? N, string? Refusal);

internal sealed record StationExport(
    string StationId, IReadOnlyList<RunExport> Runs, IReadOnlyList<LedgerExport> Ledger, IReadOnlyDictionary<string, long> Balances,
    IReadOnlyList<PauseExport> Pauses, OutboxExport Outbox);

/// <summary>What people and their tools may see and ask of the running station; no personal data in any of it.</summary>
internal sealed class StationDesk(
    StationOptions options, StationDatabase database, RunBook book, BlankStock stock, QueueBook waiting, ReportOutbox outbox, StationGate gate,
    LostBooks lost, DayBook days, SupplyState supplies, CardFacts facts, IReadOnlyList<PrinterLane> lanes)
{
    private readonly ClaimRoom _room = new(options, book, stock);

    /// <summary>An answer could not be written down: the disk is full or broken, nothing is wrong with the answer.</summary>
    public static bool IsDiskFault(Exception e) => StationDatabase.IsDiskFault(e);

    /// <param name="texts">The language of whoever asks.</param>
    public StatusView Status(StationTexts texts)
    {
        var pauses = gate.Pauses;
        var balances = stock.Balances();
        var printers = lanes.Select(lane =>
        {
            var inside = lane.Inside();
            return new PrinterView(lane.Name, lane.SerialNumber, lane.Word(), balances.GetValueOrDefault(Places.Hopper(lane.Name)),
                inside is null ? null : new RunView(inside.RunId, inside.JobId, $"{inside.State}", inside.BlankUid),
                supplies.PrintsLeft(lane.Name), $"{lane.ModelFacts.Make} {lane.ModelFacts.Model}", lane.ModelFacts.Support, lane.ModelFacts.IsProven);
        }).ToList();
        var counts = database.Read(connection => connection.Query<(string State, long Count)>(
            "SELECT state, count(*) FROM run GROUP BY state").ToDictionary(row => row.State, row => row.Count));
        var stopped = pauses.Any(pause => pause.Scope == StationGate.Station && GateReasons.All[pause.Reason].StopsPrinting);
        return new StatusView(
            options.Station.Id, options.Station.Office,
            stopped || printers.All(printer => printer.State == "paused") ? "paused"
                : printers.Any(printer => printer.Run is not null) ? "working" : "idle",
            [.. pauses.Select(pause => View(pause, texts))], printers,
            new QueueView(
                (int)(counts.GetValueOrDefault("Fetched") + counts.GetValueOrDefault("Fetching")),
                database.Read(connection => connection.ExecuteScalar<int>("SELECT count(*) FROM job WHERE status = 'open'")),
                outbox.Waiting(), !gate.IsWithoutCentre),
            (int)Enum.GetValues<CardState>().Where(CardLifecycle.NeedsPerson).Sum(state => counts.GetValueOrDefault($"{state}"))
                + database.Read(connection => connection.ExecuteScalar<int>("SELECT count(*) FROM stray WHERE settled_at IS NULL")),
            Enum.GetValues<CardState>().Where(state => CardLifecycle.OutsideWord(state) is not null)
                .ToDictionary(state => $"{state}".ToLowerInvariant(), state => counts.GetValueOrDefault($"{state}")),
            balances, days.State(), [.. Notices().Select(notice => new NoticeView(notice.Code, notice.Version, notice.Jobs,
                texts.Format($"notice.{notice.Code}", notice.Jobs, notice.Version)))]);
    }

    private IEnumerable<(string Code, string Version, int Jobs)> Notices()
    {
        foreach (var left in _room.Left(waiting.ByVersion))
            yield return (left.Code, left.Version, left.Jobs);
        // Of a fence the station itself calls the card back: nobody has to see to it.
        if (facts.Refused().Count(fact => fact.SeenBy is null)
            + outbox.Refused().Count(report => report.SeenBy is null && !CentralLink.IsFence(report.Refusal!)) is > 0 and var refused)
            yield return ("card-reports-refused", "", refused);
    }

    /// <exception cref="AnswerRefused">No such printer.</exception>
    public void Pause(string? printer, string person) => gate.Close(Scope(printer), GateReasons.Paused, person);

    /// <summary>Takes away the reasons that need a person's word. What is said about path, books or machine must be said explicitly.</summary>
    /// <exception cref="AnswerRefused">No such printer, or the word is missing.</exception>
    public void Resume(string? printer, PersonsWord word, string person)
    {
        if (string.IsNullOrWhiteSpace(person))
            throw new AnswerRefused("person.missing", "--by");
        var scope = Scope(printer);
        var replaced = word.MachineReplaced && printer is not null && gate.Has(scope, GateReasons.WrongDevice);
        var standing = gate.Pauses.Where(pause => pause.Scope == scope && !GateReasons.All[pause.Reason].ClearsItself)
            .Select(pause => GateReasons.All[pause.Reason]).ToList();
        if (standing.Any(reason => reason == GateReasons.MediaJam || reason == GateReasons.CoverOpen) && !word.PathIsEmpty)
            throw new AnswerRefused("resume.path-not-confirmed", scope);
        if (standing.Contains(GateReasons.BooksBehind))
        {
            if (!word.BooksReconciled)
                throw new AnswerRefused("resume.books-not-reconciled", scope);
            lost.Settle(person, word.Witness);
        }

        if (replaced)
            lanes.Single(lane => lane.Name == printer).ConfirmReplaced();
        else if (standing.Count == 0)
            throw new AnswerRefused("resume.nothing", string.Join(", ", gate.Pauses.Select(pause => $"{pause.Scope}: {pause.Reason}")));
        // Not the books again: somebody may have found them behind once more since they were settled.
        gate.Open(scope, [.. standing.Where(reason => reason != GateReasons.BooksBehind)]);
    }

    /// <summary>Where the blanks lay when a day ended.</summary>
    public BalanceView BalanceAt(DateOnly day) => new(stock.BalancesAt(day), []);

    public BalanceView Balance() => new(stock.Balances(), [.. stock.Deliveries().Select(delivery =>
        new DeliveryView(delivery.DeliveryId, delivery.DocumentNumber, delivery.Quantity,
            delivery.Counted is not null || delivery.ConfirmedBy is not null, delivery.ConfirmedBy))]);

    /// <exception cref="AnswerRefused">No such job.</exception>
    public JobView Job(string jobId)
    {
        var job = book.FindJob(jobId) ?? throw new AnswerRefused("job.unknown", jobId);
        return new JobView(job.JobId, job.Kind, job.Status, job.StopReason, job.Priority, job.ClaimedAt, job.HasEnvelope,
            Runs("job_id = @jobId", new { jobId }), job.District, job.PrintNow is { } since ? InOffice(since) : null)
        {
            Told = [.. facts.Of(jobId).Select(fact => new FactView(
                fact.Word, fact.RunId, InOffice(fact.WrittenAt), fact.State, fact.Refusal, fact.Answer, fact.AnswerJob))],
        };
    }

    public ReportsView CardReports() => new(outbox.Waiting() + facts.Waiting(),
    [
        .. outbox.Refused().Select(report =>
            new RefusedByCentre(report.Kind, report.RunId ?? report.JobId ?? report.Target, report.Refusal!, InOffice(report.WrittenAt), report.SeenBy)),
        .. facts.Refused().Select(fact => new RefusedByCentre(fact.Word, fact.RunId, fact.Refusal!, InOffice(fact.WrittenAt), fact.SeenBy)),
    ]);

    /// <summary>A person has seen to what the centre refused: it stays in the list, and the status says no more of it.</summary>
    /// <param name="about">As the list names it: a run, a job, or a path at the centre.</param>
    /// <exception cref="AnswerRefused">Nothing is refused of it that nobody has seen to.</exception>
    public ReportsView SeeReports(string about, string person)
    {
        var seen = database.Write(transaction => outbox.See(transaction, about, person) + facts.See(transaction, about, person));
        return seen > 0 ? CardReports() : throw new AnswerRefused("card-seen.nothing", about);
    }

    public StationExport Export() => new(
        options.Station.Id, Runs("1 = 1", null),
        [.. database.Read(BlankLedger.Entries).Select(entry => new LedgerExport(entry.Sequence, entry.Quantity, entry.Item, entry.FromPlace,
            entry.ToPlace, entry.Reason, entry.Document, entry.Person, entry.HappenedAt, entry.WrittenAt, entry.RunId, entry.ChipUid,
            entry.Reverses, entry.PreviousHash, entry.Hash, entry.Refers))],
        stock.Balances(),
        [.. gate.History().Select(span => new PauseExport(span.Scope, span.Reason, span.OpenedAt, span.ClosedAt, span.Person))],
        new OutboxExport(outbox.Waiting(), [.. outbox.Refused().Select(report =>
            new RefusedReport(report.Kind, report.RunId, report.N, report.Refusal))]));

    /// <summary>The printer's name, checked.</summary>
    public string RequirePrinter(string? printer) => lanes.Any(lane => lane.Name == printer)
        ? printer!
        : throw new AnswerRefused("printer.unknown", string.Join(", ", lanes.Select(lane => lane.Name)));

    /// <summary>The place of the books that a person names.</summary>
    /// <param name="place">"store", or "hopper:" and the name of a printer.</param>
    /// <exception cref="AnswerRefused">Neither.</exception>
    public string RequirePlace(string? place) => place switch
    {
        "store" => Places.Store,
        _ when place?.StartsWith(Places.HopperName, StringComparison.Ordinal) == true => Places.Hopper(RequirePrinter(place[Places.HopperName.Length..])),
        _ => throw new AnswerRefused("place.unknown", string.Join(", ", lanes.Select(lane => Places.HopperName + lane.Name).Prepend("store"))),
    };

    private string Scope(string? printer) => printer is null ? StationGate.Station : RequirePrinter(printer);

    /// <summary>What to do, with the printer's name where the sentence needs it; and what was met, for technicians.</summary>
    private PauseView View(Pause pause, StationTexts texts) => new(pause.Scope, pause.Reason, InOffice(pause.Since),
        GateReasons.All[pause.Reason].ClearsItself, pause.Person,
        texts.Format($"action.{pause.Reason}", pause.Scope == StationGate.Station ? "" : $" --printer {pause.Scope}")
            + (pause.Detail is { } detail ? $" [{detail}]" : ""));

    private DateTimeOffset InOffice(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, options.OfficeTime);

    private IReadOnlyList<RunExport> Runs(string condition, object? parameters)
    {
        var runs = book.Runs(condition, parameters);
        var moves = database.Read(connection => connection.Query<RunMove>($"SELECT {RunMove.Columns} FROM run_history ORDER BY run_id, n"))
            .ToLookup(move => move.RunId);
        return [.. runs.Select(run => new RunExport(run.RunId, run.JobId, run.Attempt, run.Printer, run.BlankUid, $"{run.State}", run.Reason,
            [.. moves[run.RunId].Select(move => new MoveExport(InOffice(move.At), move.FromState, move.ToState, move.Cause, move.Reason))]))];
    }
}

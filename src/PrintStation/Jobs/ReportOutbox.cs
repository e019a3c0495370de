using System.Globalization;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Contracts;
using PrintStation.Storage;

namespace PrintStation.Jobs;

/// <summary>A message that waits on disk until the centre has taken it.</summary>
/// <param name="Kind">"outcome", "revocation", "release", "delivery" or "loan".</param>
/// <param name="Target">Path below the centre's address.</param>
/// <param name="State">"waiting", "sent" or "refused".</param>
/// <param name="SeenBy">Who has seen to the refusal; null while nobody has.</param>
internal sealed record Report(
    long Sequence, string Kind, string? JobId, string? RunId, long? N, string Target, string Body, string State, string? Refusal,
    DateTimeOffset WrittenAt, string? SeenBy = null);

/// <summary>How far a resend has come: revocations go before outcomes.</summary>
internal sealed record MemoryPlace(bool IsOutcome, long Sequence);

/// <summary>What the station owes the centre: written in the transaction of the move it reports, sent in order, kept for a resend.
/// A report that the centre refuses is set aside with its reason and blocks nothing.</summary>
internal sealed class ReportOutbox(StationDatabase database, TimeProvider clock)
{
    /// <summary>The centre takes no higher number for one run.</summary>
    private const int MostOutcomes = 1000;

    /// <summary>Reports in one part of a resend, about 25 kB: a line of 64 kbit/s carries it well within the time for one request.</summary>
    private const int MemoryPart = 50;

    /// <summary>Goes before every outcome that was written later, whatever the centre answers: without it a card of a borrowed blank is refused.</summary>
    public const string Loan = "loan";

    private static readonly TimeSpan AsideFor = TimeSpan.FromSeconds(30);

    // Since when, by the clock that nobody sets.
    private readonly Dictionary<string, long> _aside = [];

    /// <summary>Wakes whoever waits for something new to send.</summary>
    public ChangeSignal Written { get; } = new(clock);

    public void AddOutcome(StationTransaction transaction, string runId, long n, OutcomeReport report) =>
        Add(transaction, "outcome", report.JobId, runId, n, OutcomeTarget(runId, n), report);

    public void AddRevocation(StationTransaction transaction, RevocationRequest request) =>
        Add(transaction, "revocation", request.JobId, request.RunId, null, "v1/revocations", request);

    public void AddRelease(StationTransaction transaction, string jobId, string leaseId, ReleaseRequest request) =>
        Add(transaction, "release", jobId, null, null, $"v1/leases/{leaseId}/release", request);

    public void AddConfirmation(StationTransaction transaction, string deliveryId, DeliveryConfirmation confirmation) =>
        Add(transaction, "delivery", null, null, null, $"v1/deliveries/{deliveryId}/confirmation", confirmation);

    /// <param name="movement">Its number in the books.</param>
    public void AddLoan(StationTransaction transaction, long movement, LoanReport report) =>
        Add(transaction, Loan, null, null, null, $"v1/loans/{movement}", report);

    /// <summary>The oldest report that still waits, but of what was set aside.</summary>
    public Report? Next()
    {
        var aside = Aside();
        return database.Read(connection => connection.QueryFirstOrDefault<Report>(
            $"SELECT * FROM outbox WHERE state = 'waiting'{NotAside(aside)} ORDER BY sequence LIMIT 1", new { aside }));
    }

    /// <summary>Whether a report waits that is to go now.</summary>
    public bool HasNext => Next() is not null;

    /// <summary>Whether one that waits lets others go first.</summary>
    public bool HasAside => Aside().Count > 0;

    /// <summary>The centre answers to it with an error of its own: for a while the reports of other jobs go first.</summary>
    public void SetAside(Report report)
    {
        lock (_aside)
            _aside[Subject(report.JobId, report.Sequence)] = clock.GetTimestamp();
    }

    private List<string> Aside()
    {
        lock (_aside)
        {
            foreach (var (subject, since) in _aside.ToList())
                if (clock.GetElapsedTime(since) >= AsideFor)
                    _aside.Remove(subject);
            return [.. _aside.Keys];
        }
    }

    /// <summary>In order per job; what is of none stands for itself.</summary>
    private static string Subject(string? jobId, long sequence) => jobId ?? $"#{sequence}";

    private static string NotAside(List<string> aside) => aside.Count == 0 ? "" : " AND coalesce(job_id, '#' || sequence) NOT IN @aside";

    public int Waiting() => database.Read(connection => connection.ExecuteScalar<int>("SELECT count(*) FROM outbox WHERE state = 'waiting'"));

    public IReadOnlyList<Report> Refused() => database.Read(connection => connection.Query<Report>(
        "SELECT * FROM outbox WHERE state = 'refused' ORDER BY sequence").AsList());

    /// <summary>Somebody has seen to what was refused.</summary>
    /// <param name="about">The run; of a lease the job, of a delivery the path at the centre.</param>
    /// <returns>How many reports that nobody had seen to.</returns>
    public int See(StationTransaction transaction, string about, string person) => transaction.Execute(
        "UPDATE outbox SET seen_by = @person WHERE state = 'refused' AND seen_by IS NULL AND coalesce(run_id, job_id, target) = @about",
        new { about, person });

    /// <summary>Marks it taken, and does what follows from that in the same transaction.</summary>
    public void MarkSent(Report report, Action<StationTransaction> follow) => database.Write(transaction =>
    {
        transaction.Execute("UPDATE outbox SET state = 'sent' WHERE sequence = @Sequence", report);
        follow(transaction);
    });

    /// <summary>An outcome that the centre took once, and refuses now that it was restored; null for one that waits and is yet to be refused.</summary>
    public static Report? TakeBack(StationTransaction transaction, RefusedOutcome refused) => transaction.Find<Report>(
        "UPDATE outbox SET state = 'refused', refusal = @Code, seen_by = NULL WHERE kind = 'outcome' AND state = 'sent' AND run_id = @RunId AND n = @N RETURNING *",
        refused);

    public void MarkRefused(Report report, string refusal, Action<StationTransaction> follow) => database.Write(transaction =>
    {
        transaction.Execute("UPDATE outbox SET state = 'refused', refusal = @refusal, seen_by = NULL WHERE sequence = @Sequence",
            new { report.Sequence, refusal });
        follow(transaction);
    });

    /// <summary>The payload goes when the job's last outcome has had its answer.</summary>
    public static void EraseAnswered(StationTransaction transaction, Report report) => transaction.Execute(
        """
        UPDATE job SET envelope = NULL WHERE job_id = @JobId AND status <> 'open'
            AND NOT EXISTS (SELECT 1 FROM outbox WHERE job_id = @JobId AND state = 'waiting')
            AND NOT EXISTS (SELECT 1 FROM run WHERE job_id = @JobId AND state IN ('Held', 'Missing', 'LossPending'))
        """, report);

    public static bool HasFurtherNumber(Report report) => report is { Kind: "outcome", RunId: not null, N: < MostOutcomes };

    /// <summary>Gives an outcome the next number: the centre holds another one under this number, from books that were lost since.</summary>
    public void Renumber(Report report) => database.Write(transaction => transaction.Execute(
        "UPDATE outbox SET n = @next, target = @target WHERE sequence = @Sequence",
        new { report.Sequence, next = report.N + 1, target = OutcomeTarget(report.RunId!, report.N!.Value + 1) }));

    /// <summary>The next part of everything the station remembers, for a centre that was restored from an earlier moment; also of what it kept without
    /// effect, for the chips that it voided then.</summary>
    /// <param name="after">Where the part before ended; null at first.</param>
    /// <returns>The part, without leases, and where it ends.</returns>
    public (ResendRequest Part, MemoryPlace End) Memory(MemoryPlace? after) => database.Read(connection =>
    {
        var reports = connection.Query<Report>(
            """
            SELECT * FROM outbox WHERE kind IN ('revocation', 'outcome') AND (state <> 'refused' OR refusal IN ('fenced', 'job-ended'))
                AND (kind = 'outcome', sequence) > (@IsOutcome, @Sequence) ORDER BY kind = 'outcome', sequence LIMIT @MemoryPart
            """, new { IsOutcome = after?.IsOutcome ?? false, Sequence = after?.Sequence ?? 0, MemoryPart }).AsList();
        var part = new ResendRequest(
            [.. reports.Where(report => report.Kind == "outcome").Select(report => new ResentOutcome(report.RunId!, (int)report.N!.Value,
                JsonSerializer.Deserialize<OutcomeReport>(report.Body, WireJson.Options)!, report.State == "refused"))],
            [.. reports.Where(report => report.Kind == "revocation").Select(report =>
                JsonSerializer.Deserialize<RevocationRequest>(report.Body, WireJson.Options)!)],
            HasMore: reports.Count == MemoryPart, Loans: after is null ? Loans(connection) : null);
        return (part, reports.Count == 0 ? after ?? new MemoryPlace(false, 0) : new MemoryPlace(reports[^1].Kind == "outcome", reports[^1].Sequence));
    });

    private static List<ResentLoan>? Loans(SqliteConnection connection) =>
        connection.Query<Report>("SELECT * FROM outbox WHERE kind = @Loan AND state <> 'refused' ORDER BY sequence", new { Loan })
            .Select(report => new ResentLoan(
                long.Parse(report.Target.Split('/')[^1], CultureInfo.InvariantCulture), JsonSerializer.Deserialize<LoanReport>(report.Body, WireJson.Options)!))
            .ToList() is { Count: > 0 } loans ? loans : null;

    /// <summary>What a resend does not carry – leases given back, deliveries confirmed – waits once more: a restored centre has forgotten it. Not an
    /// older lease of a job that is in hand, or was issued, under a younger one: the job would be free for another card.</summary>
    /// <param name="stopped">The stop reason of jobs that go back with the restore: they have no card, and their older leases end too.</param>
    public void SendAgain(StationTransaction transaction, string stopped)
    {
        transaction.Execute(
            """
            UPDATE outbox SET state = 'waiting' WHERE state = 'sent' AND (kind = 'delivery' OR (kind = 'release' AND NOT EXISTS (
                SELECT 1 FROM job WHERE job.job_id = outbox.job_id AND target <> 'v1/leases/' || lease_id || '/release'
                    AND (status = 'issued' OR (status = 'open' AND (in_doubt OR coalesce(stop_reason, '') <> @stopped))))))
            """, new { stopped });
        transaction.AfterCommit(Written.Set);
    }

    /// <summary>The lease under which it was written; null where it is of none.</summary>
    public static string? LeaseOf(Report report) => report.Kind switch
    {
        "outcome" => JsonSerializer.Deserialize<OutcomeReport>(report.Body, WireJson.Options)!.LeaseId,
        "release" => report.Target.Split('/')[2],
        _ => null,
    };

    private static string OutcomeTarget(string runId, long n) => $"v1/runs/{runId}/outcomes/{n}";

    private void Add(StationTransaction transaction, string kind, string? jobId, string? runId, long? n, string target, object body)
    {
        transaction.Execute(
            """
            INSERT INTO outbox (kind, job_id, run_id, n, target, body, written_at)
            VALUES (@kind, @jobId, @runId, @n, @target, @body, @at)
            """,
            new { kind, jobId, runId, n, target, body = JsonSerializer.Serialize(body, WireJson.Options), at = clock.GetUtcNow() });
        transaction.AfterCommit(Written.Set);
    }
}

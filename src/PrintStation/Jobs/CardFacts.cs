using System.Text.Json;
using Dapper;
using PrintStation.Contracts;
using PrintStation.Storage;

namespace PrintStation.Jobs;

/// <summary>Something that the centre is told of a printed card.</summary>
/// <param name="Kind">"shipment", "hand-over", "reprint-request", or "old-card/" and the number of a movement.</param>
/// <param name="Target">Path below the centre's address.</param>
/// <param name="State">"waiting", "sent" or "refused".</param>
/// <param name="Answer">Of a request: a <see cref="ReprintStatus"/>, as the centre told it last.</param>
/// <param name="AnswerJob">The job of the other card.</param>
/// <param name="SeenBy">Who has seen to the refusal; null while nobody has.</param>
internal sealed record CardFact(
    long Sequence, string Kind, string RunId, string JobId, string Target, string Body, string State, string? Refusal, string? Answer,
    string? AnswerJob, DateTimeOffset? AnsweredAt, DateTimeOffset WrittenAt, string? SeenBy = null)
{
    /// <summary>The kind without a number.</summary>
    public string Word => Kind.Split('/')[0];

    /// <summary>For the database mapper: it converts texts for properties, not for constructor parameters.</summary>
    public CardFact()
        : this(0, "", "", "", "", "", "", null, null, null, null, default)
    {
    }
}

/// <summary>What the station tells of printed cards: facts beside the outcomes of runs. Each is told until the centre has it; one that it refuses is set
/// aside with its reason and blocks nothing; all are told again to a centre that was restored.</summary>
internal sealed class CardFacts(StationDatabase database, ReportOutbox outbox, TimeProvider clock)
{
    public const string Shipment = "shipment";
    public const string HandOver = "hand-over";
    public const string Reprint = "reprint-request";
    public const string OldCard = "old-card";

    /// <summary>How a request stands is asked so often: somebody at the centre decides on it.</summary>
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMinutes(30);

    /// <summary>Asked with one heartbeat.</summary>
    private const int MostQuestions = 20;

    /// <summary>Answers that do not change any more.</summary>
    private static readonly string[] Final = [$"{ReprintStatus.Made}", $"{ReprintStatus.Declined}"];

    public void Tell(StationTransaction transaction, string runId, string uid, ShipmentReport report) =>
        Add(transaction, Shipment, runId, report.JobId, uid, report);

    public void Tell(StationTransaction transaction, string runId, string uid, HandOverReport report) =>
        Add(transaction, HandOver, runId, report.JobId, uid, report);

    /// <param name="movement">Its number in the books: a step may be undone, and taken once more.</param>
    public void Tell(StationTransaction transaction, string runId, string uid, long movement, OldCardStepReport report) =>
        Add(transaction, $"{OldCard}/{movement}", runId, report.JobId, uid, report);

    public void Ask(StationTransaction transaction, string runId, string uid, ReprintRequest request) =>
        Add(transaction, Reprint, runId, request.JobId, uid, request);

    /// <summary>One that waits: the oldest after the given one, else the oldest of all, so that one that is never answered holds up no other. None before
    /// the outcomes of its job: until the centre has those it knows of no such card.</summary>
    /// <param name="after">Sequence of the last that was tried.</param>
    public CardFact? Next(long after) => database.Read(connection => connection.QueryFirstOrDefault<CardFact>(
        """
        SELECT * FROM card_fact WHERE state = 'waiting'
            AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.state = 'waiting' AND outbox.job_id = card_fact.job_id)
        ORDER BY sequence <= @after, sequence LIMIT 1
        """, new { after }));

    /// <summary>Whether one is to be told now.</summary>
    public bool HasNext => Next(0) is not null;

    public int Waiting() => database.Read(connection => connection.ExecuteScalar<int>("SELECT count(*) FROM card_fact WHERE state = 'waiting'"));

    public IReadOnlyList<CardFact> Refused() => database.Read(connection =>
        connection.Query<CardFact>("SELECT * FROM card_fact WHERE state = 'refused' ORDER BY sequence").AsList());

    /// <summary>All of one job, in the order in which they were written.</summary>
    public IReadOnlyList<CardFact> Of(string jobId) => database.Read(connection =>
        connection.Query<CardFact>("SELECT * FROM card_fact WHERE job_id = @jobId ORDER BY sequence", new { jobId }).AsList());

    /// <param name="standing">What the centre says of a request; null for the other facts.</param>
    public void MarkSent(CardFact fact, ReprintResponse? standing) => database.Write(transaction => transaction.Execute(
        """
        UPDATE card_fact SET state = 'sent', refusal = NULL, answer = @answer, answer_job = @job, answered_at = @now WHERE sequence = @Sequence
        """, new { fact.Sequence, answer = standing is null ? null : $"{standing.Status}", job = standing?.JobId, now = clock.GetUtcNow() }));

    public void MarkRefused(CardFact fact, string refusal) => database.Write(transaction => transaction.Execute(
        "UPDATE card_fact SET state = 'refused', refusal = @refusal, answered_at = @now, seen_by = NULL WHERE sequence = @Sequence",
        new { fact.Sequence, refusal, now = clock.GetUtcNow() }));

    /// <inheritdoc cref="ReportOutbox.See"/>
    public int See(StationTransaction transaction, string run, string person) => transaction.Execute(
        "UPDATE card_fact SET seen_by = @person WHERE state = 'refused' AND seen_by IS NULL AND run_id = @run", new { run, person });

    /// <summary>A restored centre has forgotten some: it gets them all.</summary>
    public void TellAllAgain(StationTransaction transaction)
    {
        transaction.Execute("UPDATE card_fact SET state = 'waiting'");
        transaction.AfterCommit(outbox.Written.Set);
    }

    /// <summary>Requests that are not decided are told once more: the answer says how they stand by now.</summary>
    public void AskAgain()
    {
        var due = database.Read(connection => connection.Query<long>(
            """
            SELECT sequence FROM card_fact WHERE kind = @Reprint AND state = 'sent' AND answer NOT IN @Final AND answered_at <= @before
            ORDER BY answered_at LIMIT @MostQuestions
            """,
            new { Reprint, Final, before = clock.GetUtcNow() - BetweenQuestions, MostQuestions }).AsList());
        if (due.Count > 0)
            database.Write(transaction =>
            {
                transaction.Execute("UPDATE card_fact SET state = 'waiting' WHERE sequence IN @due", new { due });
                transaction.AfterCommit(outbox.Written.Set);
            });
    }

    /// <summary>One of a kind for each card: what was told of it first stays.</summary>
    private void Add(StationTransaction transaction, string kind, string runId, string jobId, string uid, object body)
    {
        transaction.Execute(
            """
            INSERT INTO card_fact (kind, run_id, job_id, target, body, written_at) VALUES (@kind, @runId, @jobId, @target, @body, @now)
            ON CONFLICT (run_id, kind) DO NOTHING
            """,
            new
            {
                kind, runId, jobId, target = $"v1/cards/{uid}/{kind}", body = JsonSerializer.Serialize(body, body.GetType(), WireJson.Options),
                now = clock.GetUtcNow(),
            });
        transaction.AfterCommit(outbox.Written.Set);
    }
}

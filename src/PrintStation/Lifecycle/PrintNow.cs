using Dapper;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>For the citizen who waits at the counter: his card is the next that any lane makes. What is printing already is not disturbed, and all
/// others keep the centre's order.</summary>
internal sealed class PrintNow(StationDatabase database, RunBook book, CardQueue queue, TimeProvider clock)
{
    /// <summary>Where everybody goes first, nobody does.</summary>
    public const int MostAtOnce = 10;

    private const int LongestReason = 200;
    private const int LongestJob = 100;

    /// <param name="reason">Why it cannot wait; it stays in the trail.</param>
    /// <exception cref="AnswerRefused">The job is not to be had, is being made, or must not be.</exception>
    public async Task AskAsync(string jobId, string? reason, string person, CancellationToken token)
    {
        Persons.Require(person);
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason)
            throw new AnswerRefused("print-now.reason", $"{LongestReason}");
        if (jobId.Length > LongestJob)
            throw new AnswerRefused("job.unknown", jobId[..LongestJob]);
        RequireFewOthers(jobId);
        var job = book.FindJob(jobId);
        if (job is { Status: "issued" })
            throw new AnswerRefused("print-now.issued", jobId);
        // Not here, or not here any more.
        if (job is not { Status: "open" } && await queue.ClaimOneAsync(jobId, token) is { } refusal)
            throw JobClaims.OfNamed.Contains(refusal) ? new AnswerRefused($"print-now.{refusal}", jobId)
                : new AnswerRefused("print-now.refused", $"{jobId}: {refusal}");
        var runId = database.Write(transaction =>
        {
            var run = RequireNotBegun(transaction, jobId);
            transaction.Execute("UPDATE job SET print_now = coalesce(print_now, @now) WHERE job_id = @jobId", new { now = clock.GetUtcNow(), jobId });
            return run.RunId;
        });
        queue.Hasten(runId);
    }

    private static CardRun RequireNotBegun(StationTransaction transaction, string jobId)
    {
        var job = RunBook.FindJob(transaction, jobId) ?? throw new AnswerRefused("job.unknown", jobId);
        if (job.IsInDoubt)
            throw new AnswerRefused("print-now.in-doubt", jobId);
        if (job.StopReason is { } stop)
            throw new AnswerRefused("print-now.stopped", $"{jobId}: {stop}");
        var run = transaction.Query<CardRun>(
            $"SELECT {RunBook.RunColumns} FROM run WHERE job_id = @jobId ORDER BY attempt DESC LIMIT 1", new { jobId }).Single();
        if (CardLifecycle.NeedsPerson(run.State))
            throw new AnswerRefused("print-now.waits-for-person", run.RunId);
        if (run.State is not (CardState.Fetching or CardState.Fetched))
            throw new AnswerRefused("print-now.begun", run.RunId);
        return run;
    }

    private void RequireFewOthers(string jobId)
    {
        var others = database.Read(connection => connection.ExecuteScalar<long>(
            """
            SELECT count(*) FROM job WHERE print_now IS NOT NULL AND job_id <> @jobId AND status = 'open'
                AND EXISTS (SELECT 1 FROM run WHERE run.job_id = job.job_id AND run.state IN ('Fetching', 'Fetched'))
            """, new { jobId }));
        if (others >= MostAtOnce)
            throw new AnswerRefused("print-now.too-many", $"{others}");
    }
}

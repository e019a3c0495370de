using PrintStation.Jobs;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>Asks the centre for jobs: the next ones in its order, or one that a person names. One claim at a time, and each until it is answered.</summary>
internal sealed class JobClaims(
    ClaimRoom room, StationDatabase database, RunBook book, CentralClient central, StationGate gate, TimeProvider clock, ILogger log)
{
    /// <summary>What the centre answers of a job that was named.</summary>
    public static readonly IReadOnlyList<string> OfNamed = ["unknown-job", "job-elsewhere", "job-yours", "job-ended", "job-unfit", "job-rests"];

    /// <summary>Says nothing of the job, and may come after a first asking whose answer was lost: it is asked for again.</summary>
    private const string NotNow = "resend-first";

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>What was asked for, which may be an older claim than the one that was wanted, and what came.</summary>
    /// <param name="Refusal">The centre's code; null where it gave what it has.</param>
    private sealed record Answered(ClaimShare Share, int Jobs, string? Refusal);

    /// <summary>A claim for each share that there are blanks for; true when jobs came.</summary>
    public async Task<bool> NextAsync(CancellationToken token)
    {
        var any = false;
        foreach (var share in Named().Concat(room.Shares()))
        {
            if (!gate.MayClaim() || await AskAsync(share, token) is not { } answered)
                break;
            any |= answered.Jobs > 0;
        }

        return any;
    }

    /// <summary>Claims this one job, whatever comes before it, and even when all blanks are spoken for: its citizen waits, others do not yet. Asked on
    /// later where the centre does not answer.</summary>
    /// <returns>The centre's refusal code; null when the job is here.</returns>
    /// <exception cref="AnswerRefused">The station claims nothing now, or the centre did not answer.</exception>
    public async Task<string?> OneAsync(string jobId, CancellationToken token)
    {
        if (!gate.MayClaim())
            throw new AnswerRefused("print-now.no-claims", string.Join(", ",
                gate.Pauses.Where(pause => pause.Scope == StationGate.Station).Select(pause => pause.Reason)));
        var wanted = room.Only(jobId);
        // A claim that waited for its answer comes first; then this one.
        for (var tries = 0; tries < 2; tries++)
        {
            if (await AskAsync(wanted, token) is not { } answered)
                break;
            if (answered.Share.JobId == jobId)
                return answered.Refusal;
        }

        throw new AnswerRefused("print-now.centre-silent", jobId);
    }

    /// <summary>The job that a person named and that the centre has not answered for.</summary>
    private IEnumerable<ClaimShare> Named() => database.Setting(CardQueue.ClaimSetting) is { } waiting && Read(waiting).Share is { JobId: not null } share
        ? [share]
        : [];

    private static (string Key, ClaimShare Share) Read(string claim)
    {
        var parts = claim.Split('/');
        return (parts[0], ClaimShare.Parse(parts[1..]));
    }

    /// <summary>Null where the centre gave no answer.</summary>
    private async Task<Answered?> AskAsync(ClaimShare wanted, CancellationToken token)
    {
        await _turn.WaitAsync(token);
        try
        {
            return await AskInTurnAsync(wanted, token);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<Answered?> AskInTurnAsync(ClaimShare wanted, CancellationToken token)
    {
        if (database.Setting("epoch") is null)
            return null;
        // The key is on disk before the request: after a lost answer or a crash the same claim is asked again, not another one.
        var key = database.Write(transaction =>
        {
            if (transaction.Setting(CardQueue.ClaimSetting) is { } waiting)
                return waiting;
            var fresh = $"{Guid.NewGuid():N}/{wanted}";
            transaction.Set(CardQueue.ClaimSetting, fresh);
            return fresh;
        });
        var (name, share) = Read(key);
        var answer = await central.ClaimAsync(share.Under(name), token);
        if (answer.IsFault)
            return null;
        var headers = answer.Value?.Jobs ?? [];
        database.Write(transaction =>
        {
            // A refusal says nothing of an earlier asking whose answer was lost: the jobs of that one are still to be had under its key.
            if (answer.Refusal is null or "claim-differs" || (share.JobId is not null && answer.Refusal != NotNow))
                transaction.Execute("DELETE FROM setting WHERE name = @ClaimSetting", new { CardQueue.ClaimSetting });
            foreach (var header in headers)
                book.Enter(transaction, header, answer.Value!.Epoch);
            if (share.JobId is not null)
                transaction.Execute("UPDATE job SET print_now = @now WHERE job_id = @JobId AND status = 'open' AND print_now IS NULL",
                    new { share.JobId, now = clock.GetUtcNow() });
        });
        if (answer.Refusal is { } refusal)
            log.LogWarning(LogEvents.CentralRefused, "Claim refused: {Refusal}", refusal);
        else if (headers.Count > 0)
            log.LogInformation(LogEvents.Claimed, "Claimed {Count} jobs", headers.Count);
        return new Answered(share, headers.Count, answer.Refusal);
    }
}

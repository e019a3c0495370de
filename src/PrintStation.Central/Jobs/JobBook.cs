using PrintStation.Central.Storage;

namespace PrintStation.Central.Jobs;

/// <summary>The moves of a job and its lease that several requests share.</summary>
internal static class JobBook
{
    public static Task<JobRow?> LockAsync(Session session, string jobId, string office) =>
        session.SingleOrDefaultAsync<JobRow>(
            $"SELECT {JobRow.Columns} FROM job WHERE job_id = @jobId AND office = @office{session.ForUpdate}", new { jobId, office });

    public static Task<LeaseRow?> LeaseAsync(Session session, string leaseId) =>
        session.SingleOrDefaultAsync<LeaseRow>($"SELECT {LeaseRow.Columns} FROM lease WHERE lease_id = @leaseId", new { leaseId });

    public static Task<LeaseRow?> OpenLeaseAsync(Session session, string jobId) =>
        session.SingleOrDefaultAsync<LeaseRow>(
            $"SELECT {LeaseRow.Columns} FROM lease WHERE job_id = @jobId AND ended_at IS NULL", new { jobId });

    public static Task EndLeaseAsync(Session session, string leaseId, string endedBy, string? reason = null) =>
        session.ExecuteAsync(
            "UPDATE lease SET ended_at = @now, ended_by = @endedBy, ended_reason = @reason WHERE lease_id = @leaseId AND ended_at IS NULL",
            new { now = session.NowText, endedBy, reason, leaseId });

    public static Task SetStatusAsync(Session session, string jobId, string status) =>
        session.ExecuteAsync("UPDATE job SET status = @status WHERE job_id = @jobId", new { status, jobId });

    public static Task EndAsync(
        Session session, string jobId, string status, string? chipUid = null, string? reason = null, string? field = null,
        DateTimeOffset? at = null) =>
        session.ExecuteAsync(
            "UPDATE job SET status = @status, chip_uid = @chipUid, reason = @reason, field = @field, outcome_at = @at WHERE job_id = @jobId",
            new { status, chipUid, reason, field, at = Instant.Text(at ?? session.Now), jobId });

    /// <summary>Back into the queue; a revoked job, or one whose person meanwhile has another, ends instead.</summary>
    public static async Task ReopenAsync(Session session, string jobId, string? reason, DateTimeOffset notBefore)
    {
        var canceled = await session.ExecuteAsync(
            $"""
            UPDATE job SET status = '{JobStatus.Canceled}', outcome_at = @now,
                reason = CASE WHEN revoked_at IS NULL THEN 'nik-already-has-a-card' ELSE 'revoked' END
            WHERE job_id = @jobId AND (revoked_at IS NOT NULL OR EXISTS (
                SELECT 1 FROM job AS other WHERE other.nik = job.nik AND other.job_id <> job.job_id AND other.created_at > job.created_at
                    AND other.status IN ('{JobStatus.Waiting}', '{JobStatus.Leased}', '{JobStatus.Held}', '{JobStatus.Issued}')))
            """,
            new { jobId, now = session.NowText });
        if (canceled == 0)
            await session.ExecuteAsync(
                $"UPDATE job SET status = '{JobStatus.Waiting}', reason = @reason, not_before = @notBefore WHERE job_id = @jobId",
                new { jobId, reason, notBefore = Instant.Text(notBefore) });
    }
}

using PrintStation.Central.Blanks;
using PrintStation.Central.Jobs;
using PrintStation.Central.Storage;

namespace PrintStation.Central.Registry;

/// <summary>The centre's word that a job must not be printed, or that its card is called back.</summary>
internal static class JobRevocation
{
    public static async Task<Answer<Done>> RevokeAsync(Session session, string jobId)
    {
        var job = await session.SingleOrDefaultAsync<JobRow>(
            $"SELECT {JobRow.Columns} FROM job WHERE job_id = @jobId{session.ForUpdate}", new { jobId });
        if (job is null)
            return new Refusal(404, "unknown-job", $"There is no job '{jobId}'. The export lists all.");
        if (job.RevokedAt is not null)
            return new Done($"{jobId} was revoked before");
        if (job.Status is JobStatus.Refused or JobStatus.Canceled)
            return new Refusal(409, "job-ended", $"Job '{jobId}' is {job.Status}: there is nothing to revoke.");

        await session.ExecuteAsync("UPDATE job SET revoked_at = @now WHERE job_id = @jobId", new { now = session.NowText, jobId });
        if (job.Status == JobStatus.Waiting)
        {
            await JobBook.EndAsync(session, jobId, JobStatus.Canceled, reason: "revoked");
            return new Done($"{jobId} canceled");
        }

        var stationId = await session.SingleOrDefaultAsync<string>(
            "SELECT station_id FROM lease WHERE job_id = @jobId AND fence = @Fence ORDER BY given_at DESC LIMIT 1", new { jobId, job.Fence });
        if (job.ChipUid is not null && stationId is not null)
            await BlankBook.VoidAsync(session, job.ChipUid, jobId, "revoked", stationId);
        return new Done($"{jobId} revoked; its station is told with its next heartbeat");
    }
}

using PrintStation.Central.Stations;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Jobs;

/// <summary>The one job that a station asks for because its citizen stands at the counter.</summary>
internal static class WantedJob
{
    /// <summary>The job, locked and waiting; or why it is not to be had, in words for the counter.</summary>
    public static async Task<Answer<JobRow>> FindAsync(Session session, StationRow station, string jobId, ClaimRequest request)
    {
        if (await JobBook.LockAsync(session, jobId, station.Office) is not { } job)
            return new Refusal(404, "unknown-job", "The centre has no such job for this office.");
        if (job.Status is JobStatus.Leased or JobStatus.Held)
            return await JobBook.OpenLeaseAsync(session, jobId) is { } lease && lease.StationId != station.StationId
                ? new Refusal(409, "job-elsewhere", $"Station {lease.StationId} has this job. Print it there.")
                : new Refusal(409, "job-yours", "This station has the job. It is told with its leases.");
        if (job.Status != JobStatus.Waiting)
            return new Refusal(409, "job-ended", $"This job is {job.Status}: no card is made under it.");
        if (!request.Kinds.Select(kind => $"{kind}").Contains(job.Kind) || request.ExceptBlankVersions?.Contains(job.BlankVersion) == true)
            return new Refusal(409, "job-unfit", $"This job needs a {job.Kind} of version {job.BlankVersion}, which the station cannot make.");
        var rests = await session.SingleOrDefaultAsync<string>(
            "SELECT not_before FROM job WHERE job_id = @jobId AND not_before > @now", new { jobId, now = session.NowText });
        return rests is null ? job : new Refusal(409, "job-rests", $"This job has used up its blanks at a station and rests until {rests}.");
    }
}

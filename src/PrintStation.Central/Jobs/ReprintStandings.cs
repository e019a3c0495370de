using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Jobs;

/// <param name="JobId">The job of the other card; null where there is none.</param>
internal sealed record ReprintStanding(ReprintStatus Status, string? JobId);

/// <summary>How a request for another card stands follows from the jobs of its person: nothing has to be kept up to date, and a restore confuses
/// nothing.</summary>
internal static class ReprintStandings
{
    /// <param name="uid">Of the bad card.</param>
    /// <returns>Null where the books hold no such job.</returns>
    public static async Task<ReprintStanding?> OfAsync(Session session, string jobId, string uid)
    {
        var job = await session.SingleOrDefaultAsync<JobRow>($"SELECT {JobRow.Columns} FROM job WHERE job_id = @jobId", new { jobId });
        if (job is null)
            return null;
        // An approved reprint, or a recording that came meanwhile.
        var later = (await session.QueryAsync<JobRow>(
            $"""
            SELECT {JobRow.Columns} FROM job WHERE nik = @Nik AND job_id <> @JobId
                AND created_at > (SELECT created_at FROM job AS bad WHERE bad.job_id = @JobId)
                AND status NOT IN ('{JobStatus.Refused}', '{JobStatus.Canceled}')
            ORDER BY created_at DESC, job_id DESC LIMIT 1
            """, job)).FirstOrDefault();
        if (later is not null)
            return new ReprintStanding(later.Status == JobStatus.Issued ? ReprintStatus.Made : ReprintStatus.Queued, later.JobId);
        if (job.RevokedAt is not null)
            return new ReprintStanding(ReprintStatus.Declined, null);
        return job.Status switch
        {
            // The centre counts this very card as good: whether there is another one is for a person to say.
            JobStatus.Issued when job.ChipUid == uid => new ReprintStanding(ReprintStatus.Asked, null),
            JobStatus.Issued => new ReprintStanding(ReprintStatus.Made, job.JobId),
            JobStatus.Held => new ReprintStanding(ReprintStatus.CardOutside, null),
            JobStatus.Waiting or JobStatus.Leased => new ReprintStanding(ReprintStatus.Queued, job.JobId),
            _ => new ReprintStanding(ReprintStatus.Declined, null),
        };
    }
}

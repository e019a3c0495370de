using PrintStation.Central.Stations;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Jobs;

/// <summary>Takes jobs back that a station does not want to finish.</summary>
internal static class ReleaseBook
{
    public const string AttemptsExhausted = "attempts-exhausted";

    /// <summary>How long a job rests after a station spoiled all its attempts on it: claimed again at once it would burn more blanks.</summary>
    public static readonly TimeSpan RestAfterExhaustion = TimeSpan.FromHours(1);

    public static async Task<Answer<Acknowledgement>> ReleaseAsync(Session session, string stationId, string leaseId, ReleaseRequest request)
    {
        if (request.Reason.Length is 0 or > 64)
            return Refusal.Invalid("reason", "a reason code of 1 to 64 characters");

        var station = await StationRow.LockAsync(session, stationId);
        var epoch = await Epochs.CurrentAsync(session);
        var lease = await JobBook.LeaseAsync(session, leaseId);
        if (lease is null)
            return new Refusal(404, "unknown-lease", "The centre does not know this lease. Claim the job again.");
        if (lease.StationId != stationId)
            return new Refusal(403, "not-your-lease", "Another station holds this lease.");

        // Read again under the lock of its job.
        var job = (await JobBook.LockAsync(session, lease.JobId, station.Office))!;
        lease = (await JobBook.LeaseAsync(session, leaseId))!;
        if (lease.Epoch != request.FenceEpoch || lease.Fence != request.Fence)
            return new Refusal(409, "fenced", "This fence is no longer valid. Drop the job.");
        if (lease.EndedAt is not null)
            return lease.EndedBy is LeaseEnd.Release || job.Status is JobStatus.Canceled or JobStatus.Refused
                ? new Acknowledgement(epoch)
                : new Refusal(409, lease.EndedBy is LeaseEnd.Outcome ? "job-ended" : "fenced", "This lease has ended. Drop the job.");
        if (job.Status == JobStatus.Held)
            return new Refusal(409, "job-held", "A card of this job is not accounted for. Report it Issued, Spoiled or Lost first.");

        await JobBook.EndLeaseAsync(session, leaseId, LeaseEnd.Release, request.Reason);
        var rest = request.Reason == AttemptsExhausted ? RestAfterExhaustion : TimeSpan.Zero;
        await JobBook.ReopenAsync(session, job.JobId, request.Reason, session.Now + rest);
        return new Acknowledgement(epoch);
    }
}

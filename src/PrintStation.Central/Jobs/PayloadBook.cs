using System.Security.Cryptography;
using System.Text.Json;
using PrintStation.Central.Keys;
using PrintStation.Central.Registry;
using PrintStation.Central.Stations;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Jobs;

/// <summary>Hands out payloads, sealed for the station that holds the lease.</summary>
internal static class PayloadBook
{
    /// <summary>The lease is marked served in the same transaction, before a byte leaves: from then on it does not free itself.</summary>
    public static async Task<Answer<PayloadResponse>> ServeAsync(Session session, string stationId, string jobId, EnvelopeSealer sealer)
    {
        var station = await StationRow.LockAsync(session, stationId);
        var job = await JobBook.LockAsync(session, jobId, station.Office);
        if (job is null)
            return new Refusal(404, "unknown-job", "The centre has no such job for this office.");

        var lease = await JobBook.OpenLeaseAsync(session, jobId);
        if (lease is null || lease.StationId != stationId)
            return new Refusal(409, "not-your-lease", "This station holds no lease on the job. Claim again.");
        if (job.RevokedAt is not null)
            return new Refusal(409, "job-revoked", "The centre revoked this job. Report it Canceled.");
        if (lease.ServedAt is null && Instant.Parse(lease.EndsAt) <= session.Now)
            return new Refusal(409, "lease-ended", "The term of this lease passed before its payload was fetched. Claim again.");

        await session.ExecuteAsync(
            "UPDATE lease SET served_at = @now WHERE lease_id = @LeaseId AND served_at IS NULL", new { now = session.NowText, lease.LeaseId });
        var document = await session.SingleOrDefaultAsync<string>(
            "SELECT document FROM recording WHERE recording_id = @RecordingId", new { job.RecordingId });
        return new PayloadResponse(await Epochs.CurrentAsync(session), sealer.Seal(job, document!, station));
    }
}

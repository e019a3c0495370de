using PrintStation.Central.Stations;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Jobs;

/// <summary>Tells a station what it holds, and takes in what it tells: the books of either may have been restored from an earlier moment.</summary>
internal static class LeaseBook
{
    /// <summary>A card is being made under this lease: where the books have forgotten it, and nothing younger contradicts, nobody else may have the
    /// job.</summary>
    public static async Task TakeAsync(Session session, StationRow station, ResentLease lease, string epoch)
    {
        if (await JobBook.LockAsync(session, lease.JobId, station.Office) is not { } job || await JobBook.LeaseAsync(session, lease.LeaseId) is not null)
            return;
        var open = await JobBook.OpenLeaseAsync(session, job.JobId);
        if (FenceRule.MayAdopt(open, job, lease.FenceEpoch, lease.Fence, epoch))
            await AdoptAsync(session, station, lease, open);
    }

    /// <summary>Enters a lease that the restore had forgotten, and ends the older one that the backup still showed.</summary>
    public static async Task AdoptAsync(Session session, StationRow station, ResentLease lease, LeaseRow? open)
    {
        if (open is not null)
            await JobBook.EndLeaseAsync(session, open.LeaseId, LeaseEnd.Superseded);

        await session.ExecuteAsync(
            """
            INSERT INTO lease (lease_id, job_id, station_id, epoch, fence, given_at, ends_at, served_at)
            VALUES (@LeaseId, @JobId, @StationId, @FenceEpoch, @Fence, @now, @endsAt, @now)
            """,
            new
            {
                lease.LeaseId, lease.JobId, station.StationId, lease.FenceEpoch, lease.Fence, now = session.NowText,
                endsAt = Instant.Text(session.Now + ClaimBook.LeaseTerm),
            });
        await session.ExecuteAsync(
            $"UPDATE job SET status = '{JobStatus.Leased}', fence = CASE WHEN fence < @Fence THEN @Fence ELSE fence END WHERE job_id = @JobId",
            new { lease.Fence, lease.JobId });
    }

    public static async Task<LeasesResponse> ListAsync(Session session, string stationId)
    {
        var open = await session.QueryAsync<OpenLease>(
            """
            SELECT job.job_id, lease.lease_id, lease.epoch, lease.fence, job.kind, job.priority, job.blank_version, job.layout,
                lease.ends_at, job.district
            FROM lease JOIN job ON job.job_id = lease.job_id
            WHERE lease.station_id = @stationId AND lease.ended_at IS NULL ORDER BY lease.given_at, job.job_id
            """,
            new { stationId });
        var last = (await session.QueryAsync<Told>(
                """
                SELECT outcome.lease_id, outcome.attempt, outcome.status, outcome.chip_uid
                FROM outcome JOIN lease ON lease.lease_id = outcome.lease_id
                WHERE lease.station_id = @stationId AND lease.ended_at IS NULL AND outcome.effect = 'applied'
                ORDER BY outcome.attempt, outcome.n
                """,
                new { stationId }))
            .GroupBy(told => told.LeaseId).ToDictionary(group => group.Key, group => group.Last());
        return new LeasesResponse(await Epochs.CurrentAsync(session), [.. open.Select(lease => new HeldLease(
            new JobHeader(lease.JobId, lease.LeaseId, lease.Fence, Enum.Parse<JobKind>(lease.Kind), (int)lease.Priority, lease.BlankVersion,
                lease.Layout, Instant.Parse(lease.EndsAt), lease.District),
            lease.Epoch,
            last.TryGetValue(lease.LeaseId, out var told)
                ? new LastOutcome((int)told.Attempt, Enum.Parse<OutcomeStatus>(told.Status), told.ChipUid)
                : null))],
            await session.QueryAsync<string>("SELECT uid FROM void_notice WHERE station_id = @stationId ORDER BY voided_at, uid", new { stationId }));
    }

    private sealed record OpenLease(
        string JobId, string LeaseId, string Epoch, long Fence, string Kind, long Priority, string BlankVersion, string Layout, string EndsAt,
        string? District);

    private sealed record Told(string LeaseId, long Attempt, string Status, string? ChipUid);
}

using System.Text.Json;
using PrintStation.Central.Blanks;
using PrintStation.Central.Jobs;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Stations;

/// <summary>The only way besides the station's own word in which a served lease becomes free.</summary>
internal static class LostStations
{
    /// <summary>
    /// Voids every UID that the station may still turn into a card, then gives its jobs back to the office. The station may have issued
    /// cards that it never reported: their UIDs are among the voided.
    /// </summary>
    public static async Task<Answer<Done>> DeclareAsync(Session session, string stationId, IReadOnlyList<string> declaredBy, string reason)
    {
        if (!TwoPersons.Are(declaredBy))
            return new Refusal(422, "two-persons-required", "Name two different persons: --by A --by B.");
        if (string.IsNullOrWhiteSpace(reason))
            return Refusal.Invalid("reason", "why the station counts as lost");

        var known = await session.SingleOrDefaultAsync<string>("SELECT station_id FROM station WHERE station_id = @stationId", new { stationId });
        if (known is null)
            return new Refusal(404, "unknown-station", $"There is no station '{stationId}'. The export lists all.");

        var station = await StationRow.LockAsync(session, stationId);
        if (station.IsLost)
            return new Refusal(409, "station-lost", $"Station '{stationId}' was declared lost before.");

        await session.ExecuteAsync(
            "UPDATE station SET lost_at = @now, lost_by = @by, lost_reason = @reason WHERE station_id = @stationId",
            new { now = session.NowText, by = JsonSerializer.Serialize(declaredBy, WireJson.Options), reason, stationId });
        var jobs = await FreeLeasesAsync(session, stationId);
        var uids = await VoidBlanksAsync(session, stationId);
        return new Done($"{stationId} declared lost: {jobs} jobs freed, {uids} blanks voided");
    }

    private static async Task<int> FreeLeasesAsync(Session session, string stationId)
    {
        var leases = await session.QueryAsync<LeaseRow>(
            $"SELECT {LeaseRow.Columns} FROM lease WHERE station_id = @stationId AND ended_at IS NULL ORDER BY job_id", new { stationId });
        foreach (var lease in leases)
        {
            await session.QueryAsync<string>($"SELECT job_id FROM job WHERE job_id = @JobId{session.ForUpdate}", new { lease.JobId });
            await JobBook.EndLeaseAsync(session, lease.LeaseId, LeaseEnd.Lost, "station-lost");
            await JobBook.ReopenAsync(session, lease.JobId, "station-lost", session.Now);
        }

        return leases.Count;
    }

    /// <summary>The blanks of every delivery that this station confirmed, and each UID that it named and that was not issued.</summary>
    private static async Task<int> VoidBlanksAsync(Session session, string stationId)
    {
        var uids = await session.QueryAsync<string>(
            $"""
            SELECT uid FROM blank WHERE status = '{BlankStatus.Delivered}' AND (
                delivery_id IN (SELECT delivery_id FROM delivery WHERE confirmed_by = @stationId)
                OR uid IN (SELECT chip_uid FROM outcome WHERE station_id = @stationId AND chip_uid IS NOT NULL))
            ORDER BY uid
            """,
            new { stationId });
        foreach (var uid in uids)
            await BlankBook.VoidAsync(session, uid, jobId: null, "station-lost", stationId);
        return uids.Count;
    }
}

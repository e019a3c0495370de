using PrintStation.Central.Storage;

namespace PrintStation.Central.Cli;

/// <param name="EndedAt">When the term of the lease passed.</param>
internal sealed record OverdueLease(string JobId, string LeaseId, string StationId, string ServedAt, string EndedAt);

/// <summary>Leases past their term whose payload was served: only the station's word, or two persons, can free them.</summary>
internal static class OverdueList
{
    public static Task<IReadOnlyList<OverdueLease>> ReadAsync(Session session) => session.QueryAsync<OverdueLease>(
        """
        SELECT job_id, lease_id, station_id, served_at, ends_at AS ended_at FROM lease
        WHERE ended_at IS NULL AND served_at IS NOT NULL AND ends_at <= @now ORDER BY ends_at, job_id
        """,
        new { now = session.NowText });
}

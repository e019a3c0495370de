using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Stations;

/// <summary>The heads of a station's chain of what persons did there, as its heartbeats brought them.</summary>
internal static class AuditHeads
{
    /// <summary>Only a higher one than all before: whoever cuts the trail and goes on must not fill what he cut with heads of his own.</summary>
    public static Task KeepAsync(Session session, string stationId, LedgerHead head) => session.ExecuteAsync(
        """
        INSERT INTO audit_head (station_id, sequence, hash, seen_at)
        SELECT @stationId, @Sequence, @Hash, @now
        WHERE NOT EXISTS (SELECT 1 FROM audit_head WHERE station_id = @stationId AND sequence >= @Sequence)
        """,
        new { stationId, head.Sequence, head.Hash, now = session.NowText });

    /// <param name="after">Of an earlier answer the last sequence; 0 for the first heads.</param>
    public static async Task<LedgerHeadsResponse> ListAsync(Session session, string stationId, long after) => new(
        await session.QueryAsync<LedgerHead>(
            "SELECT sequence, hash FROM audit_head WHERE station_id = @stationId AND sequence > @after ORDER BY sequence LIMIT @limit",
            new { stationId, after, limit = LedgerHeadsResponse.Most }));
}

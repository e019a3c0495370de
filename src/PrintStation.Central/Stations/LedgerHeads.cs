using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Stations;

/// <summary>The heads of a station's ledger chain, as its heartbeats brought them.</summary>
internal static class LedgerHeads
{
    /// <summary>The first one of a number stays: what comes later with another hash is what has to be found.</summary>
    public static Task KeepAsync(Session session, string stationId, LedgerHead head) => session.ExecuteAsync(
        """
        INSERT INTO ledger_head (station_id, sequence, hash, seen_at) VALUES (@stationId, @Sequence, @Hash, @now)
        ON CONFLICT (station_id, sequence) DO NOTHING
        """,
        new { stationId, head.Sequence, head.Hash, now = session.NowText });

    /// <param name="after">Of an earlier answer the last sequence; 0 for the first heads.</param>
    public static async Task<LedgerHeadsResponse> ListAsync(Session session, string stationId, long after) => new(
        await session.QueryAsync<LedgerHead>(
            "SELECT sequence, hash FROM ledger_head WHERE station_id = @stationId AND sequence > @after ORDER BY sequence LIMIT @limit",
            new { stationId, after, limit = LedgerHeadsResponse.Most }));
}

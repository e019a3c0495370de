using PrintStation.Central.Storage;

namespace PrintStation.Central.Stations;

internal sealed record StationRow(
    string StationId, string Office, string EnvelopeKey, string ResentEpoch, long? LedgerSequence, string? LedgerHash, string? LostAt)
{
    public const string Columns = "station_id, office, envelope_key, resent_epoch, ledger_sequence, ledger_hash, lost_at";

    public bool IsLost => LostAt is not null;

    /// <summary>Each change that a station asks for locks its row first, then the job, then the blank: one order, no deadlock.</summary>
    public static async Task<StationRow> LockAsync(Session session, string stationId) =>
        await session.SingleOrDefaultAsync<StationRow>(
            $"SELECT {Columns} FROM station WHERE station_id = @stationId{session.ForUpdate}", new { stationId })
        ?? throw new InvalidOperationException($"Station {stationId} vanished from the books.");
}

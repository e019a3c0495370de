using PrintStation.Central.Storage;

namespace PrintStation.Central.Stations;

/// <summary>Makes a station known to the centre.</summary>
internal static class Enrollment
{
    public static async Task<bool> IsKnownAsync(Session session, string stationId) =>
        await session.SingleOrDefaultAsync<string>("SELECT station_id FROM station WHERE station_id = @stationId", new { stationId }) is not null;

    public static Refusal Known(string stationId) =>
        new(409, "station-known", $"Station '{stationId}' is enrolled already. Choose another name or another --data directory.");

    /// <param name="envelopeKey">The station's public key for envelopes, PEM.</param>
    public static async Task<Answer<Done>> EnrollAsync(Session session, string stationId, string office, string envelopeKey)
    {
        var epochs = await session.QueryAsync<string>("SELECT epoch FROM epoch");
        var epoch = epochs.Count == 0 ? await Epochs.BeginAsync(session) : await Epochs.CurrentAsync(session);

        // A new station has nothing to send again; but to a centre that was restored it may be an old one, of which nothing is left here.
        var resent = epochs.Count <= 1 ? epoch : "";
        var added = await session.ExecuteAsync(
            """
            INSERT INTO station (station_id, office, envelope_key, enrolled_at, resent_epoch)
            VALUES (@stationId, @office, @envelopeKey, @now, @resent)
            ON CONFLICT (station_id) DO NOTHING
            """,
            new { stationId, office, envelopeKey, now = session.NowText, resent });
        return added == 1
            ? new Done($"{stationId} enrolled for office {office}")
            : Known(stationId);
    }
}

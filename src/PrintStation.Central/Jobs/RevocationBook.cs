using System.Text.Json;
using PrintStation.Central.Blanks;
using PrintStation.Central.Stations;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Jobs;

/// <summary>Voids the UIDs of cards whose plastic a station cannot account for.</summary>
internal static class RevocationBook
{
    /// <summary>Never refused for what the books hold: two persons have said that the card cannot be found, and the station waits for the yes. A UID
    /// that belongs to another office, or to another job's issued card, stays as it is. Said again of a run, by a station whose books were put
    /// back, it counts for the UID that is named then.</summary>
    public static async Task<Answer<Acknowledgement>> RevokeAsync(Session session, StationRow station, RevocationRequest request)
    {
        if (Invalid(request) is { } invalid)
            return invalid;

        var epoch = await Epochs.CurrentAsync(session);
        if (request.ChipUid is { } uid)
        {
            var blank = await BlankBook.LockAsync(session, uid, station.Office);
            var isForeign = blank.Office != station.Office || (blank.Status == BlankStatus.Issued && blank.JobId != request.JobId);
            if (!isForeign)
                await BlankBook.VoidAsync(session, uid, request.JobId, request.Reason, station.StationId);
        }

        await session.ExecuteAsync(
            """
            INSERT INTO revocation (station_id, run_id, job_id, chip_uid, received_at, body)
            VALUES (@StationId, @RunId, @JobId, @ChipUid, @now, @body)
            ON CONFLICT (station_id, run_id) DO UPDATE SET job_id = excluded.job_id, chip_uid = excluded.chip_uid, body = excluded.body
            """,
            new
            {
                station.StationId, request.RunId, request.JobId, request.ChipUid, now = session.NowText,
                body = JsonSerializer.Serialize(request, WireJson.Options),
            });
        return new Acknowledgement(epoch);
    }

    private static Refusal? Invalid(RevocationRequest request)
    {
        if (request.RunId.Length is 0 or > 64)
            return Refusal.Invalid("runId", "1 to 64 characters");
        if (request.ChipUid is { } uid && !BlankBook.IsUid(uid))
            return Refusal.Invalid("chipUid", "upper-case hex of 4, 7, 8 or 10 bytes, or null");
        if (request.Reason.Length is 0 or > 64)
            return Refusal.Invalid("reason", "a reason code of 1 to 64 characters");
        return TwoPersons.Are(request.DeclaredBy)
            ? null
            : new Refusal(422, "two-persons-required", "A loss is declared by two different persons. Name both in 'declaredBy'.");
    }
}

internal static class TwoPersons
{
    public static bool Are(IReadOnlyList<string> names) =>
        names.Count == 2 && names.All(name => !string.IsNullOrWhiteSpace(name) && name.Length <= 128)
        && !string.Equals(names[0].Trim(), names[1].Trim(), StringComparison.OrdinalIgnoreCase);
}

using System.Text.Json;
using PrintStation.Central.Blanks;
using PrintStation.Central.Stations;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Jobs;

/// <summary>Voids the UIDs of cards whose plastic a station cannot account for.</summary>
internal static class RevocationBook
{
    public static async Task<Answer<Acknowledgement>> RevokeAsync(Session session, StationRow station, RevocationRequest request)
    {
        if (Invalid(request) is { } invalid)
            return invalid;

        var epoch = await Epochs.CurrentAsync(session);
        var body = JsonSerializer.Serialize(request, WireJson.Options);
        var earlier = await session.SingleOrDefaultAsync<string>(
            "SELECT body FROM revocation WHERE station_id = @StationId AND run_id = @RunId", new { station.StationId, request.RunId });
        if (earlier is not null)
            return earlier == body
                ? new Acknowledgement(epoch)
                : new Refusal(422, "revocation-differs", "This run was revoked before with other content. Ask the centre what it holds.");

        if (request.ChipUid is { } uid)
        {
            var blank = await BlankBook.LockAsync(session, uid, station.Office);
            if (blank.Office != station.Office)
                return new Refusal(409, "chip-of-another-office", "This blank belongs to another office. Check the UID.");
            if (blank.Status == BlankStatus.Issued && blank.JobId != request.JobId)
                return new Refusal(409, "chip-already-issued", "A card with this chip was issued for another job. Check the UID.");

            await BlankBook.VoidAsync(session, uid, request.JobId, request.Reason, station.StationId);
        }

        await session.ExecuteAsync(
            """
            INSERT INTO revocation (station_id, run_id, job_id, chip_uid, received_at, body)
            VALUES (@StationId, @RunId, @JobId, @ChipUid, @now, @body)
            """,
            new { station.StationId, request.RunId, request.JobId, request.ChipUid, now = session.NowText, body });
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

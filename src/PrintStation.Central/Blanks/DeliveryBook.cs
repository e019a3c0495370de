using System.Text.Json;
using PrintStation.Central.Stations;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Blanks;

/// <summary>Blanks on their way to an office.</summary>
internal static class DeliveryBook
{
    private const int MaximumCounted = 100_000;
    private const int LongestName = 128;

    /// <summary>Announces a delivery. A UID is delivered once.</summary>
    public static async Task<Answer<Done>> AnnounceAsync(
        Session session, string deliveryId, string office, string documentNumber, string blankVersion, IReadOnlyList<string> uids)
    {
        if (uids.FirstOrDefault(uid => !BlankBook.IsUid(uid)) is { } wrong)
            return Refusal.Invalid("uids", $"'{wrong}' is not upper-case hex of 4, 7, 8 or 10 bytes");

        var added = await session.ExecuteAsync(
            """
            INSERT INTO delivery (delivery_id, office, document_number, blank_version, quantity, announced_at)
            VALUES (@deliveryId, @office, @documentNumber, @blankVersion, @quantity, @now) ON CONFLICT (delivery_id) DO NOTHING
            """,
            new { deliveryId, office, documentNumber, blankVersion, quantity = uids.Count, now = session.NowText });
        if (added == 0)
            return new Refusal(409, "delivery-known", $"Delivery {deliveryId} is announced already. Give the new one another document number.");

        foreach (var uid in uids)
        {
            var entered = await session.ExecuteAsync(
                $"""
                INSERT INTO blank (uid, office, delivery_id, status, changed_at)
                VALUES (@uid, @office, @deliveryId, '{BlankStatus.Delivered}', @now) ON CONFLICT (uid) DO NOTHING
                """,
                new { uid, office, deliveryId, now = session.NowText });
            if (entered == 0)
                return new Refusal(409, "blank-known", $"Blank {uid} is in the books already. Correct the list of UIDs.");
        }

        return new Done($"{deliveryId}: {uids.Count} blanks announced");
    }

    public static async Task<DeliveriesResponse> ListForStationAsync(Session session, string stationId)
    {
        var office = await session.SingleOrDefaultAsync<string>("SELECT office FROM station WHERE station_id = @stationId", new { stationId });
        return await ListAsync(session, office!);
    }

    private static async Task<DeliveriesResponse> ListAsync(Session session, string office)
    {
        var rows = await session.QueryAsync<DeliveryRow>(
            $"SELECT {DeliveryRow.Columns} FROM delivery WHERE office = @office ORDER BY announced_at, delivery_id", new { office });
        var uids = (await session.QueryAsync<DeliveredUid>(
                "SELECT delivery_id, uid FROM blank JOIN delivery USING (delivery_id) WHERE delivery.office = @office ORDER BY uid", new { office }))
            .ToLookup(row => row.DeliveryId, row => row.Uid);
        var deliveries = rows.Select(row => new BlankDelivery(
            row.DeliveryId, row.DocumentNumber, row.BlankVersion, (int)row.Quantity, [.. uids[row.DeliveryId]],
            Instant.Parse(row.AnnouncedAt), row.Confirmation is not null));
        return new DeliveriesResponse(await Epochs.CurrentAsync(session), [.. deliveries]);
    }

    public static async Task<Answer<Acknowledgement>> ConfirmAsync(
        Session session, string stationId, string deliveryId, DeliveryConfirmation confirmation)
    {
        if (confirmation.Counted is < 0 or > MaximumCounted)
            return Refusal.Invalid("counted", $"0 to {MaximumCounted}");
        if (confirmation.ReceivedBy.Length is 0 or > LongestName)
            return Refusal.Invalid("receivedBy", $"1 to {LongestName} characters");
        if (confirmation.Second is { } second && (second.Length is 0 or > LongestName || second == confirmation.ReceivedBy))
            return Refusal.Invalid("second", $"1 to {LongestName} characters, and another person than receivedBy; left out where nobody counted too");

        var station = await StationRow.LockAsync(session, stationId);
        var row = await session.SingleOrDefaultAsync<DeliveryRow>(
            $"SELECT {DeliveryRow.Columns} FROM delivery WHERE delivery_id = @deliveryId AND office = @Office{session.ForUpdate}",
            new { deliveryId, station.Office });
        if (row is null)
            return new Refusal(404, "unknown-delivery", "The centre has no such delivery for this office. Check its number.");

        var epoch = await Epochs.CurrentAsync(session);
        var body = JsonSerializer.Serialize(confirmation, WireJson.Options);
        if (row.Confirmation is not null)
            return row.Confirmation == body
                ? new Acknowledgement(epoch)
                : new Refusal(
                    422, "confirmation-differs", "This delivery was confirmed before with other content. Report the difference to the centre.");
        if (confirmation.Counted != row.Quantity && string.IsNullOrWhiteSpace(confirmation.Reason))
            return Refusal.Invalid("reason", "required when the count differs from the announced quantity");

        await session.ExecuteAsync(
            """
            UPDATE delivery SET counted = @Counted, confirmed_by = @stationId, confirmed_at = @now, confirmation = @body
            WHERE delivery_id = @deliveryId
            """,
            new { confirmation.Counted, stationId, now = session.NowText, body, deliveryId });
        return new Acknowledgement(epoch);
    }

    private sealed record DeliveredUid(string DeliveryId, string Uid);
}

internal sealed record DeliveryRow(
    string DeliveryId, string Office, string DocumentNumber, string BlankVersion, long Quantity, string AnnouncedAt, long? Counted,
    string? ConfirmedAt, string? Confirmation)
{
    public const string Columns =
        "delivery_id, office, document_number, blank_version, quantity, announced_at, counted, confirmed_at, confirmation";
}

using System.Text.Json;
using Dapper;
using PrintStation.Inventory;
using PrintStation.Storage;

namespace PrintStation.Reports;

/// <summary>The papers that the office owes for an act: blanks handed over, spoiled cards destroyed. They say what is in the books, no more:
/// who handed over is written on the paper by hand.</summary>
internal sealed class Minutes(StationDatabase database, OfficeCalendar calendar, StationOptions options)
{
    public const string Receipt = "receipt";
    public const string Destruction = "destruction";
    public const string Batch = "batch";
    private const int DayCharacters = 10;

    /// <summary>What was confirmed to the centre when a delivery was counted: the only place that has it also where nothing had arrived.</summary>
    private sealed record Confirmation
    {
        public string ReceivedBy { get; init; } = "";

        public DateTimeOffset ReceivedAt { get; init; }

        public string? Reason { get; init; }
    }

    /// <summary>Berita Acara Serah Terima of one delivery, by its id or by the number of its paper.</summary>
    /// <exception cref="LedgerRefusal">No such delivery, or nobody has counted it yet.</exception>
    public Report ForDelivery(string? deliveryId, string? document)
    {
        var (delivery, confirmation) = database.Read(connection =>
        {
            // A paper may have been announced twice; the delivery that was counted is the one that it stands for.
            var found = connection.QueryFirstOrDefault<Delivery>(
                "SELECT * FROM delivery WHERE delivery_id = @deliveryId OR document_number = @document ORDER BY counted IS NULL LIMIT 1",
                new { deliveryId, document }) ?? throw new LedgerRefusal("unknown-delivery", deliveryId ?? document ?? "");
            return (found, connection.QueryFirstOrDefault<Confirmation>(
                """
                SELECT json_extract(body, '$.receivedBy') AS received_by, json_extract(body, '$.receivedAt') AS received_at,
                       json_extract(body, '$.reason') AS reason
                FROM outbox WHERE kind = 'delivery' AND target = 'v1/deliveries/' || @DeliveryId || '/confirmation' ORDER BY sequence LIMIT 1
                """, found));
        });
        if (delivery.Counted is not { } counted || confirmation is null)
            throw new LedgerRefusal("delivery-not-counted", delivery.DeliveryId);
        var day = DateOnly.FromDateTime(calendar.InOffice(confirmation.ReceivedAt).Date);
        return new Report(Receipt, options.Station.Office, day, day, ["version", "announced", "counted", "count-difference", "difference-reason"],
            [[delivery.BlankVersion, delivery.Quantity, counted, counted - delivery.Quantity, confirmation.Reason]], [])
        {
            Made = day,
            Facts = new Dictionary<string, object?>
            {
                ["document"] = delivery.DocumentNumber, ["delivery"] = delivery.DeliveryId, ["by"] = confirmation.ReceivedBy, ["counted"] = counted,
                ["announced-on"] = $"{calendar.InOffice(delivery.AnnouncedAt):yyyy-MM-dd}",
            },
        };
    }

    /// <summary>Daftar Serah Terima of one batch for a kecamatan, card by card. Whose cards they are the station does not know any more: its list has job
    /// and chip, and room for whoever signs.</summary>
    /// <exception cref="LedgerRefusal">No such batch.</exception>
    public Report ForBatch(long number)
    {
        var (batch, cards) = database.Read(connection => CardBatches.Of(connection, number));
        var day = DateOnly.FromDateTime(calendar.InOffice(batch.ShippedAt ?? batch.MadeAt).Date);
        return new Report(Batch, options.Station.Office, day, day, ["row", "job", "uid", "signature"],
            [.. cards.Select((card, i) => (IReadOnlyList<object?>)
                [$"{i + 1}", card.JobId, card.Uid, card.Standing == CardBatches.There ? null : card.Standing])], [])
        {
            Made = day,
            Facts = new Dictionary<string, object?>
            {
                ["batch"] = batch.Number, ["district"] = batch.District, ["quantity"] = cards.Count, ["by"] = batch.ShippedBy ?? batch.MadeBy,
                ["carrier"] = batch.Carrier, ["document"] = batch.Document,
            },
        };
    }

    /// <summary>Berita Acara Pemusnahan of one batch, card by card.</summary>
    /// <param name="document">The number under which it was booked.</param>
    /// <exception cref="LedgerRefusal">No such batch.</exception>
    public Report ForDestruction(string? document)
    {
        var (batch, cards) = database.Read(connection =>
        {
            var found = connection.QuerySingleOrDefault<Inventory.Destruction>("SELECT * FROM destruction WHERE document = @document", new { document })
                ?? throw new LedgerRefusal("unknown-destruction", document ?? "");
            return (found, Destructions.CardsOf(connection, found.DestructionId));
        });
        var day = DateOnly.FromDateTime(calendar.InOffice(batch.At).Date);
        var sum = cards.Sum(card => card.Quantity);
        return new Report(Destruction, options.Station.Office, day, day, ["row", "uid", "run", "reason", "spoiled-on", "quantity"],
            [.. cards.Select((card, i) => (IReadOnlyList<object?>)
                [$"{i + 1}", card.ChipUid, card.RunId, card.Reason, card.HappenedAt[..DayCharacters], card.Quantity])],
            ["Σ", null, null, null, null, sum])
        {
            Made = day,
            Facts = new Dictionary<string, object?>
            {
                ["document"] = batch.Document, ["by"] = batch.Person, ["at"] = $"{calendar.InOffice(batch.At):yyyy-MM-dd HH:mm:ss}", ["quantity"] = sum,
            },
            Witnesses = JsonSerializer.Deserialize<List<string>>(batch.Witnesses)!,
        };
    }
}

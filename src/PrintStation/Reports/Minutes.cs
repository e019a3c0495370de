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

    /// <summary>Of old cards that citizens brought back.</summary>
    public const string OldCards = "destruction-old-cards";

    /// <summary>The hand-over list of cards for a kecamatan.</summary>
    public const string Batch = "batch";

    /// <summary>Who counted a delivery beside the one who received it.</summary>
    public const string Second = "second";

    /// <summary>A delivery's name among programs; people know it by the number of its paper.</summary>
    public const string DeliveryId = "delivery";

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
                $"""
                SELECT * FROM delivery WHERE delivery_id = @deliveryId OR {Papers.IsSame("document_number", "@document")}
                ORDER BY counted IS NULL, document_number <> @document LIMIT 1
                """,
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
            Letterhead = options.Letterhead,
            Facts = Facts(delivery, counted, confirmation.ReceivedBy),
        };
    }

    /// <summary>In the order in which the paper's sentences take them; the second person last, where there was one.</summary>
    private Dictionary<string, object?> Facts(Delivery delivery, long counted, string person)
    {
        var facts = new Dictionary<string, object?>
        {
            ["document"] = delivery.DocumentNumber, [DeliveryId] = delivery.DeliveryId, ["by"] = person, ["counted"] = counted,
            ["announced-on"] = OfficeCalendar.DayOf(calendar.InOffice(delivery.AnnouncedAt)), ["announced"] = delivery.Quantity,
            ["office"] = options.Station.Office,
        };
        if (delivery.Second is { } second)
            facts.Add(Second, second);
        return facts;
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
            Letterhead = options.Letterhead,
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
        var (batch, cards, papers, lost) = database.Read(connection =>
        {
            // Older books may have two numbers that differ by a capital: the one that was typed comes first.
            var found = connection.QueryFirstOrDefault<Inventory.Destruction>(
                $"SELECT * FROM destruction WHERE {Papers.IsSame("document", "@document")} ORDER BY document <> @document LIMIT 1", new { document })
                ?? throw new LedgerRefusal("unknown-destruction", document ?? "");
            return (found, Destructions.CardsOf(connection, found.DestructionId), connection.Query<(long Movement, string? Document)>(
                "SELECT sequence, document FROM ledger WHERE sequence IN (SELECT spoiled_by FROM destruction_card WHERE destruction_id = @DestructionId)", found)
                .ToDictionary(row => row.Movement, row => row.Document), Destructions.LostBefore(connection, found));
        });
        var day = DateOnly.FromDateTime(calendar.InOffice(batch.At).Date);
        var sum = cards.Sum(card => card.Quantity);
        var areOld = batch.Place == Places.OldCards;
        return new Report(areOld ? OldCards : Destruction, options.Station.Office, day, day,
            // An old card is known by the paper on which it came; no run of this station's need have made it.
            ["row", "uid", "identified", areOld ? "document" : "run", "reason", areOld ? "taken-on" : "spoiled-on", "quantity"],
            [.. cards.Select((card, i) => (IReadOnlyList<object?>)
                [
                    $"{i + 1}", card.ChipUid, card.Identified, areOld ? papers[card.SpoiledBy] : card.RunId, card.Reason,
                    OfficeCalendar.DayOf(card.HappenedAt), card.Quantity,
                ])],
            ["Σ", null, null, null, null, null, sum])
        {
            Made = day,
            Letterhead = options.Letterhead,
            Facts = new Dictionary<string, object?>
            {
                ["document"] = batch.Document, ["by"] = batch.Person, ["at"] = calendar.Second(batch.At), ["quantity"] = sum, ["office"] = options.Station.Office,
                ["read"] = Known(DestroyedCards.Read), ["mute"] = Known(DestroyedCards.Mute, DestroyedCards.MuteKnown),
                ["mute-known"] = Known(DestroyedCards.MuteKnown), ["unread"] = Known(DestroyedCards.Booked), ["box-lost"] = lost,
            },
            Witnesses = JsonSerializer.Deserialize<List<string>>(batch.Witnesses)!,
        };

        long Known(params string[] how) => cards.Where(card => how.Contains(card.Identified)).Sum(card => card.Quantity);
    }
}

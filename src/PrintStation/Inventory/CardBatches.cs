using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>Printed cards that go to a kecamatan together.</summary>
internal sealed record CardBatch
{
    public long Number { get; init; }

    public string District { get; init; } = "";

    public DateTimeOffset MadeAt { get; init; }

    public string MadeBy { get; init; } = "";

    /// <summary>Null while it lies in the office.</summary>
    public DateTimeOffset? ShippedAt { get; init; }

    public string? ShippedBy { get; init; }

    /// <summary>Number of the paper that went with it.</summary>
    public string? Document { get; init; }

    public string? Carrier { get; init; }

    public DateTimeOffset? ArrivedAt { get; init; }

    /// <summary>Who has it at the kecamatan.</summary>
    public string? ReceivedBy { get; init; }

    public DateTimeOffset? DissolvedAt { get; init; }

    public long Cards { get; init; }
}

/// <summary>A card in a batch. Properties, not parameters: where no row comes SQLite tells no type of a computed column.</summary>
internal sealed record BatchCard
{
    public string RunId { get; init; } = "";

    public string JobId { get; init; } = "";

    public string Uid { get; init; } = "";

    /// <summary>One of <see cref="CardBatches.Standings"/>.</summary>
    public string Standing { get; init; } = "";
}

/// <param name="District">Null for jobs whose centre did not tell it: no batch takes them.</param>
/// <param name="Cards">Printed, in the office, in no batch.</param>
internal sealed record DistrictCards(string? District, long Cards);

/// <summary>Batches of printed cards by kecamatan. Which cards lie in one that is not shipped yet follows from their runs: a card that is called back, or
/// handed over at the office, is no longer in it. Whose card it is the station does not know.</summary>
/// <param name="shipped">Tells the centre of each card, in the same transaction.</param>
internal sealed class CardBatches(
    StationDatabase database, OfficeCalendar calendar, Action<StationTransaction, CardBatch, BatchCard> shipped)
{
    /// <summary>What fits into a box and onto a paper; the others make the next one.</summary>
    public const int MostCards = 500;

    public const string There = "there";

    /// <summary>What may have become of a card since it was put into a batch: "recalled" and "voided" must come back; "handed-over": its citizen has it;
    /// "brought-back" by him as an old card; "elsewhere": the books have it in a machine, or in a hopper.</summary>
    public static readonly IReadOnlyList<string> Standings =
        [There, "recalled", "voided", "handed-over", "brought-back", "spoiled", "destroyed", "lost", "elsewhere"];

    /// <summary>The centre takes no longer text.</summary>
    private const int LongestText = 128;

    private const int MostShown = 200;

    private const string Unbatched =
        $"""
        FROM run JOIN job USING (job_id)
        WHERE {BlankLedger.IsIssued}
          AND NOT EXISTS (SELECT 1 FROM batch_card WHERE batch_card.run_id = run.run_id)
          AND NOT EXISTS (SELECT 1 FROM hand_over WHERE hand_over.run_id = run.run_id)
          AND NOT EXISTS (SELECT 1 FROM voided_uid WHERE voided_uid.uid = run.blank_uid)
        """;

    private const string Counted =
        "SELECT batch.*, (SELECT count(*) FROM batch_card WHERE batch_card.number = batch.number) AS cards FROM batch";

    /// <summary>Where the books have the card says more than its run: one that came back may have been burnt since. Always in the order in which they were
    /// put in: a paper with their numbers may have left.</summary>
    private const string CardsOf =
        $"""
        SELECT run_id, job_id, uid, CASE
            WHEN place IN ('{Places.Destroyed}', '{Places.OldCardsDestroyed}') THEN 'destroyed'
            WHEN place = '{Places.Spoiled}' THEN 'spoiled'
            WHEN place = '{Places.OldCards}' THEN 'brought-back'
            WHEN place IN ('{Places.Lost}', '{Places.SpoiledLost}', '{Places.OldCardsLost}') THEN 'lost'
            WHEN state <> 'Issued' THEN 'recalled'
            WHEN EXISTS (SELECT 1 FROM voided_uid WHERE voided_uid.uid = card.uid) THEN 'voided'
            WHEN place <> '{Places.Issued}' THEN 'elsewhere'
            WHEN EXISTS (SELECT 1 FROM hand_over WHERE hand_over.run_id = card.run_id) THEN 'handed-over'
            ELSE '{There}' END AS standing
        FROM (SELECT batch_card.*, batch_card.rowid AS row, run.state, {BlankLedger.PlaceOfRun} AS place
              FROM batch_card JOIN run USING (run_id) WHERE number = @number) AS card
        ORDER BY row
        """;

    /// <summary>Those that are not dissolved; the youngest first.</summary>
    public IReadOnlyList<CardBatch> List() => database.Read(connection => connection.Query<CardBatch>(
        $"{Counted} WHERE dissolved_at IS NULL ORDER BY number DESC LIMIT @MostShown", new { MostShown })
        .Select(batch => batch.ShippedAt is null ? batch with { Cards = InOffice(connection, batch.Number) } : batch).ToList());

    /// <summary>Printed cards of each kecamatan that are in no batch; last those of which nobody told it.</summary>
    public IReadOnlyList<DistrictCards> Waiting() => database.Read(connection => connection.Query<(string? District, long Cards)>(
        $"SELECT job.district, count(*) AS cards {Unbatched} GROUP BY job.district ORDER BY job.district IS NULL, job.district")
        .Select(row => new DistrictCards(row.District, row.Cards)).ToList());

    /// <summary>Those of one kecamatan.</summary>
    public long WaitingFor(string district) =>
        Waiting().Where(one => string.Equals(one.District, district, StringComparison.OrdinalIgnoreCase)).Sum(one => one.Cards);

    /// <summary>All cards of the kecamatan that wait, the oldest first, at most <see cref="MostCards"/>.</summary>
    /// <exception cref="LedgerRefusal">There is none.</exception>
    public CardBatch Make(string? district, string person) => database.Write(transaction =>
    {
        if (string.IsNullOrWhiteSpace(district))
            throw new LedgerRefusal("batch.district", "");
        var cards = transaction.Query<(string RunId, string JobId, string Uid, string District)>(
            $"""
            SELECT run.run_id, run.job_id, run.blank_uid, job.district {Unbatched} AND upper(job.district) = upper(@district)
            ORDER BY run.changed_at, run.run_id LIMIT @MostCards
            """,
            new { district = district.Trim(), MostCards });
        if (cards.Count == 0)
            throw new LedgerRefusal("batch.nothing", district);
        var number = transaction.Find<long>(
            "INSERT INTO batch (district, made_at, made_by) VALUES (@District, @now, @person) RETURNING number",
            new { cards[0].District, now = calendar.Now, person });
        foreach (var card in cards)
            transaction.Execute("INSERT INTO batch_card (run_id, number, job_id, uid) VALUES (@RunId, @number, @JobId, @Uid)",
                new { card.RunId, number, card.JobId, card.Uid });
        return Find(transaction, number);
    });

    /// <exception cref="LedgerRefusal">No such batch.</exception>
    public (CardBatch Batch, IReadOnlyList<BatchCard> Cards) Show(long number) => database.Read(connection => Of(connection, number));

    /// <summary>The batch and what lies in it: of one that is not shipped only the cards that will go, of a shipped one all that went.</summary>
    /// <exception cref="LedgerRefusal">No such batch.</exception>
    public static (CardBatch Batch, IReadOnlyList<BatchCard> Cards) Of(SqliteConnection connection, long number)
    {
        var batch = connection.QuerySingleOrDefault<CardBatch>("SELECT * FROM batch WHERE number = @number", new { number })
            ?? throw new LedgerRefusal("batch.unknown", $"{number}");
        var cards = connection.Query<BatchCard>(CardsOf, new { number }).Where(card => batch.ShippedAt is not null || card.Standing == There).ToList();
        return (batch with { Cards = cards.Count }, cards);
    }

    /// <summary>It leaves the office. What was called back or handed over meanwhile stays out of it.</summary>
    /// <exception cref="LedgerRefusal">It left before, is empty, or the paper was used for another one.</exception>
    public CardBatch Ship(long number, string? document, string? carrier, string person) => database.Write(transaction =>
    {
        RequireInOffice(Find(transaction, number));
        var paper = Papers.Require(document, "batch ship");
        RequireText(carrier, "--carrier");
        if (transaction.Find<long>($"SELECT count(*) FROM batch WHERE {Papers.IsSame("document", "@paper")}", new { paper }) > 0)
            throw new LedgerRefusal("batch.document-used", paper);
        var cards = transaction.Query<BatchCard>(CardsOf, new { number });
        if (cards.All(card => card.Standing != There))
            throw new LedgerRefusal("batch.empty", $"{number}");
        foreach (var left in cards.Where(card => card.Standing != There))
            transaction.Execute("DELETE FROM batch_card WHERE run_id = @RunId", left);
        transaction.Execute(
            "UPDATE batch SET shipped_at = @now, shipped_by = @person, document = @paper, carrier = @carrier WHERE number = @number",
            new { now = calendar.Now, person, paper, carrier, number });
        var batch = Find(transaction, number);
        foreach (var card in cards.Where(card => card.Standing == There))
            shipped(transaction, batch, card);
        return batch;
    });

    /// <summary>The kecamatan has it.</summary>
    /// <exception cref="LedgerRefusal">It never left, or has arrived before.</exception>
    public CardBatch Arrive(long number, string? receivedBy) => database.Write(transaction =>
    {
        var batch = Find(transaction, number);
        if (batch.ShippedAt is null)
            throw new LedgerRefusal("batch.not-shipped", $"{number}");
        if (batch.ArrivedAt is not null)
            throw new LedgerRefusal("batch.arrived", $"{number}");
        RequireText(receivedBy, "--received-by");
        transaction.Execute("UPDATE batch SET arrived_at = @now, received_by = @receivedBy WHERE number = @number",
            new { now = calendar.Now, receivedBy, number });
        return Find(transaction, number);
    });

    /// <summary>Its cards wait for a batch again.</summary>
    /// <exception cref="LedgerRefusal">It has left the office.</exception>
    public CardBatch Dissolve(long number) => database.Write(transaction =>
    {
        RequireInOffice(Find(transaction, number));
        transaction.Execute("DELETE FROM batch_card WHERE number = @number", new { number });
        transaction.Execute("UPDATE batch SET dissolved_at = @now WHERE number = @number", new { now = calendar.Now, number });
        return Find(transaction, number);
    });

    private static long InOffice(SqliteConnection connection, long number) =>
        connection.Query<BatchCard>(CardsOf, new { number }).Count(card => card.Standing == There);

    private static CardBatch Find(StationTransaction transaction, long number) => transaction.Find<CardBatch>(
        $"{Counted} WHERE number = @number", new { number }) ?? throw new LedgerRefusal("batch.unknown", $"{number}");

    private static void RequireInOffice(CardBatch batch)
    {
        if (batch.ShippedAt is not null || batch.DissolvedAt is not null)
            throw new LedgerRefusal(batch.ShippedAt is not null ? "batch.shipped" : "batch.dissolved", $"{batch.Number}");
    }

    private static void RequireText(string? text, string option)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > LongestText)
            throw new LedgerRefusal("batch.text", option);
    }
}

using System.Text.Json;
using PrintStation.Central.Blanks;
using PrintStation.Central.Stations;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Jobs;

/// <summary>What stations tell of printed cards: shipped, handed over, brought back, to be made again. Facts, not moves: none of them changes a job, so that they may
/// come late, twice, and in any order. How far a card is follows from all of them.</summary>
internal static class CardFactBook
{
    private const string Shipment = "shipment";
    private const string HandOver = "hand-over";
    private const string Reprint = "reprint-request";
    private const int LongestText = 128;

    /// <summary>Two names and what stands between them.</summary>
    private const int LongestPersons = (2 * LongestText) + 2;

    /// <summary>What the kinds of an old card's steps begin with; the number of the step follows.</summary>
    public const string OldCard = "old-card/";

    /// <summary>Of a row of job: how far its person's card is, in the words of the registry; null where no card comes of it.</summary>
    public const string Standing =
        $"""
        CASE job.status WHEN '{JobStatus.Waiting}' THEN 'PRINT_READY_RECORD' WHEN '{JobStatus.Leased}' THEN 'SENT_FOR_CARD_PRINTING'
            WHEN '{JobStatus.Held}' THEN 'SENT_FOR_CARD_PRINTING' WHEN '{JobStatus.Issued}' THEN CASE
                WHEN EXISTS (SELECT 1 FROM card_fact WHERE uid = job.chip_uid AND card_fact.job_id = job.job_id AND card_fact.kind = '{HandOver}')
                    THEN 'CARD_ISSUED'
                WHEN EXISTS (SELECT 1 FROM card_fact WHERE uid = job.chip_uid AND card_fact.job_id = job.job_id AND card_fact.kind = '{Shipment}')
                    THEN 'CARD_SHIPPED'
                ELSE 'CARD_PRINTED' END END
        """;

    public static async Task<Answer<Acknowledgement>> ShipAsync(Session session, string stationId, string uid, ShipmentReport report)
    {
        if (report.Batch < 1)
            return Refusal.Invalid("batch", "1 or more");
        if (!IsText(report.Document) || !IsText(report.Carrier) || !IsText(report.By))
            return Refusal.Invalid("document, carrier, by", $"1 to {LongestText} characters");
        return await KeepAsync(session, new Fact(stationId, uid, Shipment, report.JobId, report.At, Json(report))) is { } refusal
            ? refusal
            : new Acknowledgement(await Epochs.CurrentAsync(session));
    }

    public static async Task<Answer<Acknowledgement>> HandOverAsync(Session session, string stationId, string uid, HandOverReport report)
    {
        if (!report.FingerprintChecked)
            return Refusal.Invalid("fingerprintChecked", "true: a card is handed over after the finger was compared");
        if (!IsText(report.By))
            return Refusal.Invalid("by", $"1 to {LongestText} characters");
        return await KeepAsync(session, new Fact(stationId, uid, HandOver, report.JobId, report.At, Json(report))) is { } refusal
            ? refusal
            : new Acknowledgement(await Epochs.CurrentAsync(session));
    }

    public static async Task<Answer<Acknowledgement>> TakeOldCardAsync(
        Session session, string stationId, string uid, long movement, OldCardStepReport report)
    {
        if (movement < 1)
            return Refusal.Invalid("movement", "1 or more");
        if (!IsText(report.Document) || (report.Reason is { } reason && !IsText(reason)))
            return Refusal.Invalid("document, reason", $"1 to {LongestText} characters");
        if (!IsText(report.By, LongestPersons))
            return Refusal.Invalid("by", $"1 to {LongestPersons} characters");
        return await KeepAsync(session, new Fact(stationId, uid, $"{OldCard}{movement}", report.JobId, report.At, Json(report))) is { } refusal
            ? refusal
            : new Acknowledgement(await Epochs.CurrentAsync(session));
    }

    public static async Task<Answer<ReprintResponse>> AskReprintAsync(Session session, string stationId, string uid, ReprintRequest request)
    {
        if (!IsText(request.Reason) || !IsText(request.By))
            return Refusal.Invalid("reason, by", $"1 to {LongestText} characters");
        if (await KeepAsync(session, new Fact(stationId, uid, Reprint, request.JobId, request.At, Json(request))) is { } refusal)
            return refusal;
        return await ReprintStandings.OfAsync(session, request.JobId, uid) is { } standing
            ? new ReprintResponse(await Epochs.CurrentAsync(session), standing.Status, standing.JobId)
            : new Refusal(404, "unknown-job", "The centre has no such job for this office.");
    }

    /// <summary>Requests for another card, the oldest first.</summary>
    public static Task<IReadOnlyList<AskedReprint>> ReprintRequestsAsync(Session session) => session.QueryAsync<AskedReprint>(
        $"SELECT job_id, uid, station_id, happened_at, body FROM card_fact WHERE kind = '{Reprint}' ORDER BY happened_at, uid");

    /// <summary>Null where it was taken, now or before.</summary>
    private static async Task<Refusal?> KeepAsync(Session session, Fact fact)
    {
        if (!BlankBook.IsUid(fact.Uid))
            return Refusal.Invalid("uid", "upper-case hex of 4, 7, 8 or 10 bytes");
        var station = await StationRow.LockAsync(session, fact.StationId);
        var card = await session.SingleOrDefaultAsync<CardRow>(
            $"SELECT office, status, job_id, changed_at FROM blank WHERE uid = @Uid{session.ForUpdate}", new { fact.Uid });
        if (card is null || card.Office != station.Office || card.JobId != fact.JobId)
            return new Refusal(404, "unknown-card", "The centre knows of no card of this job with this chip. Report its outcome first.");

        var earlier = await session.SingleOrDefaultAsync<string>(
            "SELECT body FROM card_fact WHERE uid = @Uid AND kind = @Kind", new { fact.Uid, fact.Kind });
        if (earlier is not null && earlier != fact.Body)
            return new Refusal(422, "fact-differs", "This was told of the card before, with other content. What was told first stays.");
        if (earlier is null)
            await session.ExecuteAsync(
                """
                INSERT INTO card_fact (uid, kind, job_id, station_id, happened_at, received_at, body)
                VALUES (@Uid, @Kind, @JobId, @StationId, @at, @now, @Body)
                """,
                new { fact.Uid, fact.Kind, fact.JobId, fact.StationId, at = Instant.Text(fact.At), now = session.NowText, fact.Body });

        // It happened, so it is kept; but a card that was void by then is good for nobody, whoever has it now.
        var wasVoid = card.Status == BlankStatus.Voided && string.CompareOrdinal(card.ChangedAt, Instant.Text(fact.At)) <= 0;
        return wasVoid && fact.Kind is (Shipment or HandOver)
            ? new Refusal(409, "chip-voided", "This chip was voided before. Call the card back.", Keep: true)
            : null;
    }

    private static bool IsText(string text, int longest = LongestText) => !string.IsNullOrWhiteSpace(text) && text.Length <= longest;

    private static string Json<T>(T report) => JsonSerializer.Serialize(report, WireJson.Options);

    private sealed record Fact(string StationId, string Uid, string Kind, string JobId, DateTimeOffset At, string Body);

    private sealed record CardRow(string Office, string Status, string? JobId, string ChangedAt);
}

/// <param name="Body">The request as it came.</param>
internal sealed record AskedReprint(string JobId, string Uid, string StationId, string HappenedAt, string Body);

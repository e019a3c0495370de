using System.Text.Json;
using PrintStation.Central.Jobs;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Cli;

/// <summary>One step of what was done with a citizen's data and cards.</summary>
/// <param name="What">"recorded", "refused", "leased", "payload served", "lease ended", an outcome, a fact of a printed card, or "old card" and its step.</param>
/// <param name="Detail">Chip, reason, paper, persons: what there is.</param>
internal sealed record TrailStep(string At, string JobId, string What, string? StationId, string Detail);

/// <summary>What the centre knows of one citizen's cards, by time: the part of the answer to him that no single station has.</summary>
internal static class CitizenTrail
{
    /// <summary>Properties, not parameters: where no row comes SQLite tells no type of a computed column.</summary>
    private sealed record Row
    {
        public string At { get; init; } = "";

        public string JobId { get; init; } = "";

        public string What { get; init; } = "";

        public string? StationId { get; init; }

        public string? Uid { get; init; }

        public string? Reason { get; init; }

        public string? Body { get; init; }
    }

    public static async Task<IReadOnlyList<TrailStep>> OfAsync(Session session, string nik) =>
        [.. (await session.QueryAsync<Row>(Steps, new { nik })).Select(row => row.Body is { } body ? OfFact(row, body) : OfRow(row))];

    private static TrailStep OfRow(Row row) => new(row.At, row.JobId, row.What, row.StationId, Joined(row.Uid, row.Reason));

    private static TrailStep OfFact(Row row, string body)
    {
        if (row.What.StartsWith(CardFactBook.OldCard, StringComparison.Ordinal))
        {
            var old = JsonSerializer.Deserialize<OldCardStepReport>(body, WireJson.Options)!;
            return new TrailStep(row.At, row.JobId, $"old card: {old.Step}", row.StationId, Joined(row.Uid, old.Reason, old.Document, old.By));
        }

        using var fact = JsonDocument.Parse(body);
        return new TrailStep(row.At, row.JobId, row.What, row.StationId, Joined(
            row.Uid, Text(fact, "reason"), Text(fact, "document"), Text(fact, "carrier"), Text(fact, "by")));
    }

    private static string Joined(params string?[] parts) => string.Join(", ", parts.Where(part => !string.IsNullOrEmpty(part)));

    private static string? Text(JsonDocument document, string name) =>
        document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private const string Steps =
        """
        SELECT received_at AS at, coalesce(job.job_id, recording.recording_id) AS job_id, CASE recording.status WHEN 'refused' THEN 'refused' ELSE 'recorded' END AS what,
            NULL AS station_id, NULL AS uid, recording.code AS reason, NULL AS body, 0 AS n
        FROM recording LEFT JOIN job ON job.recording_id = recording.recording_id WHERE recording.nik = @nik
        UNION ALL
        SELECT given_at, job.job_id, 'leased', station_id, NULL, NULL, NULL, 1 FROM lease JOIN job ON job.job_id = lease.job_id WHERE nik = @nik
        UNION ALL
        SELECT served_at, job.job_id, 'payload served', station_id, NULL, NULL, NULL, 2
        FROM lease JOIN job ON job.job_id = lease.job_id WHERE nik = @nik AND served_at IS NOT NULL
        UNION ALL
        SELECT ended_at, job.job_id, 'lease ended', station_id, NULL, ended_by, NULL, 4
        FROM lease JOIN job ON job.job_id = lease.job_id WHERE nik = @nik AND ended_at IS NOT NULL
        UNION ALL
        SELECT happened_at, job.job_id, outcome.status, station_id, outcome.chip_uid, outcome.reason, NULL, 3
        FROM outcome JOIN job ON job.job_id = outcome.job_id WHERE nik = @nik
        UNION ALL
        SELECT happened_at, job.job_id, card_fact.kind, station_id, card_fact.uid, NULL, card_fact.body, 5
        FROM card_fact JOIN job ON job.job_id = card_fact.job_id WHERE nik = @nik
        ORDER BY at, job_id, n, what
        """;
}

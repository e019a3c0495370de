using System.Text.Json;
using PrintStation.Central.Jobs;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Cli;

/// <summary>The centre's view as one JSON document, for reconciliation. Holds personal data: its file is the reader's to protect.</summary>
internal static class CentralExport
{
    private static readonly JsonSerializerOptions Indented = new(WireJson.Options) { WriteIndented = true };

    public static async Task<string> WriteAsync(Session session)
    {
        var document = new
        {
            epoch = await Epochs.CurrentAsync(session),
            exportedAt = session.Now,
            jobs = await JobsAsync(session),
            recordings = await session.QueryAsync<RefusedRecording>(
                "SELECT recording_id, code, field FROM recording WHERE status = 'refused' ORDER BY received_at, recording_id"),
            outcomes = await session.QueryAsync<ExportedOutcome>(
                """
                SELECT run_id, n, job_id, station_id, attempt, status, chip_uid, reason, field, happened_at AS at, effect
                FROM outcome ORDER BY received_at, run_id, n
                """),
            deliveries = await DeliveriesAsync(session),
            stations = await session.QueryAsync<ExportedStation>(
                "SELECT station_id, office, last_seen, ledger_sequence, lost_at FROM station ORDER BY station_id"),
            voidedUids = await session.QueryAsync<VoidedUid>(
                "SELECT uid, reason, changed_at AS at FROM blank WHERE status = 'voided' ORDER BY changed_at, uid"),
        };
        return JsonSerializer.Serialize(document, Indented);
    }

    private static async Task<IReadOnlyList<object>> JobsAsync(Session session)
    {
        var rows = await session.QueryAsync<ExportedJob>(
            $"""
            SELECT job.job_id, job.nik, recording.name, job.kind, job.status, job.attempts, job.chip_uid, job.outcome_at, job.reason,
                job.field, job.reprint, job.fault, job.revoked_at, lease.station_id, lease.ends_at, lease.served_at, job.district,
                {CardFactBook.Standing} AS standing
            FROM job JOIN recording ON recording.recording_id = job.recording_id
            LEFT JOIN lease ON lease.job_id = job.job_id AND lease.ended_at IS NULL
            ORDER BY job.created_at, job.job_id
            """);
        return [.. rows.Select(row => new
        {
            row.JobId, row.Nik, row.Name, row.Kind, row.Status, row.Attempts, row.ChipUid, row.OutcomeAt, row.Reason, row.Field, row.Reprint,
            row.Fault, revoked = row.RevokedAt is not null, row.StationId, row.District, row.Standing,
            overdue = row.ServedAt is not null && row.EndsAt is not null && Instant.Parse(row.EndsAt) <= session.Now,
        })];
    }

    private static async Task<IReadOnlyList<object>> DeliveriesAsync(Session session)
    {
        var rows = await session.QueryAsync<ExportedDelivery>(
            """
            SELECT delivery_id, document_number, blank_version, quantity, counted, confirmed_at, confirmation FROM delivery
            ORDER BY announced_at, delivery_id
            """);
        var uids = (await session.QueryAsync<ExportedBlank>("SELECT delivery_id, uid FROM blank WHERE delivery_id IS NOT NULL ORDER BY uid"))
            .ToLookup(blank => blank.DeliveryId, blank => blank.Uid);
        return [.. rows.Select(row => View(
            row, uids[row.DeliveryId], row.Confirmation is { } told ? JsonSerializer.Deserialize<DeliveryConfirmation>(told, WireJson.Options) : null))];
    }

    /// <summary>With who received and counted it, and why it differs, in the station's words.</summary>
    private static object View(ExportedDelivery row, IEnumerable<string> uids, DeliveryConfirmation? told) => new
    {
        row.DeliveryId, row.DocumentNumber, row.BlankVersion, row.Quantity, uids = uids.ToList(), row.Counted, row.ConfirmedAt, told?.ReceivedBy,
        told?.Second, told?.Reason,
    };

    /// <summary>Properties, not parameters: where no job is, or the first one has no standing, SQLite tells no type of a computed column.</summary>
    private sealed record ExportedJob
    {
        public string JobId { get; init; } = "";

        public string Nik { get; init; } = "";

        public string Name { get; init; } = "";

        public string Kind { get; init; } = "";

        public string Status { get; init; } = "";

        public long Attempts { get; init; }

        public string? ChipUid { get; init; }

        public string? OutcomeAt { get; init; }

        public string? Reason { get; init; }

        public string? Field { get; init; }

        public string? Reprint { get; init; }

        public string? Fault { get; init; }

        public string? RevokedAt { get; init; }

        public string? StationId { get; init; }

        public string? EndsAt { get; init; }

        public string? ServedAt { get; init; }

        public string? District { get; init; }

        public string? Standing { get; init; }
    }

    private sealed record RefusedRecording(string RecordingId, string Code, string? Field);

    private sealed record ExportedOutcome(
        string RunId, long N, string JobId, string StationId, long Attempt, string Status, string? ChipUid, string? Reason, string? Field,
        string At, string Effect);

    private sealed record ExportedDelivery(
        string DeliveryId, string DocumentNumber, string BlankVersion, long Quantity, long? Counted, string? ConfirmedAt, string? Confirmation);

    private sealed record ExportedBlank(string DeliveryId, string Uid);

    private sealed record ExportedStation(string StationId, string Office, string? LastSeen, long? LedgerSequence, string? LostAt)
    {
        public bool Lost => LostAt is not null;
    }

    private sealed record VoidedUid(string Uid, string? Reason, string At);
}

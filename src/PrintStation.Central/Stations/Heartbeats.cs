using System.Text.Json;
using PrintStation.Central.Jobs;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Stations;

/// <summary>What a station tells of itself, and what it must know.</summary>
internal static class Heartbeats
{
    private const int FetchAheadWorkingDays = 2;
    private const int MaximumNotices = 1_000;

    /// <summary>How long a voided UID is repeated after it was first told: whether an answer arrived cannot be known.</summary>
    private static readonly TimeSpan NoticeRepetition = TimeSpan.FromHours(1);

    public static async Task<Answer<HeartbeatResponse>> BeatAsync(Session session, string stationId, HeartbeatRequest request)
    {
        if (Invalid(request) is { } invalid)
            return invalid;

        var station = await StationRow.LockAsync(session, stationId);
        var epoch = await Epochs.CurrentAsync(session);
        await session.ExecuteAsync(
            "UPDATE station SET last_seen = @now, report = @report WHERE station_id = @stationId",
            new { now = session.NowText, report = JsonSerializer.Serialize(request, WireJson.Options), stationId });
        await KeepHighestHeadAsync(session, station, request.Ledger);
        if (request.Audit is { } audit)
            await AuditHeads.KeepAsync(session, stationId, audit);

        var missing = await Resends.MissingStationsAsync(session, station.Office, epoch);
        var mayClaim = !station.IsLost && missing.Count == 0 && (request.SeenEpoch is null || request.SeenEpoch == epoch);
        var waiting = await session.QueryAsync<(string Kind, string BlankVersion, long Jobs)>(
            $"""
            SELECT kind, blank_version, count(*) FROM job WHERE office = @Office AND status = '{JobStatus.Waiting}'
            GROUP BY kind, blank_version
            """, new { station.Office });
        return new HeartbeatResponse(
            epoch, session.Now, await RevokedAsync(session, stationId),
            station.LedgerSequence is { } sequence ? new LedgerHead(sequence, station.LedgerHash!) : null,
            await VoidedAsync(session, stationId), new StationPolicy(mayClaim, FetchAheadWorkingDays),
            await session.QueryAsync<DeliveryMark>(
                "SELECT delivery_id, confirmed_by FROM delivery WHERE office = @Office ORDER BY announced_at, delivery_id", new { station.Office }),
            (int)waiting.Sum(each => each.Jobs),
            waiting.Where(each => each.Kind == nameof(JobKind.IdentityCard)).ToDictionary(each => each.BlankVersion, each => (int)each.Jobs));
    }

    /// <summary>The head only grows: a lower one means that the station's books are behind, and the higher one is the evidence.</summary>
    private static async Task KeepHighestHeadAsync(Session session, StationRow station, LedgerHead? head)
    {
        if (head is null || head.Sequence <= (station.LedgerSequence ?? -1))
            return;
        await session.ExecuteAsync(
            "UPDATE station SET ledger_sequence = @Sequence, ledger_hash = @Hash WHERE station_id = @StationId",
            new { head.Sequence, head.Hash, station.StationId });
        await LedgerHeads.KeepAsync(session, station.StationId, head);
    }

    /// <summary>Revoked jobs that the station holds or whose card it issued, and all that was taken from it when it was declared lost.</summary>
    private static Task<IReadOnlyList<string>> RevokedAsync(Session session, string stationId) =>
        session.QueryAsync<string>(
            $"""
            SELECT DISTINCT job.job_id FROM job JOIN lease ON lease.job_id = job.job_id
            WHERE lease.station_id = @stationId AND (
                lease.ended_by = '{LeaseEnd.Lost}'
                OR (job.revoked_at IS NOT NULL
                    AND (lease.ended_at IS NULL OR (job.status = '{JobStatus.Issued}' AND lease.fence = job.fence))))
            ORDER BY job.job_id
            """,
            new { stationId });

    private static async Task<IReadOnlyList<string>> VoidedAsync(Session session, string stationId)
    {
        var uids = await session.QueryAsync<string>(
            """
            SELECT uid FROM void_notice WHERE station_id = @stationId AND (first_sent_at IS NULL OR first_sent_at > @since)
            ORDER BY voided_at, uid LIMIT @limit
            """,
            new { stationId, since = Instant.Text(session.Now - NoticeRepetition), limit = MaximumNotices });
        foreach (var uid in uids)
            await session.ExecuteAsync(
                "UPDATE void_notice SET first_sent_at = @now WHERE station_id = @stationId AND uid = @uid AND first_sent_at IS NULL",
                new { now = session.NowText, stationId, uid });
        return uids;
    }

    private static Refusal? Invalid(HeartbeatRequest request)
    {
        if (request.Version.Length > 64 || request.SeenEpoch is { Length: > 64 })
            return Refusal.Invalid("version, seenEpoch", "at most 64 characters");
        if (request.Stock.Count > 200 || request.Printers.Count > 100 || request.PauseReasons.Count > 200 || request.Notices?.Count > 200)
            return Refusal.Invalid("stock, printers, pauseReasons, notices", "at most 200, 100, 200 and 200 entries");
        if (IsNoHead(request.Ledger))
            return Refusal.Invalid("ledger", "a sequence from 0 and a SHA-256 in lower-case hex");
        if (IsNoHead(request.Audit))
            return Refusal.Invalid("audit", "a sequence from 0 and a SHA-256 in lower-case hex");
        return request.OutcomesWaiting < 0 ? Refusal.Invalid("outcomesWaiting", "0 or more") : null;
    }

    private static bool IsNoHead(LedgerHead? head) =>
        head is not null && (head.Sequence < 0 || head.Hash.Length != 64 || !head.Hash.All(char.IsAsciiHexDigitLower));
}

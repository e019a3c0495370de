using System.Text.Json;
using Dapper;
using PrintStation.Central.Stations;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Jobs;

/// <summary>Gives waiting jobs to stations under leases.</summary>
internal static class ClaimBook
{
    /// <summary>Term of a lease. An unserved one frees itself after it; a served one becomes overdue and stays.</summary>
    public static readonly TimeSpan LeaseTerm = TimeSpan.FromDays(7);

    public const int MaximumCount = 500;
    private const int MaximumKeyCharacters = 64;
    private const int MaximumVersionCharacters = 64;

    public static async Task<Answer<ClaimResponse>> ClaimAsync(Session session, string stationId, ClaimRequest request)
    {
        if (Invalid(request) is { } invalid)
            return invalid;

        var station = await StationRow.LockAsync(session, stationId);
        var epoch = await Epochs.CurrentAsync(session);
        if (station.IsLost)
            return new Refusal(403, "station-lost", "This station was declared lost. Enrol it under a new name at the centre.");

        var missing = await Resends.MissingStationsAsync(session, station.Office, epoch);
        if (missing.Count > 0)
            return new Refusal(
                409, "resend-first",
                $"After the restore of the centre these stations must send their outcomes again first: {string.Join(", ", missing)}.");

        var body = JsonSerializer.Serialize(request, WireJson.Options);
        var earlier = await session.SingleOrDefaultAsync<EarlierClaim>(
            "SELECT request, epoch, jobs FROM claim WHERE station_id = @stationId AND idempotency_key = @key",
            new { stationId, key = request.IdempotencyKey });
        if (earlier is not null)
            return await RepeatAsync(session, stationId, request.IdempotencyKey, earlier, body, epoch);

        await FreeExpiredAsync(session, station.Office);
        var wanted = request.JobId is { } jobId ? await WantedJob.FindAsync(session, station, jobId, request) : null;
        if (wanted is { Refusal: { } refusal })
            return refusal;
        var jobs = wanted is null ? await WaitingAsync(session, station.Office, request) : [wanted.Value!];
        var headers = new List<JobHeader>(jobs.Count);
        foreach (var job in jobs)
            headers.Add(await LeaseAsync(session, stationId, epoch, job));

        await session.ExecuteAsync(
            """
            INSERT INTO claim (station_id, idempotency_key, request, epoch, jobs, claimed_at)
            VALUES (@stationId, @key, @body, @epoch, @jobs, @now)
            """,
            new
            {
                stationId, key = request.IdempotencyKey, body, epoch, jobs = JsonSerializer.Serialize(headers, WireJson.Options),
                now = session.NowText,
            });
        return new ClaimResponse(epoch, headers);
    }

    /// <summary>Leases past their term whose payload was never served: nothing was printed under them.</summary>
    private static async Task FreeExpiredAsync(Session session, string office)
    {
        var expired = await session.QueryAsync<string>(
            $"""
            SELECT job.job_id FROM job JOIN lease ON lease.job_id = job.job_id
            WHERE job.office = @office AND job.status = '{JobStatus.Leased}'
                AND lease.ended_at IS NULL AND lease.served_at IS NULL AND lease.ends_at <= @now
            """,
            new { office, now = session.NowText });
        foreach (var jobId in expired)
        {
            // Locked and looked at again: the payload may have been served in between.
            await session.QueryAsync<string>($"SELECT job_id FROM job WHERE job_id = @jobId{session.ForUpdate}", new { jobId });
            var freed = await session.ExecuteAsync(
                $"""
                UPDATE lease SET ended_at = @now, ended_by = '{LeaseEnd.Expired}'
                WHERE job_id = @jobId AND ended_at IS NULL AND served_at IS NULL AND ends_at <= @now
                """,
                new { jobId, now = session.NowText });
            if (freed == 1)
                await JobBook.ReopenAsync(session, jobId, reason: null, notBefore: session.Now);
        }
    }

    private static Task<IReadOnlyList<JobRow>> WaitingAsync(Session session, string office, ClaimRequest request)
    {
        // Written into the text: the engines take lists as parameters in different ways, and these are our own words.
        var kinds = string.Join(", ", request.Kinds.Distinct().Select(kind => $"'{Enum.GetName(kind)}'"));
        // The station's words: each a parameter of its own.
        var parameters = new DynamicParameters(new { office, now = session.NowText, count = request.Count });
        var others = "";
        foreach (var (version, i) in (request.ExceptBlankVersions ?? []).Select((version, i) => (version, i)))
        {
            parameters.Add($"except{i}", version);
            others += $" AND blank_version <> @except{i}";
        }

        return session.QueryAsync<JobRow>(
            $"""
            SELECT {JobRow.Columns} FROM job
            WHERE office = @office AND status = '{JobStatus.Waiting}' AND kind IN ({kinds}) AND not_before <= @now{others}
            ORDER BY priority, created_at, job_id LIMIT @count{session.ForUpdateSkipLocked}
            """,
            parameters);
    }

    private static async Task<JobHeader> LeaseAsync(Session session, string stationId, string epoch, JobRow job)
    {
        var header = new JobHeader(
            job.JobId, Guid.CreateVersion7(session.Now).ToString("N"), job.Fence + 1, Enum.Parse<JobKind>(job.Kind), (int)job.Priority,
            job.BlankVersion, job.Layout, Instant.Parse(Instant.Text(session.Now + LeaseTerm)), job.District);
        await session.ExecuteAsync(
            $"UPDATE job SET status = '{JobStatus.Leased}', fence = @Fence, reason = NULL, field = NULL WHERE job_id = @JobId",
            new { header.Fence, header.JobId });
        await session.ExecuteAsync(
            """
            INSERT INTO lease (lease_id, job_id, station_id, epoch, fence, given_at, ends_at)
            VALUES (@LeaseId, @JobId, @stationId, @epoch, @Fence, @now, @endsAt)
            """,
            new
            {
                header.LeaseId, header.JobId, stationId, epoch, header.Fence, now = session.NowText, endsAt = Instant.Text(header.LeaseEndsAt),
            });
        return header;
    }

    /// <summary>The answer given before. After a restore its open leases are fenced anew, because a fence is valid only with its epoch.</summary>
    private static async Task<Answer<ClaimResponse>> RepeatAsync(
        Session session, string stationId, string key, EarlierClaim earlier, string body, string epoch)
    {
        if (earlier.Request != body)
            return new Refusal(422, "claim-differs", "This idempotency key was used for another claim. Choose a new key.");

        var headers = JsonSerializer.Deserialize<List<JobHeader>>(earlier.Jobs, WireJson.Options)!;
        if (earlier.Epoch == epoch)
            return new ClaimResponse(epoch, headers);

        var renewed = new List<JobHeader>();
        foreach (var header in headers)
        {
            await session.QueryAsync<string>($"SELECT job_id FROM job WHERE job_id = @JobId{session.ForUpdate}", new { header.JobId });
            var open = await session.ExecuteAsync(
                "UPDATE lease SET epoch = @epoch, fence = fence + 1 WHERE lease_id = @LeaseId AND ended_at IS NULL",
                new { epoch, header.LeaseId });
            if (open == 0)
                continue;

            await session.ExecuteAsync("UPDATE job SET fence = fence + 1 WHERE job_id = @JobId", new { header.JobId });
            renewed.Add(header with { Fence = header.Fence + 1 });
        }

        await session.ExecuteAsync(
            "UPDATE claim SET epoch = @epoch, jobs = @jobs WHERE station_id = @stationId AND idempotency_key = @key",
            new { epoch, jobs = JsonSerializer.Serialize(renewed, WireJson.Options), stationId, key });
        return new ClaimResponse(epoch, renewed);
    }

    private static Refusal? Invalid(ClaimRequest request) => request switch
    {
        { IdempotencyKey.Length: 0 or > MaximumKeyCharacters } => Refusal.Invalid("idempotencyKey", $"1 to {MaximumKeyCharacters} characters"),
        { Count: < 1 or > MaximumCount } => Refusal.Invalid("count", $"1 to {MaximumCount}"),
        { Kinds.Count: < 1 or > 8 } => Refusal.Invalid("kinds", "at least one kind"),
        { ExceptBlankVersions: { } versions } when versions.Count > ClaimRequest.MostExceptions
            || versions.Any(version => version is not { Length: > 0 and <= MaximumVersionCharacters }) => Refusal.Invalid("exceptBlankVersions",
                $"at most {ClaimRequest.MostExceptions} versions of 1 to {MaximumVersionCharacters} characters"),
        { JobId: not null, Count: not 1 } => Refusal.Invalid("count", "1, with the job that is wanted"),
        { JobId.Length: 0 or > MaximumKeyCharacters * 2 } => Refusal.Invalid("jobId", $"1 to {MaximumKeyCharacters * 2} characters"),
        _ => null,
    };

    private sealed record EarlierClaim(string Request, string Epoch, string Jobs);
}

using System.Text.Json;
using PrintStation.Central.Blanks;
using PrintStation.Central.Stations;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Jobs;

/// <summary>Takes in what became of each run. Decides whether a report counts; <see cref="OutcomeEffects"/> does what follows.</summary>
internal static class OutcomeBook
{
    public const int MaximumNumber = 1_000;

    private const string Applied = "applied";
    public const string UnknownJob = "unknown-job";

    /// <summary>How a station begins the reasons for which it must not use a blank.</summary>
    private const string UnfitReason = "uid-";

    /// <param name="resent">After a restore: a report on a job the books do not hold is kept instead of refused.</param>
    /// <param name="wasRefused">It was fenced before the restore, and is so again.</param>
    public static async Task<Answer<Acknowledgement>> ReportAsync(
        Session session, StationRow station, string runId, int n, OutcomeReport report, bool resent, bool wasRefused = false)
    {
        var answer = await TakeAsync(session, station, runId, n, report, resent, wasRefused);
        if (answer.Value is { } taken && report is { ChipUid: { } uid, Reason: { } reason } && reason.StartsWith(UnfitReason, StringComparison.Ordinal))
            return taken with { ChipOffice = await BlankBook.OtherOfficeAsync(session, uid, station.Office) };
        return answer;
    }

    private static async Task<Answer<Acknowledgement>> TakeAsync(
        Session session, StationRow station, string runId, int n, OutcomeReport report, bool resent, bool wasRefused)
    {
        if (Invalid(runId, n, report) is { } invalid)
            return invalid;

        var epoch = await Epochs.CurrentAsync(session);
        var body = JsonSerializer.Serialize(report, WireJson.Options);
        var earlier = await session.SingleOrDefaultAsync<EarlierOutcome>(
            "SELECT body, effect FROM outcome WHERE station_id = @StationId AND run_id = @runId AND n = @n", new { station.StationId, runId, n });
        if (earlier is not null)
            return Repeat(earlier, body, epoch);

        var entry = new Entry(session, station, runId, n, report, body);
        var job = await JobBook.LockAsync(session, report.JobId, station.Office);
        if (job is null)
            return resent ? await KeepUnknownAsync(entry, epoch) : new Refusal(404, "unknown-job", "The centre has no such job for this office.");

        if (wasRefused)
            return await KeepRefusedAsync(entry, job, Fenced);

        var newest = await session.SingleOrDefaultAsync<long?>(
            "SELECT MAX(n) FROM outcome WHERE station_id = @StationId AND run_id = @runId", new { station.StationId, runId });
        if (newest > n)
            return new Refusal(409, "outcome-out-of-order", $"Outcome {newest} of this run is already reported. Drop this one.");

        var lease = await JobBook.LeaseAsync(session, report.LeaseId);
        var open = await JobBook.OpenLeaseAsync(session, job.JobId);
        var verdict = FenceRule.Judge(lease, open, job, report, station.StationId, epoch);
        return verdict switch
        {
            FenceVerdict.Current or FenceVerdict.Recall or FenceVerdict.Adopt => await ApplyAsync(entry, job, open, verdict, epoch),
            FenceVerdict.Known => await KeepAsync(entry, Applied, epoch),
            FenceVerdict.Fenced => await KeepRefusedAsync(entry, job, Fenced),
            FenceVerdict.NotYours => new Refusal(403, "not-your-lease", "Another station holds this lease."),
            FenceVerdict.Unknown => new Refusal(404, "unknown-lease", "The centre did not give this lease. Report under the lease of the claim."),
            FenceVerdict.Ended => job.Status == JobStatus.Canceled && report.Status == OutcomeStatus.Canceled
                ? await KeepAsync(entry, Applied, epoch)
                : await KeepRefusedAsync(entry, job, Ended),
            _ => throw new InvalidOperationException($"No answer for {verdict}."),
        };
    }

    private static async Task<Answer<Acknowledgement>> ApplyAsync(Entry entry, JobRow job, LeaseRow? open, FenceVerdict verdict, string epoch)
    {
        if (await OutcomeEffects.ObjectionAsync(entry, job) is { } objection)
            return objection;

        if (verdict == FenceVerdict.Adopt)
            await LeaseBook.AdoptAsync(
                entry.Session, entry.Station, new ResentLease(entry.Report.JobId, entry.Report.LeaseId, entry.Report.FenceEpoch, entry.Report.Fence), open);
        await InsertAsync(entry, Applied);
        await OutcomeEffects.ApplyAsync(entry, job, recall: verdict == FenceVerdict.Recall);
        return new Acknowledgement(epoch);
    }

    /// <summary>
    /// The report changes nothing for the job, but what it says of the plastic is true: a card made under a dead fence, or beside the one
    /// that was issued, is no good card, so its UID is voided unless the centre counts it as somebody's.
    /// </summary>
    private static async Task<Answer<Acknowledgement>> KeepRefusedAsync(Entry entry, JobRow job, Refusal refusal)
    {
        await InsertAsync(entry, refusal.Code);
        if (entry.Report.ChipUid is { } uid)
        {
            var blank = await BlankBook.LockAsync(entry.Session, uid, entry.Station.Office);
            if (blank.Office == entry.Station.Office && blank.Status != BlankStatus.Issued)
                await BlankBook.VoidAsync(entry.Session, uid, job.JobId, refusal.Code, entry.Station.StationId);
        }

        return refusal;
    }

    private static async Task<Answer<Acknowledgement>> KeepUnknownAsync(Entry entry, string epoch)
    {
        var elsewhere = await entry.Session.SingleOrDefaultAsync<string>(
            "SELECT job_id FROM job WHERE job_id = @JobId", new { entry.Report.JobId });
        if (elsewhere is not null)
            return new Refusal(404, "unknown-job", "The centre has no such job for this office.");

        await OutcomeEffects.KeepPlasticAsync(entry);
        return await KeepAsync(entry, UnknownJob, epoch);
    }

    private static async Task<Answer<Acknowledgement>> KeepAsync(Entry entry, string effect, string epoch)
    {
        await InsertAsync(entry, effect);
        return new Acknowledgement(epoch);
    }

    private static Task InsertAsync(Entry entry, string effect) =>
        entry.Session.ExecuteAsync(
            """
            INSERT INTO outcome (station_id, run_id, n, job_id, lease_id, attempt, status, chip_uid, reason, field, happened_at,
                received_at, effect, body)
            VALUES (@StationId, @RunId, @N, @JobId, @LeaseId, @Attempt, @status, @ChipUid, @Reason, @Field, @at, @now, @effect, @Body)
            """,
            new
            {
                entry.Station.StationId, entry.RunId, entry.N, entry.Report.JobId, entry.Report.LeaseId, entry.Report.Attempt,
                status = entry.Report.Status.ToString(), entry.Report.ChipUid, entry.Report.Reason, entry.Report.Field,
                at = Instant.Text(entry.Report.At), now = entry.Session.NowText, effect, entry.Body,
            });

    private static Answer<Acknowledgement> Repeat(EarlierOutcome earlier, string body, string epoch)
    {
        // Compared as it is written now: what an earlier version of this program has written may be spelled otherwise.
        if (JsonSerializer.Serialize(JsonSerializer.Deserialize<OutcomeReport>(earlier.Body, WireJson.Options), WireJson.Options) != body)
            return new Refusal(422, "outcome-differs", "This outcome was reported before with other content. Give a correction the next number.");

        return earlier.Effect == Fenced.Code ? Fenced : earlier.Effect == Ended.Code ? Ended : new Acknowledgement(epoch);
    }

    private static Refusal Fenced =>
        new(409, "fenced", "This fence is no longer valid. Print nothing more for the job and call its card back.", Keep: true);

    private static Refusal Ended => new(409, "job-ended", "This job has had its last outcome. Have the card looked at and rejected.", Keep: true);

    private static Refusal? Invalid(string runId, int n, OutcomeReport report)
    {
        if (runId.Length is 0 or > 64)
            return Refusal.Invalid("runId", "1 to 64 characters");
        if (n is < 1 or > MaximumNumber)
            return Refusal.Invalid("n", $"1 to {MaximumNumber}");
        if (report.Attempt is < 1 or > 100)
            return Refusal.Invalid("attempt", "1 to 100");
        if (!Enum.IsDefined(report.Status))
            return Refusal.Invalid("status", "one of the named outcomes");
        if (report.ChipUid is { } uid && !BlankBook.IsUid(uid))
            return Refusal.Invalid("chipUid", "upper-case hex of 4, 7, 8 or 10 bytes, or null");
        if (report.Reason is { Length: > 64 } || report.Field is { Length: > 128 } || report.Printer is { Length: > 64 })
            return Refusal.Invalid("reason, field, printer", "codes and names, at most 64, 128 and 64 characters");
        return report.Binding is { Length: > 384 } ? Refusal.Invalid("binding", "base64 of at most 384 bytes") : null;
    }

    private sealed record EarlierOutcome(string Body, string Effect);
}

/// <summary>One report on its way into the books.</summary>
internal sealed record Entry(Session Session, StationRow Station, string RunId, int N, OutcomeReport Report, string Body);

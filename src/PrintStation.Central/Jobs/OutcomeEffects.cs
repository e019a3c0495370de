using PrintStation.Central.Blanks;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Jobs;

/// <summary>What an accepted report does to job, lease and blank.</summary>
internal static class OutcomeEffects
{
    /// <summary>Why a report cannot be true as it stands; null when it can.</summary>
    public static async Task<Refusal?> ObjectionAsync(Entry entry, JobRow job)
    {
        var (session, report) = (entry.Session, entry.Report);
        if (report.Status == OutcomeStatus.Lost)
            return await LostObjectionAsync(entry);
        if (report.Status != OutcomeStatus.Issued)
            return null;
        if (report.ChipUid is null)
            return job.Kind == nameof(JobKind.FamilyCard) ? null : Refusal.Invalid("chipUid", "an issued card has one");

        var blank = await BlankBook.LockAsync(session, report.ChipUid, entry.Station.Office);
        if (blank.Office != entry.Station.Office)
            return new Refusal(409, "chip-of-another-office", "This blank was delivered to another office. Call the card back and report it.");

        return blank.Status switch
        {
            BlankStatus.Issued => new Refusal(409, "chip-already-issued", "A card with this chip was issued before. Call the card back."),
            BlankStatus.Voided => new Refusal(409, "chip-voided", "This chip was voided. Call the card back."),
            _ => null,
        };
    }

    public static Task ApplyAsync(Entry entry, JobRow job, bool recall) => entry.Report.Status switch
    {
        OutcomeStatus.Issued => IssueAsync(entry, job),
        OutcomeStatus.Spoiled or OutcomeStatus.Lost when recall => ConsumeIssuedAsync(entry, job),
        OutcomeStatus.Spoiled => ConsumeAsync(entry, job, "spoiled"),
        OutcomeStatus.Lost => ConsumeAsync(entry, job, "lost"),
        OutcomeStatus.Missing when recall => RecallAsync(entry, job),
        OutcomeStatus.Held or OutcomeStatus.Missing => HoldAsync(entry, job),
        OutcomeStatus.Refused => EndAsync(entry, job, JobStatus.Refused),
        OutcomeStatus.Canceled => EndAsync(entry, job, JobStatus.Canceled),
        _ => throw new InvalidOperationException($"No effect for {entry.Report.Status}."),
    };

    /// <summary>What a resent report on an unknown job still says of the plastic.</summary>
    public static async Task KeepPlasticAsync(Entry entry)
    {
        if (entry.Report.ChipUid is not { } uid)
            return;

        var blank = await BlankBook.LockAsync(entry.Session, uid, entry.Station.Office);
        if (blank.Office != entry.Station.Office || blank.Status != BlankStatus.Delivered)
            return;

        if (entry.Report.Status == OutcomeStatus.Issued)
            await BlankBook.IssueAsync(entry.Session, uid, entry.Report.JobId);
        else if (entry.Report.Status is OutcomeStatus.Spoiled or OutcomeStatus.Lost)
            await BlankBook.VoidAsync(entry.Session, uid, entry.Report.JobId, entry.Report.Reason ?? "spoiled", entry.Station.StationId);
    }

    private static async Task<Refusal?> LostObjectionAsync(Entry entry)
    {
        var revoked = await entry.Session.SingleOrDefaultAsync<string>(
            "SELECT run_id FROM revocation WHERE station_id = @StationId AND run_id = @RunId", new { entry.Station.StationId, entry.RunId });
        return revoked is null
            ? new Refusal(409, "revocation-first", "A loss counts after two persons have revoked it. Send the revocation, then this outcome.")
            : null;
    }

    private static async Task IssueAsync(Entry entry, JobRow job)
    {
        var (session, report) = (entry.Session, entry.Report);
        await EndAsync(entry, job, JobStatus.Issued);
        if (report.ChipUid is null)
            return;

        // A reprint replaces: from now on only the new card is good.
        if (job.Reprint is not null)
            await VoidEarlierAsync(entry, job);
        await BlankBook.IssueAsync(session, report.ChipUid, job.JobId);

        // The card was made although the centre had revoked the job: it exists, so it is booked, and it is good for nobody.
        if (job.RevokedAt is not null)
            await BlankBook.VoidAsync(session, report.ChipUid, job.JobId, "revoked", entry.Station.StationId);
    }

    private static async Task VoidEarlierAsync(Entry entry, JobRow job)
    {
        var earlier = await entry.Session.QueryAsync<string>(
            $"""
            SELECT chip_uid FROM job WHERE nik = @Nik AND job_id <> @JobId AND status = '{JobStatus.Issued}' AND chip_uid IS NOT NULL
            ORDER BY chip_uid
            """,
            new { job.Nik, job.JobId });
        foreach (var uid in earlier)
            await BlankBook.VoidAsync(entry.Session, uid, jobId: null, "replaced", entry.Station.StationId);
    }

    /// <summary>A blank is gone without a good card; the station keeps the lease and may start another run.</summary>
    private static async Task ConsumeAsync(Entry entry, JobRow job, string what)
    {
        await VoidOwnAsync(entry, job, entry.Report.Reason ?? what);
        await CountAttemptsAsync(entry);
        if (!job.IsOpen || job.RevokedAt is not null)
            await EndAsync(entry, job, JobStatus.Canceled);
        else
            await JobBook.SetStatusAsync(entry.Session, job.JobId, JobStatus.Leased);
    }

    /// <summary>The station's books forgot that they had issued this card, and people have spoiled or lost it since: the job is open again.</summary>
    private static async Task ConsumeIssuedAsync(Entry entry, JobRow job)
    {
        await RecallAsync(entry, job);
        var recalled = await JobBook.LockAsync(entry.Session, job.JobId, job.Office);
        await ConsumeAsync(entry, recalled!, entry.Report.Reason ?? "recalled");
    }

    private static async Task HoldAsync(Entry entry, JobRow job)
    {
        await CountAttemptsAsync(entry);
        if (job.IsOpen)
            await JobBook.SetStatusAsync(entry.Session, job.JobId, JobStatus.Held);
    }

    /// <summary>An issued card is called back: never good again, and its lease stands until the plastic is accounted for.</summary>
    private static async Task RecallAsync(Entry entry, JobRow job)
    {
        var session = entry.Session;
        await VoidOwnAsync(entry, job, entry.Report.Reason ?? "recalled");
        await session.ExecuteAsync(
            "UPDATE lease SET ended_at = NULL, ended_by = NULL, ended_reason = NULL WHERE lease_id = @LeaseId", new { entry.Report.LeaseId });

        // With another job open for this person (a reprint), or after a revocation, this one will not be printed again.
        var other = await session.SingleOrDefaultAsync<string>(
            $"""
            SELECT job_id FROM job WHERE nik = @Nik AND job_id <> @JobId
                AND status IN ('{JobStatus.Waiting}', '{JobStatus.Leased}', '{JobStatus.Held}')
            """,
            new { job.Nik, job.JobId });
        var status = other is null && job.RevokedAt is null ? JobStatus.Held : JobStatus.Canceled;
        await JobBook.EndAsync(session, job.JobId, status, chipUid: null, entry.Report.Reason ?? "recalled", field: null, entry.Report.At);
    }

    private static async Task EndAsync(Entry entry, JobRow job, string status)
    {
        var report = entry.Report;
        await CountAttemptsAsync(entry);
        await JobBook.EndLeaseAsync(entry.Session, report.LeaseId, LeaseEnd.Outcome);
        await JobBook.EndAsync(
            entry.Session, job.JobId, status, status == JobStatus.Issued ? report.ChipUid : null, report.Reason, report.Field, report.At);
    }

    /// <summary>Voids the UID of this run, but never a card that the centre counts as another job's: such a report is in error.</summary>
    private static async Task VoidOwnAsync(Entry entry, JobRow job, string reason)
    {
        if (entry.Report.ChipUid is not { } uid)
            return;

        var blank = await BlankBook.LockAsync(entry.Session, uid, entry.Station.Office);
        var foreign = blank.Office != entry.Station.Office || (blank.Status == BlankStatus.Issued && blank.JobId != job.JobId);
        if (!foreign)
            await BlankBook.VoidAsync(entry.Session, uid, job.JobId, reason, entry.Station.StationId);
    }

    /// <summary>Attempts are the runs that took a blank.</summary>
    private static Task CountAttemptsAsync(Entry entry) =>
        entry.Session.ExecuteAsync(
            $"""
            UPDATE job SET attempts = (
                SELECT COUNT(DISTINCT run_id) FROM outcome WHERE outcome.job_id = job.job_id AND outcome.effect = 'applied'
                    AND outcome.status NOT IN ('{nameof(OutcomeStatus.Refused)}', '{nameof(OutcomeStatus.Canceled)}'))
            WHERE job_id = @JobId
            """,
            new { entry.Report.JobId });
}

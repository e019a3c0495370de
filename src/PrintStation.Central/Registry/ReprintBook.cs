using System.Text.Json;
using PrintStation.Central.Blanks;
using PrintStation.Central.Jobs;
using PrintStation.Central.Keys;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Registry;

internal sealed record ReprintApproval(string ApprovalId, string Reason);

/// <summary>Second cards, approved one by one.</summary>
internal static class ReprintBook
{
    public static readonly IReadOnlyList<string> Reasons = ["lost", "damaged", "changed-data", "spoiled-later"];

    public static async Task<ReprintApproval?> UnusedApprovalAsync(Session session, string nik)
    {
        var approvals = await session.QueryAsync<ReprintApproval>(
            "SELECT approval_id, reason FROM reprint_approval WHERE nik = @nik AND used_by IS NULL ORDER BY approved_at, approval_id LIMIT 1",
            new { nik });
        return approvals.FirstOrDefault();
    }

    /// <summary>
    /// Approves another card for the person of an issued job and makes the job for it from the recording in the books. A lost card is
    /// voided at once, any other when its replacement is issued.
    /// </summary>
    public static async Task<Answer<RecordingVerdict>> ApproveAsync(Session session, string jobId, string reason, ChipSigner signer)
    {
        if (!Reasons.Contains(reason))
            return Refusal.Invalid("reason", $"one of {string.Join(", ", Reasons)}");

        var job = await session.SingleOrDefaultAsync<JobRow>(
            $"SELECT {JobRow.Columns} FROM job WHERE job_id = @jobId{session.ForUpdate}", new { jobId });
        if (job is null)
            return new Refusal(404, "unknown-job", $"There is no job '{jobId}'. The export lists all.");
        if (job.Status != JobStatus.Issued)
            return new Refusal(409, "job-not-issued", $"Job '{jobId}' is {job.Status}: its person has no card to replace.");

        var approvalId = Guid.CreateVersion7(session.Now).ToString("N");
        await session.ExecuteAsync(
            """
            INSERT INTO reprint_approval (approval_id, nik, reason, approved_for, approved_at)
            VALUES (@approvalId, @Nik, @reason, @jobId, @now)
            """,
            new { approvalId, job.Nik, reason, jobId, now = session.NowText });
        if (reason == "lost" && job.ChipUid is not null)
            await VoidLostAsync(session, job);

        var document = await session.SingleOrDefaultAsync<string>(
            "SELECT document FROM recording WHERE recording_id = @RecordingId", new { job.RecordingId });
        var person = JsonSerializer.Deserialize<RecordedPerson>(document!, WireJson.Options)!;
        var recording = new Recording(
            $"reprint-{approvalId}", job.Office, Enum.Parse<JobKind>(job.Kind), Priority: 3, job.Layout, job.BlankVersion, person);
        var verdict = await RecordingBook.ReceiveAsync(session, recording, signer);

        // Nothing is approved that makes no job.
        return verdict.Value is { Code: { } code } ? new Refusal(409, code, $"No reprint for job '{jobId}': {code}.") : verdict;
    }

    private static async Task VoidLostAsync(Session session, JobRow job)
    {
        var stationId = await session.SingleOrDefaultAsync<string>(
            "SELECT station_id FROM lease WHERE job_id = @JobId AND fence = @Fence ORDER BY given_at DESC LIMIT 1", new { job.JobId, job.Fence });
        if (stationId is not null)
            await BlankBook.VoidAsync(session, job.ChipUid!, job.JobId, "replaced", stationId);
    }
}

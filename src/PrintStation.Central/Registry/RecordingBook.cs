using System.Text.Json;
using PrintStation.Central.Jobs;
using PrintStation.Central.Keys;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Registry;

/// <summary>The upstream side: recordings are checked and become print-ready records, or are refused with a code.</summary>
internal static class RecordingBook
{
    private const int MaximumPhotoBytes = 64 * 1024;
    private const int MaximumChipPhotoBytes = 4_000;
    private const int MaximumFingerBytes = 512;
    private const int SignatureBytes = 924;

    public static async Task<Answer<RecordingVerdict>> ReceiveAsync(Session session, Recording recording, ChipSigner signer)
    {
        var earlier = await session.SingleOrDefaultAsync<EarlierRecording>(
            "SELECT recording_id, code, field FROM recording WHERE recording_id = @RecordingId", new { recording.RecordingId });
        if (earlier is not null)
            return new RecordingVerdict(earlier.Code is null ? JobIdOf(recording.RecordingId) : null, earlier.Code, earlier.Field);

        var nik = recording.Person.Citizen.Nik;
        await session.ExecuteAsync("INSERT INTO citizen (nik) VALUES (@nik) ON CONFLICT (nik) DO NOTHING", new { nik });
        await session.QueryAsync<string>($"SELECT nik FROM citizen WHERE nik = @nik{session.ForUpdate}", new { nik });

        var reprint = await ReprintBook.UnusedApprovalAsync(session, nik);
        var objection = recording.Fault is null ? Objection(recording.Person) ?? await SecondCardAsync(session, nik, reprint) : null;
        await InsertRecordingAsync(session, recording, signer, objection);
        if (objection is not null)
            return objection;

        var jobId = JobIdOf(recording.RecordingId);
        await InsertJobAsync(session, recording, jobId, reprint);
        await session.ExecuteAsync(
            "UPDATE reprint_approval SET used_by = @jobId WHERE approval_id = @ApprovalId", new { jobId, reprint?.ApprovalId });
        return new RecordingVerdict(jobId, null, null);
    }

    private static string JobIdOf(string recordingId) => "job-" + recordingId;

    private static RecordingVerdict? Objection(RecordedPerson person)
    {
        var citizen = person.Citizen;
        if (!Nik.IsValid(citizen.Nik, citizen.BirthDate, woman: citizen.Sex == "PEREMPUAN", Regions.Official))
            return new RecordingVerdict(null, "nik-invalid", "citizen.nik");
        if (person.PhotoJpeg.Length is 0 or > MaximumPhotoBytes)
            return new RecordingVerdict(null, "photo-size", "photoJpeg");
        if (person.Chip[ChipElements.Photo].Length is 0 or > MaximumChipPhotoBytes)
            return new RecordingVerdict(null, "photo-size", "chip.photo");
        if (person.Chip[ChipElements.Signature].Length != SignatureBytes)
            return new RecordingVerdict(null, "signature-size", "chip.signature");

        var fingers = Math.Max(person.Chip[ChipElements.FingerRight].Length, person.Chip[ChipElements.FingerLeft].Length);
        return fingers > MaximumFingerBytes ? new RecordingVerdict(null, "finger-size", "chip.finger") : null;
    }

    /// <summary>Never two open jobs for one person, and never a second card without an approved reprint.</summary>
    private static async Task<RecordingVerdict?> SecondCardAsync(Session session, string nik, ReprintApproval? reprint)
    {
        var states = await session.QueryAsync<string>("SELECT status FROM job WHERE nik = @nik", new { nik });
        if (states.Any(state => state is JobStatus.Waiting or JobStatus.Leased or JobStatus.Held))
            return new RecordingVerdict(null, "nik-has-an-open-job", "citizen.nik");
        return states.Contains(JobStatus.Issued) && reprint is null
            ? new RecordingVerdict(null, "nik-already-has-a-card", "citizen.nik")
            : null;
    }

    private static Task InsertRecordingAsync(Session session, Recording recording, ChipSigner signer, RecordingVerdict? objection)
    {
        var person = recording.Person;
        var document = objection is null ? JsonSerializer.Serialize(person with { Chip = signer.Sign(person.Chip) }, WireJson.Options) : null;
        return session.ExecuteAsync(
            """
            INSERT INTO recording (recording_id, nik, name, office, received_at, status, code, field, document)
            VALUES (@RecordingId, @Nik, @name, @Office, @now, @status, @Code, @Field, @document)
            """,
            new
            {
                recording.RecordingId, person.Citizen.Nik, name = objection is null ? person.Citizen.Name : null,
                recording.Office, now = session.NowText,
                status = objection is null ? "print-ready" : "refused", objection?.Code, objection?.Field, document,
            });
    }

    private static async Task InsertJobAsync(Session session, Recording recording, string jobId, ReprintApproval? reprint)
    {
        // After a restore the recording arrives again, but a station may have reported this very job as issued already.
        var issuedUid = await session.QueryAsync<string>(
            $"""
            SELECT chip_uid FROM outcome WHERE job_id = @jobId AND effect = '{OutcomeBook.UnknownJob}'
                AND status = '{nameof(OutcomeStatus.Issued)}' AND chip_uid IS NOT NULL
            """,
            new { jobId });
        await session.ExecuteAsync(
            """
            INSERT INTO job (job_id, recording_id, nik, office, kind, priority, layout, blank_version, reprint, fault, status, fence,
                attempts, chip_uid, created_at, not_before, district)
            VALUES (@jobId, @RecordingId, @Nik, @Office, @kind, @Priority, @Layout, @BlankVersion, @reprint, @Fault, @status, 0,
                0, @uid, @now, @now, @District)
            """,
            new
            {
                jobId, recording.RecordingId, recording.Person.Citizen.Nik, recording.Office, kind = recording.Kind.ToString(),
                recording.Priority, recording.Layout, recording.BlankVersion, reprint = reprint?.Reason, recording.Fault,
                recording.Person.Citizen.District,
                status = issuedUid.Count == 0 ? JobStatus.Waiting : JobStatus.Issued, uid = issuedUid.FirstOrDefault(), now = session.NowText,
            });
    }

    private sealed record EarlierRecording(string RecordingId, string? Code, string? Field);
}

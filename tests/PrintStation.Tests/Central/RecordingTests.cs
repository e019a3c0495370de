using PrintStation.Central.Registry;
using PrintStation.Contracts;

namespace PrintStation.Tests.Central;

public sealed class RecordingTests(Engine engine) : CentralContractTests(engine)
{
    [Test]
    public async Task A_second_recording_while_a_job_is_open_is_refused()
    {
        var first = Central.NewRecording(Office);
        Assert.That((await Central.RecordAsync(first)).JobId, Is.Not.Null);
        var verdict = await Central.RecordAsync(first with { RecordingId = first.RecordingId + "-2" });
        Assert.That(verdict, Is.EqualTo(new RecordingVerdict(null, "nik-has-an-open-job", "citizen.nik")));
    }

    [Test]
    public async Task The_same_recording_again_changes_nothing()
    {
        var recording = Central.NewRecording(Office);
        var first = await Central.RecordAsync(recording);
        Assert.That(await Central.RecordAsync(recording), Is.EqualTo(first));
    }

    [Test]
    public async Task Two_recordings_of_one_person_at_once_make_one_job()
    {
        var recording = Central.NewRecording(Office);
        var verdicts = await Task.WhenAll(Enumerable.Range(0, 5).Select(n =>
            Central.RecordAsync(recording with { RecordingId = $"{recording.RecordingId}-{n}" })));
        Assert.That(verdicts.Count(verdict => verdict.JobId is not null), Is.EqualTo(1));
    }

    [Test]
    public async Task A_person_with_a_card_gets_no_second_one_without_an_approved_reprint()
    {
        var recording = Central.NewRecording(Office);
        var (jobId, uid) = await IssueAsync(recording);
        var refused = await Central.RecordAsync(recording with { RecordingId = recording.RecordingId + "-2" });
        Assert.That(refused, Is.EqualTo(new RecordingVerdict(null, "nik-already-has-a-card", "citizen.nik")));

        var approved = await Central.ApproveReprintAsync(jobId, "damaged");
        var held = await Station.HoldAsync();
        Assert.That(held.JobId, Is.EqualTo(approved.Value!.JobId));
        Assert.That(Station.Open((await Station.PayloadAsync(held.JobId)).Expect200()).Reprint, Is.EqualTo("damaged"));

        // The damaged card is good until its replacement is.
        Assert.That(await Central.BlankStatusAsync(uid), Is.EqualTo("issued"));
        (await held.ReportAsync("run-" + held.JobId, 1, OutcomeStatus.Issued, TestPeople.NewUid())).Expect200();
        Assert.That(await Central.BlankStatusAsync(uid), Is.EqualTo("voided"));
    }

    [Test]
    public async Task A_lost_card_is_voided_when_its_reprint_is_approved()
    {
        var (jobId, uid) = await IssueAsync(Central.NewRecording(Office));
        await Central.ApproveReprintAsync(jobId, "lost");
        Assert.That(await Central.BlankStatusAsync(uid), Is.EqualTo("voided"));
    }

    [Test]
    public async Task A_reprint_needs_an_issued_card_a_known_reason_and_no_open_job()
    {
        var waiting = await Central.NewJobAsync(Office);
        Assert.That((await Central.ApproveReprintAsync(waiting, "lost")).Refusal!.Code, Is.EqualTo("job-not-issued"));
        Assert.That((await Central.ApproveReprintAsync(waiting, "because")).Refusal!.Code, Is.EqualTo("request-invalid"));
        Assert.That((await Central.ApproveReprintAsync("job-none", "lost")).Refusal!.Code, Is.EqualTo("unknown-job"));

        await Station.ClaimAsync(500);
        var (jobId, _) = await IssueAsync(Central.NewRecording(Office));
        Assert.That((await Central.ApproveReprintAsync(jobId, "damaged")).Value!.JobId, Is.Not.Null);
        Assert.That((await Central.ApproveReprintAsync(jobId, "damaged")).Refusal!.Code, Is.EqualTo("nik-has-an-open-job"));
    }

    [Test]
    public async Task A_record_without_a_valid_nik_never_becomes_a_job_and_keeps_no_document()
    {
        var recording = Central.NewRecording(Office);
        var person = recording.Person with { Citizen = recording.Person.Citizen with { Nik = "1234567890123456" } };
        var verdict = await Central.RecordAsync(recording with { Person = person });
        Assert.That(verdict, Is.EqualTo(new RecordingVerdict(null, "nik-invalid", "citizen.nik")));
        Assert.That(
            await Central.ValueAsync<string>("SELECT document FROM recording WHERE recording_id = @RecordingId", new { recording.RecordingId }), Is.Null);
    }

    [Test]
    public async Task The_books_themselves_refuse_two_open_jobs_for_one_person()
    {
        var jobId = await Central.NewJobAsync(Office);
        Assert.That(
            async () => await Central.WriteAsync<PrintStation.Central.Storage.Done>(async session =>
            {
                await session.ExecuteAsync(
                    """
                    INSERT INTO job (job_id, recording_id, nik, office, kind, priority, layout, blank_version, status, fence, attempts, created_at, not_before)
                    SELECT job_id || '-twin', recording_id, nik, office, kind, priority, layout, blank_version, 'waiting', 0, 0, created_at, not_before
                    FROM job WHERE job_id = @jobId
                    """,
                    new { jobId });
                return new PrintStation.Central.Storage.Done("");
            }),
            Throws.InstanceOf<System.Data.Common.DbException>());
    }

    private async Task<(string JobId, string Uid)> IssueAsync(Recording recording)
    {
        var uid = TestPeople.NewUid();
        await Central.RecordAsync(recording);
        var held = await Station.HoldAsync();
        (await held.ReportAsync("run-" + held.JobId, 1, OutcomeStatus.Issued, uid)).Expect200();
        return (held.JobId, uid);
    }
}

using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Tests.Central;

/// <summary>The centre is restored from a backup and begins a new epoch.</summary>
public sealed class RestoreTests(Engine engine) : CentralContractTests(engine)
{
    /// <summary>As every station does when it first meets an epoch; tests before this one have begun some.</summary>
    [SetUp]
    public async Task MeetAsync() => (await Station.ResendAsync([])).Expect200();

    [Test]
    public async Task A_station_enrolled_at_a_restored_centre_holds_its_office_back_until_it_has_sent_what_it_knows()
    {
        await BeginEpochAsync();
        (await Station.ResendAsync([])).Expect200();
        await Central.NewJobAsync(Office);
        using var again = await Central.EnrollAsync(Office);
        Assert.That((await Station.ClaimAsync(1)).Code, Is.EqualTo("resend-first"), "it may have issued what the centre has forgotten");
        (await again.ResendAsync([])).Expect200();
        Assert.That((await Station.ClaimAsync(1)).Expect200().Jobs, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task No_station_of_an_office_gets_claims_until_all_have_sent_their_outcomes_again()
    {
        using var other = await Central.EnrollAsync(Office);
        await Central.NewJobAsync(Office);
        var epoch = await BeginEpochAsync();
        (await Station.ResendAsync([])).Expect200();
        var refused = await Station.ClaimAsync(1);
        Assert.That((refused.Status, refused.Code), Is.EqualTo((409, "resend-first")));
        Assert.That(refused.Problem!.Detail, Does.Contain(other.StationId).And.Not.Contain(Station.StationId + ","));
        Assert.That((await Station.BeatAsync()).Expect200().Policy.MayClaim, Is.False);

        (await other.ResendAsync([])).Expect200();
        Assert.That((await Station.BeatAsync(epoch)).Expect200().Policy.MayClaim, Is.True);
        Assert.That((await Station.BeatAsync("an-older-epoch")).Expect200().Policy.MayClaim, Is.False);
        Assert.That((await Station.ClaimAsync(1)).Expect200().Jobs, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_outcome_under_a_lease_the_restore_forgot_still_ends_the_job()
    {
        var jobId = await Central.NewJobAsync(Office);
        var (held, uid) = (await Station.HoldAsync(), TestPeople.NewUid());
        await ForgetLeaseAsync(held);
        await BeginEpochAsync();
        await ResendAsync(held, "run-" + uid, OutcomeStatus.Issued, uid);
        Assert.That(await Central.JobStatusAsync(jobId), Is.EqualTo("issued"));
        Assert.That(await Central.BlankStatusAsync(uid), Is.EqualTo("issued"));
        Assert.That((await Station.ClaimAsync(10)).Expect200().Jobs, Is.Empty);
    }

    [Test]
    public async Task A_lease_given_before_the_restore_counts_as_served()
    {
        await Central.NewJobAsync(Office);
        await Station.HoldAsync(served: false);
        await BeginEpochAsync();
        (await Station.ResendAsync([])).Expect200();
        Central.Clock.Advance(TimeSpan.FromDays(8));
        Assert.That((await Station.ClaimAsync(10)).Expect200().Jobs, Is.Empty, "the payload may have been served after the backup");
    }

    [Test]
    public async Task The_same_number_under_another_epoch_is_another_fence()
    {
        await Central.NewJobAsync(Office);
        var old = await Station.HoldAsync();
        await ForgetLeaseAsync(old);
        await BeginEpochAsync();
        (await Station.ResendAsync([])).Expect200();
        var held = await Station.HoldAsync();
        Assert.That((held.JobId, held.Header.Fence), Is.EqualTo((old.JobId, old.Header.Fence)));

        var late = await old.ReportAsync("run-late-" + old.JobId, 1, OutcomeStatus.Issued, TestPeople.NewUid());
        Assert.That((late.Status, late.Code), Is.EqualTo((409, "fenced")));
        (await held.ReportAsync("run-" + held.JobId, 1, OutcomeStatus.Issued, TestPeople.NewUid())).Expect200();
    }

    [Test]
    public async Task A_claim_repeated_after_a_restore_is_fenced_anew()
    {
        await Central.NewJobAsync(Office);
        var first = (await Station.ClaimAsync(1, "key")).Expect200().Jobs.Single();
        var epoch = await BeginEpochAsync();
        (await Station.ResendAsync([])).Expect200();
        var again = (await Station.ClaimAsync(1, "key")).Expect200();
        Assert.That(again.Epoch, Is.EqualTo(epoch));
        Assert.That(again.Jobs.Single(), Is.EqualTo(first with { Fence = first.Fence + 1 }));
        var held = new Held(Station, again.Epoch, again.Jobs.Single());
        (await held.ReportAsync("run-" + held.JobId, 1, OutcomeStatus.Issued, TestPeople.NewUid())).Expect200();
    }

    [Test]
    public async Task A_resend_is_taken_whole_with_revocations_before_the_losses_that_rest_on_them()
    {
        await Central.NewJobAsync(Office);
        var (held, uid) = (await Station.HoldAsync(), TestPeople.NewUid());
        await BeginEpochAsync();
        var run = "run-" + uid;
        (await Station.ResendAsync(
            [new ResentOutcome(run, 1, held.Outcome(OutcomeStatus.Missing, uid)), new ResentOutcome(run, 2, held.Outcome(OutcomeStatus.Lost, uid))],
            TestStation.Revocation(run, held.JobId, uid, "petugas-1", "petugas-2"))).Expect200();
        Assert.That(await Central.JobStatusAsync(held.JobId), Is.EqualTo("leased"));
        Assert.That(await Central.BlankStatusAsync(uid), Is.EqualTo("voided"));
    }

    [Test]
    public async Task What_was_fenced_before_a_restore_voids_its_chip_again_and_changes_no_job()
    {
        await Central.NewJobAsync(Office);
        var (held, uid) = (await Station.HoldAsync(), TestPeople.NewUid());
        await BeginEpochAsync();
        var answer = (await Station.ResendAsync(
            [new ResentOutcome("run-" + uid, 1, held.Outcome(OutcomeStatus.Issued, uid), WasRefused: true)])).Expect200();
        Assert.That((await Central.BlankStatusAsync(uid), await Central.JobStatusAsync(held.JobId)), Is.EqualTo(("voided", "leased")));
        Assert.That(answer.Refused.Select(refused => (refused.N, refused.Code)), Is.EqualTo(new[] { (1, "fenced") }));
    }

    [Test]
    public async Task Of_a_backup_put_back_twice_the_card_that_was_made_in_between_stands()
    {
        var jobId = await Central.NewJobAsync(Office);
        var (first, uid) = (await Station.HoldAsync(), TestPeople.NewUid());
        var between = await BeginEpochAsync();
        // As if this epoch were forgotten with all that was given in it.
        await BeginEpochAsync();
        var report = first.Outcome(OutcomeStatus.Issued, uid) with { LeaseId = "lease-" + uid, FenceEpoch = between, Fence = 1 };
        var answer = (await Station.ResendAsync([new ResentOutcome("run-" + uid, 1, report)])).Expect200();
        Assert.That((answer.Refused.Count, await Central.JobStatusAsync(jobId), await Central.BlankStatusAsync(uid)), Is.EqualTo((0, "issued", "issued")));
    }

    [Test]
    public async Task A_job_recorded_again_after_its_card_was_resent_is_issued_and_not_printed_twice()
    {
        var recording = Central.NewRecording(Office);
        var uid = TestPeople.NewUid();
        await BeginEpochAsync();
        var report = new OutcomeReport(
            "job-" + recording.RecordingId, "lease-forgotten", "1-forgotten", 1, 1, OutcomeStatus.Issued, uid, null, null, null, null, DateTimeOffset.UnixEpoch);
        (await Station.ResendAsync([new ResentOutcome("run-" + uid, 1, report)])).Expect200();
        Assert.That(await Central.BlankStatusAsync(uid), Is.EqualTo("issued"));

        await Central.RecordAsync(recording);
        Assert.That(await Central.JobStatusAsync(report.JobId), Is.EqualTo("issued"));
        Assert.That((await Station.ClaimAsync(10)).Expect200().Jobs, Is.Empty);
    }

    [Test]
    public async Task A_job_whose_card_is_being_made_under_a_forgotten_lease_is_nobody_elses()
    {
        using var other = await Central.EnrollAsync(Office);
        (await other.ResendAsync([])).Expect200();
        await Central.NewJobAsync(Office);
        var held = await Station.HoldAsync();
        await ForgetLeaseAsync(held);
        var epoch = await BeginEpochAsync();
        (await other.ResendAsync([])).Expect200();
        (await Station.PostAsync<ResendResponse>("/v1/resend", new ResendRequest([], [], [Lease(held)]))).Expect200();
        Assert.That((await other.ClaimAsync(10)).Expect200().Jobs, Is.Empty);
        (await held.ReportAsync("run-" + held.JobId, 1, OutcomeStatus.Issued, TestPeople.NewUid())).Expect200();
        Assert.That((await Central.JobStatusAsync(held.JobId), epoch), Is.EqualTo(("issued", (await Station.BeatAsync(epoch)).Expect200().Epoch)));
    }

    [Test]
    public async Task A_lease_that_somebody_holds_under_a_younger_fence_is_not_taken_away()
    {
        using var other = await Central.EnrollAsync(Office);
        await Central.NewJobAsync(Office);
        (await other.ResendAsync([])).Expect200();
        var old = await Station.HoldAsync();
        await ForgetLeaseAsync(old);
        var held = await other.HoldAsync();
        await BeginEpochAsync();
        (await Station.PostAsync<ResendResponse>("/v1/resend", new ResendRequest([], [], [Lease(old)]))).Expect200();
        Assert.That(held.JobId, Is.EqualTo(old.JobId));
        (await held.ReportAsync("run-" + held.JobId, 1, OutcomeStatus.Issued, TestPeople.NewUid())).Expect200();
    }

    [Test]
    public async Task A_station_counts_as_heard_only_after_the_last_part_of_its_memory()
    {
        await Central.NewJobAsync(Office);
        await BeginEpochAsync();
        (await Station.PostAsync<ResendResponse>("/v1/resend", new ResendRequest([], [], HasMore: true))).Expect200();
        Assert.That((await Station.ClaimAsync(1)).Code, Is.EqualTo("resend-first"));
        (await Station.ResendAsync([])).Expect200();
        Assert.That((await Station.ClaimAsync(1)).Expect200().Jobs, Has.Count.EqualTo(1));
    }

    [TestCase("")]
    [TestCase("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task A_lease_without_a_proper_name_is_refused(string lease)
    {
        var answer = await Station.PostAsync<ResendResponse>("/v1/resend", new ResendRequest([], [], [new ResentLease("job", lease, "1-a", 1)]));
        Assert.That(answer.Status, Is.EqualTo(422));
        Assert.That(answer.Problem!.Detail, Does.Contain("leases"));
    }

    private static ResentLease Lease(Held held) => new(held.JobId, held.Header.LeaseId, held.Epoch, held.Header.Fence);

    private async Task<string> BeginEpochAsync()
    {
        var answer = await Central.WriteAsync<Done>(async session => new Done(await Epochs.BeginAsync(session)));
        return answer.Value!.Text;
    }

    private async Task ResendAsync(Held held, string run, OutcomeStatus status, string uid) =>
        (await Station.ResendAsync([new ResentOutcome(run, 1, held.Outcome(status, uid))])).Expect200();

    /// <summary>As if the backup had been made before the claim.</summary>
    private Task ForgetLeaseAsync(Held held) => Central.WriteAsync<Done>(async session =>
    {
        await session.ExecuteAsync("DELETE FROM lease WHERE lease_id = @LeaseId", new { held.Header.LeaseId });
        await session.ExecuteAsync("DELETE FROM claim WHERE station_id = @StationId", new { held.Station.StationId });
        await session.ExecuteAsync("UPDATE job SET status = 'waiting', fence = 0 WHERE job_id = @JobId", new { held.JobId });
        return new Done("");
    });
}

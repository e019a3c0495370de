using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Tests.Central;

public sealed class OutcomeTests(Engine engine) : CentralContractTests(engine)
{
    private string uid = null!;
    private string run = null!;

    [SetUp]
    public void NewCard() => (uid, run) = (TestPeople.NewUid(), Guid.NewGuid().ToString("N"));

    [Test]
    public async Task An_issued_card_ends_the_job_and_books_its_chip()
    {
        var held = await HoldAsync();
        (await held.ReportAsync(run, 1, OutcomeStatus.Issued, uid)).Expect200();
        Assert.Multiple(async () =>
        {
            Assert.That(await Central.JobStatusAsync(held.JobId), Is.EqualTo("issued"));
            Assert.That(await Central.BlankStatusAsync(uid), Is.EqualTo("issued"));
            Assert.That(await AttemptsAsync(held.JobId), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task The_same_outcome_again_is_accepted_and_another_body_is_not()
    {
        var held = await HoldAsync();
        (await held.ReportAsync(run, 1, OutcomeStatus.Issued, uid)).Expect200();
        (await held.ReportAsync(run, 1, OutcomeStatus.Issued, uid)).Expect200();
        await Central.WriteAsync<Done>(async session =>
        {
            await session.ExecuteAsync("""UPDATE outcome SET body = replace(body, '","', '", "') WHERE run_id = @run""", new { run });
            return new Done("spelled otherwise");
        });
        (await held.ReportAsync(run, 1, OutcomeStatus.Issued, uid)).Expect200();
        var other = await held.ReportAsync(run, 1, OutcomeStatus.Spoiled, uid);
        Assert.That((other.Status, other.Code), Is.EqualTo((422, "outcome-differs")));
    }

    [Test]
    public async Task The_same_outcome_many_times_at_once_counts_once()
    {
        var held = await HoldAsync();
        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => held.ReportAsync(run, 1, OutcomeStatus.Issued, uid)));
        Assert.That(replies.Select(reply => reply.Status), Is.All.EqualTo(200));
        Assert.That(await Central.ValueAsync<long>("SELECT COUNT(*) FROM outcome WHERE run_id = @run", new { run }), Is.EqualTo(1));
    }

    [Test]
    public async Task A_spoiled_card_is_voided_and_the_station_keeps_the_job()
    {
        var held = await HoldAsync();
        (await held.ReportAsync(run, 1, OutcomeStatus.Spoiled, uid, "media-jam")).Expect200();
        Assert.That(await Central.JobStatusAsync(held.JobId), Is.EqualTo("leased"));
        Assert.That(await Central.BlankStatusAsync(uid), Is.EqualTo("voided"));

        (await held.ReportAsync(run + "b", 1, held.Outcome(OutcomeStatus.Issued, TestPeople.NewUid(), attempt: 2))).Expect200();
        Assert.That(await Central.JobStatusAsync(held.JobId), Is.EqualTo("issued"));
        Assert.That(await AttemptsAsync(held.JobId), Is.EqualTo(2));
    }

    [TestCase(OutcomeStatus.Held)]
    [TestCase(OutcomeStatus.Missing)]
    public async Task A_card_that_a_person_must_look_at_holds_the_job_until_it_is_accounted_for(OutcomeStatus status)
    {
        var held = await HoldAsync();
        (await held.ReportAsync(run, 1, status, uid)).Expect200();
        Assert.That(await Central.JobStatusAsync(held.JobId), Is.EqualTo("held"));
        (await held.ReportAsync(run, 2, OutcomeStatus.Spoiled, uid)).Expect200();
        Assert.That(await Central.JobStatusAsync(held.JobId), Is.EqualTo("leased"));
    }

    [Test]
    public async Task A_held_card_that_was_good_is_issued_by_the_next_number()
    {
        var held = await HoldAsync();
        (await held.ReportAsync(run, 1, OutcomeStatus.Held, uid)).Expect200();
        (await held.ReportAsync(run, 2, OutcomeStatus.Issued, uid)).Expect200();
        Assert.That(await Central.JobStatusAsync(held.JobId), Is.EqualTo("issued"));
        Assert.That(await AttemptsAsync(held.JobId), Is.EqualTo(1));
    }

    [Test]
    public async Task A_number_below_one_already_reported_is_refused()
    {
        var held = await HoldAsync();
        (await held.ReportAsync(run, 2, OutcomeStatus.Held, uid)).Expect200();
        var reply = await held.ReportAsync(run, 1, OutcomeStatus.Issued, uid);
        Assert.That((reply.Status, reply.Code), Is.EqualTo((409, "outcome-out-of-order")));
    }

    [TestCase(OutcomeStatus.Refused, "refused")]
    [TestCase(OutcomeStatus.Canceled, "canceled")]
    public async Task A_job_without_a_card_ends_with_reason_and_field_and_no_attempt(OutcomeStatus status, string expected)
    {
        var held = await HoldAsync();
        (await held.ReportAsync(run, 1, held.Outcome(status, null, reason: "photo-unreadable") with { Field = "photo" })).Expect200();
        Assert.Multiple(async () =>
        {
            Assert.That(await Central.JobStatusAsync(held.JobId), Is.EqualTo(expected));
            Assert.That(await Central.ValueAsync<string>("SELECT field FROM job WHERE job_id = @JobId", new { held.JobId }), Is.EqualTo("photo"));
            Assert.That(await AttemptsAsync(held.JobId), Is.Zero);
        });
    }

    [Test]
    public async Task A_chip_that_was_issued_before_cannot_be_issued_again()
    {
        var first = await HoldAsync();
        (await first.ReportAsync(run, 1, OutcomeStatus.Issued, uid)).Expect200();
        var second = await HoldAsync();
        var reply = await second.ReportAsync(run + "b", 1, OutcomeStatus.Issued, uid);
        Assert.That((reply.Status, reply.Code), Is.EqualTo((409, "chip-already-issued")));
        Assert.That(await Central.JobStatusAsync(second.JobId), Is.EqualTo("leased"));
    }

    [Test]
    public async Task A_voided_chip_cannot_be_issued()
    {
        var held = await HoldAsync();
        (await held.ReportAsync(run, 1, OutcomeStatus.Spoiled, uid)).Expect200();
        var reply = await held.ReportAsync(run + "b", 1, OutcomeStatus.Issued, uid);
        Assert.That((reply.Status, reply.Code), Is.EqualTo((409, "chip-voided")));
    }

    [Test]
    public async Task A_spoiled_report_never_voids_another_jobs_good_card()
    {
        var first = await HoldAsync();
        (await first.ReportAsync(run, 1, OutcomeStatus.Issued, uid)).Expect200();
        var second = await HoldAsync();
        (await second.ReportAsync(run + "b", 1, OutcomeStatus.Spoiled, uid)).Expect200();
        Assert.That(await Central.BlankStatusAsync(uid), Is.EqualTo("issued"));
    }

    [Test]
    public async Task An_issued_identity_card_has_a_chip()
    {
        var held = await HoldAsync();
        var reply = await held.ReportAsync(run, 1, OutcomeStatus.Issued, null);
        Assert.That((reply.Status, reply.Code), Is.EqualTo((422, "request-invalid")));
    }

    [Test]
    public async Task A_fenced_report_is_refused_each_time_and_its_card_is_voided()
    {
        var held = await HoldAsync();
        (await held.ReleaseAsync()).Expect200();
        for (var n = 0; n < 2; n++)
        {
            var reply = await held.ReportAsync(run, 1, OutcomeStatus.Issued, uid);
            Assert.That((reply.Status, reply.Code), Is.EqualTo((409, "fenced")));
        }

        Assert.That(await Central.JobStatusAsync(held.JobId), Is.EqualTo("waiting"));
        Assert.That(await Central.BlankStatusAsync(uid), Is.EqualTo("voided"));
    }

    [Test]
    public async Task A_second_card_for_an_issued_job_is_refused_and_voided()
    {
        var held = await HoldAsync();
        (await held.ReportAsync(run, 1, OutcomeStatus.Issued, uid)).Expect200();
        var other = TestPeople.NewUid();
        var reply = await held.ReportAsync(run + "b", 1, OutcomeStatus.Issued, other);
        Assert.That((reply.Status, reply.Code), Is.EqualTo((409, "job-ended")));
        Assert.That(await Central.BlankStatusAsync(other), Is.EqualTo("voided"));
        Assert.That(await Central.BlankStatusAsync(uid), Is.EqualTo("issued"));
    }

    [Test]
    public async Task Another_stations_lease_cannot_be_reported_on()
    {
        var held = await HoldAsync();
        using var other = await Central.EnrollAsync(Office);
        var reply = await (held with { Station = other }).ReportAsync(run, 1, OutcomeStatus.Issued, uid);
        Assert.That((reply.Status, reply.Code), Is.EqualTo((403, "not-your-lease")));
    }

    [Test]
    public async Task A_lease_nobody_gave_is_refused()
    {
        var held = await HoldAsync();
        var reply = await held.ReportAsync(run, 1, held.Outcome(OutcomeStatus.Issued, uid) with { LeaseId = "none" });
        Assert.That((reply.Status, reply.Code), Is.EqualTo((404, "unknown-lease")));
    }

    [TestCase(1, "04a1b2c3d4e5f6", 1, "chipUid")]
    [TestCase(1, "04A1", 1, "chipUid")]
    [TestCase(1, null, 0, "attempt")]
    [TestCase(0, null, 1, "'n'")]
    public async Task A_report_outside_its_limits_is_refused_by_field(int n, string? chip, int attempt, string field)
    {
        var held = await HoldAsync();
        var reply = await held.ReportAsync(run, n, held.Outcome(OutcomeStatus.Spoiled, chip, attempt));
        Assert.That((reply.Status, reply.Code), Is.EqualTo((422, "request-invalid")));
        Assert.That(reply.Problem!.Detail, Does.Contain(field));
    }

    [Test]
    public async Task A_loss_counts_only_after_two_persons_revoked_it()
    {
        var held = await HoldAsync();
        (await held.ReportAsync(run, 1, OutcomeStatus.Missing, uid)).Expect200();
        var early = await held.ReportAsync(run, 2, OutcomeStatus.Lost, uid);
        var alone = await Station.RevokeAsync(run, held.JobId, uid, "petugas-1", "Petugas-1 ");
        (await Station.RevokeAsync(run, held.JobId, uid, "petugas-1", "petugas-2")).Expect200();
        (await Station.RevokeAsync(run, held.JobId, uid, "petugas-1", "petugas-2")).Expect200();
        (await Station.RevokeAsync(run, held.JobId, uid, "petugas-1", "petugas-3")).Expect200();
        (await held.ReportAsync(run, 2, OutcomeStatus.Lost, uid)).Expect200();
        Assert.Multiple(async () =>
        {
            Assert.That((early.Status, early.Code), Is.EqualTo((409, "revocation-first")));
            Assert.That((alone.Status, alone.Code), Is.EqualTo((422, "two-persons-required")));
            Assert.That(await Central.BlankStatusAsync(uid), Is.EqualTo("voided"));
            Assert.That(await Central.JobStatusAsync(held.JobId), Is.EqualTo("leased"));
        });
    }

    [Test]
    public async Task A_loss_of_a_blank_that_was_never_read_is_acknowledged()
    {
        var held = await HoldAsync();
        (await held.ReportAsync(run, 1, OutcomeStatus.Missing, null)).Expect200();
        (await Station.RevokeAsync(run, held.JobId, null, "petugas-1", "petugas-2")).Expect200();
        (await held.ReportAsync(run, 2, OutcomeStatus.Lost, null)).Expect200();
    }

    [Test]
    public async Task A_loss_said_again_of_a_run_counts_for_the_card_that_is_named_then()
    {
        var held = await HoldAsync();
        var other = uid[..^2] + (uid.EndsWith("00", StringComparison.Ordinal) ? "01" : "00");
        (await held.ReportAsync(run, 1, OutcomeStatus.Missing, uid)).Expect200();
        (await Station.RevokeAsync(run, held.JobId, other, "petugas-1", "petugas-2")).Expect200();
        (await Station.RevokeAsync(run, held.JobId, uid, "petugas-1", "petugas-2")).Expect200();
        Assert.That(await Central.BlankStatusAsync(uid), Is.EqualTo("voided"));
        Assert.That(await Central.BlankStatusAsync(other), Is.EqualTo("voided"));
    }

    [Test]
    public async Task A_loss_that_names_the_card_of_another_job_is_acknowledged_and_that_card_stays_good()
    {
        var held = await HoldAsync();
        (await held.ReportAsync(run, 1, OutcomeStatus.Issued, uid)).Expect200();
        (await Station.RevokeAsync("run-x", "job-x", uid, "petugas-1", "petugas-2")).Expect200();
        Assert.That(await Central.BlankStatusAsync(uid), Is.EqualTo("issued"));
    }

    [Test]
    public async Task A_recalled_card_is_voided_and_its_job_waits_for_the_plastic()
    {
        var held = await HoldAsync();
        (await held.ReportAsync(run, 1, OutcomeStatus.Issued, uid)).Expect200();
        (await held.ReportAsync(run, 2, OutcomeStatus.Missing, uid, "recall")).Expect200();
        Assert.That(await Central.JobStatusAsync(held.JobId), Is.EqualTo("held"));
        Assert.That(await Central.BlankStatusAsync(uid), Is.EqualTo("voided"));

        (await held.ReportAsync(run, 3, OutcomeStatus.Spoiled, uid)).Expect200();
        (await held.ReleaseAsync("recalled")).Expect200();
        Assert.That(await Central.JobStatusAsync(held.JobId), Is.EqualTo("waiting"));
    }

    private async Task<Held> HoldAsync()
    {
        await Central.NewJobAsync(Office);
        return await Station.HoldAsync();
    }

    private Task<long> AttemptsAsync(string jobId) => Central.ValueAsync<long>("SELECT attempts FROM job WHERE job_id = @jobId", new { jobId });
}

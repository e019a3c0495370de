using PrintStation.Contracts;

namespace PrintStation.Tests.Central;

public sealed class ClaimTests(Engine engine) : CentralContractTests(engine)
{
    [Test]
    public async Task A_claim_leases_waiting_jobs_for_seven_days()
    {
        var jobId = await Central.NewJobAsync(Office);
        var claim = (await Station.ClaimAsync(10)).Expect200();
        var job = claim.Jobs.Single();
        Assert.Multiple(() =>
        {
            Assert.That(job.JobId, Is.EqualTo(jobId));
            Assert.That(job.Fence, Is.EqualTo(1));
            Assert.That(job.LeaseEndsAt, Is.EqualTo(Central.Clock.GetUtcNow().AddDays(7)).Within(TimeSpan.FromSeconds(1)));
            Assert.That(claim.Epoch, Does.StartWith("1-").Or.StartWith("2-").Or.StartWith("3-"));
        });
        Assert.That(await Central.JobStatusAsync(jobId), Is.EqualTo("leased"));
    }

    [Test]
    public async Task The_most_urgent_come_first_and_the_oldest_among_equals()
    {
        var late = await Central.RecordAsync(Central.NewRecording(Office) with { Priority = 3 });
        Central.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await Central.RecordAsync(Central.NewRecording(Office) with { Priority = 0 });
        Central.Clock.Advance(TimeSpan.FromMinutes(1));
        var third = await Central.RecordAsync(Central.NewRecording(Office) with { Priority = 0 });
        var claim = (await Station.ClaimAsync(10)).Expect200();
        Assert.That(claim.Jobs.Select(job => job.JobId), Is.EqualTo(new[] { second.JobId, third.JobId, late.JobId }));
    }

    [Test]
    public async Task The_same_key_again_gets_the_same_answer_again()
    {
        await Central.NewJobAsync(Office);
        await Central.NewJobAsync(Office);
        var first = (await Station.ClaimAsync(1, "key-1")).Expect200();
        var again = (await Station.ClaimAsync(1, "key-1")).Expect200();
        Assert.That(again.Jobs, Is.EqualTo(first.Jobs));
    }

    [Test]
    public async Task The_same_key_for_another_claim_is_refused()
    {
        await Station.ClaimAsync(1, "key-1");
        var reply = await Station.ClaimAsync(2, "key-1");
        Assert.That((reply.Status, reply.Code), Is.EqualTo((422, "claim-differs")));
    }

    [Test]
    public async Task Claims_at_the_same_moment_never_share_a_job()
    {
        for (var n = 0; n < 12; n++)
            await Central.NewJobAsync(Office);
        using var other = await Central.EnrollAsync(Office);
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => (n % 2 == 0 ? Station : other).ClaimAsync(2)));
        var jobs = claims.SelectMany(claim => claim.Expect200().Jobs).Select(job => job.JobId).ToList();
        Assert.That(jobs, Is.Unique);
    }

    [Test]
    public async Task Another_offices_jobs_are_not_given()
    {
        await Central.NewJobAsync(Central.NewOffice());
        Assert.That((await Station.ClaimAsync(10)).Expect200().Jobs, Is.Empty);
    }

    [TestCase("", 1, 1, "idempotencyKey")]
    [TestCase("k", 0, 1, "count")]
    [TestCase("k", 501, 1, "count")]
    [TestCase("k", 1, 0, "kinds")]
    public async Task A_claim_outside_its_limits_is_refused_by_field(string key, int count, int kinds, string field)
    {
        var request = new ClaimRequest(key, count, [.. Enumerable.Repeat(JobKind.IdentityCard, kinds)]);
        var reply = await Station.PostAsync<ClaimResponse>("/v1/claims", request);
        Assert.That((reply.Status, reply.Code), Is.EqualTo((422, "request-invalid")));
        Assert.That(reply.Problem!.Detail, Does.Contain($"'{field}'"));
    }

    [Test]
    public async Task Jobs_whose_blanks_the_station_lacks_stay_for_others_and_hold_up_none_behind_them()
    {
        var scarce = await Central.RecordAsync(Central.NewRecording(Office) with { BlankVersion = "2011", Priority = 0 });
        var plain = await Central.RecordAsync(Central.NewRecording(Office) with { Priority = 3 });
        var claim = (await Station.ClaimAsync(1, except: ["2011", "2015"])).Expect200();
        Assert.That(claim.Jobs.Select(job => job.JobId), Is.EqualTo(new[] { plain.JobId }));
        Assert.That(await Central.JobStatusAsync(scarce.JobId!), Is.EqualTo("waiting"));

        using var other = await Central.EnrollAsync(Office);
        Assert.That((await other.ClaimAsync(1, except: ["2019"])).Expect200().Jobs.Single().JobId, Is.EqualTo(scarce.JobId));
    }

    [TestCase(1, 0)]
    [TestCase(1, 65)]
    [TestCase(ClaimRequest.MostExceptions + 1, 4)]
    public async Task Exceptions_outside_their_limits_are_refused_by_field(int count, int characters)
    {
        var reply = await Station.ClaimAsync(1, except: [.. Enumerable.Repeat(new string('2', characters), count)]);
        Assert.That((reply.Status, reply.Code), Is.EqualTo((422, "request-invalid")));
        Assert.That(reply.Problem!.Detail, Does.Contain("'exceptBlankVersions'"));
    }

    [Test]
    public async Task A_payload_opens_with_the_stations_key_and_is_signed_for_the_chip()
    {
        var recording = Central.NewRecording(Office);
        await Central.RecordAsync(recording);
        var held = await Station.HoldAsync();
        var payload = Station.Open((await Station.PayloadAsync(held.JobId)).Expect200());
        using var certificate = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificateFromFile(
            Path.Combine(Station.Instance, "keys/chip-signing.pem"));
        Assert.Multiple(() =>
        {
            Assert.That(payload.Citizen, Is.EqualTo(recording.Person.Citizen));
            Assert.That(payload.StationId, Is.EqualTo(Station.StationId));
            Assert.That(payload.JobId, Is.EqualTo(held.JobId));
            Assert.That(ChipSignature.IsGood(payload.Chip, certificate), Is.True);
        });
    }

    [Test]
    public async Task A_payload_fetched_twice_holds_the_same_chip_content()
    {
        await Central.NewJobAsync(Office);
        var held = await Station.HoldAsync();
        var first = Station.Open((await Station.PayloadAsync(held.JobId)).Expect200());
        var second = Station.Open((await Station.PayloadAsync(held.JobId)).Expect200());
        Assert.That(second.Chip, Is.EqualTo(first.Chip));
    }

    [Test]
    public async Task A_payload_is_given_only_to_the_holder_of_the_lease()
    {
        await Central.NewJobAsync(Office);
        using var other = await Central.EnrollAsync(Office);
        var held = await other.HoldAsync();
        var reply = await Station.PayloadAsync(held.JobId);
        Assert.That((reply.Status, reply.Code), Is.EqualTo((409, "not-your-lease")));
    }

    [Test]
    public async Task A_job_of_another_office_does_not_exist_for_the_station()
    {
        var jobId = await Central.NewJobAsync(Central.NewOffice());
        var reply = await Station.PayloadAsync(jobId);
        Assert.That((reply.Status, reply.Code), Is.EqualTo((404, "unknown-job")));
    }

    [Test]
    public async Task A_lease_that_was_never_served_frees_itself_by_time()
    {
        await Central.NewJobAsync(Office);
        var held = await Station.HoldAsync(served: false);
        Central.Clock.Advance(TimeSpan.FromDays(7));
        var late = await Station.PayloadAsync(held.JobId);
        using var other = await Central.EnrollAsync(Office);
        var next = await other.HoldAsync();
        Assert.Multiple(() =>
        {
            Assert.That((late.Status, late.Code), Is.EqualTo((409, "lease-ended")));
            Assert.That(next.JobId, Is.EqualTo(held.JobId));
            Assert.That(next.Header.Fence, Is.EqualTo(held.Header.Fence + 1));
        });
    }

    [Test]
    public async Task A_served_lease_never_returns_by_time_and_is_listed_as_overdue()
    {
        await Central.NewJobAsync(Office);
        var held = await Station.HoldAsync();
        Central.Clock.Advance(TimeSpan.FromDays(30));
        using var other = await Central.EnrollAsync(Office);
        Assert.That((await other.ClaimAsync(10)).Expect200().Jobs, Is.Empty);
        var overdue = await Central.Books.ReadAsync(PrintStation.Central.Cli.OverdueList.ReadAsync, CancellationToken.None);
        Assert.That(overdue.Select(lease => lease.LeaseId), Does.Contain(held.Header.LeaseId));
        Assert.That((await held.ReportAsync("run-late", 1, OutcomeStatus.Issued, TestPeople.NewUid())).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task A_released_job_goes_to_the_next_under_a_higher_fence()
    {
        await Central.NewJobAsync(Office);
        var held = await Station.HoldAsync();
        (await held.ReleaseAsync()).Expect200();
        (await held.ReleaseAsync()).Expect200();
        var next = await Station.HoldAsync();
        Assert.That((next.JobId, next.Header.Fence), Is.EqualTo((held.JobId, held.Header.Fence + 1)));
    }

    [Test]
    public async Task A_release_under_a_dead_fence_is_refused()
    {
        await Central.NewJobAsync(Office);
        var held = await Station.HoldAsync();
        var reply = await (held with { Header = held.Header with { Fence = 9 } }).ReleaseAsync();
        Assert.That((reply.Status, reply.Code), Is.EqualTo((409, "fenced")));
    }

    [Test]
    public async Task Another_stations_lease_cannot_be_released()
    {
        await Central.NewJobAsync(Office);
        using var other = await Central.EnrollAsync(Office);
        var held = await other.HoldAsync();
        var reply = await (held with { Station = Station }).ReleaseAsync();
        Assert.That((reply.Status, reply.Code), Is.EqualTo((403, "not-your-lease")));
    }

    [Test]
    public async Task A_job_whose_attempts_are_exhausted_rests_an_hour()
    {
        await Central.NewJobAsync(Office);
        var held = await Station.HoldAsync();
        (await held.ReleaseAsync("attempts-exhausted")).Expect200();
        Assert.That((await Station.ClaimAsync(1)).Expect200().Jobs, Is.Empty);
        Central.Clock.Advance(TimeSpan.FromHours(1));
        Assert.That((await Station.ClaimAsync(1)).Expect200().Jobs, Has.Count.EqualTo(1));
    }

    [TestCase(OutcomeStatus.Held)]
    [TestCase(OutcomeStatus.Missing)]
    public async Task A_job_with_a_card_outside_cannot_be_released(OutcomeStatus status)
    {
        await Central.NewJobAsync(Office);
        var held = await Station.HoldAsync();
        (await held.ReportAsync("run-1" + status, 1, status, TestPeople.NewUid())).Expect200();
        var reply = await held.ReleaseAsync();
        Assert.That((reply.Status, reply.Code), Is.EqualTo((409, "job-held")));
    }
}

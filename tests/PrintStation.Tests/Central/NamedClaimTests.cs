using PrintStation.Contracts;

namespace PrintStation.Tests.Central;

/// <summary>A claim for the one job whose citizen stands at the counter.</summary>
public sealed class NamedClaimTests(Engine engine) : CentralContractTests(engine)
{
    [Test]
    public async Task The_job_that_is_named_is_given_whatever_comes_before_it()
    {
        await Central.NewJobAsync(Office);
        Central.Clock.Advance(TimeSpan.FromMinutes(1));
        var last = (await Central.RecordAsync(Central.NewRecording(Office) with { Priority = 3 })).JobId!;
        Assert.That((await ClaimAsync(last, "key-1")).Expect200().Jobs.Single().JobId, Is.EqualTo(last));
        Assert.That((await ClaimAsync(last, "key-1")).Expect200().Jobs.Single().JobId, Is.EqualTo(last), "the same key again");
        Assert.That((await ClaimAsync(last)).Code, Is.EqualTo("job-yours"));
    }

    [Test]
    public async Task A_job_that_is_not_to_be_had_is_refused_with_the_reason()
    {
        var job = await Central.NewJobAsync(Office);
        using var other = await Central.EnrollAsync(Office);
        var held = await other.HoldAsync();
        Assert.That((await ClaimAsync(job)).Code, Is.EqualTo("job-elsewhere"));
        await held.ReportAsync("run-1", 1, OutcomeStatus.Issued, TestPeople.NewUid());
        Assert.That((await ClaimAsync(job)).Code, Is.EqualTo("job-ended"));
        Assert.That((await ClaimAsync("job-nobody")).Code, Is.EqualTo("unknown-job"));
        Assert.That((await ClaimAsync(await Central.NewJobAsync(Central.NewOffice()))).Code, Is.EqualTo("unknown-job"), "another office's");
    }

    [Test]
    public async Task A_job_that_needs_a_blank_which_the_station_lacks_stays_where_it_is()
    {
        var job = await Central.NewJobAsync(Office);
        Assert.That((await ClaimAsync(job, except: ["2019"])).Code, Is.EqualTo("job-unfit"));
        Assert.That(await Central.JobStatusAsync(job), Is.EqualTo("waiting"));
        Assert.That((await ClaimAsync(job, except: ["2011"])).Expect200().Jobs, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_job_that_used_up_its_blanks_rests_for_a_named_claim_too()
    {
        var job = await Central.NewJobAsync(Office);
        await (await Station.HoldAsync()).ReleaseAsync("attempts-exhausted");
        Assert.That((await ClaimAsync(job)).Code, Is.EqualTo("job-rests"));
        Central.Clock.Advance(TimeSpan.FromHours(2));
        (await ClaimAsync(job)).Expect200();
    }

    [Test]
    public async Task A_lease_that_nobody_used_and_whose_term_passed_is_free_for_who_names_it()
    {
        var job = await Central.NewJobAsync(Office);
        using var other = await Central.EnrollAsync(Office);
        await other.HoldAsync(served: false);
        Central.Clock.Advance(TimeSpan.FromDays(8));
        (await ClaimAsync(job)).Expect200();
    }

    [Test]
    public async Task One_job_is_named_for_a_claim_of_one()
    {
        var reply = await Station.PostAsync<ClaimResponse>("/v1/claims", new ClaimRequest("k", 2, [JobKind.IdentityCard], JobId: "job-1"));
        Assert.That((reply.Status, reply.Code), Is.EqualTo((422, "request-invalid")));
    }

    [Test]
    public async Task The_header_and_the_list_of_leases_tell_the_kecamatan()
    {
        await Central.NewJobAsync(Office);
        Assert.That((await Station.ClaimAsync(1)).Expect200().Jobs.Single().District, Is.EqualTo("OEBOBO"));
        Assert.That((await Station.GetAsync<LeasesResponse>("/v1/leases")).Expect200().Leases.Single().Header.District, Is.EqualTo("OEBOBO"));
    }

    private Task<Reply<ClaimResponse>> ClaimAsync(string job, string? key = null, IReadOnlyList<string>? except = null) =>
        Station.PostAsync<ClaimResponse>("/v1/claims",
            new ClaimRequest(key ?? Guid.NewGuid().ToString("N"), 1, [JobKind.IdentityCard], except, job));
}

using PrintStation.Central.Registry;
using PrintStation.Central.Stations;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Tests.Central;

public sealed class StationTests(Engine engine) : CentralContractTests(engine)
{
    [Test]
    public async Task A_heartbeat_answers_with_time_epoch_and_policy()
    {
        var beat = (await Station.BeatAsync()).Expect200();
        Assert.Multiple(() =>
        {
            Assert.That(beat.Time, Is.EqualTo(Central.Clock.GetUtcNow()));
            Assert.That(beat.Policy, Is.EqualTo(new StationPolicy(MayClaim: true, FetchAheadWorkingDays: 2)));
            Assert.That(beat.KnownLedger, Is.Null);
        });
    }

    [Test]
    public async Task A_heartbeat_tells_how_many_jobs_wait_for_each_version_of_the_blank()
    {
        foreach (var version in new[] { "2019", "2011", "2019", "2019" })
            await Central.RecordAsync(Central.NewRecording(Office) with { BlankVersion = version });
        await Central.RecordAsync(Central.NewRecording(Office) with { Kind = JobKind.FamilyCard });
        var given = (await Station.ClaimAsync(1, except: ["2011"])).Expect200().Jobs;
        var beat = (await Station.BeatAsync()).Expect200();
        Assert.That((given.Count, beat.Waiting), Is.EqualTo((1, 4)));
        Assert.That(beat.WaitingByVersion, Is.EquivalentTo(new Dictionary<string, int> { ["2019"] = 2, ["2011"] = 1 }));
    }

    [Test]
    public async Task The_highest_ledger_head_is_kept_when_a_lower_one_comes()
    {
        var (high, low) = (new LedgerHead(20, new string('a', 64)), new LedgerHead(7, new string('b', 64)));
        Assert.That((await Station.BeatAsync(head: high)).Expect200().KnownLedger, Is.Null);
        Assert.That((await Station.BeatAsync(head: low)).Expect200().KnownLedger, Is.EqualTo(high));
        Assert.That((await Station.BeatAsync(head: low)).Expect200().KnownLedger, Is.EqualTo(high));
    }

    [Test]
    public async Task Each_head_is_kept_as_it_first_came_and_told_to_its_station_only()
    {
        var (first, second) = (new LedgerHead(7, new string('a', 64)), new LedgerHead(20, new string('b', 64)));
        foreach (var head in new[] { first, second, new LedgerHead(20, new string('c', 64)), new LedgerHead(7, new string('d', 64)) })
            (await Station.BeatAsync(head: head)).Expect200();
        Assert.That((await Station.GetAsync<LedgerHeadsResponse>("/v1/ledger-heads")).Expect200().Heads, Is.EqualTo(new[] { first, second }));
        Assert.That((await Station.GetAsync<LedgerHeadsResponse>("/v1/ledger-heads?after=7")).Expect200().Heads, Is.EqualTo(new[] { second }));
    }

    [Test]
    public async Task Heads_of_the_trail_are_kept_as_long_as_it_grows_and_told_to_their_station_only()
    {
        using var other = await Central.EnrollAsync(Office);
        var (first, second) = (new LedgerHead(7, new string('a', 64)), new LedgerHead(20, new string('b', 64)));
        LedgerHead?[] told = [null, first, second, null, new LedgerHead(20, new string('c', 64)), new LedgerHead(7, new string('d', 64)), new LedgerHead(9, new string('e', 64))];
        foreach (var head in told)
            (await Station.BeatAsync(audit: head)).Expect200();
        Assert.That((await Station.GetAsync<LedgerHeadsResponse>("/v1/audit-heads")).Expect200().Heads, Is.EqualTo(new[] { first, second }));
        Assert.That((await Station.GetAsync<LedgerHeadsResponse>("/v1/audit-heads?after=7")).Expect200().Heads, Is.EqualTo(new[] { second }));
        Assert.That((await Station.GetAsync<LedgerHeadsResponse>("/v1/ledger-heads")).Expect200().Heads, Is.Empty, "another chain");
        Assert.That((await other.GetAsync<LedgerHeadsResponse>("/v1/audit-heads")).Expect200().Heads, Is.Empty);
    }

    [Test]
    public async Task A_head_of_the_trail_that_is_none_is_refused()
    {
        foreach (var head in new[] { new LedgerHead(-1, new string('a', 64)), new LedgerHead(1, "a"), new LedgerHead(1, new string('A', 64)) })
            Assert.That((await Station.BeatAsync(audit: head)).Status, Is.EqualTo(422), $"{head}");
        Assert.That((await Station.GetAsync<LedgerHeadsResponse>("/v1/audit-heads")).Expect200().Heads, Is.Empty);
    }

    [Test]
    public async Task Voided_uids_are_told_with_the_next_heartbeats_and_then_no_more()
    {
        var uid = TestPeople.NewUid();
        await Central.NewJobAsync(Office);
        (await (await Station.HoldAsync()).ReportAsync("run-" + uid, 1, OutcomeStatus.Spoiled, uid)).Expect200();
        Assert.That((await Station.BeatAsync()).Expect200().VoidedUids, Is.EqualTo(new[] { uid }));
        Assert.That((await Station.BeatAsync()).Expect200().VoidedUids, Is.EqualTo(new[] { uid }), "an answer may have been lost");
        Central.Clock.Advance(TimeSpan.FromHours(2));
        Assert.That((await Station.BeatAsync()).Expect200().VoidedUids, Is.Empty);
    }

    [Test]
    public async Task A_revoked_job_is_told_until_its_station_has_ended_it()
    {
        await Central.NewJobAsync(Office);
        var held = await Station.HoldAsync();
        await RevokeJobAsync(held.JobId);
        Assert.That((await Station.BeatAsync()).Expect200().Revoked, Is.EqualTo(new[] { held.JobId }));
        Assert.That((await Station.PayloadAsync(held.JobId)).Code, Is.EqualTo("job-revoked"));
        (await held.ReportAsync("run-" + held.JobId, 1, OutcomeStatus.Canceled, null)).Expect200();
        Assert.That((await Station.BeatAsync()).Expect200().Revoked, Is.Empty);
        Assert.That(await Central.JobStatusAsync(held.JobId), Is.EqualTo("canceled"));
    }

    [Test]
    public async Task A_card_printed_in_spite_of_a_revocation_is_booked_voided_and_called_back()
    {
        var (uid, run) = (TestPeople.NewUid(), Guid.NewGuid().ToString("N"));
        await Central.NewJobAsync(Office);
        var held = await Station.HoldAsync();
        await RevokeJobAsync(held.JobId);
        (await held.ReportAsync(run, 1, OutcomeStatus.Issued, uid)).Expect200();
        Assert.That(await Central.BlankStatusAsync(uid), Is.EqualTo("voided"));
        Assert.That((await Station.BeatAsync()).Expect200().Revoked, Is.EqualTo(new[] { held.JobId }));
        (await held.ReportAsync(run, 2, OutcomeStatus.Missing, uid)).Expect200();
        (await held.ReportAsync(run, 3, OutcomeStatus.Spoiled, uid)).Expect200();
        Assert.That(await Central.JobStatusAsync(held.JobId), Is.EqualTo("canceled"));
    }

    [Test]
    public async Task A_waiting_job_that_is_revoked_is_never_given()
    {
        var jobId = await Central.NewJobAsync(Office);
        await RevokeJobAsync(jobId);
        Assert.That((await Station.ClaimAsync(10)).Expect200().Jobs, Is.Empty);
        Assert.That(await Central.JobStatusAsync(jobId), Is.EqualTo("canceled"));
    }

    [Test]
    public async Task Two_persons_declare_a_station_lost_and_its_jobs_go_to_another_under_a_new_fence()
    {
        using var other = await Central.EnrollAsync(Office);
        await Central.NewJobAsync(Office);
        var (held, uid) = (await Station.HoldAsync(), TestPeople.NewUid());
        (await held.ReportAsync("run-" + uid, 1, OutcomeStatus.Held, uid)).Expect200();
        Assert.That((await DeclareLostAsync("kepala-1", "kepala-1")).Refusal!.Code, Is.EqualTo("two-persons-required"));
        Assert.That((await DeclareLostAsync("kepala-1", "kepala-2")).Refusal, Is.Null);

        var next = await other.HoldAsync();
        var late = await held.ReportAsync("run-" + uid, 2, OutcomeStatus.Issued, uid);
        var claim = await Station.ClaimAsync(1);
        Assert.Multiple(async () =>
        {
            Assert.That(next.JobId, Is.EqualTo(held.JobId));
            Assert.That((late.Status, late.Code), Is.EqualTo((409, "fenced")));
            Assert.That((claim.Status, claim.Code), Is.EqualTo((403, "station-lost")));
            Assert.That(await Central.BlankStatusAsync(uid), Is.EqualTo("voided"));
            Assert.That((await Station.BeatAsync()).Expect200().Revoked, Does.Contain(held.JobId));
        });
    }

    [Test]
    public async Task The_blanks_of_a_lost_station_are_voided_with_it()
    {
        var uid = TestPeople.NewUid();
        await Central.WriteAsync(session => PrintStation.Central.Blanks.DeliveryBook.AnnounceAsync(
            session, "delivery-" + Office, Office, "BAST/1", "2019", [uid]));
        await Station.PostAsync<Acknowledgement>(
            $"/v1/deliveries/delivery-{Office}/confirmation", new DeliveryConfirmation(1, null, "petugas-1", DateTimeOffset.UnixEpoch));
        await DeclareLostAsync("kepala-1", "kepala-2");
        Assert.That(await Central.BlankStatusAsync(uid), Is.EqualTo("voided"));
    }

    private Task<Answer<Done>> RevokeJobAsync(string jobId) => Central.WriteAsync(session => JobRevocation.RevokeAsync(session, jobId));

    private Task<Answer<Done>> DeclareLostAsync(params string[] by) =>
        Central.WriteAsync(session => LostStations.DeclareAsync(session, Station.StationId, by, "burnt"));
}

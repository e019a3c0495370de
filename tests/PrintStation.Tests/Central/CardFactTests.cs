using PrintStation.Contracts;

namespace PrintStation.Tests.Central;

/// <summary>What stations tell of printed cards, and how far a card is by that.</summary>
public sealed class CardFactTests(Engine engine) : CentralContractTests(engine)
{
    private string _uid = "";

    [SetUp]
    public void TakeABlank() => _uid = TestPeople.NewUid();

    [Test]
    public async Task A_card_is_printed_then_shipped_then_issued_in_whatever_order_it_is_told()
    {
        foreach (var handedOverFirst in new[] { false, true })
        {
            var (uid, held) = (TestPeople.NewUid(), await PrintedAsync());
            await held.ReportAsync($"{held.JobId}-1", 1, OutcomeStatus.Issued, uid);
            Assert.That(await StandingAsync(held.JobId), Is.EqualTo("CARD_PRINTED"));
            if (handedOverFirst)
            {
                (await HandOverAsync(uid, held.JobId)).Expect200();
                (await ShipAsync(uid, held.JobId)).Expect200();
            }
            else
            {
                (await ShipAsync(uid, held.JobId)).Expect200();
                Assert.That(await StandingAsync(held.JobId), Is.EqualTo("CARD_SHIPPED"));
                (await HandOverAsync(uid, held.JobId)).Expect200();
            }

            Assert.That(await StandingAsync(held.JobId), Is.EqualTo("CARD_ISSUED"));
        }
    }

    [Test]
    public async Task What_was_told_first_of_a_card_stays()
    {
        var held = await IssuedAsync();
        (await ShipAsync(_uid, held.JobId)).Expect200();
        (await ShipAsync(_uid, held.JobId)).Expect200();
        var other = await ShipAsync(_uid, held.JobId, document: "BAST/8");
        Assert.That((other.Status, other.Code), Is.EqualTo((422, "fact-differs")));
        Assert.That(await Central.ValueAsync<string>("SELECT body FROM card_fact WHERE uid = @uid", new { uid = _uid }), Does.Contain("BAST/7"));
    }

    [Test]
    public async Task Of_a_card_that_is_not_printed_for_the_job_nothing_is_taken()
    {
        var held = await IssuedAsync();
        foreach (var (uid, job) in new[] { (TestPeople.NewUid(), held.JobId), (_uid, "job-other") })
            Assert.That((await HandOverAsync(uid, job)).Code, Is.EqualTo("unknown-card"), $"{uid} {job}");
        using var stranger = await Central.EnrollAsync(Central.NewOffice());
        Assert.That((await HandOverAsync(_uid, held.JobId, stranger)).Code, Is.EqualTo("unknown-card"), "another office");
        Assert.That(await Central.ValueAsync<long>("SELECT count(*) FROM card_fact WHERE job_id = @JobId", held), Is.Zero);
    }

    [Test]
    public async Task A_card_is_handed_over_only_after_the_finger_was_compared()
    {
        var held = await IssuedAsync();
        var reply = await Station.PostAsync<Acknowledgement>(
            $"/v1/cards/{_uid}/hand-over", new HandOverReport(held.JobId, FingerprintChecked: false, "siti", Central.Clock.GetUtcNow()));
        Assert.That((reply.Status, reply.Code), Is.EqualTo((422, "request-invalid")));
        Assert.That(await StandingAsync(held.JobId), Is.EqualTo("CARD_PRINTED"));
    }

    [Test]
    public async Task A_card_that_was_void_when_it_was_handed_over_is_to_be_called_back_and_the_fact_is_kept()
    {
        var held = await IssuedAsync();
        var before = Central.Clock.GetUtcNow();
        Central.Clock.Advance(TimeSpan.FromMinutes(1));
        await Central.WriteAsync(session => PrintStation.Central.Registry.JobRevocation.RevokeAsync(session, held.JobId));
        Central.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That((await HandOverAsync(_uid, held.JobId)).Code, Is.EqualTo("chip-voided"));
        Assert.That(await Central.ValueAsync<long>("SELECT count(*) FROM card_fact WHERE uid = @uid", new { uid = _uid }), Is.EqualTo(1));
        (await ShipAsync(_uid, held.JobId, at: before)).Expect200();
    }

    [Test]
    public async Task A_request_for_another_card_says_how_it_stands()
    {
        var held = await IssuedAsync();
        Assert.That((await AskAsync(held.JobId)).Status, Is.EqualTo(ReprintStatus.Asked), "the centre counts the card as good");
        await held.ReportAsync("run-1", 2, OutcomeStatus.Missing, _uid, "misprint");
        Assert.That((await AskAsync(held.JobId)).Status, Is.EqualTo(ReprintStatus.CardOutside));
        await held.ReportAsync("run-1", 3, OutcomeStatus.Spoiled, _uid, "misprint");
        await held.ReleaseAsync("recalled");
        Assert.That(await AskAsync(held.JobId), Is.EqualTo(new ReprintResponse(held.Epoch, ReprintStatus.Queued, held.JobId)));
        var again = await Station.HoldAsync();
        Assert.That(again.JobId, Is.EqualTo(held.JobId));
        await again.ReportAsync("run-2", 1, OutcomeStatus.Issued, TestPeople.NewUid());
        Assert.That(await AskAsync(held.JobId), Is.EqualTo(new ReprintResponse(held.Epoch, ReprintStatus.Made, held.JobId)));
    }

    [Test]
    public async Task A_request_that_a_person_approves_becomes_a_job_of_its_own()
    {
        var held = await IssuedAsync();
        Assert.That((await AskAsync(held.JobId)).Status, Is.EqualTo(ReprintStatus.Asked));
        Central.Clock.Advance(TimeSpan.FromMinutes(1));
        var approved = await Central.ApproveReprintAsync(held.JobId, "spoiled-later");
        Assert.That(await AskAsync(held.JobId), Is.EqualTo(new ReprintResponse(held.Epoch, ReprintStatus.Queued, approved.Value!.JobId)));
    }

    [Test]
    public async Task There_is_no_other_card_for_a_revoked_job()
    {
        var held = await IssuedAsync();
        await Central.WriteAsync(session => PrintStation.Central.Registry.JobRevocation.RevokeAsync(session, held.JobId));
        Assert.That((await AskAsync(held.JobId)).Status, Is.EqualTo(ReprintStatus.Declined));
    }

    [Test]
    public async Task Facts_that_come_after_a_restore_count_for_a_job_that_the_books_have_yet_to_get_again()
    {
        var recording = Central.NewRecording(Office);
        var report = new OutcomeReport(
            $"job-{recording.RecordingId}", "lease-1", "0-old", 1, 1, OutcomeStatus.Issued, _uid, null, null, "printer-1", null, Central.Clock.GetUtcNow());
        await Station.PostAsync<ResendResponse>("/v1/resend", new ResendRequest([new ResentOutcome("run-1", 1, report)], []));
        (await HandOverAsync(_uid, report.JobId)).Expect200();
        await Central.RecordAsync(recording);
        Assert.That(await StandingAsync(report.JobId), Is.EqualTo("CARD_ISSUED"));
    }

    private async Task<Held> PrintedAsync()
    {
        await Central.NewJobAsync(Office);
        return await Station.HoldAsync();
    }

    private async Task<Held> IssuedAsync()
    {
        var held = await PrintedAsync();
        (await held.ReportAsync("run-1", 1, OutcomeStatus.Issued, _uid)).Expect200();
        return held;
    }

    [Test]
    public async Task Of_a_job_that_is_not_there_nothing_is_said() => Assert.That(await Central.Books.ReadAsync(
        session => PrintStation.Central.Cli.CardLists.JobAsync(session, "job-of-nobody"), CancellationToken.None), Is.Null);

    private Task<Reply<Acknowledgement>> ShipAsync(string uid, string job, string document = "BAST/7", DateTimeOffset? at = null) =>
        Station.PostAsync<Acknowledgement>($"/v1/cards/{uid}/shipment",
            new ShipmentReport(job, 1, document, "Pos", "siti", at ?? Central.Clock.GetUtcNow()));

    private Task<Reply<Acknowledgement>> HandOverAsync(string uid, string job, TestStation? station = null) =>
        (station ?? Station).PostAsync<Acknowledgement>($"/v1/cards/{uid}/hand-over", new HandOverReport(job, true, "siti", Central.Clock.GetUtcNow()));

    private async Task<ReprintResponse> AskAsync(string job) => (await Station.PostAsync<ReprintResponse>(
        $"/v1/cards/{_uid}/reprint-request", new ReprintRequest(job, "misprint", "siti", DateTimeOffset.UnixEpoch))).Expect200();

    private async Task<string?> StandingAsync(string job) => (await Central.Books.ReadAsync(
        session => PrintStation.Central.Cli.CardLists.JobAsync(session, job), CancellationToken.None))!.Standing;
}

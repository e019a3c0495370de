using PrintStation.Central.Blanks;
using PrintStation.Contracts;

namespace PrintStation.Tests.Central;

/// <summary>One office uses blanks that were delivered to another: as many as came from there, and no more.</summary>
public sealed class LoanTests(Engine engine) : CentralContractTests(engine)
{
    private string _lender = "";

    [SetUp]
    public void NameLender() => _lender = Central.NewOffice();

    [Test]
    public async Task As_many_cards_are_good_as_blanks_came()
    {
        (await LoanAsync(7, 2)).Expect200();
        var uids = await AnnouncedAsync(3);
        Assert.That(await IssueAsync(uids[0]), Is.Empty);
        Assert.That(await IssueAsync(uids[1]), Is.Empty);
        Assert.That(await IssueAsync(uids[2]), Is.EqualTo("chip-of-another-office"));
        Assert.That(await Central.BlankStatusAsync(uids[1]), Is.EqualTo("issued"));
        Assert.That(await Central.BlankStatusAsync(uids[2]), Is.EqualTo("delivered"));
    }

    [Test]
    public async Task What_is_spoiled_of_them_counts_and_is_good_nowhere()
    {
        (await LoanAsync(7, 1)).Expect200();
        var uids = await AnnouncedAsync(2);
        Assert.That(await ReportAsync(uids[0], OutcomeStatus.Spoiled, "chip-mute"), Is.Empty);
        Assert.That(await Central.BlankStatusAsync(uids[0]), Is.EqualTo("voided"));
        Assert.That(await IssueAsync(uids[1]), Is.EqualTo("chip-of-another-office"));
    }

    [Test]
    public async Task A_loan_that_was_a_mistake_allows_none()
    {
        (await LoanAsync(7, 1)).Expect200();
        (await LoanAsync(8, -1)).Expect200();
        Assert.That(await IssueAsync((await AnnouncedAsync(1))[0]), Is.EqualTo("chip-of-another-office"));
    }

    [Test]
    public async Task A_loan_counts_once_and_stands_as_it_was_told_first()
    {
        (await LoanAsync(7, 1)).Expect200();
        (await LoanAsync(7, 1)).Expect200();
        Assert.That((await LoanAsync(7, 2)).Code, Is.EqualTo("loan-differs"));
        var uids = await AnnouncedAsync(2);
        Assert.That(await IssueAsync(uids[0]), Is.Empty);
        Assert.That(await IssueAsync(uids[1]), Is.EqualTo("chip-of-another-office"));
    }

    /// <summary>What a loan brings back may be other blanks than went.</summary>
    [Test]
    public async Task A_blank_that_went_on_to_a_third_office_is_that_one_s()
    {
        (await LoanAsync(7, 1)).Expect200();
        var uid = (await AnnouncedAsync(1))[0];
        using var third = await Central.EnrollAsync(Central.NewOffice());
        (await third.PostAsync<Acknowledgement>("/v1/loans/1", Report(Office, 1))).Expect200();
        (await third.PostAsync<Acknowledgement>("/v1/loans/2", Report(_lender, 1))).Expect200();
        await Central.NewJobAsync(third.Office);
        Assert.That((await (await third.HoldAsync()).ReportAsync("run-third", 1, OutcomeStatus.Issued, uid)).Code, Is.Empty);
        Assert.That(await IssueAsync(uid), Is.EqualTo("chip-of-another-office"));
    }

    /// <summary>The lender still sees what was delivered to it, card by card.</summary>
    [Test]
    public async Task The_delivery_keeps_its_list()
    {
        (await LoanAsync(7, 1)).Expect200();
        using var lender = await Central.EnrollAsync(_lender);
        var uids = await AnnouncedAsync(2);
        Assert.That(await IssueAsync(uids[0]), Is.Empty);
        Assert.That((await lender.GetAsync<DeliveriesResponse>("/v1/deliveries")).Expect200().Deliveries.Single().Uids, Is.EquivalentTo(uids));
    }

    /// <summary>A restored centre has forgotten loan and card: with the loan it takes the card again.</summary>
    [Test]
    public async Task After_a_restore_the_loan_is_told_before_the_cards_that_were_made_of_it()
    {
        var uid = (await AnnouncedAsync(1))[0];
        await Central.NewJobAsync(Office);
        var held = await Station.HoldAsync();
        var issued = new ResentOutcome("run-1", 1, held.Outcome(OutcomeStatus.Issued, uid));
        var answer = await Station.PostAsync<ResendResponse>("/v1/resend", new ResendRequest([issued], [], Loans: [new ResentLoan(7, Report(_lender, 1))]));
        Assert.That(answer.Expect200().Refused, Is.Empty);
        Assert.That(await Central.BlankStatusAsync(uid), Is.EqualTo("issued"));
    }

    [TestCase(0, "5302", 1, "BA/1", "siti")]
    [TestCase(1, "53", 1, "BA/1", "siti")]
    [TestCase(1, "53a2", 1, "BA/1", "siti")]
    [TestCase(1, "5302", 0, "BA/1", "siti")]
    [TestCase(1, "5302", 100_001, "BA/1", "siti")]
    [TestCase(1, "5302", 1, "", "siti")]
    [TestCase(1, "5302", 1, "BA/1", " ")]
    public async Task What_cannot_be_a_loan_is_refused(long movement, string from, int quantity, string document, string by)
    {
        var reply = await Station.PostAsync<Acknowledgement>($"/v1/loans/{movement}", new LoanReport(from, quantity, document, by, DateTimeOffset.UnixEpoch));
        Assert.That((reply.Status, reply.Code), Is.EqualTo((422, "request-invalid")));
    }

    [Test]
    public async Task Nobody_lends_to_himself() =>
        Assert.That((await Station.PostAsync<Acknowledgement>("/v1/loans/1", Report(Office, 1))).Code, Is.EqualTo("request-invalid"));

    private static LoanReport Report(string from, int quantity) => new(from, quantity, "BA/1", "siti, budi", DateTimeOffset.UnixEpoch);

    private Task<Reply<Acknowledgement>> LoanAsync(long movement, int quantity) =>
        Station.PostAsync<Acknowledgement>($"/v1/loans/{movement}", Report(_lender, quantity));

    private Task<string> IssueAsync(string uid) => ReportAsync(uid, OutcomeStatus.Issued, null);

    /// <returns>Why it was refused; empty where it was taken.</returns>
    private async Task<string> ReportAsync(string uid, OutcomeStatus status, string? reason)
    {
        await Central.NewJobAsync(Office);
        return (await (await Station.HoldAsync()).ReportAsync($"run-{uid}", 1, status, uid, reason)).Code;
    }

    private async Task<string[]> AnnouncedAsync(int quantity)
    {
        string[] uids = [.. Enumerable.Range(0, quantity).Select(_ => TestPeople.NewUid())];
        var done = await Central.WriteAsync(session => DeliveryBook.AnnounceAsync(session, $"D-{uids[0]}", _lender, $"BAST/{uids[0]}", "2019", uids));
        Assert.That(done.Refusal, Is.Null);
        return uids;
    }
}

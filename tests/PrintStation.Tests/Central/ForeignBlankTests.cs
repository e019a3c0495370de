using PrintStation.Central.Blanks;
using PrintStation.Contracts;

namespace PrintStation.Tests.Central;

/// <summary>A station tells of a blank that it must not use; the centre names the office that it belongs to.</summary>
public sealed class ForeignBlankTests(Engine engine) : CentralContractTests(engine)
{
    [Test]
    public async Task A_blank_of_another_office_is_named_as_its_own_each_time_it_is_told_of()
    {
        var (owner, uid) = (Central.NewOffice(), TestPeople.NewUid());
        await AnnounceAsync(owner, uid);
        var held = await HoldAsync();
        for (var time = 0; time < 2; time++)
            Assert.That((await held.ReportAsync("run-" + Office, 1, OutcomeStatus.Spoiled, uid, "uid-not-delivered")).Expect200().ChipOffice, Is.EqualTo(owner));
        Assert.That(await Central.BlankStatusAsync(uid), Is.EqualTo("delivered"), "another office's blank is not voided by this one's word");
    }

    [Test]
    public async Task A_blank_of_this_office_and_one_that_nobody_knows_have_no_other_office()
    {
        var (own, unknown) = (TestPeople.NewUid(), TestPeople.NewUid());
        await AnnounceAsync(Office, own);
        var held = await HoldAsync();
        Assert.That((await held.ReportAsync("run-1-" + Office, 1, OutcomeStatus.Spoiled, own, "uid-seen-before")).Expect200().ChipOffice, Is.Null);
        Assert.That((await held.ReportAsync("run-2-" + Office, 1, OutcomeStatus.Spoiled, unknown, "uid-not-delivered")).Expect200().ChipOffice, Is.Null);
        Assert.That(await Central.BlankStatusAsync(unknown), Is.EqualTo("voided"), "a card of no delivery is good nowhere");
    }

    /// <summary>A station asks for no other office's blanks, unless it has one of them in its hands.</summary>
    [Test]
    public async Task An_outcome_of_another_kind_is_told_no_office()
    {
        var uid = TestPeople.NewUid();
        await AnnounceAsync(Central.NewOffice(), uid);
        var held = await HoldAsync();
        Assert.That((await held.ReportAsync("run-" + Office, 1, OutcomeStatus.Spoiled, uid, "chip-mute")).Expect200().ChipOffice, Is.Null);
    }

    private async Task<Held> HoldAsync()
    {
        await Central.NewJobAsync(Office);
        return await Station.HoldAsync();
    }

    private async Task AnnounceAsync(string office, string uid) => Assert.That((await Central.WriteAsync(session =>
        DeliveryBook.AnnounceAsync(session, $"delivery-{uid}", office, $"BAST/{uid}", "2019", [uid]))).Refusal, Is.Null);
}

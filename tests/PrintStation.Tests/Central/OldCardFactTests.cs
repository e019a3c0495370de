using PrintStation.Central.Cli;
using PrintStation.Contracts;

namespace PrintStation.Tests.Central;

/// <summary>What stations tell of cards that their citizens brought back, and what the citizen is told of it.</summary>
public sealed class OldCardFactTests(Engine engine) : CentralContractTests(engine)
{
    private string _uid = "";

    [SetUp]
    public void TakeABlank() => _uid = TestPeople.NewUid();

    [Test]
    public async Task The_citizens_trail_goes_on_to_the_card_that_was_brought_back_and_destroyed()
    {
        var (held, nik) = await IssuedAsync();
        Central.Clock.Advance(TimeSpan.FromDays(1));
        (await TellAsync(held.JobId, 41, OldCardStep.TakenBack, "changed-data", "TT/1")).Expect200();
        Central.Clock.Advance(TimeSpan.FromDays(1));
        (await TellAsync(held.JobId, 57, OldCardStep.Destroyed, null, "BAP/1", "siti, Budi Nalle")).Expect200();
        var steps = await TrailAsync(nik);
        Assert.That(steps.Select(step => step.What), Is.EqualTo(new[]
        {
            "Issued", "recorded", "leased", "payload served", "lease ended", "old card: TakenBack", "old card: Destroyed",
        }), "by the clock of whoever tells it; this station's is at its beginning");
        Assert.That(steps.Select(step => step.JobId), Is.All.EqualTo(held.JobId));
        Assert.That(steps[^2].Detail, Is.EqualTo($"{_uid}, changed-data, TT/1, siti"));
        Assert.That(steps[^1].Detail, Is.EqualTo($"{_uid}, BAP/1, siti, Budi Nalle"));
        Assert.That(await TrailAsync("5371010101900009"), Is.Empty, "nothing of anybody else");
    }

    [Test]
    public async Task Each_step_is_told_once_and_one_that_was_undone_may_come_again()
    {
        var (held, nik) = await IssuedAsync();
        (await TellAsync(held.JobId, 41, OldCardStep.TakenBack, "damaged", "TT/1")).Expect200();
        (await TellAsync(held.JobId, 41, OldCardStep.TakenBack, "damaged", "TT/1")).Expect200();
        Assert.That((await TellAsync(held.JobId, 41, OldCardStep.TakenBack, "damaged", "TT/2")).Code, Is.EqualTo("fact-differs"));
        (await TellAsync(held.JobId, 42, OldCardStep.Undone, null, "TT/1")).Expect200();
        (await TellAsync(held.JobId, 50, OldCardStep.TakenBack, "found", "TT/3")).Expect200();
        Assert.That((await TrailAsync(nik)).Count(step => step.What.StartsWith("old card", StringComparison.Ordinal)), Is.EqualTo(3));
    }

    [Test]
    public async Task A_card_that_is_void_is_taken_back_all_the_same()
    {
        var (held, _) = await IssuedAsync();
        await Central.WriteAsync(session => PrintStation.Central.Registry.JobRevocation.RevokeAsync(session, held.JobId));
        Central.Clock.Advance(TimeSpan.FromMinutes(1));
        (await TellAsync(held.JobId, 41, OldCardStep.TakenBack, "damaged", "TT/1")).Expect200();
    }

    [TestCase(0, "TT/1", "siti")]
    [TestCase(1, "", "siti")]
    [TestCase(1, "TT/1", " ")]
    public async Task What_is_no_step_is_refused(long movement, string document, string by)
    {
        var (held, _) = await IssuedAsync();
        Assert.That((await TellAsync(held.JobId, movement, OldCardStep.TakenBack, "damaged", document, by)).Code, Is.EqualTo("request-invalid"));
        Assert.That((await TellAsync("job-other", 1, OldCardStep.TakenBack, "damaged", "TT/1")).Code, Is.EqualTo("unknown-card"));
    }

    private async Task<(Held Held, string Nik)> IssuedAsync()
    {
        var recording = Central.NewRecording(Office);
        await Central.RecordAsync(recording);
        var held = await Station.HoldAsync();
        (await held.ReportAsync("run-1", 1, OutcomeStatus.Issued, _uid)).Expect200();
        return (held, recording.Person.Citizen.Nik);
    }

    private Task<Reply<Acknowledgement>> TellAsync(string job, long movement, OldCardStep step, string? reason, string document, string by = "siti") =>
        Station.PostAsync<Acknowledgement>(
            $"/v1/cards/{_uid}/old-card/{movement}", new OldCardStepReport(job, step, document, by, Central.Clock.GetUtcNow(), reason));

    private Task<IReadOnlyList<TrailStep>> TrailAsync(string nik) =>
        Central.Books.ReadAsync(session => CitizenTrail.OfAsync(session, nik), CancellationToken.None);
}

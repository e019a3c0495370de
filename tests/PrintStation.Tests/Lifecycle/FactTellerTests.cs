using PrintStation.Contracts;
using PrintStation.Jobs;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

/// <summary>How the centre gets to know what became of printed cards.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FactTellerTests : IDisposable
{
    private readonly TestStation _station = new();
    private readonly StationGate _gate;
    private readonly ScriptedCentre _centre = new();

    public FactTellerTests()
    {
        _gate = _station.Gate();
        _station.Database.Write(transaction => transaction.Set("epoch", "E1"));
    }

    [Test]
    public async Task Outcomes_are_told_first_then_what_became_of_the_cards()
    {
        HandedOver("J1");
        _centre.OutcomeRefusal = "not-now";
        await ReportUntilAsync(() => _station.Facts.Waiting() == 0);
        Assert.That(_station.Outbox.Waiting(), Is.Zero);
        Assert.That(_centre.Told, Is.EqualTo(new[] { "04J1/hand-over" }));
        Assert.That(_station.Facts.Of("J1").Single().State, Is.EqualTo("sent"));
    }

    [Test]
    public async Task A_fact_that_the_centre_refuses_is_set_aside_with_its_reason_and_blocks_nothing()
    {
        HandedOver("J1");
        HandedOver("J2");
        _centre.FactRefusals["04J1"] = "chip-voided";
        await ReportUntilAsync(() => _station.Facts.Waiting() == 0);
        Assert.That(_station.Facts.Refused().Select(fact => (fact.JobId, fact.Refusal)), Is.EqualTo(new[] { ("J1", "chip-voided") }));
        Assert.That(_station.Facts.Of("J2").Single().State, Is.EqualTo("sent"));
    }

    [Test]
    public async Task A_fact_at_which_the_centre_always_fails_holds_up_no_other()
    {
        HandedOver("J1");
        HandedOver("J2");
        _centre.FailsAt = "/04J1/";
        await ReportUntilAsync(() => _centre.Told.Contains("04J2/hand-over"), Advance);
        Assert.That(_station.Facts.Of("J1").Single().State, Is.EqualTo("waiting"));
    }

    [Test]
    public async Task A_fact_waits_for_the_outcomes_of_its_job_and_those_of_other_cards_do_not()
    {
        HandedOver("J1");
        HandedOver("J2");
        _centre.FailsAt = "/runs/J1-1/";
        await ReportUntilAsync(() => _centre.Told.Contains("04J2/hand-over"), Advance);
        Assert.That(_centre.Told, Is.EqualTo(new[] { "04J2/hand-over" }));
        Assert.That(_station.Facts.Of("J1").Single().State, Is.EqualTo("waiting"));
    }

    [Test]
    public async Task A_restored_centre_is_told_everything_again()
    {
        HandedOver("J1");
        HandedOver("J2");
        _centre.FactRefusals["04J2"] = "chip-voided";
        await ReportUntilAsync(() => _station.Facts.Waiting() == 0);
        _centre.Told.Clear();
        _centre.FactRefusals.Clear();
        (_centre.Epoch, _centre.HasForgotten) = ("E2", true);
        await _centre.BeatAsync(_centre.Link(_station, _gate));
        await ReportUntilAsync(() => _station.Facts.Waiting() == 0);
        Assert.That(_centre.Told, Is.EquivalentTo(new[] { "04J1/hand-over", "04J2/hand-over" }));
        Assert.That(_station.Facts.Refused(), Is.Empty, "the one that it refused before too");
    }

    [Test]
    public async Task A_centre_that_has_forgotten_a_card_is_asked_whether_it_was_restored_before_its_word_counts()
    {
        HandedOver("J1");
        await ReportUntilAsync(() => _station.Outbox.Waiting() == 0 && _station.Facts.Waiting() == 0);
        HandedOver("J2");
        _station.Database.Write(transaction => transaction.Execute("UPDATE outbox SET state = 'sent'"));
        (_centre.Epoch, _centre.HasForgotten) = ("E2", true);
        await ReportUntilAsync(() => _station.Facts.Waiting() == 0);
        Assert.That(_centre.Resent!.Outcomes, Has.Count.EqualTo(2), "outcomes first");
        Assert.That(_station.Facts.Refused(), Is.Empty);
        Assert.That(_station.Facts.Of("J1").Concat(_station.Facts.Of("J2")).Select(fact => fact.State), Is.All.EqualTo("sent"));
    }

    [Test]
    public async Task How_a_request_stands_is_asked_until_it_is_decided()
    {
        var run = Issued("J1");
        _station.Database.Write(transaction =>
            _station.Facts.Ask(transaction, run.RunId, "04J1", new ReprintRequest("J1", "misprint", "siti", _station.Clock.GetUtcNow())));
        _centre.Standing = ReprintStatus.Asked;
        await ReportUntilAsync(() => _station.Facts.Waiting() == 0);
        Assert.That(Answer(), Is.EqualTo(("Asked", "J-new")));

        _station.Facts.AskAgain();
        Assert.That(_station.Facts.Waiting(), Is.Zero, "not with every heartbeat");
        _station.Clock.Advance(TimeSpan.FromHours(1));
        _station.Facts.AskAgain();
        _centre.Standing = ReprintStatus.Made;
        await ReportUntilAsync(() => _station.Facts.Waiting() == 0);
        Assert.That(Answer(), Is.EqualTo(("Made", "J-new")));
        _station.Clock.Advance(TimeSpan.FromHours(1));
        _station.Facts.AskAgain();
        Assert.That(_station.Facts.Waiting(), Is.Zero, "it is decided");

        (string?, string?) Answer() => _station.Facts.Of("J1").Select(fact => (fact.Answer, fact.AnswerJob)).Single();
    }

    public void Dispose()
    {
        _station.Dispose();
        _centre.Dispose();
    }

    private CardRun Issued(string job) => _station.Until(_station.Fetched(job), CardState.Issued, $"04{job}");

    private void HandedOver(string job)
    {
        Issued(job);
        _station.HandOvers.Enter($"04{job}", fingerprintChecked: true, null, "siti");
    }

    private void Advance() => _station.Clock.Advance(TimeSpan.FromSeconds(1));

    private async Task ReportUntilAsync(Func<bool> done, Action? meanwhile = null)
    {
        using var stop = new CancellationTokenSource();
        var reporting = _centre.Link(_station, _gate).ReportAsync([], stop.Token);
        Assert.That(SpinWait.SpinUntil(() =>
        {
            meanwhile?.Invoke();
            return done();
        }, TimeSpan.FromSeconds(20)));
        await stop.CancelAsync();
        Assert.That(async () => await reporting, Throws.InstanceOf<OperationCanceledException>());
    }
}

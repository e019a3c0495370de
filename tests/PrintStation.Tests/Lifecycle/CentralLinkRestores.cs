using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

/// <summary>A centre that was restored, and leases and outcomes from before: what goes back, what is called back, and what stays.</summary>
internal sealed partial class CentralLinkTests
{
    [Test]
    public async Task A_release_of_an_older_lease_that_is_fenced_calls_no_good_card_back()
    {
        _station.Spoil(_station.Fetched("J0"), "chip-mute", "04AA");
        _station.Spoil(_station.Book.NextFetched([])!, "chip-mute", "04AB");
        _station.Spoil(_station.Book.NextFetched([])!, "chip-mute", "04AC");
        _station.Until(_station.Fetched("J0", lease: "lease-2"), CardState.Issued, "04AD");
        _centre.ReleaseRefusal = "fenced";
        await ReportUntilAsync(() => _station.Outbox.Refused().Count > 0 && _station.Outbox.Waiting() == 0);
        await BeatAsync();
        Assert.That((_station.Outbox.Refused().Single().Kind, _station.Runs("J0")[^1].State, _station.Job("J0").StopReason),
            Is.EqualTo(("release", CardState.Issued, (string?)null)));
    }

    [Test]
    public async Task A_restored_centre_gets_no_lease_back_that_is_older_than_the_one_in_hand()
    {
        _station.Spoil(_station.Fetched("J0"), "chip-mute", "04AA");
        _station.Spoil(_station.Book.NextFetched([])!, "chip-mute", "04AB");
        _station.Spoil(_station.Book.NextFetched([])!, "chip-mute", "04AC");
        await ReportUntilAsync(() => _station.Outbox.Waiting() == 0);
        _station.Until(_station.Fetched("J0", lease: "lease-2"), CardState.Printing, "04AD");
        _station.Spoil(_station.Fetched("J1"), "chip-mute", "04BA");
        _station.Spoil(_station.Book.NextFetched([])!, "chip-mute", "04BB");
        _station.Spoil(_station.Book.NextFetched([])!, "chip-mute", "04BC");
        await ReportUntilAsync(() => _station.Outbox.Waiting() == 0);
        _centre.Epoch = "E2";
        await BeatAsync();
        Assert.That(_station.Reports().Where(report => report.State == "waiting").Select(report => report.Target),
            Is.EqualTo(new[] { "v1/leases/lease-J1/release" }));
    }

    [Test]
    public async Task A_job_that_goes_back_with_the_restore_frees_its_older_leases_too()
    {
        _station.Spoil(_station.Fetched("J0"), "chip-mute", "04AA");
        _station.Spoil(_station.Book.NextFetched([])!, "chip-mute", "04AB");
        _station.Spoil(_station.Book.NextFetched([])!, "chip-mute", "04AC");
        await ReportUntilAsync(() => _station.Outbox.Waiting() == 0);
        _station.Fetched("J0", lease: "lease-2");
        _station.Database.Write(transaction => transaction.Execute("UPDATE job SET stop_reason = 'central-restored'"));
        _station.Database.Write(transaction => _station.Outbox.SendAgain(transaction, CentralLink.CentralRestored));
        Assert.That(_station.Reports().Where(report => report.State == "waiting").Select(report => report.Target),
            Is.EqualTo(new[] { "v1/leases/lease-J0/release" }));
    }

    [Test]
    public async Task A_restored_centre_that_no_longer_takes_an_outcome_calls_its_card_back()
    {
        var run = _station.Until(_station.Fetched("J0"), CardState.Issued, "04AA");
        _station.Until(_station.Fetched("J1"), CardState.Issued, "04AB");
        await ReportUntilAsync(() => _station.Outbox.Waiting() == 0);
        (_centre.Epoch, _centre.NoLongerTaken) = ("E2", [new RefusedOutcome(run.RunId, 1, "fenced"), new RefusedOutcome("J1-1", 1, "outcome-out-of-order")]);
        await BeatAsync();
        Assert.That((_station.Runs("J0").Single().State, _station.Runs("J1").Single().State), Is.EqualTo((CardState.Missing, CardState.Issued)));
        Assert.That(_station.Outbox.Refused().Select(report => (report.RunId, report.Refusal)), Is.EqualTo(new[] { ("J0-1", "fenced") }));
    }

    [TestCase("fenced", true)]
    [TestCase("job-ended", true)]
    [TestCase("chip-of-another-office", false)]
    public async Task A_restored_centre_hears_again_of_a_card_that_it_had_fenced(string refusal, bool isTold)
    {
        _station.Spoil(_station.Fetched("J0"), "chip-mute", "04AA");
        _centre.OutcomeRefusal = refusal;
        await ReportUntilAsync(() => _station.Outbox.Refused().Count == 1);
        _centre.Epoch = "E2";
        await BeatAsync();
        Assert.That(_centre.Resent!.Outcomes.Select(outcome => (outcome.Report.ChipUid, outcome.WasRefused)),
            isTold ? Is.EqualTo(new[] { ((string?)"04AA", true) }) : Is.Empty);
    }

    [Test]
    public async Task Books_that_are_behind_give_back_no_job_for_a_new_epoch()
    {
        var run = _station.Fetched("J0");
        (_centre.Epoch, _centre.Known) = ("E2", new LedgerHead(99, "of a younger moment"));
        await BeatAsync();
        Assert.That((_station.Book.Find(run.RunId)!.State, _station.Job("J0").IsInDoubt, _station.Reports()),
            Is.EqualTo((CardState.Fetched, true, Array.Empty<object>())));
    }

    [Test]
    public async Task A_restored_centre_hears_under_which_leases_cards_are_being_made()
    {
        _station.Until(_station.Fetched("J0"), CardState.Printing, "04AA");
        _station.Fetched("J1");
        _station.Until(_station.Fetched("J2"), CardState.Issued, "04AC");
        _station.Until(_station.Fetched("J3"), CardState.Encoding, "04AD");
        _station.Database.Write(transaction => transaction.Execute("UPDATE job SET in_doubt = 1 WHERE job_id = 'J3'"));
        _centre.Epoch = "E2";
        await BeatAsync();
        Assert.That(_centre.Resent!.Leases, Is.EqualTo(new[] { new ResentLease("J0", "lease-J0", "E1", _station.Job("J0").Fence) }),
            "J1 goes back, J2 has its outcome, and J3's lease proves nothing");
    }

    /// <summary>Neither told nor stopped, its job would be given to another station and made here too.</summary>
    [Test]
    public async Task A_card_whose_feed_is_refused_while_the_memory_is_told_is_not_begun_again()
    {
        for (var i = 0; i < 60; i++)
            _station.Until(_station.Fetched($"J{i}"), CardState.Issued, $"04{i:X4}");
        var feeding = _station.Until(_station.Fetched("J60"), CardState.Feeding);
        _centre.Epoch = "E2";
        _centre.WithPart = () =>
        {
            if (_centre.Parts.Count == 1)
                feeding = _station.Book.Move(feeding, CardTrigger.FeedRefused);
        };
        await BeatAsync();
        Assert.That((_centre.Parts.Count, _centre.Resent!.Leases, _station.Job("J60").StopReason),
            Is.EqualTo((2, Array.Empty<ResentLease>(), CentralLink.CentralRestored)));
    }

    [Test]
    public async Task A_long_memory_is_told_in_parts_and_goes_on_where_the_line_was_cut()
    {
        var runs = Enumerable.Range(0, 120).Select(i => _station.Until(_station.Fetched($"J{i}"), CardState.Issued, $"04{i:X4}").RunId).ToList();
        (_centre.Epoch, _centre.CutAfterParts) = ("E2", 1);
        var link = Link();
        await _centre.BeatAsync(link);
        Assert.That((_centre.Parts.Count, _station.Database.Setting("epoch")), Is.EqualTo((1, "E1")));
        await _centre.BeatAsync(link);
        Assert.That(_centre.Parts.SelectMany(part => part.Outcomes).Select(outcome => outcome.RunId), Is.EqualTo(runs), "each once, in order");
        Assert.That(_centre.Parts.Select(part => part.HasMore), Is.EqualTo(new[] { true, true, false }));
        Assert.That(_station.Database.Setting("epoch"), Is.EqualTo("E2"));
    }

    [Test]
    public async Task A_centre_that_knows_less_than_it_once_answered_for_was_put_back_though_its_epoch_is_the_same()
    {
        _station.Until(_station.Fetched("J0"), CardState.Issued, "04AA");
        _station.Fetched("J1");
        await BeatAsync();
        Assert.That(_gate.Has(StationGate.Station, GateReasons.CentralRestored), Is.False);
        _centre.Known = new LedgerHead(1, _station.Database.Read(connection => BlankLedger.HashAt(connection, 1))!);
        await BeatAsync();
        // It has been told the present head by now, and has forgotten no less for it.
        _centre.Known = null;
        await BeatAsync();
        Assert.That((_gate.Has(StationGate.Station, GateReasons.CentralRestored), _station.Runs("J1").Single().State, _centre.Parts.Count),
            Is.EqualTo((true, CardState.Canceled, 0)));
        _centre.Epoch = "E2";
        await BeatAsync();
        Assert.That((_gate.Has(StationGate.Station, GateReasons.CentralRestored), _centre.Resent?.Outcomes.Single().RunId), Is.EqualTo((false, "J0-1")));
    }

    [Test]
    public async Task An_outcome_of_a_lease_that_the_centre_gave_and_does_not_know_waits_for_a_new_epoch()
    {
        _station.Until(_station.Fetched("J0"), CardState.Issued, "04AA");
        _centre.OutcomeRefusal = "unknown-lease";
        await ReportUntilAsync(() => _gate.Has(StationGate.Station, GateReasons.CentralRestored));
        Assert.That((_station.Outbox.Refused(), _station.Outbox.Waiting()), Is.EqualTo((Array.Empty<object>(), 1)));
    }

    [Test]
    public async Task A_report_that_the_centre_fails_with_lets_those_of_other_jobs_go_first()
    {
        _station.Until(_station.Fetched("J0"), CardState.Issued, "04AA");
        _station.Until(_station.Fetched("J1"), CardState.Issued, "04AB");
        _centre.FailsAt = "/J0-1/";
        await ReportUntilAsync(() =>
        {
            _station.Clock.Advance(TimeSpan.FromSeconds(1));
            return _station.Reports().Single(report => report.RunId == "J1-1").State == "sent";
        });
        Assert.That((_station.Outbox.Waiting(), _station.Outbox.HasNext), Is.EqualTo((1, false)), "claims do not wait for it");
        _centre.FailsAt = null;
        await ReportUntilAsync(() =>
        {
            _station.Clock.Advance(TimeSpan.FromSeconds(1));
            return _station.Outbox.Waiting() == 0;
        });
    }
}

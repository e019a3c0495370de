using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

/// <summary>What a heartbeat or a refusal of the centre makes of books and cards: restores, revocations, fences.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class CentralLinkTests : IDisposable
{
    private readonly TestStation _station = new();
    private readonly StationGate _gate;
    private readonly ScriptedCentre _centre = new();

    public CentralLinkTests()
    {
        _gate = _station.Gate();
        _station.Database.Write(transaction => transaction.Set("epoch", "E1"));
    }

    [Test]
    public async Task The_list_of_a_delivery_is_asked_for_once()
    {
        _centre.Announced = [new BlankDelivery("D2", "BAST/2", "2019", 1, ["04A1B2C3D4E5F6"], DateTimeOffset.UnixEpoch, false)];
        await BeatAsync();
        await BeatAsync();
        Assert.That(_centre.ListsAsked, Is.EqualTo(1));
        Assert.That(_station.Stock.Deliveries().Select(delivery => delivery.DeliveryId), Does.Contain("D2"));
    }

    [Test]
    public async Task What_another_station_of_the_office_has_confirmed_is_not_booked_here()
    {
        _centre.Announced = [new BlankDelivery("D2", "BAST/2", "2019", 1, [], DateTimeOffset.UnixEpoch, true)];
        _centre.ConfirmedBy = "station-2";
        await BeatAsync();
        Assert.That(() => _station.Stock.Receive("D2", 1, null, "siti"),
            Throws.TypeOf<LedgerRefusal>().With.Property("Code").EqualTo("confirmed-elsewhere").And.Property("Subject").Contains("station-2"));

        _centre.ConfirmedBy = "station-1";
        await BeatAsync();
        Assert.That(_station.Stock.Receive("D2", 1, null, "siti").Counted, Is.EqualTo(1), "our own word, forgotten by books that were restored since");
    }

    [Test]
    public async Task A_centre_that_does_not_know_the_station_has_said_nothing_of_its_reports()
    {
        _station.Until(_station.Fetched("J0"), CardState.Issued, "04AA");
        _centre.KnowsNobody = true;
        var waiting = _station.Outbox.Waiting();
        await ReportUntilAsync(() => _centre.Turned > 0);
        Assert.That((_station.Outbox.Waiting(), _station.Outbox.Refused().Count), Is.EqualTo((waiting, 0)));

        _centre.KnowsNobody = false;
        await ReportUntilAsync(() => _station.Outbox.Waiting() == 0);
        Assert.That(_station.Outbox.Refused(), Is.Empty);
    }

    [Test]
    public async Task A_restored_centre_that_is_first_asked_by_a_report_gets_the_memory_and_then_the_report()
    {
        _station.Until(_station.Fetched("J0"), CardState.Issued, "04AA");
        (_centre.Epoch, _centre.HasForgotten) = ("E2", true);
        await ReportUntilAsync(() => _station.Outbox.Waiting() == 0);
        Assert.That(_station.Outbox.Refused(), Is.Empty);
        Assert.That(_centre.Resent!.Outcomes.Select(outcome => outcome.RunId), Is.EqualTo(new[] { "J0-1" }));
    }

    [Test]
    public async Task What_another_station_confirmed_is_not_forgotten_with_a_centre_that_was_put_back()
    {
        _centre.Announced = [new BlankDelivery("D2", "BAST/2", "2019", 1, [], DateTimeOffset.UnixEpoch, true)];
        _centre.ConfirmedBy = "station-2";
        await BeatAsync();
        _centre.ConfirmedBy = null;
        await BeatAsync();
        Assert.That(() => _station.Stock.Receive("D2", 1, null, "siti"), Throws.TypeOf<LedgerRefusal>().With.Property("Code").EqualTo("confirmed-elsewhere"));
    }

    [Test]
    public async Task A_restored_centre_gets_the_stations_memory_before_anything_else()
    {
        _station.Until(_station.Fetched("J0"), CardState.Issued, "04AA");
        _station.Fetched("J1");
        _centre.Epoch = "E2";
        _centre.TakesResend = false;
        await BeatAsync();
        Assert.That((_gate.Has(StationGate.Station, GateReasons.CentralRestored), _station.Database.Setting("epoch")), Is.EqualTo((true, "E1")));

        _centre.TakesResend = true;
        await BeatAsync();
        Assert.That((_gate.Has(StationGate.Station, GateReasons.CentralRestored), _station.Database.Setting("epoch")), Is.EqualTo((false, "E2")));
        Assert.That(_centre.Resent!.Outcomes.Select(outcome => outcome.RunId), Is.EqualTo(new[] { "J0-1" }));
        Assert.That(_station.Runs("J1").Single().State, Is.EqualTo(CardState.Canceled), "a lease of the old epoch");
    }

    [Test]
    public async Task A_pause_for_a_restored_centre_does_not_outlive_a_crash_before_it_was_lifted()
    {
        _gate.Close(StationGate.Station, GateReasons.CentralRestored);
        await BeatAsync();
        Assert.That(_gate.Pauses, Is.Empty);
    }

    [Test]
    public async Task A_revoked_job_is_canceled_when_fetched_and_recalled_when_issued()
    {
        _station.Until(_station.Fetched("J0"), CardState.Issued, "04AA");
        _station.Fetched("J1");
        _centre.Revoked = ["J0", "J1", "unknown"];
        await BeatAsync();
        await BeatAsync();
        Assert.That((_station.Runs("J0").Single().State, _station.Runs("J1").Single().State),
            Is.EqualTo((CardState.Missing, CardState.Canceled)));
    }

    [Test]
    public async Task A_card_that_is_issued_after_its_job_was_revoked_is_recalled_with_the_next_heartbeat()
    {
        var run = _station.Until(_station.Fetched("J0"), CardState.Ejecting, "04AA");
        _centre.Revoked = ["J0"];
        await BeatAsync();
        _station.Book.Move(run, CardTrigger.EjectSucceeded);
        await BeatAsync();
        Assert.That(_station.Runs("J0").Single().State, Is.EqualTo(CardState.Missing));
    }

    [Test]
    public async Task An_outcome_under_a_number_that_lost_books_had_used_is_told_under_the_next_one()
    {
        _station.Until(_station.Fetched("J0"), CardState.Issued, "04AA");
        _centre.UsedNumbers = 3;
        using var stop = new CancellationTokenSource();
        var reporting = Link().ReportAsync([], stop.Token);
        Assert.That(SpinWait.SpinUntil(() => _station.Outbox.Waiting() == 0, TimeSpan.FromSeconds(20)));
        await stop.CancelAsync();
        Assert.That(async () => await reporting, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_station.Reports().Select(report => (report.N, report.Target, report.State)),
            Is.EqualTo(new[] { ((long?)4, "v1/runs/J0-1/outcomes/4", "sent") }));
        Assert.That(_station.Runs("J0").Single().State, Is.EqualTo(CardState.Issued));
        Assert.That(_gate.Has(StationGate.Station, GateReasons.BooksBehind), "the books have forgotten what they told");
    }

    [Test]
    public async Task A_fence_on_an_older_lease_does_not_stop_a_job_that_was_given_again()
    {
        var spoiled = _station.Spoil(_station.Fetched("J0"), "chip-mute", "04AA");
        _station.Database.Write(transaction => transaction.Execute("UPDATE job SET lease_id = 'lease-2', fence_epoch = 'E2'"));
        _centre.OutcomeRefusal = "fenced";
        using var stop = new CancellationTokenSource();
        var reporting = Link().ReportAsync([], stop.Token);
        Assert.That(SpinWait.SpinUntil(() => _station.Outbox.Refused().Count > 0, TimeSpan.FromSeconds(20)));
        await stop.CancelAsync();
        Assert.That(async () => await reporting, Throws.InstanceOf<OperationCanceledException>());
        Assert.That((spoiled.State, _station.Job("J0").StopReason), Is.EqualTo((CardState.Spoiled, (string?)null)));
    }

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

    [TestCase("fenced")]
    [TestCase("chip-already-issued")]
    [TestCase("chip-voided")]
    public async Task An_issued_card_that_the_centre_refuses_is_called_back(string refusal)
    {
        _station.Until(_station.Fetched("J0"), CardState.Issued, "04AA");
        _centre.OutcomeRefusal = refusal;
        using var stop = new CancellationTokenSource();
        var reporting = Link().ReportAsync([], stop.Token);
        Assert.That(SpinWait.SpinUntil(() => _station.Runs("J0").Single().State == CardState.Missing, TimeSpan.FromSeconds(20)));
        await stop.CancelAsync();
        Assert.That(async () => await reporting, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_station.Outbox.Refused()[0].Refusal, Is.EqualTo(refusal));
    }

    [Test]
    public async Task Cards_that_heartbeat_and_refusals_call_back_at_the_same_time_are_called_back_once()
    {
        var jobs = Enumerable.Range(0, 30).Select(number => $"J{number}").ToList();
        foreach (var job in jobs)
            _station.Until(_station.Fetched(job), CardState.Issued, $"04{job}");
        (_centre.Revoked, _centre.OutcomeRefusal) = (jobs, "fenced");
        var link = Link();
        using var stop = new CancellationTokenSource();
        Task[] loops = [Task.Run(() => link.ReportAsync([], stop.Token)), Task.Run(() => link.BeatAsync([], stop.Token))];
        Assert.That(SpinWait.SpinUntil(() => loops.Any(loop => loop.IsCompleted) || (_station.Outbox.Waiting() == 0 && _centre.Quiet
            && jobs.All(job => _station.Runs(job).Single().State == CardState.Missing)), TimeSpan.FromSeconds(60)));
        await stop.CancelAsync();
        foreach (var loop in loops)
            Assert.That(async () => await loop, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(jobs.Select(job => _station.Runs(job).Single().Outcomes), Is.All.EqualTo(2), "issued, and called back once");
    }

    [Test]
    public async Task A_fence_tells_of_all_jobs_that_are_gone_before_its_report_is_set_aside()
    {
        _station.Until(_station.Fetched("J0"), CardState.Issued, "04AA");
        _station.Fetched("J1");
        (_centre.Revoked, _centre.OutcomeRefusal) = (["J0", "J1"], "fenced");
        // Only reports are sent: no heartbeat of the ordinary kind comes to help.
        await ReportUntilAsync(() => _station.Outbox.Refused().Count > 0);
        Assert.That(_station.Runs("J1").Single().State, Is.EqualTo(CardState.Canceled), "fetched, and not to be printed any more");
    }

    public void Dispose()
    {
        _station.Dispose();
        _centre.Dispose();
    }

    private CentralLink Link() => _centre.Link(_station, _gate);

    private Task BeatAsync() => _centre.BeatAsync(Link());

    private async Task ReportUntilAsync(Func<bool> done)
    {
        using var stop = new CancellationTokenSource();
        var reporting = Link().ReportAsync([], stop.Token);
        Assert.That(SpinWait.SpinUntil(done, TimeSpan.FromSeconds(20)));
        await stop.CancelAsync();
        Assert.That(async () => await reporting, Throws.InstanceOf<OperationCanceledException>());
    }
}

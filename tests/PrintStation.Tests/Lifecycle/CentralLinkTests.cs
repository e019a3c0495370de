using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

/// <summary>What a heartbeat or a refusal of the centre makes of books and cards: restores, revocations, fences.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed partial class CentralLinkTests : IDisposable
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
    public async Task A_card_that_came_back_and_was_destroyed_is_not_called_back_with_its_job()
    {
        _station.Until(_station.Fetched("J1"), CardState.Issued, "04AA");
        _station.Database.Write(transaction => _station.Ledger.Record(transaction, new Movement(
            1, Places.Issued, Places.OldCardsDestroyed, "destroyed", "siti", _station.Clock.GetUtcNow(), ChipUid: "04AA")));
        _centre.Revoked = ["J1"];
        await BeatAsync();
        Assert.That((_station.Runs("J1").Single().State, _station.Balance(Places.Held)), Is.EqualTo((CardState.Issued, 0L)));
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

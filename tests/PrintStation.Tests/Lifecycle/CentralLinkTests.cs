using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

/// <summary>What a heartbeat or a refusal of the centre makes of books and cards: restores, revocations, fences.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class CentralLinkTests : IDisposable
{
    private readonly TestStation _station = new();
    private readonly StationGate _gate;
    private readonly Centre _centre = new();

    public CentralLinkTests()
    {
        _gate = _station.Gate();
        _station.Database.Write(transaction => transaction.Set("epoch", "E1"));
    }

    [Test]
    public async Task Books_that_are_behind_the_centres_knowledge_pause_the_station_and_give_fetched_jobs_back()
    {
        _station.Fetched("J1");
        _centre.Known = new LedgerHead(99, "later");
        await BeatAsync();
        Assert.That(_gate.Has(StationGate.Station, GateReasons.BooksBehind));
        Assert.That(_station.Runs("J1").Single().State, Is.EqualTo(CardState.Canceled));
        Assert.That(_station.Reports().Single().Kind, Is.EqualTo("release"));
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
    public async Task Another_hash_at_a_known_place_is_behind_too_and_the_same_hash_is_not()
    {
        var head = _station.Database.Read(BlankLedger.Head)!;
        _centre.Known = new LedgerHead(head.Sequence, head.Hash);
        await BeatAsync();
        Assert.That(_gate.Pauses, Is.Empty);
        _centre.Known = new LedgerHead(head.Sequence, "other");
        await BeatAsync();
        Assert.That(_gate.Has(StationGate.Station, GateReasons.BooksBehind));
    }

    [Test]
    public async Task After_a_person_has_reconciled_the_same_knowledge_pauses_no_more()
    {
        _centre.Known = new LedgerHead(99, "later");
        await BeatAsync();
        _station.Fetched("J1");
        Link().MarkReconciled();
        Assert.That(_station.Runs("J1").Single().State, Is.EqualTo(CardState.Canceled), "what was fetched before may lie in the tray");
        await BeatAsync();
        Assert.That(_gate.Has(StationGate.Station, GateReasons.BooksBehind), Is.False);
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
    public async Task Books_that_are_behind_start_no_further_card_for_any_job_in_hand()
    {
        var printing = _station.Until(_station.Fetched("J1"), CardState.Printing);
        _centre.Known = new LedgerHead(99, "later");
        await BeatAsync();
        var missing = _station.Book.Move(printing, CardTrigger.CardMissing, new MoveDetails("power-lost"));
        _station.Book.Move(missing, CardTrigger.OperatorRejects, new MoveDetails("power-lost", "siti"));
        Assert.That(_station.Runs("J1").Select(run => run.State), Is.EqualTo(new[] { CardState.Spoiled }), "its card may have been issued");
        Assert.That((_station.Job("J1").Status, _station.Reports()[^1].Kind), Is.EqualTo(("returned", "release")));
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
        using var stop = new CancellationTokenSource();
        // Only reports are sent: no heartbeat of the ordinary kind comes to help.
        var reporting = Link().ReportAsync([], stop.Token);
        Assert.That(SpinWait.SpinUntil(() => _station.Outbox.Refused().Count > 0, TimeSpan.FromSeconds(20)));
        Assert.That(_station.Runs("J1").Single().State, Is.EqualTo(CardState.Canceled), "fetched, and not to be printed any more");
        await stop.CancelAsync();
        Assert.That(async () => await reporting, Throws.InstanceOf<OperationCanceledException>());
    }

    public void Dispose()
    {
        _station.Dispose();
        _centre.Dispose();
    }

    /// <summary>One heartbeat and what follows from it.</summary>
    private async Task BeatAsync()
    {
        using var stop = new CancellationTokenSource();
        _centre.Beats = 0;
        var beating = Link().BeatAsync([], stop.Token);
        Assert.That(SpinWait.SpinUntil(() => _centre.Beats > 0, TimeSpan.FromSeconds(20)));
        // The next beat is seconds of the station's clock away, and that clock stands still: the first one has come to its end.
        Assert.That(SpinWait.SpinUntil(() => beating.IsCompleted || _centre.Quiet, TimeSpan.FromSeconds(20)));
        await stop.CancelAsync();
        Assert.That(async () => await beating, Throws.InstanceOf<OperationCanceledException>());
    }

    private CentralLink Link()
    {
        var options = new StationOptions
        {
            Station = new IdentityOptions { Id = "station-1", Office = "5371" },
            Central = new CentralAccessOptions { Url = "https://centre.test" },
            Printers = [new PrinterOptions { Name = "printer-1" }],
        };
        var client = new CentralClient(options.Central, _centre, _station.Clock, Random.Shared, _ => { });
        // Neither claims nor payloads are made here.
        var queue = new CardQueue(options, _station.Database, _station.Book, _station.Stock, client, _station.Outbox, preparation: null!, _gate,
            _station.Clock, NullLogger<CardQueue>.Instance);
        return new CentralLink(options, _station.Database, _station.Book, _station.Stock, client, _station.Outbox, queue, _gate,
            _station.HeadFile, _station.Clock, Random.Shared, NullLogger<CentralLink>.Instance);
    }

    private sealed class Centre : HttpMessageHandler
    {
        private long _lastAsked;

        public string Epoch { get; set; } = "E1";

        public LedgerHead? Known { get; set; }

        public IReadOnlyList<string> Revoked { get; set; } = [];

        public bool TakesResend { get; set; } = true;

        public string? OutcomeRefusal { get; set; }

        /// <summary>Outcomes up to this number are held with other content.</summary>
        public int UsedNumbers { get; set; }

        public ResendRequest? Resent { get; private set; }

        public int Beats { get; set; }

        public IReadOnlyList<BlankDelivery> Announced { get; set; } = [];

        public int ListsAsked { get; private set; }

        /// <summary>The deliveries, asked last in a beat, were asked; or a beat that ends earlier has been quiet for a while.</summary>
        public bool Quiet => Environment.TickCount64 - Interlocked.Read(ref _lastAsked) > 300;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            Interlocked.Exchange(ref _lastAsked, Environment.TickCount64);
            var path = request.RequestUri!.AbsolutePath;
            if (path.EndsWith("/heartbeat", StringComparison.Ordinal))
            {
                Beats++;
                return Json(new HeartbeatResponse(Epoch, DateTimeOffset.UnixEpoch, Revoked, Known, [], new StationPolicy(true, 2),
                    [.. Announced.Select(delivery => delivery.DeliveryId)]));
            }

            if (path.EndsWith("/resend", StringComparison.Ordinal))
            {
                if (!TakesResend)
                    return Refuse("not-now");
                Resent = JsonSerializer.Deserialize<ResendRequest>(body, WireJson.Options);
                return Json(new Acknowledgement(Epoch));
            }

            if (path.EndsWith("/deliveries", StringComparison.Ordinal))
            {
                ListsAsked++;
                return Json(new DeliveriesResponse(Epoch, Announced));
            }

            if (path.Contains("/outcomes/", StringComparison.Ordinal)
                && int.Parse(path.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture) <= UsedNumbers)
                return Refuse("outcome-differs");
            return OutcomeRefusal is not null && path.Contains("/outcomes/", StringComparison.Ordinal)
                ? Refuse(OutcomeRefusal)
                : Json(new Acknowledgement(Epoch));
        }

        private HttpResponseMessage Refuse(string code) =>
            Json(new Problem("about:blank", code, 409, code, "", Epoch), HttpStatusCode.Conflict);

        private static HttpResponseMessage Json(object body, HttpStatusCode status = HttpStatusCode.OK) => new(status)
        {
            Content = new StringContent(JsonSerializer.Serialize(body, body.GetType(), WireJson.Options), Encoding.UTF8, "application/json"),
        };
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Cards;
using PrintStation.Central.Seeding;
using PrintStation.Chips;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Lifecycle;
using PrintStation.Printers;
using PrintStation.Security;
using PrintStation.Tests.Central;

namespace PrintStation.Tests.Lifecycle;

/// <summary>The citizen who waits at the counter: his card is the next, from a real centre, with real payloads.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PrintNowTests : IAsyncDisposable
{
    private const int Jobs = 8;
    private readonly TestStation _station = new();
    private readonly StationGate _gate;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _loops = [];
    private readonly List<IDisposable> _owned = [];
    private int _fetchAhead = Jobs;
    private TestCentral _centre = null!;
    private Central.TestStation _client = null!;
    private string _office = "";
    private CardQueue _queue = null!;

    public PrintNowTests() => _gate = _station.Gate();

    [SetUp]
    public async Task OpenAsync()
    {
        _centre = await TestCentral.StartAsync();
        _office = "5371";
        _client = await _centre.EnrollAsync(_office);
        using var signer = _centre.Server.Directory.OpenChipSigner();
        var seeder = new Seeder(_centre.Books, signer, _centre.Clock);
        Assert.That((await seeder.RecordAsync(_office, Jobs, 7, bad: false, default)).Refused, Is.Empty);
        var epoch = await _centre.ValueAsync<string>("SELECT epoch FROM epoch ORDER BY number DESC LIMIT 1");
        _station.Database.Write(transaction => transaction.Set("epoch", epoch!));
        _queue = Queue();
    }

    [Test]
    public async Task A_job_that_waits_behind_others_is_the_next_that_a_lane_gets_and_the_others_keep_the_centres_order()
    {
        var order = await FetchAsync();
        Prepare();
        await UntilAsync(() => Prepared() >= 3);
        var last = order[^1];
        await AskAsync(last);
        Assert.That(await TakenAsync(3), Is.EqualTo(new[] { last, order[0], order[1] }));
    }

    [Test]
    public async Task One_that_is_prepared_already_is_moved_forward()
    {
        var order = await FetchAsync();
        Prepare();
        await UntilAsync(() => Prepared() >= 3);
        await AskAsync(order[1]);
        Assert.That(await TakenAsync(3), Is.EqualTo(new[] { order[1], order[0], order[2] }));
    }

    [Test]
    public async Task Who_came_first_to_the_counter_is_first()
    {
        var order = await FetchAsync();
        Prepare();
        await AskAsync(order[6]);
        _station.Clock.Advance(TimeSpan.FromSeconds(1));
        await AskAsync(order[4]);
        await AskAsync(order[6]);
        Assert.That((await TakenAsync(2)), Is.EqualTo(new[] { order[6], order[4] }));
    }

    [Test]
    public async Task It_is_so_again_after_a_restart()
    {
        var order = await FetchAsync();
        await AskAsync(order[5]);
        _queue = Queue();
        Prepare();
        Assert.That(await TakenAsync(2), Is.EqualTo(new[] { order[5], order[0] }));
    }

    [Test]
    public async Task A_card_that_a_lane_could_not_begin_stays_the_next()
    {
        var order = await FetchAsync();
        Prepare();
        await UntilAsync(() => Prepared() >= 3);
        await AskAsync(order[5]);
        var card = await _queue.TakeAsync("2019", _stop.Token);
        _queue.Release(card.Run.RunId);
        Assert.That(await TakenAsync(1), Is.EqualTo(new[] { order[5] }));
    }

    [Test]
    public async Task A_job_that_is_only_at_the_centre_is_claimed_and_is_the_next()
    {
        var order = await FetchAsync(count: 3);
        Prepare();
        await UntilAsync(() => Prepared() >= 3);
        var wanted = await _centre.ValueAsync<string>(
            "SELECT job_id FROM job WHERE status = 'waiting' ORDER BY priority DESC, created_at DESC, job_id DESC LIMIT 1");
        await AskAsync(wanted!);
        // It takes a moment to render: a lane that is free in between takes another one.
        await UntilAsync(() => First() > 0);
        Assert.That(await TakenAsync(2), Is.EqualTo(new[] { wanted, order[0] }));
        Assert.That(_station.Database.Setting(CardQueue.ClaimSetting), Is.Null);
    }

    [Test]
    public async Task What_is_not_to_be_had_is_refused_with_the_next_step()
    {
        await FetchAsync(count: 3);
        using var other = await _centre.EnrollAsync(_office);
        var held = await other.HoldAsync();
        await RefusedAsync(held.JobId, "print-now.job-elsewhere");
        await RefusedAsync("job-nobody", "print-now.unknown-job");
        await RefusedAsync(new string('x', 500), "job.unknown");
        await RefusedAsync(_station.Book.NextFetched([])!.JobId, "print-now.reason", reason: " ");
        _gate.Close(StationGate.Station, GateReasons.CentralUnreachable);
        await RefusedAsync("job-nobody", "print-now.no-claims");
    }

    [Test]
    public async Task A_job_that_is_begun_stopped_in_doubt_or_printed_is_refused_with_the_next_step()
    {
        var order = await FetchAsync();
        Execute("UPDATE job SET in_doubt = 1 WHERE job_id = @job", order[0]);
        await RefusedAsync(order[0], "print-now.in-doubt");
        Execute("UPDATE job SET stop_reason = 'revoked' WHERE job_id = @job", order[1]);
        await RefusedAsync(order[1], "print-now.stopped");
        var begun = _station.Until(_station.Runs(order[2]).Single(), CardState.Printing, "04AA");
        await RefusedAsync(order[2], "print-now.begun");
        _station.Book.Move(begun, CardTrigger.CardOutside, new MoveDetails("power-lost"));
        await RefusedAsync(order[2], "print-now.waits-for-person");
        _station.Until(_station.Runs(order[3]).Single(), CardState.Issued, "04BB");
        await RefusedAsync(order[3], "print-now.issued");
    }

    [Test]
    public async Task Not_everybody_can_be_first()
    {
        var order = await FetchAsync();
        for (var i = 0; i < PrintNow.MostAtOnce; i++)
            Execute("UPDATE job SET print_now = '2026-11-02T01:00:00.000Z' WHERE job_id = @job", _station.Fetched($"J{i}").JobId);
        await RefusedAsync(order[0], "print-now.too-many");
    }

    [Test]
    public async Task A_claim_whose_answer_was_lost_is_asked_again_by_itself_and_its_job_comes_first()
    {
        var wanted = await _centre.ValueAsync<string>("SELECT job_id FROM job ORDER BY priority DESC, job_id DESC LIMIT 1");
        var share = new ClaimShare(1, [], wanted);
        Assert.That(ClaimShare.Parse($"{share}".Split('/')), Has.Property("JobId").EqualTo(wanted));
        _station.Database.Write(transaction => transaction.Set(CardQueue.ClaimSetting, $"lost/{share}"));
        var order = await FetchAsync(count: 3);
        Assert.That(order[0], Is.EqualTo(wanted));
        Assert.That(_station.Job(wanted!).PrintNow, Is.Not.Null);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var loop in _loops)
            Assert.That(async () => await loop, Throws.InstanceOf<OperationCanceledException>());
        foreach (var owned in _owned)
            owned.Dispose();
        _client.Dispose();
        await _centre.DisposeAsync();
        _station.Dispose();
        _stop.Dispose();
    }

    private void Execute(string sql, string job) => _station.Database.Write(transaction => transaction.Execute(sql, new { job }));

    private Task AskAsync(string job, string reason = "ibu hamil") =>
        new PrintNow(_station.Database, _station.Book, _queue, _station.Clock).AskAsync(job, reason, "siti", default);

    private async Task RefusedAsync(string job, string code, string reason = "ibu hamil")
    {
        var refusal = await Assert.CatchAsync(async () => await AskAsync(job, reason)) as AnswerRefused;
        Assert.That(refusal?.Code, Is.EqualTo(code));
        foreach (var language in new[] { "en", "id" })
            Assert.That(new StationTexts(language).Find($"error.{code}"), Is.Not.Null, language);
    }

    /// <summary>Claims and fetches; the jobs in the order in which lanes would get them.</summary>
    private async Task<IReadOnlyList<string>> FetchAsync(int count = Jobs)
    {
        _fetchAhead = count;
        _queue = Queue();
        _loops.Add(_queue.FetchAsync(_stop.Token));
        await UntilAsync(() => _station.Book.Runs("state = 'Fetched'").Count >= count);
        var order = new List<string>();
        var seen = new List<string>();
        while (_station.Book.NextFetched(seen) is { } run)
        {
            seen.Add(run.RunId);
            order.Add(run.JobId);
        }

        return order;
    }

    private void Prepare() => _loops.Add(_queue.PrepareAsync("2019", _stop.Token));

    /// <summary>Opened and rendered, or on the way.</summary>
    private int Prepared() => Field<HashSet<string>>(_queue, "_inMemory").Count;

    /// <summary>Opened and rendered, and before the others.</summary>
    private int First() => Field<Dictionary<string, List<PreparedCard>>>(Field<ReadyCards>(_queue, "_ready"), "_first")["2019"].Count;

    private static T Field<T>(object of, string name) =>
        (T)of.GetType().GetField(name, System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!.GetValue(of)!;

    private async Task<IReadOnlyList<string>> TakenAsync(int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var taken = new List<string>();
        for (var i = 0; i < count; i++)
            taken.Add((await _queue.TakeAsync("2019", limit.Token)).Run.JobId);
        return taken;
    }

    private static Task UntilAsync(Func<bool> done) => Task.Run(() => Assert.That(SpinWait.SpinUntil(done, TimeSpan.FromSeconds(30))));

    private CardQueue Queue()
    {
        var options = new StationOptions
        {
            Directory = _client.Instance,
            Station = new IdentityOptions { Id = _client.StationId, Office = _office },
            Central = new CentralAccessOptions { Url = $"{_centre.Server.Url}", FetchAhead = _fetchAhead },
            Cards = new CardOptions { BlankVersions = ["2019"], Layouts = Path.Combine(Repository.Root, "config/cards") },
            Chips = new ChipOptions { Profile = Path.Combine(Repository.Root, "config/chips/ktp-el-development.json") },
            Printers = [new PrinterOptions { Name = "printer-1" }],
        };
        var keys = StationKeys.Load(options);
        _owned.Add(keys);
        var preparation = new CardPreparation(options, keys, CardLayout.LoadDirectory(options.Cards.Layouts), new CardRenderer(),
            new PanelGeometry(648, 1016, 128, false), ChipProfileFile.Load(options.Chips.Profile), NullLogger<CardPreparation>.Instance);
        var client = new CentralClient(options.Central, CentralClient.Handler(keys), _station.Clock, Random.Shared, _ => { });
        _owned.Add(client);
        return new CardQueue(options, _station.Database, _station.Book, _station.Stock, client, _station.Outbox, preparation, _gate, _station.Clock,
            NullLogger<CardQueue>.Instance);
    }
}

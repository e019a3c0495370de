using System.Text.Json.Nodes;

internal sealed class Demo(Options options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private const string Person = "Siti Rahmawati";
    private static readonly TimeSpan StockLimit = TimeSpan.FromSeconds(90);
    private readonly Place _place = new(options);
    private readonly List<Child> _children = [];
    private readonly Kills _kills = new(options, time);
    private readonly Progress _progress = new(options, time);
    private Station _station = null!;
    private World _world = null!;
    private Inquiry _inquiry = null!;
    private JsonNode? _status;

    public bool QueueDone { get; private set; }

    public async Task<int> RunAsync(CancellationToken token)
    {
        var preparation = new Preparation(options, _place);
        await preparation.RunAsync(token);
        TimeSpan wall;
        Recount? recount = null;
        try
        {
            if (options.Pcsc && await new PcscService(_place, time).EnsureAsync(token) is { } pcscd)
                _children.Add(pcscd);
            await BeginAsync("printcentral", "listening on",
                ["run", "--data", _place.Central, "--listen", $"127.0.0.1:{preparation.CentralPort}"],
                token);
            _inquiry = new Inquiry(options, _place, time);
            _station = new Station(_place, time);
            _children.Add(_station.Child);
            if (preparation.Kept is { } kept)
                await UnloadAsync(kept, token);
            await BeginAsync("printemulators", "ready", ["run", "--config", _place.OfficeFile], token);
            _world = new World(_place.WorldFile);
            var started = time.GetTimestamp();
            if (preparation.Kept is null)
                _station.Begin();
            await StockAsync(preparation, token);
            await _progress.ShowAsync(() => AttendAsync(started, token));
            wall = time.GetElapsedTime(started);
            if (options.Exit)
                recount = await Recount.OfAsync(_place, _status, token);
            else
                await _progress.ShowAsync(() => AttendAsync(started, token)); // until Ctrl-C
        }
        finally
        {
            await StopAsync();
            // However it ended: what was laid aside must not lie there when the next one begins.
            preparation.Kept?.PutTogether(_place);
        }

        var verdict = await Measure.ConcludeAsync(_place, options, _world, _station, wall, token);
        return recount is null ? verdict : Math.Max(verdict, recount.Print());
    }

    public void Dispose()
    {
        foreach (var child in _children)
            child.Dispose();
        _world?.Dispose();
    }

    /// <summary>Until the queue is done; then, when it was done before, until it is stopped.</summary>
    private async Task AttendAsync(long started, CancellationToken token)
    {
        using var timer = new PeriodicTimer(Tick, time);
        var looked = 0L;
        Task<JsonNode?>? look = null;
        while (await timer.WaitForNextTickAsync(token))
        {
            foreach (var happened in _world.ReadNew())
            {
                _progress.Happened(happened);
                _kills.Happened(happened);
                _station.Happened(happened);
            }

            if (!QueueDone && _kills.IsDue())
                _station.Kill();
            if (_station.Attend() is { } news)
                _progress.Say(news);
            if (_children.FirstOrDefault(child => child != _station.Child && child.HasExited) is { } gone)
                throw new DemoException($"{gone.Name} ended by itself:\n{gone.Tail()}");
            if (!QueueDone && time.GetElapsedTime(started) > options.TimeLimit)
                throw new DemoException(await _inquiry.WaitingForAsync(_status, _world, token));
            if (look is { IsCompleted: true } && time.GetElapsedTime(looked) > LookEvery)
            {
                _status = await look;
                look = null;
                _progress.Status(_status, _station.Restarts);
                if (!QueueDone && await _inquiry.IsQueueDoneAsync(_station.IsUp ? _status : null, _world, token))
                {
                    await _inquiry.ExportAsync(token);
                    QueueDone = true;
                    _progress.Say("the queue is done");
                    if (!options.Exit)
                        _progress.Say($"cards are in {_place.Out}/tray; ask the station with scripts/printstation status --instance {_place.Instance}; "
                            + "Ctrl-C ends everything");
                    return;
                }
            }

            if (look is null)
                (look, looked) = (_inquiry.AskAsync(["status"], token), time.GetTimestamp());
        }
    }

    /// <summary>The hoppers of an earlier demonstration are empty again: booked before anybody can fill one and a card is fed from it.</summary>
    private async Task UnloadAsync(Kept kept, CancellationToken token)
    {
        _station.Begin();
        await FindInStockAsync("the station's stock", stock => stock, token);
        foreach (var (printer, quantity) in kept.Unloaded)
            await BookAsync(["blank", "unload", "--printer", printer, "--quantity", $"{quantity}", "--by", Person], token);
    }

    /// <summary>What a person would have booked before: this delivery is in the cupboard, and when nobody will come, what lay in the hoppers
    /// from the start.</summary>
    private async Task StockAsync(Preparation preparation, CancellationToken token)
    {
        if (preparation.Kept is null && options.Operator != "none")
            return;
        var delivery = await FindDeliveryAsync(preparation.Delivery, token);
        if (!(bool)delivery["confirmed"]!)
            await ReceiveAsync(delivery);
        foreach (var (printer, quantity) in preparation.FirstLoad)
            await BookAsync(["blank", "load", "--printer", printer, "--quantity", $"{quantity}", "--by", Person], token);

        // The virtual person may have booked it in the same second: then it is booked, and that is all that is wanted.
        async Task ReceiveAsync(JsonNode announced)
        {
            try
            {
                await BookAsync(["blank", "receive", "--delivery", (string)announced["deliveryId"]!, "--count", $"{announced["quantity"]}",
                    "--by", Person], token);
            }
            catch (DemoException)
            {
                if (!(bool)(await FindDeliveryAsync(preparation.Delivery, token))["confirmed"]!)
                    throw;
            }
        }
    }

    private async Task BookAsync(string[] command, CancellationToken token)
    {
        var (code, output) = await Child.RunAsync(_place.Program("printstation"), ["--instance", _place.Instance, .. command], token);
        if (code != 0)
            throw new DemoException($"printstation {string.Join(' ', command)} failed:\n{output}");
    }

    private Task<JsonNode> FindDeliveryAsync(string documentNumber, CancellationToken token) =>
        FindInStockAsync($"the delivery {documentNumber}", stock => stock["deliveries"]!.AsArray()
            .FirstOrDefault(known => (string?)known!["documentNumber"] == documentNumber), token);

    /// <summary>Also waits until the station answers at all.</summary>
    private async Task<JsonNode> FindInStockAsync(string what, Func<JsonNode, JsonNode?> find, CancellationToken token)
    {
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < StockLimit)
        {
            if (await _inquiry.AskAsync(["blank", "balance"], token) is { } stock && find(stock) is { } found)
                return found;
            await Task.Delay(TimeSpan.FromMilliseconds(500), time, token);
        }

        throw new DemoException($"The station did not tell {what} in time:\n{_station.Child.Tail()}");
    }

    private async Task BeginAsync(string program, string readyLine, string[] arguments, CancellationToken token)
    {
        var child = new Child(program, _place.Program(program), arguments, _place.Log(program));
        _children.Add(child);
        child.Begin(readyLine);
        await child.WaitUntilReadyAsync(time, token);
    }

    /// <summary>The station first: it reports its last words.</summary>
    private async Task StopAsync()
    {
        if (_station is not null)
        {
            _station.IsStopping = true;
            await _station.Child.StopAsync(time);
        }

        foreach (var child in _children.AsEnumerable().Reverse())
            await child.StopAsync(time);
        _world?.ReadNew();
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;

internal sealed class Demo(Options options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private const string Person = "petugas-1";
    private static readonly TimeSpan DeliveryLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(15);
    private readonly Place _place = new(options);
    private readonly List<Child> _children = [];
    private readonly Kills _kills = new(options, time);
    private readonly Progress _progress = new(options, time);
    private Station _station = null!;
    private World _world = null!;
    private JsonNode? _status;
    private long? _idleSince;

    public bool QueueDone { get; private set; }

    public async Task<int> RunAsync(CancellationToken token)
    {
        var preparation = new Preparation(options, _place);
        await preparation.RunAsync(token);
        TimeSpan wall;
        try
        {
            await BeginAsync("printcentral", "listening on",
                ["run", "--data", _place.Central, "--listen", $"127.0.0.1:{preparation.CentralPort}"],
                token);
            await BeginAsync("printemulators", "ready", ["run", "--config", _place.OfficeFile], token);
            _world = new World(_place.WorldFile);
            _station = new Station(_place, time);
            _children.Add(_station.Child);
            var started = time.GetTimestamp();
            _station.Begin();
            await StockAsync(preparation, token);
            await _progress.ShowAsync(() => AttendAsync(started, token));
            wall = time.GetElapsedTime(started);
            if (!options.Exit)
                await _progress.ShowAsync(() => AttendAsync(started, token)); // until Ctrl-C
        }
        finally
        {
            await StopAsync();
        }

        preparation.Kept?.PutTogether(_place);
        return await Measure.ConcludeAsync(_place, options, _world, _station, wall, token);
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
                throw new DemoException(await WaitingForAsync(token));
            if (look is { IsCompleted: true } && time.GetElapsedTime(looked) > LookEvery)
            {
                _status = await look;
                look = null;
                _progress.Status(_status, _station.Restarts);
                if (!QueueDone && await IsQueueDoneAsync(token))
                {
                    await ExportAsync(token);
                    QueueDone = true;
                    _progress.Say("the queue is done");
                    if (!options.Exit)
                        _progress.Say($"cards are in {_place.Out}/tray; ask the station with scripts/printstation status --instance {_place.Instance}; "
                            + "Ctrl-C ends everything");
                    return;
                }
            }

            if (look is null)
                (look, looked) = (AskAsync(["status"], token), time.GetTimestamp());
        }
    }

    /// <summary>All jobs at the centre are ended, or wait for a person who will not come, and the station has nothing in hand.</summary>
    private async Task<bool> IsQueueDoneAsync(CancellationToken token)
    {
        if (_status is null || !_station.IsUp || !IsIdle(_status))
        {
            _idleSince = null;
            return false;
        }

        _idleSince ??= time.GetTimestamp();
        if (!IsSettled(_status) && time.GetElapsedTime(_idleSince.Value) < SettleLimit)
            return false;
        var jobs = await CountJobsAsync(token);
        string[] ended = options.Operator == "none" ? ["issued", "refused", "canceled", "held"] : ["issued", "refused", "canceled"];
        return jobs.Count > 0 && jobs.Keys.All(ended.Contains);
    }

    private async Task<Dictionary<string, int>> CountJobsAsync(CancellationToken token) => (await ReadJobsAsync(token))
        .GroupBy(job => (string?)job!["status"] ?? "unknown").ToDictionary(group => group.Key, group => group.Count());

    private static bool IsIdle(JsonNode status) =>
        status["queue"] is { } queue && (int?)queue["fetched"] == 0 && (int?)queue["outcomesWaiting"] == 0
        && status["printers"]!.AsArray().All(printer => printer!["run"] is null);

    /// <summary>Whoever loaded a hopper has booked it, and whoever took a card has put it down. What never settles is for reconcile to
    /// find.</summary>
    private bool IsSettled(JsonNode status)
    {
        var booked = status["balances"]!.AsObject().Where(balance => balance.Key.StartsWith("Hopper(", StringComparison.Ordinal))
            .Sum(balance => (int)balance.Value!);
        return booked == _world.InHoppers && _world.InHands == 0;
    }

    private async Task ExportAsync(CancellationToken token)
    {
        var (code, output) = await Child.RunAsync(_place.Program("printstation"),
            ["--instance", _place.Instance, "export", "--out", _place.StationFile], token);
        if (code != 0)
            throw new DemoException($"printstation export failed:\n{output}");
        await ReadJobsAsync(token);
    }

    private async Task<JsonArray> ReadJobsAsync(CancellationToken token)
    {
        var (code, output) = await Child.RunAsync(_place.Program("printcentral"),
            ["export", "--data", _place.Central, "--out", _place.CentralFile], token);
        if (code != 0)
            throw new DemoException($"printcentral export failed:\n{output}");
        return JsonNode.Parse(await File.ReadAllTextAsync(_place.CentralFile, token))!["jobs"]!.AsArray();
    }

    private async Task<string> WaitingForAsync(CancellationToken token)
    {
        var jobs = await CountJobsAsync(token);
        return $"""
            The time limit of {options.TimeLimit.TotalSeconds:0} s has passed. What it was waiting for:
              jobs at the centre   {string.Join(", ", jobs.Select(group => $"{group.Value} {group.Key}"))}
              station              {(_status is null ? "does not answer" : Progress.Describe(_status))}
              last in the world    {_world.Last}
              logs                 {_place.Logs}
            """;
    }

    private async Task<JsonNode?> AskAsync(string[] command, CancellationToken token)
    {
        var (code, output) = await Child.RunAsync(_place.Program("printstation"), ["--instance", _place.Instance, .. command, "--json"],
            token);
        try
        {
            return code == 0 ? JsonNode.Parse(output) : null;
        }
        catch (JsonException)
        {
            return null; // it was killed while it answered
        }
    }

    /// <summary>What a person would have booked before: the hoppers of an earlier demonstration are empty again, this delivery is in the
    /// cupboard, and when nobody will come, what lay in the hoppers from the start.</summary>
    private async Task StockAsync(Preparation preparation, CancellationToken token)
    {
        if (preparation.Kept is null && options.Operator != "none")
            return;
        var delivery = await FindDeliveryAsync(preparation.Delivery, token);
        foreach (var (printer, quantity) in preparation.Kept?.Unloaded ?? [])
            await BookAsync("blank", "unload", "--printer", printer, "--quantity", $"{quantity}", "--by", Person);
        if (!(bool)delivery["confirmed"]!)
            await ReceiveAsync(delivery);
        foreach (var (printer, quantity) in preparation.FirstLoad)
            await BookAsync("blank", "load", "--printer", printer, "--quantity", $"{quantity}", "--by", Person);

        // The virtual person may have booked it in the same second: then it is booked, and that is all that is wanted.
        async Task ReceiveAsync(JsonNode announced)
        {
            try
            {
                await BookAsync("blank", "receive", "--delivery", (string)announced["deliveryId"]!, "--count", $"{announced["quantity"]}",
                    "--by", Person);
            }
            catch (DemoException)
            {
                if (!(bool)(await FindDeliveryAsync(preparation.Delivery, token))["confirmed"]!)
                    throw;
            }
        }

        async Task BookAsync(params string[] command)
        {
            var (code, output) = await Child.RunAsync(_place.Program("printstation"), ["--instance", _place.Instance, .. command], token);
            if (code != 0)
                throw new DemoException($"printstation {string.Join(' ', command)} failed:\n{output}");
        }
    }

    /// <summary>Also waits until the station answers at all.</summary>
    private async Task<JsonNode> FindDeliveryAsync(string documentNumber, CancellationToken token)
    {
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < DeliveryLimit)
        {
            var stock = await AskAsync(["blank", "balance"], token);
            if (stock?["deliveries"]!.AsArray()
                .FirstOrDefault(known => (string?)known!["documentNumber"] == documentNumber) is { } delivery)
                return delivery;
            await Task.Delay(TimeSpan.FromMilliseconds(500), time, token);
        }

        throw new DemoException($"The delivery {documentNumber} was not announced to the station in time:\n{_station.Child.Tail()}");
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
            _station.IsStopping = true;
        foreach (var child in _children.AsEnumerable().Reverse())
            await child.StopAsync(time);
        _world?.ReadNew();
    }
}

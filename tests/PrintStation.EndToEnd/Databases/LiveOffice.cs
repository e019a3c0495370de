using System.Text.Json.Nodes;

namespace PrintStation.EndToEnd.Databases;

/// <summary>Centre, virtual office and station as separate programs, each of which a test may stop, kill and start again while the others
/// and the physical world go on.</summary>
internal sealed class LiveOffice : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Command = TimeSpan.FromMinutes(1);
    private readonly TemporaryDirectory _directory = new();
    private readonly Place _place;
    private readonly int _centralPort;

    private LiveOffice(Place place, TemporaryDirectory directory, int centralPort)
    {
        (_place, _directory, _centralPort) = (place, directory, centralPort);
        Central = new("printcentral", place.Program("printcentral"),
            ["run", "--data", place.Central, "--listen", $"127.0.0.1:{centralPort}"], place.Log("printcentral"));
        World = new("printemulators", place.Program("printemulators"), ["run", "--config", place.OfficeFile], place.Log("printemulators"));
        Station = new("printstation", place.Program("printstation"), ["run", "--instance", place.Instance], place.Log("printstation"));
    }

    public Child Central { get; }

    public Child World { get; }

    public Child Station { get; }

    public string Directory => _place.Out;

    public string Instance => _place.Instance;

    public string CentralDatabase => Path.Combine(_place.Central, "central.db");

    /// <param name="configure">Changes what the station is told, before it starts.</param>
    /// <param name="besides">Further options of the demonstration whose parts these are.</param>
    public static async Task<LiveOffice> StartAsync(int cards, Action<JsonObject>? configure = null, params string[] besides)
    {
        // The demonstration's parts find programs and scripts from the script's own place.
        AppContext.SetData("EntryPointFileDirectoryPath", Repository.Script(""));
        var directory = new TemporaryDirectory();
        var options = Options.Parse(["--no-build", "--configuration", Repository.Configuration, "--speed", "40", "--cards", $"{cards}", "--out",
            Path.Combine(directory.Path, "office"), .. besides]);
        var place = new Place(options);
        var preparation = new Preparation(options, place);
        await preparation.RunAsync(CancellationToken.None);
        var office = new LiveOffice(place, directory, preparation.CentralPort);
        if (configure is not null)
            office.Configure(configure);
        await office.BeginCentralAsync();
        await BeginAsync(office.World, "ready");
        office.Station.Begin();
        return office;
    }

    /// <summary>The station reads it when it starts.</summary>
    public void Configure(Action<JsonObject> change)
    {
        var path = Path.Combine(Instance, "station.json");
        var options = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(options);
        File.WriteAllText(path, options.ToJsonString());
    }

    public Task BeginCentralAsync() => BeginAsync(Central, "listening on");

    public Task<Finished> StationAsync(params string[] arguments) =>
        Repository.RunAsync(_place.Program("printstation"), ["--instance", Instance, "--lang", "en", .. arguments], Command);

    public Task<Finished> CentralAsync(params string[] arguments) =>
        Repository.RunAsync(_place.Program("printcentral"), [.. arguments, "--data", _place.Central], Command);

    /// <summary>Cards that lie in the output or the reject box by the world's own events.</summary>
    public int CardsOut => Events().Count(happened => (string?)happened["event"] is "ejected" or "rejected");

    /// <summary>The printers into which cards went, in their order.</summary>
    public IReadOnlyList<string> Feeders =>
        [.. Events().Where(happened => (string?)happened["event"] == "fed").Select(happened => (string)happened["printer"]!)];

    public IEnumerable<JsonObject> Events()
    {
        using var file = new FileStream(_place.WorldFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
            if (line.EndsWith('}'))
                yield return JsonNode.Parse(line)!.AsObject();
    }

    public async Task<JsonObject?> StatusAsync() => await StationAsync("status", "--json") is { ExitCode: 0 } answer
        ? JsonNode.Parse(answer.Output)!.AsObject()
        : null;

    /// <summary>Waits until a printer pauses for that reason; what a person is told to do then.</summary>
    public async Task<string> UntilPausedAsync(string printer, string reason)
    {
        JsonNode? pause = null;
        await UntilAsync($"{printer} pauses: {reason}", async () => (pause = (await StatusAsync())?["reasons"]!.AsArray()
            .FirstOrDefault(each => (string?)each!["reason"] == reason && (string?)each["scope"] == printer)) is not null);
        return (string)pause!["action"]!;
    }

    public async Task<IReadOnlyList<JsonObject>> JobsAsync()
    {
        var exported = await CentralAsync("export", "--out", _place.CentralFile);
        Assert.That(exported.ExitCode, Is.Zero, exported.ToString());
        return [.. JsonNode.Parse(await File.ReadAllTextAsync(_place.CentralFile))!["jobs"]!.AsArray().Select(job => job!.AsObject())];
    }

    public async Task<IReadOnlyList<JsonObject>> PausesAsync()
    {
        var exported = await StationAsync("export", "--out", _place.StationFile);
        Assert.That(exported.ExitCode, Is.Zero, exported.ToString());
        return [.. JsonNode.Parse(await File.ReadAllTextAsync(_place.StationFile))!["pauses"]!.AsArray().Select(pause => pause!.AsObject())];
    }

    /// <summary>What scripts/reconcile says of the three stories now.</summary>
    public async Task<JsonObject> ReconcileAsync()
    {
        var exported = await StationAsync("export", "--out", _place.StationFile);
        Assert.That(exported.ExitCode, Is.Zero, exported.ToString());
        await JobsAsync();
        var verdict = await Repository.RunAsync(Repository.Script("reconcile"), [_place.Out, "--json"], Command);
        return JsonNode.Parse(verdict.Output)!.AsObject();
    }

    /// <summary>Every job has its card, and the station has nothing in hand and nothing to tell.</summary>
    public Task UntilQueueDoneAsync() => UntilAsync("the queue is done", async () =>
        (await JobsAsync()).All(job => (string?)job["status"] == "issued") && await StatusAsync() is { } status
        && (int?)status["queue"]!["fetched"] == 0 && (int?)status["queue"]!["outcomesWaiting"] == 0
        && status["printers"]!.AsArray().All(printer => printer!["run"] is null));

    /// <summary>In the world, at the centre, and by reconcile's own judgement, which is returned.</summary>
    public async Task<JsonObject> AssertOneCardEachAsync()
    {
        var jobs = await JobsAsync();
        var output = System.IO.Directory.GetDirectories(Path.Combine(Directory, "tray", "output"))
            .Select(card => JsonNode.Parse(File.ReadAllText(Path.Combine(card, "chip.json")))!).ToList();
        var verdict = await ReconcileAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(output.Select(chip => (string?)chip["biodata"]?["nik"]), Is.EquivalentTo(jobs.Select(job => (string?)job["nik"])),
                "one good card for each citizen lies in the output");
            Assert.That(output.Select(chip => (string?)chip["uid"]), Is.EquivalentTo(jobs.Select(job => (string?)job["chipUid"])),
                "and it is the one that the centre counts");
            Assert.That((int?)verdict["duplicates"], Is.Zero);
        }

        return verdict;
    }

    public Task UntilAsync(string what, Func<bool> isSo) => UntilAsync(what, () => Task.FromResult(isSo()));

    public async Task UntilAsync(string what, Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        try
        {
            while (!await isSo())
                await timer.WaitForNextTickAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            var (status, held) = (await StationAsync("status"), await StationAsync("held", "list"));
            Assert.Fail($"not within {Limit}: {what}\n{status}\n{held}\n{Station.Tail()}\n{World.Tail()}");
        }
    }

    public void Dispose()
    {
        Station.Dispose();
        World.Dispose();
        Central.Dispose();
        _directory.Dispose();
    }

    private static async Task BeginAsync(Child child, string readyLine)
    {
        child.Begin(readyLine);
        await child.WaitUntilReadyAsync(TimeProvider.System, CancellationToken.None);
    }
}

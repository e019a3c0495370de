using System.Diagnostics;
using System.Text.Json.Nodes;

namespace PrintStation.Benchmarks.Offices;

/// <summary>Centre, virtual office and station as separate programs, as the demonstration starts them, but with nobody in it: what a person
/// would do is done before the clock starts, so that nothing else takes the processor.</summary>
internal sealed class BenchOffice : IDisposable
{
    private const string Person = "petugas-1";
    private const int HopperCapacity = 1000;
    private const int RibbonPrints = 10_000;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private readonly OfficePlan _plan;
    private readonly Place _place;
    private World? _events;

    private BenchOffice(OfficePlan plan, Place place, int centralPort)
    {
        (_plan, _place) = (plan, place);
        Central = new("printcentral", place.Program("printcentral"),
            ["run", "--data", place.Central, "--listen", $"127.0.0.1:{centralPort}"], place.Log("printcentral"));
        World = new("printemulators", place.Program("printemulators"), ["run", "--config", place.OfficeFile], place.Log("printemulators"));
        Station = new("printstation", place.Program("printstation"), ["run", "--instance", place.Instance], place.Log("printstation"));
    }

    public Child Central { get; }

    public Child World { get; }

    public Child Station { get; }

    public IReadOnlyList<Tap> Taps { get; private set; } = [];

    /// <summary>Ports of the printers themselves.</summary>
    public IReadOnlyList<int> PrinterPorts { get; private set; } = [];

    public int StationProcess => Station.ProcessId;

    public string Instance => _place.Instance;

    /// <summary>Keys, jobs, blanks and configurations; nothing runs yet.</summary>
    public static async Task<BenchOffice> PrepareAsync(Bench bench, OfficePlan plan, CancellationToken token)
    {
        var options = Options.Parse(["--no-build", "--operator", "none", "--configuration", "Release", "--cards", Text(plan.Cards), "--printers",
            Text(plan.Printers), "--speed", Text(plan.Speed), "--out", Path.Combine(bench.Out, plan.Name)]);
        var place = new Place(options);
        var preparation = new Preparation(options, place);
        await preparation.RunAsync(token);
        var office = new BenchOffice(plan, place, preparation.CentralPort);
        office.Configure();
        return office;
    }

    /// <summary>Centre and virtual office.</summary>
    public async Task OpenAsync(CancellationToken token)
    {
        await BeginAsync(Central, "listening on", token);
        await BeginAsync(World, "ready", token);
        _events = new World(_place.WorldFile);
    }

    public Task BeginStationAsync(CancellationToken token) => BeginAsync(Station, "starts with", token);

    /// <summary>The blanks are counted and booked; printers start only once their hoppers are.</summary>
    public async Task ReceiveAsync(CancellationToken token)
    {
        JsonNode? delivery = null;
        await UntilAsync("the delivery is announced", async () =>
        {
            delivery = (await AskAsync(["blank", "balance"], token))?["deliveries"]?.AsArray().FirstOrDefault();
            return delivery is not null;
        }, token);
        await TellAsync(["blank", "receive", "--delivery", (string)delivery!["deliveryId"]!, "--count", $"{delivery["quantity"]}", "--by", Person], token);
    }

    public Task UntilFetchedAsync(int cards, CancellationToken token) => UntilAsync($"{cards} payloads are fetched",
        async () => (int?)(await AskAsync(["status"], token))?["queue"]?["fetched"] >= cards, token);

    /// <summary>From now on the station may feed.</summary>
    public async Task LoadAsync(int quantity, CancellationToken token)
    {
        for (var printer = 1; printer <= _plan.Printers; printer++)
            await TellAsync(["blank", "load", "--printer", $"printer-{printer}", "--quantity", Text(quantity), "--by", Person], token);
    }

    /// <summary>All events so far, once there are as many as wanted.</summary>
    public async Task<IReadOnlyList<WorldEvent>> UntilEventsAsync(string what, Func<IReadOnlyList<WorldEvent>, bool> isEnough, CancellationToken token)
    {
        await UntilAsync(what, () => Task.FromResult(isEnough(Events())), token);
        return Events();
    }

    public IReadOnlyList<WorldEvent> Events()
    {
        while (_events!.ReadNew().Count > 0)
        {
        }

        return _events.Events;
    }

    public async Task TellAsync(string[] command, CancellationToken token)
    {
        var (code, output) = await Child.RunAsync(_place.Program("printstation"), ["--instance", Instance, .. command], token);
        if (code != 0)
            throw new BenchException($"printstation {string.Join(' ', command)} failed:\n{output}");
    }

    /// <summary>Milliseconds of all cores that a program of this office has used so far.</summary>
    public static double ProcessorOf(Child program)
    {
        using var process = Process.GetProcessById(program.ProcessId);
        return process.TotalProcessorTime.TotalMilliseconds;
    }

    /// <summary>Processes end by their ids; logs and events stay.</summary>
    public void Dispose()
    {
        Station.Dispose();
        World.Dispose();
        Central.Dispose();
        foreach (var tap in Taps)
            tap.Dispose();
        _events?.Dispose();
    }

    private async Task<JsonNode?> AskAsync(string[] question, CancellationToken token)
    {
        var (code, output) = await Child.RunAsync(_place.Program("printstation"), ["--instance", Instance, .. question, "--json"], token);
        return code == 0 ? JsonNode.Parse(output) : null;
    }

    private async Task UntilAsync(string what, Func<Task<bool>> isSo, CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(Limit);
        using var timer = new PeriodicTimer(Look, Bench.Time);
        try
        {
            while (!await isSo())
                await timer.WaitForNextTickAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            throw new BenchException($"Not within {Limit.TotalMinutes:0} minutes: {what}.\n{Station.Tail()}\n{World.Tail()}");
        }
    }

    private static async Task BeginAsync(Child child, string readyLine, CancellationToken token)
    {
        child.Begin(readyLine);
        await child.WaitUntilReadyAsync(Bench.Time, token);
    }

    /// <summary>Hoppers and ribbons that last, as many jobs ahead as asked for, and taps on the printers' lines.</summary>
    private void Configure()
    {
        var office = JsonNode.Parse(File.ReadAllText(_place.OfficeFile))!;
        var blanks = JsonNode.Parse(File.ReadAllText(_place.BlanksFile))!["uids"]!.AsArray().Count;
        office["ribbonPrints"] = RibbonPrints;
        foreach (var printer in office["printers"]!.AsArray())
            (printer!["hopperCapacity"], printer["hopper"]) = (HopperCapacity, Math.Min(HopperCapacity, blanks / _plan.Printers));
        File.WriteAllText(_place.OfficeFile, office.ToJsonString());
        PrinterPorts = [.. office["printers"]!.AsArray().Select(printer => (int)printer!["port"]!)];

        var path = Path.Combine(Instance, "station.json");
        var station = JsonNode.Parse(File.ReadAllText(path))!;
        station["Central"]!["FetchAhead"] = _plan.FetchAhead;
        if (_plan.IsTapped)
        {
            Taps = [.. PrinterPorts.Select(port => new Tap(port))];
            foreach (var (printer, tap) in station["Printers"]!.AsArray().Zip(Taps))
                printer!["Address"] = $"tcp://127.0.0.1:{tap.Port}";
        }

        File.WriteAllText(path, station.ToJsonString());
    }

    private static string Text(double number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

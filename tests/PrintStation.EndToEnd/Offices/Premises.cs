using System.Text.Json;
using System.Text.Json.Nodes;

namespace PrintStation.EndToEnd.Offices;

/// <summary>One station with a printer, blanks and a network of its own, each as a process. Nobody is in the office but the test.</summary>
internal sealed class Premises : IAsyncDisposable
{
    public const string Printer = "printer-1";
    public const string OtherPrinter = "printer-2";
    public const string Version = "2019";
    public const string Person = "petugas-1";

    /// <summary>Physical time runs so much faster.</summary>
    private const int Speed = 40;
    private const int OtherSeed = 1000;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WaitLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);
    private readonly Centre _centre;
    private readonly int _networkPort = FreePort.Take();
    private readonly int _blanks;
    private readonly int _inHopper;
    private readonly IReadOnlyList<Hopper> _hoppers;
    private JsonObject _ports = [];
    private Spawned? _office;
    private Spawned? _network;
    private Spawned? _station;

    /// <param name="directory">Gets OFFICE.json, world.jsonl, tray, logs and the station's instance.</param>
    /// <param name="blanks">Of a delivery of this station's own.</param>
    /// <param name="inHopper">How many of them lie in the hopper, the others in the store; null for all.</param>
    /// <param name="otherVersion">Of as many blanks of a second delivery, which lie in a second printer.</param>
    public Premises(Centre centre, string directory, string stationId, int blanks, int? inHopper = null, string? otherVersion = null)
    {
        (_centre, StationId, _blanks, _inHopper) = (centre, stationId, blanks, inHopper ?? blanks);
        _hoppers = otherVersion is null
            ? [new Hopper(0, Printer, Version, $"BAST/{stationId}")]
            : [new Hopper(0, Printer, Version, $"BAST/{stationId}"), new Hopper(1, OtherPrinter, otherVersion, $"BAST/{stationId}-2")];
        Directory = System.IO.Directory.CreateDirectory(directory).FullName;
    }

    public string Directory { get; }

    public string StationId { get; }

    /// <summary>UIDs of a delivery, by the number of the printer that has them, from 0.</summary>
    public IReadOnlyList<string> Delivered(int number) => [.. JsonNode.Parse(
        File.ReadAllText(Path.Combine(Directory, $"delivery-{number}.json")))!["uids"]!.AsArray().Select(uid => (string)uid!)];

    public string Instance => Path.Combine(Directory, "instance");

    public int PrinterPort => (int)_ports["printers"]![0]!["port"]!;

    public int ReaderPort => (int)_ports["printers"]![0]!["readerPort"]!;

    public IReadOnlyList<JsonObject> Events =>
        [.. File.ReadLines(Path.Combine(Directory, "world.jsonl")).Select(line => JsonNode.Parse(line)!.AsObject())];

    /// <summary>UIDs of the cards in the output.</summary>
    public IReadOnlyList<string> Output => [.. System.IO.Directory.GetDirectories(Path.Combine(Directory, "tray", "output"))
        .Order(StringComparer.Ordinal).Select(card => Path.GetFileName(card).Split('-', 2)[1])];

    /// <summary>Enrols the station, announces its blanks, and opens office and network; the station is not started yet.</summary>
    /// <param name="seed">Others get other blanks and another printer.</param>
    public async Task OpenAsync(int seed, string faults = "")
    {
        await _centre.EnrolAsync(StationId, Instance);
        var boxes = new List<JsonObject>();
        foreach (var hopper in _hoppers)
            boxes.Add(await DeliverAsync(hopper, seed + (hopper.Number * OtherSeed)));
        // What came of several deliveries lies in one cupboard, in their order.
        var blanks = Path.Combine(Directory, "blanks.json");
        boxes[0]["uids"] = new JsonArray([.. boxes.SelectMany(box => box["uids"]!.AsArray()).Select(uid => uid!.DeepClone())]);
        await File.WriteAllTextAsync(blanks, boxes[0].ToJsonString());

        var office = Path.Combine(Directory, "OFFICE.json");
        await File.WriteAllTextAsync(office, JsonSerializer.Serialize(new
        {
            seed, speed = Speed, @out = Directory, blanks, faults,
            printers = _hoppers.Select(hopper => new { name = hopper.Printer, serial = $"{10_000_000 + (10 * seed) + hopper.Number}", hopper = _inHopper }),
        }));
        _office = await Spawned.StartAsync("printemulators", ["run", "--config", office], Path.Combine(Directory, "printemulators.log"), "ready");
        _ports = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Directory, "office-ports.json")))!.AsObject();
        await ConnectAsync();
        WriteModel();
        await WriteConfigurationAsync();
    }

    /// <summary>The network is there (again).</summary>
    public async Task ConnectAsync() => _network = await Spawned.StartAsync("printemulators",
        ["proxy", "--listen", $"{_networkPort}", "--target", $"127.0.0.1:{_centre.Port}"], Path.Combine(Directory, "network.log"), "ready");

    public Task CutNetworkAsync() => _network!.KillAsync();

    /// <param name="under">What runs it, such as a tracer; empty for nothing.</param>
    public async Task StartStationAsync(params string[] under) => _station = await Spawned.StartAsync(
        "printstation", ["run", "--instance", Instance], Path.Combine(Directory, "printstation.log"), null, under);

    public Task KillStationAsync() => _station!.KillAsync();

    /// <summary>Books the delivery and what lies in the hopper, as a person does who finds them.</summary>
    public async Task BookBlanksAsync()
    {
        foreach (var hopper in _hoppers)
        {
            var delivery = await UntilAsync("the delivery is announced", async () => (await AskAsync("blank", "balance"))?["deliveries"]!.AsArray()
                .FirstOrDefault(known => (string?)known!["documentNumber"] == hopper.Document));
            await DoAsync("blank", "receive", "--delivery", (string)delivery["deliveryId"]!, "--count", $"{_blanks}", "--by", Person);
            await DoAsync("blank", "load", "--printer", hopper.Printer, "--quantity", $"{_inHopper}", "--by", Person);
        }
    }

    /// <summary>`printstation WORDS`.</summary>
    public Task<Finished> RunAsync(params string[] words) =>
        Repository.RunAsync("dotnet", [Repository.Program("printstation"), "--instance", Instance, .. words], Limit);

    public async Task DoAsync(params string[] words)
    {
        var finished = await RunAsync(words);
        Assert.That(finished.ExitCode, Is.Zero, $"printstation {string.Join(' ', words)}: {finished}");
    }

    /// <summary>The answer as JSON; null when the station gives none.</summary>
    public async Task<JsonNode?> AskAsync(params string[] words)
    {
        var finished = await RunAsync([.. words, "--json"]);
        return finished.ExitCode == 0 ? JsonNode.Parse(finished.Output) : null;
    }

    public async Task<JsonObject> ExportAsync()
    {
        var file = Path.Combine(Directory, "station.json");
        await DoAsync("export", "--out", file);
        return JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsObject();
    }

    /// <summary>How often something happened in the physical world.</summary>
    public int Count(string happened) => Events.Count(one => (string?)one["event"] == happened);

    /// <summary>Looks until there is an answer.</summary>
    /// <exception cref="TimeoutException">It did not come about.</exception>
    public async Task<T> UntilAsync<T>(string what, Func<Task<T?>> look)
        where T : class
    {
        using var timer = new PeriodicTimer(BetweenLooks, TimeProvider.System);
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < WaitLimit)
        {
            if (await look() is { } found)
                return found;
            await timer.WaitForNextTickAsync();
        }

        throw new TimeoutException($"{StationId}: not within {WaitLimit}: {what}\n{await RunAsync("status", "--lang", "en")}");
    }

    public Task UntilAsync(string what, Func<Task<bool>> look) => UntilAsync(what, async () => await look() ? what : null);

    public async ValueTask DisposeAsync()
    {
        foreach (var spawned in new[] { _station, _network, _office }.OfType<Spawned>())
            await spawned.DisposeAsync();
    }

    /// <summary>The shipped model; only the shortest print, which is physics, goes with the speed.</summary>
    private void WriteModel()
    {
        var model = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "config", "printers", "evolis", "primacy2.json")))!;
        var timings = model["timings"]!.AsObject();
        timings["shortestPrintMilliseconds"] = (int)timings["shortestPrintMilliseconds"]! / Speed;
        timings["settleMilliseconds"] = (int)timings["settleMilliseconds"]! / Speed;
        var path = Path.Combine(Instance, "printers", "evolis", "primacy2.json");
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, model.ToJsonString());
    }

    private Task WriteConfigurationAsync() => File.WriteAllTextAsync(Path.Combine(Instance, "station.json"), JsonSerializer.Serialize(new
    {
        Station = new { Id = StationId, Office = Centre.Office, TimeZone = "Asia/Makassar", Language = "en" },
        Central = new
        {
            Url = $"https://127.0.0.1:{_networkPort}", CertificateAuthority = "tls/ca.pem", ClientCertificate = "tls/station.pem",
            ClientKey = "tls/station.key", EnvelopeKey = "keys/envelope.pem", IssuingKey = "keys/issuing.pub.pem",
            ChipSigningCertificate = "keys/chip-signing.pem", Offline = "PrintFetched", FetchAhead = 40, HeartbeatSeconds = 2,
            TimeoutSeconds = 10,
        },
        Chips = new
        {
            Profile = Path.Combine(Repository.Root, "config", "chips", "ktp-el-development.json"),
            Sam = $"pn532+tcp://127.0.0.1:{_ports["samPort"]}", Desk = $"pn532+tcp://127.0.0.1:{_ports["deskPort"]}",
        },
        Cards = new { Layouts = Path.Combine(Repository.Root, "config", "cards"), BlankVersions = _hoppers.Select(hopper => hopper.Version) },
        Printers = _hoppers.Zip(_ports["printers"]!.AsArray(), (hopper, ports) => new
        {
            Name = hopper.Printer, Model = "printers/evolis/primacy2.json", Address = $"tcp://127.0.0.1:{ports!["port"]}",
            Reader = $"pn532+tcp://127.0.0.1:{ports["readerPort"]}", BlankVersion = hopper.Version,
        }),
    }));

    /// <summary>A delivery of that hopper's version is on its way; its list.</summary>
    private async Task<JsonObject> DeliverAsync(Hopper hopper, int seed)
    {
        var list = Path.Combine(Directory, $"delivery-{hopper.Number}.json");
        var made = await Repository.RunAsync("dotnet", [
            Repository.Program("printemulators"), "blanks", "--count", $"{_blanks}", "--seed", $"{seed}", "--document", hopper.Document, "--out", list,
        ], Limit);
        Assert.That(made.ExitCode, Is.Zero, made.ToString());
        var box = JsonNode.Parse(await File.ReadAllTextAsync(list))!.AsObject();
        box["blankVersion"] = hopper.Version;
        await File.WriteAllTextAsync(list, box.ToJsonString());
        await _centre.DoAsync("seed", "--cards", "0", "--blanks", list);
        return box;
    }

    /// <param name="Document">Paper of the delivery whose blanks lie in it.</param>
    private sealed record Hopper(int Number, string Printer, string Version, string Document);
}

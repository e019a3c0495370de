using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

internal sealed class Place(Options options)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private readonly string _root = Path.GetDirectoryName((string)AppContext.GetData("EntryPointFileDirectoryPath")!)!;
    private readonly Queue<int> _ports = FreePorts(4 + (2 * options.Printers));
    private int _proxyPort;

    public string Out { get; } = Path.GetFullPath(options.Out
        ?? Path.Combine(Path.GetDirectoryName((string)AppContext.GetData("EntryPointFileDirectoryPath")!)!, "out", "demo"));

    public string Central => Path.Combine(Out, "central");

    public string Instance => Path.Combine(Out, "instance");

    public string Logs => Path.Combine(Out, "logs");

    public string OfficeFile => Path.Combine(Out, "OFFICE.json");

    public string BlanksFile => Path.Combine(Out, "blanks.json");

    public string WorldFile => Path.Combine(Out, "world.jsonl");

    public string CentralFile => Path.Combine(Out, "central.json");

    public string StationFile => Path.Combine(Out, "station.json");

    public string SummaryFile => Path.Combine(Out, "summary.json");

    public int CentralPort { get; private set; }

    /// <summary>What lies in each hopper before anybody comes.</summary>
    public IReadOnlyList<(string Printer, int Quantity)> FirstLoad { get; private set; } = [];

    public string Log(string name) => Path.Combine(Logs, $"{name}.log");

    public string Script(string name) => Path.Combine(_root, "scripts", name);

    public string Program(string name)
    {
        var project = name switch
        {
            "printcentral" => "PrintStation.Central",
            "printemulators" => "PrintStation.Emulators",
            _ => "PrintStation",
        };
        return Path.Combine(_root, "src", project, "bin", options.Configuration, "net10.0", name);
    }

    public async Task PrepareAsync(CancellationToken token)
    {
        if (!options.NoBuild)
            await DoAsync("dotnet", ["build", Script("programs.slnf"), "--configuration", options.Configuration, "--nologo", "--verbosity",
                "quiet"], token);
        Clean();
        var blanks = DrawBlanks();
        await File.WriteAllTextAsync(BlanksFile,
            Json(new { documentNumber = $"BAST/{options.Seed}/2026", blankVersion = "2019", uids = blanks }), Utf8, token);
        await DoAsync(Program("printcentral"),
            ["init", "--data", Central, "--office", "5371", "--station", "station-5371-1", "--instance", Instance], token);
        await DoAsync(Program("printcentral"),
            ["seed", "--data", Central, "--cards", $"{options.Cards}", "--seed", $"{options.Seed}", "--blanks", BlanksFile], token);
        WriteModel();
        WriteConfigurations(blanks.Length);
    }

    private static async Task DoAsync(string program, string[] arguments, CancellationToken token)
    {
        var (code, output) = await Child.RunAsync(program, arguments, token, TimeSpan.FromMinutes(15));
        if (code != 0)
            throw new DemoException($"{Path.GetFileName(program)} {string.Join(' ', arguments)} failed with exit code {code}:\n{output}");
    }

    /// <summary>Deletes only what looks like the directory of an earlier demonstration.</summary>
    private void Clean()
    {
        if (Directory.Exists(Out) && Directory.EnumerateFileSystemEntries(Out).Any())
        {
            if (!File.Exists(OfficeFile) && !File.Exists(BlanksFile))
                throw new DemoException($"{Out} holds something else than a demonstration; name another directory with --out.");
            Directory.Delete(Out, recursive: true);
        }

        Directory.CreateDirectory(Logs);
    }

    /// <summary>Enough for every job, every fault and every kill; type A starts with 04, type B has 8 bytes.</summary>
    private string[] DrawBlanks()
    {
        var random = new Random(options.Seed);
        var kills = options.KillEvery is { } every ? options.Cards / every : 0;
        var count = options.Cards + (options.Cards / 4) + 12 + options.Faults.Split(',').Length + kills;
        var uids = new HashSet<string>();
        var bytes = new byte[8];
        while (uids.Count < count)
        {
            random.NextBytes(bytes);
            uids.Add(random.Next(2) == 0 ? $"04{Convert.ToHexString(bytes, 0, 6)}" : Convert.ToHexString(bytes));
        }

        return [.. uids];
    }

    /// <summary>The shipped model with its limits divided by the speed; limits keep a floor, for a loaded machine is no broken printer.
    /// Only the shortest print, which is physics, is divided exactly.</summary>
    private void WriteModel()
    {
        var model = JsonNode.Parse(File.ReadAllText(Path.Combine(_root, "config", "printers", "evolis", "primacy2.json")))!;
        var timings = model["timings"]!.AsObject();
        foreach (var (name, value) in timings
            .Where(timing => timing.Value is JsonValue number && number.GetValueKind() == JsonValueKind.Number).ToArray())
        {
            var floor = name switch
            {
                "shortestPrintMilliseconds" or "settleMilliseconds" => 1,
                "moveMilliseconds" => 4000,
                "printMilliseconds" => 8000,
                _ => 2000,
            };
            timings[name] = Math.Max(floor, (int)((int)value! / options.Speed));
        }

        var path = Path.Combine(Instance, "printers", "evolis", "primacy2.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, Json(model), Utf8);
    }

    private void WriteConfigurations(int blanks)
    {
        const int capacity = 100;
        (CentralPort, _proxyPort) = (_ports.Dequeue(), _ports.Dequeue());
        var (sam, desk) = (_ports.Dequeue(), _ports.Dequeue());
        var first = options.Operator == "none" ? Math.Min(capacity, blanks / options.Printers) : 0;
        var printers = Enumerable.Range(1, options.Printers)
            .Select(number => (Name: $"printer-{number}", Serial: $"{10000000 + (options.Seed % 90000 * 100) + number}",
                Port: _ports.Dequeue(), ReaderPort: _ports.Dequeue())).ToArray();
        FirstLoad = [.. printers.Where(_ => first > 0).Select(printer => (printer.Name, first))];
        File.WriteAllText(OfficeFile, Json(new
        {
            seed = options.Seed, speed = options.Speed, @out = Out, blanks = BlanksFile, ribbonPrints = 500,
            printers = printers.Select(printer => new
            {
                name = printer.Name, serial = printer.Serial, port = printer.Port, readerPort = printer.ReaderPort,
                hopperCapacity = capacity, hopper = first,
            }),
            samPort = sam, deskPort = desk, proxy = new { listen = _proxyPort, target = $"127.0.0.1:{CentralPort}" },
            faults = options.Faults, @operator = options.Operator,
            stationCommand = new[] { Program("printstation"), "--instance", Instance }, ptys = false,
        }), Utf8);
        File.WriteAllText(Path.Combine(Instance, "station.json"), Json(new
        {
            Station = new { Id = "station-5371-1", Office = "5371", TimeZone = "Asia/Makassar", Language = "id" },
            Central = new
            {
                Url = $"https://127.0.0.1:{_proxyPort}", CertificateAuthority = "tls/ca.pem", ClientCertificate = "tls/station.pem",
                ClientKey = "tls/station.key",
                EnvelopeKey = "keys/envelope.pem", IssuingKey = "keys/issuing.pub.pem", ChipSigningCertificate = "keys/chip-signing.pem",
                Offline = "PrintFetched", FetchAhead = 40, HeartbeatSeconds = 2, TimeoutSeconds = 10,
            },
            Chips = new
            {
                Profile = Config("chips/ktp-el-development.json"), Sam = $"pn532+tcp://127.0.0.1:{sam}",
                Desk = $"pn532+tcp://127.0.0.1:{desk}",
            },
            Cards = new { Layouts = Config("cards"), BlankVersions = new[] { "2019" } },
            Printers = printers.Select(printer => new
            {
                printer.Name, Model = "printers/evolis/primacy2.json", Address = $"tcp://127.0.0.1:{printer.Port}",
                Reader = $"pn532+tcp://127.0.0.1:{printer.ReaderPort}",
            }),
        }), Utf8);
    }

    private string Config(string name) => Path.Combine(_root, "config", name);

    public static string Json(object value) =>
        JsonSerializer.Serialize(value, Indented);

    /// <summary>All held open until the last is found, so that none comes twice.</summary>
    private static Queue<int> FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
            listener.Start();
        var ports = new Queue<int>(listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port));
        foreach (var listener in listeners)
            listener.Stop();
        return ports;
    }
}

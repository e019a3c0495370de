using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

/// <summary>Everything that must be there before the first program runs: built programs, keys, jobs, blanks, and the files that tell the
/// office and the station about each other.</summary>
/// <param name="networkOutside">The network to the centre is a program of its own; otherwise the office has it.</param>
internal sealed class Preparation(Options options, Place place, bool networkOutside = false)
{
    private const int HopperCapacity = 100;
    private const int MostTries = 1000;

    /// <summary>What the emulated machines have counted before the first demonstration.</summary>
    private const int FirstCards = 1207;
    private const int FirstPanels = 5990;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private readonly Queue<int> _ports = FreePorts(4 + (2 * options.Printers));

    public int CentralPort { get; private set; }

    /// <summary>Where the station looks for the centre.</summary>
    public int NetworkPort { get; private set; }

    /// <summary>What lies in each hopper before anybody comes.</summary>
    public IReadOnlyList<(string Printer, int Quantity)> FirstLoad { get; private set; } = [];

    /// <summary>Document number of the blanks that come with this demonstration.</summary>
    public string Delivery { get; private set; } = "";

    /// <summary>What an earlier demonstration left; null when the directory is new.</summary>
    public Kept? Kept { get; private set; }

    public async Task RunAsync(CancellationToken token)
    {
        if (!options.NoBuild)
        {
            Console.Error.WriteLine("building; a minute or two the first time");
            await DoAsync("dotnet", ["build", place.Script("programs.slnf"), "--configuration", options.Configuration, "--nologo",
                "--verbosity",
                "quiet"], token);
        }

        Console.Error.WriteLine("making keys, jobs and blanks; then centre, office and station start");
        RefuseWhenInUse(place);
        Kept = options.Keep && File.Exists(place.WorldFile) ? Kept.LayAside(place) : null;
        if (Kept is null)
            Clean();
        var seed = options.Seed + (Kept?.Jobs ?? 0);
        var blanks = DrawBlanks(seed);
        Delivery = $"BAST/{seed}/2026";
        var delivery = new { documentNumber = Delivery, blankVersion = "2019", uids = blanks };
        await File.WriteAllTextAsync(place.DeliveryFile, Place.Json(delivery), Utf8, token);

        // The cupboard holds more than the delivery when something was left in it.
        await File.WriteAllTextAsync(place.BlanksFile, Place.Json(Kept is null
            ? delivery
            : delivery with { documentNumber = "cupboard", uids = [.. Kept.Blanks, .. blanks] }), Utf8, token);
        var central = place.Program("printcentral");
        if (Kept is null)
            await DoAsync(central,
                ["init", "--data", place.Central, "--office", "5371", "--station", "station-5371-1", "--instance", place.Instance], token);
        await DoAsync(central,
            ["seed", "--data", place.Central, "--cards", $"{options.Cards}", "--seed", $"{seed}", "--blanks", place.DeliveryFile,
                .. options.Bad ? (string[])["--bad"] : []], token);
        WriteModel();
        WriteConfigurations(blanks.Length + (Kept?.Blanks.Count ?? 0));
    }

    private static async Task DoAsync(string program, string[] arguments, CancellationToken token)
    {
        var (code, output) = await Child.RunAsync(program, arguments, token, TimeSpan.FromMinutes(15));
        if (code != 0)
            throw new DemoException($"{Path.GetFileName(program)} {string.Join(' ', arguments)} failed with exit code {code}:\n{output}");
    }

    /// <summary>A running station holds its lock; its books are not deleted under it.</summary>
    /// <exception cref="DemoException">It is running.</exception>
    public static void RefuseWhenInUse(Place place)
    {
        var path = Path.Combine(place.Instance, "data", "station.lock");
        if (!File.Exists(path))
            return;
        try
        {
            using var free = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new DemoException($"{place.Out} is in use by a running demonstration. Stop it, or name another directory with --out.");
        }
    }

    /// <summary>Deletes only what looks like the directory of an earlier demonstration.</summary>
    private void Clean()
    {
        if (Directory.Exists(place.Out) && Directory.EnumerateFileSystemEntries(place.Out).Any())
        {
            if (!File.Exists(place.BlanksFile))
                throw new DemoException($"{place.Out} holds something else than a demonstration; name another directory with --out.");
            Directory.Delete(place.Out, recursive: true);
        }

        Directory.CreateDirectory(place.Logs);
    }

    /// <summary>Enough for every job, every fault and every kill; type A starts with 04, type B has 8 bytes.</summary>
    private string[] DrawBlanks(int seed)
    {
        var random = new Random(seed);
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
        var model = JsonNode.Parse(File.ReadAllText(place.Config("printers/evolis/primacy2.json")))!;
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

        var path = Path.Combine(place.Instance, "printers", "evolis", "primacy2.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, Place.Json(model), Utf8);
    }

    private void WriteConfigurations(int blanks)
    {
        (CentralPort, NetworkPort) = (_ports.Dequeue(), _ports.Dequeue());
        var (sam, desk) = (_ports.Dequeue(), _ports.Dequeue());
        var first = options.Operator == "none" ? Math.Min(HopperCapacity, blanks / options.Printers) : 0;
        var printers = Enumerable.Range(1, options.Printers)
            .Select(number => (Name: $"printer-{number}", Serial: $"{10000000 + (options.Seed % 90000 * 100) + number}",
                Port: _ports.Dequeue(), ReaderPort: _ports.Dequeue())).ToArray();
        FirstLoad = [.. printers.Where(_ => first > 0).Select(printer => (printer.Name, first))];
        File.WriteAllText(place.OfficeFile, Place.Json(new
        {
            seed = options.Seed, speed = options.Speed, @out = place.Out, blanks = place.BlanksFile, ribbonPrints = 500,
            printers = printers.Select(printer => new
            {
                name = printer.Name, serial = printer.Serial, port = printer.Port, readerPort = printer.ReaderPort,
                hopperCapacity = HopperCapacity, hopper = first,
                cardsInserted = FirstCards + (Kept?.Fed(printer.Name) ?? 0), panelsPrinted = FirstPanels
                    + (Kept?.Panels(printer.Name) ?? 0),
            }),
            samPort = sam, deskPort = desk, pcsc = options.Pcsc ? new { } : null,
            proxy = networkOutside ? null : new { listen = NetworkPort, target = $"127.0.0.1:{CentralPort}" },
            faults = options.Faults, @operator = options.Operator,
            stationCommand = new[] { place.Program("printstation"), "--instance", place.Instance }, ptys = options.Serial,
        }), Utf8);
        File.WriteAllText(Path.Combine(place.Instance, "station.json"), Place.Json(new
        {
            Station = new { Id = "station-5371-1", Office = "5371", TimeZone = "Asia/Makassar", Language = "id" },
            Letterhead = new { Address = "Jalan Contoh Nomor 1, Kupang 85111", Head = "Dra. Maria Seran, M.Si.", Nip = "197001311995032001" },
            Central = new
            {
                Url = $"https://127.0.0.1:{NetworkPort}", CertificateAuthority = "tls/ca.pem", ClientCertificate = "tls/station.pem",
                ClientKey = "tls/station.key",
                EnvelopeKey = "keys/envelope.pem", IssuingKey = "keys/issuing.pub.pem", ChipSigningCertificate = "keys/chip-signing.pem",
                Offline = "PrintFetched", FetchAhead = 40, HeartbeatSeconds = 2, TimeoutSeconds = 10,
            },
            Chips = new
            {
                Profile = place.Config("chips/ktp-el-development.json"), Sam = Reader("sam", sam, PcscService.SamReader),
                Desk = $"pn532+{Address("desk", desk)}",
            },
            Cards = new { Layouts = place.Config("cards"), BlankVersions = new[] { "2019" } },
            Printers = printers.Select(printer => new
            {
                printer.Name, Model = "printers/evolis/primacy2.json", Address = Address(printer.Name, printer.Port),
                Reader = Reader($"{printer.Name}-reader", printer.ReaderPort, PcscService.CardReader),
            }),
        }), Utf8);

        string Reader(string line, int port, string pcscName) => options.Pcsc ? $"pcsc:{pcscName}" : $"pn532+{Address(line, port)}";
    }

    private string Address(string line, int port) => options.Serial ? $"serial://{place.Line(line)}" : $"tcp://127.0.0.1:{port}";

    /// <summary>All held open until the last is found, so that none comes twice. Below the ports that systems take for outgoing connections:
    /// while a program is down, nothing may get its port.</summary>
    public static Queue<int> FreePorts(int count)
    {
        var listeners = new List<TcpListener>();
        for (var tries = 0; listeners.Count < count; tries++)
        {
            var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(15_000, 32_000));
            try
            {
                listener.Start();
                listeners.Add(listener);
            }
            catch (SocketException) when (tries < MostTries)
            {
                // Another program has it: the next one.
            }
        }

        var ports = new Queue<int>(listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port));
        foreach (var listener in listeners)
            listener.Stop();
        return ports;
    }
}

using PrintStation.Emulators;
using PrintStation.Emulators.Chips;
using PrintStation.Emulators.Faults;
using PrintStation.Emulators.Pn532;
using PrintStation.Emulators.Wire;
using PrintStation.Emulators.World;
using PrintStation.Simulation.Lines;
using PrintStation.Simulation.Time;
using PrintStation.Transports;

namespace PrintStation.Simulation;

/// <summary>The virtual office on simulated cables: printers, readers and SAM in their physical world, which no process outlives.</summary>
internal sealed class SimulatedOffice : IAsyncDisposable
{
    public const int PrinterPort = 9100;
    public const int ReaderPort = 9200;
    public const int SamPort = 9300;
    public const int DeskPort = 9301;
    private const string WorldFile = "world.jsonl";

    private readonly CancellationTokenSource _closing = new();
    private readonly Dictionary<int, CableService> _services = [];
    private readonly List<EmulatedPrinter> _printers = [];
    private readonly List<Task> _work = [];
    private readonly LineWeather _weather;
    private readonly TimeProvider _time;
    private bool _readersAreExchanged;

    public SimulatedOffice(OfficeOptions options, IReadOnlyList<string> uids, string faults, LineWeather weather, TimeProvider time)
    {
        (_weather, _time) = (weather, time);
        World = new PhysicalWorld(options, uids, FaultPlan.Parse(faults),
            new WorldLog(options.Out is { } directory ? Path.Combine(directory, WorldFile) : null, time), time);
        foreach (var (printer, body) in options.Printers.Zip(World.Printers))
        {
            var emulated = new EmulatedPrinter(printer, body, World, Listen, time, _closing.Token);
            emulated.Open();
            _work.Add(emulated.RunAsync());
            _printers.Add(emulated);
        }

        var sam = new Sam();
        Listen(SamPort, 1, (line, cut) => new Pn532Reader(line, () => [sam], time).RunAsync(cut)).Open();
        Listen(DeskPort, 1, (line, cut) => new Pn532Reader(line, World.DeskAntenna, time).RunAsync(cut)).Open();
    }

    public PhysicalWorld World { get; }

    /// <summary>Ports whose cable is pulled out.</summary>
    public HashSet<int> Unplugged { get; } = [];

    /// <summary>A bug of the emulators; null while there is none.</summary>
    public Exception? Broken => _work.Concat(_services.Values.Select(service => service.Failed))
        .FirstOrDefault(task => task.IsFaulted)?.Exception;

    /// <summary>What a driver in a process with this life gets for an address.</summary>
    /// <param name="sent">Told of each whole write to a printer, a reader or the SAM.</param>
    public IByteTransport OpenLine(string address, Life life, Action<int, ReadOnlyMemory<byte>> sent)
    {
        var port = new Uri(address).Port;
        return new StationEnd(address, () => Unplugged.Contains(port) ? null : _services.GetValueOrDefault(BehindCable(port)), _weather, life, _time)
        {
            Sent = bytes => sent(BehindCable(port), bytes),
        };
    }

    /// <summary>The readers of the two printers change their cables.</summary>
    public async Task ExchangeReadersAsync()
    {
        await HangUpAsync(ReaderPort + 1);
        await HangUpAsync(ReaderPort + 2);
        _readersAreExchanged = !_readersAreExchanged;
    }

    private int BehindCable(int port) =>
        _readersAreExchanged && port is ReaderPort + 1 or ReaderPort + 2 ? ReaderPort + 1 + ReaderPort + 2 - port : port;

    /// <summary>Cuts every connection, as the end of a process does.</summary>
    public async Task HangUpAsync()
    {
        foreach (var port in _services.Keys.ToList())
            await HangUpAsync(port);
    }

    /// <summary>Cuts the connections of one line.</summary>
    public Task HangUpAsync(int port) => _services[port].CutAsync();

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        foreach (var printer in _printers)
            await printer.DisposeAsync();
        foreach (var service in _services.Values)
            await service.CloseAsync();
        World.Log.Dispose();
    }

    private CableService Listen(int port, int mostConnections, Func<Stream, CancellationToken, Task> serve) =>
        _services[port] = new CableService(port, mostConnections, serve, connection => new DeviceEnd(connection, _weather));
}

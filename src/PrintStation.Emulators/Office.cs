using System.Text.Json;
using PrintStation.Emulators.Chips;
using PrintStation.Emulators.Faults;
using PrintStation.Emulators.People;
using PrintStation.Emulators.Pn532;
using PrintStation.Emulators.Vpcd;
using PrintStation.Emulators.Wire;
using PrintStation.Emulators.World;

namespace PrintStation.Emulators;

/// <summary>The virtual office: printers, readers, SAM, network and people around one physical world. It outlives the station.</summary>
internal sealed class Office : IAsyncDisposable
{
    private const int MostProxyConnections = 64;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly OfficeOptions _options;
    private readonly FaultPlan _faults;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _closing = new();
    private readonly List<EmulatedPrinter> _printers = [];
    private readonly List<TerminalService> _terminals = [];
    private readonly Sam _sam = new();
    private readonly TcpService _samLine;
    private readonly TcpService _deskLine;
    private readonly TcpService? _proxy;
    private readonly List<Task> _work = [];

    private Office(OfficeOptions options, IReadOnlyList<string> uids, FaultPlan faults, TimeProvider timeProvider)
    {
        (_options, _faults, _timeProvider) = (options, faults, timeProvider);
        var log = new WorldLog(options.Out is null ? null : Path.Combine(options.Out, "world.jsonl"), timeProvider);
        World = new PhysicalWorld(options, uids, faults, log, timeProvider);
        foreach (var (printer, body) in options.Printers.Zip(World.Printers))
            _printers.Add(new EmulatedPrinter(printer, body, World, Listen, timeProvider, _closing.Token, options.Pcsc is null));
        _samLine = Listen(options.Pcsc is null ? options.SamPort : 0, 1, Reader(SamAntenna));
        _deskLine = Listen(options.DeskPort, 1, Reader(World.DeskAntenna));
        if (options.Ptys)
            AttachTerminals();
        if (options.Proxy is { } proxy)
            _proxy = new TcpService(proxy.Listen, MostProxyConnections, new TcpProxy(proxy.Target, timeProvider).PassAsync);
    }

    public PhysicalWorld World { get; }

    /// <summary>Where everything listens.</summary>
    public OfficePorts Ports { get; private set; } = new([], 0, 0, 0);

    /// <summary>Ends only with a bug; null-safe to ignore in tests.</summary>
    public Task Failed { get; private set; } = Task.CompletedTask;

    /// <summary>Opens everything; returns when all lines are open and their ports are on disk.</summary>
    /// <exception cref="OfficeConfigurationException">A setting is wrong.</exception>
    /// <exception cref="FaultSpecException">The fault list is wrong.</exception>
    public static async Task<Office> StartAsync(OfficeOptions options, TimeProvider timeProvider)
    {
        options.Validate();
        var faults = FaultPlan.Parse(options.Faults);
        var box = options.Blanks is null ? null : BlanksFile.Load(options.Blanks);
        if (options.Out is not null)
            Directory.CreateDirectory(options.Out);

        var office = new Office(options, box?.Uids ?? [], faults, timeProvider);
        try
        {
            office.Open(box);
        }
        catch (Exception exception) when (exception is System.Net.Sockets.SocketException or IOException)
        {
            await office.DisposeAsync();
            throw;
        }

        return office;
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        foreach (var printer in _printers)
            await printer.DisposeAsync();
        await _samLine.DisposeAsync();
        await _deskLine.DisposeAsync();
        if (_proxy is not null)
            await _proxy.DisposeAsync();
        await Task.WhenAll(_work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var terminal in _terminals)
            await terminal.DisposeAsync();
        World.Log.Dispose();
    }

    private void Open(BlanksFile? box)
    {
        foreach (var printer in _printers)
        {
            printer.Open();
            _work.Add(printer.RunAsync());
        }

        if (_options.Pcsc is null)
            _samLine.Open();
        _deskLine.Open();
        _terminals.ForEach(terminal => terminal.Open());
        _proxy?.Open();
        Ports = new OfficePorts(
            [.. _printers.Select(printer => new PrinterPorts(
                printer.Body.Name, printer.Line.Port, printer.ReaderLine.Port, printer.Terminal?.Path, printer.ReaderTerminal?.Path))],
            _samLine.Port, _deskLine.Port, _proxy?.Port ?? 0);
        if (box is not null)
            World.BoxArrived(box.DocumentNumber, box.Uids);
        foreach (var (printer, body) in _options.Printers.Zip(World.Printers))
            World.LoadHopper(body, printer.Hopper);
        if (_options.Out is not null)
            SavePorts(_options.Out);

        if (_options.Pcsc is { } pcsc)
        {
            var withContacts = new SamWithContacts(_sam);
            _work.Add(new VpcdReader(pcsc.CardPort, World.Printers[0].Antenna, _timeProvider).RunAsync(_closing.Token));
            _work.Add(new VpcdReader(pcsc.SamPort, () => [withContacts], _timeProvider).RunAsync(_closing.Token));
        }

        _work.Add(PlayNetworkFaultsAsync());
        if (_options.Operator == "auto")
            _work.Add(MakeOperator(box).RunAsync(_closing.Token));
        Failed = WatchAsync();
    }

    private VirtualOperator MakeOperator(BlanksFile? box)
    {
        var station = new StationCommand(
            _options.StationCommand, _options.Out is null ? null : Path.Combine(_options.Out, "operator.log"), _timeProvider);
        return new VirtualOperator(World, station, box, _timeProvider);
    }

    private IReadOnlyList<IContactlessCard> SamAntenna() => [_sam];

    private static TcpService Listen(int port, int mostConnections, Func<Stream, CancellationToken, Task> serve) =>
        new(port, mostConnections, serve);

    private Func<Stream, CancellationToken, Task> Reader(Func<IReadOnlyList<IContactlessCard>> antenna) =>
        (line, connection) => new Pn532Reader(line, antenna, _timeProvider).RunAsync(connection);

    /// <summary>Every device on a serial line too, with a name in the file system that stays the same from run to run.</summary>
    private void AttachTerminals()
    {
        if (!PseudoTerminal.IsSupported)
            throw new OfficeConfigurationException("ptys: true is not allowed. Allowed: false, on this system without Linux pseudo-terminals.");

        _printers.ForEach(printer => printer.Attach(Attach));
        if (_options.Pcsc is null)
            _terminals.Add(Attach("sam", Reader(SamAntenna)));
        _terminals.Add(Attach("desk", Reader(World.DeskAntenna)));
    }

    private TerminalService Attach(string name, Func<Stream, CancellationToken, Task> serve) => new(
        _options.Out is null ? null : Path.Combine(_options.Out, "lines", name),
        (bytes, token) => World.PassAsync(World.Durations.OnSerialLine(bytes), token), serve);

    private void SavePorts(string directory)
    {
        // Renamed into place: whoever waits for the file never reads half of it.
        var aside = Path.Combine(directory, "office-ports.json.new");
        File.WriteAllText(aside, JsonSerializer.Serialize(Ports, Json));
        File.Move(aside, Path.Combine(directory, "office-ports.json"), overwrite: true);
    }

    private async Task PlayNetworkFaultsAsync()
    {
        if (_proxy is null)
            return;

        var began = _timeProvider.GetTimestamp();
        foreach (var fault in _faults.NetworkFaults)
        {
            var wait = fault.Start - _timeProvider.GetElapsedTime(began);
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, _timeProvider, _closing.Token);
            await _proxy.CloseAsync();
            World.Log.Write("fault", details: new Dictionary<string, object?> { ["name"] = fault.Word });
            World.Log.Write("network-down");
            await Task.Delay(fault.Length, _timeProvider, _closing.Token);
            _proxy.Open();
            World.Log.Write("network-up");
        }
    }

    /// <summary>The first bug of any part, as an exception.</summary>
    private async Task WatchAsync()
    {
        List<Task> watched =
            [.. _work, .. _printers.SelectMany(printer => printer.Failed), _samLine.Failed, _deskLine.Failed, .. _terminals.Select(line => line.Failed)];
        if (_proxy is not null)
            watched.Add(_proxy.Failed);

        while (watched.Count > 0)
        {
            var ended = await Task.WhenAny(watched);
            watched.Remove(ended);
            if (ended.IsFaulted)
                await ended;
        }
    }
}

/// <summary>office-ports.json.</summary>
/// <param name="ProxyPort">0 without a proxy.</param>
internal sealed record OfficePorts(IReadOnlyList<PrinterPorts> Printers, int SamPort, int DeskPort, int ProxyPort);

/// <param name="Terminal">Path of the printer's pseudo-terminal; null when none are wanted.</param>
/// <param name="ReaderTerminal">Likewise of the reader at its chip station.</param>
internal sealed record PrinterPorts(string Name, int Port, int ReaderPort, string? Terminal, string? ReaderTerminal);

using System.Threading.Channels;
using PrintStation.Emulators.Evolis;
using PrintStation.Emulators.Pn532;
using PrintStation.Emulators.Wire;
using PrintStation.Emulators.World;

namespace PrintStation.Emulators;

/// <summary>A printer with its chip station on their two lines, and its power.</summary>
internal sealed class EmulatedPrinter : IAsyncDisposable
{
    private readonly PhysicalWorld _world;
    private readonly EvolisPrinter _electronics;
    private readonly bool _hasReaderLine;
    private readonly CancellationToken _office;
    private readonly List<IWireService> _lines = [];
    private readonly Func<Stream, CancellationToken, Task> _serve;
    private readonly Func<Stream, CancellationToken, Task> _serveReader;
    // A power cut is dealt with before the next can happen: the printer has no power in between.
    private readonly Channel<PowerCut> _powerCuts = Channel.CreateBounded<PowerCut>(1);
    private CancellationTokenSource _power;

    // Between the loss of the power and the end of the start-up the button does nothing.
    private bool _isUp = true;

    /// <param name="hasReaderLine">False where the reader at its chip station lies under PC/SC and nobody can reach it another way.</param>
    public EmulatedPrinter(
        PrinterOptions options, PrinterBody body, PhysicalWorld world, WireListener listen, TimeProvider timeProvider, CancellationToken office,
        bool hasReaderLine = true)
    {
        (Body, _world, _hasReaderLine, _office) = (body, world, hasReaderLine, office);
        _power = CancellationTokenSource.CreateLinkedTokenSource(office);
        _electronics = new EvolisPrinter(body, world);
        var conversation = new EvolisConversation(_electronics, body, world, timeProvider);
        _serve = (line, connection) => conversation.RunAsync(line, connection, _power.Token);
        _serveReader = (line, connection) => new Pn532Reader(line, body.Antenna, timeProvider).RunAsync(connection);
        Line = listen(options.Port, 1, _serve);
        ReaderLine = listen(hasReaderLine ? options.ReaderPort : 0, 1, _serveReader);
        _lines.AddRange(hasReaderLine ? [Line, ReaderLine] : [Line]);
        body.PressButtonAsync = PressButtonAsync;
        body.PowerLost = cut => _powerCuts.Writer.TryWrite(cut);
    }

    public PrinterBody Body { get; }

    public IWireService Line { get; }

    public IWireService ReaderLine { get; }

    /// <summary>The printer and its reader on serial lines too; null when none are wanted.</summary>
    public TerminalService? Terminal { get; private set; }

    public TerminalService? ReaderTerminal { get; private set; }

    /// <param name="attach">Makes a serial line of that name with that device on it.</param>
    public void Attach(Func<string, Func<Stream, CancellationToken, Task>, TerminalService> attach)
    {
        _lines.Add(Terminal = attach(Body.Name, _serve));
        if (_hasReaderLine)
            _lines.Add(ReaderTerminal = attach($"{Body.Name}-reader", _serveReader));
    }

    public IEnumerable<Task> Failed => _lines.Select(line => line.Failed);

    public void Open() => _lines.ForEach(line => line.Open());

    /// <summary>Lives through power cuts until the office closes.</summary>
    public async Task RunAsync()
    {
        var starting = Task.CompletedTask;
        await foreach (var cut in _powerCuts.Reader.ReadAllAsync(_office))
        {
            _isUp = false;
            // Dead to new callers before the old ones notice.
            foreach (var line in _lines)
                await line.RefuseAsync();
            await _power.CancelAsync();
            await starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var line in _lines)
                await line.CloseAsync();
            await _world.PassAsync(_world.Durations.Outage, _office);

            _power = CancellationTokenSource.CreateLinkedTokenSource(_office);
            Body.ReturnPower(cut);
            starting = StartUpAsync(cut);
            // The power may go again while it starts.
            if (await Task.WhenAny(starting, _powerCuts.Reader.WaitToReadAsync(_office).AsTask()) == starting)
                await starting;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _power.CancelAsync();
        foreach (var line in _lines)
            await line.DisposeAsync();
    }

    private async Task PressButtonAsync(bool ejects)
    {
        if (!_isUp)
            return;
        try
        {
            await _electronics.TakeCardByHandAsync(ejects, _power.Token);
        }
        catch (OperationCanceledException)
        {
            // The power went; what becomes of the card, the start-up says.
        }
    }

    private async Task StartUpAsync(PowerCut cut)
    {
        await _world.PassAsync(_world.Durations.PowerOn, _power.Token);
        await _electronics.StartUpAsync(cut.Action, _power.Token);
        _isUp = true;
        Open();
    }
}

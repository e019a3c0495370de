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
    private readonly CancellationToken _office;
    // A power cut is dealt with before the next can happen: the printer has no power in between.
    private readonly Channel<PowerCut> _powerCuts = Channel.CreateBounded<PowerCut>(1);
    private CancellationTokenSource _power;

    public EmulatedPrinter(
        PrinterOptions options, PrinterBody body, PhysicalWorld world, WireListener listen, TimeProvider timeProvider, CancellationToken office)
    {
        (Body, _world, _office) = (body, world, office);
        _power = CancellationTokenSource.CreateLinkedTokenSource(office);
        _electronics = new EvolisPrinter(body, world);
        var conversation = new EvolisConversation(_electronics, body, world, timeProvider);
        Line = listen(options.Port, 1, (line, connection) => conversation.RunAsync(line, connection, _power.Token));
        ReaderLine = listen(
            options.ReaderPort, 1, (line, connection) => new Pn532Reader(line, body.Antenna, timeProvider).RunAsync(connection));
        body.PressButtonAsync = PressButtonAsync;
        body.PowerLost = cut => _powerCuts.Writer.TryWrite(cut);
    }

    public PrinterBody Body { get; }

    public IWireService Line { get; }

    public IWireService ReaderLine { get; }

    public void Open()
    {
        Line.Open();
        ReaderLine.Open();
    }

    /// <summary>Lives through power cuts until the office closes.</summary>
    public async Task RunAsync()
    {
        var starting = Task.CompletedTask;
        await foreach (var cut in _powerCuts.Reader.ReadAllAsync(_office))
        {
            // Dead to new callers before the old ones notice.
            await Line.RefuseAsync();
            await ReaderLine.RefuseAsync();
            await _power.CancelAsync();
            await starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Line.CloseAsync();
            await ReaderLine.CloseAsync();
            await _world.PassAsync(_world.Durations.Outage, _office);

            _power = CancellationTokenSource.CreateLinkedTokenSource(_office);
            Body.ReturnPower();
            starting = StartUpAsync(cut);
            // The power may go again while it starts.
            if (await Task.WhenAny(starting, _powerCuts.Reader.WaitToReadAsync(_office).AsTask()) == starting)
                await starting;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _power.CancelAsync();
        await Line.DisposeAsync();
        await ReaderLine.DisposeAsync();
    }

    private async Task PressButtonAsync(bool ejects)
    {
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
        Open();
    }
}

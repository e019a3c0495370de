using System.Diagnostics;
using PrintStation.Chips;
using PrintStation.Printers;

namespace PrintStation.Benchmarks.Life;

/// <summary>A printer and the chip in it that answer at once and never fail: what is left is the station's own time.</summary>
internal sealed class InstantMachine(int number) : ICardPrinter, IChipEncoder
{
    private static readonly Task<CommandResult> Done = Task.FromResult(new CommandResult(CommandOutcome.Done));
    private static readonly byte[] Binding = new byte[64];
    private CardPosition _position = CardPosition.Empty;
    private string _uid = "";
    private long _inserted;
    private long _panels;
    private bool _powerLost = true;
    private bool _encoded;

    /// <summary>When each card came out; ticks of <see cref="Stopwatch"/>.</summary>
    public List<long> Ejected { get; } = [];

    public PrinterModel Model { get; } = new("None", "Instant", "evolis", "emulator", 648, 1016, 64, "ymcko", ["ymcko"], HasChipStation: true,
        HasRejectTray: true, [PrinterModel.CardsInserted, PrinterModel.PanelsPrinted], ["position"], PrinterModel.AllMoves, true,
        new PrinterTimings(1, 1, 1, 1, 1, 0, 0));

    public Task<PrinterEvidence?> ObserveAsync(CancellationToken token) => Task.FromResult<PrinterEvidence?>(
        new PrinterEvidence($"S{number}", _position, _inserted, _panels, _powerLost, null, CoverOpen: false, CardAtExit: false));

    public Task<CardPosition?> ReadPositionAsync(CancellationToken token) => Task.FromResult<CardPosition?>(_position);

    public Task<PrinterSupplies?> ReadSuppliesAsync(CancellationToken token) =>
        Task.FromResult<PrinterSupplies?>(new PrinterSupplies(FeederHasCards: true, 500, RibbonFits: true, CleaningRequired: false));

    public Task<CommandResult> SendSettingsAsync(CancellationToken token)
    {
        _powerLost = false;
        return Done;
    }

    public Task<CommandResult> FeedAsync(CancellationToken token)
    {
        (_uid, _encoded, _position) = ($"04{number:X2}{++_inserted:X10}", false, CardPosition.ContactlessStation);
        return Done;
    }

    public Task<PrintResult> PrintAsync(IReadOnlyList<PrintPanel> panels, CancellationToken token)
    {
        (_panels, _position) = (_panels + panels.Count, CardPosition.PrintStation);
        return Task.FromResult(new PrintResult(CommandOutcome.Done, panels.Count, TimeSpan.FromSeconds(20)));
    }

    public Task<CommandResult> ReturnToChipStationAsync(CancellationToken token)
    {
        _position = CardPosition.ContactlessStation;
        return Done;
    }

    public Task<CommandResult> EjectAsync(CancellationToken token)
    {
        _position = CardPosition.Empty;
        Ejected.Add(Stopwatch.GetTimestamp());
        return Done;
    }

    public Task<CommandResult> RejectAsync(CancellationToken token) => throw new BenchException("A card was rejected: that is no life to be measured.");

    public Task<CommandResult> ClearErrorAsync(CancellationToken token) => Done;

    public Task<ChipReading> ReadUidAsync(CancellationToken token) => Task.FromResult(_position == CardPosition.ContactlessStation
        ? new ChipReading(ChipPresence.One, [new ChipUid(_uid)])
        : new ChipReading(ChipPresence.None, []));

    public Task<EncodeResult> EncodeAsync(ChipUid uid, ChipContent content, SamTurn? sam, CancellationToken token)
    {
        _encoded = true;
        return Task.FromResult(new EncodeResult(EncodeOutcome.Done, null, Binding));
    }

    public Task<ChipCheck> VerifyAsync(ChipUid uid, ChipContent content, CancellationToken token) => Task.FromResult(_encoded && uid.Hex == _uid
        ? new ChipCheck(ChipVerdict.Good, null, Binding)
        : new ChipCheck(ChipVerdict.Bad, "chip-content", null));

    public Task<ElementReading> ReadAsync(ChipUid uid, string element, CancellationToken token) =>
        throw new InvalidOperationException("Only the desk reads one element.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

using PrintStation.Chips;
using PrintStation.Printers;

namespace PrintStation.Tests.Lifecycle;

/// <summary>The process dies here.</summary>
internal sealed class Death : Exception;

/// <summary>A card of plastic.</summary>
internal sealed class PlasticCard(string uid)
{
    public string Uid { get; } = uid;

    public bool Mute { get; init; }

    public bool Encoded { get; set; }

    public int Panels { get; set; }

    public bool IsGood => Encoded && Panels == 5;
}

/// <summary>What the printer does by itself when the power comes back.</summary>
internal enum AtPowerOn
{
    PowerStays,
    KeepsTheCard,
    EjectsIt,
    RejectsIt,
}

/// <summary>A printer and the chip station in it, as physics: a card is at one place, counters only grow, and the process can die right
/// before or right after any effect.</summary>
internal sealed class ScriptedMachine(IEnumerable<PlasticCard> hopper, int dieAt, AtPowerOn atPowerOn) : ICardPrinter, IChipEncoder
{
    private readonly Queue<PlasticCard> _hopper = new(hopper);
    private int _moment;
    private bool _dead;
    private bool _powerLost = true;
    private CardPosition _position = CardPosition.Empty;
    private PlasticCard? _inside;
    private long _inserted = 100;
    private long _panels = 1000;

    public List<PlasticCard> Output { get; } = [];

    public List<PlasticCard> RejectBox { get; } = [];

    /// <summary>Called with each look at the machine: what else happens in the office meanwhile.</summary>
    public Action? Observed { get; set; }

    /// <summary>Called while a chip is written.</summary>
    public Action? Writing { get; set; }

    public string Serial { get; set; } = "S1";

    /// <summary>It is switched on, and does not answer yet.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Something lies at the exit slot; nothing in here moves it.</summary>
    public bool CardAtExit { get; set; }

    /// <summary>Called when only the position is asked.</summary>
    public Action? PositionAsked { get; set; }

    /// <summary>Called once, when a printed card goes back to the chip station.</summary>
    public Action? Returning { get; set; }

    /// <summary>How often an error was cleared.</summary>
    public int Cleared { get; private set; }

    /// <summary>What keeps an error from being cleared; null: nothing.</summary>
    public PrinterReason? Forbids { get; set; }

    /// <summary>The SAM has refused too often.</summary>
    public bool SamIsSuspended { get; set; }

    /// <summary>The reader at the chip station does not answer.</summary>
    public bool ReaderIsGone { get; set; }

    public int Openings { get; set; }

    /// <summary>How often its reader was asked what it sees of an empty station.</summary>
    public int Glances { get; private set; }

    /// <summary>Feeds done when its reader was told last that another card comes.</summary>
    public List<int> ExpectedAt { get; } = [];

    /// <summary>Its sensor sees cards, and its roller takes none.</summary>
    public bool RollerSlips { get; set; }

    /// <summary>Its sensor sees no card, whatever lies there.</summary>
    public bool SensorSeesNone { get; set; }

    /// <summary>A card that it takes stays behind its chip station.</summary>
    public bool StopsInPath { get; set; }

    /// <summary>How often it was told to take one.</summary>
    public int Feeds { get; private set; }

    /// <summary>Needed to write a chip and to read it back; null: not needed.</summary>
    public SharedSam? Sam { get; init; }

    public string? SamName => Sam?.ReaderName;

    public string? SamTrouble => Sam?.Trouble;

    public string? Trouble => ReaderIsGone ? "scripted reader: gone" : null;

    string? ICardPrinter.Trouble => null;

    public PlasticCard? Inside => _inside;

    public int InHopper => _hopper.Count;

    /// <summary>Whether the moment of death came at all: else this was the last one to try.</summary>
    public bool Died { get; private set; }

    public PrinterModel Model { get; } = new("Test", "Machine", "evolis", "emulator", 648, 1016, 32, "ymcko", ["ymcko"], HasChipStation: true, HasRejectTray: true, [PrinterModel.CardsInserted, PrinterModel.PanelsPrinted],
            ["position"], PrinterModel.AllMoves, true,
        new PrinterTimings(1, 1, 1, 1, 1, 0, 1));

    /// <summary>A new process stands before the machine as the old one left it.</summary>
    public void Restart()
    {
        if (_dead && atPowerOn != AtPowerOn.PowerStays)
        {
            _powerLost = true;
            if (atPowerOn == AtPowerOn.EjectsIt)
                Leave(Output);
            else if (atPowerOn == AtPowerOn.RejectsIt)
                Leave(RejectBox);
        }

        _dead = false;
    }

    public Task<PrinterEvidence?> ObserveAsync(CancellationToken token)
    {
        Observed?.Invoke();
        return Task.FromResult(IsSilent ? null :
            new PrinterEvidence(Serial, _position, _inserted, _panels, _powerLost, null, CoverOpen: false, CardAtExit));
    }

    public Task<CardPosition?> ReadPositionAsync(CancellationToken token)
    {
        PositionAsked?.Invoke();
        return Task.FromResult<CardPosition?>(_powerLost ? null : _position);
    }

    /// <summary>Its power goes and comes; the card stays.</summary>
    public void CutPower() => _powerLost = true;

    /// <summary>Somebody moves what stopped in the path.</summary>
    public void MoveToChipStation() => _position = CardPosition.ContactlessStation;

    /// <summary>Its own button takes a card in and out.</summary>
    public void PressButton()
    {
        Output.Add(_hopper.Dequeue());
        _inserted++;
    }

    public Task<PrinterSupplies?> ReadSuppliesAsync(CancellationToken token) =>
        Task.FromResult<PrinterSupplies?>(new PrinterSupplies(_hopper.Count > 0 && !SensorSeesNone, 100, true, false));

    public Task<CommandResult> SendSettingsAsync(CancellationToken token) => DoAsync(() => _powerLost = false);

    public Task<CommandResult> FeedAsync(CancellationToken token)
    {
        Feeds++;
        return RollerSlips ? Task.FromResult(new CommandResult(CommandOutcome.Refused, PrinterReason.MediaEmpty)) : DoAsync(() =>
        {
            _inside = _hopper.Dequeue();
            _inserted++;
            _position = StopsInPath ? CardPosition.PrintStation : CardPosition.ContactlessStation;
        });
    }

    public async Task<PrintResult> PrintAsync(IReadOnlyList<PrintPanel> panels, CancellationToken token)
    {
        Assert.That(_powerLost, Is.False, "it prints without its settings");
        for (var i = 0; i < panels.Count; i++)
            await DoAsync(() =>
            {
                _position = CardPosition.PrintStation;
                _inside!.Panels++;
                _panels++;
            });
        return new PrintResult(CommandOutcome.Done, panels.Count, TimeSpan.FromSeconds(20));
    }

    public Task<CommandResult> ReturnToChipStationAsync(CancellationToken token)
    {
        var once = Returning;
        Returning = null;
        once?.Invoke();
        return DoAsync(() => _position = CardPosition.ContactlessStation);
    }

    public Task<CommandResult> EjectAsync(CancellationToken token) => DoAsync(() => Leave(Output));

    public Task<CommandResult> RejectAsync(CancellationToken token) => DoAsync(() => Leave(RejectBox));

    public Task<CommandResult> ClearErrorAsync(CancellationToken token)
    {
        Cleared++;
        return Task.FromResult(Forbids is { } reason ? new CommandResult(CommandOutcome.Refused, reason) : new CommandResult(CommandOutcome.Done));
    }

    public void ExpectCard() => ExpectedAt.Add(Feeds);

    public Task<ChipReading> GlanceAsync(CancellationToken token)
    {
        Glances++;
        return ReadUidAsync(token);
    }

    public Task<ChipReading> ReadUidAsync(CancellationToken token) => Task.FromResult(ReaderIsGone
        ? new ChipReading(ChipPresence.ReaderFault, [])
        : _inside is { Mute: false } card && _position == CardPosition.ContactlessStation
            ? new ChipReading(ChipPresence.One, [new ChipUid(card.Uid)])
            : new ChipReading(ChipPresence.None, []));

    public async Task<EncodeResult> EncodeAsync(ChipUid uid, ChipContent content, SamTurn? sam, CancellationToken token)
    {
        Assert.That(sam is null, Is.EqualTo(Sam is null));
        await DoAsync(() => _inside!.Encoded = true);
        if (Writing is null)
            return new EncodeResult(EncodeOutcome.Done, null, [1]);
        Writing();
        return new EncodeResult(EncodeOutcome.Unknown, ChipReasons.SamUnreachable, null);
    }

    public bool IsSuspended(SamTurn sam) => SamIsSuspended;

    public Task<SamTurn?> TakeSamAsync(CancellationToken token) => Sam is null ? Task.FromResult<SamTurn?>(null) : Sam.TakeAsync(token);

    public async Task<ChipCheck> VerifyAsync(ChipUid uid, ChipContent content, CancellationToken token)
    {
        using var sam = await TakeSamAsync(token);
        if (Sam is not null && sam is null)
            return new ChipCheck(ChipVerdict.Unknown, ChipReasons.SamUnreachable, null);
        return _inside is { Encoded: true } card && card.Uid == uid.Hex
            ? new ChipCheck(ChipVerdict.Good, null, [1])
            : new ChipCheck(ChipVerdict.Bad, "chip-content", null);
    }

    public Task<ElementReading> ReadAsync(ChipUid uid, string element, CancellationToken token) =>
        throw new InvalidOperationException("Only the desk reads one element.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<CommandResult> DoAsync(Action effect)
    {
        DieIfNow();
        effect();
        DieIfNow();
        return Task.FromResult(new CommandResult(CommandOutcome.Done));
    }

    private void DieIfNow()
    {
        if (_moment++ != dieAt)
            return;
        Died = _dead = true;
        throw new Death();
    }

    private void Leave(List<PlasticCard> tray)
    {
        if (_inside is not null)
            tray.Add(_inside);
        _inside = null;
        _position = CardPosition.Empty;
    }
}

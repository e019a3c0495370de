using PrintStation.Emulators.Chips;
using PrintStation.Emulators.Faults;

namespace PrintStation.Emulators.World;

/// <summary>How a movement ended.</summary>
internal enum Motion
{
    Done,
    FeederEmpty,
    Jam,
    CoverOpen,
    RibbonEnded,
    HeadFailed,
    RejectBoxFull,
    ExitFull,
    CleaningDue,

    /// <summary>A jam, told in the language of the machine's owner.</summary>
    JamInOwnWords,
    NoCard,
}

/// <param name="Action">What the printer does with a card when the power returns.</param>
/// <param name="IsMains">False when only its electronics start anew.</param>
internal sealed record PowerCut(PowerOnAction Action, bool IsMains);

/// <summary>The mechanics of one printer: hopper, path, ribbon, exits, cover, power. Knows nothing of any language. All state is guarded by the
/// world's lock; movements are called one after another by the printer's electronics and end with an
/// <see cref="OperationCanceledException"/> when the power goes.</summary>
internal sealed partial class PrinterBody(PrinterOptions options, PhysicalWorld world)
{
    public const int OwnZone = 2;

    private const int OtherZone = 3;

    /// <summary>One look of a reader asks the antenna about six times: the first look and a part of the second see nothing.</summary>
    private const int DarkLooks = 8;

    /// <summary>Cards in the hopper below which the near-empty sensor sees them.</summary>
    private const int NearEmptyCards = 10;

    private readonly Queue<Blank> _hopper = new();
    private readonly PhysicalDurations _durations = world.Durations;
    private Blank? _inside;

    // Sticks to the one inside and goes where that goes; the machine knows of one card.
    private Blank? _stuck;
    private PlaceKind _position = PlaceKind.Transport;
    private bool _rejectBoxBlocked;
    private bool _ribbonBroken;
    private bool _exitBlocked;

    // How often the antenna still sees nothing.
    private int _darkLooks;

    public string Name => options.Name;

    public string SerialNumber { get; private set; } = options.Serial;

    public int HopperCapacity => options.HopperCapacity;

    public int RibbonCapacity => world.RibbonPrints;

    public bool IsMoving { get; private set; }

    public bool IsJammed { get; private set; }

    /// <summary>A jam stands on its display in its owner's language, until the error is cleared or it is switched off.</summary>
    public bool ShowsOwnWords { get; private set; }

    public bool IsCoverOpen { get; private set; }

    /// <summary>The cover's switch has been released since the electronics last forgot it.</summary>
    public bool WasCoverOpened { get; private set; }

    /// <summary>The cards do not touch the feeder's roller: the sensor says empty, whatever lies in the hopper.</summary>
    public bool IsStackAskew { get; private set; }

    public bool IsPowered { get; private set; } = true;

    /// <summary>False: none lies in the machine.</summary>
    public bool HasRibbon { get; private set; } = true;

    /// <summary>Region of the ribbon; the machine's own is 2.</summary>
    public int RibbonZone { get; private set; } = OwnZone;

    public bool IsCleaningDue { get; private set; }

    /// <summary>A card lies under the sensor of the exit slot.</summary>
    public bool IsCardAtExit { get; private set; }

    public bool IsExitBlocked
    {
        get
        {
            lock (world.Gate)
                return _exitBlocked;
        }
    }

    public int RibbonPrintsLeft { get; private set; } = world.RibbonPrints;

    public long CardsInserted { get; private set; } = options.CardsInserted;

    public long PanelsPrinted { get; private set; } = options.PanelsPrinted;

    /// <summary>A power cut for the electronics to act upon; called outside the world's lock.</summary>
    public Action<PowerCut>? PowerLost { get; set; }

    /// <summary>For whoever stands before the machine: its own button takes a card in, without any computer, and ejects it or keeps it at the chip
    /// station. While a card is inside or an error stands, it does nothing.</summary>
    public Func<bool, Task> PressButtonAsync { get; set; } = _ => Task.CompletedTask;

    public int HopperCount
    {
        get
        {
            lock (world.Gate)
                return _hopper.Count;
        }
    }

    public bool FeederSeesCards
    {
        get
        {
            lock (world.Gate)
                return _hopper.Count > 0 && !IsStackAskew;
        }
    }

    public bool IsNearlyEmpty => HopperCount <= NearEmptyCards;

    public bool IsRibbonEnded
    {
        get
        {
            lock (world.Gate)
                return _ribbonBroken || RibbonPrintsLeft == 0 || !HasRibbon || RibbonZone != OwnZone;
        }
    }

    public Blank? Inside
    {
        get
        {
            lock (world.Gate)
                return _inside;
        }
    }

    /// <summary>Everything in the path: none, one, or two that stick together.</summary>
    public IReadOnlyList<Blank> InPath
    {
        get
        {
            lock (world.Gate)
                return [.. new[] { _inside, _stuck }.OfType<Blank>()];
        }
    }

    public PlaceKind Position
    {
        get
        {
            lock (world.Gate)
                return _position;
        }
    }

    /// <summary>What the antenna of the chip station sees.</summary>
    public IReadOnlyList<IContactlessCard> Antenna()
    {
        lock (world.Gate)
        {
            if (_darkLooks > 0 && _position == PlaceKind.ChipStation)
            {
                _darkLooks--;
                return [];
            }

            return IsPowered && _position == PlaceKind.ChipStation && !IsMoving
                ? [.. InPath.Where(blank => !blank.Chip.IsMute).Select(blank => new CardInField(blank, this, world))]
                : [];
        }
    }

    /// <summary>The electronics forget that the cover was opened.</summary>
    public void ForgetCover()
    {
        lock (world.Gate)
            (WasCoverOpened, ShowsOwnWords) = (IsCoverOpen, false);
    }

    /// <param name="isMains">False when only its electronics start anew: by a fault, or by its own switch.</param>
    public void CutPower(PowerOnAction action, bool isMains = true)
    {
        lock (world.Gate)
        {
            if (!IsPowered)
                return;
            IsPowered = false;
            foreach (var blank in InPath)
                blank.LeaveField();
            world.Log.Write(isMains ? "power-cut" : "off", Name, _inside?.Uid);
        }

        PowerLost?.Invoke(new PowerCut(action, isMains));
    }

    public void ReturnPower(PowerCut cut)
    {
        lock (world.Gate)
        {
            IsPowered = true;
            (WasCoverOpened, ShowsOwnWords) = (IsCoverOpen, false);
            world.Log.Write(cut.IsMains ? "power-on" : "on", Name, _inside?.Uid);
        }
    }

    /// <summary>Under the lock, in which the caller gives the card its new place. One that stuck to it is inside then.</summary>
    private Blank Leave()
    {
        var blank = _inside ?? throw new InvalidOperationException("No card is inside.");
        blank.LeaveField();
        (_inside, _stuck) = (_stuck, null);
        return blank;
    }

    private void Stop(PlaceKind position)
    {
        _position = position;
        foreach (var blank in InPath)
        {
            blank.Place = new Place(position, Name);
            blank.LeaveField();
        }
    }
}

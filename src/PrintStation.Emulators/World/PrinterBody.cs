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
    NoCard,
}

/// <param name="Action">What the printer does with a card when the power returns.</param>
internal sealed record PowerCut(PowerOnAction Action);

/// <summary>The mechanics of one printer: hopper, path, ribbon, exits, cover, power. Knows nothing of any language. All state is guarded by the
/// world's lock; movements are called one after another by the printer's electronics and end with an
/// <see cref="OperationCanceledException"/> when the power goes.</summary>
internal sealed partial class PrinterBody(PrinterOptions options, PhysicalWorld world)
{
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

    public string Name => options.Name;

    public string SerialNumber { get; private set; } = options.Serial;

    public int HopperCapacity => options.HopperCapacity;

    public int RibbonCapacity => world.RibbonPrints;

    public bool IsMoving { get; private set; }

    public bool IsJammed { get; private set; }

    public bool IsCoverOpen { get; private set; }

    /// <summary>The cover's switch has been released since the electronics last forgot it.</summary>
    public bool WasCoverOpened { get; private set; }

    /// <summary>The cards do not touch the feeder's roller: the sensor says empty, whatever lies in the hopper.</summary>
    public bool IsStackAskew { get; private set; }

    public bool IsPowered { get; private set; } = true;

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
                return _ribbonBroken || RibbonPrintsLeft == 0;
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
            return IsPowered && _position == PlaceKind.ChipStation && !IsMoving
                ? [.. InPath.Where(blank => !blank.Chip.IsMute).Select(blank => new CardInField(blank, this, world))]
                : [];
        }
    }

    /// <summary>The electronics forget that the cover was opened.</summary>
    public void ForgetCover()
    {
        lock (world.Gate)
            WasCoverOpened = IsCoverOpen;
    }

    public void CutPower(PowerOnAction action)
    {
        lock (world.Gate)
        {
            if (!IsPowered)
                return;
            IsPowered = false;
            foreach (var blank in InPath)
                blank.LeaveField();
            world.Log.Write("power-cut", Name, _inside?.Uid);
        }

        PowerLost?.Invoke(new PowerCut(action));
    }

    public void ReturnPower()
    {
        lock (world.Gate)
        {
            IsPowered = true;
            WasCoverOpened = IsCoverOpen;
            world.Log.Write("power-on", Name, _inside?.Uid);
        }
    }

    /// <summary>By a person. False while the hopper is full.</summary>
    public bool TryLoad(Blank blank)
    {
        lock (world.Gate)
        {
            if (_hopper.Count >= HopperCapacity)
                return false;
            _hopper.Enqueue(blank);
            blank.Place = new Place(PlaceKind.Hopper, Name);
            IsStackAskew = false;
            return true;
        }
    }

    public void StraightenStack()
    {
        lock (world.Gate)
            IsStackAskew = false;
    }

    public void SetCover(bool open)
    {
        lock (world.Gate)
        {
            if (IsCoverOpen == open)
                return;
            IsCoverOpen = open;
            WasCoverOpened |= open;
            world.Log.Write(open ? "cover-opened" : "cover-closed", Name);
        }
    }

    /// <summary>A person takes the card out of the path: only under an open cover, never out of a machine that is moving. Called under the
    /// lock, in which the caller gives the card its new place.</summary>
    public Blank? TryTakeOut()
    {
        lock (world.Gate)
        {
            if (!IsCoverOpen || IsMoving || _inside is null)
                return null;
            IsJammed = false;
            return Leave();
        }
    }

    public void ChangeRibbon()
    {
        lock (world.Gate)
        {
            (_ribbonBroken, RibbonPrintsLeft) = (false, RibbonCapacity);
            world.Log.Write("ribbon-changed", Name);
        }
    }

    /// <summary>A spare machine takes its place, with the cards of the hopper and a new ribbon. Nothing may lie in the path.</summary>
    public void Replace(string serial, long cardsInserted, long panelsPrinted)
    {
        lock (world.Gate)
        {
            if (_inside is not null)
                throw new InvalidOperationException($"A card lies in {Name}.");
            (SerialNumber, CardsInserted, PanelsPrinted) = (serial, cardsInserted, panelsPrinted);
            (_ribbonBroken, RibbonPrintsLeft, IsJammed, _rejectBoxBlocked) = (false, RibbonCapacity, false, false);
            world.Log.Write("replaced", Name, details: new Dictionary<string, object?> { ["serial"] = serial });
        }
    }

    public void FreeRejectBox()
    {
        lock (world.Gate)
            _rejectBoxBlocked = false;
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

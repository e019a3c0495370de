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
    RejectBoxFull,
    NoCard,
}

/// <param name="Action">What the printer does with a card when the power returns.</param>
internal sealed record PowerCut(PowerOnAction Action);

/// <summary>The mechanics of one printer: hopper, path, ribbon, exits, cover, power. Knows nothing of any language. All state is guarded by the
/// world's lock; movements are called one after another by the printer's electronics and end with an
/// <see cref="OperationCanceledException"/> when the power goes.</summary>
internal sealed class PrinterBody(PrinterOptions options, PhysicalWorld world)
{
    /// <summary>Cards in the hopper below which the near-empty sensor sees them.</summary>
    private const int NearEmptyCards = 10;

    private readonly Queue<Blank> _hopper = new();
    private readonly PhysicalDurations _durations = world.Durations;
    private Blank? _inside;
    private PlaceKind _position = PlaceKind.Transport;
    private bool _rejectBoxBlocked;
    private bool _ribbonBroken;

    public string Name => options.Name;

    public string SerialNumber => options.Serial;

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
            return IsPowered && _inside is { Chip.IsMute: false } blank && _position == PlaceKind.ChipStation && !IsMoving
                ? [new CardInField(blank, this, world)]
                : [];
        }
    }

    /// <param name="startedAt">When the command that feeds began to arrive.</param>
    public async Task<Motion> FeedAsync(PlaceKind target, DateTimeOffset startedAt, CancellationToken power)
    {
        Blank blank;
        lock (world.Gate)
        {
            if (IsStackAskew || _hopper.Count == 0)
                return Motion.FeederEmpty;
            if (world.TakeFault(FaultKind.FeederEmpty, this, world.CardsFed + 1) is not null)
            {
                IsStackAskew = true;
                return Motion.FeederEmpty;
            }

            blank = _hopper.Dequeue();
            CardsInserted++;
            Enter(blank);
            world.Fed(blank, this, target, startedAt);
            if (world.TakeFault(FaultKind.RejectFull, this, blank.FeedNumber) is not null)
                _rejectBoxBlocked = true;
        }

        return await TravelAsync(blank, _durations.Feed, target, Phase.Feed, Phase.Feed, power);
    }

    public async Task<Motion> MoveToPrintHeadAsync(CancellationToken power) =>
        Inside is not { } blank ? Motion.NoCard
        : Position == PlaceKind.PrintHead ? Motion.Done
        : await TravelAsync(blank, _durations.ToPrintHead, PlaceKind.PrintHead, Phase.Encode, null, power);

    public async Task<Motion> MoveToChipStationAsync(CancellationToken power) =>
        Inside is not { } blank ? Motion.NoCard
        : Position == PlaceKind.ChipStation ? Motion.Done
        : await TravelAsync(blank, _durations.ToChipStation, PlaceKind.ChipStation, null, Phase.Verify, power);

    public async Task<Motion> PrintPanelAsync(CardSide side, RibbonPanel panel, CancellationToken power)
    {
        if (Inside is not { } blank)
            return Motion.NoCard;

        var first = panel.Name is 'y' || blank.Face(side).CompletePanels.Length == 0;
        lock (world.Gate)
        {
            // The ribbon breaks in the middle of the colours, the head jams on the second, the power goes on the third.
            if (panel.Name == 'c' && world.TakeFault(FaultKind.RibbonEnd, this, blank.FeedNumber) is not null)
                (_ribbonBroken, RibbonPrintsLeft) = (true, 0);
            if (_ribbonBroken || (first && RibbonPrintsLeft == 0))
                return Motion.RibbonEnded;
            if (first)
                RibbonPrintsLeft--;
            IsMoving = true;
        }

        try
        {
            return await DrawAsync(blank, side, panel, power);
        }
        finally
        {
            Stand();
        }
    }

    public async Task<Motion> EjectAsync(string cause, CancellationToken power)
    {
        if (Inside is not { } blank)
            return Motion.NoCard;

        var picture = TakePicturesAsync(blank);
        var motion = await TravelAsync(blank, _durations.Eject, PlaceKind.Output, Phase.Eject, Phase.Eject, power);
        await picture;
        if (motion == Motion.Done)
        {
            lock (world.Gate)
                world.Ejected(Leave(), this, cause);
        }

        return motion;
    }

    public async Task<Motion> RejectAsync(string cause, CancellationToken power)
    {
        if (Inside is not { } blank)
            return Motion.NoCard;

        lock (world.Gate)
        {
            if (_rejectBoxBlocked || world.RejectBoxCount(this) >= options.RejectCapacity)
                return Motion.RejectBoxFull;
        }

        var picture = TakePicturesAsync(blank);
        var motion = await TravelAsync(blank, _durations.Reject, PlaceKind.RejectBox, null, null, power);
        await picture;
        if (motion == Motion.Done)
        {
            lock (world.Gate)
                world.Rejected(Leave(), this, cause);
        }

        return motion;
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
            _inside?.LeaveField();
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

    public void FreeRejectBox()
    {
        lock (world.Gate)
            _rejectBoxBlocked = false;
    }

    private async Task<Motion> DrawAsync(Blank blank, CardSide side, RibbonPanel panel, CancellationToken power)
    {
        await world.PassAsync(_durations.Panel / 2, power);
        var cut = panel.Name == 'c' ? world.TakeFault(FaultKind.PowerCut, this, blank.FeedNumber, Phase.Print) : null;
        lock (world.Gate)
        {
            var jam = panel.Name == 'm' && world.TakeFault(FaultKind.Jam, this, blank.FeedNumber, Phase.Print) is not null;
            if (jam || cut is not null || IsCoverOpen)
                blank.Face(side).Print(panel, CardFace.Along / 2);
            if (jam)
                return Jam(blank);
        }

        if (cut is not null)
            await LosePowerAsync(cut, power);
        if (IsCoverOpen)
            return Motion.CoverOpen;

        await world.PassAsync(_durations.Panel / 2, power);
        lock (world.Gate)
        {
            blank.Face(side).Print(panel, CardFace.Along);
            PanelsPrinted++;
            world.PanelPrinted(blank, this, side, panel.Name);
        }

        return Motion.Done;
    }

    /// <param name="target">Output and reject box: the card is at the exit, the caller takes it out of the path.</param>
    private async Task<Motion> TravelAsync(
        Blank blank, TimeSpan duration, PlaceKind target, Phase? jamPhase, Phase? cutPhase, CancellationToken power)
    {
        PlaceKind from;
        lock (world.Gate)
        {
            IsMoving = true;
            from = _position;
            Stop(blank, PlaceKind.Transport);
        }

        try
        {
            await world.PassAsync(duration / 2, power);
            if (cutPhase is { } phase && world.TakeFault(FaultKind.PowerCut, this, blank.FeedNumber, phase) is { } cut)
                await LosePowerAsync(cut, power);
            lock (world.Gate)
            {
                if (jamPhase is { } jam && world.TakeFault(FaultKind.Jam, this, blank.FeedNumber, jam) is not null)
                    return Jam(blank);
            }

            await world.PassAsync(duration / 2, power);
            lock (world.Gate)
            {
                if (IsCoverOpen)
                    return Motion.CoverOpen;
                if (target is PlaceKind.ChipStation or PlaceKind.PrintHead)
                {
                    Stop(blank, target);
                    world.Moved(blank, this, from, target);
                }
            }

            return Motion.Done;
        }
        finally
        {
            Stand();
        }
    }

    /// <summary>Does not return: the electronics go off when their lines are dead.</summary>
    private Task LosePowerAsync(Fault cut, CancellationToken power)
    {
        CutPower(cut.PowerOn);
        return world.PassAsync(Timeout.InfiniteTimeSpan, power);
    }

    private Motion Jam(Blank blank)
    {
        IsJammed = true;
        Stop(blank, PlaceKind.Transport);
        world.Log.Write("jammed", Name, blank.Uid);
        return Motion.Jam;
    }

    private void Enter(Blank blank)
    {
        _inside = blank;
        Stop(blank, PlaceKind.Transport);
    }

    /// <summary>Under the lock, in which the caller gives the card its new place.</summary>
    private Blank Leave()
    {
        var blank = _inside ?? throw new InvalidOperationException("No card is inside.");
        blank.LeaveField();
        _inside = null;
        return blank;
    }

    private void Stop(Blank blank, PlaceKind position)
    {
        _position = position;
        blank.Place = new Place(position, Name);
        blank.LeaveField();
    }

    private void Stand()
    {
        lock (world.Gate)
            IsMoving = false;
    }

    // In the time of the movement: a picture takes longer than a fast machine's eject.
    private Task TakePicturesAsync(Blank blank) => Task.Run(() =>
    {
        blank.Front.TakePicture();
        blank.Back.TakePicture();
    });
}

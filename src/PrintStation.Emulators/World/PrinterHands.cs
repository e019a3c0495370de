namespace PrintStation.Emulators.World;

/// <summary>What people do with their hands at the machine.</summary>
internal sealed partial class PrinterBody
{
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
            (_ribbonBroken, RibbonPrintsLeft, HasRibbon, RibbonZone) = (false, RibbonCapacity, true, OwnZone);
            world.Log.Write("ribbon-changed", Name);
        }
    }

    /// <summary>By a person, with a cleaning card.</summary>
    public void Clean()
    {
        lock (world.Gate)
        {
            IsCleaningDue = false;
            world.Log.Write("cleaned", Name);
        }
    }

    /// <summary>By a person: the cards stay in the tray, in a lower heap.</summary>
    public void FreeExit()
    {
        lock (world.Gate)
        {
            _exitBlocked = false;
            world.Log.Write("exit-freed", Name);
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
            (_ribbonBroken, RibbonPrintsLeft, HasRibbon, RibbonZone) = (false, RibbonCapacity, true, OwnZone);
            (IsJammed, _rejectBoxBlocked, _exitBlocked, IsCardAtExit, IsCleaningDue) = (false, false, false, false, false);
            world.Log.Write("replaced", Name, details: new Dictionary<string, object?> { ["serial"] = serial });
        }
    }

    public void FreeRejectBox()
    {
        lock (world.Gate)
            _rejectBoxBlocked = false;
    }
}

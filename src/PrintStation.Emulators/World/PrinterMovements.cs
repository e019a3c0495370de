using PrintStation.Emulators.Faults;

namespace PrintStation.Emulators.World;

/// <summary>The movements, and the faults that strike in them. Each change of place happens at one moment, under the lock.</summary>
internal sealed partial class PrinterBody
{
    /// <param name="startedAt">When the command that feeds began to arrive.</param>
    public async Task<Motion> FeedAsync(PlaceKind target, DateTimeOffset startedAt, CancellationToken power)
    {
        Blank blank;
        lock (world.Gate)
        {
            IsCleaningDue |= world.TakeFault(FaultKind.CleaningMandatory, this, world.CardsFed + 1) is not null;
            if (IsCleaningDue)
                return Motion.CleaningDue;
            if (world.TakeFault(FaultKind.CoverOpen, this, world.CardsFed + 1, Phase.Idle) is not null)
                SetCover(open: true);
            if (IsCoverOpen)
                return Motion.CoverOpen;
            if (IsStackAskew || _hopper.Count == 0)
                return Motion.FeederEmpty;
            if (world.TakeFault(FaultKind.FeederEmpty, this, world.CardsFed + 1) is not null)
            {
                IsStackAskew = true;
                return Motion.FeederEmpty;
            }

            blank = _inside = _hopper.Dequeue();
            CardsInserted++;
            if (world.TakeFault(FaultKind.DoubleFeed, this, world.CardsFed + 1) is not null && _hopper.Count > 0)
                _stuck = _hopper.Dequeue();
            Stop(PlaceKind.Transport);
            world.Fed(blank, _stuck, this, target, startedAt);
            if (world.TakeFault(FaultKind.RejectFull, this, blank.FeedNumber) is not null)
                _rejectBoxBlocked = true;
            if (world.TakeFault(FaultKind.ReaderDark, this, blank.FeedNumber) is not null)
                _darkLooks = DarkLooks;
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
            if (panel.Name == 'm' && world.TakeFault(FaultKind.RibbonFalse, this, blank.FeedNumber) is not null)
                return Motion.RibbonEnded;
            if (_ribbonBroken || !HasRibbon || RibbonZone != OwnZone || (first && RibbonPrintsLeft == 0))
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

        lock (world.Gate)
        {
            _exitBlocked |= world.TakeFault(FaultKind.ExitFull, this, blank.FeedNumber) is not null;
            if (_exitBlocked)
                return Motion.ExitFull;
        }

        var from = Position;
        var picture = TakePicturesAsync(blank);
        var motion = await TravelAsync(blank, _durations.Eject, PlaceKind.Output, Phase.Eject, Phase.Eject, power);
        await picture;
        if (motion == Motion.Done)
        {
            lock (world.Gate)
            {
                if (StaysBehind(blank, from))
                    return motion;
                while (_inside is not null)
                    world.Ejected(Leave(), this, cause);
                IsCardAtExit = world.TakeFault(FaultKind.ExitSlot, this, blank.FeedNumber) is not null;
                MeetNext(blank);
            }
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

        var from = Position;
        var picture = TakePicturesAsync(blank);
        var motion = await TravelAsync(blank, _durations.Reject, PlaceKind.RejectBox, null, null, power);
        await picture;
        if (motion == Motion.Done)
        {
            lock (world.Gate)
            {
                if (StaysBehind(blank, from))
                    return motion;
                while (_inside is not null)
                    world.Rejected(Leave(), this, cause);
                MeetNext(blank);
            }
        }

        return motion;
    }

    /// <summary>The rollers slip, and the machine does not notice.</summary>
    private bool StaysBehind(Blank blank, PlaceKind from)
    {
        if (world.TakeFault(FaultKind.CardLeft, this, blank.FeedNumber) is null)
            return false;
        Stop(from);
        return true;
    }

    /// <summary>What shows only when the card is out: the next one meets it.</summary>
    private void MeetNext(Blank blank)
    {
        HasRibbon &= world.TakeFault(FaultKind.RibbonNone, this, blank.FeedNumber) is null;
        IsCleaningDue |= world.TakeFault(FaultKind.Cleaning, this, blank.FeedNumber) is not null;
        if (world.TakeFault(FaultKind.RibbonZone, this, blank.FeedNumber) is not null)
            RibbonZone = OtherZone;
    }

    private async Task<Motion> DrawAsync(Blank blank, CardSide side, RibbonPanel panel, CancellationToken power)
    {
        await world.PassAsync(_durations.Panel / 2, power);
        var cut = panel.Name == 'c' ? world.TakeFault(FaultKind.PowerCut, this, blank.FeedNumber, Phase.Print) : null;
        Fault? offline;
        bool hot;
        lock (world.Gate)
        {
            var jam = panel.Name == 'm' && world.TakeFault(FaultKind.Jam, this, blank.FeedNumber, Phase.Print) is not null;
            if (panel.Name == 'm' && world.TakeFault(FaultKind.CoverOpen, this, blank.FeedNumber, Phase.Print) is not null)
                SetCover(open: true);
            offline = panel.Name == 'c' ? world.TakeFault(FaultKind.Offline, this, blank.FeedNumber, Phase.Print) : null;
            hot = panel.Name == 'c' && world.TakeFault(FaultKind.HeadHot, this, blank.FeedNumber) is not null;
            if (jam || cut is not null || offline is not null || IsCoverOpen)
                blank.Face(side).Print(panel, 0.5);
            if (jam)
                return Jam(blank);
        }

        if (cut is not null || offline is not null)
            await LosePowerAsync(cut ?? offline!, power);
        if (IsCoverOpen)
            return Motion.CoverOpen;
        if (hot)
            await world.PassAsync(_durations.Cooling, power);

        await world.PassAsync(_durations.Panel / 2, power);
        lock (world.Gate)
        {
            var fails = panel.Name == 'o' && world.TakeFault(FaultKind.HeadError, this, blank.FeedNumber) is not null;
            blank.Face(side).Print(panel, fails ? 0.5 : 1);
            PanelsPrinted++;
            if (fails)
                return Motion.HeadFailed;
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
            Stop(PlaceKind.Transport);
        }

        try
        {
            await world.PassAsync(duration / 2, power);
            if (cutPhase is { } phase && world.TakeFault(FaultKind.PowerCut, this, blank.FeedNumber, phase) is { } cut)
                await LosePowerAsync(cut, power);
            if (cutPhase is { } offPhase && world.TakeFault(FaultKind.Offline, this, blank.FeedNumber, offPhase) is { } off)
                await LosePowerAsync(off, power);
            lock (world.Gate)
            {
                if (cutPhase is { } coverPhase && world.TakeFault(FaultKind.CoverOpen, this, blank.FeedNumber, coverPhase) is not null)
                    SetCover(open: true);
                if (jamPhase == Phase.Feed && world.TakeFault(FaultKind.LocalText, this, blank.FeedNumber) is not null)
                {
                    _ = Jam(blank);
                    ShowsOwnWords = true;
                    return Motion.JamInOwnWords;
                }

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
                    Stop(target);
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
        CutPower(cut.Kind == FaultKind.Offline ? PowerOnAction.Stay : cut.PowerOn, isMains: cut.Kind != FaultKind.Offline);
        return world.PassAsync(Timeout.InfiniteTimeSpan, power);
    }

    private Motion Jam(Blank blank)
    {
        IsJammed = true;
        Stop(PlaceKind.Transport);
        world.Log.Write("jammed", Name, blank.Uid);
        return Motion.Jam;
    }

    private void Stand()
    {
        lock (world.Gate)
            IsMoving = false;
    }

    // In the time of the movement: a picture takes longer than a fast machine's eject.
    private Task TakePicturesAsync(Blank blank) => !world.KeepsPictures ? Task.CompletedTask : Task.Run(() =>
    {
        blank.Front.TakePicture();
        blank.Back.TakePicture();
    });
}

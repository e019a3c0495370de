using PrintStation.Emulators.Faults;
using PrintStation.Emulators.World;

namespace PrintStation.Emulators.People;

/// <summary>The person at the machines: does what the standing reasons ask for, and says so.</summary>
internal sealed class MachineCare(PhysicalWorld world, StationCommand station)
{
    /// <summary>How often a person says "go on" for one reason before leaving it to others.</summary>
    private const int MostResumes = 5;

    /// <summary>How many looks a card gets to leave a machine by itself, before a person opens the cover.</summary>
    private const int LooksBeforeOpening = 5;

    private readonly Dictionary<StandingReason, int> _looks = [];

    public async Task AttendAsync(StationStatus status, CancellationToken token)
    {
        foreach (var gone in _looks.Keys.Except(status.Reasons).ToList())
            _looks.Remove(gone);
        foreach (var reason in status.Reasons)
        {
            var looks = _looks[reason] = _looks.GetValueOrDefault(reason) + 1;
            if (world.Printers.FirstOrDefault(printer => printer.Name == reason.Scope) is { } printer)
                await AttendAsync(printer, reason, looks, token);
        }
    }

    private async Task AttendAsync(PrinterBody printer, StandingReason reason, int looks, CancellationToken token)
    {
        switch (reason.Reason)
        {
            case "media-jam" or "cover-open":
                if (ClearPath(world, printer))
                    await ResumeAsync(printer, looks, token, "--path-empty");
                break;
            case "marker-supply-empty" or "marker-supply-missing":
                if (printer.IsRibbonEnded && (printer.Inside is null || looks > LooksBeforeOpening))
                    ChangeRibbon(printer);
                break;
            case "reject-area-full":
                world.EmptyRejectBox(printer);
                await ResumeAsync(printer, looks, token);
                break;
            case "stray-card":
                ClearPath(world, printer);
                break;
            case "output-area-full":
                printer.FreeExit();
                await ResumeAsync(printer, looks, token);
                break;
            case "cleaning-required":
                printer.Clean();
                break;
            case "connecting-to-device":
                // What stands on its display the station cannot read: the person takes the card out and switches it off and on.
                if ((printer.IsJammed || printer.ShowsOwnWords) && looks > LooksBeforeOpening && ClearPath(world, printer))
                    printer.CutPower(PowerOnAction.Eject, isMains: false);
                break;
            case "head-failure" or "command-rejected" or "feed-refused" or "spoil-breaker" or "uid-alarm":
                await ResumeAsync(printer, looks, token);
                break;
            default:
                // "paused" was said by a person; the others clear themselves, or the cupboard's keeper sees to them.
                break;
        }
    }

    /// <summary>False while the machine moves: nobody reaches into it then.</summary>
    public static bool ClearPath(PhysicalWorld world, PrinterBody printer)
    {
        if (printer.IsMoving)
            return false;

        if (printer.Inside is not null)
        {
            printer.SetCover(open: true);
            world.RemoveFromPath(printer);
        }

        printer.SetCover(open: false);
        return printer.Inside is null;
    }

    private void ChangeRibbon(PrinterBody printer)
    {
        if (printer.IsMoving)
            return;

        printer.SetCover(open: true);
        world.RemoveFromPath(printer);
        printer.ChangeRibbon();
        printer.SetCover(open: false);
    }

    private async Task ResumeAsync(PrinterBody printer, int looks, CancellationToken token, params string[] more)
    {
        if (looks <= MostResumes)
            await station.TellAsync(token, ["resume", "--printer", printer.Name, .. more, "--by", VirtualOperator.Person]);
    }
}

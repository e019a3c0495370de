using Microsoft.Data.Sqlite;
using PrintStation.Emulators.World;
using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Simulation.Time;

namespace PrintStation.Simulation.People;

/// <summary>The people of the office: hands in the physical world, and the station's own commands. Good people do what the station asks for; now
/// and then one does something wrong.</summary>
internal sealed class Person(PhysicalWorld world, Chance chance, Diary diary)
{
    public const string Name = "siti";
    public const string Witness = "budi";
    private const string Supervisor = "ratna";

    private readonly Shelf _shelf = new(world, chance, diary);
    private readonly Table _table = new(world, diary);

    /// <summary>The share of acts that are wrong; 0 from some time on.</summary>
    public double Carelessness { get; set; }

    /// <summary>Cards about which a person has said something untrue, or has put where they do not belong: their place proves nothing.</summary>
    public HashSet<string> Lies { get; } = [];

    /// <summary>Cards that a person has declared rejected or lost.</summary>
    public HashSet<string> Answered { get; } = [];

    /// <summary>Cards were put into a hopper and not booked, or a hopper was counted: hoppers are no longer equal one by one.</summary>
    public bool HoppersDiffer { get; private set; }

    /// <summary>Looks once, and does what is to be done.</summary>
    public async Task AttendAsync(StationProcess station)
    {
        try
        {
            HoppersDiffer |= _shelf.Attend(station, chance.Happens(Carelessness));
            AttendMachines(station);
            await _table.AttendAsync(station, this);
            if (chance.Happens(Carelessness))
                await DoWrongAsync(station);
        }
        catch (Exception e) when (e is AnswerRefused or LedgerRefusal)
        {
            diary.Note("person", $"is refused: {e.Message}");
        }
        catch (Exception e) when (station.Life.IsOver || e is ProcessDied or SqliteException or IOException)
        {
            // No answer: whether it was done shows at the next look.
            diary.Note("person", "gets no answer");
        }
    }

    public void CountedHopper() => HoppersDiffer = true;

    private void AttendMachines(StationProcess station)
    {
        foreach (var pause in station.Desk.Status(Texts.English).Reasons.Where(pause => !pause.ClearsItself || pause.Reason is "stray-card"
            or "marker-supply-empty" or "marker-supply-missing" or "media-empty"))
        {
            if (world.Printers.FirstOrDefault(printer => printer.Name == pause.Scope) is not { } printer)
                station.Desk.Resume(null, pathIsEmpty: false, booksReconciled: true, Name);
            else if (!printer.IsMoving)
                Attend(station, printer, pause.Reason);
        }
    }

    private void Attend(StationProcess station, PrinterBody printer, string reason)
    {
        switch (reason)
        {
            case "media-jam" or "cover-open":
                ClearPath(printer);
                Resume(station, printer, pathIsEmpty: true);
                break;
            case "stray-card":
                ClearPath(printer);
                break;
            case "marker-supply-empty" or "marker-supply-missing":
                if (printer.IsRibbonEnded)
                {
                    printer.SetCover(open: true);
                    printer.ChangeRibbon();
                    printer.SetCover(open: false);
                }

                break;
            case "media-empty":
                printer.StraightenStack();
                break;
            case "reject-area-full":
                world.EmptyRejectBox(printer);
                Resume(station, printer, pathIsEmpty: false);
                break;
            default:
                Resume(station, printer, pathIsEmpty: false);
                break;
        }
    }

    private void Resume(StationProcess station, PrinterBody printer, bool pathIsEmpty)
    {
        diary.Note("person", $"resumes {printer.Name}");
        station.Desk.Resume(printer.Name, pathIsEmpty, booksReconciled: false, Name);
    }

    /// <summary>Takes out what lies in the path; it stays in the hand until the station asks for it.</summary>
    private void ClearPath(PrinterBody printer)
    {
        if (printer.InPath.Count > 0)
            printer.SetCover(open: true);
        while (world.RemoveFromPath(printer) is { } card)
            diary.Note("person", $"takes {card.Uid} out of {printer.Name}");
        printer.SetCover(open: false);
    }

    private async Task DoWrongAsync(StationProcess station)
    {
        var printer = chance.Of(world.Printers);
        switch (chance.Next(7))
        {
            case 0 when !printer.IsMoving:
                diary.Note("person", $"opens and closes the cover of {printer.Name}");
                printer.SetCover(open: true);
                printer.SetCover(open: false);
                break;
            case 1:
                diary.Note("person", $"opens the cover of {printer.Name} whatever it does");
                printer.SetCover(open: true);
                await Task.Yield();
                printer.SetCover(open: chance.Happens(0.5));
                break;
            case 2 when !printer.IsMoving:
                ClearPath(printer);
                break;
            case 3 when world.Blanks.FirstOrDefault(blank =>
                blank.Place.Kind is PlaceKind.RejectBox or PlaceKind.RejectTray && blank.Chip.BytesWritten + (blank.Front.IsPrinted ? 1 : 0) > 0) is { } used:
                PutBackIntoHopper(used, printer);
                break;
            case 4 when station.Held.List() is { Count: > 0 } waiting && chance.Of(waiting.ToList()) is { } card:
                diary.Note("person", $"accepts {card.RunId} without a look");
                if (card.BlankUid is { } uid)
                    Lies.Add(uid);
                await station.Held.AcceptAsync(card.RunId, faceIsGood: true, Name, CancellationToken.None);
                break;
            case 5:
                diary.Note("person", $"says go on at {printer.Name} without a reason");
                station.Desk.Resume(printer.Name, pathIsEmpty: true, booksReconciled: true, Supervisor);
                break;
            case 6:
                diary.Note("person", $"pauses {printer.Name}");
                station.Desk.Pause(printer.Name, Supervisor);
                break;
        }
    }

    private void PutBackIntoHopper(Blank used, PrinterBody printer)
    {
        if (printer.HopperCount >= printer.HopperCapacity || !world.TryTake(used))
            return;
        diary.Note("person", $"puts the used card {used.Uid} into the hopper of {printer.Name}");
        HoppersDiffer = true;
        Lies.Add(used.Uid);
        printer.TryLoad(used);
    }
}

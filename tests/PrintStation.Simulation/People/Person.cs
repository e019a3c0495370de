using Microsoft.Data.Sqlite;
using PrintStation.Emulators.Faults;
using PrintStation.Emulators.World;
using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Simulation.Checks;
using PrintStation.Simulation.Time;

namespace PrintStation.Simulation.People;

/// <summary>The people of the office: hands in the physical world, and the station's own commands. Good people do what the station asks for; now
/// and then one does something wrong.</summary>
internal sealed class Person(PhysicalWorld world, Chance chance, Diary diary, Findings findings, TimeProvider time)
{
    public const string Name = "siti";
    public const string Witness = "budi";
    private const string Supervisor = "ratna";

    private readonly Shelf _shelf = new(world, chance, diary);
    private readonly Table _table = new(world, diary);
    private readonly StockTaker _stock = new(world, chance, diary);
    private readonly WrongAnswers _wrong = new(world, chance, diary, findings);

    // Pauses in which somebody has had the chance to try the machine's button.
    private readonly HashSet<(string Scope, DateTimeOffset Since)> _tried = [];

    private int _forgotten;
    private bool _erred;

    /// <summary>The share of acts that are wrong; 0 from some time on.</summary>
    public double Carelessness { get; set; }

    /// <summary>Cards about which a person has said something untrue, or has put where they do not belong: their place proves nothing.</summary>
    public HashSet<string> Lies { get; } = [];

    /// <summary>How often a person took one unreadable card for another, or let a card in by the machine's button while no station watched: the
    /// books believe what they are told, and a count of the hoppers would show it.</summary>
    public int Mistakes { get; set; }

    /// <summary>Cards that a person has declared rejected or lost.</summary>
    public HashSet<string> Answered { get; } = [];

    /// <summary>Cards were put into a hopper and not booked, or a hopper was counted: hoppers are no longer equal one by one.</summary>
    public bool HoppersDiffer { get; private set; }

    /// <summary>The station's books come back from an earlier moment in this day, or cannot be told from such.</summary>
    public bool BooksMayBeBehind { get; init; }

    /// <summary>Cards that were filled into hoppers and are not known to be booked.</summary>
    public int Unbooked => _shelf.Unbooked;

    /// <summary>Cards went in that the station did not ask for: to one that starts anew, that looks like books from an earlier moment.</summary>
    public int TakenByHand { get; private set; }

    /// <summary>Whether at the last look the station asked for nothing.</summary>
    public bool IsIdle { get; private set; }

    /// <summary>When two persons said last that books which had been put back are right again; null: never.</summary>
    public DateTimeOffset? ReconciledAt { get; private set; }

    /// <summary>Whether anybody has done a wrong thing today: from then on books and plastic need not agree at each moment.</summary>
    public bool HasErred => _erred || HoppersDiffer || TakenByHand > 0 || Mistakes > 0 || Lies.Count > 0;

    /// <summary>Where somebody said that it may go on, and got no answer.</summary>
    public HashSet<string> Unanswered { get; } = [];

    /// <summary>Looks once, and does what is to be done.</summary>
    public async Task AttendAsync(StationProcess station)
    {
        IsIdle = false;
        _wrong.PutBack();
        try
        {
            await TryButtonsAsync(station);
            HoppersDiffer |= _shelf.Attend(station, Carelessness, believesStation: !BooksMayBeBehind);
            var asked = AttendMachines(station);
            if (station.Held.List().Count > 0 && Errs())
                await _wrong.AnswerAsync(station, this);
            asked |= await _table.AttendAsync(station, this);
            await AttendStationAsync(station);
            // What was filled and is not booked yet would be found twice.
            if (_shelf.Unbooked == 0)
            {
                HoppersDiffer |= _stock.MayBook && (Carelessness > 0 || TakenByHand + Mistakes > 0);
                _stock.Attend(station);
            }

            IsIdle = !asked;
            // Whoever has just said that the counters are right as they are lets the station look at them first.
            if (ReconciledAt != time.GetUtcNow() && Errs())
                await DoWrongAsync(station);
        }
        catch (Exception e) when (e is AnswerRefused or LedgerRefusal)
        {
            diary.Note("person", $"is refused: {e.Message}");
            // While the books count as older nothing in a machine moves by itself: what is in the way comes out by hand, as the refusal says.
            if (e is AnswerRefused { Code: "held.in-machine", Subject: var where } && station.Gate.Has(StationGate.Station, GateReasons.BooksBehind)
                && world.Printers.FirstOrDefault(printer => printer.Name == where && !printer.IsMoving) is { } machine)
                ClearPath(machine);
        }
        catch (Exception e) when (station.Life.IsOver || e is ProcessDied or SqliteException or IOException)
        {
            // No answer: whether it was done shows at the next look.
            diary.Note("person", "gets no answer");
        }
        catch (Exception e)
        {
            // Neither refused nor a fault: a bug, in the station or in this person.
            findings.Add("broken", $"what a person asked for broke: {e}");
        }
    }

    private bool Errs() => chance.Happens(Carelessness) && (_erred = true);

    /// <summary>Counts what lies in each hopper; two persons and a reason account for what differs from the books.</summary>
    public void TakeStock(StationProcess station)
    {
        foreach (var printer in world.Printers)
        {
            var place = Places.Hopper(printer.Name);
            station.Takes.Begin(place, Name);
            station.Takes.Count(place, printer.HopperCount, Witness);
            station.Takes.Finish(place, Name, Witness, "end of the day");
        }
    }

    /// <returns>Whether anything stood.</returns>
    private bool AttendMachines(StationProcess station)
    {
        var reasons = station.Desk.Status(Texts.English).Reasons;
        foreach (var printer in world.Printers.Where(printer => !printer.IsMoving))
        {
            var own = reasons.Where(pause => pause.Scope == printer.Name).ToList();
            foreach (var pause in own)
                Mend(printer, pause.Reason);
            if (own.Any(pause => !pause.ClearsItself || pause.Reason == "wrong-device"))
            {
                diary.Note("person", $"resumes {printer.Name}");
                Resume(station, printer.Name, new PersonsWord(own.Any(pause => pause.Reason is "media-jam" or "cover-open"),
                    MachineReplaced: own.Any(pause => pause.Reason == "wrong-device")), Name);
            }
        }

        return reasons.Count > 0;
    }

    /// <summary>Books that are behind: nothing may stay in a machine without a run, every printed card is shown, and then two persons say so.</summary>
    private async Task AttendStationAsync(StationProcess station)
    {
        var status = station.Desk.Status(Texts.English);
        var standing = status.Reasons.Where(pause => pause.Scope == "station" && !pause.ClearsItself).ToList();
        if (standing.Count == 0)
            return;
        if (standing.Any(pause => pause.Reason == "books-behind"))
        {
            if (!BooksMayBeBehind && TakenByHand == 0)
                findings.Add("stuck", "the station takes its books for older than they are");
            // Of cards that a machine took in meanwhile, books that count as older book nothing: only a count of the hopper shows them.
            Mistakes += TakenByHand - _forgotten;
            _forgotten = TakenByHand;
            foreach (var printer in world.Printers.Where(printer => !printer.IsMoving && printer.InPath.Count > 0))
                if (status.Printers.Single(view => view.Name == printer.Name).Run is null)
                    ClearPath(printer);
            if (!await _table.ShowAllAsync(station, this))
                return;
        }

        diary.Note("person", "says that the station may go on");
        // Also where no answer comes: it may be so.
        if (standing.Any(pause => pause.Reason == "books-behind"))
            ReconciledAt = time.GetUtcNow();
        Resume(station, null, new PersonsWord(BooksReconciled: true, Witness: Witness), Name);
    }

    private void Resume(StationProcess station, string? printer, PersonsWord word, string person)
    {
        var scope = printer ?? StationGate.Station;
        Unanswered.Add(scope);
        try
        {
            station.Desk.Resume(printer, word, person);
            Unanswered.Remove(scope);
        }
        catch (AnswerRefused)
        {
            Unanswered.Remove(scope);
            throw;
        }
    }

    private void Mend(PrinterBody printer, string reason)
    {
        switch (reason)
        {
            case "media-jam" or "cover-open" or "stray-card":
                ClearPath(printer);
                break;
            case "marker-supply-empty" or "marker-supply-missing" when printer.IsRibbonEnded:
                printer.SetCover(open: true);
                printer.ChangeRibbon();
                printer.SetCover(open: false);
                break;
            case "media-empty":
                printer.StraightenStack();
                break;
            case "reject-area-full":
                world.EmptyRejectBox(printer);
                break;
            case "output-area-full":
                printer.FreeExit();
                break;
            case "cleaning-required":
                printer.Clean();
                break;
            // What stands on its display the station cannot read.
            case "connecting-to-device" when printer.IsJammed || printer.ShowsOwnWords:
                ClearPath(printer);
                printer.CutPower(PowerOnAction.Eject, isMains: false);
                break;
            default:
                // The station knows by itself when it is over, or only wants to be told.
                break;
        }
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
        switch (chance.Next(8))
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
            case 3 when _wrong.UsedCard() is { } used:
                PutBackIntoHopper(used, printer);
                break;
            case 4:
                diary.Note("person", $"says go on at {printer.Name} without a reason");
                Resume(station, printer.Name, new PersonsWord(true, true, true), Supervisor);
                break;
            case 5:
                diary.Note("person", $"pauses {printer.Name}");
                station.Desk.Pause(printer.Name, Supervisor);
                break;
            case 6 or 7:
                var ejects = chance.Happens(0.6);
                await PressAsync(station, printer, ejects);
                break;
        }
    }

    /// <summary>A full hopper, and the machine does nothing: somebody tries its own button before the load is booked.</summary>
    private async Task TryButtonsAsync(StationProcess station)
    {
        foreach (var pause in station.Gate.Pauses.Where(pause => pause.Reason == GateReasons.HopperNotBooked.Word))
            if (Carelessness > 0 && _tried.Add((pause.Scope, pause.Since)) && chance.Happens(0.5))
                await PressAsync(station, world.Printers.Single(printer => printer.Name == pause.Scope), ejects: chance.Happens(0.6));
    }

    private async Task PressAsync(StationProcess station, PrinterBody printer, bool ejects)
    {
        diary.Note("person", $"presses the button of {printer.Name}{(ejects ? "" : " and leaves the card in it")}");
        TakenByHand++;
        // From a load that is not booked the books can only take it as a difference.
        HoppersDiffer |= Unbooked > 0;
        Mistakes += station.HasSeen(printer.SerialNumber) ? 0 : 1;
        await printer.PressButtonAsync(ejects);
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

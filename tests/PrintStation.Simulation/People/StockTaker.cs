using PrintStation.Emulators.World;
using PrintStation.Inventory;

namespace PrintStation.Simulation.People;

/// <summary>Two persons who count a hopper now and then, whatever the machine does meanwhile: a count that blanks moved under must be refused.</summary>
internal sealed class StockTaker(PhysicalWorld world, Chance chance, Diary diary)
{
    private const double Share = 0.04;

    // The hopper that is being counted, and whether its count was told already.
    private (PrinterBody Printer, bool IsCounted)? _open;

    /// <summary>Whether the next step books a difference, if there is one.</summary>
    public bool MayBook => _open?.IsCounted ?? false;

    /// <summary>One step: begins, tells what lies there, or ends.</summary>
    /// <exception cref="LedgerRefusal">Something moved.</exception>
    public void Attend(StationProcess station)
    {
        if (_open is not var (printer, isCounted))
        {
            if (chance.Happens(Share))
                Begin(station, chance.Of(world.Printers));
            return;
        }

        var place = Places.Hopper(printer.Name);
        // Whatever comes of it, refused or unanswered: the next one begins anew.
        _open = null;
        if (isCounted)
        {
            station.Takes.Finish(place, Person.Name, Person.Witness, "counted");
            diary.Note("person", $"has counted {printer.Name}");
            return;
        }

        station.Takes.Count(place, printer.HopperCount, Person.Witness);
        _open = (printer, true);
    }

    private void Begin(StationProcess station, PrinterBody printer)
    {
        station.Takes.Begin(Places.Hopper(printer.Name), Person.Name);
        _open = (printer, false);
    }
}

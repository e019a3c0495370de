using PrintStation.Emulators.World;
using PrintStation.Inventory;
using PrintStation.Simulation.People;

namespace PrintStation.Simulation.Checks;

/// <summary>Looks at the books on the disk while everybody works. One blank of tolerance for each run at work, one for each pair that is fed as
/// one card, and what was filled and is not booked yet; and never is a card counted as issued that does not lie outside, or as outside that
/// lies in a machine.</summary>
internal sealed class BooksCheck(PhysicalWorld world, DiskStates disk, Person person, Findings findings)
{
    public int Checked { get; private set; }

    public void Check()
    {
        // Before the delivery is confirmed there is nothing to compare.
        if (disk.Read(BlankLedger.Balances) is not { Count: > 0 } books)
            return;
        Checked++;
        long Booked(string place) => books.GetValueOrDefault(place);
        int Lying(params PlaceKind[] kinds) => world.Blanks.Count(blank => kinds.Contains(blank.Place.Kind));
        Compare(Places.Store, Booked(Places.Store), world.StoreCount, person.Unbooked);
        foreach (var printer in world.Printers)
        {
            var atWork = disk.At(printer.Name).Count(run => run.State is "Feeding");
            var pairs = world.Log.Events.Count(happened => happened.Name == "stuck" && happened.Printer == printer.Name);
            Compare(Places.Hopper(printer.Name), Booked(Places.Hopper(printer.Name)), printer.HopperCount, atWork + pairs + person.Unbooked);
        }

        foreach (var (run, uid) in disk.Outside())
            if (world.Printers.FirstOrDefault(printer => printer.InPath.Any(blank => blank.Uid == uid)) is { } machine)
                findings.Add("silent-guess", $"run {run} waits for a person to find {uid}, which lies in {machine.Name}");
        var outside = Lying(PlaceKind.Output, PlaceKind.Hand, PlaceKind.Desk);
        if (Booked(Places.Issued) > outside)
            findings.Add("lost-blank", $"{Booked(Places.Issued)} cards are issued in the books, and {outside} lie outside");
    }

    /// <summary>Of each job one card at a time, whoever errs: the next begins when the one before is accounted for, and the centre knows.</summary>
    public void CheckOneRunEach()
    {
        foreach (var job in disk.JobsUnderWayTwice())
            findings.Add("two-good-cards", $"job {job} has two runs under way");
    }

    private void Compare(string place, long booked, long lying, int tolerance)
    {
        if (Math.Abs(booked - lying) > tolerance)
            findings.Add("lost-blank", $"{place} at work: {booked} in the books, {lying} in the world");
    }
}

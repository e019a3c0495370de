using PrintStation.Emulators.World;
using PrintStation.Inventory;
using PrintStation.Simulation.People;

namespace PrintStation.Simulation.Checks;

/// <summary>Compares the books on the disk with the world, place by place. While everybody works: one blank of tolerance for each run at work or
/// waiting for a card that nobody saw, one for each pair that is fed as one card, and what was filled and is not booked yet; and never is a card
/// counted as issued that does not lie outside, or as outside that lies in a machine. At rest: equal, but for what nothing can have seen.</summary>
internal sealed class BooksCheck(PhysicalWorld world, DiskStates disk, UnseenPairs pairs, Person person, Findings findings)
{
    private readonly HashSet<string> _forgotten = [];

    public int Checked { get; private set; }

    /// <summary>Whether the last comparison at rest granted nothing.</summary>
    public bool WasExact { get; private set; }

    /// <summary>The station's books come back from before these events: until the stock is taken, the cards that moved in them stand where they
    /// lay then, and those that a person lets in while the books count as older stand nowhere.</summary>
    public void Forgot(IEnumerable<WorldEvent> events) => _forgotten.UnionWith(events.Select(happened => happened.Blank).OfType<string>());

    /// <summary>Whether no card is on its way anywhere, and none waits for anybody.</summary>
    public bool IsRest => disk.At(null).Count == 0 && disk.Waiting() == 0 && person.Unbooked == 0
        && world.Printers.All(printer => !printer.IsMoving && printer.InPath.Count == 0 && disk.Strays(printer.Name) == 0)
        && !world.Blanks.Any(blank => blank.Place.Kind is PlaceKind.Hand or PlaceKind.Desk);

    /// <summary>Where no card is on its way.</summary>
    public void CheckAtRest()
    {
        if (disk.Read(BlankLedger.Balances) is not { Count: > 0 } books)
            return;
        Checked++;
        long Booked(string place) => books.GetValueOrDefault(place);
        int Lying(params PlaceKind[] kinds) => world.Blanks.Count(blank => kinds.Contains(blank.Place.Kind));
        // A used card that was put back and then stays mute looks like any blank, and so does one that only another printer's reader sees.
        var back = world.Blanks.Where(blank => person.Lies.Contains(blank.Uid)).ToList();
        var unknowable = back.Count(blank => blank.Chip.IsMute)
            + Math.Min(disk.SeenElsewhere(), back.Count(blank => !blank.Chip.IsMute && blank.Place.Kind is PlaceKind.RejectBox or PlaceKind.RejectTray));
        var forgotten = _forgotten.Count == 0 ? 0 : _forgotten.Count + person.TakenByHand;
        var tolerance = (pairs.Find().Count / 2) + person.Mistakes + unknowable + forgotten;
        WasExact = tolerance == 0 && person.Lies.Count == 0;
        void Compare(string place, long booked, long lying) => this.Compare($"{place} at rest", booked, lying, tolerance);

        this.Compare($"{Places.Store} at rest", Booked(Places.Store), world.StoreCount, 0);
        foreach (var printer in world.Printers)
            this.Compare($"{Places.Machine(printer.Name)} at rest", Booked(Places.Machine(printer.Name)), printer.InPath.Count, 0);
        this.Compare($"{Places.Held} at rest", Booked(Places.Held), 0, 0);
        foreach (var place in NotOfThisOffice)
            this.Compare($"{place} at rest", Booked(place), 0, 0);
        var hoppers = world.Printers.Sum(printer => Booked(Places.Hopper(printer.Name))) + Booked(Places.Difference);
        var used = world.Blanks.Count(blank => blank.Place.Kind == PlaceKind.Hopper && person.Lies.Contains(blank.Uid));
        Compare("hoppers and difference", hoppers, world.Printers.Sum(printer => printer.HopperCount) - used);
        // Books that forgot a load know only how much is gone from the cupboard, not whereto.
        if (!person.HoppersDiffer && forgotten == 0)
            foreach (var printer in world.Printers)
                Compare(Places.Hopper(printer.Name), Booked(Places.Hopper(printer.Name)), printer.HopperCount);
        CheckChips();
        if (person.Lies.Count > 0)
            return;
        Compare(Places.Issued, Booked(Places.Issued), Lying(PlaceKind.Output));
        Compare("Spoiled and Lost", Booked(Places.Spoiled) + Booked(Places.Lost),
            Lying(PlaceKind.RejectBox, PlaceKind.RejectTray, PlaceKind.Hand, PlaceKind.Desk));
    }

    /// <summary>Each card that is known by its chip lies where the books have it, whatever somebody said of others.</summary>
    private void CheckChips()
    {
        if (person.Mistakes > 0)
            return;
        var excepted = pairs.Find().Union(person.Lies).Union(_forgotten).ToHashSet();
        foreach (var (uid, place) in disk.Chips().Where(chip => !excepted.Contains(chip.Uid)))
            if (world.Find(uid)?.Place is { } lies && !MayLie(place).Contains(lies.Kind))
                findings.Add("lost-blank", $"{uid} is {place} in the books and lies at {lies.Word}");
    }

    private static PlaceKind[] MayLie(string place) => place switch
    {
        Places.Issued => [PlaceKind.Output],
        Places.Spoiled => [PlaceKind.RejectBox, PlaceKind.RejectTray],
        // Declared by people who looked everywhere that the world lets them look.
        Places.Lost => [PlaceKind.RejectBox, PlaceKind.RejectTray, PlaceKind.Hand, PlaceKind.Desk],
        _ => [],
    };

    /// <summary>Whatever was filled, taken or forgotten before, a stock-take is not refused for good, and books each hopper as it was counted.</summary>
    public void CheckCounted()
    {
        var books = disk.Read(BlankLedger.Balances)!;
        foreach (var printer in world.Printers)
            Compare($"{Places.Hopper(printer.Name)} after the stock-take", books.GetValueOrDefault(Places.Hopper(printer.Name)), printer.HopperCount, 0);
    }

    private static readonly string[] NotOfThisOffice = [Places.Destroyed, Places.Test];

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
            Compare(Places.Hopper(printer.Name), Booked(Places.Hopper(printer.Name)), printer.HopperCount,
                atWork + disk.NeverSeen(printer.Name) + pairs.FedBy(printer.Name) + person.Unbooked);
            var inside = disk.At(printer.Name).Count - atWork + disk.Strays(printer.Name);
            Compare($"{Places.Machine(printer.Name)} and its runs", Booked(Places.Machine(printer.Name)), inside, 0);
        }

        Compare($"{Places.Held} and its runs", Booked(Places.Held), disk.Waiting(), 0);

        foreach (var (run, uid) in disk.Outside())
            if (world.Printers.FirstOrDefault(printer => printer.InPath.Any(blank => blank.Uid == uid)) is { } machine)
                findings.Add("silent-guess", $"run {run} waits for a person to find {uid}, which lies in {machine.Name}");
        var outside = Lying(PlaceKind.Output, PlaceKind.Hand, PlaceKind.Desk);
        if (Booked(Places.Issued) > outside)
            findings.Add("lost-blank", $"{Booked(Places.Issued)} cards are issued in the books, and {outside} lie outside");
    }

    /// <summary>Whoever errs: of each job one card at a time, for the next begins when the one before is accounted for and the centre knows; and what
    /// waits for a person waits with a reason.</summary>
    public void CheckRuns()
    {
        foreach (var run in disk.WaitingWithoutReason())
            findings.Add("silent-guess", $"run {run} waits for a person, and no reason is given");
        foreach (var job in disk.JobsUnderWayTwice())
            findings.Add("two-good-cards", $"job {job} has two runs under way");
    }

    private void Compare(string place, long booked, long lying, int tolerance)
    {
        if (Math.Abs(booked - lying) > tolerance)
            findings.Add("lost-blank", $"{place}: {booked} in the books, {lying} there");
    }
}

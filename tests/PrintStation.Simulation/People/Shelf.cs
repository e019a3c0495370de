using PrintStation.Emulators.World;
using PrintStation.Inventory;
using PrintStation.Lifecycle;

namespace PrintStation.Simulation.People;

/// <summary>The person at the cupboard: confirms the delivery, fills hoppers, books what was filled.</summary>
internal sealed class Shelf(PhysicalWorld world, Chance chance, Diary diary)
{
    private const int FewCards = 5;

    /// <param name="BookedBefore">What the books had for this hopper before: an answer that never came is looked up there.</param>
    private sealed record Filling(int Cards, long BookedBefore);

    // Boxes that stand with another station, as this one has told.
    private readonly HashSet<string> _elsewhere = [];

    private bool _forgets;

    // Not yet known to be booked, by printer.
    private readonly Dictionary<string, Filling> _filled = [];

    /// <summary>Cards that were filled in and are not known to be booked.</summary>
    public int Unbooked => _filled.Values.Sum(filling => filling.Cards);

    /// <param name="carelessness">0: forgets nothing, and thinks of what was forgotten.</param>
    /// <param name="believesStation">Books a box that stands elsewhere when the station offers it again.</param>
    /// <returns>Whether cards were put into a hopper and not booked.</returns>
    public bool Attend(StationProcess station, double carelessness, bool believesStation)
    {
        var deliveries = station.Desk.Balance().Deliveries;
        _elsewhere.UnionWith(deliveries.Where(delivery => delivery.ConfirmedBy is not null).Select(delivery => delivery.DeliveryId));
        foreach (var delivery in deliveries.Where(delivery => !delivery.Confirmed
            && (delivery.DocumentNumber == Template.Delivery || (believesStation && _elsewhere.Contains(delivery.DeliveryId)))))
            station.Stock.Receive(delivery.DeliveryId, (int)delivery.Quantity, null, Person.Name);
        if (station.Stock.Balances().GetValueOrDefault(Places.Store) == 0)
            return false;
        foreach (var printer in world.Printers.Where(printer => printer.HopperCount <= FewCards && world.StoreCount > 0))
        {
            printer.StraightenStack();
            var filled = world.LoadHopper(printer, chance.Next(5, 30));
            diary.Note("person", $"fills {filled} into {printer.Name}");
            var before = _filled.GetValueOrDefault(printer.Name) ?? new Filling(0, BookedInto(station, printer.Name));
            _filled[printer.Name] = before with { Cards = before.Cards + filled };
        }

        // Who has forgotten to book thinks of it when the station asks, or when it happens to come to mind.
        if (_filled.Count > 0)
            _forgets |= chance.Happens(carelessness);
        if (_forgets && carelessness > 0 && !chance.Happens(0.02) && !station.Gate.Pauses.Any(pause => pause.Reason == GateReasons.HopperNotBooked.Word))
            return _filled.Count > 0;
        _forgets = false;
        Book(station);
        return false;
    }

    private static long BookedInto(StationProcess station, string printer) => station.Stock.Movements(DateOnly.MinValue, DateOnly.MaxValue, int.MaxValue)
        .Where(entry => entry.FromPlace == Places.Store && entry.ToPlace == Places.Hopper(printer)).Sum(entry => entry.Quantity);

    /// <summary>What is not booked yet, also after an answer that never came; never more than left the cupboard.</summary>
    private void Book(StationProcess station)
    {
        foreach (var (printer, filling) in _filled.ToList())
        {
            var unbooked = Math.Min(filling.Cards, filling.BookedBefore + filling.Cards - BookedInto(station, printer));
            unbooked = Math.Min(unbooked, station.Stock.Balances().GetValueOrDefault(Places.Store) - world.StoreCount);
            if (unbooked > 0)
                station.Stock.Load(printer, (int)unbooked, Person.Name);
            _filled.Remove(printer);
        }

        // The books forgot a load: they were put back to an earlier moment.
        var forgotten = station.Stock.Balances().GetValueOrDefault(Places.Store) - world.StoreCount;
        if (forgotten > 0)
            station.Stock.Load(world.Printers[0].Name, (int)forgotten, Person.Name);
    }
}

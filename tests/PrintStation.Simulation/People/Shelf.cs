using PrintStation.Emulators.World;
using PrintStation.Inventory;

namespace PrintStation.Simulation.People;

/// <summary>The person at the cupboard: confirms the delivery, fills hoppers, books what was filled.</summary>
internal sealed class Shelf(PhysicalWorld world, Chance chance, Diary diary)
{
    private const int FewCards = 5;

    private bool _forgets;

    /// <returns>Whether cards were put into a hopper and not booked.</returns>
    public bool Attend(StationProcess station, bool careless)
    {
        foreach (var delivery in station.Desk.Balance().Deliveries.Where(delivery => !delivery.Confirmed))
            station.Stock.Receive(delivery.DeliveryId, (int)delivery.Quantity, null, Person.Name);
        var balances = station.Stock.Balances();
        if (balances.GetValueOrDefault(Places.Store) == 0)
            return false;
        var forgot = false;
        foreach (var printer in world.Printers.Where(printer => printer.HopperCount <= FewCards && world.StoreCount > 0))
        {
            printer.StraightenStack();
            var filled = world.LoadHopper(printer, chance.Next(5, 30));
            diary.Note("person", $"fills {filled} into {printer.Name}");
            forgot |= careless;
            _forgets = careless;
        }

        if (!_forgets)
            BookFilled(station, balances);
        return forgot;
    }

    /// <summary>What left the cupboard and is not booked yet, also after an answer that never came: the cupboard is counted.</summary>
    private void BookFilled(StationProcess station, IReadOnlyDictionary<string, long> balances)
    {
        var unbooked = balances.GetValueOrDefault(Places.Store) - world.StoreCount;
        foreach (var printer in world.Printers.OrderByDescending(Gap))
        {
            var quantity = (int)Math.Min(unbooked, Gap(printer));
            if (quantity <= 0)
                continue;
            station.Stock.Load(printer.Name, quantity, Person.Name);
            unbooked -= quantity;
        }

        // Printed already, out of a hopper that the books have empty: it is booked where it went through.
        if (unbooked > 0)
            station.Stock.Load(world.Printers[0].Name, (int)unbooked, Person.Name);

        long Gap(PrinterBody printer) => printer.HopperCount - balances.GetValueOrDefault(Places.Hopper(printer.Name));
    }
}

using PrintStation.Central.Seeding;
using PrintStation.Emulators.World;
using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Simulation.Checks;
using PrintStation.Simulation.People;

namespace PrintStation.Simulation.Scenario;

/// <summary>The people at the machines: deliveries, hoppers, ribbons, jams, cards that the station asks for. They make no mistakes, and have one
/// pair of hands.</summary>
/// <param name="boxes">Which blanks come with which paper.</param>
internal sealed class Staff(
    PhysicalWorld world, IReadOnlyList<BlankList> boxes, KupangPlan plan, Chance chance, Diary diary, TimeProvider time)
{
    /// <summary>A hopper with so few cards is filled.</summary>
    private const int FewCards = 10;

    /// <summary>Signs the papers of these weeks.</summary>
    private const string Officer = "Siti Rahmawati";

    private readonly Table _table = new(world, diary, Officer);
    private readonly Person _person = new(world, chance, diary, new Findings(diary), time);

    /// <summary>Looks once at everything, and does what is to be done.</summary>
    /// <param name="mayResume">False while the printers shall not begin yet.</param>
    public async Task AttendAsync(StationProcess station, bool mayResume = true)
    {
        Receive(station);
        foreach (var printer in world.Printers)
            Fill(station, printer);
        var reasons = station.Desk.Status(Texts.English).Reasons;
        foreach (var printer in mayResume ? world.Printers : [])
            await AttendAsync(station, printer, [.. reasons.Where(pause => pause.Scope == printer.Name)]);
        await _table.AttendAsync(station, _person);
    }

    /// <summary>At closing time: each printer finishes its card and begins no other.</summary>
    public void Pause(StationProcess station)
    {
        foreach (var printer in world.Printers)
            station.Desk.Pause(printer.Name, Officer);
    }

    private void Receive(StationProcess station)
    {
        var now = time.GetUtcNow();
        foreach (var delivery in station.Desk.Balance().Deliveries.Where(delivery => !delivery.Confirmed))
            if (now >= (delivery.DocumentNumber == Template.Delivery ? plan.FirstDelivery : plan.SecondDelivery))
            {
                world.BoxArrived(delivery.DocumentNumber, boxes.Single(box => box.DocumentNumber == delivery.DocumentNumber).Uids);
                station.Stock.Receive(delivery.DeliveryId, (int)delivery.Quantity, null, Officer);
            }
    }

    /// <summary>What was delivered and booked lies in the cupboard; the world's cupboard holds the boxes still to come as well.</summary>
    private void Fill(StationProcess station, PrinterBody printer)
    {
        if (printer.HopperCount > FewCards)
            return;
        var stored = (int)station.Stock.Balances().GetValueOrDefault(Places.Store);
        var filled = world.LoadHopper(printer, Math.Min(stored, printer.HopperCapacity - printer.HopperCount));
        if (filled > 0)
            station.Stock.Load(printer.Name, filled, Officer);
    }

    private async Task AttendAsync(StationProcess station, PrinterBody printer, IReadOnlyList<PauseView> reasons)
    {
        if (reasons.Count == 0 || printer.IsMoving)
            return;
        if (reasons.Any(pause => pause.Reason is "media-jam" or "cover-open" or "stray-card"))
            await ClearPathAsync(printer);
        if (printer.IsRibbonEnded && plan.HasRibbons(time.GetUtcNow()))
        {
            printer.SetCover(open: true);
            printer.ChangeRibbon();
            printer.SetCover(open: false);
        }

        if (reasons.Any(pause => pause.Reason == "reject-area-full"))
            world.EmptyRejectBox(printer);
        if (reasons.Any(pause => !pause.ClearsItself))
            station.Desk.Resume(printer.Name, new PersonsWord(PathIsEmpty: true), Officer);
    }

    private async Task ClearPathAsync(PrinterBody printer)
    {
        if (printer.IsJammed)
            await Task.Delay(KupangPlan.ClearingAJam, time);
        if (printer.InPath.Count > 0)
            printer.SetCover(open: true);
        while (world.RemoveFromPath(printer) is not null)
        {
        }

        printer.SetCover(open: false);
    }
}

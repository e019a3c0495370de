using System.Globalization;
using PrintStation.Emulators.World;

namespace PrintStation.Emulators.People;

/// <summary>The person at the cupboard: confirms deliveries, fills hoppers, and books what was filled.</summary>
internal sealed class BlankShelf(PhysicalWorld world, StationCommand station, BlanksFile? box)
{
    /// <summary>A hopper with so few cards is filled.</summary>
    private const int FewCards = 5;

    /// <summary>Once everything is confirmed, new deliveries are looked for only now and then.</summary>
    private const int LooksBetweenDeliveries = 30;

    /// <summary>From so many on, a booking can be told from a card that is on its way.</summary>
    private const int ClearQuantity = 4;

    // Filled, and not yet known to be booked.
    private readonly Dictionary<string, int> _unbooked = [];
    private readonly HashSet<string> _tried = [];
    private bool _allConfirmed;
    private int _looks;

    public async Task AttendAsync(StationStatus status, CancellationToken token)
    {
        if (!_allConfirmed || ++_looks % LooksBetweenDeliveries == 0)
            await ReceiveAsync(token);
        if (!_allConfirmed)
            return;

        foreach (var printer in world.Printers)
            await AttendHopperAsync(printer, status, token);
    }

    private async Task ReceiveAsync(CancellationToken token)
    {
        if (await station.AskAsync<BlankBalance>(token, "blank", "balance") is not { Deliveries.Count: > 0 } balance)
            return;

        _allConfirmed = true;
        foreach (var delivery in balance.Deliveries.Where(delivery => !delivery.Confirmed))
        {
            // What is in the box is counted; of a box that is not here there is only the paper.
            var counted = box is not null && delivery.DocumentNumber == box.DocumentNumber ? box.Uids.Count : delivery.Quantity;
            string[] why = counted == delivery.Quantity ? [] : ["--reason", "counted", "--witness", VirtualOperator.Witness];
            _allConfirmed &= await station.TellAsync(
                token, ["blank", "receive", "--delivery", delivery.DeliveryId, "--count", Text(counted), .. why, "--by", VirtualOperator.Person]);
        }
    }

    private async Task AttendHopperAsync(PrinterBody printer, StationStatus status, CancellationToken token)
    {
        if (printer.IsStackAskew && status.Has(printer.Name, "media-empty"))
            printer.StraightenStack();

        if (!_unbooked.ContainsKey(printer.Name))
            Fill(printer, status);
        if (_unbooked.TryGetValue(printer.Name, out var quantity))
            await BookAsync(printer, quantity, status, token);
    }

    private void Fill(PrinterBody printer, StationStatus status)
    {
        var inHopper = printer.HopperCount;
        // Cards that nobody booked, from before the station's time.
        if (inHopper > 0 && status.Booked(printer.Name) is null or 0 && status.Has(printer.Name, "hopper-not-booked"))
        {
            _unbooked[printer.Name] = inHopper;
            return;
        }

        if (inHopper > FewCards)
            return;

        // Each hopper its share, so that the last box does not end in one machine.
        var waiting = world.Printers.Count(other => other.HopperCount <= FewCards);
        var share = (world.StoreCount + waiting - 1) / waiting;
        var filled = world.LoadHopper(printer, Math.Min(share, printer.HopperCapacity - inHopper));
        if (filled > 0)
            _unbooked[printer.Name] = filled;
    }

    private async Task BookAsync(PrinterBody printer, int quantity, StationStatus status, CancellationToken token)
    {
        if (_tried.Contains(printer.Name) && IsBooked(printer, quantity, status) is not false)
        {
            // Null: not to be told yet; the next look decides.
            if (IsBooked(printer, quantity, status) is true)
                Forget(printer.Name);
            return;
        }

        _tried.Add(printer.Name);
        if (await station.TellAsync(
            token, "blank", "load", "--printer", printer.Name, "--quantity", Text(quantity), "--by", VirtualOperator.Person))
            Forget(printer.Name);
    }

    private void Forget(string printer)
    {
        _unbooked.Remove(printer);
        _tried.Remove(printer);
    }

    /// <summary>Whether a booking of which no answer came was made: the books are compared with the hopper, as a person would.</summary>
    private static bool? IsBooked(PrinterBody printer, int quantity, StationStatus status)
    {
        if (status.Booked(printer.Name) is not { } booked)
            return false;
        if (quantity < ClearQuantity && status.Printer(printer.Name)?.Run is not null)
            return null;

        var inHopper = printer.HopperCount;
        return Math.Abs(booked - inHopper) < Math.Abs(booked - (inHopper - quantity));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

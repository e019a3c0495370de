using PrintStation.Inventory;
using PrintStation.Printers;

namespace PrintStation.Lifecycle;

/// <summary>A printer whose answers about its supplies are noted on their way to its lane, and when it works on a card. Nothing is asked for that, and
/// nothing is changed.</summary>
internal sealed class WatchedPrinter(string name, ICardPrinter printer, RibbonWatch watch, PrinterPace? pace = null) : ICardPrinter
{
    private PrinterEvidence? _seen;

    public PrinterModel Model => printer.Model;

    public string? Trouble => printer.Trouble;

    public async Task<PrinterEvidence?> ObserveAsync(CancellationToken token) => _seen = await printer.ObserveAsync(token);

    public Task<CardPosition?> ReadPositionAsync(CancellationToken token) => printer.ReadPositionAsync(token);

    public async Task<PrinterSupplies?> ReadSuppliesAsync(CancellationToken token)
    {
        var supplies = await printer.ReadSuppliesAsync(token);
        // Supplies are asked for with no card inside, right after the machine was seen: the counters of that look are theirs.
        if (supplies is not null && _seen is { } seen)
            watch.Note(name, new SupplyLevel(supplies.RibbonFits ? supplies.RibbonPanelSetsLeft : null, supplies.CleaningRequired,
                seen.SerialNumber, seen.CardsInserted, seen.PanelsPrinted));
        return supplies;
    }

    public Task<CommandResult> SendSettingsAsync(CancellationToken token) => printer.SendSettingsAsync(token);

    public async Task<CommandResult> FeedAsync(CancellationToken token)
    {
        pace?.Feeds();
        var fed = await printer.FeedAsync(token);
        if (fed.Outcome == CommandOutcome.Refused)
            pace?.Idles();
        return fed;
    }

    public Task<PrintResult> PrintAsync(IReadOnlyList<PrintPanel> panels, CancellationToken token)
    {
        pace?.Works();
        return printer.PrintAsync(panels, token);
    }

    public Task<CommandResult> ReturnToChipStationAsync(CancellationToken token)
    {
        pace?.Works();
        return printer.ReturnToChipStationAsync(token);
    }

    public Task<CommandResult> EjectAsync(CancellationToken token) => LeaveAsync(printer.EjectAsync, token);

    public Task<CommandResult> RejectAsync(CancellationToken token) => LeaveAsync(printer.RejectAsync, token);

    public Task<CommandResult> ClearErrorAsync(CancellationToken token) => printer.ClearErrorAsync(token);

    public ValueTask DisposeAsync() => printer.DisposeAsync();

    private async Task<CommandResult> LeaveAsync(Func<CancellationToken, Task<CommandResult>> leave, CancellationToken token)
    {
        pace?.Works();
        var left = await leave(token);
        if (left.Outcome == CommandOutcome.Done)
            pace?.IsReady();
        return left;
    }
}

using System.Collections.Concurrent;
using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>Sees that another ribbon lies in a printer, from what the printers are asked before each card anyway: more prints are left than the
/// ribbon before could have. Only that is written. One with fewer left than the one before cannot be seen; a person tells of it.</summary>
internal sealed class RibbonWatch(SupplyBook book, ILogger<RibbonWatch> log)
{
    /// <summary>The machine's counters may be a few out; a ribbon with so few more is the same one.</summary>
    public const int LeastRise = 5;

    private readonly ConcurrentDictionary<string, RibbonReading> _first = new();
    private readonly ConcurrentDictionary<string, RibbonReading> _last = new();
    private readonly ConcurrentDictionary<string, SupplyLevel> _levels = new();

    /// <summary>As the printer was last asked since the start; null where it was not.</summary>
    public SupplyLevel? LevelOf(string printer) => _levels.GetValueOrDefault(printer);

    public void Note(string printer, SupplyLevel level)
    {
        _levels[printer] = level;
        // Between two ribbons none is there, and an end that is told may be a false one: what counts is the next ribbon that prints.
        if (level.PrintsLeft is not { } left)
            return;
        var now = new RibbonReading(printer, level.Serial, level.CardsInserted, level.PanelsPrinted, left);
        var first = _first.GetOrAdd(level.Serial, serial => book.LastReading(serial) ?? now);
        if (now.PanelsPrinted < first.PanelsPrinted)
            // Its electronics were exchanged: nothing follows from the old counter.
            _first[level.Serial] = now;
        else if (left >= first.MostLeftAt(now.PanelsPrinted) + LeastRise && !Record(now))
            return;
        _last[level.Serial] = now;
    }

    private bool Record(RibbonReading now)
    {
        try
        {
            book.RecordRibbon(now, _last.GetValueOrDefault(now.Serial)?.PrintsLeft);
            _first[now.Serial] = now;
            return true;
        }
        catch (Exception e) when (StationDatabase.IsDiskFault(e))
        {
            // No card is to wait for it: with the next look the ribbon is seen as new once more.
            log.LogWarning(LogEvents.RibbonNotWritten, "A new ribbon in {Printer} could not be written down: {Trouble}", now.Printer, e.Message);
            return false;
        }
    }
}

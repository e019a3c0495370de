using Microsoft.Data.Sqlite;
using PrintStation.Inventory;

namespace PrintStation.Reports;

/// <summary>How long ribbons, films and cleaning kits last.</summary>
/// <param name="Each">Cards that one is good for: the median of the last that were used up; while none was, what a receipt said. Null: unknown.</param>
/// <param name="CardsLeft">With all that lie in the store and in the printers; null where it cannot be told.</param>
internal readonly record struct SupplyReach(long? Each, long? CardsLeft);

internal sealed class SupplyOutlook(SupplyState state, StationOptions options)
{
    public SupplyReach Of(SqliteConnection connection, string kind)
    {
        var movements = SupplyBook.StandingMovements(connection);
        var used = kind == SupplyBook.Ribbon
            ? state.Ribbons(connection).Where(life => life.To is not null).TakeLast(SupplyState.MostRecent).Select(life => life.Prints ?? life.Cards).ToList()
            : SupplyState.CardsEach(connection, kind);
        var each = used.Count > 0 ? (long)Math.Round(PaceBand.Of(used).Usual)
            : movements.LastOrDefault(movement => movement.Kind == kind && movement.CardsEach is not null)?.CardsEach;
        var stored = SupplyBook.InStore(connection, kind);
        if (each is null && stored > 0)
            return new SupplyReach(null, null);
        var inside = options.Printers.Select(printer => Inside(connection, movements, kind, printer.Name, each)).ToList();
        return new SupplyReach(each, inside.All(left => left is null) && stored == 0 ? null : inside.Sum(left => left ?? 0) + (stored * (each ?? 0)));
    }

    /// <summary>Cards for which what lies in the printer is still good; null where that is not known.</summary>
    private long? Inside(SqliteConnection connection, IReadOnlyList<SupplyMovement> movements, string kind, string printer, long? each)
    {
        if (kind == SupplyBook.Ribbon && state.PrintsLeft(connection, movements, printer) is { } told)
            return told;
        return SupplyState.CardsSince(connection, movements, kind, printer) is { } since && each is { } most ? Math.Max(0, most - since) : null;
    }
}

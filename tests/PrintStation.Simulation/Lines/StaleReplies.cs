using PrintStation.Emulators.World;

namespace PrintStation.Simulation.Lines;

/// <summary>Queries that a printer answers with the OK of the command before. There is one such OK to come: after it the printer answers well for
/// more questions than one look at it asks.</summary>
internal sealed class StaleReplies(Chance chance, Diary diary)
{
    private const int GoodAfter = 12;

    private readonly Dictionary<string, int> _good = [];

    /// <summary>The share of queries; 0 is fair weather.</summary>
    public double Share { get; set; }

    public bool Draw(PrinterBody printer)
    {
        var good = _good.GetValueOrDefault(printer.Name);
        _good[printer.Name] = Math.Max(0, good - 1);
        if (good > 0 || !chance.Happens(Share))
            return false;
        _good[printer.Name] = GoodAfter;
        diary.Note("line", $"{printer.Name}: a query is answered with the OK of the command before");
        return true;
    }
}

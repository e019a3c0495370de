/// <summary>A ribbon in a printer, and what was printed with it. A card belongs to the ribbon under which it was fed: one that lay inside while it
/// was changed still belongs to the old one.</summary>
/// <param name="cameWithMachine">A new one, whose counters say nothing of the ribbon before.</param>
internal sealed class PlasticRibbon(string printer, DateTimeOffset changed, DateTimeOffset firstFed, bool cameWithMachine)
{
    private const int PanelsOfPrint = 5;

    private int _panels;
    private int _panelsOfLast;

    public string Printer => printer;

    public bool CameWithMachine => cameWithMachine;

    public string Minute => Text(changed);

    public int Cards { get; private set; }

    /// <summary>Whole prints, by what the head has printed.</summary>
    public int Prints => _panels / PanelsOfPrint;

    public int PrintsBeforeLast => (_panels - _panelsOfLast) / PanelsOfPrint;

    /// <summary>With the one that was not finished.</summary>
    public int PrintsBegun => (_panels + PanelsOfPrint - 1) / PanelsOfPrint;

    /// <summary>Whether a station that looks before each card has seen it first in this minute of the office, "2026-11-02 13:00".</summary>
    public bool IsSeenAt(string minute) => string.CompareOrdinal(minute, Text(changed)) >= 0 && string.CompareOrdinal(minute, Text(firstFed)) <= 0;

    /// <summary>Goes on with the next one as if it were the same.</summary>
    public void Join(PlasticRibbon next) => (Cards, _panels, _panelsOfLast) =
        (Cards + next.Cards, _panels + next._panels, next.Cards > 0 ? next._panelsOfLast : _panelsOfLast);

    /// <summary>Each printer's in their order; the first one was there before anything happened.</summary>
    public static IReadOnlyList<PlasticRibbon> Of(IEnumerable<Happening> happenings)
    {
        var (ribbons, inside) = (new List<PlasticRibbon>(), new Dictionary<string, PlasticRibbon>());
        var changes = new Dictionary<string, Happening>();
        foreach (var happened in happenings)
        {
            if (happened.Printer is not { } printer)
                continue;
            if (happened.Name is "ribbon-changed" or "replaced" && !changes.ContainsKey(printer))
                changes[printer] = happened;
            else if (happened.Name == "fed")
                Feed(printer, happened.At);
            // The head counts a panel in which it fails, too.
            else if ((happened.Name == "panel-printed" || happened.Fault == "head-error") && inside.TryGetValue(printer, out var ribbon))
                (ribbon._panels, ribbon._panelsOfLast) = (ribbon._panels + 1, ribbon._panelsOfLast + 1);
        }

        // With these no card was fed yet.
        return [.. ribbons, .. changes.Values.Select(change => New(change.Printer!, change, DateTimeOffset.MaxValue))];

        void Feed(string printer, DateTimeOffset at)
        {
            if (changes.Remove(printer, out var change) || !inside.ContainsKey(printer))
                ribbons.Add(inside[printer] = New(printer, change, at));
            (inside[printer].Cards, inside[printer]._panelsOfLast) = (inside[printer].Cards + 1, 0);
        }
    }

    private static PlasticRibbon New(string printer, Happening? change, DateTimeOffset firstFed) =>
        new(printer, change?.At ?? DateTimeOffset.MinValue, firstFed, change?.Name == "replaced");

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}

using System.Text.Json.Nodes;

/// <summary>The ribbons of the books beside those that really were changed, and how many prints each gave.</summary>
internal sealed class RibbonCheck
{
    /// <summary>The station sees a new ribbon by the prints that are left. After fewer than these it cannot: machines count a few wrong.</summary>
    private const int FewPrints = 5;

    private readonly ReportTable _report;
    private readonly Tally _tally;
    private readonly List<JsonArray> _rows;
    private readonly List<int> _usedUp = [];
    private int _changed;

    private RibbonCheck(ReportTable report, Tally tally) => (_report, _tally, _rows) = (report, tally, [.. report.Rows]);

    public static void Compare(ReportTable ribbons, ReportTable supplies, IReadOnlyList<PlasticRibbon> plastic, Tally tally)
    {
        var check = new RibbonCheck(ribbons, tally);
        foreach (var printer in plastic.GroupBy(ribbon => ribbon.Printer))
            check.Follow([.. printer]);
        foreach (var row in check._rows)
            tally.Same(check.About(row), "ribbons put in", 0, 1);
        tally.Same(ribbons.Name, "ribbons-used-up", check._usedUp.Count, ribbons.Fact("ribbons-used-up"));
        if (check._usedUp.Count > 0)
            tally.Same(ribbons.Name, "prints-each", (int)Math.Round(check._usedUp.Average()), ribbons.Fact("prints-each"));
        foreach (var row in supplies.Rows.Where(row => supplies.Text(row, "supply") == "ribbon"))
            tally.Same(supplies.Name, "ribbons used-up", check._changed, supplies.Number(row, "used-up"));
    }

    /// <param name="ribbons">Of one printer. How long its first one had been there, nobody knows.</param>
    private void Follow(List<PlasticRibbon> ribbons)
    {
        var inside = ribbons[0];
        JsonArray? row = null;
        foreach (var next in ribbons.Skip(1))
        {
            var found = _rows.Find(put => _report.Text(put, "machine") == next.Printer && next.IsSeenAt(_report.Text(put, "put-in")!));
            if (found is null && Unseen(next, inside) is { } why)
            {
                _tally.LeaveOpen($"ribbons: {next.Printer} got one on {next.Minute}; {why}");
                inside.Join(next);
                continue;
            }

            _changed++;
            _tally.Same($"ribbons {next.Printer} {next.Minute}", "ribbons put in", 1, found is null ? 0 : 1);
            Compare(row, inside, isInside: false);
            if (found is not null)
                _rows.Remove(found);
            (inside, row) = (next, found);
        }

        Compare(row, inside, isInside: true);
    }

    /// <summary>Why the station may not have seen it; null where it must have.</summary>
    private static string? Unseen(PlasticRibbon ribbon, PlasticRibbon before) => ribbon switch
    {
        { Cards: 0 } => "no card was fed since",
        { CameWithMachine: true } => "it came with another machine, which tells of none before",
        _ when before.PrintsBegun < FewPrints => $"prints of the one before: {before.PrintsBegun}, too few for the station to see it",
        _ => null,
    };

    /// <param name="row">Null: the books know nothing of it.</param>
    /// <param name="isInside">What it gave so far the station knows from before the last card, or from after it.</param>
    private void Compare(JsonArray? row, PlasticRibbon ribbon, bool isInside)
    {
        if (row is null)
            return;
        if (_report.Text(row, "prints") is null)
        {
            _tally.LeaveOpen($"{About(row)}: the report does not know its prints");
            return;
        }

        _tally.Within(About(row), "prints", isInside ? ribbon.PrintsBeforeLast : ribbon.Prints, ribbon.Prints, _report.Number(row, "prints"));
        _tally.Within(About(row), "cards-in", isInside ? ribbon.Cards - 1 : ribbon.Cards, ribbon.Cards, _report.Number(row, "cards-in"));
        if (!isInside)
            _usedUp.Add(ribbon.Prints);
    }

    private string About(JsonArray row) => $"ribbons {_report.Text(row, "machine")} {_report.Text(row, "put-in")}";
}

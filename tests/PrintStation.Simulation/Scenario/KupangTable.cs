using System.Globalization;

namespace PrintStation.Simulation.Scenario;

/// <summary>The figures of the ways side by side, for people.</summary>
internal static class KupangTable
{
    private static readonly (Cause Cause, string Text)[] Causes =
    [
        (Cause.Working, "printer-hours at work"), (Cause.Between, "  between two cards"), (Cause.Network, "  waiting: network"),
        (Cause.Printer, "  waiting: printer"), (Cause.Blanks, "  waiting: blanks"), (Cause.Ribbon, "  waiting: ribbon"),
        (Cause.NobodyThere, "  waiting: nobody there"), (Cause.NothingToPrint, "  nothing to print"),
    ];

    public static string Of(IReadOnlyList<Figures> ways)
    {
        var rows = new List<string> { Row("", ways.Select(way => way.Offline)) };
        Add("cards printed in all", way => Number(way.Cards));
        Add("cards printed during the outage", way => Number(way.CardsInOutage));
        Add("seconds from network back to first claim", way => Number(way.SecondsToFirstClaim));
        Add("seconds from network back to all outcomes", way => Number(way.SecondsToAllOutcomes));
        Add("last blank used", way => way.LastBlank is { } at ? KupangPlan.DateOf(at) : $"{Number(way.BlanksLeft)} left");
        Add("queue empty", way => way.QueueEmpty is { } at ? KupangPlan.DateOf(at) : $"{Number(way.JobsLeft)} still wait");
        foreach (var (cause, name) in Causes)
            Add(name, way => way.Hours[$"{cause}"].ToString("0.0", CultureInfo.InvariantCulture));
        Add("  together: office hours of all printers", way => way.OfficeHours.ToString("0.0", CultureInfo.InvariantCulture));
        return string.Join('\n', rows);

        void Add(string name, Func<Figures, string> value) => rows.Add(Row(name, ways.Select(value)));
    }

    private static string Row(string name, IEnumerable<string> values) => $"{name,-44}{string.Concat(values.Select(value => $"{value,20}"))}";

    private static string Number(double? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "never";
}

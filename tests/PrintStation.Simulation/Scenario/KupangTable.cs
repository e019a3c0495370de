using System.Globalization;
using System.Text;

namespace PrintStation.Simulation.Scenario;

/// <summary>The figures of both ways side by side, for people.</summary>
internal static class KupangTable
{
    private static readonly (Cause Cause, string Text)[] Causes =
    [
        (Cause.Working, "printing"), (Cause.Network, "waiting: network"), (Cause.Printer, "waiting: printer"), (Cause.Blanks, "waiting: blanks"),
        (Cause.Ribbon, "waiting: ribbon"), (Cause.NobodyThere, "waiting: nobody there"), (Cause.Between, "between two cards"),
        (Cause.NothingToPrint, "nothing to print"),
    ];

    public static string Of(Figures printing, Figures stopping)
    {
        var text = new StringBuilder("| | PrintFetched | Stop |\n| --- | ---: | ---: |\n");
        Row("cards printed during the outage", way => Number(way.CardsInOutage));
        Row("cards printed in all", way => Number(way.Cards));
        Row("seconds from network back to first claim", way => Number(way.SecondsToFirstClaim));
        Row("seconds to all outcomes reported", way => Number(way.SecondsToAllOutcomes));
        Row("last blank used", way => way.LastBlank is { } at ? KupangPlan.DateOf(at) : $"{Number(way.BlanksLeft)} left");
        Row("queue empty", way => way.QueueEmpty is { } at ? KupangPlan.DateOf(at) : $"not yet, {Number(way.JobsLeft)} wait");
        foreach (var (cause, name) in Causes)
            Row($"printer-hours {name}", way => way.Hours[$"{cause}"].ToString("0.0", CultureInfo.InvariantCulture));
        return text.ToString().TrimEnd();

        void Row(string name, Func<Figures, string> value) =>
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {value(printing)} | {value(stopping)} |\n");
    }

    private static string Number(double? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "never";
}

using System.CommandLine;
using PrintStation.Web;
using Spectre.Console;

namespace PrintStation.Cli;

/// <summary>Months that take no entry any more.</summary>
internal static class MonthCommands
{
    public static Command Create(CommonOptions common)
    {
        var list = new Command("list", common.Texts["cli.month.list"]);
        list.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.GetAsync<List<ClosedMonthView>>("/month", months => Print(months, client.Texts), token);
        });
        var month = new Argument<string>("month") { Description = common.Texts["cli.argument.month"] };
        var (by, witness) = (Inputs.By(common.Texts), Inputs.Witness(common.Texts, required: false));
        var withDifferences = new Option<bool>("--with-differences") { Description = common.Texts["cli.option.with-differences"] };
        var close = new Command("close", common.Texts["cli.month.close"]) { month, withDifferences, by, witness };
        close.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.PostAsync<ClosedMonthView>($"/month/{Uri.EscapeDataString(result.GetValue(month)!)}/close", new DeskRequest
            {
                By = result.GetValue(by)!,
                WithDifferences = result.GetValue(withDifferences),
                Witness = result.GetValue(witness),
            }, closed => Print([closed], client.Texts), token);
        });
        return new Command("month", common.Texts["cli.month"]) { list, close };
    }

    private static void Print(IReadOnlyList<ClosedMonthView> months, StationTexts texts)
    {
        var table = Tables.New(texts, "month", "since", "by", "number", "unexplained");
        foreach (var month in months)
            table.AddRow(Tables.Cells(month.Month, Tables.Time(month.ClosedAt), month.By, month.Head, month.Differences.ToString("N0", texts.Culture)));
        AnsiConsole.Write(table);
    }
}

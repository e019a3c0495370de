using System.CommandLine;
using PrintStation.Web;
using Spectre.Console;

namespace PrintStation.Cli;

/// <summary>What ends something for good: a month, and spoiled cards before witnesses.</summary>
internal static class ClosingCommands
{
    public static Command CreateMonth(CommonOptions common)
    {
        var list = new Command("list", common.Texts["cli.month.list"]);
        list.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.GetAsync<List<ClosedMonthView>>("/month", months => Print(months, client.Texts), token);
        });
        var month = new Argument<string>("month") { Description = common.Texts["cli.argument.month"] };
        var by = Inputs.By(common.Texts);
        var withDifferences = new Option<bool>("--with-differences") { Description = common.Texts["cli.option.with-differences"] };
        var close = new Command("close", common.Texts["cli.month.close"]) { month, withDifferences, by };
        close.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.PostAsync<ClosedMonthView>($"/month/{Uri.EscapeDataString(result.GetValue(month)!)}/close", new DeskRequest
            {
                By = result.GetValue(by)!,
                WithDifferences = result.GetValue(withDifferences),
            }, closed => Print([closed], client.Texts), token);
        });
        return new Command("month", common.Texts["cli.month"]) { list, close };
    }

    public static Command CreateDestroy(CommonOptions common)
    {
        var list = new Command("list", common.Texts["cli.destroy.list"]);
        list.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.GetAsync<DestructionListView>("/destroy", found => Print(found, client.Texts), token);
        });
        return new Command("destroy", common.Texts["cli.destroy"]) { list, Batch(common) };
    }

    private static Command Batch(CommonOptions common)
    {
        var texts = common.Texts;
        var (document, by, at) = (Inputs.Needed(texts, "document"), Inputs.By(texts), Inputs.At(texts));
        var counted = Inputs.Quantity(texts, "counted");
        var witnesses = new Option<string[]>("--witness") { Description = texts["cli.option.witnesses"], Required = true };
        var second = Inputs.Optional(texts, "second");
        var command = new Command("batch", texts["cli.destroy.batch"]) { document, counted, second, witnesses, at, by };
        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.PostAsync<DestructionView>("/destroy", new DeskRequest
            {
                Document = result.GetValue(document),
                Quantity = result.GetValue(counted),
                Witness = result.GetValue(second),
                Witnesses = result.GetValue(witnesses)!,
                At = result.GetValue(at),
                By = result.GetValue(by)!,
            }, batch => Print(new DestructionListView([], [batch]), client.Texts), token);
        });
        return command;
    }

    private static void Print(IReadOnlyList<ClosedMonthView> months, StationTexts texts)
    {
        var table = Tables.New(texts, "month", "since", "by", "number", "unexplained");
        foreach (var month in months)
            table.AddRow(Tables.Cells(month.Month, Tables.Time(month.ClosedAt), month.By, month.Head, month.Differences.ToString("N0", texts.Culture)));
        AnsiConsole.Write(table);
    }

    private static void Print(DestructionListView found, StationTexts texts)
    {
        if (found.Waiting.Count > 0)
        {
            var cards = Tables.New(texts, "number", "quantity", "uid", "run", "reason", "when");
            foreach (var card in found.Waiting)
                cards.AddRow(Tables.Cells(card.Movement, card.Quantity, card.ChipUid ?? "–", card.RunId ?? "–", texts.Reason(card.Reason), Tables.Minute(card.HappenedAt)));
            AnsiConsole.Write(cards);
        }

        var batches = Tables.New(texts, "document", "when", "by");
        foreach (var batch in found.Batches)
            batches.AddRow(Tables.Cells(batch.Document, Tables.Time(batch.At), batch.By));
        AnsiConsole.Write(batches);
    }
}

using System.CommandLine;
using PrintStation.Web;
using Spectre.Console;

namespace PrintStation.Cli;

/// <summary>Counting what is really there. What the books have is shown when the count has ended.</summary>
internal static class StockTakeCommands
{
    public static Command Create(CommonOptions common) => new("stock-take", common.Texts["cli.stock-take"])
    {
        List(common), Step(common, "begin"), Step(common, "count"), Step(common, "finish"),
    };

    private static Command List(CommonOptions common)
    {
        var command = new Command("list", common.Texts["cli.stock-take.list"]);
        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.GetAsync<List<StockTakeView>>("/stock-take", takes => Print(takes, client.Texts), token);
        });
        return command;
    }

    private static Command Step(CommonOptions common, string verb)
    {
        var texts = common.Texts;
        var (place, by) = (Inputs.Needed(texts, "place"), Inputs.By(texts));
        var quantity = Inputs.Quantity(texts, "counted");
        var (witness, reason) = (Inputs.Witness(texts, required: false), Inputs.Reason(texts));
        var command = new Command(verb, texts[$"cli.stock-take.{verb}"]) { place, by };
        if (verb == "count")
            command.Add(quantity);
        if (verb == "finish")
        {
            command.Add(witness);
            command.Add(reason);
        }

        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.PostAsync<StockTakeView>($"/stock-take/{verb}", new DeskRequest
            {
                Place = result.GetValue(place),
                By = result.GetValue(by)!,
                Quantity = verb == "count" ? result.GetValue(quantity) : 0,
                Witness = verb == "finish" ? result.GetValue(witness) : null,
                Reason = verb == "finish" ? result.GetValue(reason) : null,
            }, take =>
            {
                if (VoidOf(take, client.Texts) is { } before)
                    Console.WriteLine(before);
                Print([take], client.Texts);
            }, token);
        });
        return command;
    }

    /// <summary>That a count before this one came to nothing, and why; null where none did.</summary>
    public static string? VoidOf(StockTakeView take, StationTexts texts) => take.Voided is { } before
        ? texts.Format(before.HasMoved ? "stock-take.void-moved" : "stock-take.void-anew", before.Number, texts.Place(take.Place), before.BegunBy)
        : null;

    private static void Print(IReadOnlyList<StockTakeView> takes, StationTexts texts) => AnsiConsole.Write(TableOf(takes, texts));

    /// <summary>Six columns: eight would cut words in two on a screen of 80.</summary>
    public static Table TableOf(IReadOnlyList<StockTakeView> takes, StationTexts texts)
    {
        var table = Tables.New(texts, "number", "place", "since", "counted", "expected", "state");
        foreach (var take in takes)
            table.AddRow(Tables.Cells(take.Id, texts.Place(take.Place), $"{Tables.Time(take.BegunAt)}, {take.CountedBy ?? take.BegunBy}",
                take.Counted?.ToString("N0", texts.Culture), take.Expected?.ToString("N0", texts.Culture),
                take.Reason is { } reason ? $"{texts[$"stock-take.{take.State}"]}: {reason}" : texts[$"stock-take.{take.State}"]));
        return table;
    }
}

using System.CommandLine;
using PrintStation.Web;
using Spectre.Console;

namespace PrintStation.Cli;

/// <summary>Printed cards on their way to a kecamatan.</summary>
internal static class BatchCommands
{
    public static Command Create(CommonOptions common) => new("batch", common.Texts["cli.batch"])
    {
        List(common), Make(common), Show(common), Ship(common), Arrive(common), Dissolve(common),
    };

    private static Command List(CommonOptions common)
    {
        var command = new Command("list", common.Texts["cli.batch.list"]);
        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.GetAsync<BatchesView>("/batches", view => Print(view, client.Texts), token);
        });
        return command;
    }

    private static Command Make(CommonOptions common)
    {
        var (district, by) = (Inputs.Needed(common.Texts, "district"), Inputs.By(common.Texts));
        var command = new Command("make", common.Texts["cli.batch.make"]) { district, by };
        command.SetAction((result, token) => PostAsync(common.Client(result), "/batches",
            new DeskRequest { District = result.GetValue(district), By = result.GetValue(by)! }, token));
        return command;
    }

    private static Command Show(CommonOptions common)
    {
        var number = Inputs.Number(common.Texts, "batch");
        var command = new Command("show", common.Texts["cli.batch.show"]) { number };
        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.GetAsync<BatchView>($"/batches/{result.GetValue(number)}", view => Print(view, client.Texts), token);
        });
        return command;
    }

    private static Command Ship(CommonOptions common)
    {
        var texts = common.Texts;
        var (number, document, carrier, by) = (Inputs.Number(texts, "batch"), Inputs.Needed(texts, "document"), Inputs.Needed(texts, "carrier"), Inputs.By(texts));
        var command = new Command("ship", texts["cli.batch.ship"]) { number, document, carrier, by };
        command.SetAction((result, token) => PostAsync(common.Client(result), $"/batches/{result.GetValue(number)}/ship", new DeskRequest
        {
            Document = result.GetValue(document),
            Carrier = result.GetValue(carrier),
            By = result.GetValue(by)!,
        }, token));
        return command;
    }

    private static Command Arrive(CommonOptions common)
    {
        var (number, receiver, by) = (Inputs.Number(common.Texts, "batch"), Inputs.Needed(common.Texts, "received-by"), Inputs.By(common.Texts));
        var command = new Command("arrive", common.Texts["cli.batch.arrive"]) { number, receiver, by };
        command.SetAction((result, token) => PostAsync(common.Client(result), $"/batches/{result.GetValue(number)}/arrive",
            new DeskRequest { ReceivedBy = result.GetValue(receiver), By = result.GetValue(by)! }, token));
        return command;
    }

    private static Command Dissolve(CommonOptions common)
    {
        var (number, by) = (Inputs.Number(common.Texts, "batch"), Inputs.By(common.Texts));
        var command = new Command("dissolve", common.Texts["cli.batch.dissolve"]) { number, by };
        command.SetAction((result, token) => PostAsync(common.Client(result), $"/batches/{result.GetValue(number)}/dissolve",
            new DeskRequest { By = result.GetValue(by)! }, token));
        return command;
    }


    private static Task<int> PostAsync(StationClient client, string path, DeskRequest request, CancellationToken token) =>
        client.PostAsync<BatchView>(path, request, view => Print(view, client.Texts), token);

    private static void Print(BatchesView view, StationTexts texts)
    {
        if (view.Batches.Count == 0 && view.Waiting.Count == 0)
        {
            Console.WriteLine(texts["batch.none"]);
            return;
        }

        if (view.Batches.Count > 0)
        {
            var batches = Tables.New(texts, "number", "district", "state", "quantity", "when", "document");
            foreach (var batch in view.Batches)
                batches.AddRow(Tables.Cells(batch.Number, batch.District, texts[$"batch.state.{batch.State}"], batch.Cards,
                    Tables.Time(batch.ArrivedAt ?? batch.ShippedAt ?? batch.MadeAt)[..16], batch.Document));
            AnsiConsole.Write(batches);
        }

        if (view.Waiting.Count == 0)
            return;
        Console.WriteLine(texts["batch.waiting"]);
        var waiting = Tables.New(texts, "district", "quantity");
        foreach (var one in view.Waiting)
            waiting.AddRow(Tables.Cells(one.District ?? texts["batch.no-district"], one.Cards));
        AnsiConsole.Write(waiting);
        if (view.Waiting.Any(one => one.District is null))
            Console.WriteLine(texts["batch.no-district.next"]);
    }

    private static void Print(BatchView batch, StationTexts texts)
    {
        AnsiConsole.MarkupLineInterpolated(
            $"{texts["label.batch"]} [bold]{batch.Number}[/] · {batch.District} · [bold]{texts[$"batch.state.{batch.State}"]}[/] · {texts["label.quantity"]} {batch.Cards}");
        AnsiConsole.MarkupLineInterpolated($"{texts["batch.made"]}: {Tables.Time(batch.MadeAt)}, {batch.MadeBy}");
        if (batch.ShippedAt is { } shipped)
            AnsiConsole.MarkupLineInterpolated(
                $"{texts["batch.shipped"]}: {Tables.Time(shipped)}, {batch.ShippedBy} → {batch.Carrier} ({batch.Document})");
        if (batch.ArrivedAt is { } arrived)
            AnsiConsole.MarkupLineInterpolated($"{texts["batch.arrived"]}: {Tables.Time(arrived)}, {batch.ReceivedBy}");
        if (batch.List.Count > 0)
            AnsiConsole.Write(TableOf(batch, texts));
        if (LeftOver(batch, texts) is { } left)
            Console.WriteLine(left);
    }

    /// <summary>What did not fit into it, and how it goes on; null where all did.</summary>
    public static string? LeftOver(BatchView batch, StationTexts texts) =>
        batch.Left > 0 ? texts.Format("batch.left", batch.Left, batch.District, batch.Cards) : null;

    private static Table TableOf(BatchView batch, StationTexts texts)
    {
        var table = Tables.New(texts, "number", "job", "uid", "remark");
        for (var i = 0; i < batch.List.Count; i++)
            table.AddRow(Tables.Cells(i + 1, batch.List[i].JobId, batch.List[i].Uid, texts.Find($"batch.card.{batch.List[i].Standing}") ?? ""));
        return table;
    }
}

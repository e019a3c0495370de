using System.CommandLine;
using System.Text.Json;
using PrintStation.Contracts;
using PrintStation.Lifecycle;
using PrintStation.Web;
using Spectre.Console;

namespace PrintStation.Cli;

/// <summary>Spoiled cards, and old ones of citizens, before witnesses: laid on the desk reader one by one, then booked as one batch.</summary>
internal static class DestroyCommands
{
    /// <summary>More cards than one batch is ever made of.</summary>
    private const int MostCards = 100_000;

    public static Command Create(CommonOptions common) => new("destroy", common.Texts["cli.destroy"])
    {
        List(common), Read(common), Lost(common), Batch(common),
    };

    private static Command List(CommonOptions common)
    {
        var list = new Command("list", common.Texts["cli.destroy.list"]);
        list.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.GetAsync<DestructionListView>("/destroy", found => Print(found, client.Texts), token);
        });
        return list;
    }

    /// <summary>At a terminal card after card until an empty line that says q; else the one card that lies there.</summary>
    private static Command Read(CommonOptions common)
    {
        var texts = common.Texts;
        var (oldCards, anew, by) = (OldCards(texts), new Option<bool>("--anew") { Description = texts["cli.option.anew"] }, Inputs.By(texts));
        var command = new Command("read", texts["cli.destroy.read"]) { oldCards, anew, by };
        command.SetAction(async (result, token) =>
        {
            var client = common.Client(result);
            var request = new DeskRequest { OldCards = result.GetValue(oldCards), Anew = result.GetValue(anew), By = result.GetValue(by)! };
            for (var card = 0; card < MostCards; card++)
            {
                var exit = await ReadOneAsync(client, request, token);
                if (Console.IsInputRedirected)
                    return exit;
                // What was to be forgotten is, once a card was taken.
                request = request with { Anew = request.Anew && exit != 0 };
                await Console.Error.WriteAsync($"{texts["cli.destroy.next"]} ");
                if (await Console.In.ReadLineAsync(token) is not { Length: 0 })
                    return exit;
            }

            return 0;
        });
        return command;
    }

    private static async Task<int> ReadOneAsync(StationClient client, DeskRequest request, CancellationToken token)
    {
        var (exit, body) = await client.ReadAsync(HttpMethod.Post, "/destroy/read", request, token);
        if (exit != 0)
            return exit;
        if (client.Json)
            Console.WriteLine(body);
        else if (JsonSerializer.Deserialize<CardRead>(body, WireJson.Options) is { } read)
            Console.WriteLine(client.Texts.Format("destroy.card-read", read.Uid, read.Read, read.Lying));
        return 0;
    }

    private static Command Lost(CommonOptions common)
    {
        var texts = common.Texts;
        var card = new Argument<string>("card") { Description = texts["cli.argument.box-card"] };
        var quantity = new Option<int>("--quantity")
        {
            Description = texts["cli.option.box-lost-quantity"], DefaultValueFactory = _ => 1, CustomParser = Inputs.Whole<int>(texts),
        };
        var (reason, oldCards, by) = (Inputs.Needed(texts, "reason"), OldCards(texts), Inputs.By(texts));
        var witness = Inputs.Witness(texts, required: true);
        var command = new Command("lost", texts["cli.destroy.lost"]) { card, quantity, reason, oldCards, by, witness };
        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.PostAsync<MovementView>($"/destroy/{Uri.EscapeDataString(result.GetValue(card)!)}/lost", new DeskRequest
            {
                Quantity = result.GetValue(quantity),
                Reason = result.GetValue(reason),
                OldCards = result.GetValue(oldCards),
                By = result.GetValue(by)!,
                Witness = result.GetValue(witness),
            }, movement => LedgerCommands.Print([movement], client.Texts), token);
        });
        return command;
    }

    private static Command Batch(CommonOptions common)
    {
        var texts = common.Texts;
        var (document, by, at, oldCards) = (Inputs.Needed(texts, "document"), Inputs.By(texts), Inputs.At(texts), OldCards(texts));
        var counted = Inputs.Quantity(texts, "counted");
        var mute = new Option<int?>("--mute") { Description = texts["cli.option.mute"], CustomParser = Inputs.WholeOrNone<int>(texts) };
        var witnesses = new Option<string[]>("--witness") { Description = texts["cli.option.witnesses"], Required = true };
        var second = Inputs.Optional(texts, "second");
        var command = new Command("batch", texts["cli.destroy.batch"]) { document, counted, mute, oldCards, second, witnesses, at, by };
        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.PostAsync<DestructionView>("/destroy", new DeskRequest
            {
                Document = result.GetValue(document),
                Quantity = result.GetValue(counted),
                Mute = result.GetValue(mute),
                OldCards = result.GetValue(oldCards),
                Witness = result.GetValue(second),
                Witnesses = result.GetValue(witnesses)!,
                At = result.GetValue(at),
                By = result.GetValue(by)!,
            }, batch => Print(new DestructionListView([], [], [batch]), client.Texts), token);
        });
        return command;
    }

    private static Option<bool> OldCards(StationTexts texts) => new("--old-cards") { Description = texts["cli.option.old-cards"] };

    private static void Print(DestructionListView found, StationTexts texts)
    {
        Print(found.Waiting, texts);
        Print(found.OldCards, texts);
        var batches = Tables.New(texts, "document", "when", "by", "place");
        foreach (var batch in found.Batches)
            batches.AddRow(Tables.Cells(batch.Document, Tables.Time(batch.At), batch.By, texts.Place(batch.Place)));
        AnsiConsole.Write(batches);
    }

    private static void Print(IReadOnlyList<SpoiledView> waiting, StationTexts texts)
    {
        if (waiting.Count == 0)
            return;
        var cards = Tables.New(texts, "number", "quantity", "uid", "run", "reason", "when");
        foreach (var card in waiting)
            cards.AddRow(Tables.Cells(card.Movement, card.Quantity, card.ChipUid ?? "–", card.RunId ?? "–", texts.Reason(card.Reason),
                Tables.Minute(card.HappenedAt)));
        AnsiConsole.Write(cards);
    }
}

using System.CommandLine;
using PrintStation.Lifecycle;
using PrintStation.Web;
using Spectre.Console;

namespace PrintStation.Cli;

internal static class HeldCommands
{
    public static Command Create(CommonOptions common) => new("held", common.Texts["cli.held"])
    {
        List(common), HeldShowCommand.Create(common), Accept(common), Reject(common), Lost(common), Count(common), Found(common),
    };

    public static Command CreateRecall(CommonOptions common)
    {
        var uid = new Argument<string?>("uid") { Description = common.Texts["cli.argument.uid"], Arity = ArgumentArity.ZeroOrOne };
        var reader = Inputs.Reader(common.Texts);
        var reason = Inputs.Reason(common.Texts);
        var by = Inputs.By(common.Texts);
        var command = new Command("recall", common.Texts["cli.recall"]) { uid, reader, reason, by };
        command.Validators.Add(result =>
        {
            if (result.GetValue(uid) is null == result.GetValue(reader) is null)
                result.AddError(common.Texts["cli.recall.uid-or-reader"]);
        });
        command.SetAction((result, token) => RecalledAsync(common.Client(result),
            result.GetValue(uid) is { } named ? $"/recall/{Uri.EscapeDataString(named)}" : "/recall",
            new DeskRequest { Reader = result.GetValue(reader), Reason = result.GetValue(reason), By = result.GetValue(by)! }, token));
        return command;
    }

    private static Command List(CommonOptions common)
    {
        var command = new Command("list", common.Texts["cli.held.list"]);
        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.GetAsync<List<WaitingCard>>("/held", cards => Print(cards, client.Texts), token);
        });
        return command;
    }

    private static Command Accept(CommonOptions common)
    {
        var run = Inputs.Run(common.Texts);
        var face = new Option<bool>("--face-ok") { Description = common.Texts["cli.option.face-ok"] };
        var by = Inputs.By(common.Texts);
        var command = new Command("accept", common.Texts["cli.held.accept"]) { run, face, by };
        command.SetAction((result, token) => AnswerAsync(common.Client(result), $"{Path(result.GetValue(run)!)}/accept",
            new DeskRequest { FaceOk = result.GetValue(face), By = result.GetValue(by)! }, token));
        return command;
    }

    private static Command Reject(CommonOptions common)
    {
        var run = Inputs.Run(common.Texts);
        var unreadable = new Option<bool>("--unreadable") { Description = common.Texts["cli.option.unreadable"] };
        var by = Inputs.By(common.Texts);
        var witness = Inputs.Witness(common.Texts, required: false);
        var command = new Command("reject", common.Texts["cli.held.reject"]) { run, unreadable, by, witness };
        command.SetAction((result, token) => AnswerAsync(common.Client(result), $"{Path(result.GetValue(run)!)}/reject", new DeskRequest
        {
            Unreadable = result.GetValue(unreadable),
            By = result.GetValue(by)!,
            Witness = result.GetValue(witness),
        }, token));
        return command;
    }

    private static Command Lost(CommonOptions common)
    {
        var run = Inputs.Run(common.Texts);
        var by = Inputs.By(common.Texts);
        var witness = Inputs.Witness(common.Texts, required: true);
        var command = new Command("lost", common.Texts["cli.held.lost"]) { run, by, witness };
        command.SetAction((result, token) => AnswerAsync(common.Client(result), $"{Path(result.GetValue(run)!)}/lost",
            new DeskRequest { By = result.GetValue(by)!, Witness = result.GetValue(witness) }, token));
        return command;
    }

    private static Command Count(CommonOptions common)
    {
        var run = Inputs.Run(common.Texts);
        var by = Inputs.By(common.Texts);
        var pathEmpty = Inputs.PathEmpty(common.Texts);
        var hopper = Inputs.Quantity(common.Texts, "hopper");
        var command = new Command("count", common.Texts["cli.held.count"]) { run, pathEmpty, hopper, by };
        command.SetAction((result, token) => AnswerAsync(common.Client(result), $"{Path(result.GetValue(run)!)}/count", new DeskRequest
        {
            PathEmpty = result.GetValue(pathEmpty),
            Quantity = result.GetValue(hopper),
            By = result.GetValue(by)!,
        }, token));
        return command;
    }

    private static Command Found(CommonOptions common)
    {
        var by = Inputs.By(common.Texts);
        var command = new Command("found", common.Texts["cli.held.found"]) { by };
        command.SetAction((result, token) => AnswerAsync(common.Client(result), "/found", new DeskRequest { By = result.GetValue(by)! }, token));
        return command;
    }

    private static string Path(string run) => $"/held/{Uri.EscapeDataString(run)}";

    /// <summary>A card that was called back waits: how it is answered for.</summary>
    public static Task<int> RecalledAsync(StationClient client, string path, DeskRequest request, CancellationToken token) =>
        client.PostAsync<RunAnswer>(path, request, answer =>
        {
            Console.WriteLine($"{answer.RunId}: {client.Texts.CardState(answer.State)}.");
            Console.WriteLine(client.Texts.Format("cli.recall.next", answer.RunId));
        }, token);

    private static Task<int> AnswerAsync(StationClient client, string path, DeskRequest request, CancellationToken token) =>
        client.PostAsync<RunAnswer>(path, request,
            answer => Console.WriteLine($"{answer.RunId}: {client.Texts.CardState(answer.State)}."), token);

    private static void Print(List<WaitingCard> cards, StationTexts texts)
    {
        if (cards.Count == 0)
        {
            Console.WriteLine(texts["label.none"]);
            return;
        }

        AnsiConsole.Write(TableOf(cards, texts));
    }

    public static Table TableOf(IEnumerable<WaitingCard> cards, StationTexts texts)
    {
        var table = Tables.New(texts, "run", "state", "printer", "uid", "reason", "since");
        foreach (var card in cards)
            table.AddRow(Tables.Cells(card.RunId, texts.CardState(card.State), card.Printer, card.BlankUid ?? "–", texts.Reason(card.Reason),
                Tables.Time(card.Since)));
        return table;
    }

    private sealed record RunAnswer(string RunId, string State);
}

using System.CommandLine;
using System.Text.Json;
using PrintStation.Web;
using Spectre.Console;

namespace PrintStation.Cli;

/// <summary>The book of blanks itself: read, proven, and a mistake taken back.</summary>
internal static class LedgerCommands
{
    /// <summary>"→ hopper printer-1"; what is left of 80 columns holds the number of a paper.</summary>
    private const int PlaceColumns = 18;

    public static Command Create(CommonOptions common) => new("ledger", common.Texts["cli.ledger"])
    {
        List(common), Verify(common), Reverse(common),
    };

    public static void Print(IReadOnlyList<MovementView> movements, StationTexts texts) => AnsiConsole.Write(TableOf(movements, texts));

    private static void Print(LedgerView list, StationTexts texts)
    {
        Print(list.Movements, texts);
        if (LeftOut(list, texts) is { } sentence)
            Console.Error.WriteLine(sentence);
    }

    /// <summary>What is to be said of movements that do not stand in the list; null where all do.</summary>
    public static string? LeftOut(LedgerView list, StationTexts texts) =>
        list.LeftOut == 0 ? null : texts.Format("ledger.left-out", list.LeftOut, list.Movements[0].HappenedAt[..10]);

    /// <summary>Two lines a movement, so that a screen of 80 columns shows each word in one piece.</summary>
    public static Table TableOf(IReadOnlyList<MovementView> movements, StationTexts texts)
    {
        var table = Tables.New(texts, "number", "when", "quantity", "from-to", "what");
        table.Columns[3].Width(PlaceColumns);
        foreach (var movement in movements)
        {
            string?[] paper =
            [
                movement.Document, movement.Reverses is { } reversed ? texts.Format("ledger.reverses", reversed) : null,
                movement.Refers is { } refers ? texts.Format("ledger.refers", refers) : null,
            ];
            string[] what = [$"{texts.Reason(movement.Reason)}, {movement.By}", string.Join(", ", paper.OfType<string>())];
            table.AddRow(Tables.Cells(movement.Sequence, Tables.Minute(movement.HappenedAt, '\n'), movement.Quantity.ToString("N0", texts.Culture),
                $"{texts.Place(movement.From)}\n→ {texts.Place(movement.To)}", string.Join('\n', what.Where(line => line.Length > 0))));
        }

        return table;
    }

    private static Command List(CommonOptions common)
    {
        var (from, to) = (Inputs.Day(common.Texts, "from"), Inputs.Day(common.Texts, "to"));
        var command = new Command("list", common.Texts["cli.ledger.list"]) { from, to };
        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            string?[] parts = [Part("from", result.GetValue(from)), Part("to", result.GetValue(to))];
            return client.GetAsync<LedgerView>($"/ledger?{string.Join('&', parts.OfType<string>())}", list => Print(list, client.Texts), token);
        });
        return command;

        static string? Part(string name, string? value) => value is null ? null : $"{name}={Uri.EscapeDataString(value)}";
    }

    private static Command Verify(CommonOptions common)
    {
        var command = new Command("verify", common.Texts["cli.ledger.verify"]);
        command.SetAction(async (result, token) =>
        {
            var client = common.Client(result);
            var (exit, body) = await client.ReadAsync(HttpMethod.Get, "/ledger/verify", null, token);
            if (exit != 0)
                return exit;
            var verdict = JsonSerializer.Deserialize<LedgerVerdictView>(body, Contracts.WireJson.Options)!;
            if (client.Json)
                Console.WriteLine(body);
            else
                Print(verdict, client.Texts);
            return ExitCodeOf(verdict);
        });
        return command;
    }

    /// <summary>1 also when the centre gave no answer: the chain alone does not prove that nobody wrote it anew.</summary>
    public static int ExitCodeOf(LedgerVerdictView verdict) => verdict is { Centre: true, Troubles.Count: 0 } ? 0 : 1;

    private static void Print(LedgerVerdictView verdict, StationTexts texts)
    {
        Console.WriteLine(texts.Format(verdict.Centre ? "ledger.compared" : "ledger.no-centre", verdict.Entries, verdict.HeadsCompared));
        foreach (var trouble in verdict.Troubles)
            Console.Error.WriteLine(texts.Format($"database.{trouble.Code}", trouble.Subject));
    }

    private static Command Reverse(CommonOptions common)
    {
        var sequence = Inputs.Number(common.Texts, "movement");
        var (reason, by) = (Inputs.Needed(common.Texts, "reason"), Inputs.By(common.Texts));
        var witness = Inputs.Witness(common.Texts, required: false);
        var command = new Command("reverse", common.Texts["cli.ledger.reverse"]) { sequence, reason, by, witness };
        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.PostAsync<MovementView>($"/ledger/{result.GetValue(sequence)}/reverse", new DeskRequest
            {
                Reason = result.GetValue(reason),
                By = result.GetValue(by)!,
                Witness = result.GetValue(witness),
            }, movement => Print([movement], client.Texts), token);
        });
        return command;
    }
}

using System.CommandLine;
using PrintStation.Lifecycle;
using PrintStation.Web;

namespace PrintStation.Cli;

internal static class PauseCommands
{
    public static Command CreatePause(CommonOptions common)
    {
        var printer = Inputs.Printer(common.Texts, required: false);
        var by = Inputs.By(common.Texts);
        var command = new Command("pause", common.Texts["cli.pause"]) { printer, by };
        command.SetAction((result, token) => PostAsync(common.Client(result), "/pause",
            new DeskRequest { Printer = result.GetValue(printer), By = result.GetValue(by)! }, token));
        return command;
    }

    public static Command CreateResume(CommonOptions common)
    {
        var printer = Inputs.Printer(common.Texts, required: false);
        var by = Inputs.By(common.Texts);
        var pathEmpty = Inputs.PathEmpty(common.Texts);
        var reconciled = new Option<bool>("--books-reconciled") { Description = common.Texts["cli.option.books-reconciled"] };
        var replaced = new Option<bool>("--machine-replaced") { Description = common.Texts["cli.option.machine-replaced"] };
        var witness = Inputs.Witness(common.Texts, required: false);
        var command = new Command("resume", common.Texts["cli.resume"]) { printer, by, witness, pathEmpty, reconciled, replaced };
        command.SetAction((result, token) => PostAsync(common.Client(result), "/resume", new DeskRequest
        {
            Printer = result.GetValue(printer),
            By = result.GetValue(by)!,
            PathEmpty = result.GetValue(pathEmpty),
            BooksReconciled = result.GetValue(reconciled),
            MachineReplaced = result.GetValue(replaced),
            Witness = result.GetValue(witness),
        }, token));
        return command;
    }

    private static Task<int> PostAsync(StationClient client, string path, DeskRequest request, CancellationToken token) =>
        client.PostAsync<StatusView>(path, request, status => StatusCommand.Print(status, client.Texts), token);
}

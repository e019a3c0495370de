using System.CommandLine;
using PrintStation.Lifecycle;
using Spectre.Console;

namespace PrintStation.Cli;

internal static class JobCommand
{
    public static Command Create(CommonOptions common)
    {
        var job = new Argument<string>("job") { Description = common.Texts["cli.argument.job"] };
        var show = new Command("show", common.Texts["cli.job.show"]) { job };
        show.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.GetAsync<JobView>($"/jobs/{Uri.EscapeDataString(result.GetValue(job)!)}", view =>
            {
                AnsiConsole.MarkupLineInterpolated($"{client.Texts["label.job"]} [bold]{view.JobId}[/] {view.Kind}: {view.Status} {view.StopReason}");
                Print(view.Runs, client.Texts);
            }, token);
        });
        return new Command("job", common.Texts["cli.job"]) { show };
    }

    public static void Print(IReadOnlyList<RunExport> runs, StationTexts texts)
    {
        foreach (var run in runs)
        {
            AnsiConsole.MarkupLineInterpolated(
                $"{texts["label.run"]} [bold]{run.RunId}[/] · {texts["label.printer"]} {run.Printer ?? "–"} · {texts["label.uid"]} {run.BlankUid ?? "–"} · [bold]{texts.CardState(run.State)}[/] {run.Reason}");
            var table = Tables.New(texts, "at", "from", "to", "trigger", "reason");
            foreach (var move in run.History)
                table.AddRow(Tables.Cells(Tables.Time(move.At), texts.CardState(move.From), texts.CardState(move.To), move.Trigger, move.Reason));
            AnsiConsole.Write(table);
        }
    }
}

using System.CommandLine;
using PrintStation.Lifecycle;
using PrintStation.Web;
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
                AnsiConsole.MarkupLineInterpolated($"{client.Texts["label.job"]} [bold]{view.JobId}[/] {client.Texts.Find($"job.kind.{view.Kind}") ?? view.Kind}: {client.Texts.Find($"job.status.{view.Status}") ?? view.Status} {client.Texts.Reason(view.StopReason)}");
                Print(view, client.Texts);
                Print(view.Runs, client.Texts);
            }, token);
        });
        return new Command("job", common.Texts["cli.job"]) { show, PrintNow(common) };
    }

    private static Command PrintNow(CommonOptions common)
    {
        var texts = common.Texts;
        var job = new Argument<string>("job") { Description = texts["cli.argument.job"] };
        var (reason, by) = (Inputs.Needed(texts, "reason"), Inputs.By(texts));
        var command = new Command("print-now", texts["cli.job.print-now"]) { job, reason, by };
        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.PostAsync<JobView>($"/jobs/{Uri.EscapeDataString(result.GetValue(job)!)}/print-now",
                new DeskRequest { Reason = result.GetValue(reason), By = result.GetValue(by)! },
                view => Console.WriteLine(client.Texts.Format("job.print-now", view.JobId)), token);
        });
        return command;
    }

    /// <summary>What has become of its cards at the counter.</summary>
    private static void Print(JobView view, StationTexts texts)
    {
        if (view.District is { } district)
            AnsiConsole.MarkupLineInterpolated($"{texts["label.district"]}: {district}");
        if (view.PrintNow is { } since)
            AnsiConsole.MarkupLineInterpolated($"{texts["job.waits-since"]}: {Tables.Time(since)}");
        foreach (var fact in view.Told)
        {
            var standing = fact.Answer is { } answer ? texts[$"reprint.{answer}"] : "";
            AnsiConsole.MarkupLineInterpolated(
                $"{texts[$"told.{fact.Kind}"]} ({fact.RunId}): {Tables.Time(fact.At)} · {texts[$"told.state.{fact.State}"]} {texts.Reason(fact.Refusal)}{standing} {fact.AnswerJob}");
        }
    }

    public static void Print(IReadOnlyList<RunExport> runs, StationTexts texts)
    {
        foreach (var run in runs)
        {
            AnsiConsole.MarkupLineInterpolated(
                $"{texts["label.run"]} [bold]{run.RunId}[/] · {texts["label.printer"]} {run.Printer ?? "–"} · {texts["label.uid"]} {run.BlankUid ?? "–"} · [bold]{texts.CardState(run.State)}[/] {texts.Reason(run.Reason)}");
            var table = Tables.New(texts, "at", "from", "to", "trigger", "reason");
            foreach (var move in run.History)
                table.AddRow(Tables.Cells(Tables.Time(move.At), texts.CardState(move.From), texts.CardState(move.To), texts[$"trigger.{move.Trigger}"], texts.Reason(move.Reason)));
            AnsiConsole.Write(table);
        }
    }
}

using System.CommandLine;
using PrintStation.Lifecycle;
using PrintStation.Security;
using Spectre.Console;

namespace PrintStation.Cli;

internal static class StatusCommand
{
    public static Command Create(CommonOptions common)
    {
        var command = new Command("status", common.Texts["cli.status"]);
        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.GetAsync<StatusView>("/status", status => Print(status, client.Texts), token);
        });
        return command;
    }

    public static void Print(StatusView status, StationTexts texts)
    {
        var console = AnsiConsole.Console;
        console.MarkupLineInterpolated($"{texts["label.station"]} [bold]{status.StationId}[/] ({status.Office}): [bold]{texts["state." + status.State]}[/]");
        var centre = status.Queue.CentralReachable ? "label.reachable"
            : status.Reasons.Any(reason => reason.Reason == GateReasons.CentralFailing.Word) ? "label.failing" : "label.unreachable";
        console.MarkupLineInterpolated(
            $"{texts["label.centre"]}: {texts[centre]} · {texts["label.queue"]}: {status.Queue.Fetched} · {texts["label.reports"]}: {status.Queue.OutcomesWaiting}");
        console.WriteLine(string.Join(" · ", status.Counts.Where(count => count.Value > 0 || count.Key is "issued" or "held")
            .Select(count => $"{texts["count." + count.Key]} {count.Value}")));
        if (status.Users != UserBook.Enrolled)
            console.MarkupLineInterpolated($"[bold]{texts[$"users.{status.Users}"]}[/]");
        if (status.Waiting > 0)
            console.MarkupLineInterpolated($"[bold]{texts.Format("count.waiting", status.Waiting)}[/]");
        if (status.Day is { IsOverdue: true } day)
            console.MarkupLineInterpolated($"[bold]{texts.Format("count.day-not-closed", day.Day, day.Holder)}[/]");
        if (status.Day is { DifferencesOpen: > 0 and var open })
            console.MarkupLineInterpolated($"[bold]{texts.Format("count.differences", open)}[/]");
        foreach (var notice in status.Notices)
            console.MarkupLineInterpolated($"[bold]{notice.Action}[/]");
        var printers = Tables.New(texts, "printer", "serial", "state", "hopper", "ribbon", "run");
        foreach (var printer in status.Printers)
            printers.AddRow(Tables.Cells(printer.Name, printer.Serial, texts["state." + printer.State], printer.Hopper,
                printer.RibbonLeft?.ToString("N0", texts.Culture) ?? "–", printer.Run is null ? "–" : $"{printer.Run.RunId} {texts.CardState(printer.Run.State)}"));
        console.Write(printers);
        foreach (var printer in status.Printers)
            console.MarkupLineInterpolated($"{printer.Name}: {printer.Model} – {texts[$"support.{printer.Support}"]}");
        foreach (var printer in status.Printers.Where(printer => !printer.ModelProven))
            console.MarkupLineInterpolated($"[bold]{texts.Format("support.unproven", printer.Name, printer.Model)}[/]");
        if (status.Reasons.Count == 0)
            return;
        var reasons = Tables.New(texts, "printer", "reason", "since", "action");
        foreach (var reason in status.Reasons)
            reasons.AddRow(Tables.Cells(reason.Scope == StationGate.Station ? "–" : reason.Scope,
                reason.By is null ? texts.Reason(reason.Reason) : $"{texts.Reason(reason.Reason)} ({reason.By})", Tables.Time(reason.Since), reason.Action));
        console.Write(reasons);
    }
}

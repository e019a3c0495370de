using System.CommandLine;
using PrintStation.Lifecycle;
using PrintStation.Web;
using Spectre.Console;

namespace PrintStation.Cli;

/// <summary>Printed cards at the counter.</summary>
internal static class CardCommands
{
    public static Command Create(CommonOptions common) => new("card", common.Texts["cli.card"]) { HandOver(common), Reports(common), Seen(common) };

    private static Command HandOver(CommonOptions common)
    {
        var texts = common.Texts;
        var (uid, reader) = (Inputs.Optional(texts, "uid"), Inputs.Reader(texts));
        var finger = new Option<bool>("--fingerprint-checked") { Description = texts["cli.option.fingerprint-checked"] };
        var (defect, at, by) = (Inputs.Optional(texts, "defect"), Inputs.At(texts), Inputs.By(texts));
        var command = new Command("hand-over", texts["cli.card.hand-over"]) { uid, reader, finger, defect, at, by };
        command.Validators.Add(result =>
        {
            if (result.GetValue(uid) is not null && result.GetValue(reader) is not null)
                result.AddError(texts["cli.card.uid-or-reader"]);
            if (result.GetValue(defect) is not null == result.GetValue(finger))
                result.AddError(texts["cli.card.finger-or-defect"]);
        });
        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            var request = new DeskRequest
            {
                Uid = result.GetValue(uid),
                Reader = result.GetValue(reader),
                FingerprintChecked = result.GetValue(finger),
                Defect = result.GetValue(defect),
                At = result.GetValue(at),
                By = result.GetValue(by)!,
            };
            return request.Defect is not null
                ? HeldCommands.RecalledAsync(client, "/cards/hand-over", request, token)
                : client.PostAsync<HandOverView>("/cards/hand-over", request, given => Console.WriteLine(
                    texts.Format("card.handed-over", given.Uid, given.JobId, Tables.Time(given.At), given.By)), token);
        });
        return command;
    }

    private static Command Reports(CommonOptions common)
    {
        var command = new Command("reports", common.Texts["cli.card.reports"]);
        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.GetAsync<ReportsView>("/cards/reports", view => Print(view, client.Texts), token);
        });
        return command;
    }

    private static Command Seen(CommonOptions common)
    {
        var about = new Argument<string>("run") { Description = common.Texts["cli.argument.refused"] };
        var by = Inputs.By(common.Texts);
        var command = new Command("seen", common.Texts["cli.card.seen"]) { about, by };
        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            var request = new DeskRequest { About = result.GetValue(about), By = result.GetValue(by)! };
            return client.PostAsync<ReportsView>("/cards/reports/seen", request, view => Print(view, client.Texts), token);
        });
        return command;
    }

    /// <summary>What a person does where the centre refused for this reason.</summary>
    public static string NextStep(string refusal, StationTexts texts) =>
        texts.Find($"told.next.{refusal}") ?? texts.Format("told.next", texts.Reason(refusal));

    private static void Print(ReportsView view, StationTexts texts)
    {
        Console.WriteLine($"{texts["label.reports"]}: {view.Waiting}");
        if (view.Refused.Count == 0)
            return;
        var table = Tables.New(texts, "run", "told", "at", "reason", "seen-by");
        foreach (var report in view.Refused)
            table.AddRow(Tables.Cells(
                report.About, texts[$"told.{report.Kind}"], Tables.Time(report.WrittenAt), texts.Reason(report.Refusal), report.SeenBy ?? ""));
        AnsiConsole.Write(table);
        var open = view.Refused.Where(report => report.SeenBy is null && !CentralLink.IsFence(report.Refusal)).Select(report => report.Refusal).Distinct().ToList();
        foreach (var refusal in open)
            Console.WriteLine($"{texts.Reason(refusal)}: {NextStep(refusal, texts)}");
        if (open.Count > 0)
            Console.WriteLine(texts["card.reports.seen"]);
    }
}

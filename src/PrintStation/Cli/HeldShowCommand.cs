using System.CommandLine;
using PrintStation.Lifecycle;
using Spectre.Console;

namespace PrintStation.Cli;

internal static class HeldShowCommand
{
    public static Command Create(CommonOptions common)
    {
        var run = Inputs.Run(common.Texts);
        var command = new Command("show", common.Texts["cli.held.show"]) { run };
        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.GetAsync<CardDossierView>($"/held/{Uri.EscapeDataString(result.GetValue(run)!)}", shown => Print(shown, client.Texts),
                token);
        });
        return command;
    }

    private static void Print(CardDossierView shown, StationTexts texts)
    {
        AnsiConsole.MarkupLineInterpolated(
            $"{texts["label.run"]} [bold]{shown.RunId}[/] · {texts["label.printer"]} {shown.Printer ?? "–"} ({shown.PrinterSerial ?? "–"}) · {texts["label.uid"]} {shown.BlankUid ?? "–"} · [bold]{texts.CardState(shown.State)}[/] {texts.Reason(shown.Reason)} · {Tables.Time(shown.Since)}");
        if (shown.Sent.Count > 0)
        {
            var sent = Tables.New(texts, "at", "state", "sent", "answer");
            foreach (var command in shown.Sent)
                sent.AddRow(Tables.Cells(Tables.Time(command.At), texts.CardState(command.State), texts[$"sent.{command.Command}"],
                    command.Answer is { } answer ? texts.Reason(answer) : "–"));
            AnsiConsole.Write(sent);
        }

        if (shown.Evidence is { } evidence)
            AnsiConsole.Write(Seen(evidence, shown.LastSeen, texts));
        else if (shown.LastSeen is { } position)
            Console.WriteLine($"{texts["label.last-seen"]}: {texts[$"position.{position}"]}");
        foreach (var sentence in shown.Why)
            Console.WriteLine(sentence);
        Console.WriteLine();
        foreach (var (step, i) in shown.WhatToDo.Select((step, i) => (step, i)))
            Console.WriteLine($"{i + 1}. {step}");
    }

    private static Table Seen(MoveEvidence evidence, string? lastSeen, StationTexts texts)
    {
        var seen = Tables.New(texts, "seen", "before", "after");
        seen.AddRow(Tables.Cells(texts["label.cards-inserted"], evidence.CardsInsertedBefore?.ToString(texts.Culture) ?? "–",
            evidence.CardsInsertedAfter));
        seen.AddRow(Tables.Cells(texts["label.panels-printed"], evidence.PanelsPrintedBefore?.ToString(texts.Culture) ?? "–",
            evidence.PanelsPrintedAfter));
        seen.AddRow(Tables.Cells(texts["label.position"], "", texts[$"position.{evidence.Position ?? "unknown"}"]));
        if (lastSeen is not null)
            seen.AddRow(Tables.Cells(texts["label.last-seen"], texts[$"position.{lastSeen}"], ""));
        seen.AddRow(Tables.Cells(texts["label.chip"], "", evidence.ReadUids.Count == 0
            ? texts[$"chip.{evidence.Chip}"]
            : $"{texts[$"chip.{evidence.Chip}"]}: {string.Join(", ", evidence.ReadUids)}"));
        if (evidence.Chip == "own")
            seen.AddRow(Tables.Cells(texts["label.chip-content"], "", texts[evidence.ContentGood == true ? "chip.content-good" : "chip.content-unproven"]));
        seen.AddRow(Tables.Cells(texts["label.power-lost"], "", YesOrNo(evidence.PowerLost)));
        seen.AddRow(Tables.Cells(texts["label.path-disturbed"], "", YesOrNo(evidence.PathDisturbed)));
        seen.AddRow(Tables.Cells(texts["label.exit-seen"], "", YesOrNo(evidence.ExitSeen)));
        return seen;

        string YesOrNo(bool value) => texts[value ? "label.yes" : "label.no"];
    }
}

using PrintStation.Captures;
using Spectre.Console;

namespace PrintStation.Cli;

/// <summary>A capture in words: where each piece stands, what it is and how long. No byte of a panel, none of what is unknown.</summary>
internal static class CaptureListing
{
    public static object Json(
        string file, Capture capture, CapturePictures pictures, IEnumerable<(string Code, int? Offset, string Text)> troubles) => new
    {
        File = file,
        Protocol = "evolis",
        capture.Bytes,
        Entries = capture.Entries.Select((entry, i) => new
        {
            entry.Offset,
            entry.Length,
            Kind = Code(entry.Kind),
            Name = entry.Name.Length > 0 ? entry.Name : null,
            entry.Parameters,
            Data = entry.Data is { } data
                ? new { data.Offset, data.Length, data.Expected, Panel = Panel(data.Panel) }
                : null,
            Files = pictures.Files.GetValueOrDefault(i, []),
        }),
        Troubles = troubles.Select(trouble => new { trouble.Code, trouble.Offset, trouble.Text }),
    };

    public static void Print(Capture capture, CapturePictures pictures, StationTexts texts, TextWriter output)
    {
        var table = Tables.New(texts, "offset", "command", "parameters", "data-bytes", "picture");
        foreach (var (index, entry) in capture.Entries.Index())
            table.AddRow(Tables.Cells(
                entry.Offset,
                Words(entry, texts),
                string.Join(' ', entry.Parameters),
                entry.Data is { } data ? data.Length == data.Expected ? $"{data.Length}" : $"{data.Length} / {data.Expected}" : "",
                string.Join(' ', pictures.Files.GetValueOrDefault(index, []).Select(Path.GetFileName))));
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }).Write(table);
    }

    private static string Words(CaptureEntry entry, StationTexts texts) => entry.Kind switch
    {
        CaptureEntryKind.Command => entry.Name,
        CaptureEntryKind.UnknownCommand => texts.Format("decode.unknown-command", entry.Name.Length > 0 ? entry.Name : "–", entry.Length),
        CaptureEntryKind.Padding => texts.Format("decode.padding", entry.Length),
        _ => texts.Format("decode.unknown-bytes", entry.Offset, entry.End - 1),
    };

    private static object? Panel(CapturedPanel? panel) => panel is null
        ? null
        : new { Name = panel.Name.ToString(), panel.Levels, DotsAcross = CapturedRaster.DotsAcross, panel.Rows };

    private static string Code(CaptureEntryKind kind) => kind switch
    {
        CaptureEntryKind.Command => "command",
        CaptureEntryKind.UnknownCommand => "unknown-command",
        CaptureEntryKind.Padding => "padding",
        _ => "unknown-bytes",
    };
}

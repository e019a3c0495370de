using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using PrintStation.Reports;
using Spectre.Console;

namespace PrintStation.Cli;

/// <summary>Reports for whoever must account for blanks: on the screen, for a spreadsheet, or for a program.</summary>
internal static class ReportCommand
{
    private static readonly string[] Formats = ["table", "json", "csv"];

    public static Command Create(CommonOptions common)
    {
        var texts = common.Texts;
        var name = new Argument<string>("name") { Description = texts["cli.argument.report"] };
        name.AcceptOnlyFromAmong([.. BlankReports.Names]);
        var (from, to) = (Inputs.Day(texts, "from"), Inputs.Day(texts, "to"));
        var format = new Option<string>("--format") { Description = texts["cli.option.format"], DefaultValueFactory = _ => Formats[0] };
        format.AcceptOnlyFromAmong(Formats);
        var command = new Command("report", texts["cli.report"]) { name, from, to, format };
        command.SetAction(async (result, token) =>
        {
            var client = common.Client(result);
            var (exit, body) = await client.ReadAsync(HttpMethod.Get,
                $"/reports/{result.GetValue(name)}?{Part("from", result.GetValue(from))}&{Part("to", result.GetValue(to))}", null, token);
            if (exit == 0)
                Print(body, client.Json ? "json" : result.GetValue(format)!, client.Texts);
            return exit;
        });
        return command;
    }

    /// <summary>Comma-separated, with a heading. A cell that a spreadsheet would take for a formula begins with an apostrophe.</summary>
    public static string Csv(Report report, StationTexts texts)
    {
        var text = new StringBuilder();
        foreach (var row in report.Rows.Prepend([.. report.Columns.Select(column => (object?)texts[$"report.{column}"])]).Append(report.Sum))
            text.AppendJoin(',', row.Select(cell => Quoted(Text(cell, CultureInfo.InvariantCulture)))).Append("\r\n");
        return text.ToString();
    }

    private static void Print(string body, string format, StationTexts texts)
    {
        if (format == "json")
        {
            Console.WriteLine(body);
            return;
        }

        var report = JsonSerializer.Deserialize<Report>(body, Contracts.WireJson.Options)!;
        if (format == "csv")
        {
            Console.Write(Csv(report, texts));
            return;
        }

        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(Markup.Escape(texts.Format(
            $"report.title.{report.Name}", report.Office, report.From.ToString("d MMMM yyyy", texts.Culture), report.To.ToString("d MMMM yyyy", texts.Culture)))) };
        // A screen is narrow: what did not happen has no column there.
        var shown = Enumerable.Range(0, report.Columns.Count).Where(i => report.Rows.Append(report.Sum).Any(row => !IsZero(row[i]))).ToList();
        foreach (var i in shown)
            table.AddColumn(i == 0 ? new TableColumn(new Text(texts[$"report.{report.Columns[i]}"])).NoWrap()
                : new TableColumn(new Text(texts[$"report.{report.Columns[i]}"])));
        foreach (var row in report.Rows.Append(report.Sum))
            table.AddRow(Tables.Cells([.. shown.Select(i => (object?)Text(row[i], texts.Culture))]));
        AnsiConsole.Write(table);
    }

    private static bool IsZero(object? cell) => cell is JsonElement { ValueKind: JsonValueKind.Number } number && number.GetInt64() == 0;

    private static string Part(string name, string? value) => value is null ? "" : $"{name}={Uri.EscapeDataString(value)}";

    /// <summary>Numbers as the language writes them; JSON's own form of a cell is taken apart here.</summary>
    private static string Text(object? cell, CultureInfo culture) => cell switch
    {
        null => "",
        JsonElement { ValueKind: JsonValueKind.Number } number => number.GetInt64().ToString(culture.Name.Length == 0 ? "0" : "N0", culture),
        JsonElement { ValueKind: JsonValueKind.Null } => "",
        _ => $"{cell}",
    };

    private static string Quoted(string cell)
    {
        var isNumber = long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
        var harmless = !isNumber && cell.Length > 0 && "=+-@\t\r".Contains(cell[0]) ? "'" + cell : cell;
        return harmless.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{harmless.Replace("\"", "\"\"")}\"" : harmless;
    }
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MiniExcelLibs;

namespace PrintStation.Reports;

/// <summary>Reports for spreadsheets: a heading, the rows, the sums. Text that a spreadsheet would take for a formula begins with an apostrophe;
/// days stay 2026-11-29, so that they sort.</summary>
internal static partial class ReportSheet
{
    /// <summary>Comma-separated.</summary>
    public static string Csv(Report report, StationTexts texts)
    {
        var text = new StringBuilder();
        foreach (var row in Lines(report).Prepend([.. Headings(report, texts)]))
            text.AppendJoin(',', row.Select(cell => Quoted(cell is string words ? Apart(words) : Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "")))
                .Append("\r\n");
        return text.ToString();
    }

    /// <summary>Excel's form; numbers are numbers there.</summary>
    public static byte[] Xlsx(Report report, StationTexts texts)
    {
        // Two columns of one name would become one.
        var headings = Headings(report, texts).Select((heading, i) => (Key: $"{i}", heading)).ToList();
        using var file = new MemoryStream();
        file.SaveAs(Lines(report).Select(row => row.Select((cell, i) => ($"{i}", cell)).ToDictionary(pair => pair.Item1, pair => pair.cell))
            .Prepend(headings.ToDictionary(pair => pair.Key, pair => (object?)pair.heading)), printHeader: false, sheetName: report.Name);
        return file.ToArray();
    }

    private static IEnumerable<string> Headings(Report report, StationTexts texts) => report.Columns.Select(new ReportWords(texts).Heading);

    private static IEnumerable<IReadOnlyList<object?>> Lines(Report report) =>
        (report.Sum.Count == 0 ? report.Rows : report.Rows.Append(report.Sum))
        .Select(row => row.Select(cell => ReportWords.Plain(cell) is string text ? Harmless(text) : ReportWords.Plain(cell)).ToList());

    private static string Harmless(string text) => FormulaAtStart().IsMatch(text) ? "'" + text : text;

    /// <summary>Where a program takes another sign than the comma for the end of a cell, as Excel does in Indonesia, what follows it would begin one.</summary>
    private static string Apart(string text) => FormulaInside().Replace(text, "$1'$2");

    [GeneratedRegex(@"^([\t\r\n]|\s*[=+\-@＝＋－＠])")]
    private static partial Regex FormulaAtStart();

    [GeneratedRegex(@"([;|\t\r\n]\s*)([=+\-@＝＋－＠])")]
    private static partial Regex FormulaInside();

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{cell.Replace("\"", "\"\"")}\"" : cell;
}

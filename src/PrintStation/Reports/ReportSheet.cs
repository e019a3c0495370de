using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PrintStation.Reports;

/// <summary>Reports for spreadsheets: comma-separated for programs, Excel's form for people. Text that a spreadsheet would take for a formula begins with
/// an apostrophe in the first; in the second it is a text, whatever it begins with.</summary>
internal static partial class ReportSheet
{
    /// <summary>Comma-separated (RFC 4180): a heading, the rows, the sums, with the codes of the books; days stay 2026-11-29, so that they sort.</summary>
    public static string Csv(Report report, StationTexts texts)
    {
        var text = new StringBuilder();
        foreach (var row in Lines(report).Select(row => row.Select(ReportWords.Plain)).Prepend(report.Columns.Select(column => texts[$"report.{column}"])))
            text.AppendJoin(',', row.Select(cell => Quoted(cell is string words ? Apart(Harmless(words)) : Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "")))
                .Append("\r\n");
        return text.ToString();
    }

    /// <summary>The same as a file. It begins with a byte order mark: without one Excel takes UTF-8 for the letters of the machine.</summary>
    public static byte[] CsvFile(Report report, StationTexts texts) => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Csv(report, texts))];

    /// <summary>Excel's form, in words as on the paper: what the paper says around its table stands above it here. Numbers, days and lengths of time can be
    /// counted with.</summary>
    public static async Task<byte[]> XlsxAsync(Report report, StationTexts texts)
    {
        var words = new ReportWords(texts, report.To);
        var rows = new List<SheetRow>
        {
            new(RowLook.Title, [words.Title(report)]), new(RowLook.Plain, [Letterhead.InWords(report.Office)]), new(RowLook.Plain, [words.Subtitle(report)]),
        };
        rows.AddRange(Facts(report, words).Select(fact => new SheetRow(RowLook.Plain, [fact.Name, fact.Value])));
        rows.Add(new SheetRow(RowLook.Plain, []));
        rows.Add(new SheetRow(RowLook.Heading, [.. report.Columns.Select(words.Heading)]));
        rows.AddRange(report.Rows.Select(row => Row(RowLook.Cell, row)));
        if (report.Sum.Count > 0)
            rows.Add(Row(RowLook.Sum, report.Sum));
        return await SpreadsheetFile.WriteAsync(words.Title(report), rows,
            new SheetForms(texts["report.form.day"], texts["report.form.moment"], texts["report.form.span"]));

        SheetRow Row(RowLook look, IReadOnlyList<object?> cells) => new(look, [.. cells.Select((cell, i) => words.Value(report.Columns[i], cell))]);
    }

    /// <summary>Number, day and persons of minutes; the figures that a report has beside its table.</summary>
    private static IEnumerable<(string Name, object? Value)> Facts(Report report, ReportWords words)
    {
        if (words.Paragraphs(report, "prose").Count > 0)
            yield return (words.Texts["report.fact.day"], report.To);
        foreach (var (key, fact) in report.Facts.Where(fact => fact.Key != Minutes.DeliveryId))
            yield return (words.Texts[$"report.fact.{key}"], words.Value(key, fact));
        foreach (var (witness, i) in report.Witnesses.Select((witness, i) => (witness, i + 1)))
            yield return (words.Texts.Format("report.fact.witness", i), witness);
    }

    private static IEnumerable<IReadOnlyList<object?>> Lines(Report report) => report.Sum.Count == 0 ? report.Rows : report.Rows.Append(report.Sum);

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

using PrintStation.Reports;
using Spectre.Console;

namespace PrintStation.Cli;

/// <summary>A report on a screen of 80 columns: what did not happen has no column there.</summary>
internal static class ReportScreen
{
    /// <summary>Columns that share one cell: beside each other they would cut words in two. The other columns of such a report are as wide as their
    /// longest word.</summary>
    private static readonly IReadOnlyDictionary<string, string[][]> Shared = new Dictionary<string, string[][]>
    {
        [DayReport.Name] = [["day", "act", "at", "by", "taker"], ["cause", "reference", "explained-by", "explained-on"]],
    };

    public static Table TableOf(Report report, StationTexts texts)
    {
        var words = new ReportWords(texts, report.To);
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(Markup.Escape($"{words.Title(report)}, {report.Office}. {words.Subtitle(report)}")) };
        var lines = report.Sum.Count == 0 ? report.Rows : [.. report.Rows, report.Sum];
        var shown = Enumerable.Range(0, report.Columns.Count).Where(i => lines.Count == 0 || lines.Any(row => ReportWords.Plain(row[i]) is not (0L or null)));
        var cells = shown.GroupBy(i => FirstOf(report, i)).Select(group => group.ToList()).ToList();
        foreach (var cell in cells)
        {
            var column = new TableColumn(new Text(string.Join(", ", cell.Select(i => words.Heading(report.Columns[i])))));
            if (cell is [var only] && Shared.ContainsKey(report.Name))
                column.Width(lines.Select(row => words.Cell(report.Columns[only], row[only])).Append(words.Heading(report.Columns[only]))
                    .SelectMany(text => text.Split(' ')).Max(word => word.Length));
            table.AddColumn(cell is [0] ? column.NoWrap() : column);
        }

        var above = "";
        foreach (var row in lines)
        {
            var texted = cells.Select(cell => string.Join(", ", cell.Select(i => words.Cell(report.Columns[i], row[i])).Where(text => text.Length > 0))).ToList();
            var head = texted[0];
            // Lines of one act: said once.
            if (cells[0].Count > 1 && head == above)
                texted[0] = "";
            above = head;
            table.AddRow(Tables.Cells([.. texted]));
        }

        return table;
    }

    /// <summary>The column whose cell this one's words stand in.</summary>
    private static int FirstOf(Report report, int column) =>
        Shared.GetValueOrDefault(report.Name)?.FirstOrDefault(cell => cell.Contains(report.Columns[column])) is { } cell
            ? report.Columns.ToList().IndexOf(cell[0])
            : column;
}

using PrintStation.Reports;
using Spectre.Console;

namespace PrintStation.Cli;

/// <summary>A report on a screen of 80 columns: what did not happen has no column there.</summary>
internal static class ReportScreen
{
    /// <summary>Columns that share one cell: beside each other they would cut words in two. The other columns of such a report, and those of a flow, are
    /// as wide as their longest word.</summary>
    private static readonly IReadOnlyDictionary<string, string[][]> Shared = new Dictionary<string, string[][]>
    {
        [DayReport.Name] = [["day", "act", "at", "by", "taker"], ["cause", "reference", "explained-by", "explained-on"]],
    };

    /// <summary>Of a flow of blanks: what hardly ever happens. Where the columns are too many it stands in one cell, each figure with its name.</summary>
    private static readonly string[] Rare = ["returned", "borrowed", "lent", "test", "lost", "difference", "destroyed", "box-lost"];

    private static readonly string[] Flows = ["daily", "monthly"];

    /// <summary>So many columns of a flow fit beside each other.</summary>
    private const int MostOfFlow = 8;

    private const string Other = "other";

    public static Table TableOf(Report report, StationTexts texts)
    {
        var words = new ReportWords(texts, report.To);
        report = Folded(report, words);
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(Markup.Escape($"{words.Title(report)}, {report.Office}. {words.Subtitle(report)}")) };
        var lines = Lines(report);
        var cells = Shown(report).GroupBy(i => FirstOf(report, i)).Select(group => group.ToList()).ToList();
        foreach (var cell in cells)
        {
            var column = new TableColumn(new Text(string.Join(", ", cell.Select(i => words.Heading(report.Columns[i])))));
            var isOfFlow = Flows.Contains(report.Name);
            if (cell is [var only] && (Shared.ContainsKey(report.Name) || isOfFlow) && report.Columns[only] != Other)
                column.Width(lines.Select(row => words.Cell(report.Columns[only], row[only])).Append(words.Heading(report.Columns[only]))
                    .SelectMany(text => isOfFlow && only == 0 ? [text] : text.Split(' ')).Max(word => word.Length));
            // A flow has no room beside the lines of the table.
            if (isOfFlow)
                column.Padding(0, 0);
            // The number of a paper is looked for, and compared: in one piece.
            table.AddColumn(cell is [0] || (report.Name is BlankReports.ReceiptsName or BlankReports.OutgoingName && report.Columns[cell[0]] == "document") ? column.NoWrap() : column);
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

        if (lines.Count == 0)
            table.AddRow(Tables.Cells([.. cells.Select((_, i) => i == 0 ? texts["report.none"] : "")]));
        return table;
    }

    private static IReadOnlyList<IReadOnlyList<object?>> Lines(Report report) => report.Sum.Count == 0 || report.Rows.Count == 0
        ? report.Rows
        : [.. report.Rows, report.Sum];

    /// <summary>In a flow it is said of nothing, too, how many there were before, came, went and are left.</summary>
    private static List<int> Shown(Report report)
    {
        var lines = Lines(report);
        var isOfFlow = Flows.Contains(report.Name);
        return [.. Enumerable.Range(0, report.Columns.Count).Where(i => lines.Count == 0 || (isOfFlow && !Rare.Contains(report.Columns[i]))
            || lines.Any(row => ReportWords.Plain(row[i]) is not (0L or null)))];
    }

    /// <summary>A flow with too many columns for a screen, with one cell for all that is rare.</summary>
    private static Report Folded(Report report, ReportWords words)
    {
        if (!Flows.Contains(report.Name) || Shown(report).Count <= MostOfFlow)
            return report;
        var kept = Enumerable.Range(0, report.Columns.Count).Where(i => !Rare.Contains(report.Columns[i])).ToList();
        var rare = Enumerable.Range(0, report.Columns.Count).Except(kept).ToList();
        return report with
        {
            Columns = [.. kept.Select(i => report.Columns[i]), Other],
            Rows = [.. report.Rows.Select(Fold)],
            Sum = Fold(report.Sum),
        };

        IReadOnlyList<object?> Fold(IReadOnlyList<object?> row) =>
        [
            .. kept.Select(i => row[i]),
            string.Join('\n', rare.Where(i => ReportWords.Plain(row[i]) is not (0L or null))
                .Select(i => $"{words.Heading(report.Columns[i])} {words.Cell(report.Columns[i], row[i])}")),
        ];
    }

    /// <summary>The column whose cell this one's words stand in.</summary>
    private static int FirstOf(Report report, int column) =>
        Shared.GetValueOrDefault(report.Name)?.FirstOrDefault(cell => cell.Contains(report.Columns[column])) is { } cell
            ? report.Columns.ToList().IndexOf(cell[0])
            : column;
}

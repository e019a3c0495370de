using Spectre.Console;
using Spectre.Console.Rendering;

namespace PrintStation.Cli;

/// <summary>Tables for people.</summary>
internal static class Tables
{
    /// <summary>An empty table whose headings are the resources "label.&lt;name&gt;".</summary>
    public static Table New(StationTexts texts, params string[] labels)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var label in labels)
        {
            var column = new TableColumn(new Text(texts["label." + label]));
            // What goes into the next command must be readable in one piece.
            table.AddColumn(label is "run" or "uid" or "number" or "quantity" ? column.NoWrap() : column);
        }
        return table;
    }

    /// <summary>Office time, as the service gave it; the same form in every language.</summary>
    public static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Its day.</summary>
    public static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A moment as the books write it, to the minute; a dash where there is none.</summary>
    /// <param name="between">Between day and time: a line break where a column is narrow.</param>
    public static string Minute(string? stamp, char between = ' ') => stamp?[..16].Replace('T', between) ?? "–";

    /// <summary>Cells as plain text: whatever stands in a value is never taken for markup.</summary>
    public static IEnumerable<IRenderable> Cells(params object?[] values) => values.Select(value => new Text($"{value}"));
}

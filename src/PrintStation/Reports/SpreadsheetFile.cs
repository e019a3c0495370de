using System.Drawing;
using System.Globalization;
using System.Xml;
using SpreadCheetah;
using SpreadCheetah.Styling;
using SpreadCheetah.Worksheets;

namespace PrintStation.Reports;

/// <summary>How a row of a spreadsheet looks.</summary>
internal enum RowLook
{
    /// <summary>Words beside the table.</summary>
    Plain,
    Title,
    Heading,
    Cell,
    Sum,
}

/// <summary>A row: null, text, a whole number, a day (<see cref="DateOnly"/>), a moment (<see cref="DateTime"/>) or a length of time.</summary>
internal sealed record SheetRow(RowLook Look, IReadOnlyList<object?> Cells);

/// <summary>How days and lengths of time are shown, in Excel's words: "[$-421]d mmm yyyy".</summary>
internal sealed record SheetForms(string Day, string Moment, string Span);

/// <summary>One sheet as a file of Excel's. Every text is a text there, which no program takes for a formula.</summary>
internal static class SpreadsheetFile
{
    /// <summary>Excel's own limit of a sheet's name.</summary>
    private const int MostNameCharacters = 31;

    private const int Narrowest = 9;
    private const int Widest = 48;
    private const int HoursADay = 24;
    private const int TitlePoints = 14;
    private static readonly Color Grey = Color.FromArgb(0xE8, 0xE8, 0xE8);

    private enum Kind
    {
        Text,
        Number,
        Day,
        Moment,
        Span,
    }

    /// <param name="name">Of the sheet; cut at a word where it is too long.</param>
    /// <param name="rows">Of those before the heading only the first column is as wide as its words.</param>
    public static async Task<byte[]> WriteAsync(string name, IReadOnlyList<SheetRow> rows, SheetForms forms)
    {
        using var file = new MemoryStream();
        await using (var sheet = await Spreadsheet.CreateNewAsync(file))
        {
            var options = new WorksheetOptions();
            foreach (var (width, i) in Widths(rows).Select((width, i) => (width, i + 1)))
                options.Column(i).Width = width;
            await sheet.StartWorksheetAsync(Short(name), options);
            var styles = new Dictionary<(RowLook, Kind), StyleId>();
            foreach (var row in rows)
                await sheet.AddRowAsync([.. row.Cells.Select(cell => Of(cell, StyleOf(row.Look, KindOf(cell))))]);
            await sheet.FinishAsync();

            StyleId StyleOf(RowLook look, Kind kind) => styles.TryGetValue((look, kind), out var known) ? known
                : styles[(look, kind)] = sheet.AddStyle(Style(look, kind, forms));
        }

        return file.ToArray();
    }

    private static Kind KindOf(object? cell) => cell switch
    {
        long => Kind.Number,
        DateOnly => Kind.Day,
        DateTime => Kind.Moment,
        TimeSpan => Kind.Span,
        _ => Kind.Text,
    };

    private static Cell Of(object? value, StyleId style) => value switch
    {
        long whole => new Cell(whole, style),
        DateOnly day => new Cell(day.ToDateTime(TimeOnly.MinValue), style),
        DateTime moment => new Cell(moment, style),
        TimeSpan span => new Cell(span.TotalHours / HoursADay, style),
        _ => new Cell(Readable($"{value}"), style),
    };

    private static Style Style(RowLook look, Kind kind, SheetForms forms)
    {
        var style = new Style
        {
            Format = kind switch
            {
                Kind.Number => NumberFormat.Custom("#,##0"),
                Kind.Day => NumberFormat.Custom(forms.Day),
                Kind.Moment => NumberFormat.Custom(forms.Moment),
                Kind.Span => NumberFormat.Custom(forms.Span),
                _ => null,
            },
            Alignment = new Alignment
            {
                Vertical = VerticalAlignment.Top,
                Horizontal = look == RowLook.Plain ? HorizontalAlignment.Left : HorizontalAlignment.None,
                WrapText = look is RowLook.Heading or RowLook.Cell && kind == Kind.Text,
            },
            Font = new SpreadCheetah.Styling.Font { Bold = look is RowLook.Title or RowLook.Heading or RowLook.Sum },
        };
        if (look == RowLook.Title)
            style.Font.Size = TitlePoints;
        if (look == RowLook.Heading)
            style.Fill.Color = Grey;
        if (look is RowLook.Heading or RowLook.Cell or RowLook.Sum)
        {
            var line = new EdgeBorder { BorderStyle = BorderStyle.Thin };
            style.Border = new Border { Left = line, Right = line, Top = line, Bottom = line };
        }

        return style;
    }

    /// <summary>In characters, as Excel counts them: of the longest cell of the table, of the longest word of its heading.</summary>
    private static IEnumerable<int> Widths(IReadOnlyList<SheetRow> rows)
    {
        for (var i = 0; i < rows.Max(row => row.Cells.Count); i++)
        {
            var column = i;
            yield return Math.Clamp(2 + rows.Where(row => column < row.Cells.Count).Select(row => row.Look switch
            {
                RowLook.Title => 0,
                RowLook.Heading => $"{row.Cells[column]}".Split(' ').Max(word => word.Length),
                // Words run over the empty cells beside them; a number that is wider than its column is not shown at all.
                RowLook.Plain when row.Cells.Count < 2 || (column > 0 && row.Cells[column] is string or null) => 0,
                _ => Shown(row.Cells[column]),
            }).Max(), Narrowest, Widest);
        }
    }

    private static int Shown(object? cell) => cell switch
    {
        long number => number.ToString("N0", CultureInfo.InvariantCulture).Length,
        DateOnly => "30 Sept 2026".Length,
        DateTime => "30 Sept 2026 09.00.00".Length,
        TimeSpan => "100 jam 59 menit".Length,
        _ => $"{cell}".Length,
    };

    private static string Short(string name)
    {
        var allowed = string.Concat(name.Split(['[', ']', ':', '*', '?', '/', '\\']));
        return allowed.Length <= MostNameCharacters ? allowed
            : allowed.LastIndexOf(' ', MostNameCharacters) is > 0 and var end ? allowed[..end] : allowed[..MostNameCharacters];
    }

    /// <summary>XML has no room for other control characters.</summary>
    private static string Readable(string text) => string.Concat(text.Select(character =>
        XmlConvert.IsXmlChar(character) || char.IsSurrogate(character) ? character : '\uFFFD'));
}

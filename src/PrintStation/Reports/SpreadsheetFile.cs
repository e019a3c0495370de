using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

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

/// <summary>One sheet as a file of Excel's: Office Open XML (ECMA-376, SpreadsheetML), of it what a table needs. Every text is an inline string, which no
/// program takes for a formula.</summary>
internal static class SpreadsheetFile
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";
    private const string SheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml";

    /// <summary>Excel's own limit of a sheet's name.</summary>
    private const int MostNameCharacters = 31;

    private const int Narrowest = 9;
    private const int Widest = 48;
    private const int HoursADay = 24;

    /// <summary>Number formats that are ours begin there.</summary>
    private const int FirstForm = 164;

    /// <summary>The oldest moment that a ZIP knows: the same report is the same file.</summary>
    private static readonly DateTimeOffset Written = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A cell's style is its row's look times these, plus its kind.</summary>
    private enum Kind
    {
        Text,
        Number,
        Day,
        Moment,
        Span,
    }

    /// <param name="name">Of the sheet; cut at a word where it is too long.</param>
    /// <param name="rows">Of at most 26 cells. Of those before the heading only the first column is as wide as its words.</param>
    public static byte[] Write(string name, IReadOnlyList<SheetRow> rows, SheetForms forms)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Part(archive, "[Content_Types].xml", ContentTypes());
            Part(archive, "_rels/.rels", Relation("officeDocument", "xl/workbook.xml"));
            Part(archive, "xl/_rels/workbook.xml.rels", Relation("worksheet", "worksheets/sheet1.xml"), Relation("styles", "styles.xml"));
            Part(archive, "xl/workbook.xml", $"""
                <workbook xmlns="{Main}" xmlns:r="{Relations}"><sheets><sheet name="{Escaped(Short(name))}" sheetId="1" r:id="r1"/></sheets></workbook>
                """);
            Part(archive, "xl/styles.xml", Styles(forms));
            using var sheet = Open(archive, "xl/worksheets/sheet1.xml");
            Sheet(sheet, rows);
        }

        return file.ToArray();
    }

    private static void Sheet(Stream stream, IReadOnlyList<SheetRow> rows)
    {
        using var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), NewLineHandling = NewLineHandling.Entitize });
        xml.WriteStartElement("worksheet", Main);
        xml.WriteRaw("""<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><cols>""");
        foreach (var (width, i) in Widths(rows).Select((width, i) => (width, i + 1)))
            xml.WriteRaw($"""<col min="{i}" max="{i}" width="{width}" customWidth="1"/>""");
        xml.WriteRaw("</cols><sheetData>");
        foreach (var (row, number) in rows.Select((row, i) => (row, i + 1)))
        {
            xml.WriteStartElement("row", Main);
            xml.WriteAttributeString("r", $"{number}");
            foreach (var (cell, column) in row.Cells.Select((cell, i) => (cell, (char)('A' + i))))
                Cell(xml, row.Look, $"{column}{number}", cell);
            xml.WriteEndElement();
        }

        xml.WriteRaw("""</sheetData><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>""");
        xml.WriteEndElement();
    }

    private static void Cell(XmlWriter xml, RowLook look, string place, object? value)
    {
        var (kind, number) = value switch
        {
            long whole => (Kind.Number, whole),
            DateOnly day => (Kind.Day, day.ToDateTime(TimeOnly.MinValue).ToOADate()),
            DateTime moment => (Kind.Moment, moment.ToOADate()),
            TimeSpan span => (Kind.Span, span.TotalHours / HoursADay),
            _ => (Kind.Text, double.NaN),
        };
        xml.WriteStartElement("c", Main);
        xml.WriteAttributeString("r", place);
        xml.WriteAttributeString("s", $"{((int)look * Enum.GetValues<Kind>().Length) + (int)kind}");
        if (kind != Kind.Text)
            xml.WriteElementString("v", Main, number.ToString("R", CultureInfo.InvariantCulture));
        else if ($"{value}" is { Length: > 0 } text)
        {
            xml.WriteAttributeString("t", "inlineStr");
            xml.WriteStartElement("is", Main);
            xml.WriteStartElement("t", Main);
            xml.WriteAttributeString("xml", "space", null, "preserve");
            xml.WriteString(Readable(text));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
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
                RowLook.Plain when row.Cells.Count < 2 || column > 0 => 0,
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

    private static string Styles(SheetForms forms)
    {
        string[] formats = ["", "#,##0", forms.Day, forms.Moment, forms.Span];
        var xfs = new StringBuilder();
        foreach (var look in Enum.GetValues<RowLook>())
            foreach (var kind in Enum.GetValues<Kind>())
            {
                var (font, fill, border) = look switch
                {
                    RowLook.Title => (2, 0, 0),
                    RowLook.Heading => (1, 2, 1),
                    RowLook.Sum => (1, 0, 1),
                    RowLook.Cell => (0, 0, 1),
                    _ => (0, 0, 0),
                };
                var align = look == RowLook.Plain ? """ horizontal="left" """ : look is RowLook.Heading or RowLook.Cell && kind == Kind.Text ? """ wrapText="1" """ : "";
                xfs.Append(CultureInfo.InvariantCulture, $"""<xf numFmtId="{(kind == Kind.Text ? 0 : FirstForm + (int)kind)}" fontId="{font}" fillId="{fill}" borderId="{border}" """)
                    .Append($"""xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment vertical="top"{align}/></xf>""");
            }

        var line = string.Concat(new[] { "left", "right", "top", "bottom" }.Select(side => $"""<{side} style="thin"><color auto="1"/></{side}>"""));
        return $"""
            <styleSheet xmlns="{Main}"><numFmts count="{formats.Length - 1}">{string.Concat(formats.Select((form, i) => (form, i)).Skip(1)
                .Select(each => $"""<numFmt numFmtId="{FirstForm + each.i}" formatCode="{Escaped(each.form)}"/>"""))}</numFmts>
            <fonts count="3">{Font(11, "")}{Font(11, "<b/>")}{Font(14, "<b/>")}</fonts>
            <fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
            <fill><patternFill patternType="solid"><fgColor rgb="FFE8E8E8"/></patternFill></fill></fills>
            <borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>{line}<diagonal/></border></borders>
            <cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
            <cellXfs count="{Enum.GetValues<RowLook>().Length * formats.Length}">{xfs}</cellXfs></styleSheet>
            """;

        static string Font(int size, string bold) => $"""<font>{bold}<sz val="{size}"/><name val="Calibri"/></font>""";
    }

    private static string ContentTypes() => $"""
        <Types xmlns="{Package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
        <Override PartName="/xl/workbook.xml" ContentType="{SheetType}.sheet.main+xml"/>
        <Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SheetType}.worksheet+xml"/>
        <Override PartName="/xl/styles.xml" ContentType="{SheetType}.styles+xml"/></Types>
        """;

    private static void Part(ZipArchive archive, string name, params (string Type, string Target)[] relations) => Part(archive, name, $"""
        <Relationships xmlns="{Package}/relationships">{string.Concat(relations.Select((relation, i) =>
            $"""<Relationship Id="r{i + 1}" Type="{Relations}/{relation.Type}" Target="{relation.Target}"/>"""))}</Relationships>
        """);

    private static void Part(ZipArchive archive, string name, string xml)
    {
        using var writer = new StreamWriter(Open(archive, name), new UTF8Encoding(false));
        writer.Write($"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{"\n"}{xml}""");
    }

    private static (string Type, string Target) Relation(string type, string target) => (type, target);

    private static Stream Open(ZipArchive archive, string name)
    {
        var entry = archive.CreateEntry(name);
        entry.LastWriteTime = Written;
        return entry.Open();
    }

    private static string Short(string name)
    {
        var allowed = string.Concat(name.Split(['[', ']', ':', '*', '?', '/', '\\']));
        return allowed.Length <= MostNameCharacters ? allowed
            : allowed.LastIndexOf(' ', MostNameCharacters) is > 0 and var end ? allowed[..end] : allowed[..MostNameCharacters];
    }

    /// <summary>XML has no room for other control characters.</summary>
    private static string Readable(string text) => string.Concat(text.Select(character =>
        XmlConvert.IsXmlChar(character) || char.IsSurrogate(character) ? character : '\uFFFD'));

    private static string Escaped(string text) => System.Security.SecurityElement.Escape(text);
}

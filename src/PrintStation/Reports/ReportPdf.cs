using SkiaSharp;

namespace PrintStation.Reports;

/// <summary>A report as a paper that the head of the office signs: letterhead, title, words, table, signatures, pages numbered.</summary>
internal static class ReportPdf
{
    /// <summary>With more columns than this the page lies on its side.</summary>
    private const int MostUpright = 6;

    private static readonly float[] CellSizes = [8.5f, 7.5f, 6.5f];

    private const float SignatureRoom = 46;
    private const float Gap = 10;

    /// <summary>From the left edge to the names of a form, and to what is written there.</summary>
    private const float FormName = 14;
    private const float FormValue = 100;
    private const float FormSpace = 2;

    /// <summary>Of a row in which somebody signs: 9 mm.</summary>
    private const float SigningRow = 26;

    /// <summary>Who signs.</summary>
    /// <param name="Caption">In which part, over the place for the signature; empty leaves this half of the line blank.</param>
    /// <param name="Name">Null where only the paper will know.</param>
    /// <param name="Number">By which his office knows him; a line for it where the station does not.</param>
    private sealed record Signatory(IReadOnlyList<string> Caption, string? Name, string Number);

    public static byte[] Render(Report report, StationTexts texts)
    {
        using var fonts = new PdfFonts();
        var words = new ReportWords(texts, report.To);
        // How many pages there are is known after they were written: once for nothing, once for the reader.
        var pages = Write(Stream.Null, report, words, fonts, 0);
        using var file = new MemoryStream();
        Write(file, report, words, fonts, pages);
        return file.ToArray();
    }

    private static int Write(Stream file, Report report, ReportWords words, PdfFonts fonts, int pages)
    {
        using var small = fonts.Regular(8);
        using var body = fonts.Regular(10);
        using var strong = fonts.Bold(10);
        using var paper = new PdfPaper(file, words.Title(report), !IsUpright(report), sheet =>
        {
            sheet.Write($"{words.Title(report)} · {words.Subtitle(report)}", sheet.Left, sheet.Right, small);
            sheet.Write(words.Texts.Format("report.page", sheet.Pages, pages), sheet.Left, sheet.Right, small, SKTextAlign.Right);
        });
        WriteLetterhead(paper, report, words, fonts);
        WriteTitle(paper, report, words, fonts);
        foreach (var paragraph in words.Paragraphs(report, "prose"))
            Write(paper, paragraph, body);
        paper.Y += Gap / 2;
        var closing = words.Paragraphs(report, "closing");
        var signatories = Signatories(report, words);
        var after = Gap + closing.Count * 2 * PdfPaper.LineHeight(body) + BlockHeight(signatories, body);
        DrawTable(paper, report, words, fonts, after);
        paper.Y += Gap;
        foreach (var paragraph in closing)
            Write(paper, paragraph, body);
        WriteSignatures(paper, report, words, signatories, body, strong);
        paper.Close();
        return paper.Pages;
    }

    /// <summary>Minutes are filed with letters; the list of causes has narrow figures only.</summary>
    private static bool IsUpright(Report report) =>
        report.Columns.Count <= MostUpright || report.Name is Minutes.Destruction or Minutes.OldCards or BlankReports.SpoilageName;

    private static void WriteLetterhead(PdfPaper paper, Report report, ReportWords words, PdfFonts fonts)
    {
        using var upper = fonts.Regular(11);
        using var lower = fonts.Bold(13);
        using var address = fonts.Regular(9);
        var letterhead = Letterhead.Of(report.Office);
        if (letterhead.Above is { } above)
            paper.Paragraph(above, paper.Left, paper.Right, upper, SKTextAlign.Center);
        foreach (var line in letterhead.Lines)
            paper.Paragraph(line, paper.Left, paper.Right, lower, SKTextAlign.Center);
        paper.Paragraph(report.Letterhead.Address is { Length: > 0 } known ? known : words.Texts["report.address"], paper.Left, paper.Right, address, SKTextAlign.Center);
        paper.Y += 5;
        paper.Rule(paper.Left, paper.Right, 1.6f);
        paper.Y += 2.8f;
        paper.Rule(paper.Left, paper.Right, 0.5f);
        paper.Y += 16;
    }

    private static void WriteTitle(PdfPaper paper, Report report, ReportWords words, PdfFonts fonts)
    {
        using var title = fonts.Bold(12);
        using var under = fonts.Regular(10);
        paper.Paragraph(words.Title(report).ToUpper(words.Texts.Culture), paper.Left, paper.Right, title, SKTextAlign.Center);
        paper.Paragraph(words.Subtitle(report), paper.Left, paper.Right, under, SKTextAlign.Center);
        paper.Y += Gap;
    }

    /// <summary>A paragraph; with a tab inside, a line of a form: what stands there, and what is to be said of it.</summary>
    private static void Write(PdfPaper paper, string text, SKFont body)
    {
        if (text.Split('\t') is [var name, var value])
        {
            paper.Write(name, paper.Left + FormName, paper.Right, body);
            paper.Write(":", paper.Left + FormValue - Gap, paper.Right, body);
            paper.Paragraph(value, paper.Left + FormValue, paper.Right, body);
            return;
        }

        paper.Y += FormSpace;
        paper.Paragraph(text, paper.Left, paper.Right, body);
        paper.Y += FormSpace;
    }

    /// <summary>In the largest letters in which no word breaks; in the smallest where there are none.</summary>
    private static void DrawTable(PdfPaper paper, Report report, ReportWords words, PdfFonts fonts, float after)
    {
        foreach (var size in CellSizes)
        {
            using var cell = fonts.Regular(size);
            using var head = fonts.Bold(size);
            var table = Table(paper, report, words, cell, head);
            if (!table.IsUnbroken && size != CellSizes[^1])
                continue;
            table.Draw(after);
            return;
        }
    }

    private static PdfTable Table(PdfPaper paper, Report report, ReportWords words, SKFont cell, SKFont head)
    {
        var columns = report.Columns.Select((column, i) =>
            new PdfColumn(words.Heading(column), report.Rows.Append(report.Sum).Any(row => row.Count > 0 && ReportWords.IsNumber(row[i])),
                column == BlankReports.Period || report.Rows.Any(row => words.Value(column, row[i]) is DateOnly))).ToList();
        var rows = report.Rows.Select(Cells).ToList();
        if (rows.Count == 0)
            rows.Add([.. columns.Select((_, i) => i == 0 ? words.Texts["report.none"] : "")]);
        return new PdfTable(paper, cell, head, columns, rows, Cells(report.Sum), report.Name == Minutes.Batch ? SigningRow : 0);

        IReadOnlyList<string> Cells(IReadOnlyList<object?> row) => [.. row.Select((value, i) => words.Cell(report.Columns[i], value))];
    }

    private static List<Signatory> Signatories(Report report, ReportWords words)
    {
        var texts = words.Texts;
        var headOfOffice = new Signatory(
            texts.Format(Letterhead.Of(report.Office).IsPartOfProvince ? "report.sign.head-of-part" : "report.sign.head", Letterhead.RegionInWords(report.Office)).Split('\n'),
            report.Letterhead.Head is { Length: > 0 } head ? head : null, report.Letterhead.Nip is { Length: > 0 } nip ? $"NIP. {Letterhead.Grouped(nip)}" : texts["report.sign.number"]);
        var seen = headOfOffice with { Caption = [texts["report.sign.known"], .. headOfOffice.Caption] };
        var nobody = new Signatory([], null, "");
        var person = report.Facts.GetValueOrDefault("by") is { } by ? words.Cell("by", by) : null;
        return report.Name switch
        {
            Minutes.Receipt =>
            [
                Official("report.sign.giver", null), Official("report.sign.taker", person),
                report.Facts.GetValueOrDefault(Minutes.Second) is { } second ? Official("report.sign.second", words.Cell(Minutes.Second, second)) : nobody, seen,
            ],
            Minutes.Batch => [Official("report.sign.giver", person), Official("report.sign.taker", null), nobody, seen],
            Minutes.Destruction or Minutes.OldCards =>
            [
                Official("report.sign.destroyer", person), seen,
                .. report.Witnesses.Select((witness, i) => new Signatory(
                    [texts.Format("report.sign.witness", i + 1), .. witness.Split(',', 2).Skip(1).Select(office => office.Trim())],
                    witness.Split(',', 2)[0].Trim(), texts["report.sign.witness-number"])),
            ],
            _ => [nobody, headOfOffice],
        };

        Signatory Official(string caption, string? name) => new(texts[caption].Split('\n'), name, texts["report.sign.number"]);
    }

    private static float BlockHeight(List<Signatory> signatories, SKFont body) => Gap + PdfPaper.LineHeight(body)
        + signatories.Chunk(2).Sum(pair => PairHeight(pair, body));

    private static float PairHeight(Signatory[] pair, SKFont body) =>
        (pair.Max(one => one.Caption.Count) + 2) * PdfPaper.LineHeight(body) + SignatureRoom + Gap;

    /// <summary>Two beside each other; the day and the seat over the first line's right one.</summary>
    private static void WriteSignatures(PdfPaper paper, Report report, ReportWords words, List<Signatory> signatories, SKFont body, SKFont strong)
    {
        var middle = (paper.Left + paper.Right) / 2;
        paper.Y += Gap;
        paper.Need(PdfPaper.LineHeight(body) + PairHeight([.. signatories.Take(2)], body));
        paper.Write($"{Seat(report)}, {words.Day(report.Made)}", middle, paper.Right, body, SKTextAlign.Center);
        paper.Y += PdfPaper.LineHeight(body);
        foreach (var pair in signatories.Chunk(2))
        {
            paper.Need(PairHeight(pair, body));
            var top = paper.Y;
            for (var i = 0; i < pair.Length; i++)
            {
                paper.Y = top;
                var (left, right) = i == 0 ? (paper.Left, middle) : (middle, paper.Right);
                WriteSignature(paper, pair[i], left, right, pair.Max(one => one.Caption.Count), body, strong);
            }

            paper.Y = top + PairHeight(pair, body);
        }
    }

    private static string Seat(Report report) =>
        report.Letterhead.Seat is { Length: > 0 } told ? told : Letterhead.Of(report.Office).Seat ?? "…………………………";

    private static void WriteSignature(PdfPaper paper, Signatory one, float left, float right, int captionLines, SKFont body, SKFont strong)
    {
        if (one.Caption.Count == 0)
            return;
        var top = paper.Y;
        foreach (var line in one.Caption)
        {
            paper.Write(line, left, right, body, SKTextAlign.Center);
            paper.Y += PdfPaper.LineHeight(body);
        }

        paper.Y = top + captionLines * PdfPaper.LineHeight(body) + SignatureRoom;
        paper.Write(one.Name ?? "(…………………………………………)", left, right, strong, SKTextAlign.Center);
        paper.Y += PdfPaper.LineHeight(body);
        paper.Write(one.Number, left, right, body, SKTextAlign.Center);
    }
}

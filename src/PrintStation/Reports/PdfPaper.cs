using SkiaSharp;

namespace PrintStation.Reports;

/// <summary>The program's own typefaces; a PDF carries of them what it uses. Never a font of the machine.</summary>
internal sealed class PdfFonts : IDisposable
{
    private readonly SKTypeface regular = Load("LiberationSans-Regular");
    private readonly SKTypeface bold = Load("LiberationSans-Bold");

    /// <param name="size">Of the em, in points.</param>
    public SKFont Regular(float size) => Font(regular, size);

    /// <param name="size">Of the em, in points.</param>
    public SKFont Bold(float size) => Font(bold, size);

    public void Dispose()
    {
        regular.Dispose();
        bold.Dispose();
    }

    private static SKFont Font(SKTypeface typeface, float size) => new(typeface, size) { Hinting = SKFontHinting.None, LinearMetrics = true, Subpixel = true };

    private static SKTypeface Load(string name)
    {
        using var stream = typeof(PdfFonts).Assembly.GetManifestResourceStream($"fonts/{name}.ttf")
            ?? throw new InvalidOperationException($"fonts/{name}.ttf is not embedded.");
        return SKTypeface.FromStream(stream) ?? throw new InvalidOperationException($"fonts/{name}.ttf cannot be read.");
    }
}

/// <summary>Pages of A4, written from top to bottom. All lengths in points, 1/72 inch.</summary>
internal sealed class PdfPaper : IDisposable
{
    private const float ShortSide = 595.28f;
    private const float LongSide = 841.89f;
    private const float SideMargin = 51;
    private const float TopMargin = 40;
    private const float BottomMargin = 54;

    private readonly SKDocument document;
    private readonly SKPaint ink = new() { IsAntialias = true, Color = SKColors.Black };
    private readonly float height;
    private readonly Action<PdfPaper> foot;
    private SKCanvas page;

    /// <param name="foot">Draws what stands below the text of each page.</param>
    public PdfPaper(Stream file, string title, bool landscape, Action<PdfPaper> foot)
    {
        (var width, height) = landscape ? (LongSide, ShortSide) : (ShortSide, LongSide);
        (Left, Right, this.foot) = (SideMargin, width - SideMargin, foot);
        document = SKDocument.CreatePdf(file, new SKDocumentPdfMetadata { Title = title, Creator = "PrintStation", PdfA = true })
            ?? throw new InvalidOperationException("SkiaSharp was built without PDF.");
        page = Begin();
    }

    public float Left { get; }

    public float Right { get; }

    public float Bottom => height - BottomMargin;

    /// <summary>Where the next line begins.</summary>
    public float Y { get; set; }

    public int Pages { get; private set; }

    /// <summary>Goes to a new page when so much does not fit on this one; true when it did.</summary>
    public bool Need(float room)
    {
        if (Y + room <= Bottom)
            return false;
        document.EndPage();
        page = Begin();
        return true;
    }

    /// <summary>One line at the present place, which stays; <see cref="Y"/> is its top.</summary>
    public void Write(string text, float left, float right, SKFont font, SKTextAlign align = SKTextAlign.Left)
    {
        var x = align switch { SKTextAlign.Right => right, SKTextAlign.Center => (left + right) / 2, _ => left };
        page.DrawText(text, x, Y + font.Size, align, font, ink);
    }

    /// <summary>A paragraph over the width; goes on below it.</summary>
    public void Paragraph(string text, float left, float right, SKFont font, SKTextAlign align = SKTextAlign.Left)
    {
        foreach (var line in Wrap(text, font, right - left))
        {
            Need(LineHeight(font));
            Write(line, left, right, font, align);
            Y += LineHeight(font);
        }
    }

    public void Rule(float left, float right, float thickness) => page.DrawRect(left, Y, right - left, thickness, ink);

    public void Shade(float left, float right, float deep)
    {
        using var gray = new SKPaint { Color = new SKColor(0xE8, 0xE8, 0xE8) };
        page.DrawRect(left, Y, right - left, deep, gray);
    }

    public static float LineHeight(SKFont font) => font.Size * 1.3f;

    /// <summary>Lines no wider than that: broken at spaces, a word that is wider than a line inside itself.</summary>
    public static IReadOnlyList<string> Wrap(string text, SKFont font, float width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && font.MeasureText(longer) > width)
            {
                lines.Add(line);
                longer = word;
            }

            line = longer;
            while (line.Length > 1 && font.MeasureText(line) > width)
            {
                var fits = Math.Max(1, Enumerable.Range(1, line.Length - 1).TakeWhile(n => font.MeasureText(line[..n]) <= width).LastOrDefault());
                lines.Add(line[..fits]);
                line = line[fits..];
            }
        }

        lines.Add(line);
        return lines;
    }

    public void Close()
    {
        document.EndPage();
        document.Close();
    }

    public void Dispose()
    {
        ink.Dispose();
        document.Dispose();
    }

    private SKCanvas Begin()
    {
        page = document.BeginPage(Right + SideMargin, height);
        Pages++;
        Y = Bottom + 14;
        foot(this);
        Y = TopMargin;
        return page;
    }
}

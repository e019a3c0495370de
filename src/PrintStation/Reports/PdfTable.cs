using SkiaSharp;

namespace PrintStation.Reports;

/// <summary>A column: its heading, and whether numbers stand in it.</summary>
/// <param name="IsWhole">Its cells are never broken: numbers are not, nor is a day.</param>
internal sealed record PdfColumn(string Heading, bool IsNumber, bool IsWhole = false);

/// <summary>A table over the width of the paper: columns as wide as their cells need, numbers to the right, a row never cut in two, the
/// heading again on each page.</summary>
internal sealed class PdfTable
{
    private const float Padding = 4;
    private const float Thin = 0.4f;

    private readonly PdfPaper paper;
    private readonly SKFont font;
    private readonly SKFont bold;
    private readonly IReadOnlyList<PdfColumn> columns;
    private readonly IReadOnlyList<IReadOnlyList<string>> rows;
    private readonly IReadOnlyList<string> sum;
    private readonly float[] widths;
    private readonly float leastHeight;

    /// <param name="sum">The last line; empty where there is none.</param>
    /// <param name="leastHeight">Of a row under the heading, in points. Where there is one, somebody writes into the last column by hand: it gets all
    /// the room that is left.</param>
    public PdfTable(PdfPaper paper, SKFont font, SKFont bold, IReadOnlyList<PdfColumn> columns, IReadOnlyList<IReadOnlyList<string>> rows,
        IReadOnlyList<string> sum, float leastHeight = 0)
    {
        (this.paper, this.font, this.bold, this.columns, this.rows, this.sum, this.leastHeight) = (paper, font, bold, columns, rows, sum, leastHeight);
        widths = Widths();
    }

    /// <summary>Each word of it has room on one line.</summary>
    public bool IsUnbroken { get; private set; }

    /// <param name="after">Room for what must not stand alone on the next page: the last two rows go there with it.</param>
    public void Draw(float after)
    {
        var headings = columns.Select(column => column.Heading).ToList();
        var tail = after + (sum.Count > 0 ? Height(sum, bold) : 0);
        paper.Need(Height(headings, bold) + (rows.Count > 0 ? Room(0, tail) : tail));
        DrawRow(headings, bold, shaded: true);
        for (var i = 0; i < rows.Count; i++)
        {
            if (paper.Need(Room(i, tail)))
                DrawRow(headings, bold, shaded: true);
            DrawRow(rows[i], font, shaded: false);
        }

        if (sum.Count > 0)
            DrawRow(sum, bold, shaded: true);
    }

    /// <summary>What a row needs below it on its page: for the last two, all that follows. What is nearly as high as a page cannot be kept
    /// together.</summary>
    private float Room(int row, float tail)
    {
        var together = row >= rows.Count - 2 ? rows.Skip(row).Sum(each => Height(each, font)) + tail : 0;
        return together > 0 && together <= paper.Bottom * 0.8f ? together : Height(rows[row], font);
    }

    private void DrawRow(IReadOnlyList<string> cells, SKFont face, bool shaded)
    {
        var (top, height, left) = (paper.Y, Height(cells, face), paper.Left);
        if (shaded)
            paper.Shade(paper.Left, paper.Right, height);
        paper.Rule(paper.Left, paper.Right, Thin);
        for (var i = 0; i < columns.Count; i++)
        {
            paper.Y = top + Padding / 2;
            foreach (var line in PdfPaper.Wrap(cells[i], face, widths[i] - 2 * Padding))
            {
                paper.Write(line, left + Padding, left + widths[i] - Padding, face, columns[i].IsNumber ? SKTextAlign.Right : SKTextAlign.Left);
                paper.Y += PdfPaper.LineHeight(face);
            }

            left += widths[i];
        }

        paper.Y = top + height;
        paper.Rule(paper.Left, paper.Right, Thin);
    }

    private float Height(IReadOnlyList<string> cells, SKFont face) => Math.Max(face == font ? leastHeight : 0, Padding
        + Enumerable.Range(0, columns.Count).Max(i => PdfPaper.Wrap(cells[i], face, widths[i] - 2 * Padding).Count) * PdfPaper.LineHeight(face));

    /// <summary>Each column gets what its longest word needs; what is left goes where texts would still break, and then to all alike. Where not even words
    /// have room, texts break inside them before headings and what is whole do.</summary>
    private float[] Widths()
    {
        var all = rows.Append(sum).Where(row => row.Count > 0).ToList();
        var (must, least, most) = (new float[columns.Count], new float[columns.Count], new float[columns.Count]);
        for (var i = 0; i < columns.Count; i++)
        {
            var cells = all.Select(row => row[i]).ToList();
            most[i] = Widest(cells.Append(columns[i].Heading));
            must[i] = Widest(columns[i].Heading.Split(' ').Concat(columns[i].IsNumber || columns[i].IsWhole ? cells : []));
            least[i] = Math.Max(must[i], columns[i].IsNumber || columns[i].IsWhole ? 0 : Widest(cells.SelectMany(cell => cell.Split(' '))));
        }

        var width = paper.Right - paper.Left;
        IsUnbroken = least.Sum() <= width;
        if (must.Sum() >= width)
            return [.. must.Select(needed => needed * width / must.Sum())];
        if (!IsUnbroken)
            return Shared(must, least, width);
        if (most.Sum() <= width && leastHeight > 0)
            return [.. most[..^1], width - most[..^1].Sum()];
        if (most.Sum() <= width)
            return [.. most.Select(wish => wish + (width - most.Sum()) / columns.Count)];
        return Shared(least, most, width);
    }

    private float Widest(IEnumerable<string> texts) => texts.Select(text => bold.MeasureText(text)).DefaultIfEmpty().Max() + 2 * Padding + 1;

    /// <summary>What is left beyond what each needs, by what each would like.</summary>
    private static float[] Shared(float[] needed, float[] wished, float width)
    {
        var share = (width - needed.Sum()) / (wished.Sum() - needed.Sum());
        return [.. needed.Select((least, i) => least + (wished[i] - least) * share)];
    }
}

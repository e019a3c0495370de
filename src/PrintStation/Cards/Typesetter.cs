namespace PrintStation.Cards;

/// <summary>A line that has found its place.</summary>
/// <param name="X">Dot of its left end.</param>
/// <param name="Baseline">The first dot below its capitals.</param>
internal readonly record struct SetLine(string Text, CardFont Font, int CapitalDots, int X, int Baseline);

/// <summary>Places the texts of a face, or names the first that cannot be placed.</summary>
internal sealed class Typesetter(CardFonts fonts)
{
    /// <returns>Null with the lines filled in, or the refusal.</returns>
    public FaceRefusal? Set(IReadOnlyDictionary<string, string> texts, CardLayout layout, CardGrid grid, List<SetLine> lines)
    {
        foreach (var text in layout.Texts)
        {
            if (Fit(texts, text, grid, 0, out var fitted) is { } refusal)
                return refusal;
            var lineDots = grid.Size(text.LineHeight);
            var first = grid.Y(text.Baseline) - (text.GrowUp ? (int)(lineDots * (fitted.Lines.Count - 1)) : 0);
            Place(text, fitted, grid, 0, index => first + (int)(lineDots * index), lines);
        }

        return layout.Rows is { } rows ? SetRows(texts, rows, grid, lines) : null;
    }

    /// <summary>When the texts break into more lines than there is room for, all rows become smaller together, evenly.</summary>
    private FaceRefusal? SetRows(IReadOnlyDictionary<string, string> texts, LayoutRows rows, CardGrid grid, List<SetLine> lines)
    {
        var fitted = new FittedText[rows.Fields.Count];
        var tallest = rows.Fields.Max(field => CapitalDots(field, grid, 0));
        for (var smaller = 0; smaller < tallest; smaller++)
        {
            var count = 0;
            for (var i = 0; i < fitted.Length; i++)
            {
                if (Fit(texts, rows.Fields[i], grid, smaller, out fitted[i]) is { } refusal)
                    return refusal;
                count += rows.Fields[i].SameRow ? 0 : fitted[i].Lines.Count;
            }

            var pitch = count <= 1 ? rows.Pitch : Math.Min(rows.Pitch, (rows.LastBaseline - rows.FirstBaseline) / (count - 1));
            if (pitch >= rows.MinimumPitch * (tallest - smaller) / tallest)
            {
                PlaceRows(rows, pitch, fitted, grid, smaller, lines);
                return null;
            }

            if (rows.Fields.All(field => CapitalDots(field, grid, smaller) == CapitalDots(field, grid, smaller + 1)))
                break;
        }

        // The longest text is the one that a person can do something about.
        var longest = Enumerable.Range(0, fitted.Length).MaxBy(i => fitted[i].Lines.Count);
        return new(rows.Fields[longest].Field, "text-does-not-fit");
    }

    private void PlaceRows(LayoutRows rows, decimal pitch, FittedText[] fitted, CardGrid grid, int smaller, List<SetLine> lines)
    {
        var next = 0;
        for (var i = 0; i < fitted.Length; i++)
        {
            var field = rows.Fields[i];
            var first = field.SameRow && i > 0 ? next - fitted[i - 1].Lines.Count : next;
            Place(field, fitted[i], grid, smaller, index => grid.Y(rows.FirstBaseline + pitch * (first + index)), lines);
            next = field.SameRow && i > 0 ? next : next + fitted[i].Lines.Count;
        }
    }

    private FaceRefusal? Fit(
        IReadOnlyDictionary<string, string> texts, LayoutText text, CardGrid grid, int smaller, out FittedText fitted)
    {
        fitted = new([], 1);
        if (!texts.TryGetValue(text.Field, out var given) || string.IsNullOrWhiteSpace(given))
            return new(text.Field, "text-missing");
        var font = fonts[text.Font];
        var normal = TextFitter.Normalize(given);
        if (normal is null || !font.Has(normal))
            return new(text.Field, "glyph-missing");
        if (!normal.StartsWith(text.Prefix, StringComparison.Ordinal))
            normal = text.Prefix + normal;
        var most = CapitalDots(text, grid, smaller);
        var least = font.CapitalDots(grid.Size(text.MinimumSize));
        if (TextFitter.Fit(font, normal, grid.X(text.Right) - grid.X(text.X), most, least, text.MaximumLines) is not { } found)
            return new(text.Field, "text-does-not-fit");
        fitted = found;
        return null;
    }

    private void Place(LayoutText text, FittedText fitted, CardGrid grid, int smaller, Func<int, int> baseline, List<SetLine> lines)
    {
        var font = fonts[text.Font];
        if (text.Label is { } label)
        {
            // Labels keep one size, whatever their texts were shrunk to.
            var capitalDots = CapitalDots(text, grid, smaller);
            lines.Add(new(label, font, capitalDots, grid.X(text.LabelX), baseline(0)));
            lines.Add(new(":", font, capitalDots, grid.X(text.ColonX), baseline(0)));
        }

        var (left, right) = (grid.X(text.X), grid.X(text.Right));
        for (var i = 0; i < fitted.Lines.Count; i++)
        {
            var spare = right - left - font.WidthDots(fitted.Lines[i], fitted.CapitalDots);
            var x = left + text.Align switch { TextAlign.Center => spare / 2, TextAlign.Right => spare, _ => 0 };
            lines.Add(new(fitted.Lines[i], font, fitted.CapitalDots, x, baseline(i)));
        }
    }

    /// <param name="smaller">Dots that the capitals of all rows are smaller than the layout asks for; never below a text's minimum.</param>
    private int CapitalDots(LayoutText text, CardGrid grid, int smaller)
    {
        var font = fonts[text.Font];
        return Math.Max(font.CapitalDots(grid.Size(text.Size)) - smaller, font.CapitalDots(grid.Size(text.MinimumSize)));
    }
}

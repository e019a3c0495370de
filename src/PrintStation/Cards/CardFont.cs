using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using SkiaSharp;

namespace PrintStation.Cards;

/// <summary>One embedded typeface as dots. Skia gives the outlines, in whole font units; they are scaled in whole numbers to 1/64 dot and
/// filled without antialiasing and without hinting, so neither the font engine of the system nor the processor changes a dot.
/// Safe for several threads.</summary>
internal sealed class CardFont : IDisposable
{
    private const int SubDots = 64;

    /// <summary>Far more than the sizes of one layout need; a new start when reached.</summary>
    private const int MostMasks = 8192;

    private readonly Lock gate = new();
    private readonly SKPaint fill = new() { IsAntialias = false, Style = SKPaintStyle.Fill, Color = SKColors.Black };
    private readonly SKTypeface typeface;
    private readonly SKFont font;
    private readonly int unitsPerEm;
    private readonly int capitalUnits;
    private readonly ConcurrentDictionary<int, (ushort Glyph, int Advance)> runes = [];
    private readonly ConcurrentDictionary<(ushort Glyph, int CapitalDots), GlyphMask> masks = [];

    public CardFont(Stream file)
    {
        typeface = SKTypeface.FromStream(file) ?? throw new InvalidOperationException("An embedded font cannot be read.");
        unitsPerEm = typeface.UnitsPerEm;
        font = new SKFont(typeface, unitsPerEm)
        {
            Edging = SKFontEdging.Alias,
            Hinting = SKFontHinting.None,
            Subpixel = true,
            LinearMetrics = true,
            EmbeddedBitmaps = false,
            BaselineSnap = false,
        };
        using var capital = font.GetGlyphPath(font.GetGlyph('H'));
        capitalUnits = (int)MathF.Round(-capital.Bounds.Top);
    }

    /// <summary>Whole dots of a capital's height for a size, so that lines are even at top and bottom.</summary>
    /// <param name="sizeDots">Size of the em in dots.</param>
    public int CapitalDots(decimal sizeDots) =>
        Math.Max(1, (int)Math.Round(sizeDots * capitalUnits / unitsPerEm, MidpointRounding.AwayFromZero));

    /// <summary>Whether each character has a glyph, and can be set without joining or reordering, which is not done here.</summary>
    public bool Has(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsPlain(rune) || Lookup(rune).Glyph == 0)
                return false;
        }

        return true;
    }

    /// <summary>Advance in font units; <see cref="FitUnits"/> tells how many fit.</summary>
    public int Width(ReadOnlySpan<char> text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
            width += Lookup(rune).Advance;
        return width;
    }

    public decimal WidthInEm(string text) => (decimal)Width(text) / unitsPerEm;

    /// <summary>How many font units fit into so many dots at this capital height.</summary>
    public int FitUnits(int dots, int capitalDots) => (int)((long)dots * capitalUnits / capitalDots);

    /// <summary>Advance in dots, rounded up.</summary>
    public int WidthDots(ReadOnlySpan<char> text, int capitalDots) =>
        (int)(((long)Width(text) * capitalDots + capitalUnits - 1) / capitalUnits);

    /// <summary>Puts the glyphs of a line, each at a whole dot so that a letter looks the same wherever it stands.</summary>
    /// <param name="put">Takes a mask and the place of its origin, in dots right of the line's start.</param>
    public void Set(string text, int capitalDots, Action<GlyphMask, int> put)
    {
        long units = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var (glyph, advance) = Lookup(rune);
            put(Mask(glyph, capitalDots), Scale(units, capitalDots, 1));
            units += advance;
        }
    }

    public void Dispose()
    {
        fill.Dispose();
        font.Dispose();
        typeface.Dispose();
    }

    /// <summary>Controls, marks that combine, private and unassigned characters, and scripts written from right to left would come out
    /// wrong without anyone noticing: they count as missing.</summary>
    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.EnclosingMark or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        _ => rune.Value is not (>= 0x0590 and <= 0x08FF or >= 0xFB1D and <= 0xFDFF or >= 0xFE70 and <= 0xFEFF or 0xFFFD),
    };

    private (ushort Glyph, int Advance) Lookup(Rune rune)
    {
        if (runes.TryGetValue(rune.Value, out var known))
            return known;
        lock (gate)
        {
            var glyph = font.GetGlyph(rune.Value);
            var advance = (int)MathF.Round(font.GetGlyphWidths([glyph])[0]);
            // Only what exists is kept: an input must not be able to fill the memory with what does not.
            return glyph == 0 ? (glyph, advance) : runes.GetOrAdd(rune.Value, (glyph, advance));
        }
    }

    private GlyphMask Mask(ushort glyph, int capitalDots)
    {
        if (masks.TryGetValue((glyph, capitalDots), out var known))
            return known;
        lock (gate)
        {
            if (masks.Count >= MostMasks)
                masks.Clear();
            return masks.GetOrAdd((glyph, capitalDots), key => Draw(key.Glyph, key.CapitalDots));
        }
    }

    private GlyphMask Draw(ushort glyph, int capitalDots)
    {
        using var outline = font.GetGlyphPath(glyph);
        if (outline is null || outline.IsEmpty)
            return GlyphMask.Empty;
        var bounds = outline.Bounds;
        var left = Scale((int)MathF.Floor(bounds.Left), capitalDots, 1) - 1;
        var top = Scale((int)MathF.Floor(bounds.Top), capitalDots, 1) - 1;
        var width = Scale((int)MathF.Ceiling(bounds.Right), capitalDots, 1) + 2 - left;
        var height = Scale((int)MathF.Ceiling(bounds.Bottom), capitalDots, 1) + 2 - top;
        using var path = ScaledPath(outline, capitalDots, left, top);
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Alpha8, SKAlphaType.Premul));
        bitmap.Erase(SKColors.Transparent);
        using (var canvas = new SKCanvas(bitmap))
            canvas.DrawPath(path, fill);
        var dots = new byte[width * height];
        var pixels = bitmap.GetPixelSpan();
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                dots[y * width + x] = pixels[y * bitmap.RowBytes + x] >= 128 ? (byte)1 : (byte)0;
        }

        return new(left, top, width, height, dots);
    }

    private SKPath ScaledPath(SKPath outline, int capitalDots, int left, int top)
    {
        using var builder = new SKPathBuilder();
        using var steps = outline.CreateRawIterator();
        Span<SKPoint> points = stackalloc SKPoint[4];
        SKPathVerb verb;
        while ((verb = steps.Next(points)) != SKPathVerb.Done)
        {
            for (var i = 0; i < points.Length; i++)
                points[i] = new(ToDots(points[i].X, capitalDots) - left, ToDots(points[i].Y, capitalDots) - top);
            switch (verb)
            {
                case SKPathVerb.Move: builder.MoveTo(points[0]); break;
                case SKPathVerb.Line: builder.LineTo(points[1]); break;
                case SKPathVerb.Quad: builder.QuadTo(points[1], points[2]); break;
                case SKPathVerb.Cubic: builder.CubicTo(points[1], points[2], points[3]); break;
                case SKPathVerb.Close: builder.Close(); break;
                default: throw new InvalidOperationException($"An outline of the embedded font holds a {verb}.");
            }
        }

        return builder.Detach();
    }

    private float ToDots(float units, int capitalDots) =>
        Scale((long)MathF.Round(units), capitalDots, SubDots) / (float)SubDots;

    /// <summary>Font units to dots (or parts of dots), rounded to the nearest, in whole numbers.</summary>
    private int Scale(long units, int capitalDots, int parts) =>
        (int)Math.Floor((decimal)(2 * units * capitalDots * parts + capitalUnits) / (2 * capitalUnits));
}

/// <param name="Left">Dots from the origin to the mask's left edge; may be negative.</param>
/// <param name="Top">Dots from the baseline down to the mask's top edge; mostly negative.</param>
/// <param name="Dots">1 = ink, row by row.</param>
internal sealed record GlyphMask(int Left, int Top, int Width, int Height, byte[] Dots)
{
    public static readonly GlyphMask Empty = new(0, 0, 0, 0, []);
}

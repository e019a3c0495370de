using SkiaSharp;

namespace PrintStation.Central.Seeding;

/// <summary>Draws an invented signature, 168 × 44 dots, black on white.</summary>
internal static class SignatureArtist
{
    public const int Width = 168;
    public const int Height = 44;

    private const byte Threshold = 128;

    /// <summary>The same dots twice: as PNG for the face, as bits for the chip (MSB first, 1 = black, 21 bytes a line: 924 bytes).</summary>
    public static (byte[] Png, byte[] Bits) Sign(int seed)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Gray8, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            using var path = Scrawl(new Random(seed));
            using var paint = new SKPaint
            {
                Color = SKColors.Black, Style = SKPaintStyle.Stroke, StrokeWidth = 2.1f, StrokeCap = SKStrokeCap.Round, IsAntialias = true,
            };
            canvas.DrawPath(path, paint);
        }

        var bits = new byte[Width / 8 * Height];
        var pixels = bitmap.GetPixelSpan();
        Span<byte> black = new byte[Width * Height];
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var ink = pixels[(y * bitmap.RowBytes) + x] < Threshold;
                black[(y * Width) + x] = ink ? (byte)0 : (byte)255;
                if (ink)
                    bits[(y * (Width / 8)) + (x / 8)] |= (byte)(0x80 >> (x % 8));
            }
        }

        return (Png(black), bits);
    }

    private static SKPath Scrawl(Random random)
    {
        // An initial, a row of waves that get flatter, and a stroke below.
        using var builder = new SKPathBuilder();
        var x = 14f + random.Next(10);
        DrawCapital(builder, x, random);
        x += 14;
        var waves = 4 + random.Next(4);
        for (var n = 0; n < waves; n++)
        {
            var width = 9f + random.Next(9);
            var up = 24 - ((14f + random.Next(8)) * (1 - (n / (waves + 3f))));
            builder.CubicTo(x + (width * 0.3f), up, x + (width * 0.7f), up, x + (width * 0.6f), 26 + random.Next(4));
            builder.CubicTo(x + (width * 0.5f), 36, x + (width * 0.9f), 32, x + width, 25);
            x += width;
        }

        builder.CubicTo(x + 12, 20, x + 20, 18 + random.Next(10), Math.Min(x + 34, Width - 4), 16 + random.Next(8));
        if (random.Next(3) != 0)
        {
            builder.MoveTo(20 + random.Next(12), 38 + random.Next(3));
            builder.CubicTo(60, 34 + random.Next(4), 100, 36 + random.Next(6), 130 + random.Next(30), 34 + random.Next(6));
        }

        return builder.Detach();
    }

    /// <summary>One of four initials; each ends 14 dots further right, at mid height.</summary>
    private static void DrawCapital(SKPathBuilder builder, float x, Random random)
    {
        builder.MoveTo(x, 32);
        switch (random.Next(4))
        {
            case 0:
                builder.CubicTo(x - 8, 6 + random.Next(6), x + 18, 0, x + 12, 20 + random.Next(6));
                builder.CubicTo(x + 8, 40, x - 4, 38, x + 14, 24);
                break;
            case 1:
                builder.LineTo(x + 4, 6 + random.Next(4));
                builder.CubicTo(x + 26, 2, x + 24, 22, x + 3, 20);
                builder.CubicTo(x + 10, 18, x + 12, 34, x + 14, 24);
                break;
            case 2:
                builder.CubicTo(x - 16, 30, x - 8, 4, x + 12, 8 + random.Next(4));
                builder.CubicTo(x + 2, 8, x - 6, 36, x + 14, 24);
                break;
            default:
                builder.CubicTo(x + 2, 20, x + 6, 8, x + 10, 5);
                builder.CubicTo(x + 12, 16, x + 12, 28, x + 13, 34);
                builder.CubicTo(x - 2, 24, x + 6, 20, x + 14, 24);
                break;
        }
    }

    private static byte[] Png(ReadOnlySpan<byte> dots)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Gray8, SKAlphaType.Opaque));
        for (var y = 0; y < Height; y++)
            dots.Slice(y * Width, Width).CopyTo(bitmap.GetPixelSpan().Slice(y * bitmap.RowBytes, Width));
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}

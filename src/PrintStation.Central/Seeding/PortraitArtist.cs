using SkiaSharp;

namespace PrintStation.Central.Seeding;

/// <summary>Draws simple friendly faces: nobody's photograph, yet each person another.</summary>
internal static class PortraitArtist
{
    public const int Width = 480;
    public const int Height = 640;

    private const int PhotoQuality = 88;
    private const int ChipWidth = 120;
    private const int ChipHeight = 160;

    /// <summary>JPEG 480 × 640 for the face of the card, well below 64 KiB.</summary>
    public static byte[] Photo(PortraitLook look)
    {
        using var bitmap = Draw(look);
        return Encode(bitmap, PhotoQuality);
    }

    /// <summary>JPEG for the chip.</summary>
    /// <param name="maximumBytes">The quality goes down until it fits.</param>
    public static byte[] ChipPhoto(PortraitLook look, int maximumBytes)
    {
        using var full = Draw(look);
        using var small = full.Resize(new SKImageInfo(ChipWidth, ChipHeight), new SKSamplingOptions(SKCubicResampler.Mitchell))
            ?? throw new InvalidOperationException("The portrait cannot be made smaller.");
        for (var quality = 85; quality > 5; quality -= 5)
        {
            var jpeg = Encode(small, quality);
            if (jpeg.Length <= maximumBytes)
                return jpeg;
        }

        throw new InvalidOperationException($"No chip photo fits in {maximumBytes} bytes.");
    }

    private static SKBitmap Draw(PortraitLook look)
    {
        var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        var random = new Random(look.Seed);
        var style = PortraitStyle.Choose(look, random);
        var brush = new PortraitBrush(canvas);
        DrawBackground(canvas, look.Background);

        // The face alone is wider or narrower; the rest fits around it.
        if (!look.Hijab)
            PortraitHair.DrawBehind(brush, style);
        PortraitFace.DrawNeck(brush, style);
        PortraitClothes.Draw(brush, style, look.Hijab);
        canvas.Save();
        canvas.Scale(style.FaceWidth, 1, Width / 2f, 0);
        PortraitFace.Draw(brush, style, look);
        canvas.Restore();
        if (look.Hijab)
            PortraitClothes.DrawHijab(brush, style);
        else
            PortraitHair.DrawFront(brush, style);
        if (style.Glasses)
            PortraitFace.DrawGlasses(brush);
        return bitmap;
    }

    private static void DrawBackground(SKCanvas canvas, PortraitBackground background)
    {
        var color = background switch
        {
            PortraitBackground.Red => new SKColor(0xC6, 0x1F, 0x26),
            PortraitBackground.Blue => new SKColor(0x1F, 0x58, 0xB5),
            _ => new SKColor(0xF0, 0x8A, 0x1D),
        };
        using var shader = SKShader.CreateRadialGradient(
            new SKPoint(Width / 2f, Height * 0.4f), Height * 0.75f, [PortraitBrush.Shade(color, 1.10f), PortraitBrush.Shade(color, 0.88f)],
            SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader };
        canvas.DrawRect(0, 0, Width, Height, paint);
    }

    private static byte[] Encode(SKBitmap bitmap, int quality)
    {
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
        return data.ToArray();
    }
}

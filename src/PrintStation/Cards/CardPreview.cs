using SkiaSharp;

namespace PrintStation.Cards;

/// <summary>The face as a person will see it, without the pre-printed background.</summary>
internal static class CardPreview
{
    /// <returns>A landscape PNG, a dot of the printer a pixel.</returns>
    /// <exception cref="ArgumentException">The face was refused: there is nothing to show.</exception>
    public static byte[] ToPng(RenderedFace face, PanelGeometry geometry)
    {
        if (face.Panels is not { } panels)
            throw new ArgumentException("A refused face has no panels.", nameof(face));
        var (yellow, magenta, cyan, black) = (Dots(panels, 'y'), Dots(panels, 'm'), Dots(panels, 'c'), Dots(panels, 'k'));
        using var bitmap = new SKBitmap(new SKImageInfo(geometry.DotsAlong, geometry.DotsAcross, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var pixels = bitmap.GetPixelSpan();
        for (var y = 0; y < geometry.DotsAcross; y++)
        {
            for (var x = 0; x < geometry.DotsAlong; x++)
            {
                var source = x * geometry.DotsAcross + geometry.DotsAcross - 1 - y;
                var target = y * bitmap.RowBytes + x * 4;
                var inked = black[source] != 0;
                pixels[target] = inked ? (byte)0 : Light(cyan[source], geometry);
                pixels[target + 1] = inked ? (byte)0 : Light(magenta[source], geometry);
                pixels[target + 2] = inked ? (byte)0 : Light(yellow[source], geometry);
                pixels[target + 3] = 255;
            }
        }

        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static byte[] Dots(IReadOnlyList<CardPanel> panels, char name) => panels.Single(panel => panel.Name == name).Dots;

    private static byte Light(byte level, PanelGeometry geometry)
    {
        var most = geometry.ColorLevels - 1;
        var dye = geometry.NoDyeIsZero ? level : most - level;
        return (byte)(255 - dye * 255 / most);
    }
}

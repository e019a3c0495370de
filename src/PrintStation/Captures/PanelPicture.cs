using System.Globalization;
using System.Text;
using SkiaSharp;

namespace PrintStation.Captures;

/// <summary>Panels as picture files: 648 pixels across, a row of the panel a row of the picture, as it was sent (the card's landscape face
/// is turned clockwise). Dots are dark: 0 is white, levels − 1 black, whatever the panel's dye is.</summary>
internal static class PanelPicture
{
    /// <summary>8-bit grey: 255 − dot × 255 / (levels − 1), rounded down, so that no two levels look alike.</summary>
    /// <exception cref="ArgumentException">The panel has no whole row.</exception>
    public static byte[] ToPng(CapturedPanel panel)
    {
        RequireRows(panel);
        var info = new SKImageInfo(CapturedRaster.DotsAcross, panel.Rows, SKColorType.Gray8, SKAlphaType.Opaque);
        using var bitmap = new SKBitmap(info);
        var pixels = bitmap.GetPixelSpan();
        var dots = CapturedRaster.Dots(panel);
        var most = panel.Levels - 1;
        for (var row = 0; row < panel.Rows; row++)
            for (var x = 0; x < CapturedRaster.DotsAcross; x++)
                pixels[row * bitmap.RowBytes + x] = (byte)(255 - dots[row * CapturedRaster.DotsAcross + x] * 255 / most);
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    /// <summary>Two levels: PBM (P4), the bits as they were sent. More: PGM (P5) with the greatest value levels − 1, a pixel being that
    /// minus the dot.</summary>
    /// <inheritdoc cref="ToPng" path="/exception"/>
    public static byte[] ToPortable(CapturedPanel panel)
    {
        RequireRows(panel);
        if (panel.Levels == 2)
            return [.. Header($"P4\n{CapturedRaster.DotsAcross} {panel.Rows}\n"), .. panel.Packed.Span];

        var most = panel.Levels - 1;
        var header = Header($"P5\n{CapturedRaster.DotsAcross} {panel.Rows}\n{most}\n");
        return [.. header, .. CapturedRaster.Dots(panel).Select(dot => (byte)(most - dot))];
    }

    /// <summary>Without the dot: pbm or pgm.</summary>
    public static string PortableExtension(CapturedPanel panel) => panel.Levels == 2 ? "pbm" : "pgm";

    private static byte[] Header(FormattableString text) => Encoding.ASCII.GetBytes(text.ToString(CultureInfo.InvariantCulture));

    private static void RequireRows(CapturedPanel panel)
    {
        if (panel.Rows == 0)
            throw new ArgumentException("A panel without a whole row is no picture.", nameof(panel));
    }
}

using System.Buffers;
using SkiaSharp;

namespace PrintStation.Cards;

/// <summary>Turns a face into the panels of a ribbon. The same face gives the same dots on every machine. Make one and keep it: it holds
/// the fonts. Safe for several threads.</summary>
internal sealed class CardRenderer : IDisposable
{
    /// <summary>A photo's width divided by its height: 3:4 is meant; 2:3 and the like are printed with a white edge.</summary>
    private const decimal NarrowestPhoto = 0.60m;
    private const decimal WidestPhoto = 0.90m;

    /// <summary>Fewer dots than the chip's smallest photo cannot be a portrait.</summary>
    private const int LeastPhotoDots = 60;

    private readonly CardFonts fonts = new();
    private readonly Typesetter typesetter;
    private volatile OverlayOf? overlay;

    public CardRenderer() => typesetter = new(fonts);

    /// <returns>Panels y, m, c, k and o, or the first reason why the face cannot be printed. The overlay's dots are shared between
    /// faces: read them only.</returns>
    public RenderedFace Render(CardFace face, CardLayout layout, PanelGeometry geometry)
    {
        var grid = new CardGrid(layout, geometry);
        var lines = new List<SetLine>(64);
        if (typesetter.Set(face.Texts, layout, grid, lines) is { } textRefusal)
            return Refused(textRefusal);
        var (photo, photoReason) = ReadPhoto(face.PhotoJpeg);
        using var photoHeld = photo;
        if (photo is null)
            return Refused(new(CardFields.Photo, $"photo-{photoReason}"));
        var (signature, signatureReason) = ReadSignature(face.SignaturePng);
        using var signatureHeld = signature;
        if (signature is null)
            return Refused(new(CardFields.Signature, $"signature-{signatureReason}"));

        var black = new byte[geometry.DotsAcross * geometry.DotsAlong];
        foreach (var line in lines)
            Ink(line, grid, black);
        var signatureBox = grid.Box(layout.Signature).Inside(signature.Width, signature.Height);
        var signatureDots = Ink(signature, signatureBox, grid, black);
        // White on black, or a photo in its place: no signature is mostly ink.
        if (signatureDots * 2 > signatureBox.Width * signatureBox.Height)
            return Refused(new(CardFields.Signature, "signature-inverted"));
        var (yellow, magenta, cyan) = Dye(photo, grid.Box(layout.Photo), grid, geometry, black);

        var warnings = new List<string>(2);
        if (PhotoBackground.Check(photo, face.Texts) is { } background)
            warnings.Add(background);
        if (signatureDots == 0)
            warnings.Add("signature-blank");
        CardPanel[] panels =
        [
            new('y', geometry.ColorLevels, yellow), new('m', geometry.ColorLevels, magenta), new('c', geometry.ColorLevels, cyan),
            new('k', 2, black), new('o', 2, Overlay(layout, geometry, grid)),
        ];
        return new(panels, null, warnings);
    }

    public void Dispose() => fonts.Dispose();

    private static RenderedFace Refused(FaceRefusal refusal) => new(null, refusal, []);

    private static (FaceImage? Image, string? Reason) ReadPhoto(byte[] jpeg)
    {
        var (image, reason) = FaceImage.Decode(jpeg, SKEncodedImageFormat.Jpeg);
        if (image is null)
            return (null, reason);
        var shape = (decimal)image.Width / image.Height;
        if (shape is >= NarrowestPhoto and <= WidestPhoto && image.Width >= LeastPhotoDots)
            return (image, null);
        reason = image.Width < LeastPhotoDots ? "too-small" : "wrong-shape";
        image.Dispose();
        return (null, reason);
    }

    private static (FaceImage? Image, string? Reason) ReadSignature(byte[] png)
    {
        var (image, reason) = FaceImage.Decode(png, SKEncodedImageFormat.Png);
        if (image is null || image.Width >= image.Height)
            return (image, reason);
        image.Dispose();
        return (null, "wrong-shape");
    }

    private static void Ink(SetLine line, CardGrid grid, byte[] black)
    {
        line.Font.Set(line.Text, line.CapitalDots, (mask, advance) =>
        {
            var (left, top) = (line.X + advance + mask.Left, line.Baseline + mask.Top);
            for (var x = Math.Max(0, -left); x < mask.Width && left + x < grid.Along; x++)
            {
                for (var y = Math.Max(0, -top); y < mask.Height && top + y < grid.Across; y++)
                    black[grid.Index(left + x, top + y)] |= mask.Dots[y * mask.Width + x];
            }
        });
    }

    /// <returns>How many dots were inked.</returns>
    private static int Ink(FaceImage signature, DotBox box, CardGrid grid, byte[] black)
    {
        var length = box.Width * box.Height * 3;
        var scaled = ArrayPool<byte>.Shared.Rent(length);
        var inked = 0;
        ImageScaler.Scale(signature, box.Width, box.Height, scaled);
        for (var i = 0; i < length; i += 3)
        {
            if (scaled[i] * 299 + scaled[i + 1] * 587 + scaled[i + 2] * 114 >= 128 * 1000)
                continue;
            black[grid.Index(box.Left + i / 3 % box.Width, box.Top + i / 3 / box.Width)] = 1;
            inked++;
        }

        ArrayPool<byte>.Shared.Return(scaled, clearArray: true);
        return inked;
    }

    private static (byte[] Yellow, byte[] Magenta, byte[] Cyan) Dye(
        FaceImage photo, DotBox space, CardGrid grid, PanelGeometry geometry, byte[] black)
    {
        var levels = DyeLevels(geometry);
        byte[] NewPanel()
        {
            var panel = new byte[geometry.DotsAcross * geometry.DotsAlong];
            if (levels[255] != 0)
                Array.Fill(panel, levels[255]);
            return panel;
        }

        var (yellow, magenta, cyan) = (NewPanel(), NewPanel(), NewPanel());
        var box = space.Inside(photo.Width, photo.Height);
        var scaled = ArrayPool<byte>.Shared.Rent(box.Width * box.Height * 3);
        ImageScaler.Scale(photo, box.Width, box.Height, scaled);
        for (var x = 0; x < box.Width; x++)
        {
            for (var y = 0; y < box.Height; y++)
            {
                var target = grid.Index(box.Left + x, box.Top + y);
                if (black[target] != 0)
                    continue;
                var source = (y * box.Width + x) * 3;
                cyan[target] = levels[scaled[source]];
                magenta[target] = levels[scaled[source + 1]];
                yellow[target] = levels[scaled[source + 2]];
            }
        }

        ArrayPool<byte>.Shared.Return(scaled, clearArray: true);
        return (yellow, magenta, cyan);
    }

    /// <summary>For each intensity of a light the level of the dye that takes it away.</summary>
    private static byte[] DyeLevels(PanelGeometry geometry)
    {
        var most = geometry.ColorLevels - 1;
        var levels = new byte[256];
        for (var light = 0; light < 256; light++)
        {
            var dye = ((255 - light) * most + 127) / 255;
            levels[light] = (byte)(geometry.NoDyeIsZero ? dye : most - dye);
        }

        return levels;
    }

    private byte[] Overlay(CardLayout layout, PanelGeometry geometry, CardGrid grid)
    {
        if (overlay is { } known && ReferenceEquals(known.Layout, layout) && known.Geometry == geometry)
            return known.Dots;
        var dots = new byte[geometry.DotsAcross * geometry.DotsAlong];
        Array.Fill(dots, (byte)1);
        if (layout.ChipHole is { } hole)
        {
            var box = grid.Box(hole);
            for (var x = box.Left; x < box.Right; x++)
                dots.AsSpan(grid.Index(x, box.Bottom - 1), box.Height).Clear();
        }

        overlay = new(layout, geometry, dots);
        return dots;
    }

    private sealed record OverlayOf(CardLayout Layout, PanelGeometry Geometry, byte[] Dots);
}

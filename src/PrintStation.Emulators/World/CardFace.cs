using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SkiaSharp;

namespace PrintStation.Emulators.World;

/// <param name="Name">y, m, c, k or o.</param>
/// <param name="Levels">2 for k and o.</param>
/// <param name="Dots">One byte a dot, across the head, row by row along the feed.</param>
internal sealed record RibbonPanel(char Name, int Levels, byte[] Dots);

/// <summary>How many dots a face has.</summary>
/// <param name="Across">Across the head: the short side. A multiple of 8.</param>
/// <param name="Along">Along the feed: the long side.</param>
internal sealed record Raster(int Across, int Along)
{
    /// <summary>A card at 300 dpi.</summary>
    public static readonly Raster Card = new(648, 1016);

    public int Dots => Across * Along;

    public int RowBytes => Across / 8;
}

/// <summary>The dye on one side of a card. What was printed stays: a second print comes on top of the first.</summary>
internal sealed class CardFace(Raster raster)
{
    // Dye per dot, 0 none … 255 full; kept until the card lies in a tray: a hundred cards are a hundred pictures, not a hundred rasters.
    private readonly Dictionary<char, byte[]> _dye = [];
    private byte[]? _picture;
    private string? _fingerprint;
    private bool _finished;

    /// <summary>Panels that were printed to their end, in order.</summary>
    public string CompletePanels { get; private set; } = "";

    public bool IsPrinted { get; private set; }

    /// <summary>Whether a person who looks at the face finds a whole print: each colour, text and overlay, once.</summary>
    public bool LooksWhole => CompletePanels == "ymcko";

    /// <summary>SHA-256 over the dye of each panel, in hex: two faces that look the same have the same.</summary>
    public string Fingerprint()
    {
        if (_fingerprint is not null)
            return _fingerprint;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (panel, dye) in _dye.OrderBy(layer => layer.Key))
        {
            hash.AppendData([(byte)panel]);
            hash.AppendData(dye);
        }

        return _fingerprint = Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <param name="part">Of the way along the feed that the head passed before the print stopped; 1 is all of it.</param>
    public void Print(RibbonPanel panel, double part)
    {
        if (_finished)
            throw new InvalidOperationException("The card lies in a tray already; it cannot be printed again.");

        (_picture, _fingerprint) = (null, null);
        IsPrinted = true;
        var rows = (int)(raster.Along * part);
        if (rows == raster.Along)
            CompletePanels += panel.Name;

        if (!_dye.TryGetValue(panel.Name, out var dye))
            _dye[panel.Name] = dye = new byte[raster.Dots];

        var strongest = panel.Levels - 1;
        for (var dot = 0; dot < rows * raster.Across; dot++)
            dye[dot] = (byte)Math.Min(255, dye[dot] + panel.Dots[dot] * 255 / strongest);
    }

    /// <summary>PNG, landscape; null when nothing was printed.</summary>
    public byte[]? TakePicture() => IsPrinted ? _picture ??= Compose() : null;

    /// <summary>As <see cref="TakePicture"/>; the face takes no more dye afterwards.</summary>
    public byte[]? Finish()
    {
        var picture = TakePicture();
        _finished = true;
        _dye.Clear();
        return picture;
    }

    private byte[] Compose()
    {
        var (across, along) = raster;
        var empty = new byte[raster.Dots];
        byte[] Layer(char name) => _dye.GetValueOrDefault(name, empty);
        var (yellow, magenta, cyan, black) = (Layer('y'), Layer('m'), Layer('c'), Layer('k'));
        var pixels = new byte[raster.Dots * 4];
        for (var x = 0; x < along; x++)
        {
            for (var y = 0; y < across; y++)
            {
                // The landscape face was turned clockwise: its column x became row x, its top edge the last dot of each row.
                var dot = x * across + (across - 1 - y);
                var pixel = (y * along + x) * 4;
                var light = 255 - black[dot];
                pixels[pixel] = (byte)((255 - cyan[dot]) * light / 255);
                pixels[pixel + 1] = (byte)((255 - magenta[dot]) * light / 255);
                pixels[pixel + 2] = (byte)((255 - yellow[dot]) * light / 255);
                pixels[pixel + 3] = 255;
            }
        }

        using var bitmap = new SKBitmap(new SKImageInfo(along, across, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Marshal.Copy(pixels, 0, bitmap.GetPixels(), pixels.Length);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}

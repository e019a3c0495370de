using System.Runtime.InteropServices;
using SkiaSharp;

namespace PrintStation.Emulators.World;

/// <param name="Name">y, m, c, k or o.</param>
/// <param name="Levels">2 for k and o.</param>
/// <param name="Dots">One byte a dot, across the head, row by row along the feed.</param>
internal sealed record RibbonPanel(char Name, int Levels, byte[] Dots);

/// <summary>The dye on one side of a card. What was printed stays: a second print comes on top of the first.</summary>
internal sealed class CardFace
{
    /// <summary>Dots across the head: the short side.</summary>
    public const int Across = 648;

    /// <summary>Dots along the feed: the long side.</summary>
    public const int Along = 1016;

    // Dye per dot, 0 none … 255 full; kept until the card lies in a tray: a hundred cards are a hundred pictures, not a hundred rasters.
    private readonly Dictionary<char, byte[]> _dye = [];
    private byte[]? _picture;
    private bool _finished;

    /// <summary>Panels that were printed to their end, in order.</summary>
    public string CompletePanels { get; private set; } = "";

    public bool IsPrinted { get; private set; }

    /// <summary>Whether a person who looks at the face finds a whole print: each colour, text and overlay, once.</summary>
    public bool LooksWhole => CompletePanels == "ymcko";

    /// <param name="rows">How many rows along the feed the head passed before the print stopped.</param>
    public void Print(RibbonPanel panel, int rows)
    {
        if (_finished)
            throw new InvalidOperationException("The card lies in a tray already; it cannot be printed again.");

        _picture = null;
        IsPrinted = true;
        if (rows == Along)
            CompletePanels += panel.Name;

        if (!_dye.TryGetValue(panel.Name, out var dye))
            _dye[panel.Name] = dye = new byte[Across * Along];

        var strongest = panel.Levels - 1;
        for (var dot = 0; dot < rows * Across; dot++)
            dye[dot] = (byte)Math.Min(255, dye[dot] + panel.Dots[dot] * 255 / strongest);
    }

    /// <summary>PNG, landscape, 1016 × 648; null when nothing was printed.</summary>
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
        var empty = new byte[Across * Along];
        byte[] Layer(char name) => _dye.GetValueOrDefault(name, empty);
        var (yellow, magenta, cyan, black) = (Layer('y'), Layer('m'), Layer('c'), Layer('k'));
        var pixels = new byte[Across * Along * 4];
        for (var x = 0; x < Along; x++)
        {
            for (var y = 0; y < Across; y++)
            {
                // The landscape face was turned clockwise: its column x became row x, its top edge the last dot of each row.
                var dot = x * Across + (Across - 1 - y);
                var pixel = (y * Along + x) * 4;
                var light = 255 - black[dot];
                pixels[pixel] = (byte)((255 - cyan[dot]) * light / 255);
                pixels[pixel + 1] = (byte)((255 - magenta[dot]) * light / 255);
                pixels[pixel + 2] = (byte)((255 - yellow[dot]) * light / 255);
                pixels[pixel + 3] = 255;
            }
        }

        using var bitmap = new SKBitmap(new SKImageInfo(Along, Across, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Marshal.Copy(pixels, 0, bitmap.GetPixels(), pixels.Length);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}

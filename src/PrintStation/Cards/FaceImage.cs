using System.Buffers;
using SkiaSharp;

namespace PrintStation.Cards;

/// <summary>A decoded image on white. The pixels are rented: dispose it.</summary>
internal sealed class FaceImage : IDisposable
{
    /// <summary>Most bytes of an encoded image, and most dots on each side.</summary>
    public const int MostBytes = 64 * 1024;
    public const int MostDots = 2000;

    private byte[] rgba;

    private FaceImage(int width, int height, byte[] rgba)
    {
        Width = width;
        Height = height;
        this.rgba = rgba;
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Four bytes a dot, row by row: red, green, blue, and one without meaning.</summary>
    public ReadOnlySpan<byte> Rgba => rgba.AsSpan(0, Width * Height * 4);

    /// <summary>Decodes only what it is told to expect: other formats and images that would burst the memory reach no decoder.</summary>
    /// <returns>The image, or the reason: "missing", "too-large", "wrong-format", "unreadable".</returns>
    public static (FaceImage? Image, string? Reason) Decode(byte[]? encoded, SKEncodedImageFormat format)
    {
        if (encoded is not { Length: > 0 })
            return (null, "missing");
        if (encoded.Length > MostBytes)
            return (null, "too-large");
        if (!encoded.AsSpan().StartsWith(Start(format)))
            return (null, "wrong-format");
        using var data = SKData.CreateCopy(encoded);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.EncodedFormat != format || codec.Info.Width < 1 || codec.Info.Height < 1)
            return (null, "unreadable");
        if (codec.Info.Width > MostDots || codec.Info.Height > MostDots)
            return (null, "too-large");
        // A photo that must be turned first was not made for a card; printed as it is, it would lie on its side.
        if (codec.EncodedOrigin != SKEncodedOrigin.TopLeft)
            return (null, "wrong-format");
        return Pixels(codec);
    }

    public void Dispose()
    {
        var returned = Interlocked.Exchange(ref rgba, []);
        if (returned.Length > 0)
            ArrayPool<byte>.Shared.Return(returned, clearArray: true);
    }

    private static ReadOnlySpan<byte> Start(SKEncodedImageFormat format) => format switch
    {
        SKEncodedImageFormat.Jpeg => [0xFF, 0xD8, 0xFF],
        SKEncodedImageFormat.Png => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A],
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Faces hold JPEG and PNG."),
    };

    private static (FaceImage? Image, string? Reason) Pixels(SKCodec codec)
    {
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        // No colour space: a conversion would be computed differently by different processors.
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul, null);
        var pixels = ArrayPool<byte>.Shared.Rent(info.BytesSize);
        var image = new FaceImage(width, height, pixels);
        if (codec.GetPixels(info, pixels) != SKCodecResult.Success)
        {
            image.Dispose();
            return (null, "unreadable");
        }

        if (codec.Info.AlphaType != SKAlphaType.Opaque)
            ComposeOnWhite(pixels.AsSpan(0, info.BytesSize));
        return (image, null);
    }

    private static void ComposeOnWhite(Span<byte> rgba)
    {
        for (var i = 0; i < rgba.Length; i += 4)
        {
            var alpha = rgba[i + 3];
            if (alpha == 255)
                continue;
            for (var channel = i; channel < i + 3; channel++)
                rgba[channel] = (byte)((rgba[channel] * alpha + 255 * (255 - alpha) + 127) / 255);
        }
    }
}

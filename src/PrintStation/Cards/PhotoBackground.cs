using System.Globalization;

namespace PrintStation.Cards;

internal enum BackgroundColor
{
    Red,
    Blue,
    Orange,
}

/// <summary>The colour behind the photo: red for odd birth years, blue for even ones, orange for foreigners. Real cards differ, so a
/// difference is only a warning.</summary>
internal static class PhotoBackground
{
    /// <returns>A warning code, or null when the colour is the expected one.</returns>
    public static string? Check(FaceImage photo, IReadOnlyDictionary<string, string> texts)
    {
        if (Expected(texts) is not { } expected)
            return "photo-background-unchecked";
        return Shows(photo, expected) ? null : expected switch
        {
            BackgroundColor.Red => "photo-background-not-red",
            BackgroundColor.Blue => "photo-background-not-blue",
            _ => "photo-background-not-orange",
        };
    }

    /// <returns>Null when the texts do not tell.</returns>
    public static BackgroundColor? Expected(IReadOnlyDictionary<string, string> texts)
    {
        if (!texts.TryGetValue(CardFields.Citizenship, out var citizenship))
            return null;
        if (!citizenship.Equals("WNI", StringComparison.OrdinalIgnoreCase))
            return BackgroundColor.Orange;
        if (!texts.TryGetValue(CardFields.BirthDate, out var text)
            || !DateOnly.TryParseExact(text, "dd-MM-yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var birth))
            return null;
        return birth.Year % 2 != 0 ? BackgroundColor.Red : BackgroundColor.Blue;
    }

    /// <summary>Looks left and right of the head: the outer eighths, upper half. Most of them must show it.</summary>
    public static bool Shows(FaceImage photo, BackgroundColor expected)
    {
        var (seen, right) = (0, 0);
        var strip = Math.Max(1, photo.Width / 8);
        var (from, to) = (photo.Height / 20, Math.Max(photo.Height / 20 + 1, photo.Height * 9 / 20));
        var step = Math.Max(1, photo.Width / 160);
        for (var y = from; y < to; y += step)
        {
            for (var x = 0; x < strip; x += step)
            {
                seen += 2;
                right += Is(photo, x, y, expected) ? 1 : 0;
                right += Is(photo, photo.Width - 1 - x, y, expected) ? 1 : 0;
            }
        }

        return right * 2 > seen;
    }

    private static bool Is(FaceImage photo, int x, int y, BackgroundColor expected)
    {
        var dot = photo.Rgba.Slice((y * photo.Width + x) * 4, 3);
        var (hue, saturation, value) = Hue(dot[0], dot[1], dot[2]);
        if (saturation < 30 || value < 25)
            return false;
        return expected switch
        {
            BackgroundColor.Red => hue is >= 330 or < 16,
            BackgroundColor.Orange => hue is >= 16 and < 50,
            _ => hue is >= 185 and < 265,
        };
    }

    /// <returns>Degrees, per cent, per cent.</returns>
    private static (int Hue, int Saturation, int Value) Hue(int red, int green, int blue)
    {
        var most = Math.Max(red, Math.Max(green, blue));
        var span = most - Math.Min(red, Math.Min(green, blue));
        if (span == 0)
            return (0, 0, most * 100 / 255);
        var hue = most == red ? 60 * (green - blue) / span
            : most == green ? 120 + 60 * (blue - red) / span
            : 240 + 60 * (red - green) / span;
        return ((hue + 360) % 360, span * 100 / most, most * 100 / 255);
    }
}

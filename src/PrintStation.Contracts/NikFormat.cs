using System.Globalization;

namespace PrintStation.Contracts;

/// <summary>The number of a citizen: province 2, kab/kota 2, kecamatan 2 (of first registration), birth date ddmmyy (women: day + 40),
/// serial 4. The year has two digits, so the century is not in it.</summary>
public static class NikFormat
{
    public const int Length = 16;

    /// <summary>Whether the text has the shape of a NIK: sixteen digits, a possible day and month, region and serial not zero.</summary>
    public static bool IsValid(string? text)
    {
        if (text is not { Length: Length } || !text.All(char.IsAsciiDigit))
            return false;
        var day = Part(text, 6, 2) % 40;
        var month = Part(text, 8, 2);
        return Part(text, 0, 2) >= 11 && Part(text, 2, 2) > 0 && Part(text, 4, 2) > 0 && Part(text, 12, 4) > 0
            && Part(text, 6, 2) <= 71 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(2000, month);
    }

    private static int Part(string text, int start, int length) =>
        int.Parse(text.AsSpan(start, length), NumberStyles.None, CultureInfo.InvariantCulture);
}

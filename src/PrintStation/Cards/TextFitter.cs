using System.Text;

namespace PrintStation.Cards;

/// <param name="CapitalDots">Height of capitals in dots.</param>
internal sealed record FittedText(IReadOnlyList<string> Lines, int CapitalDots);

/// <summary>Finds the largest way to set a text without leaving anything out: on one line, shrunk down to the minimum; then on two
/// lines, and so on.</summary>
internal static class TextFitter
{
    /// <returns>Null when it does not fit.</returns>
    public static FittedText? Fit(CardFont font, string text, int widthDots, int capitalDots, int leastCapitalDots, int maximumLines)
    {
        for (var lines = 1; lines <= maximumLines; lines++)
        {
            for (var capital = capitalDots; capital >= leastCapitalDots; capital--)
            {
                if (Break(font, text, font.FitUnits(widthDots, capital), lines) is { } broken)
                    return new(broken, capital);
            }
        }

        return null;
    }

    /// <summary>Text as it is printed: single spaces, composed characters.</summary>
    /// <returns>Null when it holds half a surrogate pair, which is no character.</returns>
    public static string? Normalize(string text)
    {
        var words = string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (Ascii.IsValid(words))
            return words;
        for (var i = 0; i < words.Length; i++)
        {
            if (!char.IsSurrogate(words[i]))
                continue;
            if (i + 1 >= words.Length || !char.IsSurrogatePair(words[i], words[i + 1]))
                return null;
            i++;
        }

        return words.Normalize(NormalizationForm.FormC);
    }

    /// <summary>Fills line after line with as many words as fit; no other way needs fewer lines.</summary>
    private static List<string>? Break(CardFont font, string text, int units, int maximumLines)
    {
        var lines = new List<string>();
        var start = 0;
        while (start < text.Length)
        {
            if (lines.Count == maximumLines)
                return null;
            var end = LineEnd(font, text, start, units);
            if (end < 0)
                return null;
            lines.Add(text[start..end].TrimEnd(' '));
            start = end;
        }

        return lines;
    }

    /// <returns>Where the longest line that fits ends; -1 when not even one word fits.</returns>
    private static int LineEnd(CardFont font, string text, int start, int units)
    {
        if (font.Width(text.AsSpan(start)) <= units)
            return text.Length;
        var best = -1;
        for (var end = start + 1; end < text.Length; end++)
        {
            // A line may end after a space, and after a stroke or hyphen inside a word.
            if (text[end - 1] is not (' ' or '/' or '-'))
                continue;
            if (font.Width(text.AsSpan(start, end - start).TrimEnd(' ')) > units)
                break;
            best = end;
        }

        return best;
    }
}

using System.Text;
using System.Text.RegularExpressions;
using PrintStation.Contracts;

namespace PrintStation;

/// <summary>What a person writes may hold a citizen's number: sixteen digits in a row, mistyped or not, and in parts as people write long numbers. Papers
/// have numbers of parts too: so in parts only what is a possible NIK counts.</summary>
internal static partial class SixteenDigits
{
    private const string Hidden = "••••";

    public static bool StandIn(string text) => Find(text).Any();

    /// <summary>The whole text is a possible NIK.</summary>
    public static bool AreNik(string text) => NikFormat.IsValid(text);

    public static string Hide(string text)
    {
        var (hidden, end) = (new StringBuilder(), 0);
        foreach (var found in Find(text))
        {
            hidden.Append(text, end, found.Start.Value - end).Append(Hidden);
            end = found.End.Value;
        }

        return hidden.Append(text, end, text.Length - end).ToString();
    }

    private static IEnumerable<Range> Find(string text)
    {
        foreach (Match line in Parts().Matches(text))
        {
            var parts = line.Groups["part"].Captures;
            for (var first = 0; first < parts.Count; first++)
            {
                if (LastOf(parts, first) is not { } last)
                    continue;
                yield return parts[first].Index..(parts[last].Index + parts[last].Length);
                first = last;
            }
        }
    }

    /// <summary>With which part the number ends that begins with this one; null where none does.</summary>
    private static int? LastOf(CaptureCollection parts, int first)
    {
        if (parts[first].Length >= NikFormat.Length)
            return first;
        var digits = "";
        for (var last = first; last < parts.Count && digits.Length < NikFormat.Length; last++)
        {
            digits += parts[last].Value;
            if (NikFormat.IsValid(digits))
                return last;
        }

        return null;
    }

    /// <summary>Digits with blanks, or one dot, dash or slash, between.</summary>
    [GeneratedRegex(@"(?<part>[0-9]+)(?:(?:\s*[\p{Pd}./]\s*|\s+)(?<part>[0-9]+))*")]
    private static partial Regex Parts();
}

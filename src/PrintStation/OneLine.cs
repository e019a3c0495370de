using System.Text.RegularExpressions;

namespace PrintStation;

/// <summary>Words that are printed are one line of what everybody sees: no new paragraph in signed minutes, nothing that turns a number round.</summary>
internal static partial class OneLine
{
    public static bool Is(string text) => !Unseen().IsMatch(text);

    /// <summary>Control and format characters, and what parts lines and paragraphs.</summary>
    [GeneratedRegex(@"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]")]
    private static partial Regex Unseen();
}

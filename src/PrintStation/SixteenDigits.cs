using System.Text.RegularExpressions;

namespace PrintStation;

/// <summary>Sixteen digits in a row: what a person writes may hold a citizen's number, mistyped or not.</summary>
internal static partial class SixteenDigits
{
    public static bool StandIn(string text) => InARow().IsMatch(text);

    public static string Hide(string text) => InARow().Replace(text, "••••");

    [GeneratedRegex("[0-9]{16}")]
    private static partial Regex InARow();
}

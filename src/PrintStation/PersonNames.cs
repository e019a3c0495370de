using System.Text.RegularExpressions;

namespace PrintStation;

/// <summary>Names as people type them: one person stays one, however he is written.</summary>
internal static partial class PersonNames
{
    public static bool IsSame(string person, string other) => Comparer.Equals(Plain(person), Plain(other));

    /// <summary>How many persons these are; who has no name is none.</summary>
    public static int Count(IEnumerable<string> names) => names.Select(Plain).Where(name => name.Length > 0).ToHashSet(Comparer).Count;

    private static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    /// <summary>Accents in one form; of all that stands between letters and digits only that something does. "Siti R." is "siti r".</summary>
    private static string Plain(string name) => Between().Replace(name.Normalize(), " ").Trim();

    [GeneratedRegex(@"[^\p{L}\p{M}\p{N}]+")]
    private static partial Regex Between();
}

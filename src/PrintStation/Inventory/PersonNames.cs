using System.Text.RegularExpressions;

namespace PrintStation.Inventory;

/// <summary>Names as people type them: one person stays one, however he is written.</summary>
internal static partial class PersonNames
{
    public static bool IsSame(string person, string other) => Comparer.Equals(Plain(person), Plain(other));

    /// <summary>How many persons these are; who has no name is none.</summary>
    public static int Count(IEnumerable<string> names) => names.Select(Plain).Where(name => name.Length > 0).ToHashSet(Comparer).Count;

    private static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    /// <summary>Accents in one form, and one blank where several stand.</summary>
    private static string Plain(string name) => Blanks().Replace(name.Normalize().Trim(), " ");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}

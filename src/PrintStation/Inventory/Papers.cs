using System.Text.RegularExpressions;

namespace PrintStation.Inventory;

/// <summary>Numbers of papers, as people give them: one paper stays one, however its number is typed.</summary>
internal static partial class Papers
{
    private const int MostCharacters = 100;

    /// <param name="act">As people name it: "destroy".</param>
    /// <returns>The number as it is written down: see <see cref="Plain"/>.</returns>
    /// <exception cref="LedgerRefusal">None was given, or it is no number of a paper.</exception>
    public static string Require(string? document, string act) => Plain(document) ?? throw new LedgerRefusal("document-required", act);

    /// <summary>For papers that need not be there.</summary>
    /// <returns>Accents in one form, one blank where several stand, and none around it; null where there is none.</returns>
    /// <exception cref="LedgerRefusal">It is no number of a paper. A citizen's NIK does not belong into the books: nothing can be erased there.</exception>
    public static string? Plain(string? document)
    {
        if (string.IsNullOrWhiteSpace(document))
            return null;
        var paper = document.Trim();
        if (!OneLine.Is(paper))
            throw new LedgerRefusal("document-control", "--document");
        if (SixteenDigits.StandIn(paper))
            throw new LedgerRefusal("document-nik", "--document");
        paper = Blanks().Replace(paper.Normalize(), " ");
        return paper.Length > MostCharacters ? throw new LedgerRefusal("document-long", $"{MostCharacters}") : paper;
    }

    /// <summary>Of a query: the paper of this column is the one that is asked for. Older versions and the centre write what was typed.</summary>
    public static string IsSame(string column, string asked) => $"({column} IS NOT NULL AND trim({column}) = trim({asked}) COLLATE NOCASE)";

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}

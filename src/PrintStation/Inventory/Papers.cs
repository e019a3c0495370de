namespace PrintStation.Inventory;

/// <summary>Numbers of papers, as people give them.</summary>
internal static class Papers
{
    private const int MostCharacters = 100;

    /// <param name="act">As people name it: "destroy".</param>
    /// <exception cref="LedgerRefusal">None was given, or it is no number of a paper.</exception>
    public static string Require(string? document, string act)
    {
        if (string.IsNullOrWhiteSpace(document))
            throw new LedgerRefusal("document-required", act);
        RequirePlain(document);
        return document;
    }

    /// <summary>For papers that need not be there.</summary>
    /// <exception cref="LedgerRefusal">It is no number of a paper. A citizen's NIK does not belong into the books: nothing can be erased there.</exception>
    public static void RequirePlain(string? document)
    {
        if (document is null)
            return;
        if (document.Length > MostCharacters)
            throw new LedgerRefusal("document-long", $"{MostCharacters}");
        if (SixteenDigits.StandIn(document))
            throw new LedgerRefusal("document-nik", "--document");
    }
}

namespace PrintStation.Inventory;

/// <summary>Names of the places that a blank can be in, as they stand in the books and in exports.</summary>
internal static class Places
{
    private const string OtherOffices = "OtherOffice(";
    private const string Hoppers = "Hopper(";
    private const string Machines = "Machine(";

    /// <summary>What stands before a printer's name where a person names its hopper.</summary>
    public const string HopperName = "hopper:";

    public const string Ministry = "Ministry";
    public const string Store = "Store";
    public const string Held = "Held";
    public const string Issued = "Issued";
    public const string Spoiled = "Spoiled";
    public const string Lost = "Lost";
    public const string Destroyed = "Destroyed";

    /// <summary>Whom cards belong to that other stations and offices made; these never were blanks of this one.</summary>
    public const string Citizens = "Citizens";

    /// <summary>The box of cards that citizens brought back.</summary>
    public const string OldCards = "OldCards";

    public const string OldCardsDestroyed = "OldCardsDestroyed";

    /// <summary>Spoiled cards that were not in their box any more when somebody looked. They were no blanks then: <see cref="Lost"/> has those that
    /// never came to an end.</summary>
    public const string SpoiledLost = "SpoiledLost";

    public const string OldCardsLost = "OldCardsLost";

    /// <summary>Blanks that were used up to try a machine; they never become cards.</summary>
    public const string Test = "Test";

    /// <summary>Where the books and the world disagree; may be negative, and must be explained by a person.</summary>
    public const string Difference = "Difference";

    public static string Hopper(string printer) => $"{Hoppers}{printer})";

    /// <summary>Whose hopper it is; null for every other place.</summary>
    public static string? PrinterOf(string place) => IsHopper(place) ? place[Hoppers.Length..^1] : null;

    public static bool IsHopper(string place) => place.StartsWith(Hoppers, StringComparison.Ordinal);

    /// <summary>As people name it: "store", "hopper:printer-1".</summary>
    public static string NameOf(string place) => PrinterOf(place) is { } printer ? HopperName + printer : place.ToLowerInvariant();

    public static string Machine(string printer) => $"{Machines}{printer})";

    /// <summary>Whose machine it is; null for every other place.</summary>
    public static string? MachineOf(string place) => place.StartsWith(Machines, StringComparison.Ordinal) ? place[Machines.Length..^1] : null;

    /// <summary>A loan: above zero what that office owes, below zero what is owed to it.</summary>
    /// <param name="office">Its code, for example "5302".</param>
    public static string OtherOffice(string office) => $"{OtherOffices}{office})";

    /// <summary>Whose loan it is, its code; null for every other place.</summary>
    public static string? OfficeOf(string place) => IsOtherOffice(place) ? place[OtherOffices.Length..^1] : null;

    public static bool IsOtherOffice(string place) => place.StartsWith(OtherOffices, StringComparison.Ordinal);

    /// <summary>In the office and usable: what may still become a card.</summary>
    public static bool IsInHand(string place) => place == Store || IsHopper(place);

    /// <summary>Where a card is that left the stock as a good one, wherever it went since.</summary>
    public static readonly IReadOnlyList<string> OfCards = [Issued, Citizens, OldCards, OldCardsDestroyed, OldCardsLost];

    public static bool IsCard(string place) => OfCards.Contains(place);

    /// <summary>What waits for its destruction: spoiled cards, or old ones.</summary>
    public static bool IsBox(string place) => place is Spoiled or OldCards;

    /// <summary>Where the books have a card that is missing from its box.</summary>
    /// <param name="box">One for which <see cref="IsBox"/> holds.</param>
    public static string LostFrom(string box) => box == OldCards ? OldCardsLost : SpoiledLost;

    /// <summary>No plastic is left of it.</summary>
    public static bool IsDestroyed(string place) => place is Destroyed or OldCardsDestroyed;

    /// <summary>The ministry gives without end, and so do citizens; the difference is whatever it is; a loan goes both ways.</summary>
    public static bool MayBeNegative(string place) =>
        place is Ministry or Difference or Citizens || IsOtherOffice(place);
}

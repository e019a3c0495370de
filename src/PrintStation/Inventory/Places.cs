namespace PrintStation.Inventory;

/// <summary>Names of the places that a blank can be in, as they stand in the books and in exports.</summary>
internal static class Places
{
    public const string Ministry = "Ministry";
    public const string Store = "Store";
    public const string Held = "Held";
    public const string Issued = "Issued";
    public const string Spoiled = "Spoiled";
    public const string Lost = "Lost";

    /// <summary>Where the books and the world disagree; may be negative, and must be explained by a person.</summary>
    public const string Difference = "Difference";

    public static string Hopper(string printer) => $"Hopper({printer})";

    public static string Machine(string printer) => $"Machine({printer})";

    /// <summary>In the office and usable: what may still become a card.</summary>
    public static bool IsInHand(string place) => place == Store || place.StartsWith("Hopper(", StringComparison.Ordinal);

    /// <summary>The ministry gives without end; the difference is whatever it is.</summary>
    public static bool MayBeNegative(string place) => place is Ministry or Difference;
}

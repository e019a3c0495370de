using System.Text.RegularExpressions;

namespace PrintStation.Inventory;

/// <summary>Chip numbers as people type them and readers tell them.</summary>
internal static partial class CardUids
{
    /// <summary>As the books have it: upper-case hex.</summary>
    /// <exception cref="LedgerRefusal">No chip's number, or one that a chip makes up anew each time: it says nothing of the card.</exception>
    public static string Require(string text)
    {
        var uid = text.Trim().ToUpperInvariant();
        if (!Hex().IsMatch(uid))
            throw new LedgerRefusal("uid", text);
        return uid.Length == RandomCharacters && uid.StartsWith("08", StringComparison.Ordinal) ? throw new LedgerRefusal("uid-no-identity", uid) : uid;
    }

    /// <summary>What a person typed. A chip of type B may have sixteen decimal digits, but who types sixteen has read the citizen's number from the
    /// card, and the books would keep it for ever.</summary>
    /// <exception cref="LedgerRefusal">As above; or it is a possible NIK, which the refusal does not repeat.</exception>
    public static string RequireTyped(string text)
    {
        var uid = text.Trim();
        return SixteenDigits.AreNik(uid) || (!Hex().IsMatch(uid.ToUpperInvariant()) && SixteenDigits.StandIn(uid))
            ? throw new LedgerRefusal("uid-nik", "")
            : Require(uid);
    }

    private const int RandomCharacters = 8;

    /// <summary>4, 7 or 10 bytes of type A (ISO/IEC 14443-3), or 8 of a chip of type B.</summary>
    [GeneratedRegex("^([0-9A-F]{8}|[0-9A-F]{14}|[0-9A-F]{16}|[0-9A-F]{20})$")]
    private static partial Regex Hex();
}

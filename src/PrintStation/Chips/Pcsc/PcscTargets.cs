namespace PrintStation.Chips.Pcsc;

/// <summary>What kind of card lies there, from its ATR and from what the reader gives as its UID. PC/SC itself does not say: for a card
/// without contacts the reader makes the ATR up (PC/SC part 3), as 3B 8n 80 01, n bytes of history and a check byte.</summary>
internal static class PcscTargets
{
    /// <summary>Of type B these are 8: application data and protocol information of the ATQB, and one byte more.</summary>
    private const int TypeBHistory = 8;

    private const int TypeBPupi = 4;

    public static bool IsContactless(ReadOnlySpan<byte> atr) =>
        atr is [0x3B, var history, 0x80, 0x01, ..] && (history & 0xF0) == 0x80 && atr.Length == 5 + (history & 0x0F);

    /// <summary>A type B card has 8 bytes of history, and the reader gives its PUPI, 4 bytes, which is no UID: it may be new each time. A
    /// card of type A can look the same if it has a UID of 4 bytes and a history of 8; such a one would be asked for its UID and, not
    /// telling it, count as mute.</summary>
    /// <param name="uid">What FF CA answered.</param>
    /// <returns>Null: neither of the two.</returns>
    public static ChipTarget? Parse(ReadOnlySpan<byte> atr, ReadOnlySpan<byte> uid)
    {
        if ((atr[1] & 0x0F) == TypeBHistory && uid.Length == TypeBPupi)
            return new ChipTarget('B', []);

        return uid.Length is 4 or 7 or 10 ? new ChipTarget('A', uid.ToArray()) : null;
    }
}

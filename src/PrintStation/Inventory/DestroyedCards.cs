namespace PrintStation.Inventory;

/// <summary>A movement that put one card, or several blanks at once, into a box that waits for destruction. Properties, not parameters: where no row
/// comes SQLite tells no type of a quantity that is reckoned.</summary>
internal sealed record SpoiledCard
{
    /// <summary>The movement's sequence in the ledger.</summary>
    public long SpoiledBy { get; init; }

    /// <summary>So many of them lie there.</summary>
    public long Quantity { get; init; }

    /// <summary>Null for a mute chip, and for blanks that were spoiled in the store.</summary>
    public string? ChipUid { get; init; }

    public string? RunId { get; init; }

    public string Reason { get; init; } = "";

    public string HappenedAt { get; init; } = "";
}

/// <summary>A card of a batch, or several of which nothing tells them apart.</summary>
/// <param name="SpoiledBy">The movement that put it into the box.</param>
/// <param name="Identified">One of the words of <see cref="DestroyedCards"/>.</param>
internal sealed record DestroyedCard(
    long SpoiledBy, long Quantity, string? ChipUid, string? RunId, string Reason, string HappenedAt, string Identified);

/// <summary>Which card of the box is which movement of the books.</summary>
internal static class DestroyedCards
{
    /// <summary>Its chip answered when it was laid on the reader.</summary>
    public const string Read = "read";

    /// <summary>No card of the batch was laid on a reader: the UID is the one that the books have.</summary>
    public const string Booked = "booked";

    /// <summary>Its chip did not answer then, though a machine had read it before: the UID is the one that the books have.</summary>
    public const string MuteKnown = "mute-known";

    /// <summary>Its chip did not answer, and the books never knew it.</summary>
    public const string Mute = "mute";

    /// <summary>A card that was read is the one that was booked with this UID; else one of those that were booked without: a blank spoiled in the
    /// store before a card whose chip was mute in the machine already.</summary>
    /// <param name="read">UIDs of cards that lay on the reader; as many of them are unknown as the box holds cards without a UID, or fewer.</param>
    public static IReadOnlyList<DestroyedCard> Match(IReadOnlyList<SpoiledCard> waiting, IReadOnlyList<string> read, bool wereLaidOnReader)
    {
        var booked = waiting.Select(card => card.ChipUid).OfType<string>().ToHashSet();
        var unknown = new Queue<string>(read.Where(uid => !booked.Contains(uid)));
        var cards = new List<DestroyedCard>();
        foreach (var card in waiting.OrderBy(card => card.RunId is not null))
        {
            if (card.ChipUid is { } uid)
            {
                cards.Add(CardOf(card, card.Quantity, uid, read.Contains(uid) ? Read : wereLaidOnReader ? MuteKnown : Booked));
                continue;
            }

            var left = card.Quantity;
            for (; left > 0 && unknown.TryDequeue(out var found); left--)
                cards.Add(CardOf(card, 1, found, Read));
            if (left > 0)
                cards.Add(CardOf(card, left, null, wereLaidOnReader ? Mute : Booked));
        }

        return [.. cards.OrderBy(card => card.SpoiledBy)];
    }

    private static DestroyedCard CardOf(SpoiledCard card, long quantity, string? uid, string identified) =>
        new(card.SpoiledBy, quantity, uid, card.RunId, card.Reason, card.HappenedAt, identified);
}

using PrintStation.Inventory;

namespace PrintStation.Lifecycle;

/// <summary>A card of a box that was just read.</summary>
/// <param name="Read">Cards of this box that were read today.</param>
/// <param name="Lying">All that the books have there.</param>
internal sealed record CardRead(string Uid, string Place, int Read, long Lying);

/// <summary>What is done at the desk with the two boxes that wait for destruction, of spoiled cards and of old ones: each card is known by its chip where
/// that answers.</summary>
internal sealed class CardBoxes(OldCards oldCards, DestructionBox box, Destructions destructions, DeskReader desk)
{
    /// <param name="card">Its UID is the one that was typed; where none was, the card lies on the reader.</param>
    /// <param name="noChip">It has none, or one that does not answer.</param>
    /// <exception cref="LedgerRefusal">Nothing was booked; its code says why.</exception>
    /// <exception cref="AnswerRefused">No single card answers on the reader, or there is no reader.</exception>
    public async Task<LedgerEntry> TakeAsync(OldCardRequest card, bool noChip, CancellationToken token)
    {
        if (noChip && card.ChipUid is { } typed)
            throw new LedgerRefusal("old-card-chip", CardUids.RequireTyped(typed));
        return oldCards.Take(noChip ? card : card with { ChipUid = await desk.UidAsync(card.ChipUid, token) });
    }

    /// <summary>The card that lies on the reader is one of the next batch.</summary>
    /// <param name="anew">What was read before does not count.</param>
    /// <exception cref="LedgerRefusal">The books have it elsewhere.</exception>
    /// <exception cref="AnswerRefused">No single card answers on the reader, or there is no reader.</exception>
    public async Task<CardRead> ReadAsync(string place, bool anew, string person, CancellationToken token)
    {
        var uid = await desk.ReadUidAsync(token);
        var read = box.Read(place, uid, anew, person);
        return new CardRead(uid, place, read.Count, box.CardsIn(place).Sum(card => card.Quantity));
    }

    /// <summary>Where there is a reader, each card has to be read or named as mute: see <see cref="Destructions.Destroy"/>.</summary>
    /// <param name="mute">So many did not answer; null where nothing was said.</param>
    public Destruction Destroy(string place, string? document, int counted, int? mute,
        IReadOnlyList<string> witnesses, string? at, string person, string? second = null) =>
        destructions.Destroy(document, counted, witnesses, at, person, new BatchTerms(place, desk.IsThere, mute), second);
}

using System.Globalization;
using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>Cards that should lie in a box that waits for destruction, and do not: two persons declare one lost by name, and the others can be destroyed.
/// It is no good card, so that nobody waits for it and nothing is revoked. Found again, the loss is reversed.</summary>
internal sealed class BoxLosses(StationDatabase database, BlankLedger ledger, BlankStock stock, DestructionBox box, OfficeCalendar calendar)
{
    public const string Code = "lost-from-box";

    /// <param name="place">One for which <see cref="Places.IsBox"/> holds.</param>
    /// <param name="card">What the list of the box has of it: the number of its movement, its run, or its chip's number.</param>
    /// <param name="quantity">1, but for blanks that were spoiled together and have no number of their own.</param>
    /// <exception cref="LedgerRefusal">No reason or second person, no such card in this box or not so many, or it was read for the batch that is being
    /// made.</exception>
    public LedgerEntry Declare(string place, string card, int quantity, string? reason, string person, string? second)
    {
        if (string.IsNullOrWhiteSpace(reason))
            throw new LedgerRefusal("box-lost-reason", card);
        TwoPersons.Require(second, card);
        var persons = TwoPersons.Names(person, second);
        return database.Write(transaction =>
        {
            var lying = DestructionBox.CardsIn(transaction, place);
            var named = lying.Where(one => IsNamed(one, card.Trim())).ToList();
            if (named is not [var lost])
                throw new LedgerRefusal("box-lost-unknown", card, place);
            if (quantity < 1 || quantity > lost.Quantity)
                throw new LedgerRefusal("box-lost-quantity", $"{quantity} / {lost.Quantity}");
            RequireUnread(place, lost, quantity, lying);
            var entry = ledger.Book(transaction, new Movement(quantity, place, Places.LostFrom(place), $"{Code}: {reason}", persons, calendar.Now,
                RunId: lost.RunId, ChipUid: lost.ChipUid));
            transaction.Execute("INSERT INTO box_loss (lost_by, spoiled_by) VALUES (@Sequence, @SpoiledBy)", new { entry.Sequence, lost.SpoiledBy });
            stock.HeadToFile(transaction, entry);
            return entry;
        });
    }

    /// <summary>The loss of a card that this movement had put into its box, and that was not found again; null where there is none.</summary>
    public static long? StandsFor(StationTransaction transaction, long spoiledBy) => transaction.Find<long?>(
        """
        SELECT max(lost_by) FROM box_loss WHERE spoiled_by = @spoiledBy AND NOT EXISTS (SELECT 1 FROM ledger WHERE reverses = lost_by)
        """, new { spoiledBy });

    private static bool IsNamed(SpoiledCard card, string name) => card.SpoiledBy.ToString(CultureInfo.InvariantCulture) == name
        || string.Equals(card.RunId, name, StringComparison.OrdinalIgnoreCase) || string.Equals(card.ChipUid, name, StringComparison.OrdinalIgnoreCase);

    /// <summary>What was laid on the reader today is here: a card with this number, or as many without one as the books have.</summary>
    private void RequireUnread(string place, SpoiledCard lost, int quantity, IReadOnlyList<SpoiledCard> lying)
    {
        var read = box.ReadToday(place);
        var unknown = read.Except(lying.Select(card => card.ChipUid).OfType<string>()).Count();
        var isRead = lost.ChipUid is { } uid
            ? read.Contains(uid)
            : unknown > lying.Where(card => card.ChipUid is null).Sum(card => card.Quantity) - quantity;
        if (isRead)
            throw new LedgerRefusal("box-lost-read", lost.ChipUid ?? $"{lost.SpoiledBy}");
    }
}

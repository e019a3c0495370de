using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>A card that a citizen brings back.</summary>
/// <param name="ChipUid">Upper-case hex; null where the card has no chip, or one that does not answer.</param>
/// <param name="Reason">One of <see cref="OldCards.Reasons"/>.</param>
/// <param name="Document">Number of the paper on which it came; never a NIK.</param>
internal sealed record OldCardRequest(string? ChipUid, string? Reason, string? Document, string Person, string? At = null, string? Refers = null);

/// <summary>Old cards of citizens: taken into a box of their own, one by one, and destroyed like spoiled ones. They are no blanks: the stock does not
/// change by them. One that this station made leaves the issued cards.</summary>
internal sealed class OldCards(StationDatabase database, BlankLedger ledger, BlankStock stock, OfficeCalendar calendar)
{
    public const string Code = "old-card";

    /// <summary>"found" is one that was reported lost; "deceased": its holder has died.</summary>
    public static readonly IReadOnlyList<string> Reasons = ["changed-data", "damaged", "found", "deceased"];

    /// <exception cref="LedgerRefusal">Nothing was booked; its code says why.</exception>
    public LedgerEntry Take(OldCardRequest request)
    {
        if (!Reasons.Contains(request.Reason))
            throw new LedgerRefusal("old-card-reason", string.Join(", ", Reasons));
        var paper = Papers.Require(request.Document, "old-card take");
        var uid = request.ChipUid is { } text ? CardUids.Require(text) : null;
        var happened = calendar.Past(request.At);
        return database.Write(transaction =>
        {
            MonthBook.RequireOpen(transaction, happened, calendar.Now);
            BlankActs.RequireUnused(transaction, Code, paper);
            var refers = Corrections.Require(transaction, request.Refers, request.At, number => Corrections.OfBlanks(transaction, number));
            var (from, to) = WayOf(transaction, uid);
            if (request.At is not null)
            {
                RequireSince(transaction, uid, happened);
                ledger.RequireHeldSince(transaction, from, 1, happened);
            }

            var entry = ledger.Book(transaction, new Movement(
                1, from, to, $"{Code}: {request.Reason}", request.Person, happened, paper, ChipUid: uid, Refers: refers));
            stock.HeadToFile(transaction, entry);
            return entry;
        });
    }

    /// <summary>From where the books have this card to the box it goes into. One that was declared lost is a blank of this office that came to
    /// nothing: it lies with the spoiled ones. What two persons declared lost from a box, two persons put back.</summary>
    private static (string From, string To) WayOf(StationTransaction transaction, string? uid)
    {
        if (uid is null)
            return (Places.Citizens, Places.OldCards);
        switch (BlankLedger.PlaceOf(transaction, uid))
        {
            case Places.Issued:
                return (Places.Issued, Places.OldCards);
            case Places.Lost:
                return (Places.Lost, Places.Spoiled);
            case Places.SpoiledLost or Places.OldCardsLost:
                throw new LedgerRefusal("old-card-was-lost", $"{BlankLedger.LastOf(transaction, uid)}");
            case null when DeliveryOf(transaction, uid) is { } delivery:
                throw new LedgerRefusal("old-card-is-blank", $"{uid} ({delivery})");
            case null or Places.Citizens:
                return (Places.Citizens, Places.OldCards);
            case var place:
                throw new LedgerRefusal("old-card-elsewhere", uid, place);
        }
    }

    /// <summary>With which a blank came that no machine here has taken; null for every other chip, and where blanks went to others: one of those may be a
    /// card by now.</summary>
    public static string? DeliveryOf(StationTransaction transaction, string uid) => transaction.Find<string>(
        """
        SELECT delivery_id FROM delivered_uid
        WHERE uid = @uid AND NOT EXISTS (SELECT 1 FROM ledger WHERE from_place = @Store AND (to_place = @Ministry OR to_place LIKE 'OtherOffice(%'))
        """, new { uid, Places.Store, Places.Ministry });

    /// <summary>It cannot come back before it was made.</summary>
    private static void RequireSince(StationTransaction transaction, string? uid, DateTimeOffset happened)
    {
        var last = uid is null ? null
            : transaction.Find<string>("SELECT happened_at FROM ledger WHERE chip_uid = @uid ORDER BY sequence DESC LIMIT 1", new { uid });
        if (last is not null && string.CompareOrdinal(OfficeCalendar.Stamp(happened), last) < 0)
            throw new LedgerRefusal("old-card-before", $"{uid}: {OfficeCalendar.Minute(last)}");
    }
}

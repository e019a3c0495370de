using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>What lies in a box that waits for destruction, and which of its cards were laid on the desk reader on which day.</summary>
internal sealed class DestructionBox(StationDatabase database, OfficeCalendar calendar)
{
    /// <summary>What was read may be booked later; nobody books a batch that was burnt longer ago.</summary>
    private const int DaysKept = 31;

    /// <summary>Of a query with @place: the cards that were put into that box, as card (first, last, quantity, and of these: destroyed, lost from it,
    /// lying); of blanks without a UID, one movement each. What was reversed was not put there, and not lost. A card that somebody fed again and a
    /// machine rejected again is one card, "first" the movement that says why it is spoiled, "last" the one by which it lies there; destroyed, and back
    /// all the same, it is another one.</summary>
    public const string PutThere =
        """
        WITH of_chip AS (
            SELECT chip_uid, max(sequence) AS last FROM ledger AS booked
            WHERE chip_uid IN (SELECT chip_uid FROM ledger WHERE to_place = @place) AND reverses IS NULL
                AND NOT EXISTS (SELECT 1 FROM ledger AS later WHERE later.reverses = booked.sequence)
            GROUP BY chip_uid),
        there AS (
            SELECT sequence, quantity, chip_uid,
                   (SELECT coalesce(sum(burnt.quantity), 0) FROM destruction_card JOIN ledger AS burnt ON burnt.sequence = destroyed_by
                    WHERE spoiled_by = booked.sequence) AS destroyed,
                   (SELECT coalesce(sum(gone.quantity), 0) FROM box_loss JOIN ledger AS gone ON gone.sequence = lost_by
                    WHERE box_loss.spoiled_by = booked.sequence AND NOT EXISTS (SELECT 1 FROM ledger AS later WHERE later.reverses = lost_by)
                      AND (gone.chip_uid IS NULL OR lost_by = of_chip.last)) AS lost,
                   chip_uid IS NULL OR sequence = of_chip.last AS is_last
            FROM ledger AS booked LEFT JOIN of_chip USING (chip_uid)
            WHERE to_place = @place AND reverses IS NULL AND NOT EXISTS (SELECT 1 FROM ledger AS later WHERE later.reverses = booked.sequence)),
        told AS (
            SELECT *, chip_uid IS NOT NULL AND NOT lag(destroyed > 0, 1, 1) OVER (PARTITION BY chip_uid ORDER BY sequence) AS is_again FROM there),
        numbered AS (
            SELECT *, sum(NOT is_again) OVER (PARTITION BY chip_uid ORDER BY sequence) AS nth FROM told),
        card AS (
            SELECT min(sequence) AS first, max(sequence) AS last, max(quantity) AS quantity, max(destroyed) AS destroyed, max(lost) AS lost,
                   max(is_last * (quantity - destroyed - lost)) AS lying
            FROM numbered GROUP BY coalesce(chip_uid, sequence), nth)
        """;

    private const string Lying =
        $"""
        {PutThere}
        SELECT sequence AS spoiled_by, lying AS quantity, chip_uid, run_id, reason, happened_at FROM card JOIN ledger ON sequence = last
        WHERE lying > 0 ORDER BY sequence
        """;

    public IReadOnlyList<SpoiledCard> CardsIn(string place) => database.Read(connection => connection.Query<SpoiledCard>(Lying, new { place }).AsList());

    /// <inheritdoc cref="CardsIn(string)"/>
    public static IReadOnlyList<SpoiledCard> CardsIn(StationTransaction transaction, string place) =>
        transaction.Query<SpoiledCard>(Lying, new { place });

    /// <summary>UIDs of the cards of this box that were read today.</summary>
    public IReadOnlyList<string> ReadToday(string place) => database.Read(connection => ReadOn(connection, place, OfficeCalendar.Text(calendar.Today)));

    /// <summary>A card of the box lies on the reader.</summary>
    /// <param name="anew">What was read before does not count: the batch begins again.</param>
    /// <returns>UIDs read so far; the same card twice is one.</returns>
    /// <exception cref="LedgerRefusal">The books have this card elsewhere, no card without a UID is left for it, or it is of somewhere else.</exception>
    public IReadOnlyList<string> Read(string place, string uid, bool anew, string person)
    {
        uid = CardUids.Require(uid);
        var (day, oldest) = (OfficeCalendar.Text(calendar.Today), OfficeCalendar.Text(calendar.Today.AddDays(-DaysKept)));
        return database.Write(transaction =>
        {
            // A day that has not come is one of a clock that was ahead.
            transaction.Execute("DELETE FROM destruction_reading WHERE day NOT BETWEEN @oldest AND @day OR (@anew AND place = @place)",
                new { day, oldest, anew, place });
            transaction.Execute(
                """
                INSERT INTO destruction_reading (uid, place, day, person) VALUES (@uid, @place, @day, @person)
                ON CONFLICT (uid, day) DO UPDATE SET place = excluded.place, person = excluded.person
                """, new { uid, place, day, person });
            return RequireAllHere(transaction, place, day, CardsIn(transaction, place));
        });
    }

    /// <summary>The cards that were read on a day are of this box.</summary>
    /// <exception cref="LedgerRefusal">One is elsewhere, or was never a blank of this office, or more of them are unknown to the books than cards without a
    /// UID lie there.</exception>
    public static IReadOnlyList<string> RequireAllHere(StationTransaction transaction, string place, string day, IReadOnlyList<SpoiledCard> lying)
    {
        var read = transaction.Query<string>(ReadQuery, new { place, day }).ToList();
        var booked = lying.Select(card => card.ChipUid).OfType<string>().ToHashSet();
        var unknown = read.Where(uid => !booked.Contains(uid)).ToList();
        foreach (var uid in unknown)
            RequireNowhereElse(transaction, place, uid);
        if (unknown.Count > lying.Where(card => card.ChipUid is null).Sum(card => card.Quantity))
            throw new LedgerRefusal("destroy-unknown", unknown[^1]);
        if (place == Places.Spoiled)
            RequireOurs(transaction, unknown);
        return read;
    }

    /// <summary>Old cards come from citizens, blanks do not.</summary>
    private static void RequireNowhereElse(StationTransaction transaction, string place, string uid)
    {
        var known = BlankLedger.PlaceOf(transaction, uid);
        if (known == Places.LostFrom(place))
            throw new LedgerRefusal("destroy-was-lost", $"{BlankLedger.LastOf(transaction, uid)}");
        if (known is not null && (known != Places.Citizens || place != Places.OldCards))
            throw new LedgerRefusal("destroy-elsewhere", uid, known);
        if (place == Places.OldCards && known is null && OldCards.DeliveryOf(transaction, uid) is { } delivery)
            throw new LedgerRefusal("old-card-is-blank", $"{uid} ({delivery})");
    }

    /// <summary>A card of somewhere else would be burnt in the place of a blank that somebody keeps.</summary>
    private static void RequireOurs(StationTransaction transaction, List<string> unknown)
    {
        var ofNoList = unknown.Where(uid => UnlistedBlanks.IsOfNoList(transaction, uid)).ToList();
        if (ofNoList.Count > 0 && ofNoList.Count > UnlistedBlanks.Unused(transaction))
            throw new LedgerRefusal("destroy-not-delivered", ofNoList[^1]);
    }

    /// <summary>A card that answered after this day was not destroyed on it.</summary>
    /// <exception cref="LedgerRefusal">One of the box did.</exception>
    public static void RequireNoneReadSince(StationTransaction transaction, string place, string day)
    {
        if (transaction.Find<string>("SELECT uid || ', ' || max(day) FROM destruction_reading WHERE place = @place AND day > @day GROUP BY uid ORDER BY uid LIMIT 1",
            new { place, day }) is { } later)
            throw new LedgerRefusal("destroy-read-since", later);
    }

    /// <summary>The batch is booked.</summary>
    public static void Forget(StationTransaction transaction, string place) =>
        transaction.Execute("DELETE FROM destruction_reading WHERE place = @place", new { place });

    private const string ReadQuery = "SELECT uid FROM destruction_reading WHERE place = @place AND day = @day ORDER BY rowid";

    private static List<string> ReadOn(SqliteConnection connection, string place, string day) =>
        connection.Query<string>(ReadQuery, new { place, day }).AsList();
}

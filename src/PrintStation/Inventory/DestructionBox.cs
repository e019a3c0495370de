using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>What lies in a box that waits for destruction, and which of its cards were laid on the desk reader for the batch that is being made.</summary>
internal sealed class DestructionBox(StationDatabase database, OfficeCalendar calendar)
{
    /// <summary>Of a query with @place: the cards that were put into that box, as card (first, last, quantity, is_destroyed, is_lying); of blanks without
    /// a UID, one movement each. What was reversed was not put there. A card that somebody fed again and a machine rejected again is one card, "first"
    /// the movement that says why it is spoiled, "last" the one by which it lies there; destroyed, and back all the same, it is another one.</summary>
    public const string PutThere =
        """
        WITH there AS (
            SELECT sequence, quantity, chip_uid, EXISTS (SELECT 1 FROM destruction_card WHERE spoiled_by = sequence) AS is_destroyed,
                   chip_uid IS NULL OR sequence = (SELECT max(sequence) FROM ledger AS of_chip WHERE of_chip.chip_uid = booked.chip_uid) AS is_last
            FROM ledger AS booked
            WHERE to_place = @place AND reverses IS NULL AND NOT EXISTS (SELECT 1 FROM ledger AS later WHERE later.reverses = booked.sequence)),
        told AS (
            SELECT *, chip_uid IS NOT NULL AND NOT lag(is_destroyed, 1, 1) OVER (PARTITION BY chip_uid ORDER BY sequence) AS is_again FROM there),
        numbered AS (
            SELECT *, sum(NOT is_again) OVER (PARTITION BY chip_uid ORDER BY sequence) AS nth FROM told),
        card AS (
            SELECT min(sequence) AS first, max(sequence) AS last, max(quantity) AS quantity, max(is_destroyed) AS is_destroyed,
                   max(is_last AND NOT is_destroyed) AS is_lying
            FROM numbered GROUP BY coalesce(chip_uid, sequence), nth)
        """;

    private const string Lying =
        $"""
        {PutThere}
        SELECT sequence AS spoiled_by, ledger.quantity, chip_uid, run_id, reason, happened_at FROM card JOIN ledger ON sequence = last
        WHERE is_lying ORDER BY sequence
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
    /// <exception cref="LedgerRefusal">The books have this card elsewhere, or no card without a UID is left for it.</exception>
    public IReadOnlyList<string> Read(string place, string uid, bool anew, string person)
    {
        uid = CardUids.Require(uid);
        var day = OfficeCalendar.Text(calendar.Today);
        return database.Write(transaction =>
        {
            transaction.Execute("DELETE FROM destruction_reading WHERE day <> @day OR (@anew AND place = @place)", new { day, anew, place });
            transaction.Execute(
                """
                INSERT INTO destruction_reading (uid, place, day, person) VALUES (@uid, @place, @day, @person)
                ON CONFLICT (uid) DO UPDATE SET place = excluded.place, person = excluded.person
                """, new { uid, place, day, person });
            return RequireAllHere(transaction, place, CardsIn(transaction, place));
        });
    }

    /// <summary>The cards read today are of this box.</summary>
    /// <exception cref="LedgerRefusal">One is elsewhere, or more of them are unknown to the books than cards without a UID lie there.</exception>
    public IReadOnlyList<string> RequireAllHere(StationTransaction transaction, string place, IReadOnlyList<SpoiledCard> lying)
    {
        var read = transaction.Query<string>(ReadQuery, new { place, day = OfficeCalendar.Text(calendar.Today) }).ToList();
        var booked = lying.Select(card => card.ChipUid).OfType<string>().ToHashSet();
        var unknown = read.Where(uid => !booked.Contains(uid)).ToList();
        foreach (var uid in unknown)
            if (BlankLedger.PlaceOf(transaction, uid) is { } known && known != Places.Citizens)
                throw new LedgerRefusal("destroy-elsewhere", uid, known);
        if (unknown.Count > lying.Where(card => card.ChipUid is null).Sum(card => card.Quantity))
            throw new LedgerRefusal("destroy-unknown", unknown[^1]);
        return read;
    }

    /// <summary>The batch is booked.</summary>
    public static void Forget(StationTransaction transaction, string place) =>
        transaction.Execute("DELETE FROM destruction_reading WHERE place = @place", new { place });

    private const string ReadQuery = "SELECT uid FROM destruction_reading WHERE place = @place AND day = @day ORDER BY rowid";

    private static List<string> ReadOn(SqliteConnection connection, string place, string day) =>
        connection.Query<string>(ReadQuery, new { place, day }).AsList();
}

using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>What lies in a box that waits for destruction, and which of its cards were laid on the desk reader for the batch that is being made.</summary>
internal sealed class DestructionBox(StationDatabase database, OfficeCalendar calendar)
{
    /// <summary>Put there, not reversed, not destroyed, and not moved on since: a card of the reject box that somebody put into a hopper again is
    /// elsewhere by now.</summary>
    private const string Lying =
        """
        SELECT sequence AS spoiled_by, quantity, chip_uid, run_id, reason, happened_at FROM ledger AS spoiled
        WHERE to_place = @place
          AND NOT EXISTS (SELECT 1 FROM destruction_card WHERE spoiled_by = spoiled.sequence)
          AND NOT EXISTS (SELECT 1 FROM ledger AS later WHERE later.reverses = spoiled.sequence)
          AND (chip_uid IS NULL OR sequence = (SELECT max(sequence) FROM ledger AS of_chip WHERE of_chip.chip_uid = spoiled.chip_uid))
        ORDER BY sequence
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

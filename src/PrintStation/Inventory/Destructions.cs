using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>A movement that put one card, or several blanks at once, among the spoiled ones.</summary>
/// <param name="SpoiledBy">Its sequence in the ledger.</param>
/// <param name="ChipUid">Null for a mute chip, and for blanks that were spoiled in the store.</param>
internal sealed record SpoiledCard(long SpoiledBy, long Quantity, string? ChipUid, string? RunId, string Reason, string HappenedAt);

/// <summary>A batch that was destroyed before witnesses.</summary>
/// <param name="Witnesses">Names and offices, as JSON.</param>
internal sealed record Destruction(long DestructionId, string Document, DateTimeOffset At, string Person, string Witnesses);

/// <summary>Spoiled cards are destroyed before witnesses, all that lie there, each named in the minutes.</summary>
internal sealed class Destructions(StationDatabase database, BlankLedger ledger, BlankStock stock, OfficeCalendar calendar)
{
    private const int FewestWitnesses = 2;
    private const int MostWitnesses = 10;

    /// <summary>Spoiled, not reversed, not destroyed, and not moved on since: a card of the reject box that somebody put into a hopper again is
    /// elsewhere by now.</summary>
    private const string Waiting =
        """
        SELECT sequence AS spoiled_by, quantity, chip_uid, run_id, reason, happened_at FROM ledger AS spoiled
        WHERE to_place = 'Spoiled'
          AND NOT EXISTS (SELECT 1 FROM destruction_card WHERE spoiled_by = spoiled.sequence)
          AND NOT EXISTS (SELECT 1 FROM ledger AS later WHERE later.reverses = spoiled.sequence)
          AND (chip_uid IS NULL OR sequence = (SELECT max(sequence) FROM ledger AS of_chip WHERE of_chip.chip_uid = spoiled.chip_uid))
        ORDER BY sequence
        """;

    public IReadOnlyList<SpoiledCard> SpoiledCards() => database.Read(connection => connection.Query<SpoiledCard>(Waiting).AsList());

    public IReadOnlyList<Destruction> List() =>
        database.Read(connection => connection.Query<Destruction>("SELECT * FROM destruction ORDER BY destruction_id").AsList());

    /// <summary>The cards of one batch.</summary>
    public static IReadOnlyList<SpoiledCard> CardsOf(SqliteConnection connection, long destructionId) => connection.Query<SpoiledCard>(
        """
        SELECT sequence AS spoiled_by, quantity, chip_uid, run_id, reason, happened_at FROM ledger
        JOIN destruction_card ON spoiled_by = sequence WHERE destruction_id = @destructionId ORDER BY sequence
        """, new { destructionId }).AsList();

    /// <summary>Books the whole box as destroyed.</summary>
    /// <param name="counted">Cards in the box, counted by hand: as many as the books list one by one.</param>
    /// <param name="witnesses">"Name, office"; at least two, none of them who does it.</param>
    /// <param name="second">Which of the witnesses is of this office, and stands in the movements too; null where none is.</param>
    /// <exception cref="LedgerRefusal">Nothing to destroy, another count, too few witnesses, or a number of minutes that was used.</exception>
    public Destruction Destroy(
        string? document, int counted, IReadOnlyList<string> witnesses, string? at, string person, string? second = null)
    {
        if (string.IsNullOrWhiteSpace(document))
            throw new LedgerRefusal("document-required", "destroy");
        if (Distinct([person, .. witnesses]).Count - 1 is < FewestWitnesses or > MostWitnesses)
            throw new LedgerRefusal("witnesses", $"{FewestWitnesses}");
        return database.Write(transaction =>
        {
            BlankActs.RequireUnused(transaction, "destroyed", document);
            var cards = transaction.Query<SpoiledCard>(Waiting);
            var (listed, booked) = (cards.Sum(card => card.Quantity), BlankLedger.Balance(transaction, Places.Spoiled));
            if (listed == 0)
                throw new LedgerRefusal("nothing-spoiled", "Spoiled");
            // Cards that the books have without a movement of their own would be burnt without a name.
            if (listed != booked)
                throw new LedgerRefusal("spoiled-differs", $"{listed} / {booked}");
            if (counted != listed)
                throw new LedgerRefusal("destroy-count", $"{counted} / {listed}");
            var happened = calendar.Past(at);
            ledger.RequireHeldSince(transaction, Places.Spoiled, listed, happened);
            transaction.Execute("INSERT INTO destruction (document, at, person, witnesses) VALUES (@document, @happened, @person, @names)",
                new { document, happened, person, names = JsonSerializer.Serialize(witnesses) });
            var destruction = transaction.Find<Destruction>("SELECT * FROM destruction WHERE document = @document", new { document })!;
            foreach (var card in cards)
                Burn(transaction, destruction, card, TwoPersons.Names(person, second));
            return destruction;
        });
    }

    private void Burn(StationTransaction transaction, Destruction destruction, SpoiledCard card, string persons)
    {
        var entry = ledger.Book(transaction, new Movement((int)card.Quantity, Places.Spoiled, Places.Destroyed, "destroyed", persons,
            destruction.At, destruction.Document, card.RunId, card.ChipUid));
        transaction.Execute("INSERT INTO destruction_card (spoiled_by, destruction_id, destroyed_by) VALUES (@SpoiledBy, @DestructionId, @Sequence)",
            new { card.SpoiledBy, destruction.DestructionId, entry.Sequence });
        stock.HeadToFile(transaction, entry);
    }

    private static HashSet<string> Distinct(IEnumerable<string> names) =>
        names.Select(name => name.Split(',')[0].Trim()).Where(name => name.Length > 0).ToHashSet(StringComparer.OrdinalIgnoreCase);
}

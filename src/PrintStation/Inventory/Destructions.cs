using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>A batch that was destroyed before witnesses.</summary>
/// <param name="Witnesses">Names and offices, as JSON.</param>
/// <param name="Place">From which box: spoiled cards, or old ones.</param>
internal sealed record Destruction(long DestructionId, string Document, DateTimeOffset At, string Person, string Witnesses, string Place);

/// <summary>How a box becomes a batch.</summary>
/// <param name="Place">One for which <see cref="Places.IsBox"/> holds.</param>
/// <param name="HasReader">Each card has to be read, or named as mute.</param>
/// <param name="Mute">So many cards were laid on the reader and did not answer; null where nothing was said.</param>
internal sealed record BatchTerms(string Place, bool HasReader = false, int? Mute = null)
{
    public static BatchTerms SpoiledUnread { get; } = new(Places.Spoiled);
}

/// <summary>Spoiled cards, and old cards of citizens, are destroyed before witnesses: all that lie in their box, each named in the minutes.</summary>
internal sealed class Destructions(
    StationDatabase database, BlankLedger ledger, BlankStock stock, OfficeCalendar calendar)
{
    private const int FewestWitnesses = 2;
    private const int MostWitnesses = 10;

    public IReadOnlyList<Destruction> List() =>
        database.Read(connection => connection.Query<Destruction>("SELECT * FROM destruction ORDER BY destruction_id").AsList());

    /// <summary>The cards of one batch.</summary>
    public static IReadOnlyList<DestroyedCard> CardsOf(SqliteConnection connection, long destructionId) => connection.Query<DestroyedCard>(
        """
        SELECT spoiled.sequence AS spoiled_by, burnt.quantity, burnt.chip_uid, spoiled.run_id, spoiled.reason, spoiled.happened_at, identified
        FROM destruction_card JOIN ledger AS spoiled ON spoiled.sequence = spoiled_by JOIN ledger AS burnt ON burnt.sequence = destroyed_by
        WHERE destruction_id = @destructionId ORDER BY burnt.sequence
        """, new { destructionId }).AsList();

    /// <summary>How many cards two persons had declared lost from this box since the batch before; a card that was found again before this one is none of
    /// them.</summary>
    public static long LostBefore(SqliteConnection connection, Destruction batch) => connection.ExecuteScalar<long>(
        """
        WITH burnt AS (
            SELECT destruction_id AS batch, min(destroyed_by) AS first, max(destroyed_by) AS last FROM destruction_card JOIN destruction USING (destruction_id)
            WHERE place = @Place GROUP BY destruction_id)
        SELECT coalesce(sum(gone.quantity), 0)
        FROM burnt AS this JOIN ledger AS gone ON gone.sequence < this.first JOIN box_loss ON lost_by = gone.sequence
        WHERE this.batch = @DestructionId AND gone.from_place = @Place
            AND gone.sequence > (SELECT coalesce(max(last), 0) FROM burnt WHERE batch < @DestructionId)
            AND NOT EXISTS (SELECT 1 FROM ledger AS found WHERE found.reverses = gone.sequence AND found.sequence < this.first)
        """, batch);

    /// <summary>Books the whole box as destroyed.</summary>
    /// <param name="counted">Cards in the box, counted by hand: as many as the books list one by one.</param>
    /// <param name="witnesses">"Name, office"; at least two, none of them who does it.</param>
    /// <param name="second">Which of the witnesses is of this office, and stands in the movements too; null where none is.</param>
    /// <param name="at">When they were burnt: what was read on that day counts. Null is now.</param>
    /// <exception cref="LedgerRefusal">Nothing to destroy, another count, cards that were not read on that day, one that is elsewhere, or was seen or came
    /// into the box only later, too few witnesses, or a number of minutes that was used.</exception>
    public Destruction Destroy(string? document, int counted, IReadOnlyList<string> witnesses, string? at, string person, BatchTerms? terms = null,
        string? second = null)
    {
        terms ??= BatchTerms.SpoiledUnread;
        var paper = Papers.Require(document, "destroy");
        if (PersonNames.Count([person, .. witnesses.Select(witness => witness.Split(',')[0])]) - 1 is < FewestWitnesses or > MostWitnesses)
            throw new LedgerRefusal("witnesses", $"{FewestWitnesses}");
        var persons = TwoPersons.Names(person, second);
        return database.Write(transaction =>
        {
            var happened = calendar.Past(at);
            MonthBook.RequireOpen(transaction, happened, calendar.Now);
            BlankActs.RequireUnused(transaction, "destroyed", paper);
            var lying = RequireCounted(transaction, terms.Place, counted);
            var day = OfficeCalendar.DayOf(happened);
            RequireThere(lying, at, happened);
            DestructionBox.RequireNoneReadSince(transaction, terms.Place, day);
            var read = DestructionBox.RequireAllHere(transaction, terms.Place, day, lying);
            RequireAllRead(terms, read.Count, counted);
            ledger.RequireHeldSince(transaction, terms.Place, counted, happened);
            transaction.Execute(
                "INSERT INTO destruction (document, at, person, witnesses, place) VALUES (@paper, @happened, @person, @names, @Place)",
                new { paper, happened, person, names = JsonSerializer.Serialize(witnesses), terms.Place });
            var destruction = transaction.Find<Destruction>("SELECT * FROM destruction WHERE document = @paper", new { paper })!;
            foreach (var card in DestroyedCards.Match(lying, read, terms.HasReader || read.Count > 0 || terms.Mute is not null))
                Burn(transaction, destruction, card, persons);
            DestructionBox.Forget(transaction, terms.Place);
            return destruction;
        });
    }

    /// <summary>By which a card was destroyed that this movement had put into its box; null where it lies there still.</summary>
    public static string? MinutesOf(StationTransaction transaction, long spoiledBy) => transaction.Find<string>(
        """
        SELECT document FROM destruction JOIN destruction_card USING (destruction_id) WHERE spoiled_by = @spoiledBy ORDER BY destruction_id LIMIT 1
        """, new { spoiledBy });

    private static IReadOnlyList<SpoiledCard> RequireCounted(StationTransaction transaction, string place, int counted)
    {
        var lying = DestructionBox.CardsIn(transaction, place);
        var (listed, booked) = (lying.Sum(card => card.Quantity), BlankLedger.Balance(transaction, place));
        if (listed == 0)
            throw new LedgerRefusal("nothing-spoiled", place, place);
        // Cards that the books have without a movement of their own would be burnt without a name.
        if (listed != booked)
            throw new LedgerRefusal("spoiled-differs", $"{listed} / {booked}");
        return counted == listed ? lying : throw new LedgerRefusal("destroy-count", $"{counted} / {listed}");
    }

    /// <summary>What a person dates back took no card that was not in the box yet. To the minute where he names it; of a day alone nobody knows more.</summary>
    private static void RequireThere(IReadOnlyList<SpoiledCard> lying, string? at, DateTimeOffset happened)
    {
        if (at is null)
            return;
        Func<string, string> told = OfficeCalendar.IsDay(at) ? OfficeCalendar.DayOf : OfficeCalendar.Minute;
        var moment = told(OfficeCalendar.Stamp(happened));
        if (lying.FirstOrDefault(card => string.CompareOrdinal(told(card.HappenedAt), moment) > 0) is { } later)
            throw new LedgerRefusal("destroy-came-later",
                $"{later.ChipUid ?? later.RunId ?? $"{later.SpoiledBy}"}, {OfficeCalendar.Minute(later.HappenedAt)}");
    }

    /// <summary>Where there is a reader, or a card was read, each card was laid on it: those that did not answer are named by their number.</summary>
    private static void RequireAllRead(BatchTerms terms, int read, int counted)
    {
        if ((terms.HasReader || read > 0 || terms.Mute is not null) && read + (terms.Mute ?? 0) != counted)
            throw new LedgerRefusal("destroy-unread", $"{read} + {terms.Mute ?? 0} / {counted}");
    }

    private void Burn(StationTransaction transaction, Destruction destruction, DestroyedCard card, string persons)
    {
        var to = destruction.Place == Places.OldCards ? Places.OldCardsDestroyed : Places.Destroyed;
        var entry = ledger.Book(transaction, new Movement((int)card.Quantity, destruction.Place, to, "destroyed", persons,
            destruction.At, destruction.Document, card.RunId, card.ChipUid));
        transaction.Execute(
            "INSERT INTO destruction_card (spoiled_by, destruction_id, destroyed_by, identified) VALUES (@SpoiledBy, @DestructionId, @Sequence, @Identified)",
            new { card.SpoiledBy, destruction.DestructionId, entry.Sequence, card.Identified });
        stock.HeadToFile(transaction, entry);
    }
}

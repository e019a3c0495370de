using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Inventory;

namespace PrintStation.Tests.Inventory;

/// <summary>Cards that are laid on the desk reader before they are destroyed: each is named, by its chip where that answers.</summary>
internal sealed class DestructionReadingTests : BooksFixture
{
    private const string A = "04AA000000000A";
    private const string B = "04AA000000000B";
    private const string Fresh = "04AA000000000F";
    private static readonly string[] TwoWitnesses = ["Ani, Satpol PP", "Edi, Inspektorat"];
    private static readonly BatchTerms WithReader = new(Places.Spoiled, HasReader: true);

    /// <summary>In the box: two cards with a UID in the books, one that was mute in the machine, two blanks of the store.</summary>
    [SetUp]
    public void SpoilSome()
    {
        Stock.Load("printer-1", 50, "siti");
        Spoil(A, "run-1");
        Spoil(B, "run-2");
        Spoil(null, "run-3");
        Acts.Book("spoil", new ActRequest(2, "siti", Reason: "factory-fault"));
    }

    [Test]
    public void Each_card_stands_in_the_batch_with_its_UID_and_with_how_it_was_known()
    {
        Read(A, Fresh);
        Destroy(WithReader with { Mute = 3 });
        Assert.That(Burnt(), Is.EqualTo(new[]
        {
            (1L, A, "read", "run-1"), (1L, B, "mute-known", "run-2"), (1L, null, "mute", "run-3"), (1L, Fresh, "read", null), (1L, null, "mute", (string?)null),
        }));
        Assert.That((At("Spoiled"), At("Destroyed")), Is.EqualTo((0L, 5L)));
        Assert.That(Database.Write(transaction => BlankLedger.PlaceOf(transaction, Fresh)), Is.EqualTo("Destroyed"), "a blank that the books had no number of");
        AssertSound();
    }

    [Test]
    public void Where_there_is_no_reader_the_batch_says_what_the_books_have()
    {
        Destroy(BatchTerms.SpoiledUnread);
        Assert.That(Burnt().Select(card => card.Item3), Is.All.EqualTo("booked"));
        Assert.That(Burnt().Select(card => card.Item1), Is.EqualTo(new[] { 1L, 1L, 1L, 2L }));
    }

    [TestCase(null)]
    [TestCase(2)]
    [TestCase(4)]
    [TestCase(-3)]
    public void A_batch_of_which_not_each_card_was_read_or_named_as_mute_is_refused(int? mute)
    {
        Read(A, B);
        AssertRefused(() => Destroy(WithReader with { Mute = mute }), "destroy-unread");
        Destroy(WithReader with { Mute = 3 });
    }

    [Test]
    public void One_card_that_was_read_asks_for_all_also_where_the_reader_is_gone()
    {
        Read(A);
        AssertRefused(() => Destroy(BatchTerms.SpoiledUnread), "destroy-unread");
    }

    [TestCase("Issued")]
    [TestCase("Held")]
    [TestCase("OldCards")]
    public void A_card_that_is_elsewhere_in_the_books_refuses_the_reading_and_its_place_is_named(string place)
    {
        const string Other = "04BB000000000B";
        Database.Write(transaction => Ledger.Record(transaction,
            new Movement(1, Places.Hopper("printer-1"), place, "made", "station", Clock.GetUtcNow(), RunId: "run-9", ChipUid: Other)));
        AssertRefused(() => Read(Other), "destroy-elsewhere");
        Assert.That(Assert.Throws<LedgerRefusal>(() => Read(Other))!.Place, Is.EqualTo(place));
        Assert.That(Box.ReadToday(Places.Spoiled), Is.Empty);
    }

    [Test]
    public void A_card_that_left_the_box_after_it_was_read_refuses_the_batch_until_the_reading_begins_anew()
    {
        Read(A, B);
        Database.Write(transaction => Ledger.Record(transaction,
            new Movement(1, Places.Spoiled, Places.Held, "uid-seen-before", "station", Clock.GetUtcNow(), RunId: "run-9", ChipUid: A)));
        AssertRefused(() => Destroy(WithReader with { Mute = 2 }, counted: 4), "destroy-elsewhere");
        Assert.That(Box.Read(Places.Spoiled, B, anew: true, "budi"), Is.EqualTo(new[] { B }));
        Destroy(WithReader with { Mute = 3 }, counted: 4);
        Assert.That(Destructions.List(), Has.Count.EqualTo(1));
    }

    [Test]
    public void More_unknown_cards_than_the_box_has_without_a_number_are_refused()
    {
        Read("04CC0000000001", "04CC0000000002", "04CC0000000003");
        AssertRefused(() => Read("04CC0000000004"), "destroy-unknown");
        Assert.That(Box.ReadToday(Places.Spoiled), Has.Count.EqualTo(3));
    }

    [TestCase("08AABBCC", "uid-no-identity")]
    [TestCase("04", "uid")]
    public void A_chip_that_tells_nothing_of_its_card_is_not_taken_for_read(string uid, string code) => AssertRefused(() => Read(uid), code);

    [Test]
    public void The_same_card_twice_is_one_card()
    {
        Read(A, A, A.ToLowerInvariant());
        Assert.That(Box.ReadToday(Places.Spoiled), Is.EqualTo(new[] { A }));
    }

    [Test]
    public void What_was_read_yesterday_does_not_count_today()
    {
        Read(A, B);
        Clock.Advance(TimeSpan.FromDays(1));
        AssertRefused(() => Destroy(WithReader with { Mute = 3 }), "destroy-unread");
        Read(A);
        Assert.That(Box.ReadToday(Places.Spoiled), Is.EqualTo(new[] { A }));
    }

    [Test]
    public void The_next_batch_begins_with_nothing_read()
    {
        Read(A, B);
        Destroy(WithReader with { Mute = 3 });
        Spoil("04AA000000000C", "run-4");
        AssertRefused(() => Destroy(WithReader, "BAP/2", counted: 1), "destroy-unread");
    }

    [Test]
    public void A_card_of_a_batch_is_never_changed_or_deleted()
    {
        Destroy(BatchTerms.SpoiledUnread);
        foreach (var sql in new[] { "UPDATE destruction_card SET identified = 'read'", "DELETE FROM destruction_card" })
            Assert.That(() => Database.Write(transaction => transaction.Execute(sql)), Throws.TypeOf<SqliteException>(), sql);
    }

    private void Read(params string[] uids)
    {
        foreach (var uid in uids)
            Box.Read(Places.Spoiled, uid, anew: false, "budi");
    }

    private void Destroy(BatchTerms terms, string document = "BAP/1", int counted = 5) =>
        Destructions.Destroy(document, counted, TwoWitnesses, null, "budi", terms);

    private IReadOnlyList<(long, string?, string, string?)> Burnt() => Database.Read(connection => Destructions.CardsOf(connection, 1))
        .Select(card => (card.Quantity, card.ChipUid, card.Identified, card.RunId)).ToList();
}

using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Inventory;
using PrintStation.Reports;

namespace PrintStation.Tests.Inventory;

/// <summary>A card that is not in its box must not keep the others from being destroyed for ever: two persons declare it lost, by name.</summary>
internal sealed class BoxLossTests : BooksFixture
{
    private const string A = "04AA000000000A";
    private const string B = "04AA000000000B";
    private static readonly string[] TwoWitnesses = ["Ani, Satpol PP", "Edi, Inspektorat"];
    private static readonly BatchTerms OldBox = new(Places.OldCards);

    /// <summary>In the box: two cards with a UID, one that was mute in the machine, three blanks of the store.</summary>
    [SetUp]
    public void SpoilSome()
    {
        Stock.Load("printer-1", 50, "siti");
        Spoil(A, "run-1");
        Spoil(B, "run-2");
        Spoil(null, "run-3");
        Acts.Book("spoil", new ActRequest(3, "siti", Reason: "factory-fault"));
    }

    [Test]
    public void A_card_that_is_not_there_is_booked_lost_with_its_run_and_UID_and_the_others_are_destroyed()
    {
        AssertRefused(() => Destructions.Destroy("BAP/1", 5, TwoWitnesses, null, "budi"), "destroy-count");
        var lost = Lose(A);
        Assert.That((lost.FromPlace, lost.ToPlace, lost.Quantity, lost.RunId, lost.ChipUid, lost.Reason, lost.Person),
            Is.EqualTo(("Spoiled", "SpoiledLost", 1L, "run-1", A, "lost-from-box: not in the box", "budi, siti")));
        Destructions.Destroy("BAP/1", 5, TwoWitnesses, null, "budi");
        Assert.That(Burnt(1), Does.Not.Contain(A).And.Contain(B));
        Assert.That((At("Spoiled"), At("Destroyed"), At("SpoiledLost"), At("Lost")), Is.EqualTo((0L, 5L, 1L, 0L)));
        AssertSound();
    }

    [TestCase("run-3", 1)]
    [TestCase("04aa000000000b", 1)]
    [TestCase(" 6 ", 2, Description = "the three of the store")]
    public void It_is_named_as_the_list_shows_it(string card, int quantity)
    {
        Losses.Declare(Places.Spoiled, card, quantity, "not in the box", "budi", "siti");
        Assert.That(Box.CardsIn(Places.Spoiled).Sum(one => one.Quantity), Is.EqualTo(6 - quantity).And.EqualTo(At("Spoiled")));
        Destructions.Destroy("BAP/1", 6 - quantity, TwoWitnesses, null, "budi");
    }

    [TestCase("04CC000000000C")]
    [TestCase("run-9")]
    [TestCase("99")]
    [TestCase("")]
    public void What_is_not_in_the_list_is_not_lost(string card) => AssertRefused(() => Lose(card), "box-lost-unknown");

    [Test]
    public void A_card_that_has_left_the_box_is_not_lost_from_it()
    {
        Lose(A);
        AssertRefused(() => Lose(A), "box-lost-unknown");
        Destructions.Destroy("BAP/1", 5, TwoWitnesses, null, "budi");
        AssertRefused(() => Lose(B), "box-lost-unknown");
        AssertRefused(() => Losses.Declare(Places.OldCards, A, 1, "not in the box", "budi", "siti"), "box-lost-unknown");
    }

    [TestCase(A, 2)]
    [TestCase("6", 4)]
    [TestCase("6", 0)]
    [TestCase("6", -1)]
    public void Not_more_than_lie_there_are_lost(string card, int quantity) =>
        AssertRefused(() => Losses.Declare(Places.Spoiled, card, quantity, "not in the box", "budi", "siti"), "box-lost-quantity");

    [TestCase(null, "siti", "box-lost-reason")]
    [TestCase(" ", "siti", "box-lost-reason")]
    [TestCase("why", null, "person.two-needed")]
    [TestCase("why", " ", "person.two-needed")]
    [TestCase("why", "Budi", "second.same")]
    public void A_reason_and_two_persons_are_asked_for(string? reason, string? second, string code) =>
        AssertRefused(() => Losses.Declare(Places.Spoiled, A, 1, reason, "budi", second), code);

    [Test]
    public void A_card_that_was_laid_on_the_reader_for_this_batch_is_here()
    {
        Read(A);
        AssertRefused(() => Lose(A), "box-lost-read");
        Lose(B);
        Read("04CC0000000001", "04CC0000000002", "04CC0000000003");
        Lose("run-3");
        AssertRefused(() => Lose("6"), "box-lost-read");
        Destructions.Destroy("BAP/1", 4, TwoWitnesses, null, "budi", new BatchTerms(Places.Spoiled, HasReader: true, Mute: 0));
    }

    [Test]
    public void A_card_that_is_found_again_is_told_so_by_the_reader_and_taken_back_by_a_reversal()
    {
        var lost = Lose(A);
        AssertRefused(() => Read(A), "destroy-was-lost");
        Assert.That(Assert.Throws<LedgerRefusal>(() => Read(A))!.Subject, Is.EqualTo($"{lost.Sequence}"));
        var found = Reversals.Reverse(lost.Sequence, "it lay under the table", "budi", "siti");
        Assert.That((found.ToPlace, found.RunId, found.ChipUid), Is.EqualTo(("Spoiled", "run-1", A)));
        Read(A);
        AssertRefused(() => Reversals.Reverse(lost.Sequence, "again", "budi"), "reversed-before");
        Destructions.Destroy("BAP/1", 6, TwoWitnesses, null, "budi", new BatchTerms(Places.Spoiled, HasReader: true, Mute: 5));
        Assert.That(Burnt(1), Does.Contain(A));
        AssertSound();
    }

    [Test]
    public void One_of_several_that_is_found_after_the_others_were_burnt_makes_a_batch_of_its_own()
    {
        var lost = Lose("6");
        AssertRefused(() => Reversals.Reverse(6, "not spoiled", "budi"), "reversal-lost");
        Destructions.Destroy("BAP/1", 5, TwoWitnesses, null, "budi");
        Reversals.Reverse(lost.Sequence, "it lay under the table", "budi", "siti");
        Assert.That(Box.CardsIn(Places.Spoiled).Select(card => (card.SpoiledBy, card.Quantity)), Is.EqualTo(new[] { (6L, 1L) }));
        Destructions.Destroy("BAP/2", 1, TwoWitnesses, null, "budi");
        Assert.That((At("Spoiled"), At("Destroyed"), At("SpoiledLost")), Is.EqualTo((0L, 6L, 0L)));
    }

    [Test]
    public void One_that_a_citizen_brings_is_put_back_by_two_persons()
    {
        var lost = Lose(A);
        AssertRefused(() => OldCards.Take(new OldCardRequest(A, "found", "TT/1", "siti")), "old-card-was-lost");
        Assert.That(Report("spoilage").Sum.Skip(3), Is.EqualTo(new object[] { 6L, 5L, 0L, 1L }), "lost as before");
        Reversals.Reverse(lost.Sequence, "a citizen had it", "budi", "siti");
        Assert.That(Box.CardsIn(Places.Spoiled).Select(card => card.ChipUid), Does.Contain(A));
    }

    [Test]
    public void An_old_card_is_lost_from_its_own_box_and_comes_back_into_it()
    {
        OldCards.Take(new OldCardRequest("04111111111111", "damaged", "TT/1", "siti"));
        OldCards.Take(new OldCardRequest(null, "damaged", "TT/2", "siti"));
        var lost = Losses.Declare(Places.OldCards, "04111111111111", 1, "not in the box", "budi", "siti");
        Assert.That((lost.FromPlace, lost.ToPlace), Is.EqualTo(("OldCards", "OldCardsLost")));
        Destructions.Destroy("BAP/1", 1, TwoWitnesses, null, "budi", OldBox);
        Assert.That(Report("old-cards").Sum.Skip(2), Is.EqualTo(new object[] { 2L, 0L, 1L, 1L }));
        AssertRefused(() => OldCards.Take(new OldCardRequest("04111111111111", "found", "TT/3", "siti")), "old-card-was-lost");
        Assert.That(Reversals.Reverse(lost.Sequence, "a citizen had it", "budi", "siti").ToPlace, Is.EqualTo("OldCards"));
        Assert.That(Report("old-cards").Sum.Skip(2), Is.EqualTo(new object[] { 2L, 1L, 1L, 0L }));
    }

    /// <summary>The stock is as if nothing had been lost; the box has one less, and the report says why.</summary>
    [Test]
    public void The_reports_say_where_it_went()
    {
        var before = Figures();
        Clock.Advance(TimeSpan.FromDays(1));
        var lost = Lose("6");
        Assert.That(Report("spoilage").Sum.Skip(3), Is.EqualTo(new object[] { 6L, 5L, 0L, 1L }));
        Assert.That(Figures(), Is.EqualTo((before.Closing, before.Spoiled, 1L, before.Box - 1)));
        Reversals.Reverse(lost.Sequence, "found", "budi");
        Assert.That((Figures(), Report("spoilage").Sum[^1]), Is.EqualTo((before, 0L)));

        (long Closing, long Spoiled, long Lost, long Box) Figures()
        {
            var daily = Report("daily");
            return (Cell("closing"), Cell("spoiled"), Cell("box-lost"), Cell("spoiled-box"));

            long Cell(string column) => (long)daily.Sum[daily.Columns.ToList().IndexOf(column)]!;
        }
    }

    [Test]
    public void What_was_lost_is_never_changed_or_deleted()
    {
        Lose(A);
        foreach (var sql in new[] { "UPDATE box_loss SET spoiled_by = 1", "DELETE FROM box_loss" })
            Assert.That(() => Database.Write(transaction => transaction.Execute(sql)), Throws.TypeOf<SqliteException>(), sql);
    }

    private LedgerEntry Lose(string card) => Losses.Declare(Places.Spoiled, card, 1, "not in the box", "budi", "siti");

    private void Read(params string[] uids)
    {
        foreach (var uid in uids)
            Box.Read(Places.Spoiled, uid, anew: false, "budi");
    }

    private IReadOnlyList<string?> Burnt(long batch) =>
        [.. Database.Read(connection => Destructions.CardsOf(connection, batch)).Select(card => card.ChipUid)];

    private Report Report(string name) => ReportsOf(new StationOptions()).Make(name, null, null);
}

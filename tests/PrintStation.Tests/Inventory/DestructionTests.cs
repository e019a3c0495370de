using PrintStation.Inventory;

namespace PrintStation.Tests.Inventory;

internal sealed class DestructionTests : BooksFixture
{
    private static readonly string[] TwoWitnesses = ["Ani, Satpol PP", "Edi, Inspektorat"];

    [SetUp]
    public void SpoilSome()
    {
        Stock.Load("printer-1", 50, "siti");
        Spoil("04AA", "run-1");
        Spoil(null, "run-2");
        Acts.Book("spoil", new ActRequest(3, "siti", Reason: "factory-fault"));
    }

    [Test]
    public void A_batch_lists_each_spoiled_card_and_empties_the_box()
    {
        Destructions.Destroy("BAP/1", 5, TwoWitnesses, null, "budi");
        Assert.That((At("Spoiled"), At("Destroyed")), Is.EqualTo((0L, 5L)));
        var cards = Database.Read(connection => Destructions.CardsOf(connection, 1));
        Assert.That(cards.Select(card => (card.ChipUid, card.RunId, card.Quantity, card.Reason)), Is.EqualTo(new[]
        {
            ("04AA", "run-1", 1L, "chip-mute"), (null, "run-2", 1L, "chip-mute"), ((string?)null, (string?)null, 3L, "spoiled: factory-fault"),
        }));
        Assert.That(Box.CardsIn(Places.Spoiled), Is.Empty);
        AssertSound();
    }

    [Test]
    public void A_count_that_is_not_the_list_destroys_nothing()
    {
        AssertRefused(() => Destructions.Destroy("BAP/1", 4, TwoWitnesses, null, "budi"), "destroy-count");
        Assert.That(Destructions.List(), Is.Empty);
    }

    [Test]
    public void A_card_that_came_back_into_a_hopper_is_not_burnt_in_the_books()
    {
        Database.Write(transaction => Ledger.Record(transaction,
            new Movement(1, Places.Spoiled, Places.Held, "uid-seen-before", "station", Clock.GetUtcNow(), RunId: "run-3", ChipUid: "04AA")));
        Assert.That(Box.CardsIn(Places.Spoiled).Select(card => card.ChipUid), Has.None.EqualTo("04AA"));
        Destructions.Destroy("BAP/1", 4, TwoWitnesses, null, "budi");
        Assert.That(At("Spoiled"), Is.Zero);
    }

    [Test]
    public void Minutes_are_used_once_and_an_empty_box_is_not_destroyed()
    {
        Destructions.Destroy("BAP/1", 5, TwoWitnesses, null, "budi");
        AssertRefused(() => Destructions.Destroy("BAP/2", 0, TwoWitnesses, null, "budi"), "nothing-spoiled");
        Spoil("04BB", "run-4");
        AssertRefused(() => Destructions.Destroy("BAP/1", 1, TwoWitnesses, null, "budi"), "document-used");
        AssertRefused(() => Destructions.Destroy("bap/1 ", 1, TwoWitnesses, null, "budi"), "document-used");
    }

    [TestCase("2026-11-20", "month-closed")]
    [TestCase("2026-11-02", "month-closed")]
    [TestCase("2026-12-03", "date-future")]
    [TestCase("yesterday", "date")]
    public void A_batch_is_dated_into_no_closed_month_and_on_no_day_that_has_not_come(string at, string code)
    {
        Clock.Advance(TimeSpan.FromDays(30)); // 2 December
        Months.Close("2026-11", "budi");
        AssertRefused(() => Destructions.Destroy("BAP/1", 5, TwoWitnesses, at, "budi"), code);
        Spoil("04DD", "run-9");
        AssertRefused(() => Destructions.Destroy("BAP/1", 6, TwoWitnesses, at, "budi"), code);
        Assert.That(Destructions.List(), Is.Empty);
    }

    [TestCase(null, "document-required")]
    [TestCase(" ", "document-required")]
    [TestCase("NIK 5371014107900003", "document-nik")]
    public void A_batch_has_the_number_of_its_minutes(string? document, string code) =>
        AssertRefused(() => Destructions.Destroy(document, 5, TwoWitnesses, null, "budi"), code);

    [TestCase("Ani, Satpol PP")]
    [TestCase("Ani, Satpol PP", "ani, Inspektorat")]
    [TestCase("Ani, Satpol PP", "Budi, Dukcapil")]
    public void Two_witnesses_other_than_who_does_it_must_be_there(params string[] witnesses) =>
        AssertRefused(() => Destructions.Destroy("BAP/1", 5, witnesses, null, "budi"), "witnesses");
}

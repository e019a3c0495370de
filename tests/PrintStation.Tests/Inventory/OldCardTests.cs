using PrintStation.Inventory;

namespace PrintStation.Tests.Inventory;

/// <summary>Old cards that citizens bring back: they are no blanks, and each is accounted for.</summary>
internal sealed class OldCardTests : BooksFixture
{
    private const string Here = "04A1B2C3D4E5F6";
    private const string Elsewhere = "04111111111111";
    private static readonly string[] TwoWitnesses = ["Ani, Satpol PP", "Edi, Inspektorat"];

    [SetUp]
    public void IssueOne()
    {
        Stock.Load("printer-1", 50, "siti");
        Record(Places.Hopper("printer-1"), Places.Issued, Here, "run-1");
    }

    [TestCase(Here, "Issued")]
    [TestCase(Elsewhere, "Citizens")]
    [TestCase("A4B1C2D3E4F50617", "Citizens")]
    [TestCase(null, "Citizens")]
    public void A_card_comes_from_where_the_books_have_it_and_the_stock_stays(string? uid, string from)
    {
        var (stock, before) = (Stock.InHand(), At(from));
        var entry = OldCards.Take(Request(uid));
        Assert.That((entry.FromPlace, entry.ToPlace, entry.Quantity, entry.Reason, entry.ChipUid), Is.EqualTo((from, "OldCards", 1L, "old-card: changed-data", uid)));
        Assert.That((Stock.InHand(), At("OldCards"), At(from)), Is.EqualTo((stock, 1L, before - 1)));
        AssertSound();
    }

    [Test]
    public void A_number_is_typed_in_any_case_and_the_same_card_comes_back_once()
    {
        OldCards.Take(Request(Here.ToLowerInvariant()));
        AssertRefused(() => OldCards.Take(Request(Here) with { Document = "TT/2" }), "old-card-elsewhere");
        OldCards.Take(Request(Elsewhere) with { Document = "TT/2" });
        AssertRefused(() => OldCards.Take(Request(Elsewhere) with { Document = "TT/3" }), "old-card-elsewhere");
        Assert.That(At("OldCards"), Is.EqualTo(2));
    }

    [Test]
    public void A_card_that_was_declared_lost_and_is_found_lies_with_the_spoiled_ones()
    {
        Record(Places.Hopper("printer-1"), Places.Lost, Elsewhere, "run-2");
        OldCards.Take(Request(Elsewhere) with { Reason = "found" });
        Assert.That((At("Lost"), At("Spoiled"), At("OldCards")), Is.EqualTo((0L, 1L, 0L)));
        Assert.That(Box.CardsIn(Places.Spoiled).Single().ChipUid, Is.EqualTo(Elsewhere));
    }

    [Test]
    public void A_blank_that_came_with_a_delivery_is_no_old_card_as_long_as_none_went_to_others()
    {
        Stock.Announce(new Delivery("D1", "BAST/1", "2019", 1, Clock.GetUtcNow()), [Elsewhere]);
        AssertRefused(() => OldCards.Take(Request(Elsewhere)), "old-card-is-blank");
        Acts.Book("lend", new ActRequest(10, "siti", "5302", "BAP/1"));
        OldCards.Take(Request(Elsewhere));
        Assert.That(At("OldCards"), Is.EqualTo(1), "that office may have made a card of it");
    }

    [TestCase("Held")]
    [TestCase("Spoiled")]
    [TestCase("Machine(printer-1)")]
    public void A_card_that_the_books_have_in_the_office_is_no_old_one_and_its_place_is_named(string place)
    {
        Record(Places.Hopper("printer-1"), place, Elsewhere, "run-2");
        AssertRefused(() => OldCards.Take(Request(Elsewhere)), "old-card-elsewhere");
        Assert.That(Assert.Throws<LedgerRefusal>(() => OldCards.Take(Request(Elsewhere)))!.Place, Is.EqualTo(place));
    }

    [TestCase("04A1B2C3D4E5F", "uid")]
    [TestCase("04A1B2C3D4E5F60", "uid")]
    [TestCase("04A1B2C3D4E5F6=1+1", "uid")]
    [TestCase("", "uid")]
    [TestCase("08A1B2C3", "uid-no-identity")]
    public void What_is_no_number_of_a_chip_is_refused(string uid, string code) => AssertRefused(() => OldCards.Take(Request(uid)), code);

    [TestCase(null, "TT/1", "old-card-reason")]
    [TestCase("Damaged", "TT/1", "old-card-reason")]
    [TestCase("failed-print", "TT/1", "old-card-reason")]
    [TestCase("damaged", null, "document-required")]
    [TestCase("damaged", "  ", "document-required")]
    [TestCase("damaged", "NIK 5371014107900003", "document-nik")]
    public void Reason_and_paper_are_asked_for_and_no_NIK_gets_into_the_books(string? reason, string? document, string code) =>
        AssertRefused(() => OldCards.Take(Request(null) with { Reason = reason, Document = document }), code);

    [Test]
    public void A_paper_stands_for_one_card()
    {
        OldCards.Take(Request(null));
        AssertRefused(() => OldCards.Take(Request(null)), "document-used");
    }

    [TestCase("2026-11-03", "date-future")]
    [TestCase("2026-11-01", "old-card-before")]
    [TestCase("soon", "date")]
    public void A_card_does_not_come_back_before_it_was_made_or_tomorrow(string at, string code) =>
        AssertRefused(() => OldCards.Take(Request(Here) with { At = at }), code);

    [Test]
    public void What_was_taken_by_mistake_is_taken_back_and_the_card_is_where_it_was()
    {
        foreach (var uid in new[] { Here, Elsewhere, null })
        {
            var entry = OldCards.Take(Request(uid));
            Reversals.Reverse(entry.Sequence, "another card", "budi");
            Assert.That((At("OldCards"), At(entry.FromPlace)), Is.EqualTo((0L, entry.FromPlace == "Issued" ? 1L : 0L)));
            Assert.That(Box.CardsIn(Places.OldCards), Is.Empty);
        }

        Assert.That(OldCards.Take(Request(Here)).FromPlace, Is.EqualTo("Issued"), "and it may come back once more");
        AssertSound();
    }

    [Test]
    public void A_card_that_moved_on_since_is_not_taken_back()
    {
        var entry = OldCards.Take(Request(Here));
        Record(Places.OldCards, Places.Held, Here, "run-1");
        AssertRefused(() => Reversals.Reverse(entry.Sequence, "another card", "budi"), "moved-since");
    }

    [Test]
    public void A_card_that_is_called_back_leaves_the_box_of_old_cards()
    {
        OldCards.Take(Request(Here));
        Record(Places.OldCards, Places.Held, Here, "run-1");
        Assert.That((At("Issued"), At("OldCards"), At("Held"), At("Difference")), Is.EqualTo((0L, 0L, 1L, 0L)));
        AssertRefused(() => Destructions.Destroy("BAP/1", 1, TwoWitnesses, null, "budi", new BatchTerms(Places.OldCards)), "nothing-spoiled");
        AssertSound();
    }

    [Test]
    public void Old_cards_are_destroyed_in_a_batch_of_their_own_card_by_card()
    {
        Acts.Book("spoil", new ActRequest(3, "siti", Reason: "damaged"));
        OldCards.Take(Request(Here));
        OldCards.Take(Request(null) with { Document = "TT/2", Reason = "deceased" });
        AssertRefused(() => Destructions.Destroy("BAP/1", 5, TwoWitnesses, null, "budi", new BatchTerms(Places.OldCards)), "destroy-count");
        Destructions.Destroy("BAP/1", 2, TwoWitnesses, null, "budi", new BatchTerms(Places.OldCards));
        Assert.That((At("OldCards"), At("OldCardsDestroyed"), At("Spoiled"), At("Destroyed")), Is.EqualTo((0L, 2L, 3L, 0L)));
        Assert.That(Database.Read(connection => Destructions.CardsOf(connection, 1)).Select(card => (card.ChipUid, card.Reason)),
            Is.EqualTo(new[] { (Here, "old-card: changed-data"), ((string?)null, "old-card: deceased") }));
        AssertRefused(() => Reversals.Reverse(Entries().First(entry => entry.ChipUid == Here && entry.ToPlace == "OldCards").Sequence, "no", "budi"), "reversal-destroyed");
        AssertRefused(() => Destructions.Destroy("BAP/1", 3, TwoWitnesses, null, "budi"), "document-used");
        AssertSound();
    }

    private static OldCardRequest Request(string? uid) => new(uid, "changed-data", "TT/1", "siti");

    private void Record(string from, string to, string uid, string run) => Database.Write(transaction =>
        Ledger.Record(transaction, new Movement(1, from, to, "made", "station", Clock.GetUtcNow(), RunId: run, ChipUid: uid)));
}

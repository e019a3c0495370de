using PrintStation.Inventory;

namespace PrintStation.Tests.Inventory;

internal sealed class ReversalTests : BooksFixture
{
    [Test]
    public void A_mistake_is_taken_back_by_a_movement_that_names_it()
    {
        Stock.Load("printer-1", 50, "siti");
        var entry = Reversals.Reverse(2, "wrong printer", "budi");
        Assert.That((entry.FromPlace, entry.ToPlace, entry.Quantity, entry.Reverses, entry.Reason, entry.Person),
            Is.EqualTo(("Hopper(printer-1)", "Store", 50L, 2L, "reversal: wrong printer", "budi")));
        Assert.That(At("Store"), Is.EqualTo(500));
        AssertSound();
    }

    [Test]
    public void A_movement_is_reversed_once_and_a_reversal_never()
    {
        Stock.Load("printer-1", 50, "siti");
        Reversals.Reverse(2, "wrong printer", "budi");
        AssertRefused(() => Reversals.Reverse(2, "again", "budi"), "reversed-before");
        AssertRefused(() => Reversals.Reverse(3, "not so", "budi"), "not-reversible");
    }

    [TestCase("lend", "take-back")]
    [TestCase("borrow", "give-back")]
    public void A_loan_that_has_come_to_its_end_is_not_turned_round_by_a_reversal(string begin, string end)
    {
        var begun = Acts.Book(begin, new ActRequest(10, "siti", "5302", "BA/1"));
        var ended = Acts.Book(end, new ActRequest(10, "siti", "5302", "BA/1"));
        AssertRefused(() => Reversals.Reverse(begun.Sequence, "wrong office", "budi"), "loan");
        Reversals.Reverse(ended.Sequence, "not yet back", "budi");
        Reversals.Reverse(begun.Sequence, "wrong office", "budi");
        Assert.That((At("Store"), At("OtherOffice(5302)")), Is.EqualTo((500L, 0L)));
    }

    [Test]
    public void Blanks_that_are_no_longer_there_cannot_go_back()
    {
        Stock.Load("printer-1", 50, "siti");
        Spoil("04AA", "run-1");
        AssertRefused(() => Reversals.Reverse(2, "wrong printer", "budi"), "not-enough");
    }

    [TestCase(2, "why", "not-reversible", Description = "what a machine did")]
    [TestCase(99, "why", "unknown-movement")]
    [TestCase(1, " ", "reversal-reason")]
    public void What_cannot_be_reversed_is_refused(int sequence, string reason, string code)
    {
        Spoil(null, "run-1"); // from an empty hopper: a shortage from Difference, then the card
        AssertRefused(() => Reversals.Reverse(sequence, reason, "budi"), code);
    }

    [Test]
    public void A_receipt_that_the_centre_was_told_of_is_not_reversed()
    {
        Stock.Announce(new Delivery("D1", "BAST/1", "2019", 5, Clock.GetUtcNow()), []);
        Stock.Receive("D1", 5, null, "siti");
        AssertRefused(() => Reversals.Reverse(2, "wrong box", "budi"), "not-reversible");
    }

    [Test]
    public void Spoiled_blanks_that_were_destroyed_stay_spoiled()
    {
        var spoiled = Acts.Book("spoil", new ActRequest(3, "siti", Reason: "damaged"));
        Destructions.Destroy("BAP/1", 3, ["Ani, Satpol PP", "Edi, Inspektorat"], null, "budi");
        AssertRefused(() => Reversals.Reverse(spoiled.Sequence, "not damaged", "budi"), "reversal-destroyed");
        Assert.That(() => Reversals.Reverse(spoiled.Sequence, "not damaged", "budi"), Throws.Exception.With.Property("Subject").EqualTo("BAP/1"));
        foreach (var language in new[] { "en", "id" })
            Assert.That(new StationTexts(language).Format("error.reversal-destroyed", "BAP/1"), Does.Contain("printstation report destruction --document \"BAP/1\""), language);
    }
}

using PrintStation.Inventory;
using PrintStation.Storage;

namespace PrintStation.Tests.Inventory;

/// <summary>Mistakes about ribbons, films and cleaning kits, and two ribbons on one day.</summary>
internal sealed class SupplyReversalTests : SupplyFixture
{
    [SetUp]
    public void ReceiveSome() => Supplies.Receive("ribbon", 10, 500, "SJ/1", null, "siti");

    [Test]
    public void A_mistaken_receipt_is_taken_back_and_its_paper_booked_once_more()
    {
        var reversal = Supplies.Reverse(1, "twelve, not ten", "budi");
        Assert.That((reversal.FromPlace, reversal.ToPlace, reversal.Quantity, reversal.Reverses, reversal.Reason),
            Is.EqualTo(("Store", "Supplier", 10L, (long?)1, "reversal: twelve, not ten")));
        Supplies.Receive("ribbon", 12, 500, "SJ/1", null, "siti");
        AssertNotBooked(() => Supplies.Receive("ribbon", 12, 500, "SJ/1", null, "siti"), "supply-document-used");
        Assert.That(InStore("ribbon"), Is.EqualTo(12));
    }

    [Test]
    public void A_mistaken_change_is_taken_back_and_no_ribbon_was_put_in()
    {
        var change = Supplies.Change("ribbon", "printer-1", null, "siti");
        Assert.That(Printer("printer-1").RibbonSince, Is.Not.Null);
        Supplies.Reverse(change.Number, "it was printer-2", "budi");
        Assert.That((InStore("ribbon"), Printer("printer-1").RibbonSince), Is.EqualTo((10L, (string?)null)));
        Assert.That(Database.Read(connection => State.Ribbons(connection)), Is.Empty);
    }

    [Test]
    public void A_mistaken_count_is_taken_back()
    {
        var count = Supplies.Count("ribbon", 7, "three torn", "siti", second: "budi")!;
        Supplies.Reverse(count.Number, "they lay behind the shelf", "budi");
        Assert.That(InStore("ribbon"), Is.EqualTo(10));
    }

    [Test]
    public void What_cannot_be_taken_back_is_refused()
    {
        AssertNotBooked(() => Supplies.Reverse(1, " ", "budi"), "supply-reversal-reason");
        AssertNotBooked(() => Supplies.Reverse(99, "why", "budi"), "supply-unknown");
        var count = Supplies.Count("ribbon", 7, "three torn", "siti", second: "budi")!;
        AssertNotBooked(() => Supplies.Reverse(1, "wrong", "budi"), "supply-not-there");
        var reversal = Supplies.Reverse(count.Number, "found", "budi");
        AssertNotBooked(() => Supplies.Reverse(count.Number, "found", "budi"), "supply-reversed");
        AssertNotBooked(() => Supplies.Reverse(reversal.Number, "not found", "budi"), "supply-not-reversible");
        Supplies.RecordRibbon(new RibbonReading("printer-1", "S1", 1, 5, 500), 0);
        AssertNotBooked(() => Supplies.Reverse(Booked()[^1].Number, "none", "budi"), "supply-not-reversible");
        var told = Supplies.Change("ribbon", "printer-2", null, "siti");
        Supplies.RecordRibbon(new RibbonReading("printer-2", "S2", 1, 5, 500), 0);
        AssertNotBooked(() => Supplies.Reverse(told.Number, "none", "budi"), "supply-not-reversible");
    }

    /// <summary>The closed month keeps its figures; the day on which it was taken back has them with a minus.</summary>
    [Test]
    public void A_report_has_what_was_taken_back_on_the_day_on_which_it_was()
    {
        Supplies.Change("ribbon", "printer-1", null, "siti");
        Clock.Advance(TimeSpan.FromDays(1));
        Supplies.Reverse(2, "no ribbon", "budi");
        Supplies.Reverse(1, "another office's", "budi");
        Assert.That(Row("2026-11-02", "2026-11-02"), Is.EqualTo(new object?[] { 0L, 10L, 1L, 0L, 0L, 9L }));
        Assert.That(Row("2026-11-03", "2026-11-03"), Is.EqualTo(new object?[] { 9L, -10L, -1L, 0L, 0L, 0L }));
        Assert.That(Row("2026-11-02", "2026-11-03"), Is.EqualTo(new object?[] { 0L, 0L, 0L, 0L, 0L, 0L }));

        IEnumerable<object?> Row(string from, string to) => Reports.Make("supplies", from, to).Rows.Single(row => (string)row[0]! == "ribbon").Skip(1).Take(6);
    }

    /// <summary>A half-used ribbon tells nothing of itself: the new one that comes after it on the same day is another.</summary>
    [Test]
    public void A_half_used_ribbon_and_a_new_one_on_the_same_day_are_two()
    {
        Supplies.Change("ribbon", "printer-1", null, "siti");
        Print("printer-1", 6);
        Supplies.RecordRibbon(new RibbonReading("printer-1", "S1", 6, 30, 500), 3);
        Assert.That(InStore("ribbon"), Is.EqualTo(8));
        Assert.That(Database.Read(connection => State.Ribbons(connection)).Select(life => life.Cards), Is.EqualTo(new[] { 6L, 0L }));
    }

    [Test]
    public void A_change_that_was_told_a_few_cards_too_early_is_the_one_that_is_seen()
    {
        Supplies.Change("ribbon", "printer-1", null, "siti");
        Print("printer-1", 5);
        Print("printer-2", 40);
        Supplies.RecordRibbon(new RibbonReading("printer-1", "S1", 5, 25, 500), 3);
        Assert.That(InStore("ribbon"), Is.EqualTo(9));
    }

    [Test]
    public void A_half_used_ribbon_after_a_new_one_on_the_same_day_is_told_as_another()
    {
        Supplies.RecordRibbon(new RibbonReading("printer-1", "S1", 1, 5, 500), 0);
        AssertNotBooked(() => Supplies.Change("ribbon", "printer-1", null, "siti"), "supply-seen");
        Assert.That(new StationTexts("en")["error.supply-seen"], Does.Contain("--another"));
        Supplies.Change("ribbon", "printer-1", null, "siti", another: true);
        Assert.That(InStore("ribbon"), Is.EqualTo(8));
    }

    [Test]
    public void A_change_that_was_taken_back_is_not_the_one_that_is_seen()
    {
        Supplies.Reverse(Supplies.Change("ribbon", "printer-1", null, "siti").Number, "not yet", "siti");
        Supplies.RecordRibbon(new RibbonReading("printer-1", "S1", 1, 5, 500), 0);
        Assert.That((InStore("ribbon"), Booked()[^1].Person), Is.EqualTo((9L, "station")));
    }

    private void Print(string printer, int cards)
    {
        for (var card = 0; card < cards; card++)
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            Database.Write(transaction => Ledger.Record(transaction, new Movement(
                1, Places.Store, Places.Machine(printer), "fed", "station", Clock.GetUtcNow(), RunId: $"{printer}-{card}")));
        }
    }
}

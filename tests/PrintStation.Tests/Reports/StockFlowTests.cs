using PrintStation.Inventory;
using PrintStation.Tests.Inventory;

namespace PrintStation.Tests.Reports;

/// <summary>Each kind of movement between the office and the outside has its own column.</summary>
internal sealed class StockFlowTests : BooksFixture
{
    /// <summary>The minutes of receipt and the report say the same: what went back was received all the same.</summary>
    [Test]
    public void What_went_back_to_the_ministry_is_no_receipt_and_a_reversal_is_neither()
    {
        Clock.Advance(TimeSpan.FromDays(1));
        var returned = Acts.Book("return", new ActRequest(20, "siti", Document: "BA/1"));
        Assert.That(Day("2026-11-03"), Is.EqualTo((500L, 0L, 20L, 480L)));
        Clock.Advance(TimeSpan.FromDays(1));
        Reversals.Reverse(returned.Sequence, "it never left", "budi");
        Assert.That(Day("2026-11-04"), Is.EqualTo((480L, 0L, -20L, 500L)));
        Reversals.Reverse(1, "mistyped", "budi");
        Assert.That(Day("2026-11-04"), Is.EqualTo((480L, -500L, -20L, 0L)));

        (long, long, long, long) Day(string day) => (Flow(day, "opening"), Flow(day, "received"), Flow(day, "returned"), Flow(day, "closing"));
    }

    [Test]
    public void What_was_borrowed_and_what_was_lent_stand_apart_and_lessen_by_what_comes_back()
    {
        Acts.Book("lend", new ActRequest(50, "siti", "5302", "BA/1"));
        Acts.Book("borrow", new ActRequest(30, "siti", "5303", "BA/2"));
        Assert.That(Loans(), Is.EqualTo((30L, 50L, 480L)));
        var back = Acts.Book("take-back", new ActRequest(40, "siti", "5302", "BA/3"));
        var given = Acts.Book("give-back", new ActRequest(10, "siti", "5303", "BA/4"));
        Assert.That(Loans(), Is.EqualTo((20L, 10L, 510L)));
        Reversals.Reverse(back.Sequence, "not yet", "budi");
        Reversals.Reverse(given.Sequence, "not yet", "budi");
        Assert.That(Loans(), Is.EqualTo((30L, 50L, 480L)));

        (long, long, long) Loans() => (Flow("2026-11-02", "borrowed"), Flow("2026-11-02", "lent"), Flow("2026-11-02", "closing"));
    }

    [Test]
    public void A_test_print_is_tried_then_spoiled_and_destroyed_and_the_stock_loses_it_once()
    {
        Acts.Book("test", new ActRequest(3, "siti"));
        Assert.That(Tests(), Is.EqualTo((3L, 0L, 0L, 497L)));
        AssertRefused(() => Acts.Book("reject-test", new ActRequest(4, "siti")), "not-enough");
        Acts.Book("reject-test", new ActRequest(3, "siti"));
        Assert.That(ReportsOf(new StationOptions()).Make("spoilage", null, null).Rows.Single(),
            Is.EqualTo(new object?[] { "test-print", "spoiled: test-print", "Store", 3L, 3L, 0L, 0L }));
        Destructions.Destroy("BAP/1", 3, ["Ani, Satpol PP", "Edi, Polres"], null, "siti", second: "budi");
        Assert.That(Tests(), Is.EqualTo((0L, 3L, 3L, 497L)));
        foreach (var texts in new[] { new StationTexts("en"), new StationTexts("id") })
            Assert.That(new[] { "report.cause.test-print", "report.reason.spoiled: test-print" }.Select(texts.Find), Has.None.Null);

        (long, long, long, long) Tests() =>
            (Flow("2026-11-02", "test"), Flow("2026-11-02", "spoiled"), Flow("2026-11-02", "destroyed"), Flow("2026-11-02", "closing"));
    }

    private long Flow(string day, string column)
    {
        var report = ReportsOf(new StationOptions()).Make("daily", day, day);
        return (long)report.Rows.Single()[report.Columns.ToList().IndexOf(column)]!;
    }
}

using PrintStation.Inventory;

namespace PrintStation.Tests.Inventory;

/// <summary>Where lists of chips come with deliveries, a chip on none of them is of somewhere else, unless the office has blanks that came without.</summary>
internal sealed class UnlistedBlanksTests : BooksFixture
{
    private static readonly string[] Listed = ["04D100", "04D101", "04D102", "04D103", "04D104"];
    private int _used;

    protected override int FirstStock => 0;

    [Test]
    public void With_nothing_but_listed_blanks_a_chip_on_no_list_is_unfit()
    {
        ReceiveListed();
        Assert.That(WhyUnfit("04FFFF"), Is.EqualTo("uid-not-delivered"));
        Assert.That(WhyUnfit("04D100"), Is.Null);
        Stock.Load("printer-1", 5, "siti");
        Use(3);
        Assert.That(Left(), Is.EqualTo(-3));
    }

    [Test]
    public void An_opening_balance_came_without_a_list()
    {
        Reversals.Reverse(Acts.Book("open", new ActRequest(9, "siti", Document: "BA/0")).Sequence, "mistyped", "budi");
        Acts.Book("open", new ActRequest(2, "siti", Document: "BA/0"));
        Stock.Announce(new Delivery("D1", "BAST/D1", "2019", 5, Clock.GetUtcNow()), Listed);
        Assert.That((Left(), WhyUnfit("04FFFF")), Is.EqualTo((2L, (string?)null)));
    }

    [Test]
    public void What_was_borrowed_is_fit_also_where_others_were_given_back_for_it()
    {
        ReceiveListed();
        var borrowed = Acts.Book("borrow", new ActRequest(3, "siti", "5302", "BA/1"));
        Assert.That((Left(), WhyUnfit("04FFFF")), Is.EqualTo((3L, (string?)null)));
        var given = Acts.Book("give-back", new ActRequest(3, "siti", "5302", "BA/2"));
        Assert.That((Left(), WhyUnfit("04FFFF")), Is.EqualTo((3L, (string?)null)), "nobody knows which ones they were");
        Reversals.Reverse(given.Sequence, "not yet", "budi");
        Assert.That(Left(), Is.EqualTo(3));
        Reversals.Reverse(borrowed.Sequence, "wrong office", "budi");
        Assert.That(WhyUnfit("04FFFF"), Is.EqualTo("uid-not-delivered"));
    }

    [Test]
    public void A_delivery_without_a_list_counts_as_many_as_were_in_its_box()
    {
        ReceiveListed();
        Stock.Announce(new Delivery("D2", "BAST/D2", "2019", 10, Clock.GetUtcNow()), []);
        Assert.That(WhyUnfit("04FFFF"), Is.EqualTo("uid-not-delivered"), "it has not come yet");
        Stock.Receive("D2", 4, "six short", "siti", "budi");
        Assert.That(Left(), Is.EqualTo(4));
    }

    [Test]
    public void What_a_stock_take_found_counts_as_far_as_none_missed_it_before()
    {
        ReceiveListed();
        Count(3);
        Assert.That(Left(), Is.Zero, "two of the listed ones are missing");
        Count(6);
        Assert.That((Left(), WhyUnfit("04FFFF")), Is.EqualTo((1L, (string?)null)));
    }

    [Test]
    public void There_are_no_more_of_them_than_blanks_in_hand()
    {
        ReceiveListed();
        Acts.Book("borrow", new ActRequest(3, "siti", "5302", "BA/1"));
        Acts.Book("return", new ActRequest(6, "siti", Document: "BA/2"));
        Assert.That(Left(), Is.EqualTo(2));
        Acts.Book("return", new ActRequest(2, "siti", Document: "BA/3"));
        Assert.That((Left(), WhyUnfit("04FFFF")), Is.EqualTo((0L, "uid-not-delivered")));
    }

    [Test]
    public void What_comes_back_of_a_loan_may_be_other_blanks_than_went()
    {
        ReceiveListed();
        Acts.Book("lend", new ActRequest(2, "siti", "5303", "BA/1"));
        Assert.That(WhyUnfit("04FFFF"), Is.EqualTo("uid-not-delivered"));
        Acts.Book("take-back", new ActRequest(2, "siti", "5303", "BA/2"));
        Assert.That((Left(), WhyUnfit("04FFFF")), Is.EqualTo((2L, (string?)null)));
    }

    [Test]
    public void Each_card_that_was_made_of_one_leaves_one_less_until_none_is_left()
    {
        ReceiveListed();
        Acts.Book("borrow", new ActRequest(2, "siti", "5302", "BA/1"));
        Stock.Load("printer-1", 5, "siti");
        Run("04D100", null);
        Assert.That(Left(), Is.EqualTo(2), "a listed one");
        Use(1);
        Assert.That((Left(), WhyUnfit("04FFFF")), Is.EqualTo((1L, (string?)null)));
        Use(1);
        Assert.That((Left(), WhyUnfit("04FFFF"), WhyUnfit("04D101")), Is.EqualTo((0L, "uid-not-delivered", (string?)null)));
    }

    [Test]
    public void A_foreign_blank_that_was_rejected_takes_no_honest_ones_place()
    {
        ReceiveListed();
        Run("04FF01", "uid-not-delivered");
        Acts.Book("borrow", new ActRequest(1, "siti", "5302", "BA/1"));
        Assert.That((Left(), WhyUnfit("04FF02"), WhyUnfit("04FF01")), Is.EqualTo((1L, (string?)null, "uid-seen-before")));
    }

    [Test]
    public void A_stray_that_no_list_names_was_one_of_them()
    {
        ReceiveListed();
        Acts.Book("borrow", new ActRequest(1, "siti", "5302", "BA/1"));
        Stock.Load("printer-1", 1, "siti");
        Database.Write(transaction =>
        {
            var booked = Ledger.Record(transaction, new Movement(1, Places.Hopper("printer-1"), Places.Machine("printer-1"), "stray-card", "station",
                Clock.GetUtcNow(), ChipUid: "04FF01"));
            return transaction.Execute("INSERT INTO stray (printer, uid, booked_by, seen_at) VALUES ('printer-1', '04FF01', @Sequence, @now)",
                new { booked.Sequence, now = Clock.GetUtcNow() });
        });
        Assert.That(Left(), Is.Zero);
    }

    private void ReceiveListed()
    {
        Stock.Announce(new Delivery("D1", "BAST/D1", "2019", Listed.Length, Clock.GetUtcNow()), Listed);
        Stock.Receive("D1", Listed.Length, null, "siti");
    }

    private void Count(int counted)
    {
        Takes.Begin(Places.Store, "siti");
        Takes.Count(Places.Store, counted, "siti");
        Takes.Finish(Places.Store, "siti", "budi", "counted");
    }

    private void Use(int count)
    {
        for (var i = 0; i < count; i++)
            Run($"04EE{_used++:X4}", null);
    }

    /// <summary>A run that has recorded this chip.</summary>
    private void Run(string uid, string? reason) => Database.Write(transaction =>
    {
        transaction.Execute(
            """
            INSERT INTO job (job_id, lease_id, fence_epoch, fence, kind, priority, blank_version, layout, claimed_at)
            VALUES ('J-' || @uid, 'L1', 'E', 1, 'ktp-el', 0, 'v1', 'l1', @now)
            """, new { uid, now = Clock.GetUtcNow() });
        return transaction.Execute(
            """
            INSERT INTO run (run_id, job_id, attempt, state, printer, blank_uid, reason, changed_at)
            VALUES (@uid || '-1', 'J-' || @uid, 1, 'Issued', 'printer-1', @uid, @reason, @now)
            """, new { uid, reason, now = Clock.GetUtcNow() });
    });

    private long Left() => Database.Write(UnlistedBlanks.Left);

    private string? WhyUnfit(string uid) => Database.Write(transaction => BlankStock.WhyUnfit(transaction, uid, false, "2019"));
}

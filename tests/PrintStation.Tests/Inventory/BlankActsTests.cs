using PrintStation.Inventory;

namespace PrintStation.Tests.Inventory;

/// <summary>What people do with blanks that no machine has.</summary>
internal sealed class BlankActsTests : BooksFixture
{
    [TestCase("lend", "Store", "OtherOffice(5302)", "lent")]
    [TestCase("borrow", "OtherOffice(5302)", "Store", "borrowed")]
    [TestCase("return", "Store", "Ministry", "returned-to-ministry")]
    [TestCase("spoil", "Store", "Spoiled", "spoiled: damaged")]
    [TestCase("test", "Store", "Test", "test")]
    public void An_act_moves_blanks_from_its_place_to_the_other(string verb, string from, string to, string reason)
    {
        var (before, other) = (At(from), At(to));
        var entry = Acts.Book(verb, Request(7));
        Assert.That((entry.FromPlace, entry.ToPlace, entry.Reason, entry.Quantity), Is.EqualTo((from, to, reason, 7L)));
        Assert.That((At(from), At(to)), Is.EqualTo((before - 7, other + 7)));
        AssertSound();
    }

    [Test]
    public void What_was_lent_is_taken_back_and_no_blank_more()
    {
        Acts.Book("lend", Request(100));
        AssertRefused(() => Acts.Book("take-back", Request(101)), "loan");
        Acts.Book("take-back", Request(100));
        Assert.That((At("Store"), At("OtherOffice(5302)")), Is.EqualTo((500L, 0L)));
    }

    [Test]
    public void What_was_borrowed_is_given_back_and_no_blank_more()
    {
        Acts.Book("borrow", Request(100));
        Assert.That(At("OtherOffice(5302)"), Is.EqualTo(-100), "we owe them");
        AssertRefused(() => Acts.Book("give-back", Request(101)), "loan");
        AssertRefused(() => Acts.Book("lend", Request(1) with { Document = "BA/2" }), "loan");
        Acts.Book("give-back", Request(100));
        Assert.That((At("Store"), At("OtherOffice(5302)")), Is.EqualTo((500L, 0L)));
    }

    [TestCase(0)]
    [TestCase(-5)]
    [TestCase(100_001)]
    public void A_quantity_that_cannot_be_is_refused(int quantity) => AssertRefused(() => Acts.Book("spoil", Request(quantity)), "quantity");

    [Test]
    public void The_store_never_falls_below_zero_by_a_person() => AssertRefused(() => Acts.Book("return", Request(501)), "not-enough");

    [TestCase(null)]
    [TestCase("53")]
    [TestCase("53O2")]
    public void A_loan_names_an_office_by_four_digits(string? office) => AssertRefused(() => Acts.Book("lend", Request(1) with { Office = office }), "office");

    [TestCase("5371", "office-own")]
    [TestCase("5399", "office-unknown")]
    [TestCase("0000", "office-unknown")]
    public void A_loan_is_made_with_another_office_that_there_is(string office, string code)
    {
        foreach (var verb in new[] { "lend", "borrow", "take-back", "give-back" })
            AssertRefused(() => Acts.Book(verb, Request(1) with { Office = office }), code);
    }

    [Test]
    public void A_loan_of_an_office_that_is_not_known_and_stands_in_older_books_is_ended()
    {
        Database.Write(transaction => Ledger.Record(transaction,
            new Movement(5, Places.Store, Places.OtherOffice("5399"), "lent", "siti", Clock.GetUtcNow(), "BA/0")));
        Acts.Book("take-back", Request(5) with { Office = "5399" });
        Assert.That((At("OtherOffice(5399)"), At("Store")), Is.EqualTo((0L, 500L)));
        AssertRefused(() => Acts.Book("lend", Request(1) with { Office = "5399" }), "office-unknown");
    }

    [TestCase(null)]
    [TestCase(" ")]
    public void Papers_that_must_be_there_are_asked_for(string? document) =>
        AssertRefused(() => Acts.Book("return", Request(1) with { Document = document }), "document-required");

    [TestCase(null)]
    [TestCase("because")]
    [TestCase("Damaged")]
    public void A_blank_is_spoiled_only_for_a_known_reason(string? reason) =>
        AssertRefused(() => Acts.Book("spoil", Request(1) with { Reason = reason }), "spoil-reason");

    [Test]
    public void A_paper_is_booked_once_for_each_kind_of_act()
    {
        Acts.Book("lend", Request(1));
        AssertRefused(() => Acts.Book("lend", Request(1)), "document-used");
        Acts.Book("return", Request(1));
    }

    [Test]
    public void A_paper_whose_movement_was_reversed_is_booked_once_more()
    {
        Reversals.Reverse(Acts.Book("lend", Request(10)).Sequence, "wrong quantity", "siti");
        Assert.That(Acts.Book("lend", Request(1)).Document, Is.EqualTo("BA/1"));
    }

    [Test]
    public void A_delivery_whose_paper_was_booked_before_is_refused()
    {
        Stock.Announce(new Delivery("D1", "BAST/1", "2019", 5, Clock.GetUtcNow()), []);
        Stock.Announce(new Delivery("D2", "BAST/1", "2019", 5, Clock.GetUtcNow()), []);
        Stock.Announce(new Delivery("D3", "bast/1 ", "2019", 5, Clock.GetUtcNow()), []);
        Stock.Receive("D1", 5, null, "siti");
        AssertRefused(() => Stock.Receive("D2", 5, null, "siti"), "document-used");
        AssertRefused(() => Stock.Receive("D3", 5, null, "siti"), "document-used");
    }

    [Test]
    public void An_opening_balance_is_booked_into_empty_books_only() =>
        AssertRefused(() => Acts.Book("open", Request(1) with { Document = "BA/9" }), "books-not-empty");

    [Test]
    public void A_mistyped_opening_balance_is_reversed_and_booked_once_more()
    {
        Reversals.Reverse(1, "mistyped", "siti");
        Assert.That(Acts.Book("open", Request(600) with { Document = "BA/9" }).Sequence, Is.EqualTo(3));
        AssertRefused(() => Acts.Book("open", Request(1) with { Document = "BA/10" }), "books-not-empty");
        Assert.That(At("Store"), Is.EqualTo(600));
    }

    [Test]
    public void What_a_person_dates_back_must_have_been_there_on_that_day_and_since()
    {
        Clock.Advance(TimeSpan.FromDays(1));
        Acts.Book("lend", Request(450));
        Clock.Advance(TimeSpan.FromDays(1));
        Acts.Book("take-back", Request(450));
        AssertRefused(() => Acts.Book("test", Request(1) with { At = "2026-11-01" }), "not-enough-then");
        AssertRefused(() => Acts.Book("test", Request(51) with { Document = null, At = "2026-11-02" }), "not-enough-then");
        Acts.Book("test", Request(50) with { Document = null, At = "2026-11-02" });
        Acts.Book("test", Request(450) with { Document = null, At = "2026-11-04" });
    }

    [Test]
    public void A_delivery_whose_list_names_a_chip_that_came_before_is_not_booked()
    {
        Stock.Announce(new Delivery("D1", "BAST/1", "2019", 2, Clock.GetUtcNow()), ["04AA", "04BB"]);
        Stock.Announce(new Delivery("D2", "BAST/2", "2019", 2, Clock.GetUtcNow()), ["04BB", "04CC"]);
        Stock.Receive("D1", 2, null, "siti");
        AssertRefused(() => Stock.Receive("D2", 2, null, "siti"), "delivery-repeats");
        Stock.Announce(new Delivery("D3", "BAST/3", "2019", 2, Clock.GetUtcNow()), ["04CC", "04DD"]);
        Assert.That(Stock.Receive("D3", 2, null, "siti").Counted, Is.EqualTo(2), "the list that corrects it");
    }

    [Test]
    public void Each_act_has_its_command_and_the_command_asks_for_what_the_act_needs()
    {
        var commands = Cli.BlankActCommands.Create(new Cli.CommonOptions(new("--instance"), new("--json"), new StationTexts("en"))).ToList();
        Assert.That(commands.Select(command => command.Name), Is.EqualTo(BlankActs.All.Select(act => act.Verb)));
        foreach (var (command, act) in commands.Zip(BlankActs.All))
        {
            var asks = command.Options.Where(option => option.Required).Select(option => option.Name).ToList();
            Assert.That((asks.Contains("--office"), asks.Contains("--document"), asks.Contains("--reason")),
                Is.EqualTo((act.NeedsOffice, act.NeedsDocument, act.NeedsReason)), act.Verb);
        }
    }

    [TestCase("2026-11-01", "2026-11-01T12:00:00.000+08:00")]
    [TestCase("2026-11-01 14:30", "2026-11-01T14:30:00.000+08:00")]
    [TestCase("2026-11-02", "2026-11-02T09:00:00.000+08:00")]
    [TestCase(null, "2026-11-02T09:00:00.000+08:00")]
    public void An_act_is_dated_when_it_happened_in_office_time(string? at, string happened) =>
        Assert.That(Acts.Book("borrow", Request(1) with { At = at }).HappenedAt, Is.EqualTo(happened));

    [TestCase("2026-11-03", "date-future")]
    [TestCase("2026-11-02 09:01", "date-future")]
    [TestCase("2026-13-01", "date")]
    [TestCase("yesterday", "date")]
    [TestCase("01/11/2026", "date")]
    public void A_date_that_is_none_or_has_not_come_is_refused(string at, string code) =>
        AssertRefused(() => Acts.Book("test", Request(1) with { At = at }), code);

    private static ActRequest Request(int quantity) => new(quantity, "siti", Office: "5302", Document: "BA/1", Reason: "damaged");
}

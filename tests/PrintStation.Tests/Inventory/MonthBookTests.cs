using System.Globalization;
using System.Text.Json;
using PrintStation.Inventory;

namespace PrintStation.Tests.Inventory;

internal sealed class MonthBookTests : BooksFixture
{
    [SetUp]
    public void GoToDecember()
    {
        Stock.Load("printer-1", 50, "siti");
        Clock.Advance(TimeSpan.FromDays(30)); // 2 December, 09:00
        Stock.Load("printer-1", 10, "siti");
    }

    [Test]
    public void A_closed_month_keeps_its_balances_and_the_head_of_the_chain()
    {
        var closed = Months.Close("2026-11", "budi");
        Assert.That(JsonSerializer.Deserialize<Dictionary<string, long>>(closed.Balances),
            Is.EquivalentTo(new Dictionary<string, long> { ["Ministry"] = -500, ["Store"] = 450, ["Hopper(printer-1)"] = 50 }));
        Assert.That((closed.HeadSequence, closed.HeadHash), Is.EqualTo((3L, Entries()[^1].Hash)));
    }

    [Test]
    public void Nothing_is_dated_into_a_closed_month_and_the_next_one_is_open()
    {
        Months.Close("2026-11", "budi");
        AssertRefused(() => Acts.Book("test", new ActRequest(1, "siti", At: "2026-11-30")), "month-closed");
        Assert.That(Acts.Book("test", new ActRequest(1, "siti", At: "2026-12-01")).HappenedAt, Does.StartWith("2026-12-01"));
    }

    [Test]
    public void The_last_hour_of_a_month_is_the_offices_own()
    {
        Months.Close("2026-11", "budi");
        // 1 December, 00:30 in the office, is still November in Greenwich.
        Assert.That(Acts.Book("test", new ActRequest(1, "siti", At: "2026-12-01 00:30")).HappenedAt, Is.EqualTo("2026-12-01T00:30:00.000+08:00"));
        AssertRefused(() => Acts.Book("test", new ActRequest(1, "siti", At: "2026-11-30 23:59")), "month-closed");
    }

    /// <summary>A machine takes cards whatever its computer has for a date; the last of them out of an empty hopper.</summary>
    [TestCase("2026-11-30T23:59:59+08:00")]
    [TestCase("2026-11-03T09:00:00+08:00")]
    [TestCase("2019-01-01T08:00:00+08:00")]
    public void What_a_machine_did_while_the_clock_was_set_back_is_booked_after_the_closed_month_and_changes_none_of_its_figures(string wrong)
    {
        var closed = Months.Close("2026-11", "budi");
        Clock.AdjustTime(DateTimeOffset.Parse(wrong, CultureInfo.InvariantCulture));
        var (told, before) = (Clock.GetUtcNow(), Entries().Count);
        for (var card = 1; card <= 61; card++)
            Database.Write(transaction => Ledger.Record(transaction, new Movement(1, "Hopper(printer-1)", "Spoiled", "chip-mute", "station",
                Clock.GetUtcNow(), RunId: $"run-{card}")));
        Assert.That((At("Hopper(printer-1)"), At("Spoiled"), At("Difference")), Is.EqualTo((0L, 61L, -1L)));
        Assert.That(Entries().Skip(before).Select(entry => entry.HappenedAt), Is.All.EqualTo("2026-12-01T00:00:00.000+08:00"));
        Assert.That(Entries().Skip(before).Select(entry => entry.WrittenAt), Is.All.EqualTo(told), "when it was written stays as the clock had it");
        var november = Stock.BalancesAt(new DateOnly(2026, 11, 30)).Where(place => place.Value != 0);
        Assert.That(november, Is.EquivalentTo(JsonSerializer.Deserialize<Dictionary<string, long>>(closed.Balances)!));
        Assert.That(ClosedMonths.FindFaults(Months.Closed(), Entries()), Is.Empty);
        AssertSound();
    }

    /// <summary>To leave the date out, as whoever dates into a closed month is told, would lead nowhere.</summary>
    [Test]
    public void Whoever_books_while_the_clock_stands_in_a_closed_month_is_told_of_the_clock_and_books_once_it_is_right()
    {
        Days.Open(["store=440", "hopper:printer-1=60"], "siti");
        Days.Close(["store=440", "hopper:printer-1=60"], unload: false, "siti");
        Months.Close("2026-11", "budi");
        Clock.AdjustTime(Clock.GetUtcNow().AddDays(-20)); // 12 November
        AssertRefused(() => Stock.Load("printer-1", 1, "siti"), "month-clock");
        AssertRefused(() => Acts.Book("test", new ActRequest(1, "siti")), "month-clock");
        AssertRefused(() => Acts.Book("test", new ActRequest(1, "siti", At: "2026-11-10")), "month-clock");
        AssertRefused(() => Days.Open(["store=440", "hopper:printer-1=60"], "siti", clockWasAhead: true), "month-clock");
        AssertRefused(() => new SupplyBook(Database, new OfficeCalendar(Clock, Ledger.OfficeTime)).Receive("ribbon", 1, null, "SJ/1", null, "siti"), "month-clock");
        Clock.AdjustTime(Clock.GetUtcNow().AddDays(21)); // 3 December
        Stock.Load("printer-1", 1, "siti");
        Assert.That(At("Hopper(printer-1)"), Is.EqualTo(61));
    }

    [Test]
    public void With_a_clock_that_is_right_a_machines_card_keeps_its_moment()
    {
        Months.Close("2026-11", "budi");
        Spoil("04AA000000000A", "run-1");
        Assert.That(Entries()[^1].HappenedAt, Is.EqualTo("2026-12-02T09:00:00.000+08:00"));
    }

    [Test]
    public void A_mistake_of_a_closed_month_is_taken_back_today_and_the_month_keeps_its_balances()
    {
        Months.Close("2026-11", "budi");
        var entry = Reversals.Reverse(2, "wrong printer", "budi");
        Assert.That((entry.Reverses, entry.HappenedAt), Is.EqualTo((2L, "2026-12-02T09:00:00.000+08:00")));
        Assert.That(Entries().Where(movement => movement.HappenedAt.StartsWith("2026-11", StringComparison.Ordinal)).Sum(movement => movement.EffectOn("Store")),
            Is.EqualTo(450), "as it was handed in");
    }

    /// <summary>Once its month is closed a day takes no count any more: it could never be closed.</summary>
    [Test]
    public void A_month_of_which_a_day_is_open_is_not_closed_before_the_day_is()
    {
        string[] counts = ["store=440", "hopper:printer-1=60"];
        Days.Open(counts, "siti"); // 2 December
        Clock.Advance(TimeSpan.FromDays(31)); // 2 January
        Months.Close("2026-11", "budi");
        AssertRefused(() => Months.Close("2026-12", "budi"), "month-day-open");
        AssertRefused(() => Months.Close("2026-12", "budi", withDifferences: true), "month-day-open");
        foreach (var language in new[] { "en", "id" })
            Assert.That(new StationTexts(language)["error.month-day-open"], Does.Contain("printstation day close"));
        Assert.That(Days.Close(counts, unload: false, "budi").Record.Day, Is.EqualTo("2026-12-02"));
        Assert.That(Months.Close("2026-12", "budi").Month, Is.EqualTo("2026-12"));
    }

    /// <summary>Eight were tried in November, five of them went into the box since, and three in December are December's.</summary>
    [Test]
    public void A_month_is_not_closed_while_blanks_that_tried_a_machine_in_it_wait_for_a_decision()
    {
        Acts.Book("test", new ActRequest(8, "siti", At: "2026-11-20"));
        Acts.Book("test", new ActRequest(3, "siti"));
        Acts.Book("reject-test", new ActRequest(1, "siti", At: "2026-11-21"));
        Acts.Book("reject-test", new ActRequest(4, "siti"));
        AssertRefused(() => Months.Close("2026-11", "budi"), "month-tests");
        Assert.That(() => Months.Close("2026-11", "budi"), Throws.Exception.With.Property("Subject").EqualTo("2026-11: 3"));
        foreach (var language in new[] { "en", "id" })
            Assert.That(new StationTexts(language)["error.month-tests"], Does.Contain("printstation blank reject-test --quantity"), language);
        Acts.Book("reject-test", new ActRequest(3, "siti"));
        Assert.That(Months.Close("2026-11", "budi").Month, Is.EqualTo("2026-11"), "December's three keep December open");
        Clock.Advance(TimeSpan.FromDays(31)); // 2 January
        Assert.That(() => Months.Close("2026-12", "budi"), Throws.Exception.With.Property("Subject").EqualTo("2026-12: 3"));
    }

    [Test]
    public void A_blank_that_tried_no_machine_after_all_is_taken_back_and_the_month_closed()
    {
        var mistake = Acts.Book("test", new ActRequest(2, "siti", At: "2026-11-20"));
        AssertRefused(() => Months.Close("2026-11", "budi"), "month-tests");
        Reversals.Reverse(mistake.Sequence, "not used", "budi", "siti");
        Assert.That(Months.Close("2026-11", "budi").Month, Is.EqualTo("2026-11"));
    }

    [Test]
    public void A_day_of_the_next_month_keeps_no_month_open()
    {
        Days.Open(["store=440", "hopper:printer-1=60"], "siti");
        Assert.That(Months.Close("2026-11", "budi").Month, Is.EqualTo("2026-11"));
    }

    [TestCase("2026-12", "month-not-over")]
    [TestCase("2027-01", "month-not-over")]
    [TestCase("2026-10", "month-empty")]
    [TestCase("november", "month")]
    public void A_month_that_cannot_be_closed_is_refused(string month, string code) => AssertRefused(() => Months.Close(month, "budi"), code);

    [Test]
    public void Months_are_closed_once_and_in_their_order()
    {
        Clock.Advance(TimeSpan.FromDays(31)); // 2 January
        AssertRefused(() => Months.Close("2026-12", "budi"), "month-order");
        Months.Close("2026-11", "budi");
        AssertRefused(() => Months.Close("2026-11", "budi"), "month-closed-already");
        AssertRefused(() => Months.Close("2026-10", "budi"), "month-closed-already");
        foreach (var language in new[] { "en", "id" })
            Assert.That(new StationTexts(language)["error.month-closed-already"], Does.Contain("printstation month list").And.Not.Contain("--at"), language);
        Months.Close("2026-12", "budi");
        Assert.That(Months.Closed().Select(month => month.Month), Is.EqualTo(new[] { "2026-11", "2026-12" }));
    }
}

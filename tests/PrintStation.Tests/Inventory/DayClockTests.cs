using Microsoft.Data.Sqlite;
using PrintStation.Inventory;

namespace PrintStation.Tests.Inventory;

/// <summary>The computer's clock was five years ahead when a day was opened, and is right again.</summary>
internal sealed class DayClockTests : BooksFixture
{
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(5 * 365 + 1);
    private static readonly string[] AllThere = ["store=500", "hopper:printer-1=0"];

    [TestCase(true)]
    [TestCase(false)]
    public void The_days_go_on_by_a_persons_word_and_the_record_says_so(bool closed)
    {
        Clock.Advance(Ahead);
        Days.Open(AllThere, "siti");
        SetClockRight();
        if (closed)
            Assert.That(Days.Close(AllThere, unload: false, "siti").Record.Day, Is.EqualTo("2031-11-02"));
        AssertRefused(() => Days.Open(AllThere, "siti"), "day-ahead");
        var day = Days.Open(AllThere, "siti", clockWasAhead: true);
        Assert.That((day.Record.Day, day.Record.SetBackFrom, day.LeftOpen), Is.EqualTo(("2026-11-02", "2031-11-02", closed ? null : "2031-11-02")));
        AssertRefused(() => Days.Open(AllThere, "siti", clockWasAhead: true), "day-opened");
        Assert.That(Days.Close(AllThere, unload: false, "siti").Record.SetBackFrom, Is.Null);
        AssertRefused(() => Days.Open(AllThere, "siti", clockWasAhead: true), "day-closed");
        Clock.Advance(TimeSpan.FromDays(1));
        Assert.That(Days.Open(AllThere, "siti").Record, Has.Property("Day").EqualTo("2026-11-03").And.Property("SetBackFrom").Null);
    }

    [Test]
    public void A_word_about_the_clock_changes_nothing_where_the_days_are_in_order()
    {
        Days.Open(AllThere, "siti", clockWasAhead: true);
        Clock.Advance(TimeSpan.FromDays(1));
        Assert.That(Days.Open(AllThere, "siti", clockWasAhead: true).Record.SetBackFrom, Is.Null);
    }

    [Test]
    public void A_date_that_was_used_while_the_clock_was_ahead_is_a_day_again_when_it_comes()
    {
        Clock.Advance(TimeSpan.FromDays(1));
        Days.Open(AllThere, "siti");
        Days.Close(AllThere, unload: false, "siti");
        Clock.AdjustTime(Clock.GetUtcNow().AddDays(-1));
        Days.Open(AllThere, "siti", clockWasAhead: true);
        Days.Close(AllThere, unload: false, "siti");
        Clock.Advance(TimeSpan.FromDays(1));
        Assert.That(Days.Open(AllThere, "siti").Record.Day, Is.EqualTo("2026-11-03"));
    }

    [Test]
    public void Stock_takes_settle_what_was_counted_before_them_whatever_the_clock_said()
    {
        Clock.Advance(Ahead);
        var before = Take();
        var number = Days.Open(["store=498", "hopper:printer-1=0"], "siti").Counts[0].CountId;
        SetClockRight();
        AssertRefused(() => Days.Explain(number, new DayExplanation(null, 99, null), "siti"), "day-stock-take");
        Days.Explain(number, new DayExplanation(null, Take(), null), "siti");
        var later = Days.Open(["store=498", "hopper:printer-1=0"], "siti", clockWasAhead: true).Counts[0].CountId;
        AssertRefused(() => Days.Explain(later, new DayExplanation(null, before, null), "siti"), "day-stock-take");
    }

    [TestCase("open")]
    [TestCase("close")]
    [TestCase("hand-over")]
    public void The_database_itself_takes_nothing_after_a_close_on_its_day(string act)
    {
        Days.Open(AllThere, "siti");
        Days.Close(AllThere, unload: false, "siti");
        Assert.That(() => Insert(act), Throws.TypeOf<SqliteException>().With.Message.Contains("opened once"));
    }

    [Test]
    public void The_database_itself_opens_no_day_twice()
    {
        Days.Open(AllThere, "siti");
        Assert.That(() => Insert("open"), Throws.TypeOf<SqliteException>().With.Message.Contains("opened once"));
        Assert.That(() => Insert("hand-over"), Throws.Nothing);
    }

    private int Insert(string act) => Database.Write(transaction => transaction.Execute(
        "INSERT INTO day_record (day, act, at, person, last_sequence) VALUES ('2026-11-02', @act, @now, 'x', 1)", new { act, now = Clock.GetUtcNow() }));

    private long Take()
    {
        Takes.Begin("Store", "budi");
        Takes.Count("Store", 499, "budi");
        return Takes.Finish("Store", "budi", "siti", "counted").StockTakeId;
    }

    private void SetClockRight() => Clock.AdjustTime(Clock.GetUtcNow() - Ahead);
}

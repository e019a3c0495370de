using PrintStation.Inventory;

namespace PrintStation.Tests.Inventory;

/// <summary>How a difference is explained: by a word, a stock-take or a reversal.</summary>
internal sealed partial class DayBookTests
{
    [Test]
    public void A_reason_ends_a_difference_and_books_nothing([ValueSource(typeof(DayBook), nameof(DayBook.Reasons))] string reason)
    {
        var number = Days.Open(OneGone, "siti").Counts[0].CountId;
        Days.Explain(number, new DayExplanation(reason, null, null), "budi");
        Assert.That(Days.State()!.DifferencesOpen, Is.Zero);
        Assert.That(Entries(), Has.Count.EqualTo(2));
        foreach (var language in new[] { "en", "id" })
            Assert.That(new StationTexts(language).Find($"report.cause.{reason}"), Is.Not.Null, language);
        AssertNotExplained(number, new DayExplanation(reason, null, null), "day-explained");
    }

    [TestCase("siti")]
    [TestCase(" SITI ")]
    public void A_word_of_who_counted_explains_nothing(string person)
    {
        Days.Open(AllThere, "siti");
        var number = Days.HandOver(OneGone, "siti", "budi").Counts[0].CountId;
        AssertNotRecorded(() => Days.Explain(number, new DayExplanation("miscounted", null, null), person), "day-own-count");
        Days.Explain(number, new DayExplanation("miscounted", null, null), "budi");
        Assert.That(Days.State()!.DifferencesOpen, Is.Zero, "who took over has not counted");
    }

    /// <summary>Whoever sees what the books have could count it after them.</summary>
    [TestCase("siti", false)]
    [TestCase("budi", true)]
    public void A_stock_take_that_finds_nothing_explains_only_what_another_has_counted(string counter, bool explains)
    {
        var number = Days.Open(OneGone, "siti").Counts[0].CountId;
        Takes.Begin("Store", counter);
        Takes.Count("Store", 450, counter);
        var take = Takes.Finish("Store", counter, null, null).StockTakeId;
        if (explains)
            Days.Explain(number, new DayExplanation(null, take, null), "siti");
        else
            AssertNotRecorded(() => Days.Explain(number, new DayExplanation(null, take, null), "siti"), "day-stock-take");
    }

    [Test]
    public void A_month_with_differences_is_closed_by_a_word_that_says_so_and_they_are_explained_on_a_later_date()
    {
        var number = Days.Open(OneGone, "siti").Counts[0].CountId;
        Days.Close(AllThere, unload: false, "siti");
        Clock.Advance(TimeSpan.FromDays(30)); // 2 December
        Stock.Load("printer-1", 1, "siti");
        Days.Open(["store=448", "hopper:printer-1=51"], "siti"); // of another month
        Days.Close(["store=449", "hopper:printer-1=51"], unload: false, "siti");
        AssertNotRecorded(() => Months.Close("2026-11", "budi"), "month-differences");
        AssertNotRecorded(() => Months.Close("2026-11", "budi", withDifferences: true), "person.two-needed");
        AssertNotRecorded(() => Months.Close("2026-11", "budi", withDifferences: true, second: " "), "person.two-needed");
        AssertNotRecorded(() => Months.Close("2026-11", "budi", withDifferences: true, second: "BUDI"), "second.same");
        AssertNotRecorded(() => Months.Close("2026-11", "budi", second: "siti"), "month-differences");
        var closed = Months.Close("2026-11", "budi", withDifferences: true, second: "siti");
        Assert.That((closed.Differences, closed.Person), Is.EqualTo((1L, "budi, siti")));
        Days.Explain(number, new DayExplanation("miscounted", null, null), "budi");
        Assert.That(Months.Closed().Single().Differences, Is.EqualTo(1), "what was handed in stays");
        var explained = Database.Read(connection => DayRecords.Between(connection, "2026-11-02", "2026-11-02"))[0].Counts[0];
        Assert.That((explained.Explanation, explained.ExplainedAt!.Value.UtcDateTime), Is.EqualTo(("miscounted", Clock.GetUtcNow().UtcDateTime)));
        Clock.Advance(TimeSpan.FromDays(31)); // 2 January
        AssertNotRecorded(() => Months.Close("2026-12", "budi"), "month-differences");
        Days.Explain(Check.Open().Single().Count.CountId, new DayExplanation("miscounted", null, null), "budi");
        Assert.That(Months.Close("2026-12", "budi").Differences, Is.Zero);
    }

    [Test]
    public void A_difference_stays_open_over_the_days_until_it_is_explained()
    {
        var number = Days.Open(OneGone, "siti").Counts[0].CountId;
        Days.Close(AllThere, unload: false, "siti");
        Clock.Advance(TimeSpan.FromDays(60));
        Days.Open(AllThere, "budi");
        Assert.That(Check.Open().Select(open => (open.Count.CountId, open.Record.Day)), Is.EqualTo(new[] { (number, "2026-11-02") }));
    }

    [Test]
    public void A_stock_take_of_the_place_that_ended_after_the_count_settles_a_difference()
    {
        var before = Take("Store", 450);
        Clock.Advance(TimeSpan.FromMinutes(1));
        var number = Days.Open(OneGone, "siti").Counts[0].CountId;
        Clock.Advance(TimeSpan.FromMinutes(1));
        var elsewhere = Take(Hopper, 50);
        var unfinished = Takes.Begin("Store", "siti").StockTakeId;
        foreach (var take in new[] { before, elsewhere, unfinished, 99 })
            AssertNotExplained(number, new DayExplanation(null, take, null), "day-stock-take");
        Days.Explain(number, new DayExplanation(null, Take("Store", 449), null), "siti");
        Assert.That(Check.Open(), Is.Empty);
        AssertSound();
    }

    [Test]
    public void A_reversal_after_the_count_that_moves_just_the_difference_settles_it()
    {
        var early = Reversals.Reverse(Stock5(), "not loaded", "siti").Sequence;
        var (never, other) = (Stock5(), Stock5(3));
        var counts = Days.Open(["store=447", "hopper:printer-1=53"], "siti").Counts; // only three were loaded
        var wrong = Reversals.Reverse(other, "mistake", "siti").Sequence;
        var later = Reversals.Reverse(Stock5(), "booked after the count", "siti").Sequence;
        var right = Reversals.Reverse(never, "never loaded", "siti").Sequence;
        Assert.That(counts.Select(count => count.Difference), Is.EqualTo(new[] { 5, -5 }));
        foreach (var movement in new[] { early, never, wrong, later, 99 })
            AssertNotExplained(counts[0].CountId, new DayExplanation(null, null, movement), "day-reversal");
        foreach (var count in counts)
            Days.Explain(count.CountId, new DayExplanation(null, null, right), "siti");
        Assert.That(Check.Open(), Is.Empty);

        long Stock5(int quantity = 5)
        {
            Stock.Load("printer-1", quantity, "siti");
            return Entries()[^1].Sequence;
        }
    }

    [TestCase(null, null, null)]
    [TestCase("", null, null)]
    [TestCase("lost it", null, null)]
    [TestCase("miscounted", 1, null)]
    [TestCase("miscounted", null, 1)]
    [TestCase(null, 1, 1)]
    public void An_explanation_is_one_known_word_or_one_number(string? reason, int? take, int? reversal) =>
        AssertNotExplained(Days.Open(OneGone, "siti").Counts[0].CountId, new DayExplanation(reason, take, reversal), "day-explanation");

    [Test]
    public void Where_nothing_differs_nothing_is_explained()
    {
        var day = Days.Open(OneGone, "siti");
        AssertNotExplained(day.Counts[1].CountId, new DayExplanation("miscounted", null, null), "day-no-difference");
        AssertNotExplained(99, new DayExplanation("miscounted", null, null), "day-no-difference");
    }
}

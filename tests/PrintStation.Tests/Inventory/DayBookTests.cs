using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Inventory;

namespace PrintStation.Tests.Inventory;

/// <summary>450 in the store, 50 in the hopper of printer-1; Monday, 2 November 2026, 09:00.</summary>
internal sealed partial class DayBookTests : BooksFixture
{
    private const string Hopper = "Hopper(printer-1)";
    private static readonly string[] AllThere = ["store=450", "hopper:printer-1=50"];
    private static readonly string[] OneGone = ["store=449", "hopper:printer-1=50"];

    [SetUp]
    public void LoadHopper() => Stock.Load("printer-1", 50, "siti");

    [Test]
    public void Counts_that_agree_are_on_record_and_move_nothing()
    {
        var day = Days.Open(AllThere, "siti");
        Assert.That((day.Record.Day, day.Record.Act, day.Record.Person, day.LeftOpen), Is.EqualTo(("2026-11-02", "open", "siti", (string?)null)));
        Assert.That(day.Counts.Select(count => (count.Place, count.Counted, count.Expected, count.IsOpen)),
            Is.EqualTo(new[] { ("Store", 450L, 450L, false), (Hopper, 50L, 50L, false) }));
        Assert.That(Entries(), Has.Count.EqualTo(2));
    }

    [Test]
    public void A_difference_is_on_record_and_nothing_is_booked_for_it()
    {
        var day = Days.Open(["hopper:printer-1=53", "store=448"], "siti");
        Assert.That(day.Counts.Select(count => (count.Place, count.Difference, count.IsOpen)), Is.EqualTo(new[] { ("Store", -2L, true), (Hopper, 3L, true) }));
        Assert.That(Entries(), Has.Count.EqualTo(2));
        Assert.That(Days.State()!.DifferencesOpen, Is.EqualTo(2));
    }

    [TestCase("day-left-out")]
    [TestCase("day-left-out", "store=450")]
    [TestCase("day-counted-twice", "store=450", "hopper:printer-1=50", "store=450")]
    [TestCase("place.unknown", "store=450", "hopper:printer-9=50")]
    [TestCase("place.unknown", "store=450", "printer-1=50")]
    [TestCase("place.unknown", "store=450", "Hopper(printer-1)=50")]
    [TestCase("day-count", "store=-1", "hopper:printer-1=50")]
    [TestCase("day-count", "store=449.5", "hopper:printer-1=50")]
    [TestCase("day-count", "store=449,5", "hopper:printer-1=50")]
    [TestCase("day-count", "store=100001", "hopper:printer-1=50")]
    [TestCase("day-count", "store=99999999999999999999", "hopper:printer-1=50")]
    [TestCase("day-count", "store=many", "hopper:printer-1=50")]
    [TestCase("day-count", "store=", "hopper:printer-1=50")]
    [TestCase("day-count", "store", "hopper:printer-1=50")]
    [TestCase("day-count", "store= 450", "hopper:printer-1=50")]
    public void Each_place_is_counted_once_in_whole_cards(string code, params string[] counts)
    {
        AssertNotRecorded(() => Days.Open(counts, "siti"), code);
        Days.Open(AllThere, "siti");
        AssertNotRecorded(() => Days.HandOver(counts, "siti", "budi"), code);
        AssertNotRecorded(() => Days.Close(counts, unload: true, "siti"), code);
    }

    [Test]
    public void What_is_refused_tells_nothing_of_the_books()
    {
        var subjects = new[] { AllThere[..1], ["store=x"], [.. AllThere, "store=1"], ["cellar=1"] }
            .Select(counts => Assert.Throws<LedgerRefusal>(() => Days.Open(counts, "siti"))!.Subject);
        Assert.That(subjects, Is.EqualTo(new[] { "hopper:printer-1", "store=x", "store", "store, hopper:printer-1" }));
    }

    [Test]
    public void A_hopper_whose_printer_is_gone_is_counted_as_long_as_the_books_have_blanks_there()
    {
        Stock.Load("printer-2", 1, "siti");
        AssertNotRecorded(() => Days.Open(["store=449", "hopper:printer-1=50"], "siti"), "day-left-out");
        Stock.Unload("printer-2", 1, "siti");
        Assert.That(Days.Open(AllThere, "siti").Counts, Has.Count.EqualTo(2));
    }

    [Test]
    public void A_day_is_opened_once()
    {
        Days.Open(AllThere, "siti");
        AssertNotRecorded(() => Days.Open(AllThere, "budi"), "day-opened");
        Days.Close(AllThere, unload: false, "siti");
        AssertNotRecorded(() => Days.Open(AllThere, "budi"), "day-closed");
        Clock.Advance(TimeSpan.FromHours(14.9)); // 23:54
        AssertNotRecorded(() => Days.Open(AllThere, "budi"), "day-closed");
        Clock.Advance(TimeSpan.FromHours(0.2));
        Assert.That(Days.Open(AllThere, "budi").Record.Day, Is.EqualTo("2026-11-03"));
    }

    [Test]
    public void What_is_not_open_is_neither_closed_nor_handed_over()
    {
        AssertNotRecorded(() => Days.Close(AllThere, unload: false, "siti"), "day-not-open");
        AssertNotRecorded(() => Days.HandOver(AllThere, "siti", "budi"), "day-not-open");
        Days.Open(AllThere, "siti");
        Days.Close(AllThere, unload: false, "siti");
        AssertNotRecorded(() => Days.Close(AllThere, unload: false, "siti"), "day-closed");
        AssertNotRecorded(() => Days.HandOver(AllThere, "siti", "budi"), "day-closed");
    }

    [Test]
    public void Of_two_who_close_at_once_one_does_and_the_other_is_told_who_did()
    {
        Days.Open(AllThere, "siti");
        string[] people = ["siti", "budi", "wati", "joko"];
        var answers = people.AsParallel().WithDegreeOfParallelism(people.Length).Select(person =>
        {
            try
            {
                return Days.Close(AllThere, unload: true, person).Record.Person;
            }
            catch (LedgerRefusal e)
            {
                return $"{e.Code} {e.Subject}";
            }
        }).ToList();
        var winner = answers.Single(answer => people.Contains(answer));
        Assert.That(answers.Where(answer => answer != winner), Is.EqualTo(Enumerable.Repeat($"day-closed 2026-11-02: {winner}", 3)));
        Assert.That(At("Store"), Is.EqualTo(500), "unloaded once");
    }

    [Test]
    public void A_hand_over_has_both_names_and_the_next_one_begins_with_the_taker()
    {
        Days.Open(AllThere, "siti");
        var record = Days.HandOver(AllThere, " Siti", "budi").Record;
        Assert.That((record.Day, record.Act, record.Person, record.Taker), Is.EqualTo(("2026-11-02", "hand-over", " Siti", "budi")));
        Assert.That(Days.State()!.Holder, Is.EqualTo("budi"));
        AssertNotRecorded(() => Days.HandOver(AllThere, "siti", "wati"), "day-of-another");
        Assert.That(Days.HandOver(AllThere, "budi", "siti").Record.Taker, Is.EqualTo("siti"), "as often as shifts change");
    }

    [TestCase("siti")]
    [TestCase(" SITI ")]
    [TestCase(" ")]
    [TestCase(null)]
    public void Nobody_takes_over_from_himself(string? taker)
    {
        Days.Open(AllThere, "siti");
        AssertNotRecorded(() => Days.HandOver(AllThere, "siti", taker), "day-taker");
    }

    [Test]
    public void Whoever_is_there_closes()
    {
        Days.Open(AllThere, "siti");
        Assert.That(Days.Close(AllThere, unload: false, "budi").Record.Person, Is.EqualTo("budi"));
        Assert.That(Days.State(), Is.EqualTo(new DayState("2026-11-02", "budi", IsClosed: true, IsOverdue: false, 0)));
    }

    [Test]
    public void For_the_night_the_hoppers_are_unloaded_by_ordinary_movements()
    {
        Days.Open(AllThere, "siti");
        var day = Days.Close(AllThere, unload: true, "budi");
        var entry = Entries()[^1];
        Assert.That((entry.FromPlace, entry.ToPlace, entry.Quantity, entry.Reason, entry.Person), Is.EqualTo((Hopper, "Store", 50L, "unloaded", "budi")));
        Assert.That(day.Counts.Select(count => (count.Expected, count.UnloadedBy)), Is.EqualTo(new[] { (450L, (long?)null), (50L, entry.Sequence) }));
        Assert.That((At("Store"), At(Hopper)), Is.EqualTo((500L, 0L)));
        Assert.That(Reversals.Reverse(entry.Sequence, "left inside", "budi").Quantity, Is.EqualTo(50));
        Clock.Advance(TimeSpan.FromDays(1));
        Assert.That(Days.Open(AllThere, "siti").Counts.Select(count => count.IsOpen), Has.None.True);
        AssertSound();
    }

    [Test]
    public void A_hopper_that_differs_is_not_unloaded_and_an_empty_one_moves_nothing()
    {
        Days.Open(AllThere, "siti");
        Days.Close(["store=450", "hopper:printer-1=49"], unload: true, "siti");
        Assert.That((At("Store"), At(Hopper), Entries().Count), Is.EqualTo((450L, 50L, 2)));
        Stock.Unload("printer-1", 50, "siti");
        Clock.Advance(TimeSpan.FromDays(1));
        Days.Open(["store=500", "hopper:printer-1=0"], "siti");
        Days.Close(["store=500", "hopper:printer-1=0"], unload: true, "siti");
        Assert.That(Entries(), Has.Count.EqualTo(3));
    }

    [Test]
    public void A_day_that_nobody_closed_is_told_and_the_next_is_opened_all_the_same()
    {
        Assert.That(Days.State(), Is.Null);
        Days.Open(AllThere, "siti");
        Assert.That(Days.State()!.IsOverdue, Is.False);
        Clock.Advance(TimeSpan.FromDays(1));
        Assert.That(Days.State(), Is.EqualTo(new DayState("2026-11-02", "siti", IsClosed: false, IsOverdue: true, 0)));
        Assert.That(Days.Open(AllThere, "budi").LeftOpen, Is.EqualTo("2026-11-02"));
        Assert.That((Days.State()!.Day, Days.State()!.IsOverdue), Is.EqualTo(("2026-11-03", false)));
        Assert.That(Days.Close(AllThere, unload: false, "budi").LeftOpen, Is.Null);
    }

    [Test]
    public void After_midnight_the_day_of_the_evening_is_closed()
    {
        Days.Open(AllThere, "siti");
        Clock.Advance(TimeSpan.FromHours(15.5)); // 00:30
        Assert.That(Days.Close(AllThere, unload: false, "siti").Record.Day, Is.EqualTo("2026-11-02"));
        Assert.That(Days.Open(AllThere, "siti").Record.Day, Is.EqualTo("2026-11-03"));
    }

    /// <summary>Older versions closed a month while a day of it was open.</summary>
    [Test]
    public void A_closed_month_takes_no_record_and_todays_day_begins()
    {
        Days.Open(AllThere, "siti");
        Clock.Advance(TimeSpan.FromDays(30)); // 2 December
        Database.Write(transaction => transaction.Execute(
            "INSERT INTO closed_month VALUES ('2026-11', @now, 'budi', 2, '', '{}', 0)", new { now = Clock.GetUtcNow() }));
        AssertNotRecorded(() => Days.Close(AllThere, unload: true, "siti"), "day-month-closed");
        AssertNotRecorded(() => Days.HandOver(AllThere, "siti", "budi"), "day-month-closed");
        Assert.That(Days.Open(AllThere, "siti").LeftOpen, Is.EqualTo("2026-11-02"));
    }

    [TestCase("UPDATE day_record SET person = 'x'")]
    [TestCase("DELETE FROM day_record")]
    [TestCase("UPDATE day_count SET counted = expected")]
    [TestCase("DELETE FROM day_count")]
    [TestCase("UPDATE day_explanation SET explained_by = 'x'")]
    [TestCase("DELETE FROM day_explanation")]
    public void No_record_is_ever_changed(string sql)
    {
        Days.Explain(Days.Open(OneGone, "siti").Counts[0].CountId, new DayExplanation("miscounted", null, null), "budi");
        Assert.That(() => Database.Write(transaction => transaction.Execute(sql)), Throws.TypeOf<SqliteException>().With.Message.Contains("never"));
    }

    private long Take(string place, int counted)
    {
        Takes.Begin(place, "siti");
        Takes.Count(place, counted, "siti");
        return Takes.Finish(place, "siti", "budi", "counted").StockTakeId;
    }

    /// <summary>Refused, and neither books nor records have one line more.</summary>
    private void AssertNotRecorded(Action act, string code)
    {
        var before = Lines();
        AssertRefused(act, code);
        Assert.That(Lines(), Is.EqualTo(before), "records");
    }

    private void AssertNotExplained(long number, DayExplanation why, string code) =>
        AssertNotRecorded(() => Days.Explain(number, why, "budi"), code);

    private long Lines() => Database.Read(connection => connection.ExecuteScalar<long>(
        "SELECT (SELECT count(*) FROM day_record) + (SELECT count(*) FROM day_count) + (SELECT count(*) FROM day_explanation)"));
}

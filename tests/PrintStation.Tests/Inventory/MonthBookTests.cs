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

    [Test]
    public void What_a_machine_did_is_booked_whatever_is_closed()
    {
        Months.Close("2026-11", "budi");
        Database.Write(transaction => Ledger.Record(transaction, new Movement(1, "Hopper(printer-1)", "Machine(printer-1)", "fed", "station",
            new DateTimeOffset(2026, 11, 30, 0, 0, 0, TimeSpan.Zero), RunId: "run-1")));
        Assert.That(At("Machine(printer-1)"), Is.EqualTo(1));
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
        AssertRefused(() => Months.Close("2026-11", "budi"), "month-closed");
        Months.Close("2026-12", "budi");
        Assert.That(Months.Closed().Select(month => month.Month), Is.EqualTo(new[] { "2026-11", "2026-12" }));
    }
}

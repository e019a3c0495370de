using PrintStation.Inventory;

namespace PrintStation.Tests.Inventory;

/// <summary>What belongs to a closed month is dated today, and says where it belongs.</summary>
internal sealed class CorrectionTests : SupplyFixture
{
    /// <summary>Movements 1 to 3 of blanks and 1 of supplies are November's, and November is closed.</summary>
    [SetUp]
    public void CloseNovember()
    {
        Stock.Load("printer-1", 50, "siti");
        Acts.Book("lend", new ActRequest(10, "siti", "5302", "BA/1"));
        Supplies.Receive("ribbon", 5, null, "SJ/1", null, "siti");
        Clock.Advance(TimeSpan.FromDays(30)); // 2 December, 09:00
        Months.Close("2026-11", "budi");
        Stock.Load("printer-1", 1, "siti");
    }

    [TestCase("3", "3")]
    [TestCase("003", "3")]
    [TestCase("2026-11-20", "2026-11-20")]
    public void A_correction_is_dated_today_and_refers_back(string refers, string kept)
    {
        var entry = Acts.Book("test", new ActRequest(2, "budi", Refers: refers));
        Assert.That((entry.HappenedAt, entry.Refers), Is.EqualTo(("2026-12-02T09:00:00.000+08:00", kept)));
        var card = OldCards.Take(new OldCardRequest(null, "damaged", "TT/1", "budi", Refers: refers));
        Assert.That((card.HappenedAt[..10], card.Refers), Is.EqualTo(("2026-12-02", kept)));
        AssertSound();
    }

    [TestCase("1", "1")]
    [TestCase("2026-11-20", "2026-11-20")]
    public void Supplies_are_corrected_in_the_same_way(string refers, string kept)
    {
        Assert.That(Supplies.Receive("film", 1, null, "SJ/2", null, "budi", refers).Refers, Is.EqualTo(kept));
        Assert.That(Supplies.Change("film", "printer-1", null, "budi", refers: refers).Refers, Is.EqualTo(kept));
        var count = Supplies.Count("ribbon", 4, "one was torn", "budi", refers, "siti")!;
        Assert.That((count.Refers, count.HappenedAt[..10]), Is.EqualTo((kept, "2026-12-02")));
    }

    [TestCase("4", null, "refers-open", Description = "a movement of December")]
    [TestCase("2026-12-01", null, "refers-open")]
    [TestCase("99", null, "refers-unknown")]
    [TestCase("-3", null, "refers")]
    [TestCase("3.5", null, "refers")]
    [TestCase("november", null, "refers")]
    [TestCase("2026-11-31", null, "refers")]
    [TestCase("=1+1", null, "refers")]
    [TestCase("3", "2026-12-01", "refers-today")]
    public void What_refers_to_nothing_of_a_closed_month_is_refused(string refers, string? at, string code)
    {
        AssertRefused(() => Acts.Book("test", new ActRequest(2, "budi", At: at, Refers: refers)), code);
        AssertRefused(() => OldCards.Take(new OldCardRequest(null, "damaged", "TT/1", "budi", at, refers)), code);
        Supplies.Receive("film", 1, null, "SJ/2", null, "budi");
        Supplies.Receive("film", 1, null, "SJ/3", null, "budi");
        Supplies.Receive("film", 1, null, "SJ/4", null, "budi");
        AssertNotBooked(() => Supplies.Receive("ribbon", 1, null, "SJ/9", at, "budi", refers), code);
    }

    [Test]
    public void Whoever_dates_into_a_closed_month_is_told_how_to_correct_it()
    {
        foreach (var language in new[] { "en", "id" })
            Assert.That(new StationTexts(language)["error.month-closed"], Does.Contain("--refers"));
        AssertRefused(() => OldCards.Take(new OldCardRequest(null, "damaged", "TT/1", "budi", "2026-11-20")), "month-closed");
    }

    /// <summary>Whatever else is wrong with it by now: so many did not lie there then, the loan stood otherwise, the paper was used. What the refusal
    /// says to do works.</summary>
    [TestCase("lend", "5302", 480, null)]
    [TestCase("lend", "5303", 5, "2026-11-03")]
    [TestCase("take-back", "5302", 400, null)]
    [TestCase("borrow", "5302", 5, null)]
    public void A_loan_of_a_closed_month_is_refused_for_the_month_first_and_booked_today(string verb, string office, int quantity, string? refers)
    {
        AssertRefused(() => Acts.Book(verb, new ActRequest(quantity, "budi", office, "BA/1", At: "2026-11-03", Refers: refers)), "month-closed");
        var entry = Acts.Book("lend", new ActRequest(5, "budi", office, "BA/2", Refers: "2026-11-03"));
        Assert.That((entry.HappenedAt[..10], entry.Refers), Is.EqualTo(("2026-12-02", "2026-11-03")));
    }

    [Test]
    public void An_old_card_that_the_books_had_elsewhere_then_is_refused_for_the_month_first()
    {
        Database.Write(transaction => Ledger.Record(transaction, new Movement(1, "Hopper(printer-1)", "Issued", "printed", "station", Clock.GetUtcNow(),
            RunId: "run-1", ChipUid: "04AA000000000A")));
        AssertRefused(() => OldCards.Take(new OldCardRequest("04AA000000000A", "damaged", "TT/1", "budi", "2026-11-20")), "month-closed");
        Assert.That(OldCards.Take(new OldCardRequest("04AA000000000A", "damaged", "TT/1", "budi", Refers: "2026-11-20")).ToPlace, Is.EqualTo("OldCards"));
    }

    /// <summary>It belongs to the entry: who changes it breaks the chain.</summary>
    [Test]
    public void What_an_entry_refers_to_is_chained()
    {
        Acts.Book("test", new ActRequest(2, "budi", Refers: "3"));
        AssertSound();
        Database.Write(transaction => transaction.Execute("DROP TRIGGER ledger_never_changes"));
        Database.Write(transaction => transaction.Execute("UPDATE ledger SET refers = '2' WHERE refers = '3'"));
        Assert.That(Database.Read(BlankLedger.FindFault)?.Code, Is.EqualTo("ledger-broken"));
    }
}

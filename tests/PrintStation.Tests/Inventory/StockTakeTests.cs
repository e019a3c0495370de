using PrintStation.Cli;
using PrintStation.Inventory;
using PrintStation.Web;

namespace PrintStation.Tests.Inventory;

internal sealed class StockTakeTests : BooksFixture
{
    [Test]
    public void A_count_that_agrees_with_the_books_moves_nothing()
    {
        Takes.Begin("Store", "siti");
        Takes.Count("Store", 500, "siti");
        var take = Takes.Finish("Store", "siti", null, null);
        Assert.That((take.State, take.Counted, take.Expected), Is.EqualTo(("finished", (long?)500, 500L)));
        Assert.That(Entries(), Has.Count.EqualTo(1));
    }

    [TestCase(497, "Store", "Difference", 3)]
    [TestCase(502, "Difference", "Store", 2)]
    public void A_difference_is_booked_with_its_reason_and_two_persons(int counted, string from, string to, int quantity)
    {
        Takes.Begin("Store", "siti");
        Takes.Count("Store", counted, "siti");
        Takes.Finish("Store", "siti", "budi", "water damage");
        var entry = Entries()[^1];
        Assert.That((entry.FromPlace, entry.ToPlace, entry.Quantity, entry.Reason, entry.Person),
            Is.EqualTo((from, to, (long)quantity, "stock-take: water damage", "siti, budi")));
        Assert.That(At("Store"), Is.EqualTo(counted));
        AssertSound();
    }

    [TestCase(null, "budi", "stock-take-reason")]
    [TestCase("  ", "budi", "stock-take-reason")]
    [TestCase("water", null, "two-needed")]
    [TestCase("water", "SITI ", "two-needed", Description = "two persons who are one")]
    public void A_difference_without_reason_or_second_person_is_refused(string? reason, string? witness, string code)
    {
        Takes.Begin("Store", "siti");
        Takes.Count("Store", 499, "siti");
        AssertRefused(() => Takes.Finish("Store", "siti", witness, reason), code);
    }

    [Test]
    public void By_how_much_a_count_differs_is_told_to_nobody_before_it_has_ended()
    {
        Takes.Begin("Store", "siti");
        Takes.Count("Store", 499, "siti");
        var refusal = Assert.Throws<LedgerRefusal>(() => Takes.Finish("Store", "siti", null, null));
        Assert.That(refusal!.Subject, Is.EqualTo("Store"));
    }

    /// <summary>499, "it differs", 500: whoever looks for the number that fits needs another who has counted too.</summary>
    [TestCase(false)]
    [TestCase(true, Description = "given up, and begun once more")]
    public void A_count_that_agrees_only_after_it_was_said_to_differ_takes_two(bool anew)
    {
        Takes.Begin("Store", "siti");
        Takes.Count("Store", 499, "siti");
        AssertRefused(() => Takes.Finish("Store", "siti", null, null), "stock-take-reason");
        if (anew)
            Takes.Begin("Store", "siti");
        Takes.Count("Store", 500, "siti");
        AssertRefused(() => Takes.Finish("Store", "siti", null, null), "stock-take-changed");
        AssertRefused(() => Takes.Finish("Store", "siti", "siti", "miscounted"), "two-needed");
        Assert.That(Takes.Finish("Store", "siti", "budi", "miscounted").EndedBy, Is.EqualTo("siti, budi"));
        Assert.That(Entries(), Has.Count.EqualTo(1), "nothing was wrong in the books");

        Takes.Begin("Store", "siti");
        Takes.Count("Store", 500, "siti");
        Assert.That(() => Takes.Finish("Store", "siti", null, null), Throws.Nothing, "that count has ended");
    }

    [Test]
    public void Two_people_never_count_one_place_at_once()
    {
        Takes.Begin("Store", "siti");
        AssertRefused(() => Takes.Begin("Store", "budi"), "stock-take-open");
        Takes.Count("Store", 500, "siti");
        AssertRefused(() => Takes.Count("Store", 0, "budi"), "stock-take-open");
        Assert.That(() => Takes.Begin("Hopper(printer-1)", "budi"), Throws.Nothing, "another place is free");
    }

    [Test]
    public void A_count_that_nobody_ended_holds_up_its_own_person_never_and_others_for_that_day()
    {
        Takes.Begin("Store", "siti");
        Assert.That(() => Takes.Begin("Store", "siti"), Throws.Nothing);
        Clock.Advance(TimeSpan.FromHours(14.9));
        AssertRefused(() => Takes.Begin("Store", "budi"), "stock-take-open");
        Clock.Advance(TimeSpan.FromHours(0.2));
        Assert.That(Takes.Begin("Store", "budi").BegunBy, Is.EqualTo("budi"));
    }

    /// <summary>It does not end in silence: whoever begins anew reads which count came to nothing, and why.</summary>
    [Test]
    public void Who_begins_anew_is_told_that_the_count_before_is_void_and_whether_a_blank_had_moved()
    {
        Assert.That(Takes.Begin("Store", "siti").Voided, Is.Null);
        Takes.Count("Store", 499, "siti");
        Stock.Load("printer-1", 1, "budi");
        Assert.That(Takes.Begin("Store", "ratna").Voided, Is.EqualTo(new VoidedTake(1, "siti", HasMoved: true)));
        Assert.That(Takes.Begin("Store", "ratna").Voided, Is.EqualTo(new VoidedTake(2, "ratna", HasMoved: false)));
        var view = new StockTakeView(3, "Store", "open", default, "ratna", null, null, null, null, null);
        foreach (var (language, moved, anew) in new[] { ("id", "ada blanko yang berpindah", "belum diselesaikan"), ("en", "a blank has moved", "it was not finished") })
        {
            var texts = new StationTexts(language);
            Assert.That(StockTakeCommands.VoidOf(view with { Voided = new VoidedTakeView(1, "siti", true) }, texts), Does.Contain(moved).And.Contain("siti"));
            Assert.That(StockTakeCommands.VoidOf(view with { Voided = new VoidedTakeView(2, "ratna", false) }, texts), Does.Contain(anew));
            Assert.That(StockTakeCommands.VoidOf(view, texts), Is.Null);
        }
    }

    [Test]
    public void A_count_is_void_once_a_blank_has_moved_there()
    {
        Takes.Begin("Store", "siti");
        Takes.Count("Store", 499, "siti");
        Stock.Load("printer-1", 1, "budi");
        AssertRefused(() => Takes.Finish("Store", "siti", "budi", "water"), "stock-moved");
        AssertRefused(() => Takes.Count("Store", 499, "siti"), "stock-moved");
        Takes.Begin("Store", "siti");
        Takes.Count("Store", 499, "siti");
        Assert.That(Takes.Finish("Store", "siti", null, null).State, Is.EqualTo("finished"));
        Assert.That(Takes.List().Select(take => take.State), Is.EqualTo(new[] { "finished", "void" }));
    }

    [Test]
    public void While_a_machine_takes_a_blank_its_hopper_is_not_counted()
    {
        Stock.Load("printer-1", 5, "siti");
        Takes.Begin("Hopper(printer-1)", "siti");
        Takes.Count("Hopper(printer-1)", 4, "siti");
        Run("Feeding");
        AssertRefused(() => Takes.Finish("Hopper(printer-1)", "siti", "budi", "one too few"), "stock-feeding");
        AssertRefused(() => Takes.Begin("Hopper(printer-1)", "siti"), "stock-feeding");
        Assert.That(() => Takes.Begin("Hopper(printer-2)", "siti"), Throws.Nothing, "the other machine rests");
        Run("Fed");
        Assert.That(() => Takes.Begin("Hopper(printer-1)", "siti"), Throws.Nothing);
    }

    [Test]
    public void While_nobody_knows_whether_a_blank_left_its_hopper_is_not_counted()
    {
        Stock.Load("printer-1", 5, "siti");
        Run("Missing");
        AssertRefused(() => Takes.Begin("Hopper(printer-1)", "siti"), "stock-card-waits");
        Run("Spoiled");
        Takes.Begin("Hopper(printer-1)", "siti");
        Database.Write(transaction => transaction.Execute(
            "INSERT INTO stray (printer, booked_by, seen_at) VALUES ('printer-1', 1, @now)", new { now = Clock.GetUtcNow() }));
        AssertRefused(() => Takes.Count("Hopper(printer-1)", 5, "siti"), "stock-card-waits");
    }

    [Test]
    public void What_moves_elsewhere_does_not_disturb_a_count()
    {
        Stock.Load("printer-1", 5, "siti");
        Takes.Begin("Store", "siti");
        Spoil("04AA", "run-1");
        Takes.Count("Store", 495, "siti");
        Assert.That(Takes.Finish("Store", "siti", null, null).State, Is.EqualTo("finished"));
    }

    [TestCase(-1)]
    [TestCase(100_001)]
    public void An_impossible_count_is_refused(int counted)
    {
        Takes.Begin("Store", "siti");
        AssertRefused(() => Takes.Count("Store", counted, "siti"), "counted");
    }

    [Test]
    public void A_count_needs_a_beginning_and_an_end_needs_a_count()
    {
        AssertRefused(() => Takes.Count("Store", 1, "siti"), "stock-take-none");
        AssertRefused(() => Takes.Finish("Store", "siti", null, null), "stock-take-none");
        Takes.Begin("Store", "siti");
        AssertRefused(() => Takes.Finish("Store", "siti", null, null), "stock-take-not-counted");
    }
}

using PrintStation.Cli;
using PrintStation.Inventory;
using PrintStation.Web;

namespace PrintStation.Tests.Inventory;

/// <summary>What the books know of a difference; each clue has a sentence in both languages.</summary>
internal sealed class DiscrepancyCheckTests : BooksFixture
{
    private const string Hopper = "Hopper(printer-1)";

    [SetUp]
    public void BeginDay()
    {
        Stock.Load("printer-1", 50, "siti");
        Days.Open(["store=450", "hopper:printer-1=50"], "siti");
        Clock.Advance(TimeSpan.FromHours(1));
    }

    [Test]
    public void Where_the_books_know_nothing_nothing_is_invented()
    {
        Close(store: 447, hopper: 50);
        Assert.That(Clues("Store"), Is.Empty);
    }

    [Test]
    public void A_load_that_nobody_booked_is_seen_from_both_places()
    {
        Close(store: 430, hopper: 70);
        Assert.That(Clues("Store"), Is.EqualTo(new[] { new Clue("other-place", 20, "hopper:printer-1") }));
        Assert.That(Clues(Hopper), Is.EqualTo(new[] { new Clue("other-place", -20, "store") }));
    }

    [Test]
    public void What_people_booked_since_the_record_before_is_named_and_what_came_before_it_is_not()
    {
        Stock.Load("printer-1", 10, "budi");
        Acts.Book("spoil", new ActRequest(2, "budi", Reason: "damaged"));
        Close(store: 440, hopper: 50);
        Assert.That(Clues("Store"), Is.EqualTo(new[]
        {
            new Clue("moved", -2, "4", "spoiled: damaged", "budi"), new Clue("moved", -10, "3", "loaded", "budi"),
        }));
        Assert.That(Clues(Hopper), Is.EqualTo(new[] { new Clue("moved", 10, "3", "loaded", "budi") }));
    }

    [Test]
    public void What_was_booked_after_the_next_record_belongs_to_that_one_but_a_reversal_comes_whenever_it_comes()
    {
        Stock.Load("printer-1", 4, "budi");
        Days.HandOver(["store=450", "hopper:printer-1=54"], "siti", "budi");
        Stock.Load("printer-1", 9, "budi");
        Close(store: 437, hopper: 63);
        Stock.Load("printer-1", 1, "budi");
        Reversals.Reverse(3, "not loaded", "budi");
        Assert.That(Clues("Store").Select(clue => (clue.Code, clue.Quantity)),
            Is.EqualTo(new[] { ("reversal-settles", 4L), ("moved", -9L), ("moved", -4L) }));
    }

    [Test]
    public void What_was_dated_back_is_named_as_such()
    {
        Clock.Advance(TimeSpan.FromDays(1));
        Acts.Book("test", new ActRequest(1, "budi", At: "2026-11-02"));
        Close(store: 450, hopper: 50);
        Assert.That(Clues("Store"), Is.EqualTo(new[] { new Clue("dated-back", -1, "3", "test", "budi") }));
    }

    [Test]
    public void A_reversal_is_named_and_one_after_the_count_that_is_the_difference_settles_it()
    {
        Stock.Load("printer-1", 4, "budi");
        Stock.Load("printer-1", 7, "budi");
        Reversals.Reverse(3, "not loaded", "budi");
        Close(store: 450, hopper: 54);
        Reversals.Reverse(4, "not loaded either", "budi");
        Assert.That(Clues("Store").Select(clue => (clue.Code, clue.Quantity)),
            Is.EqualTo(new[] { ("reversal-settles", 7L), ("reversed", 4L), ("moved", -7L), ("moved", -4L) }));
        Assert.That(Clues(Hopper).Select(clue => clue.Code), Has.None.EqualTo("reversal-settles"), "three too few are not seven");
    }

    [Test]
    public void Stock_takes_that_are_open_or_ended_since_are_named_and_older_ones_are_not()
    {
        Take("Store", 450);
        Clock.Advance(TimeSpan.FromMinutes(1));
        Takes.Begin("Store", "wati");
        Close(store: 447, hopper: 50);
        Assert.That(Clues("Store"), Is.EqualTo(new[] { new Clue("stock-take-open", 0, "2", Person: "wati") }));
        Clock.Advance(TimeSpan.FromDays(1));
        Take("Store", 447);
        Assert.That(Clues("Store"), Is.EqualTo(new[] { new Clue("stock-take-done", -3, "3") }));
    }

    [Test]
    public void A_difference_that_was_there_before_refers_to_it()
    {
        Days.HandOver(["store=449", "hopper:printer-1=50"], "siti", "budi");
        Close(store: 449, hopper: 50);
        Assert.That(Check.Open().Select(open => open.Clues.Count), Is.EqualTo(new[] { 0, 1 }));
        Assert.That(Check.Open()[1].Clues[0], Is.EqualTo(new Clue("since-before", -1, $"{Check.Open()[0].Count.CountId}")));
    }

    [Test]
    public void A_difference_that_a_word_alone_explained_stands_and_is_referred_to_until_a_stock_take()
    {
        Days.Explain(Days.HandOver(["store=449", "hopper:printer-1=50"], "siti", "budi").Counts[0].CountId, new DayExplanation("miscounted", null, null), "wati");
        Close(store: 449, hopper: 50);
        Assert.That(Clues("Store"), Is.EqualTo(new[] { new Clue("explained-before", -1, "3", "miscounted", "wati") }));
        Take("Store", 449);
        Stock.Unload("printer-1", 1, "budi");
        Clock.Advance(TimeSpan.FromDays(1));
        Days.Open(["store=449", "hopper:printer-1=49"], "siti");
        Assert.That(Check.Open()[^1].Clues.Select(clue => clue.Code), Has.None.EqualTo("explained-before").And.None.EqualTo("since-before"),
            "another one of the same size");
    }

    [Test]
    public void A_difference_that_was_reversed_since_is_not_the_one_of_today()
    {
        Stock.Load("printer-1", 4, "budi");
        var number = Days.HandOver(["store=450", "hopper:printer-1=50"], "siti", "budi").Counts[0].CountId;
        Days.Explain(number, new DayExplanation("not-booked", null, null), "wati");
        Reversals.Reverse(3, "not loaded", "budi");
        Close(store: 454, hopper: 50);
        Assert.That(Clues("Store").Select(clue => clue.Code), Has.None.EqualTo("explained-before"));
    }

    [Test]
    public void Of_many_days_with_the_same_difference_the_last_one_is_named()
    {
        for (var shift = 0; shift < 5; shift++)
            Days.HandOver(["store=449", "hopper:printer-1=50"], shift % 2 == 0 ? "siti" : "budi", shift % 2 == 0 ? "budi" : "siti");
        Assert.That(Check.Open().Select(open => open.Clues.Select(clue => clue.Subject)), Is.EqualTo(new string[][] { [], ["3"], ["5"], ["7"], ["9"] }));
    }

    [TestCase("Held", "held")]
    [TestCase("Missing", "missing")]
    public void Cards_of_the_printer_that_wait_for_a_person_are_named(string state, string code)
    {
        Close(store: 449, hopper: 51);
        Run(state);
        Assert.That(Clues(Hopper), Does.Contain(new Clue(code, 1, "J1-1")));
        Assert.That(Clues("Store").Select(clue => clue.Code), Is.EqualTo(new[] { "other-place" }), "no machine takes from the store");
    }

    [Test]
    public void Strays_of_the_printer_are_named_until_they_are_settled()
    {
        Close(store: 450, hopper: 49);
        Database.Write(transaction => transaction.Execute(
            """
            INSERT INTO stray (printer, booked_by, seen_at, settled_at)
            VALUES ('printer-1', 1, @now, NULL), ('printer-1', 1, @now, @now), ('printer-2', 1, @now, NULL)
            """, new { now = Clock.GetUtcNow() }));
        Assert.That(Clues(Hopper), Is.EqualTo(new[] { new Clue("stray", 1, "stray-1") }));
    }

    [Test]
    public void Cards_that_left_while_it_was_counted_and_spoiled_ones_that_nobody_destroyed_are_named()
    {
        Spoil("04A1", "run-1");
        Clock.Advance(TimeSpan.FromHours(1));
        Spoil("04A2", "run-2");
        Spoil(null, "run-3");
        Clock.Advance(TimeSpan.FromMinutes(14));
        Close(store: 450, hopper: 50);
        Assert.That(Clues(Hopper), Is.EqualTo(new[] { new Clue("fed-just-before", 2, "printer-1"), new Clue("spoiled", 3, "printer-1") }));
        Destructions.Destroy("BAP/1", 3, ["Ani, Satpol PP", "Edi, Polres"], null, "budi");
        Assert.That(Clues(Hopper), Is.EqualTo(new[] { new Clue("fed-just-before", 2, "printer-1") }));
    }

    [Test]
    public void A_spoiled_card_that_was_fed_again_lies_in_the_box_once()
    {
        Spoil("04A1", "run-1");
        foreach (var (from, to) in new[] { ("Spoiled", "Machine(printer-1)"), ("Machine(printer-1)", "Spoiled") })
            Database.Write(transaction => Ledger.Record(transaction, new Movement(1, from, to, "uid-seen-before", "station", Clock.GetUtcNow(), ChipUid: "04A1")));
        Clock.Advance(TimeSpan.FromHours(1));
        Close(store: 450, hopper: 50);
        Assert.That(Clues(Hopper), Is.EqualTo(new[] { new Clue("spoiled", 1, "printer-1") }));
    }

    [Test]
    public void The_unloading_of_the_night_is_named_when_the_store_differs()
    {
        Days.Close(["store=449", "hopper:printer-1=50"], unload: true, "budi");
        Assert.That(Clues("Store"), Is.EqualTo(new[] { new Clue("moved", 50, "3", "unloaded", "budi") }));
    }

    [Test]
    public void A_load_that_nobody_booked_is_named_where_its_blanks_are_missing()
    {
        Database.Write(transaction => Ledger.Record(transaction,
            new Movement(53, Hopper, "Machine(printer-1)", "fed", "station", Clock.GetUtcNow(), RunId: "run-1")));
        Close(440, 0);
        Assert.That(Clues("Store"), Is.EqualTo(new[] { new Clue("unbooked", 3, "hopper:printer-1") }), "seven of the ten may lie anywhere");
        Clock.Advance(TimeSpan.FromDays(1));
        Days.Open(["store=439", "hopper:printer-1=0"], "budi");
        Assert.That(Check.Open()[^1].Clues.Select(clue => clue.Code), Has.None.EqualTo("unbooked"), "of that the record before has told");
    }

    [TestCase("in-doubt")]
    [TestCase("since-before")]
    [TestCase("explained-before")]
    [TestCase("other-place")]
    [TestCase("unbooked")]
    [TestCase("stock-take-open")]
    [TestCase("stock-take-done")]
    [TestCase("moved")]
    [TestCase("dated-back")]
    [TestCase("reversed")]
    [TestCase("reversal-settles")]
    [TestCase("fed-just-before")]
    [TestCase("stray")]
    [TestCase("held")]
    [TestCase("missing")]
    [TestCase("spoiled")]
    [TestCase("none")]
    public void Each_clue_has_its_sentence(string code)
    {
        foreach (var language in new[] { "en", "id" })
            Assert.That(new StationTexts(language).Find($"day.clue.{code}"), Is.Not.Null, language);
    }

    [TestCase("en", "hopper printer-1 differs by +20", "From the hopper printer-1 came 8 blanks", "+20, movement 3 (loaded, budi)", "(damaged, budi)", "(taken back: wrong one, budi)", "(miscounted, wati)")]
    [TestCase("id", "wadah printer-1 selisih +20", "Dari wadah printer-1 keluar 8 blanko", "+20, mutasi 3 (diisikan ke wadah, budi)", "(rusak fisik, budi)", "(dibatalkan: wrong one, budi)", "(salah hitung, wati)")]
    public void Clues_are_told_in_words(string language, params string[] expected)
    {
        ClueView[] clues =
        [
            new("other-place", 20, "hopper:printer-1", null, null), new("unbooked", 8, "hopper:printer-1", null, null), new("moved", 20, "3", "loaded", "budi"), new("dated-back", -1, "3", "spoiled: damaged", "budi"),
            new("reversed", 4, "3", "reversal: wrong one", "budi"), new("explained-before", -1, "3", "miscounted", "wati"),
        ];
        foreach (var (clue, words) in clues.Zip(expected))
            Assert.That(DayCommands.Sentence(clue, 7, new StationTexts(language)), Does.Contain(words));
    }

    private void Close(int store, int hopper) => Days.Close([$"store={store}", $"hopper:printer-1={hopper}"], unload: false, "budi");

    private IReadOnlyList<Clue> Clues(string place) => Check.Open().Single(open => open.Count.Place == place).Clues;

    private void Take(string place, int counted)
    {
        Takes.Begin(place, "siti");
        Takes.Count(place, counted, "siti");
        Takes.Finish(place, "siti", "budi", "counted");
    }
}

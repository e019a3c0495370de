using PrintStation.Inventory;

namespace PrintStation.Tests.Inventory;

/// <summary>A machine died in the middle of a feed, or a card waits for a person: 450 in the store, 50 in the hopper of printer-1, and the day goes
/// on.</summary>
internal sealed class DayDoubtTests : BooksFixture
{
    private const string Hopper = "Hopper(printer-1)";

    [SetUp]
    public void LoadHopper() => Stock.Load("printer-1", 50, "siti");

    [TestCase("Feeding", 49, false)]
    [TestCase("Feeding", 50, false)]
    [TestCase("Feeding", 51, true)]
    [TestCase("Feeding", 48, true)]
    [TestCase("Missing", 51, false)]
    [TestCase("Missing", 50, false)]
    [TestCase("Missing", 49, true)]
    [TestCase("Missing", 52, true)]
    public void A_blank_in_doubt_accounts_for_one_card_in_its_direction_and_stops_no_day(string state, int counted, bool differs)
    {
        Run(state);
        foreach (var day in Day(store: 449, counted))
        {
            Assert.That(day.Counts.Select(count => (count.Place, count.IsInDoubt, count.IsOpen)),
                Is.EqualTo(new[] { ("Store", false, true), (Hopper, true, differs) }), day.Record.Act);
            Assert.That(day.Counts[1].Difference, Is.EqualTo(counted - 50), "it is written down as it is");
        }

        Assert.That(Days.State()!.DifferencesOpen, Is.EqualTo(differs ? 6 : 3), "of three acts");
        Assert.That(Check.Open().Where(open => open.Count.Place == Hopper).Select(open => open.Clues[0]),
            Is.All.EqualTo(new Clue("in-doubt", 1, "hopper:printer-1")));
    }

    [TestCase("Feeding")]
    [TestCase("Missing")]
    public void A_hopper_with_a_blank_in_doubt_stays_booked_over_night_whatever_is_counted(string state)
    {
        Run(state);
        Assert.That(Day(store: 450, hopper: 50)[^1].Counts.Select(count => count.UnloadedBy), Is.All.Null);
        Assert.That(At(Hopper), Is.EqualTo(50));
    }

    [Test]
    public void Each_card_that_waits_is_a_blank_in_doubt_and_one_that_told_its_UID_is_none()
    {
        Run("Missing");
        Database.Write(transaction => transaction.Execute(
            """
            INSERT INTO stray (printer, uid, booked_by, seen_at, settled_at)
            VALUES ('printer-1', NULL, 1, @now, NULL), ('printer-1', '04AA', 1, @now, NULL), ('printer-1', NULL, 1, @now, @now), ('printer-2', NULL, 1, @now, NULL)
            """, new { now = Clock.GetUtcNow() }));
        var hopper = Days.Open(["store=450", "hopper:printer-1=52"], "siti").Counts[1];
        Assert.That((hopper.MaybeGone, hopper.MaybeThere, hopper.IsOpen), Is.EqualTo((0L, 2L, false)));
    }

    [Test]
    public void The_first_count_after_the_doubt_has_ended_judges_it()
    {
        Run("Feeding");
        var day = Days.Open(["store=450", "hopper:printer-1=49"], "siti");
        Assert.That(() => Days.Explain(day.Counts[1].CountId, new DayExplanation("card-in-doubt", null, null), "budi"),
            Throws.TypeOf<LedgerRefusal>().With.Property("Code").EqualTo("day-no-difference"));
        Run("Fetched"); // it had never left
        Assert.That(Days.HandOver(["store=450", "hopper:printer-1=49"], "siti", "budi").Counts[1].IsOpen, Is.True);
    }

    /// <summary>Opened, handed over and closed for the night, with the same counts.</summary>
    private List<RecordedDay> Day(int store, int hopper)
    {
        string[] counts = [$"store={store}", $"hopper:printer-1={hopper}"];
        return [Days.Open(counts, "siti"), Days.HandOver(counts, "siti", "budi"), Days.Close(counts, unload: true, "budi")];
    }
}

using PrintStation.Inventory;

namespace PrintStation.Tests.Inventory;

/// <summary>A batch is booked on the day on which it was burnt, or later: its minutes say what was seen on that day, and of nothing that came since.</summary>
internal sealed class DestructionDayTests : BooksFixture
{
    private const string A = "04AA000000000A";
    private const string B = "04AA000000000B";
    private const string FirstDay = "2026-11-02";
    private static readonly string[] TwoWitnesses = ["Ani, Satpol PP", "Edi, Inspektorat"];
    private static readonly BatchTerms WithReader = new(Places.Spoiled, HasReader: true);

    [SetUp]
    public void SpoilOne()
    {
        Stock.Load("printer-1", 50, "siti");
        Spoil(A, "run-1");
    }

    [Test]
    public void What_was_read_and_burnt_on_one_day_is_booked_on_another_with_what_was_read()
    {
        Spoil(B, "run-2");
        Read(A, B);
        Wait(3);
        AssertRefused(() => Destroy(2, null, WithReader), "destroy-unread");
        AssertRefused(() => Destroy(2, "2026-11-03", WithReader), "destroy-unread");
        Destroy(2, FirstDay, WithReader);
        Assert.That(Identified(), Is.EqualTo(new[] { (A, "read"), (B, "read") }));
        Assert.That(Destructions.List().Single().At, Is.EqualTo(new DateTimeOffset(2026, 11, 2, 12, 0, 0, TimeSpan.FromHours(8))));
        Assert.That(Readings(), Is.Empty);
    }

    [TestCase(true, 1)]
    [TestCase(true, 0)]
    [TestCase(false, null)]
    public void A_card_that_answered_later_was_not_burnt_before_and_is_named(bool hasReader, int? mute)
    {
        Wait(3);
        Read(A);
        var terms = new BatchTerms(Places.Spoiled, hasReader, mute);
        AssertRefused(() => Destroy(1, FirstDay, terms), "destroy-read-since");
        Assert.That(Assert.Throws<LedgerRefusal>(() => Destroy(1, FirstDay, terms))!.Subject, Is.EqualTo($"{A}, 2026-11-05"));
        Destroy(1, "2026-11-05", WithReader);
        Assert.That(Identified(), Is.EqualTo(new[] { (A, "read") }));
    }

    /// <summary>As many lay there: the first card, which was fed again since.</summary>
    [TestCase(FirstDay)]
    [TestCase("2026-11-03 08:59")]
    public void A_card_that_came_into_the_box_later_was_not_burnt_before_and_is_named(string at)
    {
        Wait(1);
        Spoil(B, "run-2");
        Database.Write(transaction => Ledger.Record(transaction,
            new Movement(1, Places.Spoiled, Places.Held, "uid-seen-before", "station", Clock.GetUtcNow(), RunId: "run-3", ChipUid: A)));
        AssertRefused(() => Destroy(1, at), "destroy-came-later");
        Assert.That(Assert.Throws<LedgerRefusal>(() => Destroy(1, at))!.Subject, Is.EqualTo($"{B}, 2026-11-03 09:00"));
        Destroy(1, "2026-11-03 09:00");
        Assert.That(At("Destroyed"), Is.EqualTo(1));
    }

    [Test]
    public void A_card_without_a_number_that_came_later_is_named_by_its_run_or_its_movement()
    {
        Wait(1);
        Spoil(null, "run-2");
        Assert.That(Assert.Throws<LedgerRefusal>(() => Destroy(2, FirstDay))!.Subject, Does.StartWith("run-2, "));
        Losses.Declare(Places.Spoiled, "run-2", 1, "gone", "siti", "budi");
        var number = Acts.Book("spoil", new ActRequest(3, "siti", Reason: "damaged")).Sequence;
        Assert.That(Assert.Throws<LedgerRefusal>(() => Destroy(4, FirstDay))!.Subject, Does.StartWith($"{number}, "));
    }

    /// <summary>Of a day without an hour nobody says that it was before noon.</summary>
    [Test]
    public void A_card_that_came_into_the_box_on_the_day_of_the_batch_may_be_in_it()
    {
        Clock.Advance(TimeSpan.FromHours(6));
        Spoil(B, "run-2");
        Wait(1);
        Destroy(2, FirstDay);
        Assert.That(At("Destroyed"), Is.EqualTo(2));
    }

    [Test]
    public void Readings_are_kept_for_a_month_and_those_of_a_day_that_has_not_come_not_at_all()
    {
        Read(A);
        Wait(31);
        Spoil(B, "run-2");
        Read(B);
        Assert.That(Readings(), Is.EqualTo(new[] { $"{A} 2026-11-02", $"{B} 2026-12-03" }));
        Wait(1);
        Read(B);
        Assert.That(Readings(), Is.EqualTo(new[] { $"{B} 2026-12-03", $"{B} 2026-12-04" }));
        // As by a clock that was ahead.
        Database.Write(transaction => transaction.Execute("UPDATE destruction_reading SET day = '2031-01-01' WHERE day = '2026-12-03'"));
        Read(B);
        Assert.That(Readings(), Is.EqualTo(new[] { $"{B} 2026-12-04" }));
        Box.Read(Places.Spoiled, A, anew: true, "budi");
        Assert.That(Readings(), Is.EqualTo(new[] { $"{A} 2026-12-04" }));
    }

    private void Wait(int days) => Clock.Advance(TimeSpan.FromDays(days));

    private void Read(params string[] uids)
    {
        foreach (var uid in uids)
            Box.Read(Places.Spoiled, uid, anew: false, "budi");
    }

    private void Destroy(int counted, string? at, BatchTerms? terms = null) => Destructions.Destroy("BAP/1", counted, TwoWitnesses, at, "budi", terms);

    private List<(string?, string)> Identified() => [.. Database.Read(connection => Destructions.CardsOf(connection, 1)).Select(card => (card.ChipUid, card.Identified))];

    private IReadOnlyList<string> Readings() => Database.Write(transaction => transaction.Query<string>("SELECT uid || ' ' || day FROM destruction_reading ORDER BY day, uid"));
}

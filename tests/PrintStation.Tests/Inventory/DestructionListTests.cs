using PrintStation.Inventory;

namespace PrintStation.Tests.Inventory;

/// <summary>Where lists of chips come with deliveries, no card of somewhere else is burnt in the place of one of this office's blanks.</summary>
internal sealed class DestructionListTests : BooksFixture
{
    private const string Listed = "04D10000000001";
    private const string Foreign = "04FF0000000001";
    private const string OtherForeign = "04FF0000000002";
    private static readonly string[] TwoWitnesses = ["Ani, Satpol PP", "Edi, Inspektorat"];

    protected override int FirstStock => 0;

    /// <summary>In the box: two blanks of the store, whose numbers nobody has written down.</summary>
    [SetUp]
    public void ReceiveWithList()
    {
        Stock.Announce(new Delivery("D1", "BAST/1", "2019", 4, Clock.GetUtcNow()), [Listed, "04D10000000002", "04D10000000003", "04D10000000004"]);
        Stock.Receive("D1", 4, null, "siti");
        Acts.Book("spoil", new ActRequest(2, "siti", Reason: "no-chip"));
    }

    [Test]
    public void A_card_that_no_list_names_is_not_read_and_not_burnt_for_one_that_a_list_names()
    {
        AssertRefused(() => Read(Foreign), "destroy-not-delivered");
        Assert.That(Assert.Throws<LedgerRefusal>(() => Read(Foreign))!.Subject, Is.EqualTo(Foreign));
        Assert.That(Box.ReadToday(Places.Spoiled), Is.Empty);
        Read(Listed);
        Destroy("BAP/1", 2, mute: 1);
        Assert.That(Burnt(1), Is.EqualTo(new string?[] { Listed, null }));
    }

    [Test]
    public void As_many_as_came_without_a_list_may_be_burnt_under_numbers_of_no_list()
    {
        Acts.Book("borrow", new ActRequest(1, "siti", "5302", "BA/1"));
        Acts.Book("return", new ActRequest(3, "siti", Document: "BA/2"));
        Read(Foreign);
        AssertRefused(() => Read(OtherForeign), "destroy-not-delivered");
        Destroy("BAP/1", 2, mute: 1);
        Acts.Book("borrow", new ActRequest(1, "siti", "5302", "BA/3"));
        Acts.Book("spoil", new ActRequest(1, "siti", Reason: "no-chip"));
        Read(OtherForeign);
        Destroy("BAP/2", 1, mute: 0);
        Acts.Book("borrow", new ActRequest(1, "siti", "5302", "BA/4"));
        Reversals.Reverse(Entries()[^1].Sequence, "mistyped", "budi");
        Assert.That(Database.Write(UnlistedBlanks.Unused), Is.Zero, "both are burnt");
    }

    [Test]
    public void A_machine_takes_no_blank_of_no_list_for_one_that_was_burnt()
    {
        Acts.Book("borrow", new ActRequest(1, "siti", "5302", "BA/1"));
        Assert.That(WhyUnfit(OtherForeign), Is.Null);
        Read(Foreign);
        Destroy("BAP/1", 2, mute: 1);
        Assert.That(WhyUnfit(OtherForeign), Is.EqualTo("uid-not-delivered"));
    }

    [Test]
    public void A_card_of_a_citizen_is_old_and_never_a_spoiled_blank()
    {
        Acts.Book("borrow", new ActRequest(1, "siti", "5302", "BA/1"));
        var taken = OldCards.Take(new OldCardRequest(Foreign, "damaged", "TT/1", "siti"));
        Reversals.Reverse(taken.Sequence, "another one", "budi");
        AssertRefused(() => Read(Foreign), "destroy-elsewhere");
        Assert.That(Assert.Throws<LedgerRefusal>(() => Read(Foreign))!.Place, Is.EqualTo("Citizens"));
        OldCards.Take(new OldCardRequest(null, "damaged", "TT/2", "siti"));
        Box.Read(Places.OldCards, Foreign, anew: false, "budi");
        Assert.That(Box.ReadToday(Places.OldCards), Is.EqualTo(new[] { Foreign }));
    }

    [Test]
    public void An_unused_blank_is_not_burnt_for_an_old_card()
    {
        OldCards.Take(new OldCardRequest(null, "damaged", "TT/1", "siti"));
        AssertRefused(() => Box.Read(Places.OldCards, Listed, anew: false, "budi"), "old-card-is-blank");
        Box.Read(Places.OldCards, Foreign, anew: false, "budi");
    }

    private void Read(string uid) => Box.Read(Places.Spoiled, uid, anew: false, "budi");

    private void Destroy(string document, int counted, int mute) =>
        Destructions.Destroy(document, counted, TwoWitnesses, null, "budi", new BatchTerms(Places.Spoiled, HasReader: true, mute));

    private List<string?> Burnt(long batch) =>
        [.. Database.Read(connection => Destructions.CardsOf(connection, batch)).Select(card => card.ChipUid)];

    private string? WhyUnfit(string uid) => Database.Write(transaction => BlankStock.WhyUnfit(transaction, uid, false, "2019"));
}

using PrintStation.Inventory;

namespace PrintStation.Tests.Inventory;

/// <summary>What two persons did stands under both names in the books themselves, not in the trail alone.</summary>
internal sealed class SecondPersonTests : SupplyFixture
{
    protected override int FirstStock => 0;

    [Test]
    public void An_opening_balance_and_the_reversal_of_a_movement_name_both()
    {
        var opened = Acts.Book("open", new ActRequest(500, "siti", Document: "BA/0", Second: "budi"));
        Stock.Load("printer-1", 50, "siti");
        var reversed = Reversals.Reverse(2, "wrong printer", "budi", "siti");
        Assert.That((opened.Person, reversed.Person), Is.EqualTo(("siti, budi", "budi, siti")));
        AssertSound();
    }

    [Test]
    public void A_delivery_that_differs_is_received_by_both()
    {
        Stock.Announce(new Delivery("D1", "BAST/1", "2019", 500, Clock.GetUtcNow()), []);
        AssertRefused(() => Stock.Receive("D1", 498, "two short", "siti", " "), "person.two-needed");
        Stock.Receive("D1", 498, "two short", "siti", "budi");
        Assert.That((Entries()[^1].Person, Stock.Deliveries().Single().Second), Is.EqualTo(("siti, budi", "budi")));
    }

    [Test]
    public void Who_receives_alone_stands_alone()
    {
        Stock.Announce(new Delivery("D1", "BAST/1", "2019", 500, Clock.GetUtcNow()), []);
        Stock.Receive("D1", 500, null, "siti", " ");
        Assert.That((Entries()[^1].Person, Stock.Deliveries().Single().Second), Is.EqualTo(("siti", (string?)null)));
    }

    [Test]
    public void A_destruction_and_a_count_of_supplies_that_differs_name_both()
    {
        Acts.Book("open", new ActRequest(500, "siti", Document: "BA/0"));
        Acts.Book("spoil", new ActRequest(3, "siti", Reason: "damaged"));
        Destructions.Destroy("BAP/1", 3, ["budi", "Ani, Satpol PP"], null, "siti", second: "budi");
        Supplies.Receive("ribbon", 10, null, "SJ/1", null, "siti");
        var counted = Supplies.Count("ribbon", 9, "one gone", "siti", second: "budi")!;
        var reversed = Supplies.Reverse(counted.Number, "it lay behind the shelf", "budi", "siti");
        Assert.That((Entries()[^1].Person, counted.Person, reversed.Person), Is.EqualTo(("siti, budi", "siti, budi", "budi, siti")));
    }

    [Test]
    public void Two_persons_who_are_one_book_nothing()
    {
        Acts.Book("open", new ActRequest(500, "siti", Document: "BA/0"));
        Stock.Load("printer-1", 50, "siti");
        Acts.Book("spoil", new ActRequest(3, "siti", Reason: "damaged"));
        Stock.Announce(new Delivery("D1", "BAST/1", "2019", 500, Clock.GetUtcNow()), []);
        Supplies.Receive("ribbon", 10, null, "SJ/1", null, "siti");
        AssertRefused(() => Reversals.Reverse(2, "wrong printer", "siti", " SITI"), "second.same");
        AssertRefused(() => Stock.Receive("D1", 498, "two short", "siti", "Siti "), "second.same");
        AssertRefused(() => Destructions.Destroy("BAP/1", 3, ["Edi, Polres", "Ani, Satpol PP"], null, "siti", second: "SITI"), "second.same");
        AssertRefused(() => Acts.Book("spoil", new ActRequest(3, "siti", Reason: "damaged", Second: "siti")), "second.same");
        AssertNotBooked(() => Supplies.Count("ribbon", 9, "one gone", "siti", second: "siti"), "second.same");
        Takes.Begin("Store", "siti");
        Takes.Count("Store", 447, "siti");
        AssertRefused(() => Takes.Finish("Store", "siti", "siti", null), "second.same");
    }
}

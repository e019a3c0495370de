using PrintStation.Inventory;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

/// <summary>Where lists of chips come with deliveries, no card of somewhere else settles on one person's word what became of a blank.</summary>
internal sealed partial class HeldCardsTests
{
    private const string Foreign = "04FFFFFFFFFFFF";

    [Test]
    public async Task A_card_of_no_list_for_a_run_without_a_number_needs_two_persons()
    {
        ReceiveListed();
        var run = Missing(uid: null);
        _desk.Lies(Foreign);
        Refused(() => Cards().RejectAsync(run.RunId, unreadable: false, "siti", null, default), "held.not-delivered");
        Refused(() => Cards().RejectAsync(run.RunId, unreadable: false, "siti", " ", default), "held.not-delivered");
        Assert.That(_station.Book.Find(run.RunId)!.State, Is.EqualTo(CardState.Missing));
        await Cards().RejectAsync(run.RunId, unreadable: false, "siti", "budi", default);
        Assert.That((_station.Book.Find(run.RunId)!.BlankUid, _station.Database.Read(BlankLedger.Head)!.Person), Is.EqualTo((Foreign, "siti, budi")));
    }

    [Test]
    public async Task A_card_of_a_list_for_a_run_without_a_number_is_rejected_by_one()
    {
        ReceiveListed();
        var run = Missing(uid: null);
        _desk.Lies(Uid);
        await Cards().RejectAsync(run.RunId, unreadable: false, "siti", null, default);
        Assert.That(_station.Book.Find(run.RunId)!.State, Is.EqualTo(CardState.Spoiled));
    }

    [Test]
    public async Task A_card_that_the_books_know_by_its_number_is_rejected_by_one_also_where_no_list_names_it()
    {
        ReceiveListed();
        var run = Missing(Foreign);
        _desk.Lies(Foreign);
        await Cards().RejectAsync(run.RunId, unreadable: false, "siti", null, default);
        Assert.That(_station.Book.Find(run.RunId)!.State, Is.EqualTo(CardState.Spoiled));
    }

    [Test]
    public async Task A_card_of_no_list_for_a_stray_that_was_not_read_needs_two_persons()
    {
        ReceiveListed();
        BookStray();
        _desk.Lies(Foreign);
        Refused(() => Cards().RejectAsync("stray-1", unreadable: false, "siti", null, default), "held.not-delivered");
        Assert.That(_station.Balance("Machine(printer-1)"), Is.EqualTo(1));
        await Cards().RejectAsync("stray-1", unreadable: false, "siti", "budi", default);
        Assert.That((_station.Balance(Places.Spoiled), _station.Database.Read(BlankLedger.Head)!.Person), Is.EqualTo((1L, "siti, budi")));
    }

    private void ReceiveListed()
    {
        _station.Stock.Announce(new Delivery("D2", "BAST/2", "2019", 2, _station.Clock.GetUtcNow()), [Uid, "04A1B2C3D4E5F7"]);
        _station.Stock.Receive("D2", 2, null, "siti");
    }
}

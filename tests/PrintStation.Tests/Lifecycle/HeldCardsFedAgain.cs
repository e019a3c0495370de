using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Storage;

namespace PrintStation.Tests.Lifecycle;

/// <summary>Cards that wait for their answer, and come into a machine once more before it is given.</summary>
internal sealed partial class HeldCardsTests
{
    /// <summary>Somebody found it and put it into a hopper, and another run sent it to the reject box: before its own run missed it, or after.</summary>
    [Test]
    public async Task A_card_that_was_fed_again_is_booked_once_and_is_neither_lost_nor_good([Values] bool before, [Values] bool isBurnt, [Values] bool isMissing)
    {
        var run = before ? _station.Until(_station.Fetched("J1"), CardState.Printing, Uid) : isMissing ? Missing(Uid) : Held();
        _station.Spoil(_station.Fetched("J2"), "uid-seen-before", uid: Uid);
        if (isBurnt)
            _station.Database.Write(transaction => _station.Ledger.Record(transaction, new Movement(
                1, Places.Spoiled, Places.Destroyed, "destroyed", "siti, budi", _station.Clock.GetUtcNow(), "BA/1", RunId: "J2-1", ChipUid: Uid)));
        if (before)
            run = _station.Book.Move(run, isMissing ? CardTrigger.CardMissing : CardTrigger.CardOutside);
        Assert.That(Lying(), Is.EqualTo((0L, isBurnt ? 0L : 1L, isBurnt ? 1L : 0L, 0L)));
        Assert.That(() => Cards().DeclareLost(run.RunId, "siti", "budi"), Code("held.not-lost"));
        _desk.Lies(Uid);
        if (!isMissing)
            Refused(() => Cards().AcceptAsync(run.RunId, faceIsGood: true, "siti", default), "held.used-since");
        await Cards().RejectAsync(run.RunId, unreadable: isBurnt, "siti", "budi", default);
        Assert.That(Lying(), Is.EqualTo((0L, isBurnt ? 0L : 1L, isBurnt ? 1L : 0L, 0L)));
        Assert.That(DatabaseInspection.Inspect(new DatabasePlace(new StationFiles(_station.Directory), _station.HeadFile), isInUse: true).Troubles, Is.Empty);

        (long Held, long Spoiled, long Destroyed, long Difference) Lying() => (_station.Balance(Places.Held), _station.Balance(Places.Spoiled),
            _station.Balance(Places.Destroyed), _station.Balance(Places.Difference));
    }

    [Test]
    public async Task A_stray_whose_chip_is_that_of_a_missing_card_is_answered_first_and_is_booked_once()
    {
        var run = Missing(Uid);
        _station.Database.Write(transaction =>
        {
            var booked = _station.Ledger.Record(transaction, new Movement(1, Places.Held, "Machine(printer-2)", "stray-card", "station",
                _station.Clock.GetUtcNow(), ChipUid: Uid));
            transaction.Execute("INSERT INTO stray (printer, uid, booked_by, seen_at) VALUES ('printer-2', @Uid, @Sequence, '2026-11-02T01:00:00.000Z')",
                new { Uid, booked.Sequence });
        });
        _desk.Lies(Uid);
        Refused(() => Cards().RejectAsync(run.RunId, unreadable: false, "siti", null, default), "held.stray-first");
        await Cards().RejectAsync("stray-1", unreadable: false, "siti", null, default);
        await Cards().RejectAsync(run.RunId, unreadable: false, "siti", null, default);
        Assert.That((_station.Balance(Places.Held), _station.Balance(Places.Spoiled), _station.Balance("Machine(printer-2)"), _station.Balance(Places.Difference)),
            Is.EqualTo((0L, 1L, 0L, 0L)));
    }
}

using PrintStation.Inventory;
using PrintStation.Storage;

namespace PrintStation.Tests.Inventory;

/// <summary>Ribbons, films and cleaning kits of an office in which anybody does anything: what lies where is kept apart from the book.</summary>
internal sealed class RandomSupplies(StationDatabase database, SupplyBook book)
{
    private const string Printer = "printer-1";
    private const string Machine = $"Machine({Printer})";
    private readonly Dictionary<(string Kind, string Place), long> _piles = [];
    private readonly Dictionary<long, (string Kind, string From, string To, long Quantity)> _done = [];
    private long _panels;

    /// <exception cref="LedgerRefusal">It did not happen.</exception>
    public void Act(Random random, int step)
    {
        var kind = SupplyBook.Kinds[random.Next(SupplyBook.Kinds.Count)];
        switch (random.Next(6))
        {
            case 0 or 1: Receive(kind, random.Next(0, 6), $"SJ/{random.Next(20)}"); break;
            case 2 when kind == SupplyBook.Ribbon: ChangeRibbon(isTold: random.Next(2) == 0); break;
            case 2 or 3 when kind != SupplyBook.Ribbon: Moved(kind, "Store", Machine, 1, book.Change(kind, Printer, null, "siti").Number); break;
            case 4: Count(random, kind); break;
            default: TakeBack(random.Next(1, step + 2)); break;
        }
    }

    /// <summary>Each place of the book beside what really lies there; and what was seen stands in it once.</summary>
    public void AssertAgree(string when)
    {
        var booked = new Dictionary<(string, string), long>();
        foreach (var movement in database.Read(SupplyBook.Movements))
        {
            booked[(movement.Kind, movement.FromPlace)] = booked.GetValueOrDefault((movement.Kind, movement.FromPlace)) - movement.Quantity;
            booked[(movement.Kind, movement.ToPlace)] = booked.GetValueOrDefault((movement.Kind, movement.ToPlace)) + movement.Quantity;
        }

        Assert.That(booked.Where(pile => pile.Value != 0), Is.EquivalentTo(_piles.Where(pile => pile.Value != 0)), $"supplies, {when}");
        foreach (var kind in SupplyBook.Kinds)
            Assert.That(database.Read(connection => SupplyBook.InStore(connection, kind)), Is.EqualTo(At(kind, "Store")).And.Not.Negative, $"{kind}, {when}");
    }

    private void Receive(string kind, int quantity, string paper) =>
        Moved(kind, "Supplier", "Store", quantity, book.Receive(kind, quantity, null, paper, null, "siti").Number);

    /// <summary>Somebody puts a ribbon into the printer, which tells of it with the next card. One that nobody ever booked was there all the same.</summary>
    private void ChangeRibbon(bool isTold)
    {
        if (isTold)
            Moved(SupplyBook.Ribbon, "Store", Machine, 1, book.Change(SupplyBook.Ribbon, Printer, null, "siti", another: true).Number);
        else if (At(SupplyBook.Ribbon, "Store") > 0)
            Moved(SupplyBook.Ribbon, "Store", Machine, 1, null);
        else
            Moved(SupplyBook.Ribbon, "Difference", Machine, 1, null);
        _panels += 500;
        book.RecordRibbon(new RibbonReading(Printer, "S1", _panels / 5, _panels, 500), null);
    }

    private void Count(Random random, string kind)
    {
        var counted = (int)Math.Max(0, At(kind, "Store") + random.Next(-1, 2));
        var booked = book.Count(kind, counted, random.Next(4) == 0 ? null : "counted", "siti", second: random.Next(4) == 0 ? null : "budi");
        var more = counted - At(kind, "Store");
        Assert.That(booked is null, Is.EqualTo(more == 0), "what agrees books nothing");
        if (more > 0)
            Moved(kind, "Difference", "Store", more, booked!.Number);
        else if (more < 0)
            Moved(kind, "Store", "Difference", -more, booked!.Number);
    }

    private void TakeBack(long mistake)
    {
        var reversal = book.Reverse(mistake, "mistake", "budi", "siti");
        Assert.That(_done, Does.ContainKey(mistake), "only what a person did is taken back");
        var (kind, from, to, quantity) = _done[mistake];
        Moved(kind, to, from, quantity, reversal.Number);
    }

    private long At(string kind, string place) => _piles.GetValueOrDefault((kind, place));

    /// <param name="number">Under which a person wrote it down; null where nobody did.</param>
    private void Moved(string kind, string from, string to, long quantity, long? number)
    {
        _piles[(kind, from)] = At(kind, from) - quantity;
        _piles[(kind, to)] = At(kind, to) + quantity;
        if (number is { } written)
            _done[written] = (kind, from, to, quantity);
    }
}

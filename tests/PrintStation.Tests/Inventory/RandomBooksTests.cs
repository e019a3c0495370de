using System.Text.Json;
using Dapper;
using PrintStation.Inventory;
using PrintStation.Reports;

namespace PrintStation.Tests.Inventory;

/// <summary>Random sequences of all that people and machines do: no order breaks balance, chain or reversal, what is refused books nothing, and after
/// each act the books have every card where it lies.</summary>
internal sealed class RandomBooksTests : RandomOffice
{
    [Test]
    public void No_order_of_acts_breaks_the_books([Range(1, 25)] int seed)
    {
        var random = new Random(seed);
        BeginWorld();
        var refused = 0;
        for (var step = 0; step < 150; step++)
        {
            Clock.Advance(TimeSpan.FromHours(random.Next(1, 12)));
            var before = Entries().Count;
            if (!Happens(() => Act(random, step)))
            {
                refused++;
                Assert.That(Entries(), Has.Count.EqualTo(before), "a refusal books nothing");
            }

            Happens(() => Supplies.Act(random, step));
            Assert.That(Stock.Balances().Where(balance => balance.Value != 0), Is.EquivalentTo(World.Filled), $"step {step}");
            Supplies.AssertAgree($"step {step}");
        }

        AssertSound();
        Assert.That(World.Filled.Sum(pile => pile.Value), Is.Zero, "nothing appears or vanishes");
        Assert.That(World.Filled.Where(pile => !Places.MayBeNegative(pile.Key)).Select(pile => pile.Value), Has.None.Negative);
        var booked = Entries().Where(entry => entry.ChipUid is not null).GroupBy(entry => entry.ChipUid!).ToDictionary(chip => chip.Key, chip => chip.Last().ToPlace);
        Assert.That(World.Cards.Select(card => (card.Key, booked.GetValueOrDefault(card.Key))), Is.EqualTo(World.Cards.Select(card => (card.Key, card.Value))));
        Assert.That(Entries().Where(entry => entry.Reverses is not null).GroupBy(entry => entry.Reverses).Select(group => group.Count()), Is.All.EqualTo(1));
        foreach (var day in Entries().Select(entry => entry.HappenedAt[..10]).Distinct())
            Assert.That(BalancesAtTheEndOf(day).Where(place => !Places.MayBeNegative(place.Key) && place.Value < 0), Is.Empty, day);
        AssertBoxesAgree();
        AssertSpoilageAgrees();
        AssertStraysAndDeliveriesAgree();
        Assert.That(Entries().Where(entry => entry.RunId is null && entry.Person != "station" && (entry.FromPlace == Places.Difference || entry.ToPlace == Places.Difference))
            .Select(entry => entry.Person), Is.All.EqualTo("siti, budi"), "what no machine did, two persons account for");
        AssertDaysAgree();
        Assert.That(refused, Is.Positive.And.LessThan(150), "some are refused, some not");
        AssertClosedMonthsStay();
        HandInAndFallBack();
        Assert.That(Months.Closed().Select(month => month.Month), Is.SupersetOf(new[] { "2026-11", "2026-12" }));
        AssertClosedMonthsStay();
        Assert.That(Stock.Balances().Where(balance => balance.Value != 0), Is.EquivalentTo(World.Filled), "whatever the clock says");
        AssertSound();
    }

    private static bool Happens(Action act)
    {
        try
        {
            act();
            return true;
        }
        catch (LedgerRefusal)
        {
            return false;
        }
    }

    /// <summary>What was handed in beside a walk over the movements of those days, whenever they were written.</summary>
    private void AssertClosedMonthsStay()
    {
        foreach (var month in Months.Closed())
            Assert.That(JsonSerializer.Deserialize<Dictionary<string, long>>(month.Balances), Is.EquivalentTo(
                BalancesAtTheEndOf($"{month.Month}-31").Where(place => place.Value != 0)), month.Month);
    }

    /// <summary>What lies in each box, one by one, is what the books have there; and a batch has each of its cards once.</summary>
    private void AssertBoxesAgree()
    {
        foreach (var place in new[] { Places.Spoiled, Places.OldCards })
            Assert.That(Box.CardsIn(place).Sum(card => card.Quantity), Is.EqualTo(At(place)), place);
        var burnt = Destructions.List().Select(batch => (batch.Place, Cards: Database.Read(connection => Destructions.CardsOf(connection, batch.DestructionId)))).ToList();
        foreach (var (place, destroyed) in new[] { (Places.Spoiled, Places.Destroyed), (Places.OldCards, Places.OldCardsDestroyed) })
            Assert.That(burnt.Where(batch => batch.Place == place).SelectMany(batch => batch.Cards).Sum(card => card.Quantity),
                Is.EqualTo(Entries().Where(entry => entry.ToPlace == destroyed).Sum(entry => entry.Quantity)), destroyed);
        var uids = burnt.SelectMany(batch => batch.Cards).Select(card => card.ChipUid).OfType<string>().ToList();
        Assert.That(uids, Is.Unique, "a card burns once");
        var reversed = Entries().Select(entry => entry.Reverses).ToHashSet();
        var lost = Database.Read(connection => connection.Query<(long LostBy, long SpoiledBy)>("SELECT lost_by, spoiled_by FROM box_loss").AsList())
            .Where(loss => !reversed.Contains(loss.LostBy)).ToLookup(loss => loss.SpoiledBy, loss => Entries()[(int)loss.LostBy - 1].Quantity);
        foreach (var card in burnt.SelectMany(batch => batch.Cards).GroupBy(card => card.SpoiledBy))
            Assert.That(card.Sum(one => one.Quantity) + lost[card.Key].Sum() + Lying(card.Key), Is.EqualTo(Entries()[(int)card.Key - 1].Quantity), $"{card.Key}");

        long Lying(long spoiledBy) => Box.CardsIn(Places.Spoiled).Concat(Box.CardsIn(Places.OldCards)).Where(card => card.SpoiledBy == spoiledBy)
            .Sum(card => card.Quantity);
    }

    /// <summary>The report beside a walk over the movements: a card is spoiled once, however often it lay in the box.</summary>
    private void AssertSpoilageAgrees()
    {
        var report = ReportsOf(new StationOptions()).Make("spoilage", "2026-11-01", null);
        var (spoiled, known) = (0L, new HashSet<string>());
        var reversed = Entries().Select(entry => entry.Reverses).ToHashSet();
        foreach (var entry in Entries().Where(entry => entry.Reverses is null && !reversed.Contains(entry.Sequence)))
        {
            if (entry.ToPlace == Places.Spoiled && (entry.ChipUid is null || known.Add(entry.ChipUid)))
                spoiled += entry.Quantity;
            if (entry is { ToPlace: Places.Destroyed, ChipUid: { } burnt })
                known.Remove(burnt);
        }

        Assert.That(report.Sum.Skip(3), Is.EqualTo(new object[] { spoiled, At(Places.Spoiled), At(Places.Destroyed), At(Places.SpoiledLost) }));
        var old = ReportsOf(new StationOptions()).Make(OldCardReport.Name, "2026-11-01", null);
        Assert.That(old.Sum.Skip(3), Is.EqualTo(new object[] { At(Places.OldCards), At(Places.OldCardsDestroyed), At(Places.OldCardsLost) }));
    }

    /// <summary>What is in the machine are the open strays and the cards that were fed again; a delivery and its paper count once.</summary>
    private void AssertStraysAndDeliveriesAgree()
    {
        var entries = Entries();
        var again = entries.Where(entry => entry.Reason == "fed-again").Select(entry => entry.ChipUid).Distinct()
            .LongCount(uid => entries.Last(entry => entry.ChipUid == uid).Reason == "fed-again");
        var open = Database.Read(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM stray WHERE settled_at IS NULL"));
        Assert.That(At(Places.Machine("printer-1")), Is.EqualTo(open + again));
        var received = entries.Where(entry => entry.Reason.Split(": ")[0] == "received").ToList();
        Assert.That(received.Select(entry => entry.Document), Is.Unique);
        Assert.That(received.Sum(entry => entry.Quantity), Is.EqualTo(Stock.Deliveries().Sum(delivery => delivery.Counted ?? 0)));
    }

    /// <summary>Each count beside the movements up to its record, one by one.</summary>
    private void AssertDaysAgree()
    {
        var records = Database.Read(connection => DayRecords.Between(connection, "2026-11-01", "2027-12-31"));
        Assert.That(records.Select(one => one.Record.Act).Distinct(), Is.SubsetOf(new[] { DayRecord.Open, DayRecord.HandOver, DayRecord.Close }).And.Not.Empty);
        var entries = Entries();
        DayRecord? before = null;
        foreach (var (record, counts) in records)
        {
            if (record.Act == DayRecord.Open)
                Assert.That(record.Day, Is.GreaterThan(before?.Day ?? ""), "a day begins once, and after the one before");
            else
                Assert.That((before!.Day, before.Act == DayRecord.Close), Is.EqualTo((record.Day, false)), "only an open day goes on");
            var books = new Dictionary<string, long>();
            foreach (var entry in entries.Where(entry => entry.Sequence <= record.LastSequence))
                Follow(books, entry);
            foreach (var count in counts)
            {
                Assert.That(count.Expected, Is.EqualTo(books.GetValueOrDefault(count.Place)), $"{record.RecordId} {count.Place}");
                if (count.UnloadedBy is { } movement)
                    Assert.That((entries[(int)movement - 1].Quantity, count.Difference), Is.EqualTo((count.Counted, 0)));
            }

            before = record;
        }

        Assert.That(Check.Open().Select(open => open.Count.CountId),
            Is.EqualTo(records.SelectMany(one => one.Counts).Where(count => (count.Counted < count.Expected - count.MaybeGone || count.Counted > count.Expected + count.MaybeThere) && count.ExplainedBy is null).Select(count => count.CountId)));
    }

    private Dictionary<string, long> BalancesAtTheEndOf(string day)
    {
        var balances = new Dictionary<string, long>();
        foreach (var entry in Entries().Where(entry => string.CompareOrdinal(entry.HappenedAt[..10], day) <= 0))
            Follow(balances, entry);
        return balances;
    }

    private static void Follow(Dictionary<string, long> places, LedgerEntry entry)
    {
        places[entry.FromPlace] = places.GetValueOrDefault(entry.FromPlace) - entry.Quantity;
        places[entry.ToPlace] = places.GetValueOrDefault(entry.ToPlace) + entry.Quantity;
    }
}

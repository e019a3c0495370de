using Dapper;
using PrintStation.Inventory;
using PrintStation.Reports;

namespace PrintStation.Tests.Inventory;

/// <summary>Random sequences of all that people and machines do: no order breaks balance, chain or reversal, and what is refused books nothing.</summary>
internal sealed class RandomBooksTests : BooksFixture
{
    private static readonly string[] Verbs = ["lend", "take-back", "borrow", "give-back", "return", "spoil", "test"];
    private static readonly string[] Offices = ["5302", "5303"];
    private readonly Dictionary<string, long> _world = [];

    [Test]
    public void No_order_of_acts_breaks_the_books([Range(1, 25)] int seed)
    {
        var random = new Random(seed);
        _world.Clear();
        foreach (var (place, quantity) in Stock.Balances())
            _world[place] = quantity;
        var refused = 0;
        for (var step = 0; step < 150; step++)
        {
            Clock.Advance(TimeSpan.FromHours(random.Next(1, 12)));
            var before = Entries().Count;
            try
            {
                Act(random, step);
            }
            catch (LedgerRefusal)
            {
                refused++;
                Assert.That(Entries(), Has.Count.EqualTo(before), "a refusal books nothing");
            }

            foreach (var entry in Entries().Skip(before))
                Follow(_world, entry);
        }

        AssertSound();
        Assert.That(Stock.Balances().Where(balance => balance.Value != 0), Is.EquivalentTo(_world.Where(place => place.Value != 0)));
        Assert.That(_world.Values.Sum(), Is.Zero, "nothing appears or vanishes");
        Assert.That(_world.Where(place => !Places.MayBeNegative(place.Key)).Select(place => place.Value), Has.None.Negative);
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
    }

    private void Act(Random random, int step)
    {
        switch (random.Next(20))
        {
            case 0: Stock.Load("printer-1", random.Next(0, 120), "siti"); break;
            case 1: Stock.Unload("printer-1", random.Next(0, 60), "siti"); break;
            case 2: Spoil(random.Next(3) == 0 ? null : $"04{step:X6}", $"run-{step}"); break;
            case 3: Reversals.Reverse(random.Next(1, Entries().Count + 3), "mistake", "budi"); break;
            case 4: Count(random); break;
            case 5: Destroy(random, step); break;
            case 6: Months.Close($"2026-{random.Next(11, 13)}", "budi", withDifferences: random.Next(2) == 0); break;
            case 7: CountDay(random); break;
            case 8: Days.Explain(random.Next(1, 2 * step + 2), new DayExplanation("miscounted", null, null), random.Next(2) == 0 ? "siti" : "budi"); break;
            case 9: TakeOldCard(random, step); break;
            case 10: Box.Read(OneOf(random), UidNear(random, step), anew: random.Next(5) == 0, "budi"); break;
            case 11: Issue(random, step); break;
            case 12: CallBack(random); break;
            case 13: Receive(random, step); break;
            case 14: StrayComesIn(random, step); break;
            case 15: SettleStray(random); break;
            case 16: FeedAgain(random); break;
            case 17: Lose(random); break;
            default:
                Acts.Book(Verbs[random.Next(Verbs.Length)], new ActRequest(random.Next(-2, 90), "siti", Offices[random.Next(2)], $"BA/{random.Next(60)}",
                    random.Next(5) == 0 ? null : "damaged", random.Next(4) == 0 ? "2026-11-15" : null, Refers(random)));
                break;
        }
    }

    private static string OneOf(Random random) => random.Next(2) == 0 ? Places.Spoiled : Places.OldCards;

    private static string? Refers(Random random) => random.Next(6) switch { 0 => "2026-11-15", 1 => $"{random.Next(1, 90)}", _ => null };

    private void Issue(Random random, int step) => Database.Write(transaction => Ledger.Record(transaction, new Movement(
        1, Places.Hopper("printer-1"), random.Next(8) == 0 ? Places.Lost : Places.Issued, "printed", "station", Clock.GetUtcNow(), RunId: $"run-{step}", ChipUid: $"04{step:X6}")));

    /// <summary>A delivery, now and then one that came before, by its number, by its paper, or by chips that its list repeats.</summary>
    private void Receive(Random random, int step)
    {
        var (known, quantity) = (random.Next(1, 8), random.Next(1, 40));
        Stock.Announce(new Delivery($"D{known}", $"BAST/{random.Next(8)}", "2019", quantity, Clock.GetUtcNow()), [$"04D0{known:X2}", $"04D0{random.Next(1, 12):X2}"]);
        Stock.Receive($"D{known}", Math.Max(0, quantity + random.Next(-2, 3)), random.Next(3) == 0 ? null : "counted", "siti", "budi");
    }

    /// <summary>As the lane books a card that came in without a run.</summary>
    private void StrayComesIn(Random random, int step) => Database.Write(transaction =>
    {
        var uid = random.Next(2) == 0 ? null : $"04E{step:X5}";
        var booked = Ledger.Record(transaction, new Movement(1, Places.Hopper("printer-1"), Places.Machine("printer-1"), "stray-card", "station",
            Clock.GetUtcNow(), ChipUid: uid));
        transaction.Execute("INSERT INTO stray (printer, uid, booked_by, seen_at) VALUES ('printer-1', @uid, @Sequence, @now)",
            new { uid, booked.Sequence, now = Clock.GetUtcNow() });
    });

    /// <summary>As a person's answer books it: spoiled, declared lost, or, where its chip was never read, still in the hopper.</summary>
    private void SettleStray(Random random) => Database.Write(transaction =>
    {
        var open = transaction.Query<(long Id, string? Uid)>("SELECT stray_id, uid FROM stray WHERE settled_at IS NULL ORDER BY stray_id");
        if (open.Count == 0)
            return;
        var (id, uid) = open[random.Next(open.Count)];
        var to = random.Next(3) switch { 0 => Places.Lost, 1 when uid is null => Places.Hopper("printer-1"), _ => Places.Spoiled };
        Ledger.Record(transaction, new Movement(1, Places.Machine("printer-1"), to, "stray-card", "siti", Clock.GetUtcNow(), ChipUid: uid));
        transaction.Execute("UPDATE stray SET settled_at = @now WHERE stray_id = @id", new { id, now = Clock.GetUtcNow() });
    });

    /// <summary>Somebody puts a card of a box into a hopper, and the machine rejects it; now and then it is still inside.</summary>
    private void FeedAgain(Random random) => Database.Write(transaction =>
    {
        var machine = Places.Machine("printer-1");
        var inside = transaction.Query<string>(
            "SELECT chip_uid FROM ledger AS last WHERE to_place = @machine AND reason = 'fed-again' AND sequence = (SELECT max(sequence) FROM ledger WHERE chip_uid = last.chip_uid)",
            new { machine });
        foreach (var uid in inside)
            Ledger.Record(transaction, new Movement(1, machine, Places.Spoiled, "uid-seen-before", "station", Clock.GetUtcNow(), ChipUid: uid));
        var place = OneOf(random);
        var lying = DestructionBox.CardsIn(transaction, place).Select(card => card.ChipUid).OfType<string>().ToList();
        if (random.Next(3) == 0)
            (place, lying) = (Places.LostFrom(place), Entries().Select(entry => entry.ChipUid).OfType<string>().Distinct()
                .Where(uid => BlankLedger.PlaceOf(transaction, uid) == Places.LostFrom(place)).ToList());
        if (lying.Count > 0)
            Ledger.Record(transaction, new Movement(1, place, machine, "fed-again", "station", Clock.GetUtcNow(), ChipUid: lying[random.Next(lying.Count)]));
    });

    /// <summary>A card of a box, or one that is not there; now and then more than there are.</summary>
    private void Lose(Random random)
    {
        var lying = Box.CardsIn(OneOf(random));
        var card = lying.Count > 0 ? lying[random.Next(lying.Count)] : null;
        Losses.Declare(OneOf(random), card?.ChipUid ?? $"{card?.SpoiledBy}", random.Next(4) == 0 ? random.Next(0, 90) : 1, "not in the box", "budi",
            random.Next(8) == 0 ? "budi" : "siti");
    }

    /// <summary>As a machine or the centre does it: of a card that was issued, wherever it has gone since.</summary>
    private void CallBack(Random random)
    {
        var issued = Entries().Where(entry => entry.ToPlace == Places.Issued && entry.RunId is not null).ToList();
        if (issued.Count == 0)
            return;
        var card = issued[random.Next(issued.Count)];
        if (Entries().Any(entry => entry.ChipUid == card.ChipUid && entry.ToPlace is Places.Held or Places.Spoiled or Places.OldCardsDestroyed))
            return;
        Database.Write(transaction => Ledger.Record(transaction, new Movement(
            1, BlankLedger.PlaceOf(transaction, card.ChipUid!)!, random.Next(2) == 0 ? Places.Held : Places.Spoiled, "defect", "station", Clock.GetUtcNow(), RunId: card.RunId, ChipUid: card.ChipUid)));
    }

    /// <summary>A card that the books know, one that they do not, or one without a chip.</summary>
    private string UidNear(Random random, int step) =>
        random.Next(4) != 0 && Entries().Select(entry => entry.ChipUid).OfType<string>().ToList() is { Count: > 0 } known
            ? known[random.Next(known.Count)] : $"04F{step:X5}";

    private void TakeOldCard(Random random, int step) => OldCards.Take(new OldCardRequest(random.Next(3) == 0 ? null : UidNear(random, step),
        OldCards.Reasons[random.Next(4)], $"TT/{random.Next(60)}", "siti", random.Next(5) == 0 ? "2026-11-15" : null, Refers(random)));

    private void Destroy(Random random, int step)
    {
        var (place, hasReader) = (OneOf(random), random.Next(2) == 0);
        var counted = (int)At(place) + (random.Next(4) == 0 ? 1 : 0);
        Destructions.Destroy($"BAP/{step}", counted, ["Ani, Satpol PP", "Edi, Polres"], null, "budi",
            new BatchTerms(place, hasReader, random.Next(4) == 0 ? null : counted - Box.ReadToday(place).Count));
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

    private void Count(Random random)
    {
        var place = random.Next(2) == 0 ? Places.Store : Places.Hopper("printer-1");
        Takes.Begin(place, "siti");
        Takes.Count(place, (int)Math.Max(0, At(place) + random.Next(-2, 3)), "siti");
        Takes.Finish(place, "siti", "budi", "counted");
    }

    private void CountDay(Random random)
    {
        string[] counts = [$"store={Near(Places.Store)}", $"hopper:printer-1={Near(Places.Hopper("printer-1"))}"];
        switch (random.Next(4))
        {
            case 0: Days.HandOver(counts, Days.State()?.Holder ?? "siti", $"person {random.Next(9)}"); break;
            case 1: Days.Close(counts, unload: random.Next(2) == 0, "budi"); break;
            default: Days.Open(counts, "siti"); break;
        }

        long Near(string place) => Math.Max(0, At(place) + random.Next(-1, 2));
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

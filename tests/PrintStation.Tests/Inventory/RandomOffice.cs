using Dapper;
using PrintStation.Inventory;

namespace PrintStation.Tests.Inventory;

/// <summary>An office in which anybody does anything, in any order; what physically happens thereby is kept apart from the books.</summary>
internal abstract partial class RandomOffice : BooksFixture
{
    private const string Printer = "printer-1";
    private static readonly string[] Offices = ["5302", "5303"];

    /// <summary>Which pile loses and which gains; null is the other office's.</summary>
    private static readonly (string Verb, string? From, string? To)[] Verbs =
    [
        ("lend", "Store", null), ("take-back", null, "Store"), ("borrow", null, "Store"), ("give-back", "Store", null), ("return", "Store", "Ministry"),
        ("spoil", "Store", "Spoiled"), ("test", "Store", "Test"),
        ("reject-test", "Test", "Spoiled"),
    ];

    private readonly Dictionary<string, string> _runs = [];
    private readonly HashSet<string> _fedAgain = [];

    /// <summary>What was counted there last.</summary>
    private readonly Dictionary<string, int> _counted = [];
    private static string Hopper => Places.Hopper(Printer);

    private static string Machine => Places.Machine(Printer);

    protected Piles World { get; private set; } = null!;

    protected RandomSupplies Supplies { get; private set; } = null!;

    /// <summary>Cards held without a chip that was ever read.</summary>
    private long _mute;

    /// <summary>As the fixture has it.</summary>
    protected void BeginWorld()
    {
        World = new Piles();
        Supplies = new RandomSupplies(Database, new SupplyBook(Database, new OfficeCalendar(Clock, Ledger.OfficeTime)));
        _mute = 0;
        _runs.Clear();
        _fedAgain.Clear();
        _counted.Clear();
        Moved("Ministry", "Store", FirstStock);
    }

    /// <summary>Everything that keeps November and December open comes to its end, and both are handed in; then the clock of the computer falls back into
    /// them while the machine works on.</summary>
    protected void HandInAndFallBack()
    {
        Clock.AdjustTime(new DateTimeOffset(2027, 1, 5, 1, 0, 0, TimeSpan.Zero));
        if (World.At("Test") is > 0 and var tried)
        {
            Acts.Book("reject-test", new ActRequest((int)tried, "siti"));
            Moved("Test", "Spoiled", tried);
        }

        if (Days.State() is { IsClosed: false })
            Days.Close([$"store={World.At("Store")}", $"hopper:{Printer}={Math.Max(0, World.At(Hopper))}"], unload: false, "siti");
        foreach (var month in new[] { "2026-11", "2026-12" })
            if (Months.Closed().All(closed => closed.Month != month))
                Months.Close(month, "budi", withDifferences: true, second: "siti");
        Clock.AdjustTime(new DateTimeOffset(2026, 12, 5, 1, 0, 0, TimeSpan.Zero));
        SpoilInMachine("04FFFFFF", "run-late");
        Clock.AdjustTime(new DateTimeOffset(2026, 11, 5, 1, 0, 0, TimeSpan.Zero));
        SpoilInMachine(null, "run-later");
    }

    /// <exception cref="LedgerRefusal">It did not happen.</exception>
    protected void Act(Random random, int step)
    {
        switch (random.Next(22))
        {
            case 0: Load(random.Next(0, 120)); break;
            case 1: Unload(random.Next(0, 60)); break;
            case 2: SpoilInMachine(random.Next(3) == 0 ? null : $"04{step:X6}", $"run-{step}"); break;
            case 3: Reverse(random.Next(1, Entries().Count + 3)); break;
            case 4: Count(random); break;
            case 5: Destroy(random, step); break;
            case 6: Months.Close($"2026-{random.Next(11, 13)}", "budi", withDifferences: random.Next(2) == 0, second: random.Next(3) == 0 ? null : "siti"); break;
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
            case 18: GoAstray(random, step); break;
            case 19: AnswerForHeld(random); break;
            default: DoByHand(random); break;
        }
    }

    /// <summary>What has just happened, and was not refused.</summary>
    private void Moved(string from, string to, long quantity = 1, string? uid = null) => World.Move(Last(), from, to, quantity, uid);

    /// <summary>Number under which it was written down.</summary>
    private long Last() => Database.Read(connection => connection.ExecuteScalar<long>("SELECT coalesce(max(sequence), 0) FROM ledger"));

    private void Load(int quantity)
    {
        Stock.Load(Printer, quantity, "siti");
        Moved("Store", Hopper, quantity);
    }

    private void Unload(int quantity)
    {
        Stock.Unload(Printer, quantity, "siti");
        Moved(Hopper, "Store", quantity);
    }

    private void SpoilInMachine(string? uid, string run)
    {
        Spoil(uid, run);
        Moved(Hopper, "Spoiled", uid: uid);
    }

    private void Reverse(int number)
    {
        Reversals.Reverse(number, "mistake", "budi");
        World.TakeBack(Last(), number);
    }

    private void DoByHand(Random random)
    {
        var ((verb, from, to), quantity, office) = (Verbs[random.Next(Verbs.Length)], random.Next(-2, 90), Offices[random.Next(2)]);
        Acts.Book(verb, new ActRequest(quantity, "siti", office, $"BA/{random.Next(60)}",
            random.Next(5) == 0 ? null : "damaged", random.Next(4) == 0 ? "2026-11-15" : null, Refers(random)));
        Moved(from ?? $"OtherOffice({office})", to ?? $"OtherOffice({office})", quantity);
    }

    private static string OneOf(Random random) => random.Next(2) == 0 ? Places.Spoiled : Places.OldCards;

    private static string? Refers(Random random) => random.Next(6) switch { 0 => "2026-11-15", 1 => $"{random.Next(1, 90)}", _ => null };

    private void Issue(Random random, int step)
    {
        var (to, uid) = (random.Next(8) == 0 ? "Lost" : "Issued", $"04{step:X6}");
        Record(new Movement(1, Hopper, to, "printed", "station", Clock.GetUtcNow(), RunId: $"run-{step}", ChipUid: uid));
        if (to == "Issued")
            _runs[uid] = $"run-{step}";
    }

    /// <summary>What a machine or the centre does, and the books only hear of.</summary>
    private void Record(Movement happened)
    {
        Database.Write(transaction => Ledger.Record(transaction, happened));
        Moved(happened.From, happened.To, happened.Quantity, happened.ChipUid);
    }

    /// <summary>A delivery, now and then one that came before, by its number, by its paper, or by chips that its list repeats.</summary>
    private void Receive(Random random, int step)
    {
        var (known, quantity) = (random.Next(1, 8), random.Next(1, 40));
        Stock.Announce(new Delivery($"D{known}", $"BAST/{random.Next(8)}", "2019", quantity, Clock.GetUtcNow()), [$"04D0{known:X2}", $"04D0{random.Next(1, 12):X2}"]);
        var counted = Math.Max(0, quantity + random.Next(-2, 3));
        Stock.Receive($"D{known}", counted, random.Next(3) == 0 ? null : "counted", "siti", "budi");
        if (counted > 0)
            Moved("Ministry", "Store", counted);
    }

    /// <summary>A card of a box, or one that is not there; now and then more than there are.</summary>
    private void Lose(Random random)
    {
        var (place, quantity) = (OneOf(random), random.Next(4) == 0 ? random.Next(0, 90) : 1);
        var lying = Box.CardsIn(OneOf(random));
        var card = lying.Count > 0 ? lying[random.Next(lying.Count)] : null;
        Losses.Declare(place, card?.ChipUid ?? $"{card?.SpoiledBy}", quantity, "not in the box", "budi", random.Next(8) == 0 ? "budi" : "siti");
        Moved(place, Places.LostFrom(place), quantity, card?.ChipUid);
    }

    /// <summary>As a machine or the centre does it: of a card that was issued, at the citizen's or in the box of old ones by now.</summary>
    private void CallBack(Random random)
    {
        var issued = World.CardsAt("Issued", "OldCards").Where(_runs.ContainsKey).ToList();
        if (issued.Count == 0)
            return;
        var uid = issued[random.Next(issued.Count)];
        Record(new Movement(1, World.Cards[uid], random.Next(2) == 0 ? "Held" : "Spoiled", "defect", "station", Clock.GetUtcNow(), RunId: _runs[uid], ChipUid: uid));
    }

    /// <summary>A card that the books know, one that they do not, or one without a chip.</summary>
    private string UidNear(Random random, int step) =>
        random.Next(4) != 0 && Entries().Select(entry => entry.ChipUid).OfType<string>().ToList() is { Count: > 0 } known
            ? known[random.Next(known.Count)] : $"04F{step:X5}";

    /// <summary>One of this office, one that was given up for lost, or any that a citizen has.</summary>
    private void TakeOldCard(Random random, int step)
    {
        var uid = random.Next(3) == 0 ? null : UidNear(random, step);
        OldCards.Take(new OldCardRequest(uid, OldCards.Reasons[random.Next(4)], $"TT/{random.Next(60)}", "siti", random.Next(5) == 0 ? "2026-11-15" : null, Refers(random)));
        var from = World.Cards.GetValueOrDefault(uid ?? "", "Citizens");
        Moved(from, from == "Lost" ? "Spoiled" : "OldCards", uid: uid);
    }

    /// <summary>Now, or, as somebody says a few days later, then.</summary>
    private void Destroy(Random random, int step)
    {
        var (place, hasReader, daysAgo) = (OneOf(random), random.Next(2) == 0, random.Next(3) == 0 ? random.Next(1, 4) : 0);
        var day = OfficeCalendar.Text(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Clock.GetUtcNow(), Ledger.OfficeTime).Date).AddDays(-daysAgo));
        var (counted, read) = ((int)World.At(place) + (random.Next(4) == 0 ? 1 : 0), ReadOn(place, day));
        Destructions.Destroy($"BAP/{step}", counted, ["Ani, Satpol PP", "Edi, Polres"], daysAgo > 0 ? day : null, "budi",
            new BatchTerms(place, hasReader, random.Next(4) == 0 ? null : counted - read.Count));
        World.Burn(Last(), place, place == "Spoiled" ? "Destroyed" : "OldCardsDestroyed", read);
    }

    private List<string> ReadOn(string place, string day) => Database.Read(connection =>
        connection.Query<string>("SELECT uid FROM destruction_reading WHERE place = @place AND day = @day", new { place, day }).AsList());

    /// <summary>In one go, or a step of it: what is done between two steps moves blanks, or does not.</summary>
    private void Count(Random random)
    {
        var (place, step) = (random.Next(2) == 0 ? "Store" : Hopper, random.Next(5));
        if (step is 0 or > 2)
            Takes.Begin(place, random.Next(4) == 0 ? "budi" : "siti");
        if (step is 1 or > 2)
        {
            var counted = (int)Math.Max(0, World.At(place) + random.Next(-2, 3));
            Takes.Count(place, counted, "siti");
            _counted[place] = counted;
        }

        if (step < 2)
            return;
        Takes.Finish(place, "siti", "budi", "counted");
        World.Find(Last(), place, _counted[place]);
    }

    private void CountDay(Random random)
    {
        var (store, hopper) = (Near("Store"), Near(Hopper));
        string[] counts = [$"store={store}", $"hopper:{Printer}={hopper}"];
        // The first day begins, whatever comes then.
        switch (Days.State() is null ? 3 : random.Next(4))
        {
            case 0: Days.HandOver(counts, Days.State()?.Holder ?? "siti", $"person {random.Next(9)}"); break;
            case 1: CloseDay(counts, hopper, unload: random.Next(2) == 0); break;
            default: Days.Open(counts, "siti"); break;
        }

        long Near(string place) => Math.Max(0, World.At(place) + random.Next(-1, 2));
    }

    /// <summary>For the night a hopper is emptied that was counted right, unless it holds a card perhaps that came in and never told its number.</summary>
    private void CloseDay(string[] counts, long hopper, bool unload)
    {
        Days.Close(counts, unload, "budi");
        if (unload && hopper > 0 && hopper == World.At(Hopper) && OpenStrays().All(stray => stray.Uid is not null))
            Moved(Hopper, "Store", hopper);
    }
}

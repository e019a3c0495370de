using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>Why a count was another one than the books had: one of the three.</summary>
/// <param name="Reason">One of <see cref="DayBook.Reasons"/>.</param>
/// <param name="StockTake">Number of a finished stock-take of the place.</param>
/// <param name="Reversal">Number of the movement that took a mistake back.</param>
internal sealed record DayExplanation(string? Reason, long? StockTake, long? Reversal);

/// <summary>The office's day: opened, handed over and closed, each time by a blind count of store and hoppers. A difference is written down and
/// stays open until somebody explains it; nothing is booked for it.</summary>
internal sealed class DayBook(StationDatabase database, BlankLedger ledger, BlankStock stock, OfficeCalendar calendar, StationOptions options)
{
    public const string StockTaken = "stock-take";
    public const string Reversed = "reversal";

    /// <summary>Explanations that book nothing: the next count shows whether they were true.</summary>
    public static readonly IReadOnlyList<string> Reasons =
        ["miscounted", "not-booked", "card-in-doubt", "stray", "with-person", .. BlankActs.SpoilReasons];

    /// <param name="clockWasAhead">A person says that the last day was opened while the clock was ahead. The records keep their order, and this one
    /// says which day stands before it.</param>
    /// <exception cref="LedgerRefusal">Opened or closed already today, the last day has not come yet, or not every place counted once.</exception>
    public RecordedDay Open(IReadOnlyList<string> counts, string person, bool clockWasAhead = false) => database.Write(transaction =>
    {
        var today = OfficeCalendar.Text(calendar.Today);
        var last = DayRecords.Last(transaction);
        if (last?.Day == today)
            throw new LedgerRefusal(last.Act == DayRecord.Close ? "day-closed" : "day-opened", $"{last.Day}: {last.Holder}");
        var isBehind = string.CompareOrdinal(last?.Day, today) > 0;
        if (isBehind && !clockWasAhead)
            throw new LedgerRefusal("day-ahead", $"{last!.Day} / {today}");
        return Write(transaction, new(today, DayRecord.Open, person, SetBackFrom: isBehind ? last!.Day : null), counts);
    });

    /// <summary>From whoever has the day to the next person.</summary>
    /// <exception cref="LedgerRefusal">No day is open, it is another's, nobody else takes over, or not every place counted once.</exception>
    public RecordedDay HandOver(IReadOnlyList<string> counts, string person, string? taker) => database.Write(transaction =>
    {
        var last = RequireOpen(transaction);
        if (!PersonNames.IsSame(person, last.Holder))
            throw new LedgerRefusal("day-of-another", last.Holder);
        if (string.IsNullOrWhiteSpace(taker) || PersonNames.IsSame(person, taker))
            throw new LedgerRefusal("day-taker", person);
        return Write(transaction, new(last.Day, DayRecord.HandOver, person, taker), counts);
    });

    /// <summary>Whoever is there may close, also the day of an earlier date.</summary>
    /// <param name="unload">The blanks of each hopper go back into the store for the night, where their count agrees with the books. Where it does
    /// not they stay apart, and so does the difference; nor does a hopper go back of which a blank is in doubt.</param>
    /// <exception cref="LedgerRefusal">No day is open, or not every place counted once.</exception>
    public RecordedDay Close(IReadOnlyList<string> counts, bool unload, string person) => database.Write(transaction =>
        Write(transaction, new(RequireOpen(transaction).Day, DayRecord.Close, person), counts, unload));

    /// <summary>Also after the month was closed: the explanation bears the date of its own day.</summary>
    /// <param name="count">Number of the difference.</param>
    /// <exception cref="LedgerRefusal">No such difference, explained before, what is named does not settle it, or a word of who counted.</exception>
    public void Explain(long count, DayExplanation why, string person) => database.Write(transaction =>
    {
        var difference = transaction.Find<DayCount>($"{DayRecords.Counts} WHERE count_id = @count", new { count });
        if (difference is null or { Differs: false })
            throw new LedgerRefusal("day-no-difference", $"{count}");
        if (!difference.IsOpen)
            throw new LedgerRefusal("day-explained", $"{count}: {difference.Explanation}, {difference.ExplainedBy}");
        var (explanation, reference) = Require(transaction, difference, why, person);
        transaction.Execute(
            """
            INSERT INTO day_explanation (count_id, explained_at, explained_by, explanation, reference)
            VALUES (@count, @now, @person, @explanation, @reference)
            """, new { count, now = calendar.Now, person, explanation, reference });
    });

    /// <summary>Null where no day was ever opened.</summary>
    public DayState? State() => database.Read(connection => DayRecords.Last(connection) is { } last
        ? new DayState(last.Day, last.Holder, last.Act == DayRecord.Close, IsOverdue(last), DayRecords.CountUnexplained(connection))
        : null);

    private bool IsOverdue(DayRecord last) => last.Act != DayRecord.Close
        && string.CompareOrdinal(last.Day, OfficeCalendar.Text(calendar.Today)) < 0;

    private static DayRecord RequireOpen(StationTransaction transaction) => DayRecords.Last(transaction) switch
    {
        null => throw new LedgerRefusal("day-not-open", ""),
        { Act: DayRecord.Close } closed => throw new LedgerRefusal("day-closed", $"{closed.Day}: {closed.Person}"),
        var open => open,
    };

    /// <summary>All counts are in before the first is compared, and they are compared with one moment of the books.</summary>
    private RecordedDay Write(StationTransaction transaction, DayAct act, IReadOnlyList<string> given, bool unload = false)
    {
        MonthBook.RequireClock(transaction, calendar.Now);
        if (MonthBook.IsClosed(transaction, act.Day))
            throw new LedgerRefusal("day-month-closed", $"{act.Day}, {MonthBook.LastClosed(transaction)}");
        var places = PlacesToCount(transaction);
        var counted = DayCounts.Read(given, places);
        var expected = places.ToDictionary(place => place, place => BlankLedger.Balance(transaction, place));
        var before = DayRecords.Last(transaction);
        transaction.Execute(
            """
            INSERT INTO day_record (day, act, at, person, taker, last_sequence, last_stock_take, set_back_from)
            VALUES (@Day, @Act, @now, @Person, @Taker, (SELECT coalesce(max(sequence), 0) FROM ledger),
                    (SELECT coalesce(max(stock_take_id), 0) FROM stock_take), @SetBackFrom)
            """, new { act.Day, act.Act, now = calendar.Now, act.Person, act.Taker, act.SetBackFrom });
        var record = DayRecords.Last(transaction)!;
        foreach (var place in places)
        {
            var (maybeGone, maybeThere) = StockTakes.InDoubt(transaction, place);
            var isCertain = counted[place] == expected[place] && maybeGone == 0 && maybeThere == 0;
            transaction.Execute(
                """
                INSERT INTO day_count (record_id, place, counted, expected, unloaded_by, maybe_gone, maybe_there)
                VALUES (@RecordId, @place, @count, @books, @movement, @maybeGone, @maybeThere)
                """, new
                {
                    record.RecordId, place, count = counted[place], books = expected[place], maybeGone, maybeThere,
                    movement = unload && isCertain ? Unload(transaction, place, counted[place], act.Person) : null,
                });
        }

        return new RecordedDay(record,
            transaction.Query<DayCount>($"{DayRecords.Counts} WHERE record_id = @RecordId ORDER BY day_count.count_id", record),
            before is { Act: not DayRecord.Close } && before.Day != act.Day ? before.Day : null);
    }

    /// <summary>What is to be written down beside the counts.</summary>
    private sealed record DayAct(string Day, string Act, string Person, string? Taker = null, string? SetBackFrom = null);

    /// <summary>Where blanks lie that people load: a hopper whose printer is gone too, as long as the books have any there.</summary>
    private List<string> PlacesToCount(StationTransaction transaction)
    {
        var booked = transaction.Query<string>("SELECT place FROM balance WHERE quantity <> 0 ORDER BY place").Where(Places.IsHopper);
        return [Places.Store, .. options.Printers.Select(printer => Places.Hopper(printer.Name)).Union(booked)];
    }

    /// <returns>The movement; null where nothing lay there to unload.</returns>
    private long? Unload(StationTransaction transaction, string place, int quantity, string person)
    {
        if (quantity == 0 || !Places.IsHopper(place))
            return null;
        var entry = ledger.Book(transaction, new Movement(quantity, place, Places.Store, "unloaded", person, calendar.Now));
        stock.HeadToFile(transaction, entry);
        return entry.Sequence;
    }

    /// <summary>Stock-take and reversal speak for themselves; of a word it matters whose it is.</summary>
    private static (string Explanation, long? Reference) Require(StationTransaction transaction, DayCount difference, DayExplanation why, string person)
    {
        switch (why)
        {
            case { Reason: { } reason, StockTake: null, Reversal: null } when Reasons.Contains(reason):
                return PersonNames.IsSame(person, RecordOf(transaction, difference).Person)
                    ? throw new LedgerRefusal("day-own-count", person)
                    : (reason, null);
            case { Reason: null, StockTake: { } number, Reversal: null }:
                return Settles(transaction, difference, transaction.Find<StockTake>("SELECT * FROM stock_take WHERE stock_take_id = @number", new { number }))
                    ? (StockTaken, number)
                    : throw new LedgerRefusal("day-stock-take", $"{number}");
            case { Reason: null, StockTake: null, Reversal: { } number }:
                return Settles(transaction, difference, transaction.Find<LedgerEntry>("SELECT * FROM ledger WHERE sequence = @number", new { number }))
                    ? (Reversed, number)
                    : throw new LedgerRefusal("day-reversal", $"{number}");
            default:
                throw new LedgerRefusal("day-explanation", string.Join(", ", Reasons));
        }
    }

    /// <summary>After it the books have what lies there, whatever the difference was. One that finds nothing says that the day was miscounted, which
    /// another must say than who counted then.</summary>
    private static bool Settles(StationTransaction transaction, DayCount difference, StockTake? take) =>
        take is not null && take.Place == difference.Place && RecordOf(transaction, difference) is var record && record.IsSettledBy(take)
        && (take.Counted != take.Expected || !PersonNames.IsSame(take.CountedBy ?? "", record.Person));

    private static bool Settles(StationTransaction transaction, DayCount difference, LedgerEntry? entry) =>
        entry is not null && RecordOf(transaction, difference).IsCorrectedBy(entry) && entry.EffectOn(difference.Place) == difference.Difference;

    private static DayRecord RecordOf(StationTransaction transaction, DayCount count) =>
        transaction.Find<DayRecord>("SELECT * FROM day_record WHERE record_id = @RecordId", count)!;
}

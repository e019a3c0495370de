using Dapper;
using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>One count of what is really there.</summary>
/// <param name="Expected">What the books had when it began; shown to nobody before it has ended.</param>
/// <param name="ToldAt">When whoever counts was told that a count differs from the books: he may look for what fits since. Null: never.</param>
internal sealed record StockTake(
    long StockTakeId, string Place, DateTimeOffset BegunAt, string BegunBy, long Expected, long LastSequence, long? Counted, string? CountedBy,
    string State, DateTimeOffset? EndedAt, string? EndedBy, string? Reason, DateTimeOffset? ToldAt)
{
    /// <summary>The count that ended without a result when this one was begun; null where there was none.</summary>
    public VoidedTake? Voided { get; init; }

    public const string Open = "open";
    public const string Finished = "finished";
    public const string Void = "void";
}

/// <param name="HasMoved">A blank has moved there since it began; else it was given up.</param>
internal sealed record VoidedTake(long Number, string BegunBy, bool HasMoved);

/// <summary>Stock-takes of store and hoppers: counted blind, by one person at a time, and void as soon as a blank moves.</summary>
internal sealed class StockTakes(StationDatabase database, BlankLedger ledger, BlankStock stock, OfficeCalendar calendar)
{
    public IReadOnlyList<StockTake> List() =>
        database.Read(connection => connection.Query<StockTake>("SELECT * FROM stock_take ORDER BY stock_take_id DESC LIMIT 100").AsList());

    /// <exception cref="LedgerRefusal">Somebody counts this place already, a machine is just taking a blank there, or the whereabouts of one
    /// wait for a person.</exception>
    public StockTake Begin(string place, string person) => database.Write(transaction =>
    {
        DateTimeOffset? told = null;
        VoidedTake? voided = null;
        if (OpenAt(transaction, place) is { } other)
        {
            // Whoever began may begin anew; another one only where that count leads nowhere any more.
            if (!PersonNames.IsSame(person, other.BegunBy) && !HasMoved(transaction, other) && calendar.IsToday(other.BegunAt))
                throw new LedgerRefusal("stock-take-open", $"{place}: {other.BegunBy}");
            // To begin anew makes nobody forget what he was told of these very blanks.
            told = HasMoved(transaction, other) ? null : other.ToldAt;
            voided = new VoidedTake(other.StockTakeId, other.BegunBy, HasMoved(transaction, other));
            End(transaction, other, StockTake.Void, person, null);
        }

        RequireNoneInDoubt(transaction, place);
        transaction.Execute(
            """
            INSERT INTO stock_take (place, begun_at, begun_by, expected, last_sequence, told_at) VALUES (@place, @now, @person, @expected, @last, @told)
            """,
            new { place, now = calendar.Now, person, expected = BlankLedger.Balance(transaction, place), last = LastOf(transaction, place), told });
        return OpenAt(transaction, place)! with { Voided = voided };
    });

    /// <summary>The count of a person who was not told what the books have. A second count of his takes the place of the first.</summary>
    /// <exception cref="LedgerRefusal">Nobody began, somebody else has counted, a blank has moved since, or an impossible count.</exception>
    public StockTake Count(string place, int counted, string person) => database.Write(transaction =>
    {
        var take = RequireOpen(transaction, place);
        if (counted is < 0 or > BlankLedger.MostInOneMovement)
            throw new LedgerRefusal("counted", $"{counted}");
        if (take.CountedBy is { } other && !PersonNames.IsSame(person, other))
            throw new LedgerRefusal("stock-take-open", $"{place}: {other}");
        RequireStill(transaction, take);
        transaction.Execute("UPDATE stock_take SET counted = @counted, counted_by = @person WHERE stock_take_id = @StockTakeId",
            new { counted, person, take.StockTakeId });
        return OpenAt(transaction, place)!;
    });

    /// <summary>Ends it: equal to the books, or with a difference that two persons and a reason account for. A count that agrees only after somebody was
    /// told that it did not needs both as well.</summary>
    /// <param name="witness">The second person; null where there is none.</param>
    /// <exception cref="LedgerRefusal">Not counted, a blank has moved, or the difference lacks a reason or a second person.</exception>
    public StockTake Finish(string place, string person, string? witness, string? reason)
    {
        var (ended, refusal) = database.Write(transaction => TryFinish(transaction, place, person, witness, reason));
        return ended ?? throw new LedgerRefusal(refusal!, place); // by how much stays unsaid: a count must not be made to fit
    }

    private (StockTake? Ended, string? Refusal) TryFinish(StationTransaction transaction, string place, string person, string? witness, string? reason)
    {
        var take = RequireOpen(transaction, place);
        if (take.Counted is not { } counted)
            throw new LedgerRefusal("stock-take-not-counted", place);
        RequireStill(transaction, take);
        var difference = counted - take.Expected;
        if (difference != 0 || take.ToldAt is not null)
        {
            var lacking = string.IsNullOrWhiteSpace(reason) ? difference == 0 ? "stock-take-changed" : "stock-take-reason"
                : string.IsNullOrWhiteSpace(witness) || PersonNames.IsSame(person, witness) ? "two-needed"
                : null;
            if (lacking is not null)
            {
                transaction.Execute("UPDATE stock_take SET told_at = @now WHERE stock_take_id = @StockTakeId", new { now = calendar.Now, take.StockTakeId });
                return (null, lacking);
            }
        }

        if (difference != 0)
        {
            var (from, to) = difference > 0 ? (Places.Difference, place) : (place, Places.Difference);
            stock.HeadToFile(transaction, ledger.Book(transaction, new Movement((int)Math.Abs(difference), from, to, $"stock-take: {reason}",
                $"{person}, {witness}", calendar.Now)));
        }

        return (End(transaction, take, StockTake.Finished, TwoPersons.Names(person, witness), reason), null);
    }

    private static StockTake? OpenAt(StationTransaction transaction, string place) =>
        transaction.Find<StockTake>("SELECT * FROM stock_take WHERE place = @place AND state = 'open'", new { place });

    private static StockTake RequireOpen(StationTransaction transaction, string place) =>
        OpenAt(transaction, place) ?? throw new LedgerRefusal("stock-take-none", place);

    /// <summary>What was counted is no longer what lies there. It stays open in the refused transaction; whoever begins anew ends it.</summary>
    private static void RequireStill(StationTransaction transaction, StockTake take)
    {
        if (HasMoved(transaction, take))
            throw new LedgerRefusal("stock-moved", take.Place);
        RequireNoneInDoubt(transaction, take.Place);
    }

    /// <summary>A blank that a machine is just taking has left the hopper, and the books have it there until the machine has answered. Of a card
    /// that never told its UID and waits for a person, nobody knows yet whether it left at all: it would be counted twice.</summary>
    /// <returns>How many may be gone though the books have them there, and how many may be there though the books have them elsewhere.</returns>
    public static (int MaybeGone, int MaybeThere) InDoubt(StationTransaction transaction, string place)
    {
        var feeding = transaction.Query<string>("SELECT printer FROM run WHERE state = 'Feeding'");
        var waiting = transaction.Query<string>(
            """
            SELECT printer FROM run WHERE state = 'Missing' AND blank_uid IS NULL AND printer IS NOT NULL
            UNION ALL SELECT printer FROM stray WHERE settled_at IS NULL AND uid IS NULL
            """);
        return (feeding.Count(printer => Places.Hopper(printer) == place), waiting.Count(printer => Places.Hopper(printer) == place));
    }

    private static void RequireNoneInDoubt(StationTransaction transaction, string place)
    {
        var (maybeGone, maybeThere) = InDoubt(transaction, place);
        if (maybeGone > 0)
            throw new LedgerRefusal("stock-feeding", place);
        if (maybeThere > 0)
            throw new LedgerRefusal("stock-card-waits", place);
    }

    private static bool HasMoved(StationTransaction transaction, StockTake take) => LastOf(transaction, take.Place) != take.LastSequence;

    private static long LastOf(StationTransaction transaction, string place) => transaction.Find<long>(
        "SELECT coalesce(max(sequence), 0) FROM ledger WHERE from_place = @place OR to_place = @place", new { place });

    private StockTake End(StationTransaction transaction, StockTake take, string state, string person, string? reason)
    {
        transaction.Execute(
            "UPDATE stock_take SET state = @state, ended_at = @now, ended_by = @person, reason = @reason WHERE stock_take_id = @StockTakeId",
            new { state, now = calendar.Now, person, reason, take.StockTakeId });
        return transaction.Find<StockTake>("SELECT * FROM stock_take WHERE stock_take_id = @StockTakeId", take)!;
    }
}

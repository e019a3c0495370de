using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>One movement to be booked.</summary>
/// <param name="Quantity">1 to 100,000.</param>
/// <param name="Reason">A code: "received", "loaded", "fed", "printed", "spoiled: chip-mute", …</param>
/// <param name="Person">Who did it; "station" for what the machine did.</param>
/// <param name="HappenedAt">In the office's time zone; may be before it is written.</param>
/// <param name="Refers">What of a closed month it corrects, as <see cref="Corrections"/> has it; null for all that is no such correction.</param>
internal sealed record Movement(
    int Quantity, string From, string To, string Reason, string Person, DateTimeOffset HappenedAt, string? Document = null,
    string? RunId = null, string? ChipUid = null, string Item = Movement.Card, long? Reverses = null, string? Refers = null)
{
    public const string Card = "ktp-el";
}

/// <summary>One movement as it stands in the books. Never changed, never deleted.</summary>
/// <param name="Hash">SHA-256 over the entry and the hash before it: changing one row breaks all that follow.</param>
internal sealed record LedgerEntry(
    long Sequence, long Quantity, string Item, string FromPlace, string ToPlace, string Reason, string? Document, string Person,
    string HappenedAt, DateTimeOffset WrittenAt, string? RunId, string? ChipUid, long? Reverses, string PreviousHash, string Hash,
    string? Refers)
{
    /// <summary>As books have it that an older version wrote: they are looked through before they are brought up to date.</summary>
    public LedgerEntry(
        long sequence, long quantity, string item, string fromPlace, string toPlace, string reason, string? document, string person,
        string happenedAt, DateTimeOffset writtenAt, string? runId, string? chipUid, long? reverses, string previousHash, string hash)
        : this(sequence, quantity, item, fromPlace, toPlace, reason, document, person, happenedAt, writtenAt, runId, chipUid, reverses, previousHash,
            hash, null)
    {
    }

    /// <summary>By how many the place has more after it.</summary>
    public long EffectOn(string place) => (ToPlace == place ? Quantity : 0) - (FromPlace == place ? Quantity : 0);
}

/// <summary>The two-sided book of blanks. Balances follow from the movements; they are kept beside them only for speed.</summary>
internal sealed class BlankLedger(TimeProvider clock, TimeZoneInfo officeTime)
{
    public TimeZoneInfo OfficeTime => officeTime;

    public const int MostInOneMovement = 100_000;

    /// <summary>Why a place got from Difference what the books did not have there.</summary>
    public const string UnbookedBefore = "unbooked-before";

    /// <summary>Called with each movement that a person books, inside its transaction: what the centre is told of it.</summary>
    public Action<StationTransaction, LedgerEntry>? Booked { get; init; }

    /// <summary>Books what physically happened: never refused. A place that would fall below zero is covered from Difference, and what a wrong clock has
    /// in a closed month counts from its end.</summary>
    public LedgerEntry Record(StationTransaction transaction, Movement movement)
    {
        movement = movement with { HappenedAt = MonthBook.Counts(transaction, InOffice(movement.HappenedAt), officeTime) };
        var shortage = movement.Quantity - Balance(transaction, movement.From);
        if (shortage > 0 && !Places.MayBeNegative(movement.From))
            Append(transaction, new Movement((int)Math.Min(shortage, movement.Quantity), Places.Difference, movement.From, UnbookedBefore,
                movement.Person, movement.HappenedAt, RunId: movement.RunId));
        return Append(transaction, movement);
    }

    /// <summary>Books what a person did: refused when the place does not hold that much.</summary>
    /// <exception cref="LedgerRefusal">Nothing was booked; the message says what to do.</exception>
    public LedgerEntry Book(StationTransaction transaction, Movement movement)
    {
        if (movement.Quantity is < 1 or > MostInOneMovement)
            throw new LedgerRefusal("quantity", string.Create(CultureInfo.InvariantCulture, $"{movement.Quantity}"));
        MonthBook.RequireOpen(transaction, InOffice(movement.HappenedAt), InOffice(clock.GetUtcNow()));
        var held = Balance(transaction, movement.From);
        if (held < movement.Quantity && !Places.MayBeNegative(movement.From))
            throw new LedgerRefusal("not-enough", $"{movement.From}: {held}");
        var entry = Append(transaction, movement);
        Booked?.Invoke(transaction, entry);
        return entry;
    }

    /// <summary>For what a person dates back: the place must have held that much at the end of that day and of each day since, or the books of a
    /// day would show less than nothing.</summary>
    /// <exception cref="LedgerRefusal">It held less.</exception>
    public void RequireHeldSince(StationTransaction transaction, string place, long quantity, DateTimeOffset happenedAt)
    {
        if (Places.MayBeNegative(place))
            return;
        var day = OfficeCalendar.DayOf(InOffice(happenedAt));
        var held = Balance(transaction, place);
        var later = transaction.Query<(string Day, long Gained)>(
            """
            SELECT substr(happened_at, 1, 10) AS day, sum(CASE to_place WHEN @place THEN quantity ELSE -quantity END) FROM ledger
            WHERE (from_place = @place OR to_place = @place) AND substr(happened_at, 1, 10) > @day GROUP BY 1 ORDER BY 1 DESC
            """, new { place, day });
        foreach (var (_, gained) in later)
        {
            held -= gained;
            if (held < quantity)
                throw new LedgerRefusal("not-enough-then", $"{place}, {day}: {held}");
        }
    }

    public static long Balance(StationTransaction transaction, string place) =>
        transaction.Find<long?>("SELECT quantity FROM balance WHERE place = @place", new { place }) ?? 0;

    public static IReadOnlyDictionary<string, long> Balances(SqliteConnection connection) =>
        connection.Query<(string Place, long Quantity)>("SELECT place, quantity FROM balance ORDER BY place")
            .ToDictionary(row => row.Place, row => row.Quantity);

    /// <summary>What lay in each place when a day of the office ended, as the books know it by now.</summary>
    public static IReadOnlyDictionary<string, long> BalancesAt(SqliteConnection connection, DateOnly day) =>
        connection.Query<(string Place, long Quantity)>(
            """
            SELECT place, sum(moved) FROM (
                SELECT to_place AS place, quantity AS moved FROM ledger WHERE substr(happened_at, 1, 10) <= @day
                UNION ALL SELECT from_place, -quantity FROM ledger WHERE substr(happened_at, 1, 10) <= @day)
            GROUP BY place ORDER BY place
            """, new { day = OfficeCalendar.Text(day) }).ToDictionary(row => row.Place, row => row.Quantity);

    public static IReadOnlyList<LedgerEntry> Entries(SqliteConnection connection) =>
        connection.Query<LedgerEntry>("SELECT * FROM ledger ORDER BY sequence").AsList();

    public static LedgerEntry? Head(SqliteConnection connection) =>
        connection.QuerySingleOrDefault<LedgerEntry>("SELECT * FROM ledger ORDER BY sequence DESC LIMIT 1");

    public static string? HashAt(SqliteConnection connection, long sequence) =>
        connection.QuerySingleOrDefault<string>("SELECT hash FROM ledger WHERE sequence = @sequence", new { sequence });

    /// <summary>Where the books have the card with this UID, or null when it was never booked by UID.</summary>
    public static string? PlaceOf(StationTransaction transaction, string uid) =>
        transaction.Find<string>("SELECT to_place FROM ledger WHERE chip_uid = @uid ORDER BY sequence DESC LIMIT 1", new { uid });

    /// <summary>Of a query over runs: where the books have the card.</summary>
    public const string PlaceOfRun = "(SELECT to_place FROM ledger WHERE chip_uid = run.blank_uid ORDER BY sequence DESC LIMIT 1)";

    /// <summary>Of a query over runs: the card was issued, and has not come back as an old one since.</summary>
    public const string IsIssued = $"run.state = 'Issued' AND {PlaceOfRun} = 'Issued'";

    /// <summary>The last movement of the card with this UID, or null.</summary>
    public static long? LastOf(StationTransaction transaction, string uid) =>
        transaction.Find<long?>("SELECT max(sequence) FROM ledger WHERE chip_uid = @uid", new { uid });

    /// <summary>Recomputes the chain and the balances. Null when all agree, else the first thing that does not.</summary>
    public static DatabaseTrouble? FindFault(SqliteConnection connection)
    {
        var previous = HashChain.Genesis;
        var sums = new Dictionary<string, long>();
        long expected = 1;
        foreach (var entry in Entries(connection))
        {
            if (entry.Sequence != expected++ || entry.PreviousHash != previous || HashOf(entry) != entry.Hash)
                return new DatabaseTrouble("ledger-broken", $"{entry.Sequence}");
            previous = entry.Hash;
            sums[entry.FromPlace] = sums.GetValueOrDefault(entry.FromPlace) - entry.Quantity;
            sums[entry.ToPlace] = sums.GetValueOrDefault(entry.ToPlace) + entry.Quantity;
        }

        var balances = Balances(connection);
        var wrong = sums.Keys.Union(balances.Keys).FirstOrDefault(
            place => sums.GetValueOrDefault(place) != balances.GetValueOrDefault(place));
        return wrong is null ? null : new DatabaseTrouble("balances-differ", $"{wrong}: {balances.GetValueOrDefault(wrong)} / {sums.GetValueOrDefault(wrong)}");
    }

    private LedgerEntry Append(StationTransaction transaction, Movement movement)
    {
        var head = transaction.Find<LedgerEntry>("SELECT * FROM ledger ORDER BY sequence DESC LIMIT 1");
        var entry = new LedgerEntry(
            (head?.Sequence ?? 0) + 1, movement.Quantity, movement.Item, movement.From, movement.To, movement.Reason, movement.Document,
            movement.Person, OfficeCalendar.Stamp(InOffice(movement.HappenedAt)), HashChain.Kept(clock.GetUtcNow()), movement.RunId, movement.ChipUid,
            movement.Reverses, head?.Hash ?? HashChain.Genesis, "", movement.Refers);
        entry = entry with { Hash = HashOf(entry) };
        transaction.Execute(
            """
            INSERT INTO ledger (sequence, quantity, item, from_place, to_place, reason, document, person, happened_at, written_at, run_id,
                                chip_uid, reverses, previous_hash, hash, refers)
            VALUES (@Sequence, @Quantity, @Item, @FromPlace, @ToPlace, @Reason, @Document, @Person, @HappenedAt, @WrittenAt, @RunId,
                    @ChipUid, @Reverses, @PreviousHash, @Hash, @Refers)
            """, entry);
        Add(transaction, movement.From, -movement.Quantity);
        Add(transaction, movement.To, movement.Quantity);
        return entry;
    }

    private DateTimeOffset InOffice(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, officeTime);

    private static void Add(StationTransaction transaction, string place, int quantity) => transaction.Execute(
        """
        INSERT INTO balance (place, quantity) VALUES (@place, @quantity)
        ON CONFLICT (place) DO UPDATE SET quantity = quantity + excluded.quantity
        """, new { place, quantity });

    private static string HashOf(LedgerEntry entry) => HashChain.HashOf(
    [
        entry.PreviousHash, HashChain.Part(entry.Sequence), HashChain.Part(entry.Quantity), entry.Item, entry.FromPlace, entry.ToPlace, entry.Reason,
        entry.Document, entry.Person, entry.HappenedAt, HashChain.Part(entry.WrittenAt), entry.RunId, entry.ChipUid,
        entry.Reverses is { } reverses ? HashChain.Part(reverses) : null, .. entry.Refers is { } refers ? [refers] : Array.Empty<string?>(),
    ]);
}

/// <summary>A person asked the books for something that is not so; nothing was booked.</summary>
/// <param name="code">Of the sentence in the resources ("error.&lt;code&gt;") that says why, and what to do.</param>
/// <param name="place">Of the books, where the sentence names one; people read it in words.</param>
internal sealed class LedgerRefusal(string code, string subject, string? place = null) : Exception($"{code}: {subject}")
{
    public string? Place { get; } = place;

    public string Code { get; } = code;

    public string Subject { get; } = subject;
}

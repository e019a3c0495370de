using Dapper;
using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>A delivery announced by the centre, as the station keeps it.</summary>
/// <param name="Counted">What was in the box; null until booked here.</param>
/// <param name="ConfirmedBy">Another station of the office that has confirmed it, as the centre says.</param>
/// <param name="RepeatedUids">Chips of its list that another delivery had brought before.</param>
/// <param name="Second">Who counted it beside the one who received it.</param>
internal sealed record Delivery(
    string DeliveryId, string DocumentNumber, string BlankVersion, long Quantity, DateTimeOffset AnnouncedAt, long? Counted = null,
    string? ConfirmedBy = null, long RepeatedUids = 0, string? Second = null);

/// <summary>What people do with blanks: receive, load, unload. And which chips may be used at all.</summary>
internal sealed class BlankStock(StationDatabase database, BlankLedger ledger, LedgerHeadFile headFile, TimeProvider clock,
    ILogger<BlankStock> log)
{
    /// <summary>Called with each booking a person makes, inside its transaction: the confirmation for the centre.</summary>
    public Action<StationTransaction, Delivery, int, string?, string>? Confirmed { get; set; }

    public IReadOnlyList<Delivery> Deliveries() =>
        database.Read(connection => connection.Query<Delivery>("SELECT * FROM delivery ORDER BY announced_at, delivery_id").AsList());

    public IReadOnlyDictionary<string, long> Balances() => database.Read(BlankLedger.Balances);

    public IReadOnlyDictionary<string, long> BalancesAt(DateOnly day) => database.Read(connection => BlankLedger.BalancesAt(connection, day));

    public long InHand() => Balances().Where(balance => Places.IsInHand(balance.Key)).Sum(balance => Math.Max(0, balance.Value));

    /// <summary>Remembers what the centre announces; known deliveries stay as they are.</summary>
    public void Announce(Delivery delivery, IReadOnlyList<string> uids) => database.Write(transaction =>
    {
        var isNew = transaction.Execute(
            """
            INSERT INTO delivery (delivery_id, document_number, blank_version, quantity, announced_at)
            VALUES (@DeliveryId, @DocumentNumber, @BlankVersion, @Quantity, @AnnouncedAt) ON CONFLICT DO NOTHING
            """, delivery);
        if (isNew == 0)
            return;
        var listed = uids.Distinct().ToList();
        var entered = listed.Sum(uid => transaction.Execute(
            "INSERT INTO delivered_uid (uid, delivery_id) VALUES (@uid, @DeliveryId) ON CONFLICT DO NOTHING", new { uid, delivery.DeliveryId }));
        var repeated = listed.Count - entered;
        if (repeated == 0)
            return;
        log.LogError(LogEvents.DeliveryRepeats, "Delivery {DeliveryId} lists {Count} chips that came before", delivery.DeliveryId, repeated);
        // The box stays shut: its other chips come with the list that corrects this one.
        transaction.Execute("DELETE FROM delivered_uid WHERE delivery_id = @DeliveryId", delivery);
        transaction.Execute("UPDATE delivery SET repeated_uids = @repeated WHERE delivery_id = @DeliveryId", new { repeated, delivery.DeliveryId });
    });

    /// <summary>Remembers which deliveries another station of the office has: the same box must not be booked twice.</summary>
    /// <param name="confirmedBy">The other station by the delivery's id, null for this one. What is not named stays as it is known: a centre that was
    /// restored has forgotten.</param>
    public void Mark(IReadOnlyDictionary<string, string?> confirmedBy)
    {
        var changed = Deliveries().Where(known => confirmedBy.TryGetValue(known.DeliveryId, out var station) && station != known.ConfirmedBy)
            .Select(known => known with { ConfirmedBy = confirmedBy[known.DeliveryId] }).ToList();
        if (changed.Count > 0)
            database.Write(transaction => transaction.Execute(
                "UPDATE delivery SET confirmed_by = @ConfirmedBy WHERE delivery_id = @DeliveryId", changed));
    }

    /// <summary>Books a delivery by its count, and tells the centre.</summary>
    /// <param name="second">Who counted too; needed where the count differs.</param>
    /// <exception cref="LedgerRefusal">Unknown or already booked delivery, impossible count, a difference without a reason or a second person.</exception>
    public Delivery Receive(string deliveryId, int counted, string? reason, string person, string? second = null) => database.Write(transaction =>
    {
        var persons = TwoPersons.Names(person, second);
        var delivery = transaction.Find<Delivery>("SELECT * FROM delivery WHERE delivery_id = @deliveryId", new { deliveryId })
            ?? throw new LedgerRefusal("unknown-delivery", deliveryId);
        if (delivery.Counted is not null)
            throw new LedgerRefusal("already-confirmed", deliveryId);
        if (delivery.ConfirmedBy is { } other)
            throw new LedgerRefusal("confirmed-elsewhere", $"{deliveryId} ({other})");
        if (delivery.RepeatedUids > 0)
            throw new LedgerRefusal("delivery-repeats", $"{deliveryId}: {delivery.RepeatedUids}");
        if (counted is < 0 or > BlankLedger.MostInOneMovement)
            throw new LedgerRefusal("counted", $"{counted}");
        if (counted != delivery.Quantity && string.IsNullOrWhiteSpace(reason))
            throw new LedgerRefusal("reason-required", $"{delivery.Quantity} / {counted}");
        if (counted != delivery.Quantity)
            TwoPersons.Require(second, deliveryId);

        var now = clock.GetUtcNow();
        BlankActs.RequireUnused(transaction, "received", delivery.DocumentNumber);
        if (counted > 0)
            HeadToFile(transaction, ledger.Book(transaction, new Movement(counted, Places.Ministry, Places.Store,
                string.IsNullOrWhiteSpace(reason) ? "received" : $"received: {reason}", persons, now, delivery.DocumentNumber)));
        var confirmed = delivery with { Counted = counted, Second = string.IsNullOrWhiteSpace(second) ? null : second };
        transaction.Execute("UPDATE delivery SET counted = @Counted, second = @Second WHERE delivery_id = @DeliveryId", confirmed);
        Confirmed?.Invoke(transaction, confirmed, counted, reason, person);
        return confirmed;
    });

    /// <summary>Movements by the day on which they happened, in the order of the books; of very many the youngest.</summary>
    public IReadOnlyList<LedgerEntry> Movements(DateOnly from, DateOnly to, int most) => database.Read(connection => connection.Query<LedgerEntry>(
        """
        SELECT * FROM (SELECT * FROM ledger WHERE substr(happened_at, 1, 10) BETWEEN @first AND @last ORDER BY sequence DESC LIMIT @most)
        ORDER BY sequence
        """, new { first = OfficeCalendar.Text(from), last = OfficeCalendar.Text(to), most }).AsList());

    /// <summary>How many movements happened in these days.</summary>
    public long CountMovements(DateOnly from, DateOnly to) => database.Read(connection => connection.ExecuteScalar<long>(
        "SELECT count(*) FROM ledger WHERE substr(happened_at, 1, 10) BETWEEN @first AND @last",
        new { first = OfficeCalendar.Text(from), last = OfficeCalendar.Text(to) }));

    /// <exception cref="LedgerRefusal">The place does not hold that many.</exception>
    public void Load(string printer, int quantity, string person) => Move(Places.Store, Places.Hopper(printer), quantity, "loaded", person);

    /// <exception cref="LedgerRefusal">The place does not hold that many.</exception>
    public void Unload(string printer, int quantity, string person) => Move(Places.Hopper(printer), Places.Store, quantity, "unloaded", person);

    /// <summary>Why a chip must not be encoded, or null when it is fit: unknown to the deliveries that came with lists while no blank is left that came
    /// without, of another version than the job needs, recorded before, voided, or a random number.</summary>
    public static string? WhyUnfit(StationTransaction transaction, string uid, bool isRandom, string blankVersion)
    {
        if (isRandom)
            return "uid-random";
        if (transaction.Find<long>("SELECT count(*) FROM run WHERE blank_uid = @uid", new { uid }) > 0
            || BlankLedger.PlaceOf(transaction, uid) is not null)
            return "uid-seen-before";
        if (IsVoided(transaction, uid))
            return "uid-voided";
        if (transaction.Find<string>("SELECT blank_version FROM delivered_uid JOIN delivery USING (delivery_id) WHERE uid = @uid", new { uid })
            is { } delivered)
            return delivered == blankVersion ? null : "uid-of-other-version";
        return transaction.Find<long>("SELECT count(*) FROM delivered_uid") == 0 || UnlistedBlanks.Left(transaction) > 0 ? null : "uid-not-delivered";
    }

    /// <summary>The centre has told that no card with these chips is good.</summary>
    public static void NoteVoided(StationTransaction transaction, IEnumerable<string> uids)
    {
        foreach (var uid in uids)
            transaction.Execute("INSERT INTO voided_uid (uid) VALUES (@uid) ON CONFLICT DO NOTHING", new { uid });
    }

    /// <summary>Whether the centre has told that no card with this chip is good.</summary>
    public static bool IsVoided(StationTransaction transaction, string uid) =>
        transaction.Find<long>("SELECT count(*) FROM voided_uid WHERE uid = @uid", new { uid }) > 0;

    /// <summary>The movement is booked when this is written: a disk that does not take it must not make anybody book once more. The next movement
    /// writes a younger head.</summary>
    public void HeadToFile(StationTransaction transaction, LedgerEntry head) => transaction.AfterCommit(headFile, () =>
    {
        try
        {
            headFile.Write(head);
        }
        catch (Exception e) when (StationDatabase.IsDiskFault(e))
        {
            log.LogWarning(LogEvents.HeadNotWritten, "The head of the ledger could not be written beside the database: {Trouble}", e.Message);
        }
    });

    private void Move(string from, string to, int quantity, string reason, string person) => database.Write(transaction =>
        HeadToFile(transaction, ledger.Book(transaction, new Movement(quantity, from, to, reason, person, clock.GetUtcNow()))));
}

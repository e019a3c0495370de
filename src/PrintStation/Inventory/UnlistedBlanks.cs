using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>Blanks whose chips no delivery's list names, and that are honest all the same: the office took in so many, and knows it. Only while some of
/// them are left is a chip that no list names fit to be used.</summary>
internal static class UnlistedBlanks
{
    /// <summary>How many of them there are still at most: taken in, less what was used, and no more than blanks are in hand at all. What a loan brings
    /// back may be other ones than went; and of those that went back, or were lost, nobody knows which they were. Those that a machine rejected for
    /// their chip were never taken for one of these. Zero or less: a chip that no list names is of somewhere else.</summary>
    public static long Left(StationTransaction transaction) => Math.Min(Unused(transaction), transaction.Find<long>(
        "SELECT coalesce(sum(quantity), 0) FROM balance WHERE place = 'Store' OR place LIKE 'Hopper(%' OR place LIKE 'Machine(%'"));

    /// <summary>Of a card that is in hand no longer: how many of them were taken in, less what was used. One that was burnt under its own number was
    /// used by that.</summary>
    public static long Unused(StationTransaction transaction) => transaction.Find<long>(
        """
        WITH act AS (
            SELECT coalesce(mistake.reason, booked.reason) AS reason,
                   iif(coalesce(mistake.from_place, booked.from_place) = 'Difference', 1, -1) AS found,
                   iif(booked.reverses IS NULL, 1, -1) * booked.quantity AS quantity
            FROM ledger AS booked LEFT JOIN ledger AS mistake ON mistake.sequence = booked.reverses),
        used AS (
            SELECT blank_uid AS uid FROM run WHERE blank_uid IS NOT NULL AND coalesce(reason, '') NOT LIKE 'uid-%'
            UNION SELECT uid FROM stray WHERE uid IS NOT NULL
            UNION SELECT burnt.chip_uid FROM destruction_card JOIN ledger AS burnt ON burnt.sequence = destroyed_by
                JOIN ledger AS spoiled ON spoiled.sequence = spoiled_by
                WHERE burnt.chip_uid IS NOT NULL AND spoiled.chip_uid IS NULL AND burnt.from_place = 'Spoiled')
        SELECT (SELECT coalesce(sum(quantity), 0) FROM act WHERE reason IN ('opening-balance', 'borrowed', 'taken-back'))
             + (SELECT coalesce(sum(counted), 0) FROM delivery WHERE delivery_id NOT IN (SELECT delivery_id FROM delivered_uid))
             + (SELECT max(0, coalesce(sum(quantity * found), 0)) FROM act WHERE reason LIKE 'stock-take: %')
             - (SELECT count(*) FROM used WHERE uid NOT IN (SELECT uid FROM delivered_uid))
        """);

    /// <summary>Deliveries came with lists, and none names this chip.</summary>
    public static bool IsOfNoList(StationTransaction transaction, string uid) => transaction.Find<long>(
        "SELECT EXISTS (SELECT 1 FROM delivered_uid) AND NOT EXISTS (SELECT 1 FROM delivered_uid WHERE uid = @uid)", new { uid }) > 0;
}

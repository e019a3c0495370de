using Dapper;
using PrintStation.Inventory;
using PrintStation.Storage;

namespace PrintStation.Reports;

/// <summary>Old cards that citizens brought back: why, who had made them, and where they are now.</summary>
internal sealed class OldCardReport(StationDatabase database, StationOptions options)
{
    public const string Name = "old-cards";

    /// <summary>Properties, not parameters: where no row comes SQLite tells no type of a sum.</summary>
    private sealed record Taken
    {
        public string Reason { get; init; } = "";

        /// <summary>Where the card came from: the books had it as issued here, or it is another's.</summary>
        public string Place { get; init; } = "";

        public long Quantity { get; init; }

        public long Destroyed { get; init; }

        public long Lying { get; init; }
    }

    public Report Make(DateOnly from, DateOnly to)
    {
        var taken = database.Read(connection => connection.Query<Taken>(
            """
            SELECT reason, from_place AS place, sum(quantity) AS quantity, sum(quantity * is_destroyed) AS destroyed,
                   sum(quantity * (NOT is_destroyed AND is_last)) AS lying
            FROM (SELECT reason, from_place, quantity,
                         EXISTS (SELECT 1 FROM destruction_card WHERE spoiled_by = sequence) AS is_destroyed,
                         chip_uid IS NULL OR sequence = (SELECT max(sequence) FROM ledger AS of_chip WHERE of_chip.chip_uid = ledger.chip_uid) AS is_last
                  FROM ledger
                  WHERE to_place = @OldCards AND reverses IS NULL AND substr(happened_at, 1, 10) BETWEEN @first AND @last
                    AND NOT EXISTS (SELECT 1 FROM ledger AS later WHERE later.reverses = ledger.sequence))
            GROUP BY 1, 2 ORDER BY 1, 2
            """, new { Places.OldCards, first = OfficeCalendar.Text(from), last = OfficeCalendar.Text(to) }).AsList());
        return new Report(Name, options.Station.Office, from, to, ["cause", "made-by", "taken-in", "old-box", "destroyed"],
            [.. taken.Select(row => (IReadOnlyList<object?>)[CauseOf(row.Reason), row.Place, row.Quantity, row.Lying, row.Destroyed])],
            ["Σ", null, taken.Sum(row => row.Quantity), taken.Sum(row => row.Lying), taken.Sum(row => row.Destroyed)]);
    }

    private static string CauseOf(string reason) => reason.Split(": ", 2)[^1];
}

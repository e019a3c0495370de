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

        public long Lost { get; init; }
    }

    public Report Make(DateOnly from, DateOnly to)
    {
        var taken = database.Read(connection => connection.Query<Taken>(
            $"""
            {DestructionBox.PutThere}
            SELECT reason, from_place AS place, sum(card.quantity) AS quantity, sum(destroyed) AS destroyed,
                   sum(lying) AS lying, sum(lost) AS lost
            FROM card JOIN ledger ON sequence = card.first
            WHERE substr(happened_at, 1, 10) BETWEEN @first AND @last GROUP BY 1, 2 ORDER BY 1, 2
            """, new { place = Places.OldCards, first = OfficeCalendar.Text(from), last = OfficeCalendar.Text(to) }).AsList());
        return new Report(Name, options.Station.Office, from, to, ["cause", "made-by", "taken-in", "old-box", "destroyed", "box-lost"],
            [.. taken.Select(row => (IReadOnlyList<object?>)[CauseOf(row.Reason), row.Place, row.Quantity, row.Lying, row.Destroyed, row.Lost])],
            ["Σ", null, taken.Sum(row => row.Quantity), taken.Sum(row => row.Lying), taken.Sum(row => row.Destroyed), taken.Sum(row => row.Lost)]);
    }

    private static string CauseOf(string reason) => reason.Split(": ", 2)[^1];
}

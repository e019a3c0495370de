using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Reports;

namespace PrintStation.Benchmarks;

/// <summary>The main figures of a report by one query that shares nothing with it but the tables.</summary>
/// <param name="Report">As the benchmark calls it.</param>
/// <param name="Sql">One line a row of the report.</param>
/// <param name="Told">The same lines from the report.</param>
internal sealed record PlainQueries(string Report, string Sql, Func<Reports.Report, IEnumerable<string>> Told)
{
    public static readonly IReadOnlyList<PlainQueries> All =
    [
        new("daily", Flow(characters: 10), Moved),
        new("monthly", Flow(characters: 7), Moved),
        new("spoilage", "SELECT reason || ' ' || sum(quantity) FROM ledger WHERE to_place = 'Spoiled' GROUP BY reason",
            report => report.Rows.GroupBy(row => row[1]).Select(reason => $"{reason.Key} {reason.Sum(row => (long)row[3]!)}")),
        new("receipts", "SELECT document || ' ' || quantity FROM ledger WHERE from_place = 'Ministry'", Lines("document", "quantity")),
        new("bulletin",
            """
            SELECT 'cards-of-day ' || sum(happened_at LIKE '2025-12-31%') FROM ledger WHERE to_place = 'Issued'
            UNION ALL SELECT 'cards-of-period ' || count(*) FROM ledger WHERE to_place = 'Issued'
            UNION ALL SELECT 'blanks-in-hand ' || sum(quantity) FROM balance WHERE place = 'Store' OR place LIKE 'Hopper(%'
            """, report => Lines("item", "count")(report).Where(line => !line.StartsWith("waiting", StringComparison.Ordinal))),
        new(Interruptions.Name,
            """
            SELECT scope || ' ' || count(*) || ' ' || CAST(round(sum(julianday(closed_at) - julianday(opened_at)) * 1440) AS INTEGER)
            FROM gate_history WHERE reason IN ('media-jam', 'cover-open') GROUP BY scope
            """, report => Lines("scope", "times", "minutes")(Only(report, "cause", "printer"))),
        new(DayReport.Name, "SELECT day || ' ' || act || ' ' || place || ' ' || counted FROM day_count JOIN day_record USING (record_id)",
            report => Lines("day", "act", "place", "counted")(report)),
        new(OldCardReport.Name,
            "SELECT substr(reason, 11) || ' ' || from_place || ' ' || count(*) FROM ledger WHERE reason LIKE 'old-card: %' GROUP BY reason, from_place",
            Lines("cause", "made-by", "taken-in")),
        new(Forecast.Name,
            """
            SELECT 'blanks-in-store ' || sum(quantity * (place = 'Store')) FROM balance
            UNION ALL SELECT 'blanks-in-hoppers ' || sum(quantity * (place LIKE 'Hopper(%')) FROM balance
            """, report => Lines("item", "usual")(report).Where(line => line.StartsWith("blanks-in-store", StringComparison.Ordinal)
                || line.StartsWith("blanks-in-hoppers", StringComparison.Ordinal))),
        new(SupplyReports.Supplies,
            """
            SELECT kind || ' ' || sum((from_place = 'Supplier') * quantity) || ' ' || sum(((to_place = 'Store') - (from_place = 'Store')) * quantity)
            FROM supply_movement GROUP BY kind
            """, report => Lines("supply", "received", "closing")(report).Where(line => !line.EndsWith(" 0 0", StringComparison.Ordinal))),
        new(SupplyReports.Ribbons,
            "SELECT substr(to_place, 9, length(to_place) - 9) || ' ' || count(*) FROM supply_movement WHERE to_place LIKE 'Machine(%' GROUP BY to_place",
            report => report.Rows.GroupBy(row => row[0]).Select(printer => $"{printer.Key} {printer.Count()}")),
        new(YearAtTheCounter.ReceiptMinutes, "SELECT quantity || ' ' || counted FROM delivery WHERE delivery_id = 'D0'", Lines("announced", "counted")),
        new(YearAtTheCounter.DestructionMinutes,
            "SELECT chip_uid || ' ' || quantity FROM ledger WHERE document = 'BAP/0' AND to_place = 'Destroyed'", Lines("uid", "quantity")),
        new(YearAtTheCounter.HandOverList,
            """
            SELECT run.job_id || ' ' || blank_uid FROM batch_card JOIN run USING (run_id)
            WHERE number = (SELECT number FROM batch_card GROUP BY number ORDER BY count(*) DESC, number LIMIT 1)
            """, Lines("job", "uid")),
        new(CitizenTrail.Name, $"SELECT to_state || ' ' || count(*) FROM run_history WHERE run_id = '{YearAtTheCounter.Citizen}' GROUP BY to_state",
            report => report.Rows.Select(row => (string)row[3]!).Where(state => char.IsUpper(state[0])).GroupBy(state => state)
                .Select(state => $"{state.Key} {state.Count()}")),
    ];

    public List<string> Ask(SqliteConnection plain) => plain.Query<string>(Sql).AsList();

    /// <summary>What is quick and wrong is not quick.</summary>
    /// <exception cref="BenchException">The report has other figures, or the year has none of them.</exception>
    public void RequireSame(Reports.Report report, SqliteConnection plain)
    {
        var asked = Ask(plain);
        var differing = Told(report).ToHashSet();
        differing.SymmetricExceptWith(asked);
        if (asked.Count == 0 || differing.Count > 0)
            throw new BenchException($"The {Report} report is not what one plain query says ({asked.Count} lines; either's figures): {string.Join("; ", differing.Order().Take(4))}");
    }

    private static string Flow(int characters) =>
        $"""
        SELECT substr(happened_at, 1, {characters}) || ' ' || sum((to_place = 'Issued') * quantity) || ' '
               || sum((to_place = 'Spoiled') * quantity) || ' ' || sum((from_place = 'Ministry') * quantity)
        FROM ledger GROUP BY substr(happened_at, 1, {characters})
        HAVING sum((to_place IN ('Issued', 'Spoiled') OR from_place = 'Ministry') * quantity) > 0
        """;

    private static IEnumerable<string> Moved(Reports.Report report) =>
        Lines("period", "cards", "spoiled", "received")(report).Where(line => !line.EndsWith(" 0 0 0", StringComparison.Ordinal));

    /// <summary>These columns of each row.</summary>
    private static Func<Reports.Report, IEnumerable<string>> Lines(params string[] columns) =>
        report => report.Rows.Select(row => string.Join(' ', columns.Select(column => Cell(report, row, column))));

    private static Reports.Report Only(Reports.Report report, string column, string value) =>
        report with { Rows = [.. report.Rows.Where(row => Equals(Cell(report, row, column), value))] };

    private static object? Cell(Reports.Report report, IReadOnlyList<object?> row, string column) => row[report.Columns.ToList().IndexOf(column)];
}

using Dapper;
using Microsoft.Data.Sqlite;

namespace PrintStation.Benchmarks;

/// <summary>The main figures of a report by one query that shares nothing with it but the tables.</summary>
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
        new("receipts", "SELECT document || ' ' || quantity FROM ledger WHERE from_place = 'Ministry'",
            report => report.Rows.Select(row => $"{Cell(report, row, "document")} {Cell(report, row, "quantity")}")),
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
        SELECT substr(happened_at, 1, {characters}) || ' ' || sum((to_place = 'Issued') * quantity) || ' ' || sum((to_place = 'Spoiled') * quantity)
               || ' ' || sum((from_place = 'Ministry') * quantity)
        FROM ledger GROUP BY substr(happened_at, 1, {characters})
        HAVING sum((to_place IN ('Issued', 'Spoiled') OR from_place = 'Ministry') * quantity) > 0
        """;

    private static IEnumerable<string> Moved(Reports.Report report) => report.Rows
        .Select(row => (Period: row[0], Cards: Cell(report, row, "cards"), Spoiled: Cell(report, row, "spoiled"), Received: Cell(report, row, "received")))
        .Where(row => row is not (_, 0L, 0L, 0L)).Select(row => $"{row.Period} {row.Cards} {row.Spoiled} {row.Received}");

    private static object? Cell(Reports.Report report, IReadOnlyList<object?> row, string column) => row[report.Columns.ToList().IndexOf(column)];
}

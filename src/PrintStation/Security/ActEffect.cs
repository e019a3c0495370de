using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Storage;

namespace PrintStation.Security;

/// <summary>What an act changed. All that a person's act may change stands in one query, by name: what differs before and after is its effect, whatever
/// act it was. No citizen and no text that a person typed is in it.</summary>
internal static class ActEffect
{
    /// <summary>The last month that was closed, and with what.</summary>
    public const string ClosedMonth = "closed month";

    private const int MostCharacters = 1000;

    /// <summary>Names and values. Of things of which there are many, only those that may still change, and those in @names: what the other side
    /// has.</summary>
    private const string Query =
        $"""
        WITH named AS (SELECT value AS name FROM json_each(@names))
        SELECT place AS name, CAST(quantity AS TEXT) AS value FROM balance
        UNION ALL SELECT 'paused ' || scope, group_concat(reason, ' ') FROM (SELECT * FROM gate ORDER BY reason) GROUP BY scope
        UNION ALL SELECT run_id, state FROM run WHERE state IN ('Held', 'Missing', 'LossPending') OR run_id IN named
        UNION ALL SELECT 'stray-' || stray_id, CASE WHEN settled_at IS NULL THEN 'waiting' ELSE 'settled' END FROM stray
            WHERE settled_at IS NULL OR 'stray-' || stray_id IN named
        UNION ALL SELECT 'print-now ' || job_id, 'yes' FROM job WHERE print_now IS NOT NULL AND status = 'open'
        UNION ALL SELECT 'delivery ' || delivery_id, coalesce(CAST(counted AS TEXT), 'announced') FROM delivery
            WHERE counted IS NULL OR 'delivery ' || delivery_id IN named
        UNION ALL SELECT 'stock of ' || kind, CAST(sum(quantity * ((to_place = 'Store') - (from_place = 'Store'))) AS TEXT) FROM supply_movement GROUP BY kind
        UNION ALL SELECT 'stock-take ' || place, coalesce(CAST(counted AS TEXT), 'begun') FROM stock_take WHERE state = 'open'
        UNION ALL SELECT * FROM (SELECT 'day', day || ' ' || act || ' ' || coalesce(taker, person) FROM day_record ORDER BY record_id DESC LIMIT 1)
        UNION ALL SELECT 'difference ' || count_id, explanation FROM day_explanation
        UNION ALL SELECT * FROM (SELECT '{ClosedMonth}', month || ' at movement ' || head_sequence || ' with ' || differences || ' differences'
            FROM closed_month ORDER BY month DESC LIMIT 1)
        UNION ALL SELECT 'read in ' || place, CAST(count(*) AS TEXT) FROM destruction_reading GROUP BY place
        UNION ALL SELECT 'batch ' || number,
                CASE WHEN dissolved_at IS NOT NULL THEN 'dissolved' WHEN arrived_at IS NOT NULL THEN 'arrived'
                     WHEN shipped_at IS NOT NULL THEN 'shipped' ELSE 'open' END
            FROM batch WHERE (dissolved_at IS NULL AND arrived_at IS NULL) OR 'batch ' || number IN named
        UNION ALL SELECT 'refused-report-' || sequence, coalesce('seen to by ' || seen_by, 'open') FROM outbox
            WHERE state = 'refused' AND (seen_by IS NULL OR 'refused-report-' || sequence IN named)
        UNION ALL SELECT 'refused-fact-' || sequence, coalesce('seen to by ' || seen_by, 'open') FROM card_fact
            WHERE state = 'refused' AND (seen_by IS NULL OR 'refused-fact-' || sequence IN named)
        UNION ALL SELECT 'hand-over ' || run_id, at FROM hand_over
            WHERE rowid = (SELECT max(rowid) FROM hand_over) OR 'hand-over ' || run_id IN named
        """;

    public static Dictionary<string, string> Standing(SqliteConnection connection, IEnumerable<string> names) =>
        Map(connection.Query<(string Name, string Value)>(Query, Parameters(names)));

    /// <inheritdoc cref="Standing(SqliteConnection, IEnumerable{string})"/>
    public static Dictionary<string, string> Standing(StationTransaction transaction, IEnumerable<string> names) =>
        Map(transaction.Query<(string Name, string Value)>(Query, Parameters(names)));

    /// <summary>The act with what it changed: "Hopper(printer-1) –, Store 500" before, "Hopper(printer-1) 50, Store 450" after.</summary>
    /// <param name="before">How things stood, those with the given names too.</param>
    /// <param name="after">How they stand.</param>
    public static AuditAct On(
        AuditAct act, Func<IEnumerable<string>, Dictionary<string, string>> before, Func<IEnumerable<string>, Dictionary<string, string>> after)
    {
        var stands = after(before([]).Keys);
        var stood = before(stands.Keys);
        var changed = stood.Keys.Union(stands.Keys).Where(name => stood.GetValueOrDefault(name) != stands.GetValueOrDefault(name))
            .Order(StringComparer.Ordinal).ToList();
        return changed.Count == 0 ? act : act with { Before = Text(stood, changed), After = Text(stands, changed) };
    }

    private static string Text(Dictionary<string, string> values, List<string> names)
    {
        var text = string.Join(", ", names.Select(name => $"{name} {values.GetValueOrDefault(name, "–")}"));
        return text[..Math.Min(text.Length, MostCharacters)];
    }

    private static object Parameters(IEnumerable<string> names) => new { names = JsonSerializer.Serialize(names) };

    private static Dictionary<string, string> Map(IEnumerable<(string Name, string Value)> rows) => rows.ToDictionary(row => row.Name, row => row.Value);
}

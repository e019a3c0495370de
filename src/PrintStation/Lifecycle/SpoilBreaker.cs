using Dapper;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>Several cards spoiled one after another for one cause: the next one would most likely be spoiled too.</summary>
internal static class SpoilBreaker
{
    private const int InARow = 3;

    /// <summary>Looks at the last cards that ended in the printer. In the order in which that was written: a clock set back would put them before
    /// older ones.</summary>
    public static bool Trips(StationDatabase database, string printer)
    {
        var last = database.Read(connection => connection.Query<CardRun>(
            $"""
            SELECT {RunBook.RunColumns} FROM run_history JOIN run USING (run_id)
            WHERE run.printer = @printer AND run_history.to_state IN ('Issued', 'Spoiled') AND run_history.to_state = run.state
            ORDER BY run_history.rowid DESC LIMIT @InARow
            """, new { printer, InARow }).AsList());
        return last.Count == InARow && last.All(ended => ended.State == CardState.Spoiled && ended.Reason == last[0].Reason);
    }
}

using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>Something that the books know and that may be why a count was another one.</summary>
/// <param name="Code">Of the sentence in the resources ("day.clue.&lt;code&gt;") that says what, and what to do.</param>
/// <param name="Quantity">How many; of a movement: by how many the place has more after it.</param>
/// <param name="Subject">Which one: a number, a run, a place.</param>
/// <param name="Reason">Of a movement, as the books have it; else null.</param>
/// <param name="Person">Who moved it or counts there; else null.</param>
internal sealed record Clue(string Code, long Quantity, string Subject, string? Reason = null, string? Person = null);

/// <summary>A difference that nobody has explained, and what may explain it.</summary>
internal sealed record Discrepancy(DayRecord Record, DayCount Count, IReadOnlyList<Clue> Clues);

/// <summary>Looks for the causes of differences: what moved since the record before, and what waits for a person. It decides nothing.</summary>
internal sealed class DiscrepancyCheck(StationDatabase database, OfficeCalendar calendar)
{
    /// <summary>The youngest of each kind; the others are in the books.</summary>
    private const int MostClues = 20;

    /// <summary>What left a hopper so shortly before its count may have left while it was counted.</summary>
    private static readonly TimeSpan JustBefore = TimeSpan.FromMinutes(15);

    /// <summary>Those that are open, the oldest first.</summary>
    public IReadOnlyList<Discrepancy> Open() => database.Read(connection =>
    {
        var open = DayRecords.Unexplained(connection);
        return open.Select(one => new Discrepancy(one.Record, one.Count, [.. CluesOf(connection, one.Record, one.Count, open)])).ToList();
    });

    private IEnumerable<Clue> CluesOf(
        SqliteConnection connection, DayRecord record, DayCount count, IReadOnlyList<(DayRecord Record, DayCount Count)> open)
    {
        var since = connection.ExecuteScalar<long?>("SELECT max(last_sequence) FROM day_record WHERE record_id < @RecordId", record) ?? 0;
        var until = connection.ExecuteScalar<long?>("SELECT min(last_sequence) FROM day_record WHERE record_id > @RecordId", record) ?? long.MaxValue;
        return
        [
            .. Doubt(count),
            .. Others(connection, record, count, open),
            .. Unbooked(connection, record, since),
            .. Takes(connection, record, count),
            .. Moved(connection, record, count, since, until),
            .. Places.PrinterOf(count.Place) is { } printer ? AtPrinter(connection, record, printer, since) : [],
        ];
    }

    /// <summary>Blanks in doubt account for a part of it only.</summary>
    private static IEnumerable<Clue> Doubt(DayCount count) =>
        count.IsInDoubt ? [new Clue("in-doubt", count.MaybeGone + count.MaybeThere, Places.NameOf(count.Place))] : [];

    /// <summary>The same difference as before, and another place that has as many too many or too few.</summary>
    private static IEnumerable<Clue> Others(
        SqliteConnection connection, DayRecord record, DayCount count, IReadOnlyList<(DayRecord Record, DayCount Count)> open)
    {
        if (DayRecords.Standing(connection, record, count) is { } before)
            yield return new Clue(before.Explanation is null ? "since-before" : "explained-before", before.Difference, $"{before.CountId}", before.Explanation,
                before.ExplainedBy);
        foreach (var (_, other) in open.Where(one => one.Record.RecordId == record.RecordId && one.Count.Difference == -count.Difference))
            yield return new Clue("other-place", other.Difference, Places.NameOf(other.Place));
    }

    /// <summary>Blanks that came out of a hopper in which the books had none: somebody has loaded them, from wherever they are missing now.</summary>
    private static IEnumerable<Clue> Unbooked(SqliteConnection connection, DayRecord record, long since) =>
        connection.Query<(string Place, long Quantity)>(
            """
            SELECT to_place, sum(quantity) FROM ledger
            WHERE sequence > @since AND sequence <= @LastSequence AND reason = @UnbookedBefore AND to_place LIKE 'Hopper(%' GROUP BY 1 ORDER BY 1
            """, new { since, record.LastSequence, BlankLedger.UnbookedBefore })
        .Select(load => new Clue("unbooked", load.Quantity, Places.NameOf(load.Place)));

    private static IEnumerable<Clue> Takes(SqliteConnection connection, DayRecord record, DayCount count) => connection.Query<StockTake>(
        """
        SELECT * FROM stock_take WHERE place = @Place AND state <> 'void' ORDER BY stock_take_id DESC LIMIT @MostClues
        """, new { count.Place, MostClues })
        .Where(take => take.State == StockTake.Open || record.IsSettledBy(take))
        .Select(take => take.State == StockTake.Open
            ? new Clue("stock-take-open", 0, $"{take.StockTakeId}", Person: take.BegunBy)
            : new Clue("stock-take-done", (take.Counted ?? take.Expected) - take.Expected, $"{take.StockTakeId}"));

    /// <summary>What people booked here between the record before and the one after: what is booked after the count may be what was forgotten.
    /// Mistakes may be taken back later still. What a stock-take booked after the count is told with the stock-take.</summary>
    private IEnumerable<Clue> Moved(SqliteConnection connection, DayRecord record, DayCount count, long since, long until) => connection.Query<LedgerEntry>(
        """
        SELECT * FROM (
            SELECT * FROM ledger WHERE sequence > @since AND sequence <= @until
            UNION ALL SELECT * FROM ledger WHERE sequence > @until AND reverses IS NOT NULL)
        WHERE (from_place = @Place OR to_place = @Place) AND run_id IS NULL AND person <> 'station'
          AND NOT (sequence > @LastSequence AND reason LIKE 'stock-take: %')
        ORDER BY sequence DESC LIMIT @MostClues
        """, new { since, until, count.Place, record.LastSequence, MostClues })
        .Select(entry => new Clue(KindOf(entry, record, count), entry.EffectOn(count.Place), $"{entry.Sequence}", entry.Reason, entry.Person));

    private string KindOf(LedgerEntry entry, DayRecord record, DayCount count) => entry switch
    {
        _ when record.IsCorrectedBy(entry) && entry.EffectOn(count.Place) == count.Difference => "reversal-settles",
        { Reverses: not null } => "reversed",
        _ when IsDatedBack(entry) => "dated-back",
        _ => "moved",
    };

    private bool IsDatedBack(LedgerEntry entry) => string.CompareOrdinal(
        OfficeCalendar.DayOf(entry.HappenedAt), OfficeCalendar.DayOf(calendar.InOffice(entry.WrittenAt))) < 0;

    private static IEnumerable<Clue> AtPrinter(SqliteConnection connection, DayRecord record, string printer, long since)
    {
        var fed = connection.ExecuteScalar<long>(
            """
            SELECT count(*) FROM ledger
            WHERE sequence > @since AND sequence <= @LastSequence AND from_place = @hopper AND run_id IS NOT NULL AND written_at >= @before
            """, new { since, record.LastSequence, hopper = Places.Hopper(printer), before = record.At - JustBefore });
        if (fed > 0)
            yield return new Clue("fed-just-before", fed, printer);
        foreach (var stray in connection.Query<long>(
            "SELECT stray_id FROM stray WHERE printer = @printer AND settled_at IS NULL ORDER BY stray_id LIMIT @MostClues", new { printer, MostClues }))
            yield return new Clue("stray", 1, $"stray-{stray}");
        foreach (var (run, state) in connection.Query<(string, string)>(
            "SELECT run_id, state FROM run WHERE printer = @printer AND state IN ('Held', 'Missing') ORDER BY changed_at DESC LIMIT @MostClues",
            new { printer, MostClues }))
            yield return new Clue(state == "Held" ? "held" : "missing", 1, run);
        var spoiled = connection.ExecuteScalar<long>(
            $"""
            {DestructionBox.PutThere}
            SELECT coalesce(sum(lying), 0) FROM card JOIN ledger ON sequence = last LEFT JOIN run USING (run_id)
            WHERE sequence > @since AND sequence <= @LastSequence AND lying > 0 AND (printer = @printer OR from_place IN (@machine, @hopper))
            """,
            new { place = Places.Spoiled, since, record.LastSequence, printer, machine = Places.Machine(printer), hopper = Places.Hopper(printer) });
        if (spoiled > 0)
            yield return new Clue("spoiled", spoiled, printer);
    }
}

using System.Globalization;
using PrintStation.Inventory;
using PrintStation.Storage;

namespace PrintStation.Reports;

/// <summary>The office's days as they were counted: who opened, handed over and closed, what lay where, and why it was not what the books had.</summary>
internal sealed class DayReport(StationDatabase database, OfficeCalendar calendar, OfficeHours hours, StationOptions options)
{
    public const string Name = "day";

    private static readonly string[] Columns =
    [
        "day", "act", "at", "by", "taker", "place", "counted", "expected", "difference", "cause", "reference", "explained-by", "explained-on",
    ];

    /// <summary>A line a count. A day that nobody closed and, once the first day was counted, a working day that nobody opened have a line that
    /// says so; today may still become both.</summary>
    public Report Make(DateOnly from, DateOnly to)
    {
        var (records, first) = database.Read(connection => (
            DayRecords.Between(connection, OfficeCalendar.Text(from), OfficeCalendar.Text(to)), DayRecords.FirstDay(connection)));
        var today = calendar.Today;
        var past = to < today ? to : today.AddDays(-1);
        var recorded = records.Select(one => one.Record.Day).ToHashSet();
        var working = first is null ? [] : hours.Between(from, past).Select(open => OfficeCalendar.Text(DateOnly.FromDateTime(open.From.Date)))
            .Where(day => string.CompareOrdinal(day, first) > 0);
        var rows = recorded.Union(working).Order(StringComparer.Ordinal).SelectMany(day => RowsOf(day,
            [.. records.Where(one => one.Record.Day == day)], isPast: string.CompareOrdinal(day, OfficeCalendar.Text(past)) <= 0)).ToList();
        var counts = records.SelectMany(one => one.Counts).ToList();
        // Without a sum: each count is of its own moment.
        return new Report(Name, options.Station.Office, from, to, Columns, rows, [])
        {
            Facts = new Dictionary<string, object?>
            {
                ["differences"] = counts.LongCount(count => count.Differs), ["unexplained"] = counts.LongCount(count => count.IsOpen),
                ["in-doubt"] = counts.LongCount(count => count.IsInDoubt),
            },
        };
    }

    /// <summary>By the clock on the wall; with its date where the day went on after midnight.</summary>
    private string Time(DayRecord record) => DateOf(record.At) == record.Day
        ? calendar.InOffice(record.At).ToString(OfficeHours.TimeFormat, CultureInfo.InvariantCulture)
        : calendar.Second(record.At);

    private string DateOf(DateTimeOffset moment) => OfficeCalendar.DayOf(calendar.InOffice(moment));

    private static string? CauseOf(DayCount count) => count switch
    {
        { IsOpen: true } => "unexplained",
        { Explanation: { } explanation } => explanation,
        { IsInDoubt: true } => "in-doubt",
        _ => null,
    };

    private IEnumerable<IReadOnlyList<object?>> RowsOf(string day, List<(DayRecord Record, IReadOnlyList<DayCount> Counts)> records, bool isPast)
    {
        foreach (var (record, counts) in records)
            foreach (var count in counts)
                yield return
                [
                    day, record.SetBackFrom is null ? record.Act : $"{record.Act}-set-back", Time(record), record.Person, record.Taker, count.Place,
                    count.Counted, count.Expected, count.Difference, CauseOf(count), count.Reference is { } number ? $"{number}" : null,
                    count.ExplainedBy, count.ExplainedAt is { } at ? DateOf(at) : null,
                ];
        if (isPast && (records.Count == 0 || records[^1].Record.Act != DayRecord.Close))
            yield return [day, records.Count == 0 ? "not-opened" : "not-closed", .. Columns.Skip(2).Select(_ => (object?)null)];
    }
}

using System.Globalization;

/// <summary>What was counted at a day's opening, hand-over and close, beside what lay there in that minute.</summary>
internal static class DayCheck
{
    private static readonly string[] Both = ["counted", "expected"];

    public static void Compare(ReportTable report, Plastic plastic, Tally tally)
    {
        // Without a place: a day that nobody opened or closed.
        foreach (var row in report.Rows.Where(row => report.Text(row, "place") is not null))
        {
            var (day, act, place) = (report.Text(row, "day")!, report.Text(row, "act"), PlaceCounts.NameOf(report.Text(row, "place")!));
            var minute = Minute(day, report.Text(row, "at")!, plastic.Offset);
            var (least, most) = plastic.Counts.Between(place, minute, minute.AddMinutes(1));
            var right = Both.Where(figure => report.Number(row, figure) >= least && report.Number(row, figure) <= most).Take(1).ToList();
            // Where the report gives a cause, one of the two is wrong by its own word.
            foreach (var figure in right.Count > 0 && report.Text(row, "cause") is not null ? right : [.. Both])
                tally.Within($"day {day} {act}, {place}", figure, least, most, report.Number(row, figure));
        }
    }

    /// <param name="at">"16:05", or with its date where the day went on after midnight.</param>
    /// <exception cref="RecountException">It is no time.</exception>
    private static DateTimeOffset Minute(string day, string at, TimeSpan offset) =>
        DateTime.TryParseExact(at.Contains(' ') ? at[..^3] : $"{day} {at}", "yyyy-MM-dd HH:mm",
            CultureInfo.InvariantCulture, DateTimeStyles.None, out var minute)
            ? new DateTimeOffset(minute, offset)
            : throw new RecountException($"The report day has the time {at}, which is none.");
}

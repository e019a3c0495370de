using System.Globalization;

namespace PrintStation.Inventory;

/// <summary>When somebody is there: waiting counts, and cards are expected, only then.</summary>
/// <param name="opens">By the clock on the wall.</param>
/// <param name="closes">Of the same day.</param>
/// <param name="isClosed">Whether a day is a holiday.</param>
internal sealed class OfficeHours(
    TimeZoneInfo officeTime, TimeOnly opens, TimeOnly closes, IReadOnlyCollection<DayOfWeek> days, Func<DateOnly, bool> isClosed)
{
    public const string TimeFormat = "HH:mm";

    /// <summary>The longest stretch that is looked through for a working day.</summary>
    private const int MostDaysClosed = 60;

    public static OfficeHours Of(StationOptions options)
    {
        var holidays = options.Hours.Holidays.Select(OfficeCalendar.Day).ToHashSet();
        return new OfficeHours(options.OfficeTime, Time(options.Hours.Opens), Time(options.Hours.Closes), [.. options.Hours.Days], holidays.Contains);
    }

    public bool IsOpen(DateOnly day) => days.Contains(day.DayOfWeek) && !isClosed(day);

    /// <summary>The hours of each working day from one day to another, the last included.</summary>
    public IEnumerable<TimeSpanOf> Between(DateOnly from, DateOnly to)
    {
        for (var day = from; day <= to; day = day.AddDays(1))
            if (IsOpen(day))
                yield return new TimeSpanOf(At(day, opens), At(day, closes));
    }

    /// <summary>The working day that comes so many working days after this one; 0 is this one, or the next on which somebody is there.</summary>
    /// <returns>Null when the office stays closed for months.</returns>
    public DateOnly? After(DateOnly day, int workingDays)
    {
        for (var closed = 0; closed < MostDaysClosed; day = day.AddDays(1))
        {
            closed = IsOpen(day) ? 0 : closed + 1;
            if (closed == 0 && workingDays-- == 0)
                return day;
        }

        return null;
    }

    public static bool IsTime(string text) => TimeOnly.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static TimeOnly Time(string text) => TimeOnly.ParseExact(text, TimeFormat, CultureInfo.InvariantCulture);

    private DateTimeOffset At(DateOnly day, TimeOnly time)
    {
        var wall = day.ToDateTime(time);
        return new DateTimeOffset(wall, officeTime.GetUtcOffset(wall));
    }
}

/// <summary>From a moment to a later one, which is not part of it.</summary>
internal readonly record struct TimeSpanOf(DateTimeOffset From, DateTimeOffset To)
{
    public TimeSpan Length => To - From;

    /// <summary>What two have in common; null when they do not meet.</summary>
    public TimeSpanOf? Common(TimeSpanOf other)
    {
        var (from, to) = (From > other.From ? From : other.From, To < other.To ? To : other.To);
        return from < to ? new TimeSpanOf(from, to) : null;
    }

    /// <summary>From the beginning of the first to the end of the last.</summary>
    /// <param name="union">At least one; without overlaps, in their order.</param>
    public static TimeSpanOf Hull(IReadOnlyList<TimeSpanOf> union) => new(union[0].From, union[^1].To);

    /// <summary>The same moments without overlaps, in their order.</summary>
    public static IReadOnlyList<TimeSpanOf> Union(IEnumerable<TimeSpanOf> spans)
    {
        var union = new List<TimeSpanOf>();
        foreach (var span in spans.OrderBy(span => span.From))
            if (union.Count > 0 && union[^1].To >= span.From)
                union[^1] = union[^1] with { To = span.To > union[^1].To ? span.To : union[^1].To };
            else
                union.Add(span);
        return union;
    }

    /// <summary>All moments that are in none of them.</summary>
    /// <param name="union">Without overlaps, in their order.</param>
    public static IReadOnlyList<TimeSpanOf> Gaps(IReadOnlyList<TimeSpanOf> union)
    {
        var gaps = new List<TimeSpanOf>();
        var since = DateTimeOffset.MinValue;
        foreach (var span in union)
        {
            if (since < span.From)
                gaps.Add(new TimeSpanOf(since, span.From));
            since = span.To;
        }

        if (since < DateTimeOffset.MaxValue)
            gaps.Add(new TimeSpanOf(since, DateTimeOffset.MaxValue));
        return gaps;
    }

    /// <summary>The moments that are in both.</summary>
    /// <param name="one">Without overlaps, in their order.</param>
    /// <param name="other">Likewise.</param>
    public static IReadOnlyList<TimeSpanOf> Common(IReadOnlyList<TimeSpanOf> one, IReadOnlyList<TimeSpanOf> other)
    {
        var common = new List<TimeSpanOf>();
        for (var (i, j) = (0, 0); i < one.Count && j < other.Count;)
        {
            if (one[i].Common(other[j]) is { } both)
                common.Add(both);
            // The one that ends first meets nothing more.
            if (one[i].To < other[j].To)
                i++;
            else
                j++;
        }

        return common;
    }
}

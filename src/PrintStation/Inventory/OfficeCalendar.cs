using System.Globalization;
using Microsoft.Data.Sqlite;

namespace PrintStation.Inventory;

/// <summary>Days and months as the office's clock on the wall has them.</summary>
internal sealed class OfficeCalendar(TimeProvider clock, TimeZoneInfo officeTime)
{
    public const string MonthFormat = "yyyy-MM";
    private static readonly string[] MomentFormats = ["yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm"];
    private const string DayFormat = "yyyy-MM-dd";
    private const int DayCharacters = 10;
    private const int MinuteCharacters = 16;

    public TimeZoneInfo OfficeTime => officeTime;

    public DateTimeOffset Now => InOffice(clock.GetUtcNow());

    public DateOnly Today => DateOnly.FromDateTime(Now.Date);

    /// <summary>The later of now and the last movement of the books: what stands there is no future, not even for a clock that was set
    /// back.</summary>
    public DateTimeOffset Latest(SqliteConnection connection) =>
        BlankLedger.Head(connection) is { } head && head.WrittenAt > Now ? InOffice(head.WrittenAt) : Now;

    public DateOnly LatestDay(SqliteConnection connection) => DateOnly.FromDateTime(Latest(connection).Date);

    /// <summary>The midnight that ends a day.</summary>
    public DateTimeOffset EndOf(DateOnly day) => InOffice(day.AddDays(1).ToDateTime(TimeOnly.MinValue));

    public bool IsToday(DateTimeOffset moment) => InOffice(moment).Date == Now.Date;

    /// <summary>As the books write it, "2026-11-28".</summary>
    public static string Text(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);

    /// <summary>The day of a moment that is in office time already.</summary>
    public static string DayOf(DateTimeOffset moment) => moment.ToString(DayFormat, CultureInfo.InvariantCulture);

    /// <summary>A moment in office time as the books write it, "2026-11-28T14:30:00.000+08:00".</summary>
    public static string Stamp(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    /// <summary>The day of a moment as the books write it.</summary>
    public static string DayOf(string stamp) => stamp[..DayCharacters];

    /// <summary>A moment as the books write it, to the minute and as people read it, "2026-11-28 14:30".</summary>
    public static string Minute(DateTimeOffset inOffice) => Minute(Stamp(inOffice));

    /// <inheritdoc cref="Minute(DateTimeOffset)"/>
    public static string Minute(string stamp) => stamp[..MinuteCharacters].Replace('T', ' ');

    /// <summary>A moment as reports have it, in office time, "2026-11-28 14:30:05".</summary>
    public string Second(DateTimeOffset moment) => InOffice(moment).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public DateTimeOffset InOffice(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, officeTime);

    /// <summary>The moment that a person names. A day alone is its noon, today's at most now.</summary>
    /// <param name="text">"2026-11-28" or "2026-11-28 14:30"; null is now.</param>
    /// <exception cref="LedgerRefusal">Not a date, or not past.</exception>
    public DateTimeOffset Past(string? text)
    {
        var now = Now;
        if (text is null)
            return now;
        if (DateTime.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day.Date == now.Date ? now : RequirePast(InOffice(day.AddHours(12)), now, text);
        return DateTime.TryParseExact(text, MomentFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            ? RequirePast(InOffice(moment), now, text)
            : throw new LedgerRefusal("date", text);
    }

    /// <exception cref="LedgerRefusal">Not "2026-11".</exception>
    public static DateOnly Month(string? text) =>
        DateOnly.TryParseExact(text, MonthFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)
            ? month
            : throw new LedgerRefusal("month", text ?? "");

    public static bool IsDay(string text) => DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <exception cref="LedgerRefusal">Not "2026-11-28".</exception>
    public static DateOnly Day(string? text) =>
        DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new LedgerRefusal("date", text ?? "");

    private DateTimeOffset InOffice(DateTime wall) => new(wall, officeTime.GetUtcOffset(wall));

    private static DateTimeOffset RequirePast(DateTimeOffset moment, DateTimeOffset now, string text) =>
        moment <= now ? moment : throw new LedgerRefusal("date-future", text);
}

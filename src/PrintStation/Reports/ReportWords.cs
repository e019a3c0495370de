using System.Globalization;
using System.Text.Json;
using PrintStation.Inventory;

namespace PrintStation.Reports;

/// <summary>A report's cells, for people and for programs.</summary>
/// <param name="last">The report's last day: some words name it.</param>
internal sealed class ReportWords(StationTexts texts, DateOnly last = default)
{
    /// <summary>A cell whose figure nobody told.</summary>
    public const string NotKnown = "not-known";

    /// <summary>A cell whose day is too far away to be named: see <see cref="WorkPace.FurthestDays"/>.</summary>
    public const string TooFewBlanks = "too-few-blanks";

    public const string NotInSight = "not-in-sight";

    private const string Minutes = "minutes";
    private const int MinutesAnHour = 60;
    private const int MostSpelled = 999_999;
    private const string MinuteForm = "yyyy-MM-dd HH:mm";

    private static readonly string[] Digits =
        ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"];

    public StationTexts Texts => texts;

    public string Title(Report report) => texts[$"report.title.{report.Name}"];

    /// <summary>The period, the day, or the number of the minutes.</summary>
    public string Subtitle(Report report) => texts.Find($"report.subtitle.{report.Name}") is { } subtitle
        ? string.Format(texts.Culture, subtitle, Facts(report))
        : report.From == report.To ? texts.Format("report.day-line", Day(report.To))
        : texts.Format("report.period-line", Day(report.From), Day(report.To));

    /// <summary>Paragraphs before the table ("prose") or after it ("closing"); none for figures.</summary>
    public IReadOnlyList<string> Paragraphs(Report report, string part) => texts.Find($"report.{part}.{report.Name}") is { } prose
        ? string.Format(texts.Culture, prose, Facts(report)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        : [];

    /// <summary>What stands under the table and tells no fact; nothing of minutes, whose words are for those who sign.</summary>
    public IReadOnlyList<string> Notes(Report report) =>
        texts.Find($"report.prose.{report.Name}") is null && texts.Find($"report.closing.{report.Name}") is { } closing
            ? [.. closing.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(paragraph => !paragraph.Contains('{'))]
            : [];

    public string Heading(string column) => texts.Find($"report.heading.{column}") ?? texts[$"report.{column}"];

    /// <summary>A number as the language writes it, a code in words where there are words for it, a day or moment written out.</summary>
    public string Cell(string column, object? cell) => Plain(cell) switch
    {
        null => "",
        long minutes when column == Minutes => Span(minutes),
        long number => number.ToString("N0", texts.Culture),
        "Σ" => texts["report.total"],
        string text => Word(column, text) ?? Moment(text) ?? Place(text) ?? text,
        var other => $"{other}",
    };

    /// <summary>The same for a spreadsheet, which counts with numbers, days (<see cref="DateOnly"/>), moments (<see cref="DateTime"/>) and lengths of
    /// time; all else in words.</summary>
    public object? Value(string column, object? cell) => Plain(cell) switch
    {
        long minutes when column == Minutes => TimeSpan.FromMinutes(minutes),
        long number => number,
        string text when Word(column, text) is null && Counted(text) is { } moment => moment,
        var other => Cell(column, other),
    };

    private string? Word(string column, string text) =>
        texts.Find($"report.{column}.{text}") is { } words ? string.Format(texts.Culture, words, Day(last)) : texts.Find($"report.cell.{text}") ?? Named(column, text);

    private string Span(long minutes) => Math.DivRem(minutes, MinutesAnHour) switch
    {
        (0, var rest) => texts.Format("report.span.minutes", rest),
        (var hours, 0) => texts.Format("report.span.hours", hours),
        var (hours, rest) => texts.Format("report.span", hours, rest),
    };

    /// <summary>What is more than one code: null in the other columns.</summary>
    private string? Named(string column, string text) => column switch
    {
        "state" => texts.CardState(text),
        "code" => texts.Find($"report.reason.{text}"),
        "reason" => texts.Reason(text),
        "office" => Letterhead.InWords(text),
        "place" or "from" or "to" => Place(text) ?? texts.Place(text),
        _ => null,
    };

    public string Day(DateOnly day) => day.ToString("d MMMM yyyy", texts.Culture);

    /// <summary>As minutes begin: "Minggu tanggal dua puluh sembilan bulan November tahun dua ribu dua puluh enam (29-11-2026)".</summary>
    public string DayInWords(DateOnly day) => texts.Culture.TwoLetterISOLanguageName == "id"
        ? $"{day.ToString("dddd", texts.Culture)} tanggal {Spelled(day.Day)} bulan {day.ToString("MMMM", texts.Culture)} tahun {Spelled(day.Year)}"
            + $" ({day:dd-MM-yyyy})"
        : day.ToString("dddd, d MMMM yyyy", texts.Culture);

    /// <summary>Text, a whole number or null: what JSON made of a cell is taken apart here.</summary>
    public static object? Plain(object? cell) => cell switch
    {
        JsonElement { ValueKind: JsonValueKind.Number } number => number.GetInt64(),
        JsonElement { ValueKind: JsonValueKind.Null } => null,
        JsonElement text => text.ToString(),
        int number => (long)number,
        _ => cell,
    };

    public static string DayCell(DateOnly? day) => day is { } known ? OfficeCalendar.Text(known) : NotInSight;

    public static bool IsNumber(object? cell) => Plain(cell) is long;

    /// <param name="number">0 to 999,999.</param>
    public static string Spelled(int number) => number switch
    {
        < 12 => Digits[number],
        < 20 => $"{Digits[number - 10]} belas",
        < 100 => Joined($"{Digits[number / 10]} puluh", number % 10),
        < 200 => Joined("seratus", number - 100),
        < 1000 => Joined($"{Digits[number / 100]} ratus", number % 100),
        < 2000 => Joined("seribu", number - 1000),
        <= MostSpelled => Joined($"{Spelled(number / 1000)} ribu", number % 1000),
        _ => throw new ArgumentOutOfRangeException(nameof(number), number, "Only what fits into one sentence."),
    };

    private static string Joined(string front, int rest) => rest == 0 ? front : $"{front} {Spelled(rest)}";

    /// <summary>The day in words, the day in figures, then the facts in their order.</summary>
    private object?[] Facts(Report report) =>
        [DayInWords(report.To), Day(report.To), .. report.Facts.Select(fact =>
            new Told(Plain(fact.Value) is string text && Counted(text) is DateOnly day ? Day(day) : Cell(fact.Key, fact.Value), Plain(fact.Value)))];

    /// <summary>What a sentence says of a fact. With the format "w" a number stands in figures and in words, as on what is signed: "73 (tujuh puluh tiga)".</summary>
    private sealed record Told(string Text, object? Value) : IFormattable
    {
        public string ToString(string? format, IFormatProvider? provider) => format == "w" && Value is long and >= 0 and <= MostSpelled and var number
            ? $"{Text} ({Spelled((int)number)})"
            : Text.Length > 0 ? Text : "…………………………";
    }

    /// <summary>A place of the books that has a name in it.</summary>
    private string? Place(string text) => Places.OfficeOf(text) is { } office && RegionNames.RegencyOf(office) is { } region ? $"{region} ({office})"
        : text.Contains('(') && texts.Place(text) is var words && words != text ? words
        : null;

    private string? Moment(string text) => Counted(text) switch
    {
        DateOnly day => day.ToString("d MMM yyyy", texts.Culture),
        DateTime { Second: 0 } moment when text.Length == MinuteForm.Length => moment.ToString("d MMM yyyy HH:mm", texts.Culture),
        DateTime moment => moment.ToString("d MMM yyyy HH:mm:ss", texts.Culture),
        _ when DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) => month.ToString("MMMM yyyy", texts.Culture),
        _ when TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) => time.ToString("HH:mm", texts.Culture),
        _ => null,
    };

    /// <summary>A day or a moment that was written for programs; null for other texts.</summary>
    private static object? Counted(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? (object)day
        : DateTime.TryParseExact(text, [MinuteForm, "yyyy-MM-dd HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment
        : null;
}

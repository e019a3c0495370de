using System.Globalization;
using System.Text.Json;
using PrintStation.Inventory;

namespace PrintStation.Reports;

/// <summary>A report's cells, for people and for programs.</summary>
internal sealed class ReportWords(StationTexts texts)
{
    /// <summary>A cell whose figure nobody told.</summary>
    public const string NotKnown = "not-known";

    /// <summary>A cell whose day is too far away to be named: see <see cref="WorkPace.FurthestDays"/>.</summary>
    public const string NotInSight = "not-in-sight";

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

    public string Heading(string column) => texts[$"report.{column}"];

    /// <summary>A number as the language writes it, a code in words where there are words for it, a day or moment written out.</summary>
    public string Cell(string column, object? cell) => Plain(cell) switch
    {
        null => "",
        long number => number.ToString("N0", texts.Culture),
        "Σ" => texts["report.total"],
        string text => texts.Find($"report.{column}.{text}") ?? texts.Find($"report.cell.{text}") ?? Named(column, text) ?? Moment(text) ?? Place(text) ?? text,
        var other => $"{other}",
    };

    /// <summary>What is more than one code: null in the other columns.</summary>
    private string? Named(string column, string text) => column switch
    {
        "state" => texts.CardState(text),
        "code" => texts.Find($"report.reason.{text}"),
        "reason" => texts.Reason(text),
        "place" or "from" => Place(text) ?? texts.Place(text),
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

    /// <param name="number">0 to 9999.</param>
    public static string Spelled(int number) => number switch
    {
        < 12 => Digits[number],
        < 20 => $"{Digits[number - 10]} belas",
        < 100 => Joined($"{Digits[number / 10]} puluh", number % 10),
        < 200 => Joined("seratus", number - 100),
        < 1000 => Joined($"{Digits[number / 100]} ratus", number % 100),
        < 2000 => Joined("seribu", number - 1000),
        _ => Joined($"{Digits[number / 1000]} ribu", number % 1000),
    };

    private static string Joined(string front, int rest) => rest == 0 ? front : $"{front} {Spelled(rest)}";

    /// <summary>The day in words, the day in figures, then the facts in their order.</summary>
    private object?[] Facts(Report report) =>
        [DayInWords(report.To), Day(report.To), .. report.Facts.Select(fact => Cell(fact.Key, fact.Value) is { Length: > 0 } text ? text : "…………………………")];

    /// <summary>A place of the books that has a name in it.</summary>
    private string? Place(string text) => Places.OfficeOf(text) is { } office && Letterhead.RegionOf(office) is { } region ? $"{region} ({office})"
        : text.Contains('(') && texts.Place(text) is var words && words != text ? words
        : null;

    private string? Moment(string text)
    {
        const DateTimeStyles Exact = DateTimeStyles.None;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, Exact, out var day))
            return day.ToString("d MMM yyyy", texts.Culture);
        if (DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, Exact, out var month))
            return month.ToString("MMMM yyyy", texts.Culture);
        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, Exact, out var time))
            return time.ToString("HH:mm", texts.Culture);
        if (DateTime.TryParseExact(text, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, Exact, out var minute))
            return minute.ToString("d MMM yyyy HH:mm", texts.Culture);
        return DateTime.TryParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, Exact, out var moment)
            ? moment.ToString("d MMM yyyy HH:mm:ss", texts.Culture)
            : null;
    }
}

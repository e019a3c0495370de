using System.Globalization;
using System.Text.Json;

/// <summary>What the station's settings say of the office's clock and hours.</summary>
/// <param name="Offset">Of its clock from UTC.</param>
/// <param name="Hours">Null where the settings leave them to the station.</param>
internal sealed record OfficeSettings(TimeSpan Offset, OfficeHours? Hours)
{
    /// <summary>Hours from UTC. Indonesia has no summer time.</summary>
    private static readonly Dictionary<string, int> Zones = new()
    {
        ["Asia/Jakarta"] = 7, ["Asia/Pontianak"] = 7, ["Asia/Makassar"] = 8, ["Asia/Jayapura"] = 9,
    };

    /// <exception cref="RecountException">They cannot be read.</exception>
    public static OfficeSettings Read(string instance)
    {
        var path = Path.Combine(instance, "station.json");
        try
        {
            using var settings = JsonDocument.Parse(File.ReadAllText(path));
            var zone = settings.RootElement.GetProperty("Station").TryGetProperty("TimeZone", out var named) ? named.GetString()! : "Asia/Makassar";
            return Zones.TryGetValue(zone, out var hours)
                ? new OfficeSettings(TimeSpan.FromHours(hours), OfficeHours.Read(settings.RootElement))
                : throw new RecountException($"{path}: the zone {zone} is none of {string.Join(", ", Zones.Keys)}.");
        }
        catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new RecountException($"{path} does not say in which zone the office lies, and when it opens: {e.Message}");
        }
    }
}

/// <summary>When somebody is there, by the office's clock.</summary>
internal sealed record OfficeHours(TimeOnly Opens, TimeOnly Closes, IReadOnlyCollection<string> Days, IReadOnlyCollection<string> Holidays)
{
    /// <exception cref="FormatException">A time that is none.</exception>
    public static OfficeHours? Read(JsonElement settings) => settings.TryGetProperty("Hours", out var hours)
        && hours.TryGetProperty("Opens", out var opens) && hours.TryGetProperty("Closes", out var closes)
        && hours.TryGetProperty("Days", out var days) && hours.TryGetProperty("Holidays", out var holidays)
            ? new OfficeHours(Time(opens), Time(closes), Texts(days), Texts(holidays))
            : null;

    /// <summary>Of each day on which it opens, the last included.</summary>
    public IReadOnlyList<Stretch> Between(DateOnly from, DateOnly to, TimeSpan offset) =>
    [
        .. Enumerable.Range(0, to.DayNumber - from.DayNumber + 1).Select(from.AddDays)
            .Where(day => Days.Contains($"{day.DayOfWeek}") && !Holidays.Contains(PlasticDays.Text(day)))
            .Select(day => new Stretch(new DateTimeOffset(day.ToDateTime(Opens), offset), new DateTimeOffset(day.ToDateTime(Closes), offset))),
    ];

    private static TimeOnly Time(JsonElement text) => TimeOnly.ParseExact(text.GetString()!, "HH:mm", CultureInfo.InvariantCulture);

    private static string[] Texts(JsonElement texts) => [.. texts.EnumerateArray().Select(text => text.GetString()!)];
}

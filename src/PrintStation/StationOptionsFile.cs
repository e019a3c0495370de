using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Chips;
using PrintStation.Inventory;
using PrintStation.Transports;

namespace PrintStation;

/// <summary>Reads and checks station.json. Every mistake names the key, the value and what is allowed; the start stops at the first.</summary>
internal static partial class StationOptionsFile
{
    public const string Name = "station.json";

    private const int MostCharacters = 200;

    private static readonly JsonSerializerOptions Json = new()
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Converters = { new JsonStringEnumConverter<DayOfWeek>(namingPolicy: null, allowIntegerValues: false) },
    };

    /// <exception cref="ConfigurationException">The file is missing, malformed, or a value is not allowed.</exception>
    public static StationOptions Load(string directory)
    {
        var options = Read(directory);
        Check(options);
        return options;
    }

    /// <summary>Without a look at the values: for commands that must work where keys and devices are not there yet.</summary>
    /// <exception cref="ConfigurationException">The file is missing or malformed.</exception>
    public static StationOptions Read(string directory)
    {
        var path = Path.Combine(Path.GetFullPath(directory), Name);
        if (!File.Exists(path))
            throw new ConfigurationException($"{path} does not exist. Give the station's directory with --instance DIR.");
        try
        {
            var options = JsonSerializer.Deserialize<StationOptions>(File.ReadAllText(path), Json)
                ?? throw new ConfigurationException($"{path}: the file is empty.");
            return options with { Directory = Path.GetDirectoryName(path)! };
        }
        catch (JsonException e)
        {
            throw new ConfigurationException($"{path}: key {e.Path ?? "?"}, line {e.LineNumber + 1}: {FirstSentence(e.Message)}");
        }
    }

    /// <summary>The station's language, for the command line; null where no readable file names one.</summary>
    public static string? LanguageOf(string directory)
    {
        try
        {
            var path = Path.Combine(directory, Name);
            return File.Exists(path)
                ? JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(path), Json).GetProperty("Station").GetProperty("Language").GetString()
                : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            // The command itself will say what is wrong with the file; a language is found without it.
            return null;
        }
    }

    private static void Check(StationOptions options)
    {
        Require(StationId().IsMatch(options.Station.Id), "Station.Id", options.Station.Id, "1 to 40 letters, digits and '-'");
        Require(OfficeCode().IsMatch(options.Station.Office), "Station.Office", options.Station.Office, "four digits");
        Require(TimeZoneInfo.TryFindSystemTimeZoneById(options.Station.TimeZone, out _), "Station.TimeZone", options.Station.TimeZone,
            "Asia/Jakarta, Asia/Makassar, Asia/Jayapura, or another IANA name");
        Require(options.Station.Language is "id" or "en", "Station.Language", options.Station.Language, "id, en");
        CheckHours(options.Hours);
        CheckLetterhead(options.Letterhead);
        CheckCentral(options);
        RequireFile(options, "Chips.Profile", options.Chips.Profile);
        if (options.Chips.Sam.Length > 0)
            RequireReader("Chips.Sam", options.Chips.Sam);
        if (options.Chips.Desk.Length > 0)
            RequireReader("Chips.Desk", options.Chips.Desk);
        Require(System.IO.Directory.Exists(options.Resolve(options.Cards.Layouts)), "Cards.Layouts", options.Cards.Layouts,
            "a directory with card layouts");
        Require(options.Cards.BlankVersions.Count > 0, "Cards.BlankVersions", "[]", "at least one version, such as \"2019\"");
        RequireOnce("Cards.BlankVersions", options.Cards.BlankVersions);
        CheckPrinters(options);
    }

    private static void CheckHours(OfficeHoursOptions hours)
    {
        Require(OfficeHours.IsTime(hours.Opens), "Hours.Opens", hours.Opens, "a time such as 08:00");
        Require(OfficeHours.IsTime(hours.Closes) && string.CompareOrdinal(hours.Opens, hours.Closes) < 0, "Hours.Closes", hours.Closes,
            "a time such as 16:00, later than Hours.Opens");
        Require(hours.Days.Count > 0, "Hours.Days", "[]", "at least one of Monday to Sunday");
        foreach (var day in hours.Holidays)
            Require(OfficeCalendar.IsDay(day), "Hours.Holidays", day,
                "days such as 2026-12-25");
    }

    private static void CheckLetterhead(LetterheadOptions letterhead)
    {
        RequireLine("Letterhead.Address", letterhead.Address);
        RequireLine("Letterhead.Seat", letterhead.Seat);
        RequireLine("Letterhead.Head", letterhead.Head);
        Require(letterhead.Nip.Length == 0 || letterhead.Nip.Replace(" ", "", StringComparison.Ordinal) is { Length: 18 } digits && digits.All(char.IsAsciiDigit),
            "Letterhead.Nip", letterhead.Nip, "18 digits, such as \"19700131 199503 1 001\", or nothing");
    }

    private static void CheckCentral(StationOptions options)
    {
        var central = options.Central;
        Require(Uri.TryCreate(central.Url, UriKind.Absolute, out var url) && url.Scheme == "https", "Central.Url", central.Url,
            "an https address");
        RequireFile(options, "Central.CertificateAuthority", central.CertificateAuthority);
        RequireFile(options, "Central.ClientCertificate", central.ClientCertificate);
        RequireFile(options, "Central.ClientKey", central.ClientKey);
        RequireFile(options, "Central.IssuingKey", central.IssuingKey);
        RequireFile(options, "Central.ChipSigningCertificate", central.ChipSigningCertificate);
        RequireRange("Central.FetchAhead", central.FetchAhead, 1, 5000);
        RequireRange("Central.HeartbeatSeconds", central.HeartbeatSeconds, 1, 600);
        RequireRange("Central.TimeoutSeconds", central.TimeoutSeconds, 1, 120);
        RequireRange("Central.RetrySeconds", central.RetrySeconds, 1, 600);
    }

    private static void CheckPrinters(StationOptions options)
    {
        RequireRange("Printers (count)", options.Printers.Count, 1, 8);
        foreach (var (printer, i) in options.Printers.Select((printer, i) => (printer, i)))
        {
            Require(StationId().IsMatch(printer.Name) && printer.Name != Lifecycle.StationGate.Station, $"Printers[{i}].Name", printer.Name,
                "1 to 40 letters, digits and '-'; not \"station\"");
            RequireFile(options, $"Printers[{i}].Model", printer.Model);
            RequireAddress($"Printers[{i}].Address", () => IByteTransport.Open(printer.Address, TimeSpan.Zero, TimeProvider.System));
            RequireReader($"Printers[{i}].Reader", printer.Reader);
            // A hopper gives the next blank, whatever it is: with several versions it must be said which one lies there.
            Require(options.Cards.BlankVersions.Contains(printer.BlankVersion)
                || (printer.BlankVersion.Length == 0 && options.Cards.BlankVersions.Count == 1), $"Printers[{i}].BlankVersion", printer.BlankVersion,
                string.Join(", ", options.Cards.BlankVersions));
        }

        foreach (var version in options.Cards.BlankVersions)
            Require(options.Printers.Any(printer => options.VersionAt(printer) == version), "Cards.BlankVersions", version,
                "versions of which a printer has blanks: see Printers[].BlankVersion");

        RequireOnce("Printers[].Name", options.Printers.Select(printer => printer.Name));
        // Two drivers on one device would take each other's answers; a SAM in a printer's reader would spoil every card.
        RequireOnce("Printers[].Address, Printers[].Reader, Chips.Sam, Chips.Desk", options.Printers
            .SelectMany(printer => new[] { printer.Address, printer.Reader }).Append(options.Chips.Sam).Append(options.Chips.Desk)
            .Where(address => address.Length > 0).Select(address => address.Replace("pn532+", "", StringComparison.Ordinal).Split('?')[0]));
    }

    private static void RequireFile(StationOptions options, string key, string value) =>
        Require(value.Length > 0 && File.Exists(options.Resolve(value)), key, value, "the path of an existing file");

    private static void RequireReader(string key, string address) =>
        RequireAddress(key, () => SmartCardReaders.Open(
            address, ReaderTimings.Shipped, IByteTransport.Open, TimeProvider.System, NullLoggerFactory.Instance));

    /// <param name="open">Makes the device's driver: it reads the address and touches nothing.</param>
    private static void RequireAddress(string key, Func<IAsyncDisposable> open)
    {
        try
        {
            _ = open();
        }
        catch (FormatException e)
        {
            throw new ConfigurationException($"{Name}: {key}: {e.Message}");
        }
    }

    private static void RequireOnce(string key, IEnumerable<string> values)
    {
        var twice = values.GroupBy(value => value).FirstOrDefault(group => group.Count() > 1);
        Require(twice is null, key, twice?.Key ?? "", "each once");
    }

    private static void RequireLine(string key, string value) =>
        Require(value.Length <= MostCharacters && !value.Any(char.IsControl), key, value, $"one line of at most {MostCharacters} characters, or nothing");

    private static void RequireRange(string key, int value, int least, int most) =>
        Require(value >= least && value <= most, key, $"{value}", $"{least} to {most}");

    private static void Require(bool good, string key, string value, string allowed)
    {
        if (!good)
            throw new ConfigurationException($"{Name}: {key} = \"{value}\" is not allowed; allowed: {allowed}.");
    }

    private static string FirstSentence(string text) => text.Split(" Path:", 2)[0];

    [GeneratedRegex("^[A-Za-z0-9-]{1,40}$")]
    private static partial Regex StationId();

    [GeneratedRegex("^[0-9]{4}$")]
    private static partial Regex OfficeCode();
}

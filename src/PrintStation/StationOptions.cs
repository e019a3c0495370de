using System.Text.Json;
using System.Text.Json.Serialization;

namespace PrintStation;

/// <summary>The file station.json in the instance directory. Relative paths in it are relative to that directory.</summary>
internal sealed record StationOptions
{
    [JsonRequired]
    public IdentityOptions Station { get; init; } = new();

    [JsonRequired]
    public CentralAccessOptions Central { get; init; } = new();

    [JsonRequired]
    public ChipOptions Chips { get; init; } = new();

    [JsonRequired]
    public CardOptions Cards { get; init; } = new();

    /// <summary>One to eight card printers.</summary>
    [JsonRequired]
    public IReadOnlyList<PrinterOptions> Printers { get; init; } = [];

    /// <summary>When somebody is there.</summary>
    public OfficeHoursOptions Hours { get; init; } = new();

    /// <summary>What papers say of the office beside its name.</summary>
    public LetterheadOptions Letterhead { get; init; } = new();

    /// <summary>The directory that holds station.json, data and socket. Not in the file.</summary>
    [JsonIgnore]
    public string Directory { get; init; } = "";

    [JsonIgnore]
    public string DataDirectory => Path.Combine(Directory, "data");

    [JsonIgnore]
    public TimeZoneInfo OfficeTime => TimeZoneInfo.FindSystemTimeZoneById(Station.TimeZone);

    /// <summary>A path of the file, made absolute.</summary>
    public string Resolve(string path) => Path.GetFullPath(Path.Combine(Directory, path));

    /// <summary>The version of the blanks that this printer has.</summary>
    public string VersionAt(PrinterOptions printer) => printer.BlankVersion.Length > 0 ? printer.BlankVersion : Cards.BlankVersions[0];
}

internal sealed record IdentityOptions
{
    /// <summary>Name of this station at the centre; must be the name in its client certificate.</summary>
    public string Id { get; init; } = "";

    /// <summary>Code of the office, four digits: province and kabupaten/kota.</summary>
    public string Office { get; init; } = "";

    /// <summary>IANA name: Asia/Jakarta (WIB), Asia/Makassar (WITA, default), Asia/Jayapura (WIT).</summary>
    public string TimeZone { get; init; } = "Asia/Makassar";

    /// <summary>Small file with the head of the ledger chain. Outside the data directory, so that a restore does not bring it back too; best
    /// on another disk. Default ledger-head.json in the instance directory.</summary>
    public string LedgerHead { get; init; } = "ledger-head.json";

    /// <summary>The same of the trail of what persons did. Default audit-head.json in the instance directory.</summary>
    public string AuditHead { get; init; } = "audit-head.json";

    /// <summary>Language of texts for people: "id" (default) or "en".</summary>
    public string Language { get; init; } = "id";
}

/// <summary>Hours of waiting and forecasts count only these.</summary>
internal sealed record OfficeHoursOptions
{
    /// <summary>By the office's clock, "08:00" (default).</summary>
    public string Opens { get; init; } = "08:00";

    /// <summary>Of the same day, "16:00" (default).</summary>
    public string Closes { get; init; } = "16:00";

    /// <summary>Days of the week on which it opens. Default Monday to Friday.</summary>
    public IReadOnlyList<DayOfWeek> Days { get; init; } =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    /// <summary>Days on which it stays closed, "2026-12-25".</summary>
    public IReadOnlyList<string> Holidays { get; init; } = [];
}

/// <summary>Whatever is empty (default) stays a line on the paper, to be filled in by pen.</summary>
internal sealed record LetterheadOptions
{
    /// <summary>Street, telephone, post code, as under the name on the office's letters; at most 200 characters.</summary>
    public string Address { get; init; } = "";

    /// <summary>Where papers are signed: "Soe". Of a city it is known; a kabupaten's seat has a name of its own.</summary>
    public string Seat { get; init; } = "";

    /// <summary>Name of the head of the office, with titles.</summary>
    public string Head { get; init; } = "";

    /// <summary>His number as a civil servant: 18 digits, with or without blanks between.</summary>
    public string Nip { get; init; } = "";
}

internal sealed record CentralAccessOptions
{
    /// <summary>https address of the centre.</summary>
    public string Url { get; init; } = "";

    public string CertificateAuthority { get; init; } = "tls/ca.pem";

    public string ClientCertificate { get; init; } = "tls/station.pem";

    public string ClientKey { get; init; } = "tls/station.key";

    /// <summary>Private key that opens envelopes. With systemd credentials: the credential "envelope-key" is taken instead.</summary>
    public string EnvelopeKey { get; init; } = "keys/envelope.pem";

    /// <summary>Public key that proves an envelope is the centre's.</summary>
    public string IssuingKey { get; init; } = "keys/issuing.pub.pem";

    /// <summary>Certificate that proves a chip's content is the centre's.</summary>
    public string ChipSigningCertificate { get; init; } = "keys/chip-signing.pem";

    /// <summary>Without the centre: "PrintFetched" goes on with what was fetched (default), "Stop" starts no further card.</summary>
    public OfflineMode Offline { get; init; } = OfflineMode.PrintFetched;

    /// <summary>Jobs to hold in advance for each blank version, 1 to 5,000; about two working days. Default 500. All together never more than
    /// blanks in hand.</summary>
    public int FetchAhead { get; init; } = 500;

    /// <summary>Seconds between heartbeats, 1 to 600. Default 30.</summary>
    public int HeartbeatSeconds { get; init; } = 30;

    /// <summary>Seconds that one request may take, 1 to 120. Default 30.</summary>
    public int TimeoutSeconds { get; init; } = 30;

    /// <summary>Longest pause between attempts to reach the centre, 1 to 600 seconds, drawn at random so that offices do not return all at
    /// once. Default 60.</summary>
    public int RetrySeconds { get; init; } = 60;
}

[JsonConverter(typeof(JsonStringEnumConverter<OfflineMode>))]
internal enum OfflineMode
{
    PrintFetched,
    Stop,
}

internal sealed record ChipOptions
{
    /// <summary>Profile file: what is written on a chip, and how.</summary>
    public string Profile { get; init; } = "";

    /// <summary>Reader in which the SAM lies, such as pn532+tcp://host:port or "pcsc:" and its name. May be empty where the profile needs
    /// none.</summary>
    public string Sam { get; init; } = "";

    /// <summary>Reader on the desk, for cards that a person brings; its address as the SAM's. May be empty.</summary>
    public string Desk { get; init; } = "";
}

internal sealed record CardOptions
{
    /// <summary>Directory of card layouts.</summary>
    public string Layouts { get; init; } = "";

    /// <summary>Blank versions that this software may personalise.</summary>
    public IReadOnlyList<string> BlankVersions { get; init; } = [];
}

internal sealed record PrinterOptions
{
    /// <summary>Short name, letters, digits and '-'; it is part of the books.</summary>
    public string Name { get; init; } = "";

    /// <summary>Model file.</summary>
    public string Model { get; init; } = "";

    /// <summary>tcp://host:port, serial:///dev/ttyUSB0?baud=115200 (on Windows serial://COM3), or usb:///dev/usb/lp0.</summary>
    public string Address { get; init; } = "";

    /// <summary>The reader at this printer's chip station; its address as the SAM's.</summary>
    public string Reader { get; init; } = "";

    /// <summary>Version of the blanks that lie in its hopper. May be empty where Cards.BlankVersions has only one.</summary>
    public string BlankVersion { get; init; } = "";
}

/// <summary>A mistake in a configuration file: key, value and what is allowed.</summary>
internal sealed class ConfigurationException(string message) : Exception(message);

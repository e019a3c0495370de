using System.Text.Json;
using System.Text.Json.Serialization;
using PrintStation.Emulators.World;

namespace PrintStation.Emulators;

/// <summary>A setting is wrong; the message names key, value and what is allowed.</summary>
internal sealed class OfficeConfigurationException(string message) : Exception(message);

/// <summary>The virtual office, from its JSON file.</summary>
internal sealed record OfficeOptions
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Only for what is chosen at random. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Physical durations are divided by it. Default 1, above 0.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Directory for world.jsonl, tray/, office-ports.json, operator.log; null keeps the world in memory only.</summary>
    public string? Out { get; init; }

    /// <summary>File with the delivery's document number, blank version and chip UIDs.</summary>
    public string? Blanks { get; init; }

    /// <summary>Dots of a face. Default a card at 300 dpi; not in the file.</summary>
    [JsonIgnore]
    public Raster Raster { get; init; } = Raster.Card;

    /// <summary>Prints of a new ribbon. Default 500.</summary>
    public int RibbonPrints { get; init; } = 500;

    public IReadOnlyList<PrinterOptions> Printers { get; init; } = [];

    /// <summary>TCP port of the reader with the SAM; 0 takes a free one.</summary>
    public int SamPort { get; init; }

    /// <summary>TCP port of the desk reader; 0 takes a free one.</summary>
    public int DeskPort { get; init; }

    public ProxyOptions? Proxy { get; init; }

    /// <summary>Faults to play, see <see cref="Emulators.Faults.FaultPlan.Allowed"/>.</summary>
    public string? Faults { get; init; }

    /// <summary>"auto" or "none". Default "none".</summary>
    public string Operator { get; init; } = "none";

    /// <summary>The station's command line: executable and arguments that address the station.</summary>
    public IReadOnlyList<string> StationCommand { get; init; } = [];

    /// <summary>Whether each printer and reader also speaks on a pseudo-terminal (Linux), linked to by name in <see cref="Out"/>/lines: printer-1,
    /// printer-1-reader, sam, desk. Default false.</summary>
    public bool Ptys { get; init; }

    /// <summary>Chip station and SAM lie in the slots of vpcd, for a station that reads through PC/SC, and on no line of their own; null: they do
    /// not.</summary>
    public PcscOptions? Pcsc { get; init; }

    /// <summary>Reads and checks; relative paths are relative to the file.</summary>
    /// <exception cref="OfficeConfigurationException">Names key, value and what is allowed.</exception>
    public static OfficeOptions Load(string path)
    {
        try
        {
            var options = JsonSerializer.Deserialize<OfficeOptions>(File.ReadAllText(path), Json)
                ?? throw new OfficeConfigurationException($"{path}: null; an object is needed.");
            var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
            return options with
            {
                Out = options.Out is null ? null : Path.Combine(directory, options.Out),
                Blanks = options.Blanks is null ? null : Path.Combine(directory, options.Blanks),
            };
        }
        catch (JsonException exception)
        {
            throw new OfficeConfigurationException($"{path}: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OfficeConfigurationException($"{path}: not readable. {exception.Message}");
        }
    }

    /// <exception cref="OfficeConfigurationException">Names key, value and what is allowed.</exception>
    public void Validate()
    {
        Require(Speed is > 0 and <= 100_000, "speed", Speed, "a number above 0, at most 100000");
        Require(RibbonPrints is > 0 and <= 10_000, "ribbonPrints", RibbonPrints, "1 to 10000");
        Require(Operator is "auto" or "none", "operator", Operator, "auto, none");
        Require(Operator == "none" || StationCommand.Count > 0, "stationCommand", "[]", "the station's command line, when operator is auto");
        Require(Printers.Count is > 0 and <= 64, "printers", Printers.Count, "1 to 64 printers");
        Require(Printers.Select(printer => printer.Name).Distinct().Count() == Printers.Count, "printers", "the same name twice", "each name once");
        RequirePort("samPort", SamPort);
        RequirePort("deskPort", DeskPort);
        foreach (var printer in Printers)
        {
            Require(printer.Name.Length > 0, "printers.name", "\"\"", "a name");
            Require(printer.HopperCapacity is > 0 and <= 1000, "printers.hopperCapacity", printer.HopperCapacity, "1 to 1000");
            Require(printer.Hopper >= 0 && printer.Hopper <= printer.HopperCapacity, "printers.hopper", printer.Hopper, "0 to hopperCapacity");
            Require(printer.RejectCapacity is > 0 and <= 1000, "printers.rejectCapacity", printer.RejectCapacity, "1 to 1000");
            RequirePort("printers.port", printer.Port);
            RequirePort("printers.readerPort", printer.ReaderPort);
        }

        if (Pcsc is { } pcsc)
        {
            Require(Printers.Count == 1, "pcsc", $"with {Printers.Count} printers", "with one printer: vpcd has two slots, for its chip and the SAM");
            Require(pcsc.CardPort is > 0 and <= 65535, "pcsc.cardPort", pcsc.CardPort, "1 to 65535");
            Require(pcsc.SamPort is > 0 and <= 65535 && pcsc.SamPort != pcsc.CardPort, "pcsc.samPort", pcsc.SamPort,
                "1 to 65535, not cardPort");
        }

        if (Proxy is { } proxy)
        {
            RequirePort("proxy.listen", proxy.Listen);
            Require(ProxyOptions.TrySplit(proxy.Target, out _, out _), "proxy.target", proxy.Target, "host:port");
        }
    }

    private static void RequirePort(string key, int port) => Require(port is >= 0 and <= 65535, key, port, "0 to 65535");

    private static void Require(bool good, string key, object value, string allowed)
    {
        if (!good)
            throw new OfficeConfigurationException($"{key}: {value} is not allowed. Allowed: {allowed}.");
    }
}

internal sealed record PrinterOptions
{
    public string Name { get; init; } = "";

    /// <summary>Answered by the printer as its serial number.</summary>
    public string Serial { get; init; } = "10000000001";

    /// <summary>0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Of the reader at the chip station; 0 takes a free one.</summary>
    public int ReaderPort { get; init; }

    /// <summary>Cards. Default 100.</summary>
    public int HopperCapacity { get; init; } = 100;

    /// <summary>Cards in the hopper at the start, from the cupboard. Default 0.</summary>
    public int Hopper { get; init; }

    /// <summary>Cards that fit into the reject box. Default 30.</summary>
    public int RejectCapacity { get; init; } = 30;

    /// <summary>Counter of cards since the factory, at the start. Default 1,207: never a fresh machine.</summary>
    public long CardsInserted { get; init; } = 1_207;

    /// <summary>Counter of panels since the factory, at the start. Default 5,990.</summary>
    public long PanelsPrinted { get; init; } = 5_990;
}

/// <summary>Where vpcd listens on this machine.</summary>
internal sealed record PcscOptions
{
    /// <summary>Port of the slot for the printer's chip. Default 35963, vpcd's first.</summary>
    public int CardPort { get; init; } = 35_963;

    /// <summary>Port of the slot for the SAM. Default 35964, vpcd's second.</summary>
    public int SamPort { get; init; } = 35_964;
}

/// <param name="Listen">Port; 0 takes a free one.</param>
/// <param name="Target">"host:port" of the centre.</param>
internal sealed record ProxyOptions(int Listen, string Target)
{
    public static bool TrySplit(string target, out string host, out int port)
    {
        var colon = target.LastIndexOf(':');
        host = colon > 0 ? target[..colon] : "";
        port = 0;
        return colon > 0 && int.TryParse(target[(colon + 1)..], out port) && port is > 0 and <= 65535;
    }
}

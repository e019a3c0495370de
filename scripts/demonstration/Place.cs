using System.Text.Json;

/// <summary>The demonstration's directory, and where its programs and scripts are.</summary>
internal sealed class Place
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly string _root = Path.GetDirectoryName((string)AppContext.GetData("EntryPointFileDirectoryPath")!)!;
    private readonly string _configuration;

    public Place(Options options)
    {
        _configuration = options.Configuration;
        Out = Path.GetFullPath(options.Out ?? Path.Combine(_root, "out", options.Scenario ?? "demo"));
    }

    public string Out { get; }

    public string Central => Path.Combine(Out, "central");

    public string Instance => Path.Combine(Out, "instance");

    public string Logs => Path.Combine(Out, "logs");

    public string OfficeFile => Path.Combine(Out, "OFFICE.json");

    /// <summary>The office's cupboard.</summary>
    public string BlanksFile => Path.Combine(Out, "blanks.json");

    /// <summary>What the centre announces.</summary>
    public string DeliveryFile => Path.Combine(Out, "delivery.json");

    public string WorldFile => Path.Combine(Out, "world.jsonl");

    public string CentralFile => Path.Combine(Out, "central.json");

    public string StationFile => Path.Combine(Out, "station.json");

    public string SummaryFile => Path.Combine(Out, "summary.json");

    public string Trays => Path.Combine(Out, "tray");

    /// <summary>The serial line of a printer ("printer-1"), its reader ("printer-1-reader"), "sam" or "desk".</summary>
    public string Line(string name) => Path.Combine(Out, "lines", name);

    public string Log(string name) => Path.Combine(Logs, $"{name}.log");

    public string Config(string name) => Path.Combine(_root, "config", name);

    public string Script(string name) => Path.Combine(_root, "scripts", name);

    public string Simulation => Path.Combine(_root, "tests", "PrintStation.Simulation");

    public string SimulationProgram => Path.Combine(Simulation, "bin", _configuration, "net10.0", "PrintStation.Simulation.dll");

    public string Program(string name)
    {
        var project = name switch
        {
            "printcentral" => "PrintStation.Central",
            "printemulators" => "PrintStation.Emulators",
            _ => "PrintStation",
        };
        return Path.Combine(_root, "src", project, "bin", _configuration, "net10.0", name);
    }

    public static string Json(object value) => JsonSerializer.Serialize(value, Indented);
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace PrintStation.Simulation.Scenario;

/// <summary>What a scenario leaves: a directory in which the real programs go on. Its printers are nowhere; its books answer.</summary>
internal sealed class KeptOffice
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, Converters = { new JsonStringEnumConverter() }, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Stands in the directory till the office is whole: what a power cut or Ctrl-C left may be replaced.</summary>
    private const string Unfinished = "unfinished";

    private readonly Template _template;
    private readonly string _config;

    /// <exception cref="FormatException">The directory holds something.</exception>
    public KeptOffice(string directory, Template template, string config)
    {
        if (File.Exists(Path.Combine(directory, Unfinished)))
            System.IO.Directory.Delete(directory, recursive: true);
        if (System.IO.Directory.Exists(directory) && System.IO.Directory.EnumerateFileSystemEntries(directory).Any())
            throw new FormatException($"--keep {directory}: an empty directory, or one that is not there yet, is allowed.");
        System.IO.Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, Unfinished), "");
        (Directory, _template, _config) = (directory, template, config);
    }

    public string Directory { get; }

    private string Instance => Path.Combine(Directory, "instance");

    /// <summary>Called when station and centre have ended.</summary>
    public void Write(KupangPlan plan)
    {
        Copy(_template.CentralDirectory, Path.Combine(Directory, "central"));
        // Keys and model first; then the books of the last evening in the place of the empty ones.
        Copy(Path.Combine(_template.Directory, "instance"), Instance);
        Copy(OfficeWeeks.StationDirectory(_template), Instance);
        var options = _template.Options(Instance, _config, KupangPlan.Printers, OfflineMode.PrintFetched, Math.Max(1, plan.FetchAhead));
        options = options with
        {
            Central = options.Central with
            {
                CertificateAuthority = Inside(options.Central.CertificateAuthority), ClientCertificate = Inside(options.Central.ClientCertificate),
                ClientKey = Inside(options.Central.ClientKey), EnvelopeKey = Inside(options.Central.EnvelopeKey),
                IssuingKey = Inside(options.Central.IssuingKey), ChipSigningCertificate = Inside(options.Central.ChipSigningCertificate),
            },
            Letterhead = new LetterheadOptions
            {
                Address = "Jalan Contoh Nomor 1, Kupang 85111", Head = "Dra. Maria Seran, M.Si.", Nip = "197001311995032001",
            },
            Chips = options.Chips with { Sam = Nowhere(options.Chips.Sam), Desk = Nowhere(options.Chips.Desk) },
            Printers = [.. options.Printers.Select(printer => printer with
            {
                Model = Inside(printer.Model), Address = Nowhere(printer.Address), Reader = Nowhere(printer.Reader),
            })],
        };
        File.WriteAllText(Path.Combine(Instance, StationOptionsFile.Name), JsonSerializer.Serialize(options, Json));
        File.Delete(Path.Combine(Directory, Unfinished));
    }

    /// <summary>The machines were simulated with the weeks. Nobody ever has this name: no real machine is taken for them.</summary>
    private static string Nowhere(string address) => address.Replace("//office:", "//office.invalid:", StringComparison.Ordinal);

    /// <summary>A path of the template as one of the copy.</summary>
    private string Inside(string path) => Path.GetRelativePath(Path.Combine(_template.Directory, "instance"), path);

    private static void Copy(string from, string to)
    {
        foreach (var path in System.IO.Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, path));
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target, overwrite: true);
        }
    }
}

using System.Reflection;

namespace PrintStation.Central.Registry;

/// <param name="Code">Official code with dots, for example "53.71.04".</param>
internal sealed record Region(string Code, string Name)
{
    public bool IsWithin(string parentCode) => Code.StartsWith(parentCode + ".", StringComparison.Ordinal);
}

/// <summary>The official regions of config/regions, carried inside the program.</summary>
internal sealed class Regions
{
    private readonly Dictionary<string, string> names;

    private Regions(IReadOnlyList<Region> districts, IReadOnlyList<Region> villages, IEnumerable<Region> upper)
    {
        Districts = districts;
        Villages = villages;
        names = upper.Concat(districts).ToDictionary(region => region.Code, region => region.Name);
    }

    public static Regions Official { get; } = new(
        Read("districts", nameColumn: 2), Read("villages", nameColumn: 2),
        [.. Read("provinces", nameColumn: 1), .. Read("regencies", nameColumn: 2)]);

    public IReadOnlyList<Region> Districts { get; }

    public IReadOnlyList<Region> Villages { get; }

    /// <summary>Name of a province, regency or district; null when the code is not official.</summary>
    public string? NameOf(string code) => names.GetValueOrDefault(code);

    private static List<Region> Read(string file, int nameColumn)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"regions/{file}.csv")
            ?? throw new InvalidOperationException($"regions/{file}.csv is not embedded.");
        using var reader = new StreamReader(stream);
        var regions = new List<Region>();

        // The first line names the columns; the name is the last of them, and no name in these files is quoted.
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split(',', nameColumn + 1);
            regions.Add(new Region(cells[0], cells[nameColumn]));
        }

        return regions;
    }
}

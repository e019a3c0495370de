using System.Globalization;
using System.Text;

/// <summary>tests/planted/found.md: a line for each patch, in the order of their names. What stands under a further heading is written by hand, and
/// kept to the letter.</summary>
internal sealed class FoundTable
{
    private const string Head = """
        # Planted bugs

        Written by `scripts/planted`: a seed whose simulated day finds the bug, and which promises it finds broken there. By: independent wrote
        the bug without having written the simulator, simulator with it before the eyes; – was not recorded.

        | bug | what it is | by | seed | finding |
        | --- | --- | --- | --- | --- |

        """;

    private const string Heading = "\n## ";
    private const string NoSeed = "–";
    private readonly string _path;
    private readonly Dictionary<string, Found> _found = [];

    public FoundTable(string path)
    {
        _path = path;
        foreach (var line in Read().Table.Split('\n'))
            if (line.Split(" | ") is [var name, _, _, var seed, var kind] && name.StartsWith("| ", StringComparison.Ordinal))
                if (seed == NoSeed || int.TryParse(seed, CultureInfo.InvariantCulture, out _))
                    _found[name[2..]] = new Found(
                        seed == NoSeed ? null : int.Parse(seed, CultureInfo.InvariantCulture), kind[..^" |".Length]);
    }

    public Found? Of(string name) => _found.GetValueOrDefault(name);

    /// <summary>Keeps what was found and writes the table; patches that are gone leave it.</summary>
    public void Keep(PlantedBug bug, Found found, IReadOnlyList<PlantedBug> all)
    {
        _found[bug.Name] = found;
        // Read anew: planting all of them takes hours, in which somebody may write there.
        var byHand = Read().ByHand;
        var text = new StringBuilder(Head);
        foreach (var row in all)
            if (_found.GetValueOrDefault(row.Name) is { } kept)
                text.Append(CultureInfo.InvariantCulture, $"| {row.Name} | {Cell(row.Text)} | {Cell(row.By)} | {kept.Seed?.ToString(CultureInfo.InvariantCulture) ?? NoSeed} | {Cell(kept.Kind)} |\n");
        File.WriteAllText(_path, text.Append(byHand).ToString());
    }

    private (string Table, string ByHand) Read()
    {
        var text = File.Exists(_path) ? File.ReadAllText(_path) : "";
        var end = text.IndexOf(Heading, StringComparison.Ordinal);
        return end < 0 ? (text, "") : (text[..end], text[end..]);
    }

    private static string Cell(string text) => text.Replace('|', '/').ReplaceLineEndings(" ");
}

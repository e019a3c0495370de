using System.Globalization;

internal sealed record PlantedOptions
{
    /// <summary>A bug that so many days do not find is not found.</summary>
    private const int MostSeeds = 2_000;

    public const string Usage = """
        usage: planted [options]
        Applies each patch of tests/planted to a copy of the working tree, builds it and simulates until the first finding; keeps the table
        tests/planted/found.md. A seed that found the bug before comes first.
          --only NAME    one patch, by its file name without .patch
          --missing      those for which the table has no seed
          --seeds A..B   the seeds to try (1..2000), or one: 17
          --json         one line of JSON for each bug, and one for the sum
        Exit 0 when every bug was found; 1 when one was not, or a patch does not apply or build; 2 usage.
        """;

    public string? Only { get; private init; }

    public bool Missing { get; private init; }

    public int First { get; private init; } = 1;

    public int Last { get; private init; } = MostSeeds;

    public bool Json { get; private init; }

    public bool Help { get; private init; }

    /// <exception cref="FormatException">Names the option and what it takes.</exception>
    public static PlantedOptions Parse(string[] arguments)
    {
        var options = new PlantedOptions();
        var given = new ArgumentReader(arguments);
        while (given.Read())
            options = given.Name switch
            {
                "--only" => options with { Only = given.Value() },
                "--missing" => options with { Missing = true },
                "--seeds" => options.WithSeeds(given.Value()),
                "--json" => options with { Json = true },
                "--help" or "-h" => options with { Help = true },
                _ => throw given.Unknown(),
            };

        return options;
    }

    private PlantedOptions WithSeeds(string text)
    {
        var parts = text.Split("..");
        return parts.Length <= 2 && TryRead(parts[0], out var first) && TryRead(parts[^1], out var last) && first <= last
            ? this with { First = first, Last = last }
            : throw new FormatException($"--seeds {text}: a range such as 1..200, or one seed, is allowed.");
    }

    private static bool TryRead(string text, out int seed) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seed) && seed > 0;
}

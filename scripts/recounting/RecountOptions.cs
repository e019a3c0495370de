using System.Globalization;

/// <summary>What keeps the plastic from being counted, with what to do.</summary>
internal sealed class RecountException(string message) : Exception(message);

internal sealed record RecountOptions
{
    public const string Usage = """
        usage: recount DIR [options]
        Counts DIR/world.jsonl, the log of the physical world of a demo: blanks that came, cards, spoiled ones and why, what is left and where,
        what lay there when a day was opened or closed, ribbons and the prints of each, and for how long nothing moved: no cause of waiting can
        have lasted longer. What the plastic does not say (whether a spoiled card was burnt, which cards are held or were brought back, whether
        anybody waited, days to come) is left open, in words.
        Asks the station of DIR/instance, which has to run, for its reports, keeps them in DIR/reports, and compares each day.
          --from DAY          first day, as 2026-11-02 (the first in the log)
          --to DAY            last day (the last in the log)
          --reports DIR       compares with reports that were kept before, and asks nobody
          --printstation FILE the program that asks (the one that was built last)
          --json              days, differences and what is left open as JSON
        Exit 0 all agree, 1 something differs or cannot be counted, 2 usage.
        """;

    public string Directory { get; private init; } = "";

    public DateOnly? From { get; private init; }

    public DateOnly? To { get; private init; }

    /// <summary>Null: the station is asked.</summary>
    public string? Reports { get; private init; }

    public string? Program { get; private init; }

    public bool Json { get; private init; }

    public bool Help { get; private init; }

    /// <summary>A demo that goes on with what another left lays that one's log aside until it ends.</summary>
    public IEnumerable<string> WorldFiles =>
    [
        .. new[] { Path.Combine(Directory, "before", "world.jsonl") }.Where(File.Exists), Path.Combine(Directory, "world.jsonl"),
    ];

    public string Instance => Path.Combine(Directory, "instance");

    public string KeptReports => Path.Combine(Directory, "reports");

    /// <exception cref="FormatException">Names the argument and what is allowed.</exception>
    public static RecountOptions Parse(string[] arguments)
    {
        var options = new RecountOptions();
        var given = new ArgumentReader(arguments);
        while (given.Read())
            options = given.Name switch
            {
                "--from" => options with { From = Day(given) },
                "--to" => options with { To = Day(given) },
                "--reports" => options with { Reports = given.Value() },
                "--printstation" => options with { Program = given.Value() },
                "--json" => options with { Json = true },
                "--help" or "-h" => options with { Help = true },
                ['-', ..] => throw given.Unknown(),
                var directory when options.Directory.Length == 0 => options with { Directory = directory },
                var other => throw new FormatException($"{other}: one directory at a time."),
            };
        return options.Help || options.Directory.Length > 0 ? options : throw new FormatException("DIR, the directory of a demo, is missing.");
    }

    private static DateOnly Day(ArgumentReader given)
    {
        var text = given.Value();
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new FormatException($"{given.Name} {text}: a day such as 2026-11-02 is allowed.");
    }
}

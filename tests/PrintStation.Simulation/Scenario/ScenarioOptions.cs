using System.Globalization;

namespace PrintStation.Simulation.Scenario;

/// <summary>The command line of a scenario.</summary>
internal sealed record ScenarioOptions(string Name, int Scale, int WorkingDays, bool Json, string? Log, string? Keep, OfflineMode? Way, string Config)
{
    public const string Kupang = "kupang";

    public const string Usage = """
        A case from the field in simulated time: real station, real centre, printers and people as they are in an office.

        usage: scenario kupang [--json] [--scale N] [--days N] [--log FILE] [--keep DIR] [--way WAY]

          kupang      no network from Monday to Friday, 2,500 and then 6,000 blanks, 9,000 records ready to print; once printing what
                      was fetched before, and once with Offline = Stop
          --json      the figures as JSON
          --scale N   every quantity of cards divided by N, 1 to 250; default 1
          --days N    working days, 1 to 15; with fewer than five the network is back on the last; default 15
          --log FILE  writes down all that happens, into FILE.PrintFetched and FILE.Stop
          --keep DIR  leaves centre, station and world of the first way in DIR, as an office that can be asked
          --way WAY   only this one, PrintFetched or Stop

        The same command always gives the same figures. Exit code 0: plastic, books and centre agree; 1: they do not; 2: usage.
        """;

    private const int LargestScale = 250;

    private static readonly string[] Names = [Kupang];

    /// <exception cref="FormatException">Names the argument and what is allowed.</exception>
    public static ScenarioOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new ScenarioOptions("", 1, KupangPlan.AllWorkingDays, false, null, null, null, "config");
        for (var i = 0; i < arguments.Count; i++)
            options = arguments[i] switch
            {
                "--json" => options with { Json = true },
                "--scale" => options with { Scale = Number(arguments, ref i, 1, LargestScale) },
                "--days" => options with { WorkingDays = Number(arguments, ref i, 1, KupangPlan.AllWorkingDays) },
                "--log" => options with { Log = LogFile.In(Value(arguments, ref i)) },
                "--keep" => options with { Keep = Path.GetFullPath(Value(arguments, ref i)) },
                "--way" => options with { Way = KnownWay(arguments, ref i) },
                "--config" => options with { Config = Value(arguments, ref i) },
                ['-', ..] other => throw new FormatException($"{other}: there is no such option."),
                var name when options.Name.Length > 0 => throw new FormatException($"{name}: one scenario at a time."),
                var name => options with { Name = Known(name) },
            };
        return options.Name.Length > 0
            ? options
            : throw new FormatException($"The name of a scenario is missing; there is: {string.Join(", ", Names)}.");
    }

    private static string Known(string name) =>
        Names.Contains(name) ? name : throw new FormatException($"{name}: there is no such scenario; there is: {string.Join(", ", Names)}.");

    private static OfflineMode KnownWay(IReadOnlyList<string> arguments, ref int i)
    {
        var text = Value(arguments, ref i);
        return Enum.TryParse<OfflineMode>(text, out var way) && Enum.IsDefined(way) && !char.IsAsciiDigit(text[0])
            ? way
            : throw new FormatException($"--way {text}: give {string.Join(" or ", Enum.GetNames<OfflineMode>())}.");
    }

    private static string Value(IReadOnlyList<string> arguments, ref int i) =>
        ++i < arguments.Count ? arguments[i] : throw new FormatException($"{arguments[i - 1]} needs a value.");

    private static int Number(IReadOnlyList<string> arguments, ref int i, int least, int most)
    {
        var (name, text) = (arguments[i], Value(arguments, ref i));
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{name} {text}: give a number from {least} to {most}.");
    }
}

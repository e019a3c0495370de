using System.Globalization;

namespace PrintStation.Simulation;

/// <summary>The command line of the simulation.</summary>
/// <param name="With">Only days that this befalls are simulated.</param>
internal sealed record SimulationOptions(int First, int Last, bool Json, string? Log, string Config, MishapKind? With)
{
    public const string Usage = """
        Simulated office days, one a seed: the real station on simulated time, lines, network, disk, people and printers.

        usage: simulate --seeds A..B [--with MISHAP] [--json] [--log FILE]

          --seeds A..B   the seeds to run, for example 1..200, or one: 17
          --with MISHAP  of these, only days that it befalls, for example CentreRestore
          --json         one line of JSON for each seed, and one for the sum
          --log FILE     writes down all that happens; for one seed

        A seed always gives the same day. Exit code 0: no promise was broken; 1: one was, its seed stands in the output; 2: usage.
        """;

    /// <exception cref="FormatException">Names the argument and what is allowed.</exception>
    public static SimulationOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new SimulationOptions(1, 0, false, null, "config", null);
        for (var i = 0; i < arguments.Count; i++)
            options = arguments[i] switch
            {
                "--seeds" => WithSeeds(options, Value(arguments, ref i)),
                "--with" => options with { With = Kind(Value(arguments, ref i)) },
                "--json" => options with { Json = true },
                "--log" => options with { Log = LogFile.In(Value(arguments, ref i)) },
                "--config" => options with { Config = Value(arguments, ref i) },
                var other => throw new FormatException($"{other}: there is no such option."),
            };
        if (options.Last < options.First)
            throw new FormatException("--seeds is missing, or its last seed is before its first.");
        return options.Log is null || options.First == options.Last ? options : throw new FormatException("--log is for one seed.");
    }

    private static string Value(IReadOnlyList<string> arguments, ref int i) =>
        ++i < arguments.Count ? arguments[i] : throw new FormatException($"{arguments[i - 1]} needs a value.");

    private static MishapKind Kind(string text) => Enum.TryParse<MishapKind>(text, out var kind) && Enum.IsDefined(kind)
        ? kind
        : throw new FormatException($"--with {text}: allowed are {string.Join(", ", Enum.GetNames<MishapKind>())}.");

    private static SimulationOptions WithSeeds(SimulationOptions options, string text)
    {
        var parts = text.Split("..");
        return parts.Length is 1 or 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
                ? options with { First = first, Last = last }
                : throw new FormatException($"--seeds {text}: give two numbers, such as 1..200.");
    }
}

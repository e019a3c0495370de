internal sealed record FaultsOptions
{
    public const string Usage = """
        usage: faults [options] [-- options of demo]
        Runs scripts/demo --exit with each fault that the virtual office knows, then with random pairs of them, and prints a table: what it
        ended with, cards issued and spoiled, how long it took, why the station paused. What failed stays in DIR with its output.
          --seed S           which pairs (1)
          --pairs N          how many pairs; 0 for none (20)
          --pairs-only       no fault alone
          --only NAME        only faults that begin so, such as jam or power-cut@2:print; no pairs. "A,B" is one pair
          --parallel N       how many demonstrations at once (1)
          --out DIR          where they are written (out/faults)
          --json             one line of JSON for each
          --configuration C  Debug or Release (Release)
          --no-build         the programs are built already
        After -- what each demonstration gets besides, such as -- --printers 3 or -- --serial.
        Exit 0 when each job of each demonstration got its card, all agrees and each fault alone happened; 1 else; 2 usage.
        """;

    public int Seed { get; private init; } = 1;

    public int Pairs { get; private init; } = 20;

    public bool PairsOnly { get; private init; }

    public string? Only { get; private init; }

    public int Parallel { get; private init; } = 1;

    public string Out { get; private init; } = Path.Combine("out", "faults");

    public bool Json { get; private init; }

    public string Configuration { get; private init; } = "Release";

    public bool NoBuild { get; private init; }

    public bool Help { get; private init; }

    /// <summary>What each demonstration gets besides.</summary>
    public IReadOnlyList<string> Besides { get; private init; } = [];

    /// <exception cref="FormatException">Names the option and what it takes.</exception>
    public static FaultsOptions Parse(string[] arguments)
    {
        string[] own = [.. arguments.TakeWhile(argument => argument != "--")];
        var options = new FaultsOptions { Besides = arguments[Math.Min(own.Length + 1, arguments.Length)..] };
        var given = new ArgumentReader(own);
        while (given.Read())
            options = given.Name switch
            {
                "--seed" => options with { Seed = given.Number(0, int.MaxValue) },
                "--pairs" => options with { Pairs = given.Number(0, 10_000) },
                "--pairs-only" => options with { PairsOnly = true },
                "--only" => options with { Only = given.Value() },
                "--parallel" => options with { Parallel = given.Number(1, 16) },
                "--out" => options with { Out = given.Value() },
                "--json" => options with { Json = true },
                "--configuration" => options with { Configuration = given.Word("Debug", "Release") },
                "--no-build" => options with { NoBuild = true },
                "--help" or "-h" => options with { Help = true },
                _ => throw given.Unknown(),
            };

        return options;
    }

    /// <summary>The demonstration with these faults, written to a directory of their name.</summary>
    public string[] Demonstration(string faults) =>
    [
        "--cards", $"{FaultSweep.Cards}", "--speed", "40", "--no-build", "--configuration", Configuration, .. Besides,
        "--exit", "--out", DirectoryOf(faults), "--faults", faults,
    ];

    public string DirectoryOf(string faults) => Path.GetFullPath(Path.Combine(Out, string.Concat(faults.Select(one => char.IsAsciiLetterOrDigit(one) ? one : '-'))));
}

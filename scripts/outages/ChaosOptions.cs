
internal sealed record ChaosOptions
{
    public const string Usage = """
        usage: chaos [options]
        Kills station, centre and the network between them at random moments until the queue is done, then reconciles.
          --kills N          how many processes are killed (50)
          --printers N       how many printers the office has; from two on their cards meet at the books (2)
          --seed S           which, and when (1)
          --out DIR          where everything is written (out/chaos)
          --json             the figures as JSON
          --configuration C  Debug or Release (Release)
          --no-build         the programs are built already
        Exit 0 when the queue is done with no duplicate, no blank unaccounted for, no run unreported and no other finding; 1 else; 2 usage.
        """;

    /// <summary>Fast enough that fifty kills are done in minutes; slow enough that they fall into every step of a card.</summary>
    private const int Speed = 30;

    public int Kills { get; private init; } = 50;

    public int Printers { get; private init; } = 2;

    public int Seed { get; private init; } = 1;

    public string Out { get; private init; } = Path.Combine("out", "chaos");

    public bool Json { get; private init; }

    public bool Help { get; private init; }

    public string Configuration { get; private init; } = "Release";

    public bool NoBuild { get; private init; }

    /// <summary>So many that the last kills still find some in the machine.</summary>
    public int Cards => Printers * Math.Max(Math.Min(Kills + 2, 10), (Kills * 2) / 5);

    /// <summary>Of the whole, on a machine shared with other work.</summary>
    public TimeSpan TimeLimit => TimeSpan.FromSeconds(180 + (15 * Kills));

    /// <summary>The demonstration to do it to.</summary>
    public Options Demonstration => Options.Parse(
    [
        "--cards", $"{Cards}", "--printers", $"{Printers}", "--speed", $"{Speed}", "--seed", $"{Seed}", "--out", Out, "--configuration", Configuration, "--exit",
        "--kill-every", "1", .. NoBuild ? (string[])["--no-build"] : [],
    ]);

    /// <exception cref="FormatException">Names the option and what it takes.</exception>
    public static ChaosOptions Parse(string[] arguments)
    {
        var options = new ChaosOptions();
        var given = new ArgumentReader(arguments);
        while (given.Read())
            options = given.Name switch
            {
                "--kills" => options with { Kills = given.Number(1, 10_000) },
                "--printers" => options with { Printers = given.Number(1, 8) },
                "--seed" => options with { Seed = given.Number(0, int.MaxValue) },
                "--out" => options with { Out = given.Value() },
                "--configuration" => options with { Configuration = given.Word("Debug", "Release") },
                "--json" => options with { Json = true },
                "--no-build" => options with { NoBuild = true },
                "--help" or "-h" => options with { Help = true },
                _ => throw given.Unknown(),
            };

        return options;
    }
}

using System.Globalization;

internal sealed record Options
{
    public const string Usage = """
        usage: demo [options]
        Prints identity cards in a virtual office: reference centre, printers, chips and a person, all on this machine.
          --cards N          how many jobs the centre has (12)
          --printers N       how many printers the office has (1)
          --speed X          how much faster than a real printer (20)
          --faults SPEC      such as "mute-chip@3,jam@5:print,network-down@10+20"; @n is the n-th card fed. There are feeder-empty,
                             double-feed, jam, ribbon-end, ribbon-false, head-error, mute-chip, chip-tear, chip-forget, stale-reply,
                             late-reply, reject-full, exit-full, exit-slot, card-left, cover-open, ribbon-none, ribbon-zone, cleaning,
                             cleaning-mandatory, head-hot, reader-dark, local-text, short-download, offline,
                             power-cut[:phase][:eject|reject|restart|stay], network-down@start+seconds; phases are idle, feed,
                             encode, print, verify, eject
          --kill-every N     kill the station at a random moment about every N cards, and start it again
          --operator WHO     auto: a virtual person loads, clears and decides; none: nobody comes after the first load (auto)
          --seed S           everything random follows from it (1)
          --out DIR          where everything is written (out/demo)
          --serial           printers and readers on serial lines instead of TCP (Linux)
          --pcsc             chip and SAM are read through PC/SC: the real pcscd with vpcd, the virtual reader; one printer only
          --scenario kupang  instead: three weeks of an office in simulated time, and then questions to its books (out/kupang)
          --scale N          of the scenario: every quantity of cards divided by N, 1 to 250 (1)
          --bad              add one job of each bad kind, for the station to refuse
          --keep             go on with what DIR holds, instead of a clean directory; ask the books that a scenario left there once more
          --exit             stop when the queue is done, or the questions are answered; compare centre, station and world, and exit with
                             the verdict
          --configuration C  Debug or Release (Release)
          --no-build         the programs are built already
        Exit 0 good, 1 failed or not reconciled, 2 usage.
        """;

    public int Cards { get; private init; } = 12;

    public int Printers { get; private init; } = 1;

    public double Speed { get; private init; } = 20;

    public string Faults { get; private init; } = "";

    public int? KillEvery { get; private init; }

    public string Operator { get; private init; } = "auto";

    public int Seed { get; private init; } = 1;

    public string? Out { get; private init; }

    public bool Bad { get; private init; }

    public bool Keep { get; private init; }

    public string? Scenario { get; private init; }

    public int Scale { get; private init; } = 1;

    public bool Serial { get; private init; }

    public bool Pcsc { get; private init; }

    public bool Exit { get; private init; }

    public string Configuration { get; private init; } = "Release";

    public bool NoBuild { get; private init; }

    public bool Help { get; private init; }

    /// <summary>A card's way through the machine on the real printer's clock: feed, print, back, out; its picture on a serial line.</summary>
    public TimeSpan CardTime => TimeSpan.FromSeconds((Serial ? 29 + 143 : 29) / Speed);

    /// <summary>Generous: a machine shared with other work, each fault with its person, each kill with its restart.</summary>
    public TimeSpan TimeLimit
    {
        get
        {
            var faults = Faults.Split(',', StringSplitOptions.RemoveEmptyEntries);
            var network = faults.Where(fault => fault.StartsWith("network-down", StringComparison.Ordinal) && fault.Contains('+'))
                .Sum(fault => fault[(fault.IndexOf('@') + 1)..].Split('+').Sum(Seconds));
            var kills = KillEvery is { } every ? Cards / every : 0;
            return TimeSpan.FromSeconds(120 + (3 * (CardTime.TotalSeconds + 5) * Cards / Printers) + (60 * faults.Length) + (30 * kills)
                + (2 * network));

            static double Seconds(string text) => double.TryParse(text.TrimEnd('s'), CultureInfo.InvariantCulture, out var seconds)
                ? seconds : 0;
        }
    }

    /// <exception cref="FormatException">Names the option and what it takes.</exception>
    public static Options Parse(string[] arguments)
    {
        var options = new Options();
        var given = new ArgumentReader(arguments);
        while (given.Read())
            options = given.Name switch
            {
                "--cards" => options with { Cards = given.Number(1, 100_000) },
                "--printers" => options with { Printers = given.Number(1, 8) },
                "--speed" => options with { Speed = given.Factor(0.1, 1000) },
                "--faults" => options with { Faults = given.Value() },
                "--kill-every" => options with { KillEvery = given.Number(1, 100_000) },
                "--operator" => options with { Operator = given.Word("auto", "none") },
                "--seed" => options with { Seed = given.Number(0, int.MaxValue) },
                "--out" => options with { Out = given.Value() },
                "--configuration" => options with { Configuration = given.Word("Debug", "Release") },
                "--scenario" => options with { Scenario = given.Word("kupang") },
                "--scale" => options with { Scale = given.Number(1, 250) },
                "--keep" => options with { Keep = true },
                "--serial" => options with { Serial = true },
                "--bad" => options with { Bad = true },
                "--pcsc" => options with { Pcsc = true },
                "--exit" => options with { Exit = true },
                "--no-build" => options with { NoBuild = true },
                "--help" or "-h" => options with { Help = true },
                _ => throw given.Unknown(),
            };

        return options is { Pcsc: true, Printers: > 1 }
            ? throw new FormatException($"--pcsc --printers {options.Printers}: one printer is allowed; vpcd has two slots, for its chip and the SAM.")
            : options;
    }
}

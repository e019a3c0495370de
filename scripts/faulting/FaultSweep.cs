using System.Text.Json;
using System.Text.Json.Nodes;

/// <summary>One demonstration for each fault and each pair, and the table of what became of them.</summary>
internal sealed class FaultSweep(FaultsOptions options, TimeProvider time)
{
    public const int Cards = 4;

    /// <summary>In the middle: a card before it shows that all works, cards after it that all works again.</summary>
    private const int FirstCard = 2;
    private const int LastCard = 3;

    /// <summary>The demonstration has a limit of its own and says what it waited for; this one only guards against a hang.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(18);
    private static readonly JsonSerializerOptions Plain = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Place _place = new(Options.Parse(["--configuration", options.Configuration]));
    private readonly Lock _console = new();

    public async Task<int> RunAsync(CancellationToken token)
    {
        if (!options.NoBuild)
            await RunToolAsync("dotnet",
                ["build", _place.Script("programs.slnf"), "--configuration", options.Configuration, "--nologo", "--verbosity", "quiet"], token);
        var chosen = await ChooseAsync(token);
        Directory.CreateDirectory(options.Out);
        if (!options.Json)
            Console.WriteLine(FaultResult.Head);
        var failed = 0;
        await Parallel.ForEachAsync(chosen, new ParallelOptions { MaxDegreeOfParallelism = options.Parallel, CancellationToken = token },
            async (faults, cancelled) =>
            {
                var result = await DemonstrateAsync(faults, cancelled);
                if (result.Trouble is not null)
                    Interlocked.Increment(ref failed);
                lock (_console)
                    Console.WriteLine(options.Json ? JsonSerializer.Serialize(result, Plain) : result.ToString());
            });
        Console.Error.WriteLine($"{chosen.Count} demonstrations, {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    /// <summary>The singles, then the pairs that the seed draws: often both strike the same card.</summary>
    /// <exception cref="FormatException">There is no such fault.</exception>
    private async Task<IReadOnlyList<string>> ChooseAsync(CancellationToken token)
    {
        var each = new Dictionary<int, string[]>();
        for (var card = FirstCard; card <= LastCard; card++)
            each[card] = (await RunToolAsync(_place.Program("printemulators"), ["faults", "--card", $"{card}"], token))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (options.Only?.Contains(',') == true)
            return [options.Only];
        if (options.Only is { } only)
            return each[FirstCard].Where(fault => fault.StartsWith(only, StringComparison.Ordinal)).ToList() is { Count: > 0 } some
                ? some
                : throw new FormatException($"--only {only}: the virtual office knows no such fault. It knows: {string.Join(", ", each[FirstCard])}.");

        var random = new Random(options.Seed);
        var pairs = new HashSet<string>();
        while (pairs.Count < options.Pairs)
        {
            var (first, second) = (Draw(), Draw());
            if (first != second)
                pairs.Add($"{first},{second}");
        }

        return options.PairsOnly ? [.. pairs] : [.. each[FirstCard], .. pairs];

        string Draw() => random.GetItems(each[random.Next(FirstCard, LastCard + 1)], 1)[0];
    }

    private async Task<FaultResult> DemonstrateAsync(string faults, CancellationToken token)
    {
        var directory = options.DirectoryOf(faults);
        var began = time.GetTimestamp();
        var (exit, output) = await Child.RunAsync(_place.Script("demo"), options.Demonstration(faults), token, Limit);
        var result = Read(new FaultResult(faults, exit, time.GetElapsedTime(began)), directory);
        if (result.Trouble is not null)
            await File.WriteAllTextAsync($"{directory}.log", output, token);
        else if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
        return result;
    }

    /// <summary>What a demonstration left that came to its end.</summary>
    private static FaultResult Read(FaultResult result, string directory)
    {
        var summary = Path.Combine(directory, "summary.json");
        if (!File.Exists(summary))
            return result;
        var figures = JsonNode.Parse(File.ReadAllText(summary))!;
        var pauses = JsonNode.Parse(File.ReadAllText(Path.Combine(directory, "station.json")))!["pauses"]!.AsArray();
        return result with
        {
            Issued = (int)figures["issued"]!,
            Spoiled = (int)figures["spoiled"]!,
            IsWhole = (int)figures["issued"]! == (int)figures["cards"]! && (int)figures["held"]! == 0,
            Happened = File.ReadLines(Path.Combine(directory, "world.jsonl"))
                .Count(line => (string?)JsonNode.Parse(line)!["event"] is "fault" or "network-down"),
            Pauses = [.. pauses.Select(pause => (string)pause!["reason"]!).Distinct()],
        };
    }

    private static async Task<string> RunToolAsync(string program, string[] arguments, CancellationToken token)
    {
        var (code, output) = await Child.RunAsync(program, arguments, token, TimeSpan.FromMinutes(15));
        return code == 0 ? output : throw new DemoException($"{Path.GetFileName(program)} {string.Join(' ', arguments)} failed:\n{output}");
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace PrintStation.Simulation;

/// <summary>Shares seeds out among processes, one a core: each of them has one thread only.</summary>
internal sealed class Workers(SimulationOptions options)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly Lock _lock = new();
    private readonly List<DayResult> _days = [];
    private int _next = options.First;

    /// <returns>Whether every seed ran and none broke a promise.</returns>
    public async Task<bool> RunAsync()
    {
        var watch = Stopwatch.StartNew();
        var cores = options.Log is null ? Math.Min(Environment.ProcessorCount, options.Last - options.First + 1) : 1;
        var broken = await Task.WhenAll(Enumerable.Range(0, cores).Select(_ => WorkAsync()));
        var found = _days.Where(day => day.Findings.Count > 0).OrderBy(day => day.Seed).ToList();
        var wanted = Enumerable.Range(options.First, options.Last - options.First + 1).Count(seed => Plan.Befalls(seed, options.With));
        if (wanted == 0)
            await Console.Error.WriteLineAsync($"--with {options.With}: it befalls none of these days.");
        var whole = wanted > 0 && _days.Count == wanted && broken.All(trouble => trouble is null);
        foreach (var trouble in broken.OfType<string>())
            await Console.Error.WriteLineAsync(trouble);
        var sum = new
        {
            seeds = _days.Count, found = found.Select(day => day.Seed), issued = _days.Sum(day => day.Issued),
            spoiled = _days.Sum(day => day.Spoiled), deaths = _days.Sum(day => day.Deaths), actsChecked = _days.Sum(day => day.ActsChecked),
            seconds = Math.Round(watch.Elapsed.TotalSeconds, 1),
        };
        Console.WriteLine(options.Json
            ? JsonSerializer.Serialize(sum, Json)
            : string.Create(CultureInfo.InvariantCulture, $"{sum.seeds} seeds: {sum.issued} cards issued, {sum.spoiled} spoiled, {sum.deaths} deaths, {sum.actsChecked} acts checked, {found.Count} seeds with findings, {sum.seconds} s"));
        return whole && found.Count == 0;
    }

    /// <summary>The start of a process costs as much as several seeds; the last shares are small, so that no core waits long for another.</summary>
    private const int MostSeeds = 200;
    private const int FewestSeeds = 25;

    /// <summary>Takes share after share until none is left.</summary>
    private async Task<string?> WorkAsync()
    {
        while (true)
        {
            int first, last;
            lock (_lock)
            {
                if (_next > options.Last)
                    return null;
                (first, last) = (_next, Math.Min(_next + Share() - 1, options.Last));
                _next = last + 1;
            }

            if (await RunAsync(first, last) is { } trouble)
                return trouble;
        }
    }

    private int Share()
    {
        var (all, cores) = (options.Last - options.First + 1, Environment.ProcessorCount);
        return all <= 2 * FewestSeeds * cores
            ? (all + cores - 1) / cores
            : Math.Clamp((options.Last - _next + 1) / (2 * cores), FewestSeeds, MostSeeds);
    }

    /// <summary>One processor makes the pool a pool of one. The rest saves time only: a thread that never rests puts off the better code of the
    /// methods that it calls most.</summary>
    private static readonly IReadOnlyDictionary<string, string> Runtime = new Dictionary<string, string>
    {
        ["DOTNET_PROCESSOR_COUNT"] = "1",
        ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_TC_CallCountingDelayMs"] = "0",
        ["DOTNET_EnableWriteXorExecute"] = "0",
        ["DOTNET_GCgen0size"] = "0x8000000",
    };

    /// <summary>This program once more, for <see cref="Time.SingleThread"/>.</summary>
    public static ProcessStartInfo Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(Workers).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in Runtime)
            start.Environment[name] = value;
        return start;
    }

    private async Task<string?> RunAsync(int first, int last)
    {
        string[] log = options.Log is null ? [] : ["--log", options.Log];
        string[] with = options.With is { } kind ? ["--with", $"{kind}"] : [];
        using var process = Process.Start(Start(["worker", "--seeds", $"{first}..{last}", "--config", options.Config, .. with, .. log]))!;
        var errors = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            Tell(JsonSerializer.Deserialize<DayResult>(line, Json)!, line);
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? null : $"seeds {first}..{last} ended with exit code {process.ExitCode}:\n{await errors}";
    }

    private void Tell(DayResult day, string line)
    {
        lock (_lock)
        {
            _days.Add(day);
            if (options.Json)
                Console.WriteLine(line);
            foreach (var finding in options.Json ? [] : day.Findings)
                Console.WriteLine($"seed {day.Seed}: {finding.Promise}: {finding.Text}");
        }
    }
}

using System.Collections.Concurrent;
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
    private readonly ConcurrentQueue<int> _seeds = new(
        Enumerable.Range(options.First, options.Last - options.First + 1).Where(seed => Plan.Befalls(seed, options.With)));

    /// <returns>Whether every seed ran and none broke a promise.</returns>
    public async Task<bool> RunAsync()
    {
        var watch = Stopwatch.StartNew();
        var wanted = _seeds.Count;
        var broken = await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => WorkAsync()));
        var found = _days.Where(day => day.Findings.Count > 0).OrderBy(day => day.Seed).ToList();
        if (wanted == 0)
            await Console.Error.WriteLineAsync($"--with {options.With}: it befalls none of these days.");
        var whole = wanted > 0 && _days.Count == wanted && broken.All(trouble => trouble is null);
        foreach (var trouble in broken.OfType<string>())
            await Console.Error.WriteLineAsync(trouble);
        var sum = new
        {
            seeds = _days.Count, found = found.Select(day => day.Seed), issued = _days.Sum(day => day.Issued),
            spoiled = _days.Sum(day => day.Spoiled), deaths = _days.Sum(day => day.Deaths), actsChecked = _days.Sum(day => day.ActsChecked),
            exact = _days.Count(day => day.Exact),
            seconds = Math.Round(watch.Elapsed.TotalSeconds, 1),
        };
        Console.WriteLine(options.Json
            ? JsonSerializer.Serialize(sum, Json)
            : string.Create(CultureInfo.InvariantCulture, $"{sum.seeds} seeds: {sum.issued} cards issued, {sum.spoiled} spoiled, {sum.deaths} deaths, {sum.actsChecked} acts checked, {sum.exact} days with exact books, {found.Count} seeds with findings, {sum.seconds} s"));
        return whole && found.Count == 0;
    }

    /// <summary>One process, which gets seed after seed until none is left.</summary>
    private async Task<string?> WorkAsync()
    {
        if (!_seeds.TryDequeue(out var seed))
            return null;
        string[] log = options.Log is null ? [] : ["--log", options.Log];
        using var process = Process.Start(Start(["worker", "--seeds", $"{options.First}..{options.Last}", "--config", options.Config, .. log]))!;
        var errors = process.StandardError.ReadToEndAsync();
        do
        {
            if (await AskAsync(process, seed) is not { } line)
                return $"seed {seed} ended the process:\n{await errors}";
            Tell(JsonSerializer.Deserialize<DayResult>(line, Json)!, line);
        }
        while (_seeds.TryDequeue(out seed));
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? null : $"a process ended with exit code {process.ExitCode}:\n{await errors}";
    }

    /// <summary>Null when the process is gone.</summary>
    private static async Task<string?> AskAsync(Process process, int seed)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(seed.ToString(CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }

        return await process.StandardOutput.ReadLineAsync();
    }

    /// <summary>One processor makes the pool a pool of one. The rest saves time only: a thread that never rests puts off the better code of the
    /// methods that it calls most, and memory that a day gave back is asked for again by the next.</summary>
    private static readonly IReadOnlyDictionary<string, string> Runtime = new Dictionary<string, string>
    {
        ["DOTNET_PROCESSOR_COUNT"] = "1",
        ["DOTNET_TC_CallCountingDelayMs"] = "0",
        ["DOTNET_EnableWriteXorExecute"] = "0",
        ["DOTNET_GCgen0size"] = "0x8000000",
        ["MALLOC_MMAP_THRESHOLD_"] = "268435456",
        ["MALLOC_TRIM_THRESHOLD_"] = "1073741824",
        ["MALLOC_TOP_PAD_"] = "16777216",
    };

    /// <summary>This program once more, for <see cref="Time.SingleThread"/>.</summary>
    public static ProcessStartInfo Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(Workers).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in Runtime)
            start.Environment[name] = value;
        return start;
    }

    private void Tell(DayResult day, string line)
    {
        lock (_lock)
        {
            _days.Add(day);
            if (options.Json)
                Console.WriteLine(line);
            foreach (var finding in options.Json ? [] : day.Findings)
                Console.WriteLine($"seed {day.Seed}: {finding.Promise}: {finding.Text} (its log: --seeds {day.Seed}..{day.Seed} --log FILE)");
        }
    }
}

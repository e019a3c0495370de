using System.Diagnostics;
using System.Text.Json;
using PrintStation.Simulation.Time;

namespace PrintStation.Simulation.Scenario;

/// <summary>`scenario`. Exit codes: 0 plastic, books and centre agree, 1 they do not, 2 usage.</summary>
internal static class ScenarioProgram
{
    /// <summary>Marks a process that goes through one of the two ways.</summary>
    private const string Worker = "worker";

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            if (arguments.Contains("--help"))
            {
                Console.WriteLine(ScenarioOptions.Usage);
                return 0;
            }

            if (arguments is [Worker, var offline, .. var rest])
            {
                SingleThread.Require();
                Console.WriteLine(JsonSerializer.Serialize(Run(ScenarioOptions.Parse(rest), Enum.Parse<OfflineMode>(offline)), Json));
                return 0;
            }

            return await CompareAsync(ScenarioOptions.Parse(arguments), arguments);
        }
        catch (FormatException e)
        {
            await Console.Error.WriteLineAsync($"{e.Message}\n\n{ScenarioOptions.Usage}");
            return 2;
        }
    }

    /// <summary>Both ways at once, or the one that is wanted, each in a process with one thread.</summary>
    private static async Task<int> CompareAsync(ScenarioOptions options, string[] arguments)
    {
        var ways = await Task.WhenAll(Enum.GetValues<OfflineMode>().Where(offline => offline == (options.Way ?? offline)).Select(async offline =>
        {
            using var process = Process.Start(Workers.Start(["scenario", Worker, $"{offline}", .. arguments]))!;
            var said = PassOnAsync(process.StandardError, $"{offline}");
            var line = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            await said;
            if (process.ExitCode == 0)
                return JsonSerializer.Deserialize<Figures>(line, Json);
            await Console.Error.WriteLineAsync($"{offline} ended with exit code {process.ExitCode}.");
            return null;
        }));
        if (ways.Any(way => way is null))
            return 1;
        Console.WriteLine(options.Json
            ? JsonSerializer.Serialize(new { scenario = options.Name, KupangPlan.Seed, options.Scale, options.WorkingDays, ways }, Json)
            : KupangTable.Of([.. ways.OfType<Figures>()]));
        foreach (var (way, wrong) in ways.SelectMany(way => way!.Wrong.Select(wrong => (way.Offline, wrong))))
            await Console.Error.WriteLineAsync($"{way}: {wrong}");
        return ways.All(way => way!.Wrong.Count == 0) ? 0 : 1;
    }

    /// <summary>How far it is, and what is wrong, while it goes on.</summary>
    private static async Task PassOnAsync(StreamReader errors, string way)
    {
        while (await errors.ReadLineAsync() is { } line)
            await Console.Error.WriteLineAsync($"{way}: {line}");
    }

    private static Figures Run(ScenarioOptions options, OfflineMode offline)
    {
        var plan = new KupangPlan(options.Scale, options.WorkingDays);
        var config = Path.GetFullPath(options.Config);
        var root = Directory.CreateDirectory(Path.Combine(
            Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"printstation-scenario-{Environment.ProcessId}")).FullName;
        try
        {
            using var log = options.Log is null ? null : new StreamWriter($"{options.Log}.{offline}");
            var time = new SimulatedTime(KupangPlan.Begin.ToUniversalTime());
            return SingleThread.Run(time, null, async () =>
            {
                using var made = await KupangCentre.MakeAsync(root, config, plan, time);
                var kept = options.Keep is { } keep && offline == OfflineMode.PrintFetched ? new KeptOffice(keep, made.Template, config) : null;
                Figures figures;
                await using (var weeks = new OfficeWeeks(plan, offline, made, config, time, log, Console.Error, kept?.Directory))
                    figures = await weeks.RunAsync();
                kept?.Write(plan);
                return figures;
            });
        }
        finally
        {
            Directory.Delete(root, recursive: true);
            // A simulated station that ends itself sets it for the process it believes to be its own.
            Environment.ExitCode = 0;
        }
    }
}

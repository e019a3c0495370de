using System.Globalization;
using Dapper;
using PrintStation.Simulation.Checks;
using PrintStation.Simulation.Disk;
using PrintStation.Simulation.Time;

namespace PrintStation.Simulation;

/// <summary>Runs seeds one after another on one thread: each line of the standard input is one, and the end of it the end.</summary>
internal sealed class Worker(SimulationOptions options)
{
    public const int Cards = 40;

    /// <summary>Enough for every card that one day can spoil.</summary>
    private const int Blanks = 200;

    /// <summary>Another sequence than the day's: what happens does not depend on how much waits.</summary>
    private const int OrderSeed = 0x5EED;

    private static readonly DateTimeOffset Start = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);

    /// <param name="told">Called with each day as it ends.</param>
    public void Run(Action<DayResult> told)
    {
        SqliteFiles.Register();
        // Each life of a station and each centre has a file of its own, of the same tables: what was compiled for one serves all.
        SqlMapper.ConnectionStringComparer = EqualityComparer<string>.Create((_, _) => true, _ => 0);
        var config = Path.GetFullPath(options.Config);
        // In memory where the system has such a place: what a power cut loses is simulated, so no disk has to be waited for.
        var root = Directory.CreateDirectory(Path.Combine(
            Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"printstation-simulation-{Environment.ProcessId}")).FullName;
        try
        {
            var (template, jobs) = Prepare(root, config);
            while (Console.ReadLine() is { } seed)
                told(RunDay(int.Parse(seed, CultureInfo.InvariantCulture), template, jobs, config, root));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
            // A simulated station that ends itself sets it for the process it believes to be its own.
            Environment.ExitCode = 0;
        }
    }

    private static (Template Template, JobCards Jobs) Prepare(string root, string config)
    {
        var time = new SimulatedTime(Start);
        return SingleThread.Run(time, null, async () =>
        {
            var elsewhere = Template.Box(Template.BoxElsewhere, Template.BlanksElsewhere, seed: 2);
            var template = await Template.MakeAsync(
                Path.Combine(root, "template"), config, Cards, [Template.Box(Template.Delivery, Blanks, seed: 1), elsewhere], time);
            var jobs = new JobCards(Path.Combine(template.CentralDirectory, "central.db"));
            var scratch = Path.Combine(root, "faces");
            Folders.Copy(template.CentralDirectory, scratch);
            await Faces.LearnAsync(jobs, template, template.Options(root, config, 1, OfflineMode.PrintFetched, fetchAhead: 1), scratch, time);
            return (template, jobs);
        });
    }

    private DayResult RunDay(int seed, Template template, JobCards jobs, string config, string root)
    {
        var scratch = Directory.CreateDirectory(Path.Combine(root, $"seed-{seed}")).FullName;
        using var log = options.Log is null ? null : new StreamWriter(options.Log);
        var time = new SimulatedTime(Start);
        try
        {
            return SingleThread.Run(time, new Chance(seed ^ OrderSeed), async () =>
            {
                await using var day = new Day(seed, template, jobs, config, scratch, time, log);
                return await day.RunAsync();
            });
        }
        catch (Exception e)
        {
            return new DayResult(seed, [new Finding("broken", $"the day came to no end: {e}")], 0, 0, 0, 0, false, time.Elapsed, "");
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }
}

internal static class Folders
{
    public static void Copy(string source, string target)
    {
        foreach (var path in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy, overwrite: true);
        }
    }
}

using System.Diagnostics;
using System.Text.Json;
using PrintStation.Simulation.Checks;
using PrintStation.Simulation.Disk;
using PrintStation.Simulation.Time;

namespace PrintStation.Simulation;

public static class Program
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);

    public static int Main(string[] arguments)
    {
        var (first, last) = (int.Parse(arguments[0]), int.Parse(arguments[1]));
        var config = arguments[2];
        var log = arguments.Length > 3 ? arguments[3] : null;
        SingleThread.Require();
        SqliteFiles.Register();
        var root = Directory.CreateDirectory(Path.Combine("/dev/shm", $"printstation-simulation-{Environment.ProcessId}")).FullName;
        try
        {
            var time = new SimulatedTime(Start);
            var watch = Stopwatch.StartNew();
            var template = SingleThread.Run(time, () => Template.MakeAsync(Path.Combine(root, "template"), config, 40, 160, time));
            var jobs = new JobCards(Path.Combine(template.CentralDirectory, "central.db"));
            Copy(template.CentralDirectory, Path.Combine(root, "faces"));
            SingleThread.Run(time, async () =>
            {
                await Faces.LearnAsync(jobs, template, template.Options(root, config, 2, Lifecycle(), 12), Path.Combine(root, "faces"), time);
                return 0;
            });
            Console.Error.WriteLine($"template {watch.ElapsedMilliseconds} ms");
            var bad = 0;
            for (var seed = first; seed <= last; seed++)
            {
                watch.Restart();
                var scratch = Directory.CreateDirectory(Path.Combine(root, $"seed-{seed}")).FullName;
                using var writer = log is null ? null : new StreamWriter(log);
                var dayTime = new SimulatedTime(Start);
                var result = SingleThread.Run(dayTime, async () =>
                {
                    await using var day = new Day(seed, template, jobs, config, scratch, dayTime, writer);
                    return await day.RunAsync();
                });
                Console.WriteLine($"{seed} {result.Digest} issued {result.Issued} spoiled {result.Spoiled} deaths {result.Deaths} acts {result.ActsChecked} "
                    + $"{result.Simulated:hh\\:mm\\:ss} {watch.ElapsedMilliseconds} ms");
                foreach (var finding in result.Findings)
                    Console.WriteLine($"    {finding.Promise}: {finding.Text}");
                bad += result.Findings.Count > 0 ? 1 : 0;
                Directory.Delete(scratch, recursive: true);
            }

            return bad > 0 ? 1 : 0;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static PrintStation.OfflineMode Lifecycle() => PrintStation.OfflineMode.PrintFetched;

    private static void Copy(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var path in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
    }
}

using System.Runtime.InteropServices;
using PrintStation.Benchmarks.Gap;
using PrintStation.Benchmarks.Life;
using PrintStation.Benchmarks.Render;

namespace PrintStation.Benchmarks;

/// <summary>`bench`. Exit codes: 0 measured, whether or not the goal is met; 1 could not be measured; 2 usage.</summary>
public static class Program
{
    private static readonly IReadOnlyList<Benchmark> All =
    [
        new("gap", "from \"printer ready\" to the first byte of the next card, beside CUPS", GapBenchmark.RunAsync),
        new("life", "durable card lives a second, beside what the disk allows and Hangfire on PostgreSQL", LifeBenchmark.RunAsync),
        new("render", "from an opened payload to panels, beside rsvg-convert", RenderBenchmark.RunAsync),
        new("memory", "peak memory of the station with 90 and with 2,500 fetched payloads", MemoryBenchmark.RunAsync),
        new("utilization", "how much of the time the printers move, beside a station that takes no time", UtilizationBenchmark.RunAsync),
        new("serial", "seconds a card over a serial line, raw and compressed", SerialBenchmark.RunAsync),
        new("books", "each report over a year of 60,000 cards, beside one plain query", BooksBenchmark.RunAsync),
        new("start", "from process start to the first word and the first command on the wire", StartBenchmark.RunAsync),
    ];

    private static string Usage => $"""
        Side by side with peers, on this machine: figures with medians and p99, goals, and where the time goes.

        usage: bench NAME [--json]

        {string.Join('\n', All.Select(benchmark => $"  {benchmark.Name,-12} {benchmark.What}"))}

          --json       JSON on standard output instead of a table; it is kept in out/bench/NAME/result.json in any case

        Exit code 0: measured, whether or not a goal is met; 1: could not be measured; 2: usage.
        """;

    public static async Task<int> Main(string[] arguments)
    {
        if (arguments.Contains("--help") || arguments.Contains("-h"))
        {
            Console.WriteLine(Usage);
            return 0;
        }

        string[] names = [.. arguments.Where(argument => argument != "--json")];
        if (names is not [var name] || All.FirstOrDefault(known => known.Name == name) is not { } benchmark)
        {
            var mistake = names is [var unknown] ? $"{unknown}: there is no such benchmark." : "Name one benchmark.";
            await Console.Error.WriteLineAsync($"{mistake}\n\n{Usage}");
            return 2;
        }

        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await RunAsync(benchmark, arguments.Contains("--json"), stop.Token);

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private static async Task<int> RunAsync(Benchmark benchmark, bool json, CancellationToken token)
    {
        var bench = new Bench(benchmark.Name);
        var machine = MachineFacts.Read(TimeProvider.System);
        try
        {
            var report = await benchmark.RunAsync(bench, token);
            var written = report.ToJson(benchmark.Name, machine);
            await File.WriteAllTextAsync(Path.Combine(bench.Out, "result.json"), written, token);
            Console.WriteLine(json ? written : report.ToText(benchmark, machine));
            return 0;
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return 130;
        }
        catch (Exception e) when (e is DemoException or BenchException or IOException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}

internal sealed record Benchmark(string Name, string What, Func<Bench, CancellationToken, Task<Report>> RunAsync);

/// <summary>It could not be measured; the message says why and what to do.</summary>
internal sealed class BenchException(string message) : Exception(message);

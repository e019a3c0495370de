using System.Globalization;
using System.Runtime.InteropServices;

namespace PrintStation.Benchmarks;

/// <summary>On what the figures were measured.</summary>
/// <param name="Load">Average number of running processes in the minute before: above half a core, others were at work too.</param>
internal sealed record MachineFacts(string Cpu, int Cores, double MemoryGib, string Kernel, string Runtime, double Load, string Date)
{
    public static MachineFacts Read(TimeProvider time) => new(
        Value("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(), Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30), 1), RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription, LoadOfTheLastMinute(), time.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Cpu}, {Cores} cores, {MemoryGib} GiB, {Kernel}, {Runtime}, load before {Load}, {Date}");

    /// <summary>Of a file with lines such as "name : value"; null where there is none.</summary>
    public static string? Value(string path, string name) => File.Exists(path)
        ? File.ReadLines(path).Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(':') + 1)..].Trim()).FirstOrDefault()
        : null;

    private static double LoadOfTheLastMinute() => File.Exists("/proc/loadavg")
        ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture)
        : 0;
}

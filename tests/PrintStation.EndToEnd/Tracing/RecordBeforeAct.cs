using System.Text;
using System.Text.RegularExpressions;

namespace PrintStation.EndToEnd.Tracing;

/// <summary>The rule: a machine is told nothing before the working state that stands for it is on the disk. Pure.</summary>
internal static class RecordBeforeAct
{
    private const string Log = "station.db-wal";

    /// <summary>Each operation for which, after the operation before it, the run's row with the working state was not first written to the
    /// write-ahead log, then synced with success, and only then acted upon.</summary>
    /// <param name="operations">Of one machine, in order.</param>
    public static IReadOnlyList<string> Breaches(IReadOnlyList<SystemCall> calls, IReadOnlyList<Operation> operations)
    {
        var syncs = calls.Where(call => call.Name is "fdatasync" or "fsync" && call.Target.EndsWith(Log, StringComparison.Ordinal)
            && call.Result == 0).ToList();
        var writes = calls.Where(call => call.Name is "pwrite64" or "write" && call.Target.EndsWith(Log, StringComparison.Ordinal))
            .ToList();
        var breaches = new List<string>();
        var before = 0m;
        foreach (var operation in operations)
        {
            var written = writes.Where(write => write.At > before && write.End <= operation.At && Holds(write.Data, operation.State)).ToList();
            var synced = written.Any(write => syncs.Any(sync => sync.At >= write.End && sync.End <= operation.At));
            if (!synced)
                breaches.Add($"{operation.State} at {operation.At}: "
                    + (written.Count == 0 ? "the state was not written before" : "the state was written, and not synced before"));
            before = operation.LastAt;
        }

        return breaches;
    }

    /// <summary>A page with the row of a run in that state: run, job, attempt (no byte of its own while it is 1) and state follow each
    /// other in SQLite's format.</summary>
    private static bool Holds(byte[] page, string state) =>
        Regex.IsMatch(Encoding.Latin1.GetString(page), $@"(?<job>job-[\d-]+)-\d+\k<job>.?{state}", RegexOptions.Singleline);
}

using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using PrintStation.Storage;
using SQLitePCL;

namespace PrintStation.Benchmarks.Life;

/// <summary>Where a life's time goes at one printer: clock and processor, by SQLite's own count and by the process's. All in milliseconds a card.</summary>
/// <param name="Life">Of the clock, all of it.</param>
/// <param name="Commits">Of it in COMMIT: the log is written and synced.</param>
/// <param name="Statements">Of it in all other statements of SQLite.</param>
/// <param name="StatementCount">How many these are.</param>
/// <param name="User">Processor time of the process, all cores.</param>
/// <param name="Kernel">As above, in the kernel.</param>
/// <param name="Kilobytes">Allocated.</param>
/// <param name="Collecting">All threads stood still for a collection.</param>
internal sealed record LifeProfile(
    double Life, double Commits, double Statements, double StatementCount, double User, double Kernel, double Kilobytes, double Collecting)
{
    /// <param name="make">Makes so many cards; nothing else is at work.</param>
    public static async Task<LifeProfile> MeasureAsync(StationDatabase database, int cards, Func<Task> make)
    {
        var (writer, reader) = (WriterOf(database), ReaderOf(database));
        var (commits, statements, count) = (0L, 0L, 0L);
        strdelegate_profile note = (_, text, nanoseconds) =>
        {
            if (text.StartsWith("COMMIT", StringComparison.Ordinal))
                Interlocked.Add(ref commits, nanoseconds);
            else if (text != LifeStation.CountIssued)
                (_, _) = (Interlocked.Add(ref statements, nanoseconds), Interlocked.Increment(ref count));
        };
        raw.sqlite3_profile(writer.Handle, note, null);
        raw.sqlite3_profile(reader.Handle, note, null);
        using var self = Process.GetCurrentProcess();
        var (user, kernel) = (self.UserProcessorTime, self.PrivilegedProcessorTime);
        var (began, bytes, pause) = (Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes(), GC.GetTotalPauseDuration());
        await make();
        var life = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        self.Refresh();
        raw.sqlite3_profile(writer.Handle, (strdelegate_profile?)null, null);
        raw.sqlite3_profile(reader.Handle, (strdelegate_profile?)null, null);
        GC.KeepAlive(note);
        return new LifeProfile(life / cards, commits / 1e6 / cards, statements / 1e6 / cards, (double)count / cards,
            (self.UserProcessorTime - user).TotalMilliseconds / cards, (self.PrivilegedProcessorTime - kernel).TotalMilliseconds / cards,
            (GC.GetTotalAllocatedBytes() - bytes) / 1000.0 / cards, (GC.GetTotalPauseDuration() - pause).TotalMilliseconds / cards);
    }

    /// <param name="headFiles">Milliseconds a card in which the ledger's head file is written.</param>
    public string ToText(double headFiles) =>
        $"Profile, 1 printer, ms a card: {Report.Number(Life)} of the clock, of it {Report.Number(Commits)} in commits, {Report.Number(headFiles)} for the "
            + $"head file, {Report.Number(Statements)} in {StatementCount:0} other statements of SQLite, {Report.Number(Life - Commits - headFiles - Statements)} in "
            + $"the station's own code. Processor: {Report.Number(User)} and {Report.Number(Kernel)} in the kernel; {Kilobytes:0} kB are allocated, "
            + $"{Report.Number(Collecting)} ms collect them.";

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_writer")]
    private static extern ref SqliteConnection WriterOf(StationDatabase database);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_reader")]
    private static extern ref SqliteConnection ReaderOf(StationDatabase database);
}

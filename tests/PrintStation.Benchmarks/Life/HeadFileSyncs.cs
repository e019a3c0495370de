using System.Diagnostics;
using PrintStation.Inventory;

namespace PrintStation.Benchmarks.Life;

/// <summary>The small file beside the database that each movement of a blank writes anew.</summary>
internal static class HeadFileSyncs
{
    private const int Times = 200;

    /// <returns>Milliseconds of one writing.</returns>
    public static Sample Measure(string directory)
    {
        var file = new LedgerHeadFile(Path.Combine(directory, "ledger-head.json"));
        var entry = new LedgerEntry(0, 1, Movement.Card, Places.Store, Places.Store, "", null, "", "", default, null, null, null, "", new string('0', 64));
        var took = new List<double>();
        for (var sequence = 1; sequence <= Times; sequence++)
        {
            var before = Stopwatch.GetTimestamp();
            file.Write(entry with { Sequence = sequence });
            took.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }

        return new Sample(took);
    }
}

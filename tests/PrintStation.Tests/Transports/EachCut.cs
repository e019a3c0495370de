using PrintStation.Transports;

namespace PrintStation.Tests.Transports;

/// <summary>The same life again and again, its line cut somewhere else each time.</summary>
internal static class EachCut
{
    /// <param name="atOnce">The waits of a silent line are most of the time: many lives at once.</param>
    /// <param name="live">What was not so in this life; empty when all was true.</param>
    /// <returns>Where the line was cut, and what was not so.</returns>
    public static async Task<IReadOnlyList<string>> TryAsync(
        int atOnce, IEnumerable<(string Where, Func<IByteTransport, CutTransport> Cut)> cuts, Func<Func<IByteTransport, CutTransport>, Task<string>> live,
        CancellationToken token)
    {
        using var room = new SemaphoreSlim(atOnce);
        var untruths = await Task.WhenAll(cuts.Select(async each =>
        {
            await room.WaitAsync(token);
            try
            {
                return (each.Where, Untruth: await live(each.Cut));
            }
            finally
            {
                room.Release();
            }
        }));
        return [.. untruths.Where(life => life.Untruth.Length > 0).Select(life => $"cut {life.Where}: {life.Untruth}")];
    }
}

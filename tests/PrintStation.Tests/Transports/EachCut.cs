using PrintStation.Transports;

namespace PrintStation.Tests.Transports;

/// <summary>The same life again and again, its line cut somewhere else each time.</summary>
internal static class EachCut
{
    /// <param name="atOnce">The waits of a silent line are most of the time: many lives at once.</param>
    /// <param name="sent">After how many bytes sent the line is cut, each in a life of its own.</param>
    /// <param name="answers">And after how many bytes of answers.</param>
    /// <param name="live">What was not so in this life; empty when all was true.</param>
    /// <returns>Where the line was cut, and what was not so.</returns>
    public static async Task<IReadOnlyList<string>> TryAsync(
        int atOnce, IEnumerable<int> sent, IEnumerable<int> answers, Func<Func<IByteTransport, CutTransport>, Task<string>> live,
        CancellationToken token)
    {
        using var room = new SemaphoreSlim(atOnce);
        var untruths = await Task.WhenAll(sent.Select(bytes => OneAsync($"{bytes} bytes sent", open => new CutTransport(open, bytes)))
            .Concat(answers.Select(bytes => OneAsync($"{bytes} bytes of answers", open => new CutTransport(open, afterAnswers: bytes)))));
        return [.. untruths.OfType<string>()];

        async Task<string?> OneAsync(string where, Func<IByteTransport, CutTransport> cut)
        {
            await room.WaitAsync(token);
            try
            {
                return await live(cut) is { Length: > 0 } untruth ? $"cut after {where}: {untruth}" : null;
            }
            finally
            {
                room.Release();
            }
        }
    }
}

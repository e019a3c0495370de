using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace PrintStation.Benchmarks.Gap;

/// <summary>A raw printer that takes no time: one connection a card. When it has a whole card it answers and is ready; it closes as soon as the
/// other side has.</summary>
internal sealed class PrintSink : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _cardBytes;

    public PrintSink(int cardBytes)
    {
        _cardBytes = cardBytes;
        _listener.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Takes so many cards.</summary>
    /// <returns>Milliseconds from the reply to a card to the first byte of the next.</returns>
    public async Task<IReadOnlyList<double>> TakeAsync(int cards, CancellationToken token)
    {
        var gaps = new List<double>();
        long? ready = null;
        for (var card = 0; card < cards; card++)
        {
            using var line = await _listener.AcceptSocketAsync(token);
            var (first, done) = await TakeOneAsync(line, token);
            if (ready is { } since)
                gaps.Add(Stopwatch.GetElapsedTime(since, first).TotalMilliseconds);
            ready = done;
        }

        return gaps;
    }

    public void Dispose() => _listener.Dispose();

    private async Task<(long First, long Ready)> TakeOneAsync(Socket line, CancellationToken token)
    {
        var buffer = new byte[64 * 1024];
        var (taken, first, ready) = (0, 0L, 0L);
        while (await line.ReceiveAsync(buffer, token) is > 0 and var count)
        {
            if (taken == 0)
                first = Stopwatch.GetTimestamp();
            taken += count;
            if (taken < _cardBytes || ready != 0)
                continue;
            await line.SendAsync("OK\0"u8.ToArray(), token);
            ready = Stopwatch.GetTimestamp();
        }

        return taken == _cardBytes ? (first, ready) : throw new BenchException($"A card came with {taken} bytes instead of {_cardBytes}.");
    }
}

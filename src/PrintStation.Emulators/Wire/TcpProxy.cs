using System.Net.Sockets;

namespace PrintStation.Emulators.Wire;

/// <summary>The office's network to the centre: passes bytes on; while it is closed, connections are cut and refused.</summary>
internal sealed class TcpProxy
{
    private const int PieceBytes = 16 * 1024;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private readonly string _host;
    private readonly int _port;
    private readonly Func<LineFate> _nextFate;
    private readonly TimeProvider _timeProvider;

    /// <param name="target">host:port.</param>
    /// <param name="nextFate">Asked once for each connection; null: all are good.</param>
    public TcpProxy(string target, TimeProvider timeProvider, Func<LineFate>? nextFate = null)
    {
        if (!ProxyOptions.TrySplit(target, out _host, out _port))
            throw new ArgumentException($"{target} is not host:port.", nameof(target));
        (_timeProvider, _nextFate) = (timeProvider, nextFate ?? (() => LineFate.Good));
    }

    public async Task PassAsync(Stream station, CancellationToken cut)
    {
        var fate = _nextFate();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(cut))
        {
            limit.CancelAfter(ConnectTimeout);
            await socket.ConnectAsync(_host, _port, limit.Token);
        }

        await using var centre = new NetworkStream(socket, ownsSocket: false);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cut);
        Task[] ways =
        [
            PassOnAsync(station, centre, fate.Delay, fate.RequestBytes, both.Token),
            PassOnAsync(centre, station, fate.Delay, fate.AnswerBytes, both.Token),
        ];
        var first = await Task.WhenAny(ways);

        // Either side's end is the end of both; the other way is waited for, so that nothing touches a closed stream later.
        await both.CancelAsync();
        await Task.WhenAll(ways).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    private async Task PassOnAsync(Stream from, Stream to, TimeSpan delay, long? atMost, CancellationToken token)
    {
        var piece = new byte[PieceBytes];
        for (var left = atMost ?? long.MaxValue; left > 0;)
        {
            var count = (int)Math.Min(await from.ReadAsync(piece, token), left);
            if (count == 0)
                return;
            if (delay > TimeSpan.Zero)
                await Task.Delay(delay, _timeProvider, token);
            await to.WriteAsync(piece.AsMemory(0, count), token);
            left -= count;
        }
    }
}

using System.Net.Sockets;

namespace PrintStation.Emulators.Wire;

/// <summary>The office's network to the centre: passes bytes on; while it is closed, connections are cut and refused.</summary>
internal sealed class TcpProxy
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private readonly string _host;
    private readonly int _port;

    /// <param name="target">host:port.</param>
    public TcpProxy(string target)
    {
        if (!ProxyOptions.TrySplit(target, out _host, out _port))
            throw new ArgumentException($"{target} is not host:port.", nameof(target));
    }

    public async Task PassAsync(Stream station, CancellationToken cut)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(cut))
        {
            limit.CancelAfter(ConnectTimeout);
            await socket.ConnectAsync(_host, _port, limit.Token);
        }

        await using var centre = new NetworkStream(socket, ownsSocket: false);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cut);
        Task[] ways = [station.CopyToAsync(centre, both.Token), centre.CopyToAsync(station, both.Token)];
        var first = await Task.WhenAny(ways);

        // Either side's end is the end of both; the other way is waited for, so that nothing touches a closed stream later.
        await both.CancelAsync();
        await Task.WhenAll(ways).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }
}

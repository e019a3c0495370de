using System.Net;
using System.Net.Sockets;

namespace PrintStation.Emulators.Wire;

/// <summary>Listens on TCP. When more connect than it serves, a new connection takes the place of the oldest: a device serves one.
/// Closed, it cuts and refuses connections and keeps its port.</summary>
/// <param name="port">0 takes a free one at the first <see cref="Open"/>.</param>
/// <param name="serve">Talks on one connection until it ends; faults of the line may come out of it.</param>
internal sealed class TcpService(int port, int mostConnections, Func<Stream, CancellationToken, Task> serve) : IWireService
{
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly List<Connection> _connections = [];
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;

    public int Port { get; private set; } = port;

    /// <summary>Ends only with a bug in what serves.</summary>
    public Task Failed => _failed.Task;

    /// <exception cref="SocketException">The port is taken.</exception>
    public void Open()
    {
        var listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _listener = listener;
        _accepting = AcceptAsync(listener);
    }

    /// <summary>Takes no new connections; those that are open stay.</summary>
    public async Task RefuseAsync()
    {
        _listener?.Stop();
        _listener = null;
        await _accepting;
    }

    public async Task CloseAsync()
    {
        await RefuseAsync();
        List<Connection> open;
        lock (_gate)
            open = [.. _connections];
        foreach (var connection in open)
            await connection.Cut.CancelAsync();
        await Task.WhenAll(open.Select(connection => connection.Ended)).WaitAsync(LongestEnd);
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptSocketAsync();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            socket.NoDelay = true;
            var connection = new Connection();
            CancellationTokenSource? oldest = null;
            lock (_gate)
            {
                _connections.RemoveAll(other => other.Ended.IsCompleted);
                if (_connections.Count(other => !other.Cut.IsCancellationRequested) >= mostConnections)
                    oldest = _connections.First(other => !other.Cut.IsCancellationRequested).Cut;
                _connections.Add(connection);
            }

            if (oldest is not null)
                await oldest.CancelAsync();
            connection.Ended = TalkAsync(socket, connection.Cut.Token);
            _ = connection.Ended.ContinueWith(
                task => _failed.TrySetException(task.Exception!.InnerExceptions), CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }

    private async Task TalkAsync(Socket socket, CancellationToken cut)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            await using var closing = cut.Register(stream.Close);
            await serve(stream, cut);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The line ended: that is the peer's right, and a new connection's.
        }
    }

    private sealed class Connection
    {
        private readonly TaskCompletionSource _starting = new();

        public Connection() => Ended = _starting.Task;

        public CancellationTokenSource Cut { get; } = new();

        public Task Ended { get; set; }
    }
}

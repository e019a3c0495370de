using System.Net.Sockets;

namespace PrintStation.Transports;

/// <summary>A raw TCP line. All network trouble comes out as <see cref="IOException"/>; a wait ends by the caller's token.</summary>
internal sealed class TcpTransport(string host, int port, TimeSpan connectTimeout, TimeProvider timeProvider) : IByteTransport
{
    private Socket? _socket;

    public string Name { get; } = host.Contains(':') ? $"tcp://[{host}]:{port}" : $"tcp://{host}:{port}";

    public bool IsOpen => _socket is not null;

    public async Task OpenAsync(CancellationToken token)
    {
        Close();
        using var limit = new CancellationTokenSource(connectTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, limit.Token);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp)
        {
            // Commands are a few bytes and their replies are waited for.
            NoDelay = true,
            // Closing means giving up: what the kernel still holds must not reach the device later, when nobody expects it any more.
            LingerState = new LingerOption(true, 0),
        };
        try
        {
            await socket.ConnectAsync(host, port, either.Token);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            _socket = socket;
            socket = null;
        }
        catch (SocketException trouble)
        {
            throw new IOException($"{Name} is not reachable: {trouble.SocketErrorCode}.", trouble);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            throw new IOException($"{Name} did not take the connection within {connectTimeout.TotalMilliseconds:0} ms.");
        }
        finally
        {
            socket?.Dispose();
        }
    }

    public void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }

    public async Task<int> DrainAsync(CancellationToken token)
    {
        var socket = Line();
        var buffer = new byte[4096];
        var drained = 0;
        // Readable means bytes, or the end of the connection: the latter must be found before a command goes into a dead line.
        while (Readable(socket))
        {
            var count = await ReadAsync(buffer, token);
            if (count == 0)
                throw new IOException($"{Name} was closed by the other side.");

            drained += count;
            if (drained > ReceivedBytes.MostUnaskedBytes)
                throw new IOException($"{Name} does not stop sending.");
        }

        return drained;
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        var socket = Line();
        try
        {
            while (!bytes.IsEmpty)
                bytes = bytes[await socket.SendAsync(bytes, token)..];
        }
        catch (Exception trouble) when (trouble is SocketException or ObjectDisposedException)
        {
            throw new IOException($"{Name} broke while sending.", trouble);
        }
    }

    public async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken token)
    {
        var socket = Line();
        try
        {
            return await socket.ReceiveAsync(buffer, token);
        }
        catch (Exception trouble) when (trouble is SocketException or ObjectDisposedException)
        {
            throw new IOException($"{Name} broke while receiving.", trouble);
        }
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private Socket Line() => _socket ?? throw new IOException($"{Name} is not open.");

    private bool Readable(Socket socket)
    {
        try
        {
            return socket.Poll(TimeSpan.Zero, SelectMode.SelectRead);
        }
        catch (Exception trouble) when (trouble is SocketException or ObjectDisposedException)
        {
            throw new IOException($"{Name} broke.", trouble);
        }
    }
}

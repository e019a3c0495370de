using System.IO.Ports;

namespace PrintStation.Transports;

/// <summary>A serial line. Opening takes it for this process alone. A thread of its own reads; all trouble comes out as
/// <see cref="IOException"/>.</summary>
/// <param name="openPort">Null: as the library does it.</param>
internal sealed class SerialTransport(SerialAddress address, TimeProvider timeProvider, Action<SerialPort>? openPort = null) : IByteTransport
{
    /// <summary>Some drivers wait in open for a line that is not there. 10 s.</summary>
    private static readonly TimeSpan LongestOpen = TimeSpan.FromSeconds(10);

    private SerialPort? _port;
    private Stream? _stream;
    private ReceivedBytes? _received;

    public string Name { get; } = NameOf(address);

    public bool IsOpen => _port is not null;

    public int? Baud => address.Baud;

    public async Task OpenAsync(CancellationToken token)
    {
        Close();
        // The library calls it an access that was denied.
        if (!OperatingSystem.IsWindows() && !File.Exists(address.Port))
            throw new IOException($"{Name}: there is no such device; plug it in, or correct the address");
        var port = new SerialPort(address.Port, address.Baud, Parity.None, 8, StopBits.One) { Handshake = address.Handshake };
        var opening = Task.Run(() => (openPort ?? (own => own.Open()))(port), CancellationToken.None);
        try
        {
            await opening.WaitAsync(LongestOpen, timeProvider, token);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException
            or TimeoutException or OperationCanceledException)
        {
            // An open that is still under way gives the device back when it ends.
            _ = opening.ContinueWith(_ => port.Dispose(), TaskScheduler.Default);
            token.ThrowIfCancellationRequested();
            throw new IOException(WhyNotOpen(address, trouble), trouble);
        }

        // Asked of the port once: a port that is being closed has none any more.
        var (stream, received) = (port.BaseStream, new ReceivedBytes(Name));
        (_port, _stream, _received) = (port, stream, received);
        new Thread(() => Receive(stream, received)) { IsBackground = true, Name = Name }.Start();
    }

    public void Close()
    {
        if (_port is not { } port)
            return;
        var received = _received;
        (_port, _stream, _received) = (null, null, null);
        try
        {
            // Closing means giving up: what the driver still holds must not reach the device later, when nobody expects it any more.
            port.DiscardOutBuffer();
        }
        catch (Exception trouble) when (trouble is IOException or InvalidOperationException)
        {
            // The device is gone, and the bytes with it.
        }

        port.Dispose();
        // A read that begins while the library closes the port never ends there.
        received?.End(new IOException("it was closed"));
    }

    public Task<int> DrainAsync(CancellationToken token) => Task.FromResult(Received().Drain());

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        var stream = _stream ?? throw NotOpen();
        try
        {
            // On Windows the library's own write knows neither the token nor a limit.
            await stream.WriteAsync(bytes, token).AsTask().WaitAsync(token);
        }
        catch (Exception trouble) when (IsOfLine(trouble))
        {
            token.ThrowIfCancellationRequested();
            throw new IOException($"{Name} broke while sending: {trouble.Message}", trouble);
        }
    }

    public Task<int> ReadAsync(Memory<byte> buffer, CancellationToken token) => Received().ReadAsync(buffer, token);

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private static void Receive(Stream stream, ReceivedBytes received)
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var count = stream.Read(buffer, 0, buffer.Length);
                if (count > 0)
                    received.Add(buffer.AsSpan(0, count));
            }
        }
        catch (Exception trouble) when (IsOfLine(trouble))
        {
            received.End(trouble);
        }
    }

    /// <summary>What this library throws when the line goes, or is closed, under a call.</summary>
    private static bool IsOfLine(Exception trouble) => trouble is IOException or UnauthorizedAccessException or InvalidOperationException
        or TimeoutException or OperationCanceledException;

    /// <summary>A rate that a port does not know comes out as a wrong argument.</summary>
    private static string WhyNotOpen(SerialAddress address, Exception trouble) => trouble is ArgumentException
        ? $"{NameOf(address)} does not take {address.Baud} baud: {trouble.Message}. Set another rate in the address, such as ?baud=115200, and the same in the device"
        : $"{NameOf(address)} at {address.Baud} baud does not open: {trouble.Message}. Look whether another program has it, and at the rights of this user";

    private static string NameOf(SerialAddress address) => $"{SerialAddress.Scheme}{address.Port}";

    private ReceivedBytes Received() => _received ?? throw NotOpen();

    private IOException NotOpen() => new($"{Name} is not open.");
}

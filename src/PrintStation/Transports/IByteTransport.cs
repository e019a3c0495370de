namespace PrintStation.Transports;

/// <inheritdoc cref="IByteTransport.Open"/>
internal delegate IByteTransport LineOpener(string address, TimeSpan connectTimeout, TimeProvider timeProvider);

/// <summary>A line to a device: bytes out, bytes in. Knows nothing of any language.</summary>
public interface IByteTransport : IAsyncDisposable
{
    /// <summary>For people: "tcp://127.0.0.1:9100".</summary>
    string Name { get; }

    bool IsOpen { get; }

    /// <summary>Bits a second of a line that is slow enough to count; null for others.</summary>
    int? Baud => null;

    /// <summary>What so many bytes take on a slow line, ten bits each. Nothing on others.</summary>
    TimeSpan TransferTime(int bytes) => Baud is { } baud ? TimeSpan.FromSeconds(10.0 * bytes / baud) : TimeSpan.Zero;

    /// <summary>How long a slow line may take for so many bytes: half as much again. Nothing on others.</summary>
    TimeSpan TimeFor(int bytes) => TransferTime(bytes) * 1.5;

    /// <summary>The transport for an address from the configuration. Nothing is connected yet.</summary>
    /// <param name="connectTimeout">How long <see cref="OpenAsync"/> may take.</param>
    /// <exception cref="FormatException">Not an address this station can use; the text names the address and what is allowed.</exception>
    static IByteTransport Open(string address, TimeSpan connectTimeout, TimeProvider timeProvider)
    {
        if (address.StartsWith(SerialAddress.Scheme, StringComparison.Ordinal))
            return new SerialTransport(SerialAddress.Parse(address), timeProvider);
        if (address.StartsWith(UsbPrinterTransport.Scheme, StringComparison.Ordinal))
            return new UsbPrinterTransport(address);
        var (host, port) = TcpAddress.Parse(address, "tcp");
        return new TcpTransport(host, port, connectTimeout, timeProvider);
    }

    /// <exception cref="IOException">Not reachable.</exception>
    Task OpenAsync(CancellationToken token);

    /// <summary>Closes the line and throws away what was not delivered yet; open again with <see cref="OpenAsync"/>.</summary>
    void Close();

    /// <summary>Throws away what came in unasked.</summary>
    /// <returns>How many bytes that were: a driver that expected silence must know.</returns>
    /// <exception cref="IOException">The line is gone.</exception>
    Task<int> DrainAsync(CancellationToken token);

    /// <exception cref="IOException">The line is gone; some bytes may have been sent.</exception>
    Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token);

    /// <summary>At least one byte; 0 when the other side closed.</summary>
    /// <exception cref="IOException">The line is gone.</exception>
    Task<int> ReadAsync(Memory<byte> buffer, CancellationToken token);
}

namespace PrintStation.Transports;

/// <summary>A line to a device: bytes out, bytes in. Knows nothing of any language.</summary>
public interface IByteTransport : IAsyncDisposable
{
    /// <summary>For people: "tcp://127.0.0.1:9100".</summary>
    string Name { get; }

    bool IsOpen { get; }

    /// <exception cref="IOException">Not reachable.</exception>
    Task OpenAsync(CancellationToken token);

    /// <summary>Closes the line; open again with <see cref="OpenAsync"/>.</summary>
    void Close();

    /// <summary>Throws away what came in unasked.</summary>
    /// <exception cref="IOException">The line is gone.</exception>
    Task DrainAsync(CancellationToken token);

    /// <exception cref="IOException">The line is gone; some bytes may have been sent.</exception>
    Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token);

    /// <summary>At least one byte; 0 when the other side closed.</summary>
    /// <exception cref="IOException">The line is gone.</exception>
    Task<int> ReadAsync(Memory<byte> buffer, CancellationToken token);
}

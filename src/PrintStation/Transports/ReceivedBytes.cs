using System.Threading.Channels;

namespace PrintStation.Transports;

/// <summary>What a device's own read thread has brought in, until the driver asks for it. For lines whose reads block: a thread of its own waits
/// on the device, so that no wait of a driver can hang in the kernel.</summary>
/// <param name="name">Of the line, for error texts.</param>
internal sealed class ReceivedBytes(string name)
{
    /// <summary>A device that sends more than this unasked is not one of ours. 64 KiB.</summary>
    public const int MostUnaskedBytes = 65_536;

    private readonly Channel<byte[]> _pieces = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleWriter = true });
    private ReadOnlyMemory<byte> _rest;
    private int _waiting;

    /// <summary>Called on the read thread. What nobody asks for for too long ends the line.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (Interlocked.Add(ref _waiting, bytes.Length) > MostUnaskedBytes)
            End(new IOException("it does not stop sending"));
        else
            _pieces.Writer.TryWrite(bytes.ToArray());
    }

    /// <summary>The line ended, by itself or by a fault.</summary>
    public void End(Exception? trouble) =>
        _pieces.Writer.TryComplete(trouble is null ? null : new IOException($"{name} broke while receiving: {trouble.Message}", trouble));

    /// <returns>How many bytes were thrown away.</returns>
    /// <exception cref="IOException">The line has ended, or does not stop sending.</exception>
    public int Drain()
    {
        var drained = _rest.Length;
        _rest = default;
        while (_pieces.Reader.TryRead(out var piece))
        {
            drained += piece.Length;
            Interlocked.Add(ref _waiting, -piece.Length);
            if (drained > MostUnaskedBytes)
                throw new IOException($"{name} does not stop sending.");
        }

        return _pieces.Reader.Completion.IsCompleted ? throw new IOException($"{name} was closed by the other side.") : drained;
    }

    /// <summary>At least one byte; 0 when the line has ended.</summary>
    /// <exception cref="IOException">The line broke.</exception>
    public async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken token)
    {
        if (_rest.IsEmpty)
        {
            if (!await _pieces.Reader.WaitToReadAsync(token) || !_pieces.Reader.TryRead(out var piece))
                return 0;
            Interlocked.Add(ref _waiting, -piece.Length);
            _rest = piece;
        }

        var count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }
}

using PrintStation.Transports;

namespace PrintStation.Tests.Transports;

/// <summary>A line that is cut once, after so many bytes were sent; opened anew it works.</summary>
internal sealed class CutTransport(IByteTransport line, int afterBytes) : IByteTransport
{
    private int _left = afterBytes;
    private bool _isCut;

    /// <summary>What was sent, one entry a write.</summary>
    public List<byte[]> Sent { get; } = [];

    public string Name => line.Name;

    public bool IsOpen => line.IsOpen;

    public Task OpenAsync(CancellationToken token) => line.OpenAsync(token);

    public void Close() => line.Close();

    public Task<int> DrainAsync(CancellationToken token) => line.DrainAsync(token);

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        Sent.Add(bytes.ToArray());
        if (_isCut || bytes.Length <= _left)
        {
            _left -= bytes.Length;
            await line.WriteAsync(bytes, token);
            return;
        }

        _isCut = true;
        await line.WriteAsync(bytes[.._left], token);
        line.Close();
        throw new IOException("cut");
    }

    public Task<int> ReadAsync(Memory<byte> buffer, CancellationToken token) => line.ReadAsync(buffer, token);

    public ValueTask DisposeAsync() => line.DisposeAsync();
}

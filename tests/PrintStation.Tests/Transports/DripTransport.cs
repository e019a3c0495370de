using PrintStation.Transports;

namespace PrintStation.Tests.Transports;

/// <summary>A line that brings what the device says one byte at a time, each in a turn of its own.</summary>
internal sealed class DripTransport(IByteTransport line) : IByteTransport
{
    public string Name => line.Name;

    public bool IsOpen => line.IsOpen;

    public int? Baud => line.Baud;

    public Task OpenAsync(CancellationToken token) => line.OpenAsync(token);

    public void Close() => line.Close();

    public Task<int> DrainAsync(CancellationToken token) => line.DrainAsync(token);

    public Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token) => line.WriteAsync(bytes, token);

    public async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken token)
    {
        await Task.Yield();
        return await line.ReadAsync(buffer[..1], token);
    }

    public ValueTask DisposeAsync() => line.DisposeAsync();
}

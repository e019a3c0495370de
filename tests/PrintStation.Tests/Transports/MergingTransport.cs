using PrintStation.Transports;

namespace PrintStation.Tests.Transports;

/// <summary>A line on which an answer may come once more, in one piece with the next one.</summary>
internal sealed class MergingTransport(IByteTransport line) : IByteTransport
{
    private readonly List<byte> _answer = [];
    private byte[] _before = [];
    private int _commandsLeft;
    private bool _isDue;

    /// <summary>How often that happened.</summary>
    public int Merges { get; private set; }

    public string Name => line.Name;

    public bool IsOpen => line.IsOpen;

    public int? Baud => line.Baud;

    /// <param name="command">Which command from now on, from 1, is answered so.</param>
    public void MergeAt(int command) => _commandsLeft = command;

    public Task OpenAsync(CancellationToken token) => line.OpenAsync(token);

    public void Close() => line.Close();

    public Task<int> DrainAsync(CancellationToken token) => line.DrainAsync(token);

    public Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        (_before, _isDue) = ([.. _answer], --_commandsLeft == 0);
        _answer.Clear();
        return line.WriteAsync(bytes, token);
    }

    public async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken token)
    {
        var again = _isDue ? _before : [];
        var count = await line.ReadAsync(buffer[again.Length..], token);
        again.CopyTo(buffer);
        _answer.AddRange(buffer.Span.Slice(again.Length, count));
        Merges += _isDue ? 1 : 0;
        _isDue = false;
        return again.Length + count;
    }

    public ValueTask DisposeAsync() => line.DisposeAsync();
}

using PrintStation.Transports;

namespace PrintStation.Tests.Transports;

/// <summary>A line that is cut once; opened anew it works.</summary>
/// <param name="afterBytes">So many bytes were sent before the cut.</param>
/// <param name="afterAnswers">So many bytes were received before it.</param>
internal sealed class CutTransport(IByteTransport line, int afterBytes = int.MaxValue, int afterAnswers = int.MaxValue) : IByteTransport
{
    private int _left = afterBytes;
    private int _answersLeft = afterAnswers;
    private bool _isCut;

    /// <summary>What was sent, one entry a write.</summary>
    public List<byte[]> Sent { get; } = [];

    /// <summary>What was received.</summary>
    public List<byte> Answers { get; } = [];

    public int Received => Answers.Count;

    public string Name => line.Name;

    public bool IsOpen => line.IsOpen;

    public int? Baud => line.Baud;

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

        await line.WriteAsync(bytes[.._left], token);
        throw Cut();
    }

    public async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken token)
    {
        if (!_isCut && _answersLeft == 0)
            throw Cut();
        var count = await line.ReadAsync(_isCut ? buffer : buffer[..Math.Min(buffer.Length, _answersLeft)], token);
        _answersLeft -= count;
        Answers.AddRange(buffer.Span[..count]);
        return count;
    }

    public ValueTask DisposeAsync() => line.DisposeAsync();

    private IOException Cut()
    {
        _isCut = true;
        line.Close();
        return new IOException("cut");
    }
}

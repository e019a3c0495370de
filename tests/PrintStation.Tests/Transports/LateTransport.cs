using PrintStation.Transports;

namespace PrintStation.Tests.Transports;

/// <summary>A line on which an answer may come only when the driver has given it up.</summary>
/// <param name="livesOn">Whether what is late still comes after the driver has closed the line and opened it again: with its next question.</param>
internal sealed class LateTransport(IByteTransport line, bool livesOn) : IByteTransport
{
    private readonly List<byte> _held = [];
    private byte[] _late = [];
    private int _commandsLeft;
    private bool _isHolding;

    /// <summary>How many answers were held back.</summary>
    public int Held { get; private set; }

    /// <summary>How many of them came later.</summary>
    public int Late { get; private set; }

    public string Name => line.Name;

    public bool IsOpen => line.IsOpen;

    public int? Baud => line.Baud;

    /// <param name="command">Which command from now on, from 1, is answered too late.</param>
    public void HoldAt(int command) => _commandsLeft = command;

    public Task OpenAsync(CancellationToken token) => line.OpenAsync(token);

    public void Close()
    {
        if (!livesOn)
            _held.Clear();
        (_isHolding, _late) = (false, []);
        line.Close();
    }

    public Task<int> DrainAsync(CancellationToken token) => line.DrainAsync(token);

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        if (_held.Count > 0)
        {
            _late = [.. _held];
            _held.Clear();
            Late++;
        }

        if (_commandsLeft > 0 && --_commandsLeft == 0)
        {
            _isHolding = true;
            Held++;
        }

        await line.WriteAsync(bytes, token);
    }

    public async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken token)
    {
        if (_late.Length > 0)
        {
            var count = Math.Min(buffer.Length, _late.Length);
            _late.AsSpan(0, count).CopyTo(buffer.Span);
            _late = _late[count..];
            return count;
        }

        var piece = new byte[buffer.Length];
        while (_isHolding)
            _held.AddRange(piece[..await line.ReadAsync(piece, token)]);
        return await line.ReadAsync(buffer, token);
    }

    public ValueTask DisposeAsync() => line.DisposeAsync();
}

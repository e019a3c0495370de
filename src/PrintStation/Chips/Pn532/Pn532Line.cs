using PrintStation.Transports;

namespace PrintStation.Chips.Pn532;

internal enum Pn532Outcome
{
    Answered,

    /// <summary>The reader works and did not understand the command (error frame): nothing was carried out.</summary>
    NotUnderstood,

    /// <summary>No whole, single answer came: what the command did is unknown.</summary>
    Silent,
}

/// <param name="Data">What follows the response code.</param>
internal readonly record struct Pn532Answer(Pn532Outcome Outcome, byte[] Data);

/// <summary>One command in flight on the line to a PN532, each sent once: frame out, acknowledgement in, one response in. Anything
/// else closes the line: by TCP no late frame is taken for the answer to the next command then; elsewhere its code gives it away.</summary>
internal sealed class Pn532Line(IByteTransport transport, ReaderTimings timings, TimeProvider timeProvider) : IAsyncDisposable
{
    /// <summary>Acknowledgement, the longest response and room for one byte too many.</summary>
    private const int LongestInput = 300;

    private readonly byte[] _buffer = new byte[LongestInput];
    private int _length;
    private int _inFlight;

    public string Name => transport.Name;

    public bool IsOpen => transport.IsOpen;

    public async Task<bool> OpenAsync(CancellationToken token)
    {
        try
        {
            await transport.OpenAsync(token);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Close() => transport.Close();

    /// <param name="body">Command and parameters.</param>
    /// <param name="wakeUp">Bytes that go before the frame, in the same write.</param>
    public async Task<Pn532Answer> SendAsync(
        ReadOnlyMemory<byte> body, TimeSpan limit, CancellationToken token, ReadOnlyMemory<byte> wakeUp = default)
    {
        if (Interlocked.Exchange(ref _inFlight, 1) != 0)
            throw new InvalidOperationException($"{Name}: a command is in flight already; one owner at a time.");

        var answer = new Pn532Answer(Pn532Outcome.Silent, []);
        try
        {
            byte[] frame = [.. wakeUp.Span, .. Pn532Frame.Command(body.Span)];
            if (await WriteAsync(frame, token)
                && await NextAsync(timings.Acknowledge + transport.TimeFor(frame.Length), token) is { Kind: Pn532FrameKind.Acknowledge })
                answer = Judge(body.Span[0], await NextAsync(limit + transport.TimeFor(LongestInput), token));

            return answer;
        }
        finally
        {
            if (answer.Outcome == Pn532Outcome.Silent)
                transport.Close();

            Interlocked.Exchange(ref _inFlight, 0);
        }
    }

    public ValueTask DisposeAsync() => transport.DisposeAsync();

    private Pn532Answer Judge(byte command, Pn532Frame frame)
    {
        // A byte behind the response belongs to nothing that was asked.
        if (_length > 0)
            return new Pn532Answer(Pn532Outcome.Silent, []);

        return frame.Kind switch
        {
            Pn532FrameKind.Response when frame.Code == command + 1 => new Pn532Answer(Pn532Outcome.Answered, frame.Data),
            Pn532FrameKind.Error => new Pn532Answer(Pn532Outcome.NotUnderstood, []),
            _ => new Pn532Answer(Pn532Outcome.Silent, []),
        };
    }

    /// <returns>False when nothing may be taken as sent: the line is gone, or out of step.</returns>
    private async Task<bool> WriteAsync(byte[] frame, CancellationToken token)
    {
        _length = 0;
        using var timeout = new CancellationTokenSource(timings.Acknowledge + transport.TimeFor(frame.Length), timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, timeout.Token);
        try
        {
            if (!transport.IsOpen || await transport.DrainAsync(either.Token) > 0)
                return false;

            await transport.WriteAsync(frame, either.Token);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<Pn532Frame> NextAsync(TimeSpan limit, CancellationToken token)
    {
        using var timeout = new CancellationTokenSource(limit, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, timeout.Token);
        try
        {
            while (true)
            {
                var frame = Pn532Frame.Parse(_buffer.AsSpan(0, _length));
                if (frame.Kind != Pn532FrameKind.Incomplete)
                {
                    _length -= frame.Length;
                    _buffer.AsSpan(frame.Length, _length).CopyTo(_buffer);
                    return frame;
                }

                var count = _length == LongestInput ? 0 : await transport.ReadAsync(_buffer.AsMemory(_length), either.Token);
                if (count == 0)
                    return default;

                _length += count;
            }
        }
        catch (IOException)
        {
            return default;
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return default;
        }
    }
}

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
    private byte _command;

    public string Name => transport.Name;

    public bool IsOpen => transport.IsOpen;

    /// <inheritdoc cref="ISmartCardReader.Trouble"/>
    public string? Trouble { get; private set; }

    public async Task<bool> OpenAsync(CancellationToken token)
    {
        try
        {
            await transport.OpenAsync(token);
            return true;
        }
        catch (IOException trouble)
        {
            Trouble = trouble.Message;
            return false;
        }
    }

    public void Close() => transport.Close();

    /// <summary>What is wrong with what the last command brought.</summary>
    /// <param name="why">Nothing of a card.</param>
    public void Complain(string why) => Trouble = $"{Name}: command {_command:X2}: {why}";

    /// <param name="body">Command and parameters.</param>
    /// <param name="wakeUp">Bytes that go before the frame, in the same write.</param>
    public async Task<Pn532Answer> SendAsync(
        ReadOnlyMemory<byte> body, TimeSpan limit, CancellationToken token, ReadOnlyMemory<byte> wakeUp = default)
    {
        if (Interlocked.Exchange(ref _inFlight, 1) != 0)
            throw new InvalidOperationException($"{Name}: a command is in flight already; one owner at a time.");

        var answer = new Pn532Answer(Pn532Outcome.Silent, []);
        _command = body.Span[0];
        try
        {
            byte[] frame = [.. wakeUp.Span, .. Pn532Frame.Command(body.Span)];
            if (!await WriteAsync(frame, token)
                || await NextAsync("acknowledgement", timings.Acknowledge + transport.TimeFor(frame.Length), token) is not { } acknowledgement)
                return answer;

            if (acknowledgement.Kind != Pn532FrameKind.Acknowledge)
                Complain($"no acknowledgement but {acknowledgement.Kind}");
            else if (await NextAsync("answer", limit + transport.TimeFor(LongestInput), token) is { } response)
                answer = Judge(response);

            return answer;
        }
        finally
        {
            if (answer.Outcome == Pn532Outcome.Silent)
                transport.Close();
            else
                Trouble = null;

            Interlocked.Exchange(ref _inFlight, 0);
        }
    }

    public ValueTask DisposeAsync() => transport.DisposeAsync();

    private Pn532Answer Judge(Pn532Frame frame)
    {
        // A byte behind the response belongs to nothing that was asked.
        if (_length == 0 && frame.Kind == Pn532FrameKind.Error)
            return new Pn532Answer(Pn532Outcome.NotUnderstood, []);
        if (_length == 0 && frame.Kind == Pn532FrameKind.Response && frame.Code == _command + 1)
            return new Pn532Answer(Pn532Outcome.Answered, frame.Data);

        Complain(frame.Kind switch
        {
            Pn532FrameKind.Response when frame.Code != _command + 1 => $"the answer to command {frame.Code - 1:X2}",
            Pn532FrameKind.Response or Pn532FrameKind.Error => "more than one answer",
            var kind => $"no answer but {kind}",
        });
        return new Pn532Answer(Pn532Outcome.Silent, []);
    }

    /// <returns>False when nothing may be taken as sent: the line is gone, or out of step.</returns>
    private async Task<bool> WriteAsync(byte[] frame, CancellationToken token)
    {
        _length = 0;
        using var timeout = new CancellationTokenSource(timings.Acknowledge + transport.TimeFor(frame.Length), timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, timeout.Token);
        try
        {
            if (!transport.IsOpen)
                return false;

            if (await transport.DrainAsync(either.Token) > 0)
            {
                Complain("something had come unasked");
                return false;
            }

            await transport.WriteAsync(frame, either.Token);
            return true;
        }
        catch (IOException trouble)
        {
            Trouble = trouble.Message;
            return false;
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            Complain("the line does not take it");
            return false;
        }
    }

    /// <param name="what">It is to be, for people.</param>
    private async Task<Pn532Frame?> NextAsync(string what, TimeSpan limit, CancellationToken token)
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
                {
                    Complain(_length == LongestInput ? $"no end of the {what}" : $"the other side closed before the {what}");
                    return null;
                }

                _length += count;
            }
        }
        catch (IOException trouble)
        {
            Trouble = trouble.Message;
            return null;
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            Complain($"no {what} within {limit.TotalMilliseconds:0} ms");
            return null;
        }
    }
}

using System.Text;
using PrintStation.Transports;

namespace PrintStation.Printers.Evolis;

internal enum LineOutcome
{
    Answered,

    /// <summary>Not a byte of it left this machine.</summary>
    NotSent,

    /// <summary>It was sent, or some of it may have been, and no whole, single reply came.</summary>
    Unanswered,
}

/// <param name="Text">The reply when answered, else what went wrong, for logs.</param>
internal readonly record struct LineReply(LineOutcome Outcome, string Text);

/// <summary>What the input must look like before a command is written.</summary>
internal enum Input
{
    /// <summary>What lies there is thrown away.</summary>
    Drained,

    /// <summary>Something lying there means that question and answer are out of step: nothing is sent.</summary>
    MustBeSilent,
}

/// <summary>One command in flight on the line to an Evolis printer, each sent once. Whenever the line may be out of step – no reply in
/// time, half a reply, more than one, one of the wrong shape – it is closed: on a new connection by TCP no old reply can be taken for a
/// new one; elsewhere only its shape, and questions asked twice, keep it out.</summary>
internal sealed class EvolisLine(IByteTransport transport, TimeSpan queryTimeout, TimeProvider timeProvider) : IAsyncDisposable
{
    /// <summary>The language asks for a read buffer of at least 512 bytes; a reply without an end in them is none.</summary>
    private const int LongestReply = 512;

    private readonly byte[] _buffer = new byte[LongestReply];
    private int _inFlight;

    public string Name => transport.Name;

    public int? Baud => transport.Baud;

    /// <inheritdoc cref="IByteTransport.TransferTime"/>
    public TimeSpan TransferTime(int bytes) => transport.TransferTime(bytes);

    /// <inheritdoc cref="IByteTransport.TimeFor"/>
    public TimeSpan TimeFor(int bytes) => transport.TimeFor(bytes);

    /// <summary>Why the last question had no good answer; null when it had one.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Sends a command once and waits for its reply.</summary>
    /// <param name="limit">For writing and reply together.</param>
    public async Task<LineReply> SendAsync(ReadOnlyMemory<byte> frame, TimeSpan limit, Input input, CancellationToken token)
    {
        if (Interlocked.Exchange(ref _inFlight, 1) != 0)
            throw new InvalidOperationException($"{Name}: a command is in flight already; one owner at a time.");

        using var timeout = new CancellationTokenSource(limit, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, timeout.Token);
        var (sent, inStep) = (false, false);
        try
        {
            if (!transport.IsOpen)
                return new LineReply(LineOutcome.NotSent, "not connected");

            if (await transport.DrainAsync(either.Token) > 0 && input == Input.MustBeSilent)
                return new LineReply(LineOutcome.NotSent, "unasked bytes in the input");

            sent = true;
            await transport.WriteAsync(frame, either.Token);
            var text = await ReadReplyAsync(either.Token);
            inStep = text is not null;
            return text is not null ? new LineReply(LineOutcome.Answered, text) : new LineReply(LineOutcome.Unanswered, "not a single reply");
        }
        catch (IOException)
        {
            return new LineReply(sent ? LineOutcome.Unanswered : LineOutcome.NotSent, "connection lost");
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return new LineReply(sent ? LineOutcome.Unanswered : LineOutcome.NotSent, $"no reply within {limit.TotalMilliseconds:0} ms");
        }
        finally
        {
            if (!inStep)
                transport.Close();

            Interlocked.Exchange(ref _inFlight, 0);
        }
    }

    /// <summary>Asks one question once; connects first where that is needed.</summary>
    /// <returns>Null when no answer of the right shape came.</returns>
    public async Task<T?> AskFirstAsync<T>(string query, Func<string, T?> parse, CancellationToken token) =>
        await OpenAsync(token) ? await AskAsync(query, parse, Input.Drained, token) : default;

    /// <summary>Asks one question once, on the connection that stands and only while it is in step.</summary>
    /// <inheritdoc cref="AskFirstAsync" path="/returns"/>
    public Task<T?> AskNextAsync<T>(string query, Func<string, T?> parse, CancellationToken token) =>
        AskAsync(query, parse, Input.MustBeSilent, token);

    /// <summary>What came was no answer to what was sent: the true one may still be on its way.</summary>
    public void Close() => transport.Close();

    public ValueTask DisposeAsync() => transport.DisposeAsync();

    private async Task<T?> AskAsync<T>(string query, Func<string, T?> parse, Input input, CancellationToken token)
    {
        var reply = await SendAsync(EvolisCommand.Frame(query), queryTimeout, input, token);
        var answer = reply.Outcome == LineOutcome.Answered ? parse(reply.Text) : default;
        // Printers are known to answer a query with the OK of the command before: the real answer may still be on its way.
        if (answer is null)
            transport.Close();

        Trouble = answer is not null ? null
            : $"{Name}: {(reply.Outcome == LineOutcome.Answered ? $"{query} was answered with \"{Shorten(reply.Text)}\"" : $"{query}: {reply.Text}")}";
        return answer;
    }

    private async Task<bool> OpenAsync(CancellationToken token)
    {
        if (transport.IsOpen)
            return true;

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

    private static string Shorten(string text) => text.Length > 40 ? text[..40] + "…" : text;

    /// <returns>Null when what came is not exactly one reply of printable ASCII ended by 00.</returns>
    private async Task<string?> ReadReplyAsync(CancellationToken token)
    {
        var length = 0;
        while (length < LongestReply)
        {
            var count = await transport.ReadAsync(_buffer.AsMemory(length), token);
            if (count == 0)
                return null;

            length += count;
            // 00 without a text before it is padding.
            var start = _buffer.AsSpan(0, length).IndexOfAnyExcept((byte)0);
            if (start < 0)
            {
                length = 0;
                continue;
            }

            var text = _buffer.AsSpan(start, length - start);
            var end = text.IndexOf((byte)0);
            if (end >= 0)
                return text[end..].ContainsAnyExcept((byte)0) || text[..end].ContainsAnyExceptInRange((byte)0x20, (byte)0x7E)
                    ? null
                    : Encoding.ASCII.GetString(text[..end]);
        }

        return null;
    }
}

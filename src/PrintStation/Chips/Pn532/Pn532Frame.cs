namespace PrintStation.Chips.Pn532;

internal enum Pn532FrameKind
{
    /// <summary>More bytes are needed.</summary>
    Incomplete,

    /// <summary>A checksum, length or end that is not right: what follows cannot be trusted either.</summary>
    Broken,

    Acknowledge,

    /// <summary>The reader asks for the frame again. It is not given: the command may have been a writing one.</summary>
    NotAcknowledge,

    /// <summary>The reader did not understand the command.</summary>
    Error,

    /// <summary>A response: direction byte D5, response code, data.</summary>
    Response,
}

/// <param name="Code">Command + 1; 0 unless it is a response.</param>
/// <param name="Length">Bytes taken from the input, from its start to the end of the frame.</param>
internal readonly record struct Pn532Frame(Pn532FrameKind Kind, byte Code, byte[] Data, int Length)
{
    /// <summary>Most bytes after the direction byte in one frame: command, parameters and data.</summary>
    public const int MostBytes = 264;

    private const byte FromHost = 0xD4;
    private const byte ToHost = 0xD5;
    private const byte ErrorCode = 0x7F;
    private const int NormalHeader = 5;
    private const int ExtendedHeader = 8;

    /// <summary>A command frame; extended where a normal one cannot hold it.</summary>
    /// <param name="body">Command and parameters, 1 to <see cref="MostBytes"/> bytes.</param>
    public static byte[] Command(ReadOnlySpan<byte> body)
    {
        if (body.Length is 0 or > MostBytes)
            throw new ArgumentException($"A PN532 command has {body.Length} bytes; allowed: 1 to {MostBytes}.", nameof(body));

        var length = body.Length + 1;
        byte[] header = length <= 255
            ? [0x00, 0x00, 0xFF, (byte)length, (byte)-length]
            : [0x00, 0x00, 0xFF, 0xFF, 0xFF, (byte)(length >> 8), (byte)length, (byte)-((length >> 8) + (byte)length)];
        return [.. header, FromHost, .. body, (byte)-(FromHost + Sum(body)), 0x00];
    }

    /// <summary>The first frame in the input. Bytes before a start code are idle line.</summary>
    public static Pn532Frame Parse(ReadOnlySpan<byte> input)
    {
        var start = input.IndexOf([(byte)0x00, (byte)0x00, (byte)0xFF]);
        if (start < 0)
            return input.ContainsAnyExcept((byte)0x00) ? Broken() : Incomplete();

        if (input[..start].ContainsAnyExcept((byte)0x00))
            return Broken();

        var frame = input[start..];
        if (frame.Length < NormalHeader + 1)
            return Incomplete();

        return (frame[3], frame[4]) switch
        {
            (0x00, 0xFF) => Short(Pn532FrameKind.Acknowledge, frame, start),
            (0xFF, 0x00) => Short(Pn532FrameKind.NotAcknowledge, frame, start),
            (0xFF, 0xFF) => Extended(frame, start),
            var (length, check) => (byte)(length + check) == 0 ? Body(frame, start, NormalHeader, length) : Broken(),
        };
    }

    private static Pn532Frame Extended(ReadOnlySpan<byte> frame, int start)
    {
        if (frame.Length < ExtendedHeader)
            return Incomplete();

        var length = frame[5] << 8 | frame[6];
        return (byte)(frame[5] + frame[6] + frame[7]) != 0 || length > MostBytes + 1 ? Broken() : Body(frame, start, ExtendedHeader, length);
    }

    private static Pn532Frame Body(ReadOnlySpan<byte> frame, int start, int header, int length)
    {
        if (length == 0)
            return Broken();

        // Body, checksum and the closing 00 belong to the frame: a 00 that came later would look like an unasked byte.
        var whole = header + length + 2;
        if (frame.Length < whole)
            return Incomplete();

        var body = frame.Slice(header, length);
        if ((byte)(Sum(body) + frame[header + length]) != 0 || frame[whole - 1] != 0x00)
            return Broken();

        if (length == 1 && body[0] == ErrorCode)
            return new Pn532Frame(Pn532FrameKind.Error, 0, [], start + whole);

        return length >= 2 && body[0] == ToHost
            ? new Pn532Frame(Pn532FrameKind.Response, body[1], body[2..].ToArray(), start + whole)
            : Broken();
    }

    private static Pn532Frame Short(Pn532FrameKind kind, ReadOnlySpan<byte> frame, int start) =>
        frame[5] == 0x00 ? new Pn532Frame(kind, 0, [], start + 6) : Broken();

    private static Pn532Frame Incomplete() => new(Pn532FrameKind.Incomplete, 0, [], 0);

    private static Pn532Frame Broken() => new(Pn532FrameKind.Broken, 0, [], 0);

    private static int Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0;
        foreach (var value in bytes)
            sum += value;

        return sum;
    }
}

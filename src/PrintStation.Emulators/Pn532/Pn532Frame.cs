namespace PrintStation.Emulators.Pn532;

internal enum Pn532FrameKind
{
    Ack,
    Nack,
    Data,

    /// <summary>A checksum is wrong: the chip takes no notice.</summary>
    Damaged,
}

/// <param name="Content">TFI and what follows it, without checksum; empty for all but data.</param>
internal sealed record Pn532Frame(Pn532FrameKind Kind, byte[] Content)
{
    public const byte FromHost = 0xD4;
    public const byte ToHost = 0xD5;

    /// <summary>TFI and data.</summary>
    public const int MostContentBytes = 265;

    public static readonly byte[] AckBytes = [0x00, 0x00, 0xFF, 0x00, 0xFF, 0x00];

    /// <summary>Known frame, unknown wish.</summary>
    public static readonly byte[] ErrorBytes = [0x00, 0x00, 0xFF, 0x01, 0xFF, 0x7F, 0x81, 0x00];

    public static readonly Pn532Frame Ack = new(Pn532FrameKind.Ack, []);
    public static readonly Pn532Frame Nack = new(Pn532FrameKind.Nack, []);
    public static readonly Pn532Frame Damaged = new(Pn532FrameKind.Damaged, []);

    /// <summary>The bytes on the line; above 255 bytes of content as an extended frame.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> content)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, MostContentBytes);
        var (high, low) = ((byte)(content.Length >> 8), (byte)content.Length);
        byte[] length = content.Length <= 255 ? [low, (byte)-low] : [0xFF, 0xFF, high, low, (byte)-(high + low)];
        return [0x00, 0x00, 0xFF, .. length, .. content, Checksum(content), 0x00];
    }

    /// <summary>The byte that makes the sum 0.</summary>
    public static byte Checksum(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (var value in bytes)
            sum += value;
        return (byte)-sum;
    }
}

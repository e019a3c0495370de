namespace PrintStation.Emulators.Chips;

/// <summary>A short command APDU (ISO 7816-3 cases 1 to 4).</summary>
/// <param name="Expected">Le as a count, 1 to 256; null when the command has none.</param>
internal sealed record CommandApdu(byte Class, byte Instruction, byte P1, byte P2, byte[] Data, int? Expected)
{
    public int P1P2 => P1 << 8 | P2;

    /// <summary>Null when the lengths do not agree.</summary>
    public static CommandApdu? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4)
            return null;

        var body = bytes[4..];
        if (body.Length == 0)
            return Make(bytes, [], null);
        if (body.Length == 1)
            return Make(bytes, [], Count(body[0]));

        var length = body[0];
        if (length == 0)
            return null;
        if (body.Length == 1 + length)
            return Make(bytes, body[1..], null);

        return body.Length == 2 + length ? Make(bytes, body[1..^1], Count(body[^1])) : null;
    }

    public byte[] ToBytes()
    {
        List<byte> bytes = [Class, Instruction, P1, P2];
        if (Data.Length > 0)
            bytes.AddRange([(byte)Data.Length, .. Data]);
        if (Expected is { } expected)
            bytes.Add((byte)expected);

        return [.. bytes];
    }

    private static int Count(byte le) => le == 0 ? 256 : le;

    private static CommandApdu Make(ReadOnlySpan<byte> header, ReadOnlySpan<byte> data, int? expected) =>
        new(header[0], header[1], header[2], header[3], data.ToArray(), expected);
}

/// <summary>Status words of ISO 7816-4 that the emulated cards use.</summary>
internal static class StatusWord
{
    public const int Good = 0x9000;
    public const int EndOfFile = 0x6282;
    public const int MemoryFailure = 0x6581;
    public const int WrongLength = 0x6700;
    public const int SecurityNotSatisfied = 0x6982;
    public const int Blocked = 0x6983;
    public const int ConditionsNotSatisfied = 0x6985;
    public const int NoFileSelected = 0x6986;
    public const int SecureMessagingMissing = 0x6987;
    public const int SecureMessagingWrong = 0x6988;
    public const int FileNotFound = 0x6A82;
    public const int NotEnoughRoom = 0x6A84;
    public const int WrongP1P2 = 0x6A86;
    public const int WrongOffset = 0x6B00;
    public const int UnknownInstruction = 0x6D00;
    public const int UnknownClass = 0x6E00;

    /// <summary>Authentication failed, so many tries are left.</summary>
    public static int TriesLeft(int tries) => 0x63C0 | tries;

    public static byte[] Answer(int status, ReadOnlySpan<byte> data = default) => [.. data, (byte)(status >> 8), (byte)status];
}

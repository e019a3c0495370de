using System.Text;

namespace PrintStation.Transports;

/// <summary>Bytes of a line as a technician reads them. What the languages carry as data – faces, chip contents, keys – shows as a number of bytes
/// only.</summary>
internal static class WireText
{
    /// <summary>Of a device that gave no answer.</summary>
    public const string Silent = "no answer";

    private const byte Escape = 0x1B;
    private const byte Exchange = 0x40;
    private const byte FromHost = 0xD4;
    private const byte ToHost = 0xD5;
    private const int ApduHeader = 4;

    /// <param name="bytes">A whole command, as drivers write it; or what came, in whatever pieces.</param>
    public static string OfPrinter(bool sent, ReadOnlySpan<byte> bytes) => bytes switch
    {
        [] => "closed",
        [Escape, .. var command] when sent => Command(command),
        _ => sent ? Size(bytes) : Reply(bytes),
    };

    /// <summary>A piece that came may be any part of a chip's answer: nothing of it is shown but the answers' names.</summary>
    /// <param name="bytes">Whole frames, as drivers write them; or what came, in whatever pieces.</param>
    public static string OfReader(bool sent, ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty ? "closed" : Frames(sent, bytes) is { Length: > 0 } words ? words : Size(bytes);

    /// <summary>Of a command to a chip its head, which names it.</summary>
    public static string OfCommand(ReadOnlySpan<byte> apdu) =>
        apdu.Length >= ApduHeader ? $"{Convert.ToHexString(apdu[..ApduHeader])} {Size(apdu)}" : Size(apdu);

    /// <summary>Of a chip's answer its status.</summary>
    /// <param name="answer">With the status at its end; null when none came.</param>
    /// <param name="fromReader">Whether at least the reader answered.</param>
    public static string OfAnswer(byte[]? answer, bool fromReader) =>
        answer is [.. var data, _, _] ? $"{Convert.ToHexString(answer.AsSpan(data.Length))} {Size(data)}" : fromReader ? "no answer of the card" : Silent;

    /// <summary>The words of a command up to its end; of a download only the header.</summary>
    private static string Command(ReadOnlySpan<byte> bytes)
    {
        var isDownload = bytes.StartsWith("Db"u8);
        var left = bytes.StartsWith("Dbc"u8) ? 4 : 3;
        var length = 0;
        while (length < bytes.Length && bytes[length] is >= 0x20 and < 0x7F && left > 0)
            if (bytes[length++] == (byte)';' && isDownload)
                left--;
        var words = Encoding.ASCII.GetString(bytes[..length]);
        return isDownload ? $"{words} {bytes.Length - length} bytes" : words;
    }

    private static string Reply(ReadOnlySpan<byte> bytes)
    {
        var text = bytes.Trim((byte)0);
        return text.IsEmpty || text.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E) ? Size(bytes) : Encoding.ASCII.GetString(text);
    }

    /// <summary>Frames of a PN532: which command or answer, and how long; of an exchange with a chip the head of the command, which names it.</summary>
    private static string Frames(bool sent, ReadOnlySpan<byte> bytes)
    {
        var words = new List<string>();
        while (bytes.IndexOf((byte[])[0x00, 0xFF]) is >= 0 and var start)
        {
            var frame = bytes[(start + 2)..];
            if (frame is [0x00, 0xFF, ..] or [0xFF, 0x00, ..])
            {
                words.Add(frame[0] == 0 ? "ACK" : "NACK");
                bytes = frame[2..];
                continue;
            }

            var isLong = frame is [0xFF, 0xFF, _, _, _, ..];
            var length = isLong ? frame[2] << 8 | frame[3] : frame.Length > 0 ? frame[0] : 0;
            var content = frame[Math.Min(frame.Length, isLong ? 5 : 2)..];
            words.Add(Content(sent, content[..Math.Min(content.Length, length)]));
            bytes = content[Math.Min(content.Length, length)..];
        }

        return string.Join(' ', words);
    }

    private static string Content(bool sent, ReadOnlySpan<byte> content) => content switch
    {
        [FromHost, Exchange, _, .. { Length: >= ApduHeader } apdu] when sent =>
            $"{NameOf(Exchange)} {OfCommand(apdu)}",
        [FromHost, var code, .. var data] when sent && NameOf(code) is { } name => $"{name} {data.Length} bytes",
        [ToHost, var code, .. var data] when !sent && NameOf((byte)(code - 1)) is { } name => $"{name} {data.Length} bytes",
        _ => Size(content),
    };

    private static string Size(ReadOnlySpan<byte> bytes) => $"{bytes.Length} bytes";

    /// <summary>The chip's own names; null for what this station does not use, or what is no name at all.</summary>
    private static string? NameOf(byte command) => command switch
    {
        0x02 => "GetFirmwareVersion",
        0x14 => "SAMConfiguration",
        0x32 => "RFConfiguration",
        0x40 => "InDataExchange",
        0x4A => "InListPassiveTarget",
        0x52 => "InRelease",
        _ => null,
    };
}

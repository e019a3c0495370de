using System.Buffers.Binary;

namespace PrintStation.Emulators.Vpcd;

/// <summary>What vpcd and a card say to each other: two bytes of length, most significant first, and as many of content.</summary>
internal static class VpcdFrames
{
    private const int LengthBytes = 2;

    /// <summary>The next content; null when the line ended.</summary>
    public static async Task<byte[]?> ReadAsync(Stream line, CancellationToken token)
    {
        var length = new byte[LengthBytes];
        if (await line.ReadAtLeastAsync(length, LengthBytes, throwOnEndOfStream: false, token) < LengthBytes)
            return null;

        var content = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        return await line.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, token) < content.Length ? null : content;
    }

    /// <summary>In one piece.</summary>
    public static async Task WriteAsync(Stream line, byte[] content, CancellationToken token)
    {
        var frame = new byte[LengthBytes + content.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, (ushort)content.Length);
        content.CopyTo(frame, LengthBytes);
        await line.WriteAsync(frame, token);
    }
}

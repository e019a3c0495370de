using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PrintStation.Emulators.Chips;

/// <summary>Secure messaging in the manner of ISO 7816-4: enciphered data (87), Le (97), status (99), MAC (8E). Chip and SAM hold one each and
/// count the messages in step; a message that is lost, doubled or changed ends it.</summary>
internal sealed class SecureSession
{
    public const byte SecureClass = 0x0C;

    /// <summary>Most plain bytes in one command or answer: enciphered it must still fit a short APDU.</summary>
    public const int MostPlainBytes = 200;

    private readonly byte[] _cipherKey;
    private readonly byte[] _macKey;
    private ulong _counter;

    /// <param name="chipMaterial">16 bytes chosen by the chip.</param>
    /// <param name="samMaterial">16 bytes chosen by the SAM.</param>
    public SecureSession(ReadOnlySpan<byte> chipMaterial, ReadOnlySpan<byte> samMaterial)
    {
        var seed = new byte[16];
        for (var i = 0; i < seed.Length; i++)
            seed[i] = (byte)(chipMaterial[i] ^ samMaterial[i]);
        _cipherKey = SHA256.HashData([.. seed, 1])[..16];
        _macKey = SHA256.HashData([.. seed, 2]);
    }

    public byte[] WrapCommand(CommandApdu plain)
    {
        _counter++;
        var body = Enciphered(plain.Data);
        if (plain.Expected is { } expected)
            body = [.. body, 0x97, 1, (byte)expected];
        byte[] header = [SecureClass, plain.Instruction, plain.P1, plain.P2];
        body = [.. body, 0x8E, 8, .. Mac(header, body)];
        return new CommandApdu(SecureClass, plain.Instruction, plain.P1, plain.P2, body, 256).ToBytes();
    }

    /// <summary>The plain command, or null when it is not what the other side sent.</summary>
    public CommandApdu? UnwrapCommand(CommandApdu wrapped)
    {
        _counter++;
        byte[] header = [SecureClass, wrapped.Instruction, wrapped.P1, wrapped.P2];
        if (Checked(header, wrapped.Data) is not { } fields)
            return null;

        var data = fields.TryGetValue(0x87, out var enciphered) ? Deciphered(enciphered) : [];
        var expected = fields.TryGetValue(0x97, out var le) && le.Length == 1 ? (int?)(le[0] == 0 ? 256 : le[0]) : null;
        return data is null ? null : new CommandApdu(0, wrapped.Instruction, wrapped.P1, wrapped.P2, data, expected);
    }

    public byte[] WrapAnswer(ReadOnlySpan<byte> data, int status)
    {
        _counter++;
        byte[] body = [.. Enciphered(data), 0x99, 2, (byte)(status >> 8), (byte)status];
        return StatusWord.Answer(StatusWord.Good, [.. body, 0x8E, 8, .. Mac([], body)]);
    }

    /// <summary>Plain data and status word, or null when the answer came from outside the session or was changed.</summary>
    public byte[]? UnwrapAnswer(ReadOnlySpan<byte> answer)
    {
        _counter++;
        if (answer.Length < 2 || answer[^2] != 0x90 || answer[^1] != 0 || Checked([], answer[..^2]) is not { } fields)
            return null;

        var data = fields.TryGetValue(0x87, out var enciphered) ? Deciphered(enciphered) : [];
        return data is not null && fields.TryGetValue(0x99, out var status) && status.Length == 2 ? [.. data, .. status] : null;
    }

    private byte[] Enciphered(ReadOnlySpan<byte> plain)
    {
        if (plain.Length == 0)
            return [];

        using var aes = Aes.Create();
        aes.Key = _cipherKey;
        var padded = new byte[(plain.Length / 16 + 1) * 16];
        plain.CopyTo(padded);
        padded[plain.Length] = 0x80;
        var enciphered = aes.EncryptCbc(padded, StartValue(aes), PaddingMode.None);
        var length = enciphered.Length + 1;
        return length < 0x80 ? [0x87, (byte)length, 1, .. enciphered] : [0x87, 0x81, (byte)length, 1, .. enciphered];
    }

    private byte[]? Deciphered(byte[] field)
    {
        if (field.Length < 17 || field[0] != 1 || field.Length % 16 != 1)
            return null;

        using var aes = Aes.Create();
        aes.Key = _cipherKey;
        var padded = aes.DecryptCbc(field.AsSpan(1), StartValue(aes), PaddingMode.None);
        var end = Array.FindLastIndex(padded, value => value != 0);
        return end >= 0 && padded[end] == 0x80 ? padded[..end] : null;
    }

    private byte[] StartValue(Aes aes)
    {
        var block = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(block.AsSpan(8), _counter);
        return aes.EncryptEcb(block, PaddingMode.None);
    }

    private byte[] Mac(ReadOnlySpan<byte> header, ReadOnlySpan<byte> body)
    {
        var counter = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(counter, _counter);
        return HMACSHA256.HashData(_macKey, (byte[])[.. counter, .. header, .. body])[..8];
    }

    /// <summary>The fields before the MAC, or null when the MAC is missing or wrong.</summary>
    private Dictionary<int, byte[]>? Checked(ReadOnlySpan<byte> header, ReadOnlySpan<byte> body)
    {
        if (body.Length < 10 || body[^10] != 0x8E || body[^9] != 8 || !CryptographicOperations.FixedTimeEquals(body[^8..], Mac(header, body[..^10])))
            return null;

        var fields = new Dictionary<int, byte[]>();
        var rest = body[..^10];
        while (rest.Length >= 2)
        {
            var lengthBytes = rest[1] == 0x81 ? 2 : 1;
            if (rest.Length < 1 + lengthBytes)
                return null;
            var length = rest[lengthBytes];
            if (rest.Length < 1 + lengthBytes + length)
                return null;
            fields[rest[0]] = rest.Slice(1 + lengthBytes, length).ToArray();
            rest = rest[(1 + lengthBytes + length)..];
        }

        return rest.Length == 0 ? fields : null;
    }
}

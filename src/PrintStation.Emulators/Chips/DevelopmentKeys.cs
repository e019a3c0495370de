using System.Security.Cryptography;

namespace PrintStation.Emulators.Chips;

/// <summary>The secret that the emulated chips and the emulated SAM share. It protects nothing: real keys exist only in the authority's SAM.</summary>
internal static class DevelopmentKeys
{
    private static readonly byte[] Master = SHA256.HashData("printstation development chips"u8);

    /// <summary>Key of one chip, bound to its UID and its card control data.</summary>
    /// <param name="uid">8 bytes; a 7-byte UID is padded with 00 at its end.</param>
    /// <param name="control">The 16 bytes of the card control file, without its first byte, which changes at the lock.</param>
    public static byte[] OfChip(ReadOnlySpan<byte> uid, ReadOnlySpan<byte> control) =>
        HMACSHA256.HashData(Master, (byte[])[.. uid, .. control[1..]])[..16];
}

/// <summary>The 40 bytes by which chip and SAM prove to each other that they know the chip's key: 32 enciphered, 8 of MAC.</summary>
internal static class Cryptogram
{
    public const int Length = 40;

    public static byte[] Seal(byte[] key, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> keyMaterial)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        var enciphered = aes.EncryptCbc((byte[])[.. first, .. second, .. keyMaterial], new byte[16], PaddingMode.None);
        return [.. enciphered, .. Mac(key, enciphered)];
    }

    /// <summary>The 32 plain bytes, or null when the MAC is wrong.</summary>
    public static byte[]? Open(byte[] key, ReadOnlySpan<byte> cryptogram)
    {
        if (cryptogram.Length != Length || !CryptographicOperations.FixedTimeEquals(cryptogram[32..], Mac(key, cryptogram[..32])))
            return null;

        using var aes = Aes.Create();
        aes.Key = key;
        return aes.DecryptCbc(cryptogram[..32], new byte[16], PaddingMode.None);
    }

    private static byte[] Mac(byte[] key, ReadOnlySpan<byte> bytes) => HMACSHA256.HashData(key, bytes.ToArray())[..8];
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PrintStation.Chips;

/// <summary>The centre's digital signature on the chip: ECDSA (secp256r1, SHA-256) in DER, filled with zeros to 80 bytes.</summary>
internal static class ChipSignature
{
    public const int Bytes = 80;

    private const byte Sequence = 0x30;
    private const int LongestDerLength = 0x7F;

    public static bool IsGood(ReadOnlySpan<byte> element, ReadOnlySpan<byte> message, X509Certificate2 certificate)
    {
        if (element.Length != Bytes || element[0] != Sequence || element[1] > LongestDerLength)
            return false;

        var length = 2 + element[1];
        if (length > Bytes || element[length..].ContainsAnyExcept((byte)0))
            return false;

        using var key = certificate.GetECDsaPublicKey();
        return key is not null && key.VerifyData(message, element[..length], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PrintStation.Contracts;

namespace PrintStation.Tests.Central;

internal static class ChipSignature
{
    /// <summary>Checks the signature as any reader of a chip would: DER, cut at its own length, whatever pads it.</summary>
    public static bool IsGood(IReadOnlyDictionary<string, byte[]> chip, X509Certificate2 certificate)
    {
        var padded = chip[ChipElements.DigitalSignature];
        if (padded.Length != 80)
            return false;

        using var key = certificate.GetECDsaPublicKey()!;
        return key.VerifyData(
            ChipElements.SignedBytes(chip), padded.AsSpan(0, padded[1] + 2), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }
}

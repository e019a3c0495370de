using System.Security.Cryptography;
using PrintStation.Contracts;

namespace PrintStation.Central.Keys;

/// <summary>The centre's signature over what stands on a chip.</summary>
internal sealed class ChipSigner(ECDsa key) : IDisposable
{
    private const int SignatureBytes = 80;

    /// <summary>The elements with their digital signature: ECDSA in DER, zero-padded to 80 bytes.</summary>
    public IReadOnlyDictionary<string, byte[]> Sign(IReadOnlyDictionary<string, byte[]> elements)
    {
        var der = key.SignData(ChipElements.SignedBytes(elements), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        var padded = new byte[SignatureBytes];
        der.CopyTo(padded, 0);
        return new Dictionary<string, byte[]>(elements) { [ChipElements.DigitalSignature] = padded };
    }

    public void Dispose() => key.Dispose();
}

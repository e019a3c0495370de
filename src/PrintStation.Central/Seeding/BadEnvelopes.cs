using System.Security.Cryptography;
using PrintStation.Contracts;

namespace PrintStation.Central.Seeding;

/// <summary>Deliberately bad envelopes, so that a station's refusals can be shown end to end. Only seeded jobs carry a fault.</summary>
internal static class BadEnvelopes
{
    public const string ForeignSignature = "foreign-signature";
    public const string BrokenSignature = "broken-signature";
    public const string ForeignKey = "foreign-key";
    public const string ForeignStation = "foreign-station";

    // The following envelopes are well signed and sealed; their content is bad.
    public const string NotANik = "not-a-nik";
    public const string MissingPhoto = "missing-photo";
    public const string UnreadablePhoto = "unreadable-photo";
    public const string OversizePhoto = "oversize-photo";
    public const string UnknownLayout = "unknown-layout";
    public const string UnknownBlankVersion = "unknown-blank-version";
    public const string UnprintableText = "unprintable-text";

    public static readonly IReadOnlyList<string> Kinds =
    [
        ForeignSignature, BrokenSignature, ForeignKey, ForeignStation, NotANik, MissingPhoto, UnreadablePhoto, OversizePhoto, UnknownLayout,
        UnknownBlankVersion, UnprintableText,
    ];

    public static string Seal(string fault, CardPayload payload, ECDsa issuingKey, ECDiffieHellman stationKey) => fault switch
    {
        ForeignSignature => SealByStranger(payload, stationKey),
        BrokenSignature => BreakSignature(Envelope.Seal(payload, issuingKey, stationKey)),
        ForeignKey => SealForStranger(payload, issuingKey),
        ForeignStation => Envelope.Seal(payload with { StationId = "station-0000-0" }, issuingKey, stationKey),
        _ => Envelope.Seal(payload, issuingKey, stationKey),
    };

    private static string SealByStranger(CardPayload payload, ECDiffieHellman stationKey)
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Envelope.Seal(payload, stranger, stationKey);
    }

    private static string SealForStranger(CardPayload payload, ECDsa issuingKey)
    {
        using var stranger = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return Envelope.Seal(payload, issuingKey, stranger);
    }

    /// <summary>One character in the middle of the sealed part is another: what a bad line would do.</summary>
    private static string BreakSignature(string envelope)
    {
        var at = envelope.Length / 2;
        var other = envelope[at] == 'A' ? 'B' : 'A';
        return envelope[..at] + other + envelope[(at + 1)..];
    }
}

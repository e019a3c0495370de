using PrintStation.Cards;
using PrintStation.Contracts;
using PrintStation.Tests.Cards;

namespace PrintStation.Benchmarks.Render;

/// <summary>A payload as the centre makes it, of a citizen who does not exist.</summary>
internal static class Payloads
{
    public static CardPayload Invented(byte[] photo)
    {
        var texts = CardFixtures.Texts;
        var citizen = new Citizen(
            texts[CardFields.Nik], texts[CardFields.Name], "KUPANG", texts[CardFields.BirthDate], texts[CardFields.Sex], texts[CardFields.BloodGroup],
            texts[CardFields.Address], texts[CardFields.RtRw], texts[CardFields.Village], texts[CardFields.District], texts[CardFields.Regency],
            texts[CardFields.Province], texts[CardFields.Religion], texts[CardFields.MaritalStatus], texts[CardFields.Occupation],
            texts[CardFields.Citizenship], texts[CardFields.ValidUntil], texts[CardFields.IssuedAt], texts[CardFields.IssuedOn]);
        return new CardPayload("J000001", "station-1", "ktp-el", "2019", null, citizen, photo, CardFixtures.SignatureImage,
            new Dictionary<string, byte[]>
            {
                [ChipElements.Biodata] = ChipBiodata.Encode(citizen),
                [ChipElements.Photo] = new byte[3_500],
                [ChipElements.Signature] = new byte[924],
                [ChipElements.FingerRight] = new byte[450],
                [ChipElements.FingerLeft] = new byte[450],
                [ChipElements.DigitalSignature] = new byte[80],
            });
    }
}

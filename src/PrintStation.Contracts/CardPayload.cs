namespace PrintStation.Contracts;

/// <summary>What the centre signs and seals for one job. Opened in memory only.</summary>
/// <param name="JobId">Must be the job of the lease.</param>
/// <param name="StationId">The station it was sealed for; any other refuses it.</param>
/// <param name="Layout">Name of the card layout file.</param>
/// <param name="BlankVersion">Version of the blank it needs.</param>
/// <param name="Reprint">Null for a first card; else why the centre approved another: "lost", "damaged", "changed-data", "spoiled-later".</param>
/// <param name="Citizen">The face, word for word.</param>
/// <param name="PhotoJpeg">JPEG, portrait 3:4, at most 64 KiB.</param>
/// <param name="SignaturePng">PNG, black on white, 168 × 44 dots.</param>
/// <param name="Chip">Data elements for the chip by name, see <see cref="ChipElements"/>.</param>
public sealed record CardPayload(
    string JobId, string StationId, string Layout, string BlankVersion, string? Reprint,
    Citizen Citizen, byte[] PhotoJpeg, byte[] SignaturePng, IReadOnlyDictionary<string, byte[]> Chip);

/// <summary>The variable data of the card's face. All texts as printed, dates dd-MM-yyyy.</summary>
/// <param name="Nik">16 digits.</param>
/// <param name="Sex">"LAKI-LAKI" or "PEREMPUAN".</param>
/// <param name="BloodGroup">"A", "B", "AB", "O" or "-".</param>
/// <param name="RtRw">For example "003/011".</param>
/// <param name="ValidUntil">"SEUMUR HIDUP", or a date for foreigners.</param>
/// <param name="Citizenship">"WNI" or a country name.</param>
public sealed record Citizen(
    string Nik, string Name, string BirthPlace, string BirthDate, string Sex, string BloodGroup, string Address, string RtRw,
    string Village, string District, string Regency, string Province, string Religion, string MaritalStatus, string Occupation,
    string Citizenship, string ValidUntil, string IssuedAt, string IssuedOn);

/// <summary>Names of the chip's data elements, and what the centre signs.</summary>
public static class ChipElements
{
    /// <summary>Quoted, comma-separated UTF-8: see <see cref="ChipBiodata"/>.</summary>
    public const string Biodata = "biodata";

    /// <summary>JPEG, at most 4,000 bytes.</summary>
    public const string Photo = "photo";

    /// <summary>Signature image, 168 × 44 dots, one bit a dot, MSB first, 1 = black: 924 bytes.</summary>
    public const string Signature = "signature";

    /// <summary>Right and left fingerprint templates, opaque, at most 512 bytes each.</summary>
    public const string FingerRight = "finger-right";

    /// <inheritdoc cref="FingerRight"/>
    public const string FingerLeft = "finger-left";

    /// <summary>80 bytes: ECDSA (secp256r1, SHA-256) in DER over <see cref="SignedBytes"/>, zero-padded at the end.</summary>
    public const string DigitalSignature = "digital-signature";

    /// <summary>Order in which the elements are signed.</summary>
    public static readonly IReadOnlyList<string> Signed = [Biodata, Photo, Signature, FingerRight, FingerLeft];

    /// <summary>The signed message: for each element of <see cref="Signed"/> its length (4 bytes, big-endian) and its bytes.</summary>
    /// <exception cref="KeyNotFoundException">An element is missing.</exception>
    public static byte[] SignedBytes(IReadOnlyDictionary<string, byte[]> elements)
    {
        using var message = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        foreach (var name in Signed)
        {
            var element = elements[name];
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(length, element.Length);
            message.Write(length);
            message.Write(element);
        }

        return message.ToArray();
    }
}

/// <summary>The chip's biodata file: 19 quoted fields in a fixed order.</summary>
public static class ChipBiodata
{
    /// <summary>Encodes in this order: NIK, address, RT, RW, place of birth, district, village, regency, sex, blood group, religion,
    /// marital status, occupation, name, date of birth, province, valid until, issued on, citizenship. A quote inside a field is doubled.</summary>
    public static byte[] Encode(Citizen citizen)
    {
        var rtRw = citizen.RtRw.Split('/', 2);
        string[] fields =
        [
            citizen.Nik, citizen.Address, rtRw[0], rtRw.Length > 1 ? rtRw[1] : "", citizen.BirthPlace, citizen.District, citizen.Village,
            citizen.Regency, citizen.Sex, citizen.BloodGroup, citizen.Religion, citizen.MaritalStatus, citizen.Occupation, citizen.Name,
            citizen.BirthDate, citizen.Province, citizen.ValidUntil, citizen.IssuedOn, citizen.Citizenship,
        ];
        return System.Text.Encoding.UTF8.GetBytes(string.Join(',', fields.Select(field => $"\"{field.Replace("\"", "\"\"")}\"")));
    }

    /// <summary>The first field; null when these bytes do not begin with a NIK.</summary>
    public static string? NikOf(ReadOnlySpan<byte> biodata)
    {
        const int Digits = 16;
        if (biodata.Length < Digits + 2 || biodata[0] != '"' || biodata[Digits + 1] != '"')
            return null;
        var nik = System.Text.Encoding.ASCII.GetString(biodata.Slice(1, Digits));
        return nik.All(char.IsAsciiDigit) ? nik : null;
    }
}

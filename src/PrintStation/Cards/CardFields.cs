namespace PrintStation.Cards;

/// <summary>Names of the texts of a face: what a layout may place and what <see cref="CardFace.Texts"/> holds.</summary>
internal static class CardFields
{
    public const string Nik = "nik";
    public const string Name = "name";

    /// <summary>Place and date of birth as printed: "KUPANG, 01-02-1990".</summary>
    public const string BirthPlaceDate = "birthPlaceDate";

    /// <summary>dd-MM-yyyy. Tells the expected colour behind the photo.</summary>
    public const string BirthDate = "birthDate";

    public const string Sex = "sex";
    public const string BloodGroup = "bloodGroup";
    public const string Address = "address";
    public const string RtRw = "rtRw";
    public const string Village = "village";
    public const string District = "district";

    /// <summary>With its kind: "KOTA KUPANG", "KABUPATEN KUPANG".</summary>
    public const string Regency = "regency";

    public const string Province = "province";
    public const string Religion = "religion";
    public const string MaritalStatus = "maritalStatus";
    public const string Occupation = "occupation";

    /// <summary>"WNI" or a country's name. Tells the expected colour behind the photo.</summary>
    public const string Citizenship = "citizenship";

    public const string ValidUntil = "validUntil";
    public const string IssuedAt = "issuedAt";
    public const string IssuedOn = "issuedOn";

    /// <summary>Not a text: the name that refusals of the photo carry.</summary>
    public const string Photo = "photo";

    /// <summary>Not a text: the name that refusals of the signature carry.</summary>
    public const string Signature = "signature";

    public static readonly IReadOnlyList<string> Texts =
    [
        Nik, Name, BirthPlaceDate, BirthDate, Sex, BloodGroup, Address, RtRw, Village, District, Regency, Province, Religion,
        MaritalStatus, Occupation, Citizenship, ValidUntil, IssuedAt, IssuedOn,
    ];
}

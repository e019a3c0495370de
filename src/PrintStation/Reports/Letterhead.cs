using System.Globalization;

namespace PrintStation.Reports;

/// <summary>Whose paper it is: names that belong to the office's code, in the official list of regions that the program carries.</summary>
/// <param name="Above">"PROVINSI NUSA TENGGARA TIMUR"; null for a code that is not in the list.</param>
/// <param name="Lines">"PEMERINTAH KOTA KUPANG", then the department.</param>
/// <param name="Seat">Where papers are signed, "Kupang"; null where the code does not tell: a kabupaten's seat has a name of its own.</param>
/// <param name="IsPartOfProvince">Jakarta's cities have no government of their own: their offices are parts of the province's department.</param>
internal sealed record Letterhead(string? Above, IReadOnlyList<string> Lines, string? Seat, bool IsPartOfProvince = false)
{
    private const string Department = "DINAS KEPENDUDUKAN DAN PENCATATAN SIPIL";
    private const string City = "KOTA ";
    private const string Administration = " ADMINISTRASI ";
    private const string Jakarta = "Jakarta";

    /// <param name="office">Four digits.</param>
    public static Letterhead Of(string office)
    {
        if (RegionNames.RegencyOf(office) is not { } regency)
            return new Letterhead(null, [$"PEMERINTAH KABUPATEN/KOTA {office}", Department], null);
        var province = RegionNames.ProvinceOf(office[..2]);
        var isCity = regency.StartsWith(City, StringComparison.Ordinal);
        if (regency.Contains(Administration, StringComparison.Ordinal))
            return new Letterhead($"PEMERINTAH PROVINSI {province}", [$"SUKU {Department}", regency], isCity ? Jakarta : null, IsPartOfProvince: true);
        return new Letterhead($"PROVINSI {province}", [$"PEMERINTAH {regency}", Department],
            isCity ? Titled(regency[City.Length..]) : null);
    }

    /// <summary>The department in a sentence: "Dinas Kependudukan dan Pencatatan Sipil Kota Kupang".</summary>
    /// <param name="office">Four digits.</param>
    public static string InWords(string office) =>
        $"{(Of(office).IsPartOfProvince ? "Suku Dinas" : "Dinas")} Kependudukan dan Pencatatan Sipil {RegionInWords(office)}";

    /// <summary>"Kota Kupang"; "Kabupaten/Kota 9999" for a code that is not in the list.</summary>
    /// <param name="office">Four digits.</param>
    public static string RegionInWords(string office) => RegionNames.RegencyOf(office) is { } region ? Titled(region) : $"Kabupaten/Kota {office}";

    /// <summary>A civil servant's number as letters write it: birth, appointment, sex, sequence.</summary>
    /// <param name="nip">18 digits, with or without blanks.</param>
    public static string Grouped(string nip)
    {
        var digits = nip.Replace(" ", "", StringComparison.Ordinal);
        return $"{digits[..8]} {digits[8..14]} {digits[14]} {digits[15..]}";
    }

    private static string Titled(string name) => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(name.ToLowerInvariant());
}

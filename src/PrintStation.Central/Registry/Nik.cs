using System.Globalization;

namespace PrintStation.Central.Registry;

/// <summary>Nomor Induk Kependudukan: province 2, regency 2, district 2, birth date ddmmyy (women: day + 40), serial 4.</summary>
internal static class Nik
{
    private const int WomensDayOffset = 40;

    public static string Compose(string districtCode, DateOnly birth, bool woman, int serial)
    {
        var district = districtCode.Replace(".", "", StringComparison.Ordinal);
        var day = birth.Day + (woman ? WomensDayOffset : 0);
        return string.Create(CultureInfo.InvariantCulture, $"{district}{day:00}{birth.Month:00}{birth.Year % 100:00}{serial:0000}");
    }

    /// <summary>Whether it is a NIK of a person with this birth date and sex. The district is that of the first registration.</summary>
    public static bool IsValid(string nik, string birthDate, bool woman, Regions regions)
    {
        if (nik.Length != 16 || !nik.All(char.IsAsciiDigit))
            return false;

        var regency = $"{nik[..2]}.{nik[2..4]}";
        if (regions.NameOf(nik[..2]) is null || regions.NameOf(regency) is null || nik[4..6] == "00" || nik[12..] == "0000")
            return false;

        return DateOnly.TryParseExact(birthDate, "dd-MM-yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var birth)
            && nik == Compose($"{regency}.{nik[4..6]}", birth, woman, int.Parse(nik[12..], CultureInfo.InvariantCulture));
    }
}

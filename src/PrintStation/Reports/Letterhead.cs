using System.Globalization;

namespace PrintStation.Reports;

/// <summary>Whose paper it is: names that belong to the office's code, in the official list of regions that the program carries.</summary>
/// <param name="Province">"PROVINSI NUSA TENGGARA TIMUR"; null for a code that is not in the list.</param>
/// <param name="Government">"PEMERINTAH KOTA KUPANG".</param>
/// <param name="Seat">Where papers are signed, "Kupang"; null where the code does not tell: a kabupaten's seat has a name of its own.</param>
internal sealed record Letterhead(string? Province, string Government, string? Seat)
{
    public const string Department = "DINAS KEPENDUDUKAN DAN PENCATATAN SIPIL";
    private const string City = "KOTA ";

    /// <summary>Of Jakarta's cities; the seat is named without it.</summary>
    private const string Administration = "ADMINISTRASI ";

    /// <param name="office">Four digits.</param>
    public static Letterhead Of(string office)
    {
        var (provinceCode, regencyCode) = office.Length == 4 ? (office[..2], $"{office[..2]}.{office[2..]}") : ("", "");
        var province = NameOf("provinces", provinceCode);
        return NameOf("regencies", regencyCode) is { } regency
            ? new Letterhead($"PROVINSI {province}", $"PEMERINTAH {regency}", regency.StartsWith(City, StringComparison.Ordinal)
                ? CultureInfo.InvariantCulture.TextInfo.ToTitleCase(
                    regency[City.Length..].Replace(Administration, "", StringComparison.Ordinal).ToLowerInvariant())
                : null)
            : new Letterhead(null, $"PEMERINTAH KABUPATEN/KOTA {office}", null);
    }

    private static string? NameOf(string file, string code)
    {
        using var stream = typeof(Letterhead).Assembly.GetManifestResourceStream($"regions/{file}.csv")
            ?? throw new InvalidOperationException($"regions/{file}.csv is not embedded.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            // No name in these files is quoted; it is the last column.
            if (line.StartsWith($"{code},", StringComparison.Ordinal))
                return line[(line.LastIndexOf(',') + 1)..];
        }

        return null;
    }
}

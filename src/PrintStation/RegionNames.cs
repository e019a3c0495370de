namespace PrintStation;

/// <summary>Names of regions, from the official list that the program carries.</summary>
internal static class RegionNames
{
    /// <summary>"KABUPATEN TIMOR TENGAH SELATAN"; null for a code that is not in the list.</summary>
    /// <param name="office">Four digits: province and kabupaten/kota.</param>
    public static string? RegencyOf(string office) => office.Length == 4 ? NameOf("regencies", $"{office[..2]}.{office[2..]}") : null;

    /// <summary>"NUSA TENGGARA TIMUR"; null for a code that is not in the list.</summary>
    /// <param name="province">Two digits.</param>
    public static string? ProvinceOf(string province) => NameOf("provinces", province);

    private static string? NameOf(string file, string code)
    {
        using var stream = typeof(RegionNames).Assembly.GetManifestResourceStream($"regions/{file}.csv")
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

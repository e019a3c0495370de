using System.Globalization;
using System.Text;

namespace PrintStation.Captures;

/// <summary>The three characters that frame the Evolis language.</summary>
internal readonly record struct EvolisCharacters(byte Start, byte Separator, byte End)
{
    public static readonly EvolisCharacters Default = new(27, 59, 13);

    /// <summary>The parameters of Psc: three different numbers, 0 … 255. Null when they are something else.</summary>
    public static EvolisCharacters? Of(IReadOnlyList<string> parameters)
    {
        if (parameters.Count != 3)
            return null;
        var values = new byte[3];
        for (var i = 0; i < values.Length; i++)
            if (!byte.TryParse(parameters[i], NumberStyles.None, CultureInfo.InvariantCulture, out values[i]))
                return null;
        return values.Distinct().Count() == values.Length ? new EvolisCharacters(values[0], values[1], values[2]) : null;
    }
}

internal enum HeaderEnding
{
    Terminator,

    /// <summary>At the separator behind which a download's data begins.</summary>
    Data,

    /// <summary>The bytes ended first.</summary>
    Cut,

    /// <summary>At a byte that no command has, or it became too long: this is no command.</summary>
    Broken,
}

/// <summary>The text of a command.</summary>
/// <param name="Length">Its bytes with start character, and with the terminator or the last separator.</param>
internal readonly record struct EvolisHeader(HeaderEnding Ending, int Length, string Name, IReadOnlyList<string> Parameters)
{
    public const string Download = "Db";
    public const string CompressedDownload = "Dbc";
    public const string SetCharacters = "Psc";

    /// <summary>The longest command of the description has about 40 bytes.</summary>
    private const int Longest = 256;

    /// <summary>Every name that the description has. Key commands are left out on purpose: their parameters are not for a
    /// listing.</summary>
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "Psc", "Pcom", "Rcom", "Pem", "Rem", "Scs", "Db", "Dbc", "Wcb", "Pr", "Pmi", "Pc", "Pdt", "Mr", "Ppws", "Ss", "Sr",
        "Sv", "Se", "Si", "Sib", "Sis", "Sic", "Ser", "Seb", "Srs", "Scp", "St", "Pcim", "Pcem", "Pcrm", "Psmgr", "Pneab",
        "Rlr", "Rse", "Rrt", "Rzp", "Rco", "Rtp", "Rsn", "Rfv", "Rkn", "Rr",
    };

    public bool IsKnown => Names.Contains(Name);

    /// <param name="bytes">From the start character on.</param>
    public static EvolisHeader Read(ReadOnlySpan<byte> bytes, EvolisCharacters characters)
    {
        var parts = new List<string>();
        var partStart = 1;
        var most = Math.Min(bytes.Length, Longest);
        for (var i = 1; i < most; i++)
        {
            var next = bytes[i];
            if (next == characters.Start)
                return Of(HeaderEnding.Broken, i, parts);
            if (next != characters.End && next != characters.Separator)
            {
                if (next is < 0x20 or > 0x7E)
                    return Of(HeaderEnding.Broken, i, parts);
                continue;
            }

            parts.Add(Encoding.ASCII.GetString(bytes[partStart..i]));
            partStart = i + 1;
            if (next == characters.End)
                return Of(parts[0].Length > 0 ? HeaderEnding.Terminator : HeaderEnding.Broken, i + 1, parts);
            if (parts.Count == PartsBeforeData(parts[0]))
                return Of(HeaderEnding.Data, i + 1, parts);
        }

        return Of(bytes.Length < Longest ? HeaderEnding.Cut : HeaderEnding.Broken, most, parts);
    }

    private static int? PartsBeforeData(string name) => name switch
    {
        Download => 3,
        CompressedDownload => 4,
        _ => null,
    };

    private static EvolisHeader Of(HeaderEnding ending, int length, List<string> parts) =>
        new(ending, length, parts.Count > 0 ? parts[0] : "", parts.Count > 1 ? parts[1..] : []);
}

/// <summary>What the header of a download says about its data.</summary>
/// <param name="Expected">Bytes of data; null when that does not follow from the header.</param>
/// <param name="Panel">Null when the data cannot be decoded.</param>
internal readonly record struct EvolisDownload(int? Expected, char? Panel, int Levels, bool IsCompressed)
{
    private const string Panels = "ymcko";

    /// <summary>Compression is known surely for these.</summary>
    private const string CompressedPanels = "ko";

    public static EvolisDownload Of(EvolisHeader header)
    {
        var (panel, compressed) = (header.Parameters[0], header.Name == EvolisHeader.CompressedDownload);
        var levels = Number(header.Parameters[1]);
        var bits = levels is { } known ? CapturedRaster.Bits(known) : null;
        var expected = compressed
            ? Number(header.Parameters[2]) is { } count and > 0 and <= CapturedRaster.MostCompressedBytes ? count : (int?)null
            : bits is { } depth ? CapturedRaster.RowBytes(depth) * CapturedRaster.Rows : null;
        var decodable = panel.Length == 1 && (compressed ? CompressedPanels.Contains(panel[0]) && levels == 2 : Panels.Contains(panel[0]));
        return new EvolisDownload(expected, decodable ? panel[0] : null, levels ?? 0, compressed);
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

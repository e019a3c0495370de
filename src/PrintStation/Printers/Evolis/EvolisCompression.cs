namespace PrintStation.Printers.Evolis;

/// <summary>Shorter panels, for lines that are slow.</summary>
internal static class EvolisCompression
{
    /// <summary>Bytes of a black row, for one byte tells how many follow, and FF means another thing.</summary>
    public const int LongestRow = BlackRow - 1;

    private const byte WhiteRow = 0x00;
    private const byte BlackRow = 0xFF;
    private const byte Repeated = 0x80;
    private const byte WholeRow = 0;
    private const int ShortestRun = 3;
    private const int LongestRun = 255;

    /// <summary>Rows of one bit a dot, packed: 00 for a white row, FF for a black one, else how many bytes follow, the white rest of the row
    /// being left out. Decoded from captures of the vendor's driver.</summary>
    public static byte[] Black(ReadOnlySpan<byte> packed, int rowBytes)
    {
        using var compressed = new MemoryStream(packed.Length / 4);
        for (var start = 0; start < packed.Length; start += rowBytes)
        {
            var row = packed.Slice(start, rowBytes);
            var used = row.LastIndexOfAnyExcept((byte)0) + 1;
            if (used == 0)
                compressed.WriteByte(WhiteRow);
            else if (!row.ContainsAnyExcept(BlackRow))
                compressed.WriteByte(BlackRow);
            else
            {
                compressed.WriteByte((byte)used);
                compressed.Write(row[..used]);
            }
        }

        return compressed.ToArray();
    }

    /// <summary>Rows of one byte a dot, 0 … 127: a value with its top bit set is followed by how often it comes, 0 meaning the whole row. Known
    /// from the printed guide only: on where a model file says so.</summary>
    public static byte[] Color(ReadOnlySpan<byte> dots, int across)
    {
        using var compressed = new MemoryStream(dots.Length / 4);
        for (var start = 0; start < dots.Length; start += across)
        {
            var row = dots.Slice(start, across);
            if (!row.ContainsAnyExcept(row[0]))
                compressed.Write([(byte)(Repeated | row[0]), WholeRow]);
            else
                WriteRuns(compressed, row);
        }

        return compressed.ToArray();
    }

    private static void WriteRuns(MemoryStream compressed, ReadOnlySpan<byte> row)
    {
        while (!row.IsEmpty)
        {
            var next = row.IndexOfAnyExcept(row[0]);
            var run = Math.Min(next < 0 ? row.Length : next, LongestRun);
            if (run >= ShortestRun)
                compressed.Write([(byte)(Repeated | row[0]), (byte)run]);
            else
                compressed.Write(row[..run]);
            row = row[run..];
        }
    }
}

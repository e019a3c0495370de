namespace PrintStation.Captures;

/// <summary>Geometry of a panel on the wire, and its two packings.</summary>
/// <remarks>Written from the language's description, not from the driver: it is also a judge of what the driver sent.</remarks>
internal static class CapturedRaster
{
    public const int DotsAcross = 648;
    public const int Rows = 1016;

    private const byte WhiteRow = 0x00;
    private const byte BlackRow = 0xFF;
    private const int CompressedRowBytes = DotsAcross / 8;

    /// <summary>A length byte and a full row, for each row.</summary>
    public const int MostCompressedBytes = Rows * (CompressedRowBytes + 1);

    /// <summary>Bits a dot; null for levels that the language does not have.</summary>
    public static int? Bits(int levels) => levels switch
    {
        2 => 1,
        32 => 5,
        64 => 6,
        128 => 7,
        _ => null,
    };

    /// <summary>Bytes of a packed row: no depth leaves a part of a byte.</summary>
    public static int RowBytes(int bits) => DotsAcross * bits / 8;

    /// <summary>One byte a dot, 0 … levels − 1, row after row; 648 × <see cref="CapturedPanel.Rows"/> of them.</summary>
    public static byte[] Dots(CapturedPanel panel)
    {
        var bits = Bits(panel.Levels) ?? throw new ArgumentException($"{panel.Levels} levels are not known.", nameof(panel));
        var packed = panel.Packed.Span;
        var dots = new byte[panel.Rows * DotsAcross];
        for (var dot = 0; dot < dots.Length; dot++)
        {
            var firstBit = dot * bits;
            var pair = packed[firstBit / 8] << 8;
            if (firstBit % 8 + bits > 8)
                pair |= packed[firstBit / 8 + 1];
            dots[dot] = (byte)(pair >> 16 - bits - firstBit % 8 & (1 << bits) - 1);
        }

        return dots;
    }

    /// <summary>Compressed rows of one bit a dot: 00 a white row, FF a black one, else a length (1 … 81) and as many bytes, the rest of
    /// the row being white.</summary>
    public static ExpandedRows Expand(ReadOnlySpan<byte> data)
    {
        var packed = new byte[Rows * CompressedRowBytes];
        var (row, next) = (0, 0);
        for (; row < Rows && next < data.Length; row++)
        {
            var target = packed.AsSpan(row * CompressedRowBytes, CompressedRowBytes);
            int length = data[next];
            if (length == BlackRow)
                target.Fill(0xFF);
            else if (length > CompressedRowBytes)
                return new ExpandedRows(row, packed, next, IsWrong: true);
            else if (length != WhiteRow && next + 1 + length > data.Length)
                return new ExpandedRows(row, packed, next, IsWrong: false);
            else
                data.Slice(next + 1, length).CopyTo(target);
            next += length == BlackRow ? 1 : 1 + length;
        }

        return new ExpandedRows(row, packed, next, IsWrong: false);
    }
}

/// <param name="Rows">Whole rows, 0 … 1016.</param>
/// <param name="Packed">81 bytes a row, always 1016 rows; those after the whole ones are zero.</param>
/// <param name="Read">Bytes of the data that they took.</param>
/// <param name="IsWrong">Whether the byte after those is no length of a row.</param>
internal readonly record struct ExpandedRows(int Rows, byte[] Packed, int Read, bool IsWrong);

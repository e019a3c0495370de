using System.Text;
using PrintStation.Captures;

namespace PrintStation.Tests.Captures;

/// <summary>Print streams by hand, from the protocol's description.</summary>
internal static class CaptureBytes
{
    public const int Dots = 648 * 1016;

    public static byte[] Text(string command) => [0x1B, .. Encoding.ASCII.GetBytes(command), 0x0D];

    /// <summary>Header, data, terminator.</summary>
    public static byte[] Download(string header, byte[] data) => [0x1B, .. Encoding.ASCII.GetBytes(header), .. data, 0x0D];

    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    /// <summary>As the description says it, bit for bit: slow, and too plain to be wrong.</summary>
    public static byte[] Pack(byte[] dots, int bits)
    {
        var packed = new byte[dots.Length * bits / 8];
        for (var dot = 0; dot < dots.Length; dot++)
            for (var bit = 0; bit < bits; bit++)
                if ((dots[dot] >> bits - 1 - bit & 1) != 0)
                    packed[(dot * bits + bit) / 8] |= (byte)(0x80 >> (dot * bits + bit) % 8);
        return packed;
    }

    /// <summary>Every level occurs, and no two rows or columns look alike.</summary>
    public static byte[] Pattern(int levels)
    {
        var random = new Random(levels);
        return [.. Enumerable.Range(0, Dots).Select(_ => (byte)random.Next(levels))];
    }

    /// <summary>As the vendor's Windows driver sends one side in black.</summary>
    public static byte[] WindowsCard(byte[] compressed)
    {
        var head = Join([.. "Pr;k|Pmi;F;s|Pc;k;=;10|Pdt;DU|Mr;s|Ppws;1281754918|Ss|Sr".Split('|').Select(Text)]);
        var card = Join(head, Download($"Dbc;k;2;{compressed.Length};", compressed), new byte[25], Text("Se;1"));
        return [.. card, .. new byte[64 - card.Length % 64]];
    }

    /// <summary>All kinds of rows: 400 white, 300 black, 316 with a length, whose first bytes are it.</summary>
    public static (byte[] Compressed, byte[] Rows) CompressedRows()
    {
        var (compressed, rows) = (new List<byte>(), new List<byte>());
        for (var row = 0; row < 1016; row++)
        {
            byte[] written = row switch
            {
                < 400 => [],
                < 700 => [.. Enumerable.Repeat((byte)0xFF, 81)],
                _ => [.. Enumerable.Range(0, row % 81 + 1).Select(i => (byte)(row * 7 + i))],
            };
            compressed.AddRange(row is >= 400 and < 700 ? [0xFF] : [(byte)written.Length, .. written]);
            rows.AddRange([.. written, .. new byte[81 - written.Length]]);
        }

        return ([.. compressed], [.. rows]);
    }

    /// <summary>Each piece in one short text: "12 Pr;k", "3..7?" for unknown bytes, "5 00×3" for padding, "9 ?Dm" for an unknown
    /// command.</summary>
    public static IEnumerable<string> Pieces(Capture capture) => capture.Entries.Select(entry => entry.Kind switch
    {
        CaptureEntryKind.Command => $"{entry.Offset} {string.Join(';', [entry.Name, .. entry.Parameters])}",
        CaptureEntryKind.UnknownCommand => $"{entry.Offset} ?{entry.Name}",
        CaptureEntryKind.Padding => $"{entry.Offset} 00×{entry.Length}",
        _ => $"{entry.Offset}..{entry.End - 1}?",
    });
}

using System.Globalization;
using PrintStation.Emulators.World;

namespace PrintStation.Emulators.Evolis;

/// <summary>The binary part of downloads.</summary>
internal static class EvolisRaster
{
    /// <summary>How many bytes follow the header; null when the header is wrong.</summary>
    public static int? DataBytes(EvolisCommand command, Raster raster)
    {
        if (command.Parameters.Count < 2 || PanelLevels(command) is not { } levels)
            return null;

        if (command is { Name: "Db", Parameters.Count: 2 })
            return raster.Dots * Bits(levels) / 8;

        // At most one length byte and a full row for each row.
        return command is { Name: "Dbc", Parameters.Count: 3 } && levels == 2
            && int.TryParse(command.Parameters[2], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count > 0 && count <= raster.Along * (raster.RowBytes + 1)
                ? count
                : null;
    }

    /// <summary>Null when compressed data does not make exactly the rows of a card.</summary>
    public static RibbonPanel? Unpack(EvolisCommand command, Raster raster)
    {
        if (command.Data is not { } data || PanelLevels(command) is not { } levels)
            return null;

        var packed = command.Name == "Dbc" ? Expand(data, raster) : data;
        return packed is null ? null : new RibbonPanel(command.Parameters[0][0], levels, Dots(packed, Bits(levels), raster));
    }

    private static int? PanelLevels(EvolisCommand command) => (command.Parameters[0], command.Parameters[1]) switch
    {
        ("k" or "o", "2") => 2,
        ("y" or "m" or "c", "2") => 2,
        ("y" or "m" or "c", "32") => 32,
        ("y" or "m" or "c", "64") => 64,
        ("y" or "m" or "c", "128") => 128,
        _ => null,
    };

    private static int Bits(int levels) => levels switch
    {
        2 => 1,
        32 => 5,
        64 => 6,
        _ => 7,
    };

    private static byte[] Dots(byte[] packed, int bits, Raster raster)
    {
        var dots = new byte[raster.Dots];
        var mask = (1 << bits) - 1;
        var (held, heldBits, next) = (0, 0, 0);
        for (var dot = 0; dot < dots.Length; dot++)
        {
            if (heldBits < bits)
            {
                held = held << 8 | packed[next++];
                heldBits += 8;
            }

            heldBits -= bits;
            dots[dot] = (byte)(held >> heldBits & mask);
            held &= (1 << heldBits) - 1;
        }

        return dots;
    }

    private static byte[]? Expand(byte[] data, Raster raster)
    {
        var rowBytes = raster.RowBytes;
        var packed = new byte[rowBytes * raster.Along];
        var next = 0;
        for (var row = 0; row < raster.Along; row++)
        {
            if (next == data.Length)
                return null;

            int count = data[next++];
            var target = packed.AsSpan(row * rowBytes, rowBytes);
            if (count == 0xFF)
                target.Fill(0xFF);
            else if (count > rowBytes || next + count > data.Length)
                return null;
            else
                data.AsSpan(next, count).CopyTo(target);
            next += count == 0xFF ? 0 : count;
        }

        return next == data.Length ? packed : null;
    }
}

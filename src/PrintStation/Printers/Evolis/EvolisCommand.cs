using System.Text;

namespace PrintStation.Printers.Evolis;

/// <summary>Pure framing of the Evolis escape language: texts and panels to bytes.</summary>
internal static class EvolisCommand
{
    public const string SerialNumber = "Rsn";
    public const string Type = "Rtp";
    public const string ErrorManagement = "Rem";
    public const string Position = "Rlr;p";
    public const string CardsInserted = "Rco;c";
    public const string PanelsPrinted = "Rco;p";
    public const string CoverSensor = "Rse;o";
    public const string ExitSensor = "Rse;b";
    public const string FeederSensor = "Rse;f";
    public const string RibbonLeft = "Rrt;count";
    public const string RibbonZone = "Rrt;zone";
    public const string PrinterZone = "Rzp";

    public const string KeepCard = "Pneab;E";
    public const string ReleaseCard = "Pneab;A;1";
    public const string RejectTray = "Pcrm;D";
    public const string StartSequence = "Ss";
    public const string EndSequence = "Se";
    public const string ToChipStation = "Sic";
    public const string ToRejectBox = "Ser";
    public const string ClearStatus = "Scs";

    private const byte Escape = 0x1B;
    private const byte End = 0x0D;

    /// <summary>1B, the text, 0D.</summary>
    public static byte[] Frame(string command)
    {
        var frame = new byte[command.Length + 2];
        frame[0] = Escape;
        Encoding.ASCII.GetBytes(command, frame.AsSpan(1));
        frame[^1] = End;
        return frame;
    }

    /// <summary>A panel download: header, packed dots, 0D. Without compression there is no length field, so the size must be exactly right.</summary>
    /// <param name="compressed">Shorter, for a slow line; colours only where the model takes them so.</param>
    /// <exception cref="ArgumentException">The panel does not have the model's geometry or levels. A panel of another shape prints solid
    /// black and can snap the ribbon.</exception>
    public static byte[] Download(PrintPanel panel, PrinterModel model, bool compressed = false)
    {
        Check(panel, model);
        if (compressed && (panel.Levels == 2 ? model.DotsAcross / 8 <= EvolisCompression.LongestRow : model.CompressesColor))
        {
            var data = panel.Levels == 2
                ? EvolisCompression.Black(Pack(panel.Dots, 1), model.DotsAcross / 8)
                : EvolisCompression.Color(panel.Dots, model.DotsAcross);
            return [.. Frame($"Dbc;{panel.Panel};{panel.Levels};{data.Length};")[..^1], .. data, End];
        }

        var header = Frame($"Db;{panel.Panel};{panel.Levels};")[..^1];
        var packed = Pack(panel.Dots, Bits(panel.Levels));
        return [.. header, .. packed, End];
    }

    /// <summary>Bits of one dot; the language knows four depths.</summary>
    public static int Bits(int levels) => levels switch
    {
        2 => 1,
        32 => 5,
        64 => 6,
        128 => 7,
        _ => throw new ArgumentException($"{levels} levels are not known; allowed: 2, 32, 64, 128.", nameof(levels)),
    };

    /// <summary>Dots one after another, most significant bit first, the last byte filled with zeros.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> dots, int bits)
    {
        var packed = new byte[(dots.Length * bits + 7) / 8];
        var (pending, pendingBits, next) = (0, 0, 0);
        foreach (var dot in dots)
        {
            pending = pending << bits | dot;
            pendingBits += bits;
            if (pendingBits < 8)
                continue;

            pendingBits -= 8;
            packed[next++] = (byte)(pending >> pendingBits);
            pending &= (1 << pendingBits) - 1;
        }

        if (pendingBits > 0)
            packed[next] = (byte)(pending << 8 - pendingBits);

        return packed;
    }

    private static void Check(PrintPanel panel, PrinterModel model)
    {
        var name = char.ToLowerInvariant(panel.Panel);
        if (name != panel.Panel || !model.Ribbon.Contains(name))
            throw new ArgumentException($"Panel '{panel.Panel}' is not on the ribbon \"{model.Ribbon}\".", nameof(panel));

        var levels = name is 'k' or 'o' ? 2 : model.ColorLevels;
        if (panel.Levels != levels)
            throw new ArgumentException($"Panel '{name}' has {panel.Levels} levels; allowed: {levels}.", nameof(panel));

        var dots = model.DotsAcross * model.DotsAlong;
        if (panel.Dots.Length != dots)
            throw new ArgumentException(
                $"Panel '{name}' has {panel.Dots.Length} dots; allowed: {model.DotsAcross} × {model.DotsAlong} = {dots}.", nameof(panel));

        var darkest = panel.Dots.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(levels - 1));
        if (darkest >= 0)
            throw new ArgumentException($"Panel '{name}' has a dot of {panel.Dots[darkest]}; allowed: 0 to {levels - 1}.", nameof(panel));
    }
}

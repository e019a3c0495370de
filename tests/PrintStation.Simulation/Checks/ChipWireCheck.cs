namespace PrintStation.Simulation.Checks;

/// <summary>Reads along at the cables of readers and SAM. A command that writes a chip is held to the rules of a command that prints. Within the
/// secure session its bytes are enciphered: what they say is known from what the SAM was asked to wrap just before.</summary>
internal sealed class ChipWireCheck(WireCheck wire)
{
    // Of the frame: PN532 user manual, 6.2.1.1 and 6.2.1.2; of the commands: the chip profile. Each of them fits one frame.
    private const int NormalHeader = 5;
    private const int ExtendedHeader = 8;
    private const byte Extended = 0xFF;
    private const byte FromHost = 0xD4;
    private const byte InDataExchange = 0x40;
    private const byte SecureClass = 0x0C;
    private const byte Select = 0xA4;
    private const byte Update = 0xD6;
    private const byte Lock = 0x44;

    private readonly Dictionary<string, string> _files = [];
    private byte[] _plain = [];

    /// <param name="bytes">One whole write to the SAM's reader.</param>
    public void AskedSam(ReadOnlySpan<byte> bytes)
    {
        if (CommandOf(bytes) is [0x00, 0xF3, 0x00, 0x00, _, .. var plain])
            _plain = plain.ToArray();
    }

    /// <param name="bytes">One whole write to the reader of a printer's chip station, or to the one on the desk.</param>
    public void Sent(string place, ReadOnlySpan<byte> bytes)
    {
        var command = CommandOf(bytes);
        if (command is [SecureClass, ..])
            command = _plain;
        switch (command)
        {
            case [_, Select, _, _, _, .. var file]:
                _files[place] = Convert.ToHexString(file);
                break;
            case [_, Update, var high, var low, ..]:
                wire.Require(place, $"write of {_files.GetValueOrDefault(place)} at {(high << 8) | low}", ["Encoding"]);
                break;
            case [_, Lock, ..]:
                wire.Require(place, "lock", ["Encoding"]);
                break;
        }
    }

    /// <summary>What the frame takes to the chip; empty when it does something else.</summary>
    private static ReadOnlySpan<byte> CommandOf(ReadOnlySpan<byte> bytes)
    {
        var start = bytes.IndexOf([(byte)0x00, (byte)0x00, (byte)0xFF]);
        if (start < 0)
            return [];
        var frame = bytes[start..];
        var header = frame.Length > NormalHeader && frame[3] == Extended && frame[4] == Extended ? ExtendedHeader : NormalHeader;
        // Behind the command: its checksum and the closing 00.
        return frame.Length > header + 5 && frame[header] == FromHost && frame[header + 1] == InDataExchange ? frame[(header + 3)..^2] : [];
    }
}

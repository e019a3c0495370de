using PrintStation.Chips.Pcsc;
using PrintStation.Chips.Pn532;
using PrintStation.Transports;

namespace PrintStation.Chips;

/// <summary>From an address to a reader's driver.</summary>
internal static class SmartCardReaders
{
    /// <summary>For people who wrote another address.</summary>
    public const string Allowed =
        "pn532+tcp://host:port, pn532+serial:///dev/ttyUSB0?baud=115200, or pcsc:NAME with a reader's name as opensc-tool --list-readers or certutil -scinfo shows it";

    private const string Pn532 = "pn532+";
    private const string Pcsc = "pcsc:";

    /// <summary>Longer names PC/SC does not take.</summary>
    private const int LongestName = 127;

    /// <summary>"pcsc://host" would be somebody's guess: no reader is called so.</summary>
    private static bool IsPcsc(string address)
    {
        if (!address.StartsWith(Pcsc, StringComparison.Ordinal))
            return false;

        var name = address[Pcsc.Length..];
        return name.Length is > 0 and <= LongestName && name[0] != '/' && name.Trim() == name && !name.Any(char.IsControl);
    }

    /// <summary>The driver; nothing is connected yet.</summary>
    /// <exception cref="FormatException">Not an address of a reader; the text names it and what is allowed.</exception>
    public static ISmartCardReader Open(
        string address, ReaderTimings timings, LineOpener open, TimeProvider timeProvider, ILoggerFactory loggers)
    {
        if (IsPcsc(address))
            return new PcscReader(address[Pcsc.Length..], PcscLibrary.Load, timings, timeProvider, loggers.CreateLogger<PcscReader>());

        if (!address.StartsWith(Pn532 + "tcp://", StringComparison.Ordinal) && !address.StartsWith(Pn532 + "serial://", StringComparison.Ordinal))
            throw new FormatException($"Reader address \"{address}\" is not allowed; allowed: {Allowed}.");

        var transport = open(address[Pn532.Length..], timings.Connect, timeProvider);
        return new Pn532Reader(transport, timings, timeProvider);
    }
}

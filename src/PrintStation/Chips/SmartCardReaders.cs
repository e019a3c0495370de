using PrintStation.Chips.Pn532;
using PrintStation.Transports;

namespace PrintStation.Chips;

/// <summary>From an address to a reader's driver.</summary>
internal static class SmartCardReaders
{
    private const string Pn532 = "pn532+";

    /// <summary>The driver; nothing is connected yet.</summary>
    /// <exception cref="FormatException">Not an address of a reader; the text names it and what is allowed.</exception>
    public static ISmartCardReader Open(string address, ReaderTimings timings, LineOpener open, TimeProvider timeProvider)
    {
        if (!address.StartsWith(Pn532 + "tcp://", StringComparison.Ordinal) && !address.StartsWith(Pn532 + "serial://", StringComparison.Ordinal))
            throw new FormatException(
                $"Reader address \"{address}\": the scheme is not known; allowed: pn532+tcp://host:port, pn532+serial:///dev/ttyUSB0?baud=115200.");

        var transport = open(address[Pn532.Length..], timings.Connect, timeProvider);
        return new Pn532Reader(transport, timings, timeProvider);
    }
}

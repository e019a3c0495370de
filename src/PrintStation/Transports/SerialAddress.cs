using System.Globalization;
using System.IO.Ports;

namespace PrintStation.Transports;

/// <summary>serial:///dev/ttyUSB0?baud=115200&amp;handshake=none, or serial://COM3 on Windows. Eight bits, no parity, one stop bit.</summary>
/// <param name="Baud">Bits a second. Default 115,200.</param>
internal sealed record SerialAddress(string Port, int Baud, Handshake Handshake)
{
    public const string Scheme = "serial://";

    private const string Allowed =
        "serial:///dev/ttyUSB0 or serial://COM3, with ?baud=2400 to 115200 and &handshake=none or rts where they differ from 115200 and none";

    private static readonly int[] Rates = [2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200];

    /// <exception cref="FormatException">Names the address and what is allowed.</exception>
    public static SerialAddress Parse(string address)
    {
        var (port, query) = address[Scheme.Length..].Split('?', 2) is [var path, var rest] ? (path, rest) : (address[Scheme.Length..], "");
        if (port.Length == 0)
            throw Wrong(address, "the port is missing");

        DevicePath.RequireNoDirectory(address, port);
        var parsed = new SerialAddress(port, 115_200, Handshake.None);
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
            parsed = part.Split('=', 2) switch
            {
                ["baud", var rate] when int.TryParse(rate, NumberStyles.None, CultureInfo.InvariantCulture, out var baud) && Rates.Contains(baud) =>
                    parsed with { Baud = baud },
                ["handshake", "none"] => parsed with { Handshake = Handshake.None },
                ["handshake", "rts"] => parsed with { Handshake = Handshake.RequestToSend },
                // Panels are binary: they hold the two characters that this one takes for itself.
                ["handshake", "xonxoff"] => throw Wrong(address, "handshake xonxoff would swallow bytes of the panels"),
                _ => throw Wrong(address, $"{part} is not known"),
            };

        return parsed;
    }

    private static FormatException Wrong(string address, string why) => new($"Address \"{address}\": {why}; allowed: {Allowed}.");
}

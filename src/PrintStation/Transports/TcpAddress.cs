using System.Globalization;

namespace PrintStation.Transports;

/// <summary>Addresses of the form scheme://host:port, and nothing after the port.</summary>
internal static class TcpAddress
{
    /// <exception cref="FormatException">Names the address and what is allowed.</exception>
    public static (string Host, int Port) Parse(string address, string scheme)
    {
        var prefix = scheme + "://";
        if (!address.StartsWith(prefix, StringComparison.Ordinal))
            throw new FormatException(
                $"Address \"{address}\": the scheme is not known here; allowed: {scheme}://host:port, serial:///dev/ttyUSB0?baud=115200, usb:///dev/usb/lp0.");

        var rest = address[prefix.Length..];
        var colon = rest.LastIndexOf(':');
        if (colon < 0)
            throw Wrong(address, scheme, "the port is missing");

        var host = rest[..colon].TrimStart('[').TrimEnd(']');
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
            throw Wrong(address, scheme, "the host is not a name or an IP address");

        if (!int.TryParse(rest[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
            throw Wrong(address, scheme, "the port is not a number from 1 to 65535");

        return (host, port);
    }

    private static FormatException Wrong(string address, string scheme, string why) =>
        new($"Address \"{address}\": {why}; allowed: {scheme}://host:port, for example {scheme}://192.168.1.20:9100.");
}

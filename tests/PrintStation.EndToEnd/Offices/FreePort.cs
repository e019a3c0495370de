using System.Net;
using System.Net.Sockets;

namespace PrintStation.EndToEnd.Offices;

internal static class FreePort
{
    private const int MostTries = 1000;

    /// <summary>Below the ports that systems take for outgoing connections: while a program is down, nothing may get its port.</summary>
    public static int Take()
    {
        for (var tries = 0; ; tries++)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(15_000, 32_000));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException) when (tries < MostTries)
            {
                // Another program has it: the next one.
            }
        }
    }
}

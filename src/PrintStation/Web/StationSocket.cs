using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using PrintStation.Security;

namespace PrintStation.Web;

/// <summary>Where the local socket of an instance is, and whose it must be.</summary>
internal static class StationSocket
{
    /// <summary>A socket's path may be at most 108 bytes long on Linux and Windows; some room for the end is kept.</summary>
    private const int LongestPath = 100;

    /// <summary>In the instance directory, or, when that path is too long, a name made from it in the system's temporary directory.</summary>
    public static string PathOf(string instanceDirectory)
    {
        var directory = Path.GetFullPath(instanceDirectory);
        var path = Path.Combine(directory, "run.sock");
        if (Encoding.UTF8.GetByteCount(path) <= LongestPath)
            return path;
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(directory)).AsSpan(0, 8));
        return Path.Combine(Path.GetTempPath(), $"printstation-{name}.sock");
    }

    /// <summary>Whether the station's own user, or root, listens there: no password goes to anybody else. True where the system does not
    /// tell.</summary>
    public static bool IsTheStations(Socket connected, string instanceDirectory) =>
        !OsUsers.AreKnown || IsTheStations(OsUsers.PeerOf(connected), instanceDirectory);

    /// <param name="listener">Who listens. The station's user is the owner of its data.</param>
    public static bool IsTheStations(uint? listener, string instanceDirectory) => listener is { } user
        && (user == OsUsers.Root || user == OsUsers.OwnerOf(Path.Combine(Path.GetFullPath(instanceDirectory), "data"))?.User);
}

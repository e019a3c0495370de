using System.Net.Sockets;
using PrintStation.Security;
using PrintStation.Web;

namespace PrintStation.Tests.Security;

/// <summary>Who is at the other end of the local socket is the system's word.</summary>
internal sealed class StationSocketTests
{
    [Test]
    public async Task The_system_tells_who_listens_and_who_asks()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(Path.Combine(directory.Path, "data"));
        using var listening = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var asking = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listening.Bind(new UnixDomainSocketEndPoint(Path.Combine(directory.Path, "run.sock")));
        listening.Listen();
        await asking.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(directory.Path, "run.sock")));
        using var accepted = await listening.AcceptAsync();
        Assert.That((OsUsers.PeerOf(accepted), OsUsers.PeerOf(asking)), Is.EqualTo((OsUsers.Own, OsUsers.Own)));
        Assert.That(StationSocket.IsTheStations(asking, directory.Path));
    }

    [Test]
    public void A_password_goes_to_root_and_to_the_owner_of_the_stations_data_and_to_nobody_else()
    {
        using var directory = new TemporaryDirectory();
        const uint stranger = 54_321;
        var own = OsUsers.Own!.Value;
        Assert.That(StationSocket.IsTheStations(own, directory.Path), Is.EqualTo(own == OsUsers.Root), "no data yet: whose station is it?");
        Directory.CreateDirectory(Path.Combine(directory.Path, "data"));
        Assert.That(StationSocket.IsTheStations(own, directory.Path));
        Assert.That(StationSocket.IsTheStations(OsUsers.Root, directory.Path));
        Assert.That(StationSocket.IsTheStations(stranger, directory.Path), Is.False);
        Assert.That(StationSocket.IsTheStations((uint?)null, directory.Path), Is.False);
    }

    [TestCase("root", "root")]
    [TestCase("no-such-login", null)]
    [TestCase("", null)]
    public void A_login_has_one_spelling(string given, string? canonical) => Assert.That(OsUsers.Canonical(given), Is.EqualTo(canonical));

    [Test]
    public void A_number_without_a_name_is_nobodys_login() => Assert.That(OsUsers.NameOf(54_321), Is.EqualTo("#54321"));
}

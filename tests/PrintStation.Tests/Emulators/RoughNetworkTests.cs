using System.Net;
using System.Net.Sockets;
using PrintStation.Emulators.Wire;

namespace PrintStation.Tests.Emulators;

/// <summary>What the network on a bad day lets through.</summary>
[TestFixture]
internal sealed class RoughNetworkTests
{
    private const int Cut = 10;
    private static readonly byte[] Message = [.. Enumerable.Range(1, 25).Select(number => (byte)number)];
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private TcpListener _centre = null!;

    [SetUp]
    public void OpenTheCentre()
    {
        _centre = new TcpListener(IPAddress.Loopback, 0);
        _centre.Start();
    }

    [TearDown]
    public void CloseTheCentre() => _centre.Dispose();

    [Test]
    public async Task AGoodConnectionPassesAllInBothDirections()
    {
        await using var line = await ConnectAsync(LineFate.Good);

        await line.Station.WriteAsync(Message);
        var request = new byte[Message.Length];
        await line.Centre.ReadExactlyAsync(request).AsTask().WaitAsync(Limit);
        await line.Centre.WriteAsync(Message);
        var answer = new byte[Message.Length];
        await line.Station.ReadExactlyAsync(answer).AsTask().WaitAsync(Limit);

        Assert.That(new[] { request, answer }, Is.All.EqualTo(Message));
    }

    [Test]
    public async Task ARequestIsDeliveredByHalfAndBothSidesSeeTheEnd()
    {
        await using var line = await ConnectAsync(LineFate.Good with { RequestBytes = Cut });

        await line.Station.WriteAsync(Message);

        Assert.That(await ReadToEndAsync(line.Centre), Is.EqualTo(Message[..Cut]));
        Assert.That(await ReadToEndAsync(line.Station), Is.Empty);
    }

    [Test]
    public async Task AnAnswerIsDeliveredByHalfAlthoughTheRequestArrived()
    {
        await using var line = await ConnectAsync(LineFate.Good with { AnswerBytes = Cut });

        await line.Station.WriteAsync(Message);
        await line.Centre.ReadExactlyAsync(new byte[Message.Length]).AsTask().WaitAsync(Limit);
        await line.Centre.WriteAsync(Message);

        Assert.That(await ReadToEndAsync(line.Station), Is.EqualTo(Message[..Cut]));
    }

    [Test]
    public void ASeedDrawsTheSameFatesAgainAndMostOfThemAreGood()
    {
        var (one, other) = (new Random(7), new Random(7));
        var fates = Enumerable.Range(0, 1000).Select(_ => LineFate.Draw(one)).ToList();

        Assert.That(Enumerable.Range(0, 1000).Select(_ => LineFate.Draw(other)), Is.EqualTo(fates));
        Assert.That(fates.Count(fate => fate == LineFate.Good), Is.InRange(550, 650));
        Assert.That(fates.Count(fate => fate.RequestBytes is not null), Is.InRange(70, 130));
        Assert.That(fates.Count(fate => fate.AnswerBytes is not null), Is.InRange(150, 250));
        Assert.That(fates.Count(fate => fate.Delay > TimeSpan.Zero), Is.InRange(70, 130));
    }

    private async Task<Line> ConnectAsync(LineFate fate)
    {
        var proxy = new TcpProxy($"127.0.0.1:{((IPEndPoint)_centre.LocalEndpoint).Port}", TimeProvider.System, () => fate);
        var network = new TcpService(0, 1, proxy.PassAsync);
        network.Open();
        var station = new TcpClient();
        await station.ConnectAsync(IPAddress.Loopback, network.Port);
        var centre = await _centre.AcceptTcpClientAsync().WaitAsync(Limit);
        return new Line(network, station, centre);
    }

    /// <summary>A reset is an end as well.</summary>
    private static async Task<byte[]> ReadToEndAsync(Stream stream)
    {
        var all = new MemoryStream();
        var piece = new byte[64];
        try
        {
            for (var count = 1; count > 0;)
            {
                count = await stream.ReadAsync(piece).AsTask().WaitAsync(Limit);
                all.Write(piece, 0, count);
            }
        }
        catch (IOException)
        {
            // The other side closed with bytes unread.
        }

        return all.ToArray();
    }

    private sealed record Line(TcpService Network, TcpClient StationClient, TcpClient CentreClient) : IAsyncDisposable
    {
        public Stream Station => StationClient.GetStream();

        public Stream Centre => CentreClient.GetStream();

        public async ValueTask DisposeAsync()
        {
            StationClient.Dispose();
            CentreClient.Dispose();
            await Network.DisposeAsync();
        }
    }
}

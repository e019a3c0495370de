using System.Net;
using System.Net.Sockets;
using PrintStation.Transports;

namespace PrintStation.Tests.Transports;

[TestFixture]
[CancelAfter(480_000)]
internal sealed class TcpTransportTests
{
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(10);

    [Test]
    public async Task Bytes_go_both_ways_and_the_end_is_seen(CancellationToken token)
    {
        using var listener = Listen();
        await using var line = To(listener);
        await line.OpenAsync(token);
        using var device = await listener.AcceptSocketAsync(token);

        await line.WriteAsync(new byte[] { 1, 2, 3 }, token);
        var received = new byte[8];
        Assert.That(await device.ReceiveAsync(received, token), Is.EqualTo(3));

        await device.SendAsync(new byte[] { 9 }, token);
        Assert.That(await line.ReadAsync(received, token), Is.EqualTo(1));
        Assert.That(received[0], Is.EqualTo(9));

        device.Close();
        Assert.That(await line.ReadAsync(received, token), Is.Zero);
    }

    [Test]
    public async Task Draining_tells_how_much_was_thrown_away(CancellationToken token)
    {
        using var listener = Listen();
        await using var line = To(listener);
        await line.OpenAsync(token);
        using var device = await listener.AcceptSocketAsync(token);
        Assert.That(await line.DrainAsync(token), Is.Zero);

        await device.SendAsync(new byte[] { 1, 2, 3 }, token);
        var drained = 0;
        while (drained < 3)
        {
            drained += await line.DrainAsync(token);
            await Task.Yield();
        }

        Assert.That(drained, Is.EqualTo(3));
    }

    [Test]
    public async Task A_line_that_the_device_closed_is_found_before_anything_is_written(CancellationToken token)
    {
        using var listener = Listen();
        await using var line = To(listener);
        await line.OpenAsync(token);
        (await listener.AcceptSocketAsync(token)).Close();

        await Assert.ThrowsAsync<IOException>(async () =>
        {
            while (true)
            {
                token.ThrowIfCancellationRequested();
                await line.DrainAsync(token);
                await Task.Yield();
            }
        });
    }

    [Test]
    public async Task Closing_ends_the_wait_of_the_device_at_once(CancellationToken token)
    {
        using var listener = Listen();
        await using var line = To(listener);
        await line.OpenAsync(token);
        using var device = await listener.AcceptSocketAsync(token);
        line.Close();

        Assert.That(line.IsOpen, Is.False);
        await Assert.ThrowsAsync<SocketException>(async () => await device.ReceiveAsync(new byte[1], token));
        await Assert.ThrowsAsync<IOException>(() => line.WriteAsync(new byte[1], token));
    }

    [Test]
    public async Task Nobody_listening_is_an_IOException(CancellationToken token)
    {
        int port;
        using (var listener = Listen())
            port = ((IPEndPoint)listener.LocalEndpoint).Port;

        using var _ = Assert.EnterMultipleScope();
        await Assert.ThrowsAsync<IOException>(() => IByteTransport.Open($"tcp://127.0.0.1:{port}", Enough, TimeProvider.System).OpenAsync(token));
        await Assert.ThrowsAsync<IOException>(() => IByteTransport.Open("tcp://no-such-host.invalid:1", Enough, TimeProvider.System).OpenAsync(token));
    }

    [Test]
    public async Task A_connection_that_is_not_taken_in_time_is_an_IOException(CancellationToken token)
    {
        // An address for documentation: nobody answers there.
        await using var line = IByteTransport.Open("tcp://192.0.2.1:9100", TimeSpan.FromMilliseconds(20), TimeProvider.System);
        await Assert.ThrowsAsync<IOException>(() => line.OpenAsync(token));
        Assert.That(line.IsOpen, Is.False);
    }

    [Test]
    public async Task Waiting_ends_by_the_token(CancellationToken token)
    {
        using var listener = Listen();
        await using var line = To(listener);
        await line.OpenAsync(token);
        using var stop = new CancellationTokenSource();
        var read = line.ReadAsync(new byte[1], stop.Token);
        await stop.CancelAsync();
        Assert.That(async () => await read, Throws.InstanceOf<OperationCanceledException>());
    }

    [TestCase("127.0.0.1:9100", "scheme")]
    [TestCase("http://127.0.0.1:9100", "scheme")]
    [TestCase("tcp://127.0.0.1", "port is missing")]
    [TestCase("tcp://127.0.0.1:0", "1 to 65535")]
    [TestCase("tcp://127.0.0.1:70000", "1 to 65535")]
    [TestCase("tcp://127.0.0.1:91x", "1 to 65535")]
    [TestCase("tcp://127.0.0.1:9100/x", "1 to 65535")]
    [TestCase("tcp://:9100", "host")]
    [TestCase("tcp://a b:9100", "host")]
    public void A_bad_address_is_named_with_what_is_allowed(string address, string why)
    {
        var trouble = Assert.Throws<FormatException>(() => IByteTransport.Open(address, Enough, TimeProvider.System));
        Assert.That(trouble.Message, Does.Contain($"\"{address}\"").And.Contain(why).And.Contain("tcp://host:port"));
    }

    [TestCase("tcp://printer-1.office.example:9100")]
    [TestCase("tcp://[::1]:9100")]
    public void A_good_address_keeps_its_name(string address) =>
        Assert.That(IByteTransport.Open(address, Enough, TimeProvider.System).Name, Is.EqualTo(address));

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static IByteTransport To(TcpListener listener) =>
        IByteTransport.Open($"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", Enough, TimeProvider.System);
}

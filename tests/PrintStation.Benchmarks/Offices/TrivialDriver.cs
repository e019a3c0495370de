using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PrintStation.Benchmarks.Offices;

/// <summary>A station that takes no time: the commands of a card, one after another, each as soon as the one before is answered. It has no chip, no
/// books and no picture, asks nothing, and believes each OK.</summary>
internal sealed class TrivialDriver(int port, double speed)
{
    private const int Dots = 648 * 1016;
    private static readonly byte[] Color = new byte[Dots * 6 / 8];
    private static readonly byte[] Bit = new byte[Dots / 8];
    private readonly TimeSpan _settle = TimeSpan.FromMilliseconds(Math.Max(1, (int)(150 / speed)));
    private readonly byte[] _reply = new byte[512];

    public async Task PrintAsync(int cards, CancellationToken token)
    {
        using var line = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await line.ConnectAsync(IPAddress.Loopback, port, token);
        await SendAsync("Pem;18");
        await SendAsync("Pcrm;D");
        for (var card = 0; card < cards; card++)
        {
            await SendAsync("Pneab;E");
            await SendAsync("Sic");
            await SendAsync("Pr;ymcko");
            await SendAsync("Ss");
            foreach (var panel in "ymc")
                await SendAsync($"Db;{panel};64;", Color);
            foreach (var panel in "ko")
                await SendAsync($"Db;{panel};2;", Bit);
            await SendAsync("Se");
            await SendAsync("Sic");
            await SendAsync("Ss");
            await Task.Delay(_settle, Bench.Time, token);
            await SendAsync("Pneab;A;1");
            await Task.Delay(_settle, Bench.Time, token);
            await SendAsync("Se");
        }

        async Task SendAsync(string command, byte[]? data = null)
        {
            ReadOnlyMemory<byte> frame = (byte[])[0x1B, .. Encoding.ASCII.GetBytes(command), .. data ?? [], 0x0D];
            while (!frame.IsEmpty)
                frame = frame[await line.SendAsync(frame, token)..];
            var length = 0;
            do
                length += await line.ReceiveAsync(_reply.AsMemory(length), token) is > 0 and var count
                    ? count
                    : throw new BenchException("The printer hung up.");
            while (_reply[length - 1] != 0);
            if (Encoding.ASCII.GetString(_reply, 0, length - 1) is not "OK" and var text)
                throw new BenchException($"The printer answered {command} with {text}.");
        }
    }
}

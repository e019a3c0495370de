using System.Net;
using System.Net.Sockets;
using PrintStation.Emulators.Chips;

namespace PrintStation.Emulators.Vpcd;

/// <summary>A reader under PC/SC: one slot of vpcd, the virtual reader of pcscd. While a card lies under the antenna there is a
/// connection to vpcd; when it leaves, the connection ends: that is how vpcd sees cards come and go. A PC/SC reader shows one card, also
/// where two lie there. When vpcd is not there, or goes away, it is tried again.</summary>
/// <param name="port">Of the slot, on this machine.</param>
internal sealed class VpcdReader(int port, Func<IReadOnlyList<IContactlessCard>> antenna, TimeProvider timeProvider)
{
    private const byte PowerOff = 0x00;
    private const byte PowerOn = 0x01;
    private const byte Reset = 0x02;
    private const byte TellAtr = 0x04;

    private const int Tcp = 6;
    private const int QuickAcknowledge = 12;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan BetweenCalls = TimeSpan.FromMilliseconds(200);

    /// <summary>Until the office closes.</summary>
    public async Task RunAsync(CancellationToken token)
    {
        while (true)
        {
            var there = antenna() is not [var card, ..] || await PresentAsync(card, token);
            await Task.Delay(there ? BetweenLooks : BetweenCalls, timeProvider, token);
        }
    }

    /// <summary>Until the card leaves or vpcd does. False when vpcd is not there.</summary>
    private async Task<bool> PresentAsync(IContactlessCard card, CancellationToken token)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, token);
        }
        catch (SocketException)
        {
            return false;
        }

        await using var line = new NetworkStream(socket, ownsSocket: false);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(token);
        var talking = TalkAsync(socket, line, card, gone.Token);
        while (!talking.IsCompleted && IsUnderAntenna(card))
            await Task.WhenAny(talking, Task.Delay(BetweenLooks, timeProvider, token));

        await gone.CancelAsync();
        try
        {
            await talking;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // vpcd went away in the middle of a word, or the card did.
        }

        return true;
    }

    private bool IsUnderAntenna(IContactlessCard card) =>
        antenna() is [var first, ..] && first.Type == card.Type && first.Identifier.AsSpan().SequenceEqual(card.Identifier);

    /// <summary>Ends when vpcd does, and when the card does not answer: that is a card that left the field.</summary>
    private static async Task TalkAsync(Socket socket, Stream line, IContactlessCard card, CancellationToken token)
    {
        while (await NextAsync(socket, line, token) is { } content)
        {
            byte[]? answer;
            switch (content)
            {
                case [PowerOff]:
                    continue;
                case [PowerOn] or [Reset]:
                    card.Activate();
                    continue;
                case [TellAtr]:
                    answer = PcscAnswers.Atr(card);
                    break;
                case [0xFF, ..]:
                    answer = PcscAnswers.ToReader(content, card);
                    break;
                default:
                    answer = card.Transmit(content);
                    break;
            }

            if (answer is null)
                return;
            await VpcdFrames.WriteAsync(line, answer, token);
        }
    }

    /// <remarks>vpcd sends length and content apart, and the content only when the length is acknowledged, which Linux puts off by 40 ms
    /// whenever an answer was sent before.</remarks>
    private static Task<byte[]?> NextAsync(Socket socket, Stream line, CancellationToken token)
    {
        if (OperatingSystem.IsLinux())
            socket.SetRawSocketOption(Tcp, QuickAcknowledge, BitConverter.GetBytes(1));
        return VpcdFrames.ReadAsync(line, token);
    }
}

using System.Text;
using Microsoft.Extensions.Time.Testing;
using PrintStation.Emulators.Wire;
using PrintStation.Transports;

namespace PrintStation.Tests.Transports;

[TestFixture]
[CancelAfter(480_000)]
internal sealed class WireTapTests
{
    private const string Secret = "5371010101900001";

    [TestCase(true, "\u001bRlr;p\r", "Rlr;p")]
    [TestCase(true, "\u001bPneab;A;1\r", "Pneab;A;1")]
    [TestCase(false, "CONTACTLESS CARD\0", "CONTACTLESS CARD")]
    [TestCase(false, "\0\0", "2 bytes")]
    [TestCase(false, "", "closed")]
    public void Commands_and_replies_are_shown_in_words(bool sent, string bytes, string shown) =>
        Assert.That(WireText.OfPrinter(sent, Encoding.Latin1.GetBytes(bytes)), Is.EqualTo(shown));

    [TestCase("\u001bDb;y;64;" + Secret + "\r", "Db;y;64; 17 bytes")]
    [TestCase("\u001bDbc;k;2;16;" + Secret + "\r", "Dbc;k;2;16; 17 bytes")]
    [TestCase(Secret, "16 bytes")]
    public void Panels_are_shown_by_their_size(string bytes, string shown) =>
        Assert.That(WireText.OfPrinter(sent: true, Encoding.Latin1.GetBytes(bytes)), Is.EqualTo(shown));

    [TestCase(false, "0000FF00FF00", "ACK")]
    [TestCase(false, "0000FFFF0000", "NACK")]
    [TestCase(true, "5555000000000000FF03FDD4140117 00", "SAMConfiguration 1 bytes")]
    [TestCase(false, "0000FF00FF00 0000FF02FED5151600", "ACK SAMConfiguration 0 bytes")]
    [TestCase(true, "0000FF0CF4D4400100D60000053137313335 9A00", "InDataExchange 00D60000 9 bytes")]
    [TestCase(false, "0000FF09F7D541003137313335900000 00", "InDataExchange 7 bytes")]
    [TestCase(true, "0000FFFFFF0109F6D44001 00B00000FA31373133", "InDataExchange 00B00000 9 bytes")]
    [TestCase(false, "0000FF", "0 bytes")]
    [TestCase(false, "0000FF05FBD4400135333731", "5 bytes")]
    public void Frames_of_a_reader_are_shown_by_their_codes_and_size(bool sent, string hex, string shown) =>
        Assert.That(WireText.OfReader(sent, Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))), Is.EqualTo(shown));

    [TestCase("0CD60000" + "08" + "5371010101900001", "0CD60000 13 bytes")]
    [TestCase("00DF000000", "00DF0000 5 bytes")]
    [TestCase("00DF00", "3 bytes")]
    public void Commands_to_a_chip_are_shown_by_their_head_and_size(string hex, string shown) =>
        Assert.That(WireText.OfCommand(Convert.FromHexString(hex)), Is.EqualTo(shown));

    [TestCase("53710101019000019000", true, "9000 8 bytes")]
    [TestCase("6A82", true, "6A82 0 bytes")]
    [TestCase("53", true, "no answer of the card")]
    [TestCase(null, true, "no answer of the card")]
    [TestCase(null, false, "no answer")]
    public void Answers_of_a_chip_are_shown_by_their_status_and_size(string? hex, bool fromReader, string shown) =>
        Assert.That(WireText.OfAnswer(hex is null ? null : Convert.FromHexString(hex), fromReader), Is.EqualTo(shown));

    /// <summary>A serial line brings an answer in pieces, and each may be all text.</summary>
    [Test]
    public void Of_a_chips_answer_nothing_is_shown_wherever_it_is_split()
    {
        byte[] content = [0xD5, 0x41, 0x00, .. Encoding.ASCII.GetBytes($"\"{Secret}\",\"SITI\""), 0x00, 0xFF, 0x05, 0xFB, 0xD5, 0x90, 0x00];
        byte[] frame = [0x00, 0x00, 0xFF, (byte)content.Length, (byte)-content.Length, .. content, 0x00, 0x00];
        for (var from = 0; from < frame.Length; from++)
            for (var to = from + 1; to <= frame.Length; to++)
                Assert.That(WireText.OfReader(sent: false, frame.AsSpan(from, to - from)), Does.Match("^(ACK|NACK|InDataExchange|[0-9]+ bytes| )+$"));
    }

    [Test]
    public async Task Whoever_watches_sees_both_directions_and_nobody_else_pays(CancellationToken token)
    {
        var tap = new WireTap(_ => ("printer-1", false), new FakeTimeProvider());
        await using var device = PseudoTerminal.Open((_, _) => Task.CompletedTask);
        await using var line = tap.On(IByteTransport.Open)($"serial://{device.Path}", TimeSpan.FromSeconds(5), TimeProvider.System);
        await line.OpenAsync(token);
        await line.WriteAsync("\u001bRsn\r"u8.ToArray(), token);
        Assert.That(tap.IsWatched, Is.False);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        var watched = tap.WatchAsync(stop.Token).GetAsyncEnumerator(stop.Token);
        var first = watched.MoveNextAsync();
        await line.WriteAsync("\u001bRlr;p\r"u8.ToArray(), token);
        Assert.That(await first);
        Assert.That(watched.Current, Is.EqualTo(new WireLine(new FakeTimeProvider().GetUtcNow(), "printer-1", true, "Rlr;p")));

        await device.WriteAsync("CARD\0"u8.ToArray(), token);
        await line.ReadAsync(new byte[64], token);
        Assert.That(await watched.MoveNextAsync());
        Assert.That((watched.Current.Sent, watched.Current.Text), Is.EqualTo((false, "CARD")));

        await stop.CancelAsync();
        Assert.That(async () => await watched.MoveNextAsync(), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(tap.IsWatched, Is.False);
    }
}

using Microsoft.Extensions.Time.Testing;
using PrintStation.Chips;
using PrintStation.Chips.Pcsc;
using PrintStation.Tests.Transports;
using PrintStation.Transports;

namespace PrintStation.Tests.Chips.Pcsc;

[TestFixture]
[CancelAfter(480_000)]
internal sealed class TappedReaderTests
{
    private const string Citizen = "5371010101900001";

    [Test]
    public async Task Whoever_watches_sees_which_commands_went_to_the_chip_and_how_they_were_answered_but_no_data(CancellationToken token)
    {
        var pcsc = new ScriptedPcsc();
        var tap = new WireTap(_ => ("", true), new FakeTimeProvider());
        await using var reader = new TappedReader(pcsc.Reader, "printer-1 reader", tap);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        await using var watched = tap.WatchAsync(stop.Token).GetAsyncEnumerator(stop.Token);
        var first = watched.MoveNextAsync();

        await pcsc.Clock.RunAsync(reader.DetectAsync(token));
        pcsc.Transmitting = _ => (PcscResult.Success, Citizen + "9000");
        await pcsc.Clock.RunAsync(reader.TransmitAsync(Convert.FromHexString("00D6000008" + Citizen), token));
        pcsc.Transmitting = _ => (PcscResult.Removed, "");
        await pcsc.Clock.RunAsync(reader.TransmitAsync(Convert.FromHexString("00B00000FA"), token));

        Assert.That(await first);
        List<string> seen = [Told(watched.Current)];
        while (seen.Count < 6 && await watched.MoveNextAsync())
            seen.Add(Told(watched.Current));
        Assert.That(seen, Is.EqualTo((string[])
        [
            "> look for a card", "< card A", "> 00D60000 13 bytes", "< 9000 8 bytes", "> 00B00000 5 bytes", "< no answer of the card",
        ]));
        await stop.CancelAsync();
    }

    private static string Told(WireLine line)
    {
        Assert.That(line.Device, Is.EqualTo("printer-1 reader"));
        return $"{(line.Sent ? '>' : '<')} {line.Text}";
    }
}

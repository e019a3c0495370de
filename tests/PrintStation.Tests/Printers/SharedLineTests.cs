using PrintStation.Tests.Emulators;

namespace PrintStation.Tests.Printers;

/// <summary>What only a network line has: somebody else on it.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class SharedLineTests
{
    [Test]
    public async Task A_line_that_another_took_over_is_opened_anew(CancellationToken token)
    {
        await using var station = await OfficeStation.StartAsync(LineKind.Tcp, null, OfficeStation.TypeA);
        var before = await station.ReadyAsync(token);
        using (var other = await station.Office.ConnectAsync())
            Assert.That(await other.AskAsync("Rem"), Is.EqualTo("18"));

        Assert.That(await station.Printer.ObserveAsync(token), Is.EqualTo(before));
    }
}

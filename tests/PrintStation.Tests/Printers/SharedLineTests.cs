namespace PrintStation.Tests.Printers;

/// <summary>Somebody else on the line, or nobody.</summary>
[TestFixture]
[CancelAfter(240_000)]
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

    [TestCase("tcp://127.0.0.1:1", "is not reachable")]
    [TestCase("serial:///dev/no-such-device", "there is no such device; plug it in")]
    [TestCase("usb:///dev/no-such-device", "does not open")]
    public async Task A_machine_that_is_not_there_is_named_with_the_reason(string address, string why, CancellationToken token)
    {
        await using var printer = OfficeStation.Open(address, OfficeStation.Model);
        Assert.That(await printer.ObserveAsync(token), Is.Null);
        Assert.That(printer.Trouble, Does.Contain(address).And.Contain(why));
    }
}

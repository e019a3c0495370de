using PrintStation.Printers;
using PrintStation.Tests.Emulators;

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

    /// <summary>The device file of a printer that is switched off goes, and comes back with it.</summary>
    [TestCase("serial")]
    [TestCase("usb")]
    public async Task A_machine_whose_device_was_gone_and_is_back_answers_the_same_driver(string scheme, CancellationToken token)
    {
        using var directory = new TemporaryDirectory();
        var name = Path.Combine(directory.Path, "lp0");
        await using var printer = OfficeStation.Open(
            $"{scheme}://{name}", OfficeStation.Model with { Timings = OfficeStation.Timings with { QueryMilliseconds = 500 } });
        PrinterEvidence? before;
        await using (var off = await TestOffice.StartAsync(ptys: true))
        {
            File.CreateSymbolicLink(name, off.Office.Ports.Printers[0].Terminal!);
            before = await printer.ObserveAsync(token);
            Assert.That((before?.SerialNumber, printer.Trouble), Is.EqualTo(("10000123456", (string?)null)));
        }

        File.Delete(name);
        Assert.That(await printer.ObserveAsync(token), Is.Null);
        Assert.That(printer.Trouble, Does.Contain(name));

        await using var on = await TestOffice.StartAsync(ptys: true);
        File.CreateSymbolicLink(name, on.Office.Ports.Printers[0].Terminal!);
        Assert.That(await printer.ObserveAsync(token), Is.EqualTo(before));
        Assert.That(printer.Trouble, Is.Null);
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

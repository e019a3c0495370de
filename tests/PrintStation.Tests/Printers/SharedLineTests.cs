using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Printers;
using PrintStation.Tests.Emulators;
using PrintStation.Transports;

namespace PrintStation.Tests.Printers;

/// <summary>Somebody else on the line, or nobody.</summary>
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

    [TestCase("tcp://127.0.0.1:1", "is not reachable")]
    [TestCase("serial:///dev/no-such-device", "there is no such device; plug it in")]
    [TestCase("usb:///dev/no-such-device", "does not open")]
    public async Task A_machine_that_is_not_there_is_named_with_the_reason(string address, string why, CancellationToken token)
    {
        var model = PrinterModelFile.Load(Path.Combine(Repository.Root, "config/printers/evolis/primacy2.json"));
        await using var printer = CardPrinters.Open(
            "printer-1", model, address, IByteTransport.Open, TimeProvider.System, NullLoggerFactory.Instance);
        Assert.That(await printer.ObserveAsync(token), Is.Null);
        Assert.That(printer.Trouble, Does.Contain(address).And.Contain(why));
    }

    [Test]
    public async Task Another_device_on_the_line_is_told_by_its_answer_or_its_silence(CancellationToken token)
    {
        await using var office = await TestOffice.StartAsync();
        var model = PrinterModelFile.Load(Path.Combine(Repository.Root, "config/printers/evolis/primacy2.json"));
        var reader = $"tcp://127.0.0.1:{office.Office.Ports.Printers[0].ReaderPort}";
        await using var printer = CardPrinters.Open("printer-1", model with { Timings = OfficeStation.Timings with { QueryMilliseconds = 200 } },
            reader, IByteTransport.Open, TimeProvider.System, NullLoggerFactory.Instance);
        Assert.That(await printer.ObserveAsync(token), Is.Null);
        Assert.That(printer.Trouble, Does.Contain(reader).And.Contain("Rsn: no reply within 200 ms"));
    }
}

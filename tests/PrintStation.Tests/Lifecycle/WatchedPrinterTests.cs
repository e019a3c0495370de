using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Printers;
using PrintStation.Tests.Printers;
using PrintStation.Tests.Transports;

namespace PrintStation.Tests.Lifecycle;

/// <summary>A printer whose answers are noted on their way is the same printer for its lane and for its line.</summary>
internal sealed class WatchedPrinterTests
{
    private TestStation _station = null!;
    private RibbonWatch _watch = null!;

    [SetUp]
    public void SetUp()
    {
        _station = new TestStation();
        _watch = new RibbonWatch(new SupplyBook(_station.Database, new OfficeCalendar(_station.Clock, _station.Ledger.OfficeTime)),
            NullLogger<RibbonWatch>.Instance);
    }

    [TearDown]
    public void TearDown() => _station.Dispose();

    [Test]
    public async Task Nothing_is_asked_for_it_and_nothing_is_written_while_no_ribbon_is_new()
    {
        var (plain, watched) = (new ScriptedPrinter(), new ScriptedPrinter());
        await LookAsync(plain, plain.Printer);
        var writes = Writes();
        await LookAsync(watched, Watched(watched));
        await LookAsync(watched, Watched(watched));
        Assert.That(watched.Commands, Is.EqualTo(plain.Commands.Concat(plain.Commands)));
        Assert.That(Writes(), Is.EqualTo(writes));
    }

    [Test]
    public async Task A_new_ribbon_is_written_down_with_the_machines_counters_and_the_lane_gets_the_same_answer()
    {
        var device = new ScriptedPrinter { ["Rrt;count"] = "3" };
        var printer = Watched(device);
        await LookAsync(device, printer);
        device["Rrt;count"] = "500";
        var supplies = await LookAsync(device, printer);
        Assert.That(supplies, Is.EqualTo(new PrinterSupplies(FeederHasCards: true, 500, RibbonFits: true, CleaningRequired: false)));
        var told = _station.Database.Write(transaction => transaction.Find<string>(
            "SELECT serial || ' ' || cards_inserted || ' ' || panels_printed || ' ' || prints_left || ' ' || prints_left_before FROM ribbon_reading"));
        Assert.That(told, Is.EqualTo("P2-000123 41234 206170 500 3"));
    }

    [Test]
    public async Task A_ribbon_of_another_region_is_none()
    {
        var device = new ScriptedPrinter { ["Rrt;count"] = "3" };
        var printer = Watched(device);
        await LookAsync(device, printer);
        device["Rrt;count"] = "500";
        device["Rrt;zone"] = "3";
        await LookAsync(device, printer);
        Assert.That(_watch.LevelOf("printer-1")!.PrintsLeft, Is.Null);
        Assert.That(_station.Database.Read(SupplyBook.Movements), Is.Empty);
    }

    /// <summary>The counters of a look that came to nothing are nobody's.</summary>
    [Test]
    public async Task Supplies_after_a_look_that_told_nothing_are_not_noted()
    {
        var device = new ScriptedPrinter { ["Rsn"] = "OK" };
        var printer = Watched(device);
        Assert.That(await device.Clock.RunAsync(printer.ObserveAsync(default)), Is.Null);
        await device.Clock.RunAsync(printer.ReadSuppliesAsync(default));
        Assert.That(_watch.LevelOf("printer-1"), Is.Null);
    }

    [Test]
    public async Task What_keeps_the_machine_away_is_said_through_it()
    {
        var device = new ScriptedPrinter { ["Rrt;count"] = "OK" };
        var printer = Watched(device);
        await LookAsync(device, printer);
        Assert.That((printer.Trouble, printer.Model), Is.EqualTo((device.Printer.Trouble, device.Printer.Model)));
        Assert.That(printer.Trouble, Is.Not.Null);
    }

    private WatchedPrinter Watched(ScriptedPrinter device) => new("printer-1", device.Printer, _watch);

    private static async Task<PrinterSupplies?> LookAsync(ScriptedPrinter device, ICardPrinter printer)
    {
        await device.Clock.RunAsync(printer.ObserveAsync(default));
        return await device.Clock.RunAsync(printer.ReadSuppliesAsync(default));
    }

    private long Writes() => _station.Database.Write(transaction => transaction.Find<long>("SELECT total_changes()"));
}

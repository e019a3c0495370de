using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Tests.Printers;
using PrintStation.Tests.Transports;

namespace PrintStation.Tests.Lifecycle;

/// <summary>What a machine's answers mean for its pauses.</summary>
[TestFixture]
internal sealed class MachineTests
{
    private TestStation _station = null!;
    private StationGate _gate = null!;

    [SetUp]
    public void SetUp()
    {
        _station = new TestStation();
        _gate = _station.Gate();
    }

    [TearDown]
    public void TearDown() => _station.Dispose();

    [Test]
    public async Task A_printer_of_another_model_pauses_under_its_own_reason_with_what_it_calls_itself()
    {
        var device = new ScriptedPrinter(ScriptedPrinter.SmallModel with { TypeText = "Primacy2" }) { ["Rtp"] = "Zenius" };
        await using var machine = MachineOf(device);
        Assert.That(await device.Clock.RunAsync(machine.EnsureSettingsAsync(default)), Is.False);
        Assert.That(Standing(), Is.EqualTo(new[] { ("wrong-model", "Zenius") }));

        device["Rtp"] = "Primacy2";
        Assert.That(await device.Clock.RunAsync(machine.EnsureSettingsAsync(default)), Is.True);
        Assert.That(Standing(), Is.Empty);
    }

    [Test]
    public async Task Another_machine_than_the_one_that_holds_a_card_is_named_by_its_serial_number()
    {
        var device = new ScriptedPrinter();
        await using var machine = MachineOf(device);
        var run = _station.Until(_station.Fetched("J1"), CardState.Fed) with { PrinterSerial = "P2-000777" };
        var asking = machine.ObserveAsync(run, default);
        await PassAsync(() => Standing().Count > 0);
        Assert.That(Standing(), Is.EqualTo(new[] { ("wrong-device", "P2-000123 ≠ P2-000777") }));
        device["Rsn"] = "P2-000777";
        await PassAsync(() => asking.IsCompleted);
        Assert.That((await asking)!.SerialNumber, Is.EqualTo("P2-000777"));
        Assert.That(Standing(), Is.Empty);

        Task PassAsync(Func<bool> isDone) => this.PassAsync(device, isDone);
    }

    /// <summary>Its button lets a blank in before its lane has ever asked it.</summary>
    [Test]
    public async Task A_machine_in_anothers_place_counts_from_when_it_is_first_seen()
    {
        var device = new ScriptedPrinter { ["Rco;c"] = "3" };
        await using var machine = MachineOf(device);
        var asking = machine.ObserveAsync(_station.Until(_station.Fetched("J1"), CardState.Fed) with { PrinterSerial = "P2-000777" }, default);
        await PassAsync(device, () => Standing().Count > 0);
        device["Rco;c"] = "4";
        machine.ConfirmReplaced();
        await PassAsync(device, () => asking.IsCompleted);
        Assert.That(await asking, Is.Null);
        var before = _station.Balance(Places.Machine("printer-1"));
        var evidence = await device.Clock.RunAsync(machine.ObserveAsync(default));
        _station.Database.Write(transaction => machine.NoteCounter(transaction, evidence, 0, []));
        Assert.That(_station.Balance(Places.Machine("printer-1")) - before, Is.EqualTo(1), "a stray");
    }

    [Test]
    public async Task Supplies_that_are_not_told_pause_with_what_was_said_until_they_are()
    {
        var device = new ScriptedPrinter { ["Rrt;count"] = "OK" };
        await using var machine = MachineOf(device);
        var supplies = new MachineSupplies(machine, _gate);
        Assert.That(await device.Clock.RunAsync(supplies.SufficeAsync()), Is.False);
        Assert.That(Standing().Single().Reason, Is.EqualTo("supplies-unknown"));
        Assert.That(Standing().Single().Detail, Does.EndWith("Rrt;count was answered with \"OK\""));

        device["Rrt;count"] = "488";
        Assert.That(await device.Clock.RunAsync(supplies.SufficeAsync()), Is.True);
        Assert.That(Standing(), Is.Empty);
    }

    [TestCase("Rse;f", "0,00 Volts", "media-empty")]
    [TestCase("Rrt;count", "0", "marker-supply-empty")]
    [TestCase("Rrt;count", "ERR RIB DETECTION", "marker-supply-missing")]
    [TestCase("Rrt;zone", "3", "marker-supply-missing")]
    [TestCase("Rzp", "NEED CLEANING", "marker-supply-missing cleaning-required")]
    [TestCase("Rse;f", "NEED CLEANING", "cleaning-required")]
    public async Task A_lack_is_a_pause_that_goes_with_it(string query, string answer, string reasons)
    {
        var device = new ScriptedPrinter { [query] = answer };
        await using var machine = MachineOf(device);
        var supplies = new MachineSupplies(machine, _gate);
        Assert.That(await device.Clock.RunAsync(supplies.SufficeAsync()), Is.False);
        Assert.That(Standing().Select(pause => pause.Reason), Is.EquivalentTo(reasons.Split(' ')));

        device[query] = query switch { "Rse;f" => "5,00 Volts", "Rrt;count" => "488", _ => "2" };
        Assert.That(await device.Clock.RunAsync(supplies.SufficeAsync()), Is.True);
        Assert.That(Standing(), Is.Empty);
        Assert.That(device.Times("Scs"), Is.EqualTo(reasons == "media-empty" ? 0 : 1), "what a new ribbon or a cleaning clears");
    }

    private async Task PassAsync(ScriptedPrinter device, Func<bool> isDone)
    {
        for (var step = 0; step < 100_000 && !isDone(); step++)
        {
            device.Clock.Advance(TimeSpan.FromMilliseconds(10));
            _station.Clock.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        Assert.That(isDone(), Is.True, "The work did not end within its time limits.");
    }

    private List<(string Reason, string? Detail)> Standing() => [.. _gate.Pauses.Select(pause => (pause.Reason, pause.Detail))];

    private Machine MachineOf(ScriptedPrinter device) => new(
        "printer-1", device.Printer, new ChipOnDesk(), new ReaderProofs(_station.Database, _gate, _station.Clock), _gate, _station.Database, _station.Ledger, _station.Stock,
        _station.Clock, NullLogger<Machine>.Instance);
}

using PrintStation.Chips;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Lifecycle;
using PrintStation.Printers;
using PrintStation.Tests.Chips;
using PrintStation.Tests.Transports;

namespace PrintStation.Tests.Lifecycle;

/// <summary>What happens to a card and its machine while the station waits: for a SAM, a reader, a person.</summary>
internal sealed partial class CardRunnerTests
{
    /// <summary>Before the chip is written, while it is, and when it is read back.</summary>
    [TestCase(CardState.Fed)]
    [TestCase(CardState.Encoding)]
    [TestCase(CardState.Printed)]
    public async Task While_the_SAM_is_away_the_card_waits_and_goes_on_by_itself(CardState waits)
    {
        using var station = new TestStation();
        var (reader, isGone) = (new FakeSam(), false);
        var there = reader.Field;
        await using var sam = new SharedSam(reader, new FailedAuthentications(Path.Combine(station.Directory, "sam.json")), station.Clock);
        await using var machine = new ScriptedMachine(Hopper("good"), dieAt: -1, AtPowerOn.PowerStays) { Sam = sam };
        if (waits == CardState.Encoding)
            machine.Writing = GoAway;
        else
            machine.Observed = () =>
            {
                if (machine.Inside?.Panels == (waits == CardState.Fed ? 0 : 5))
                    GoAway();
            };
        station.Fetched("J1");
        var gate = station.Gate();

        var running = RunAsync(station, machine, station.Book.NextFetched([])!, gate);
        for (var second = 0; second < 600 && !running.IsCompleted; second++)
        {
            station.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.That(gate.Pauses.Select(pause => (pause.Scope, pause.Reason, pause.Detail)),
            Is.EqualTo(new[] { ("printer-1", "reader-unreachable", "SAM fake SAM: no answer") }));
        Assert.That(station.Runs("J1").Single().State, Is.EqualTo(waits));
        reader.Field = there;
        var run = await station.Clock.RunAsync(running);
        if (run.State == CardState.Printed)
            run = await station.Clock.RunAsync(RunAsync(station, machine, run, gate));

        Assert.That((run.State, run.VerifyTries, machine.RejectBox.Count, gate.Pauses.Count), Is.EqualTo((CardState.Issued, 1, 0, 0)));
        AssertPromises(station, machine, "the SAM was away");

        void GoAway()
        {
            if (!isGone)
                reader.Field = null;
            isGone = true;
        }
    }

    /// <summary>What was seen of the machine before the wait proves nothing of the one that stands there after it.</summary>
    [Test]
    public async Task A_machine_that_was_exchanged_while_its_reader_was_away_gets_no_command()
    {
        using var station = new TestStation();
        await using var machine = new ScriptedMachine(Hopper("mute first"), dieAt: -1, AtPowerOn.PowerStays);
        machine.Observed = () => machine.ReaderIsGone |= machine is { Feeds: 1, Openings: 0 };
        station.Fetched("J1");
        var gate = station.Gate();

        var running = RunAsync(station, machine, station.Book.NextFetched([])!, gate);
        Wait(() => gate.Has("printer-1", GateReasons.ReaderUnreachable));
        Assert.That(gate.Pauses.Single().Detail, Is.EqualTo("scripted reader: gone"));
        (machine.Serial, machine.ReaderIsGone, machine.Openings) = ("S2", false, 1);
        Wait(() => gate.Has("printer-1", GateReasons.WrongDevice));

        Assert.That((station.Runs("J1").Single().State, machine.RejectBox.Count), Is.EqualTo((CardState.Feeding, 0)));
        machine.Serial = "S1";
        Assert.That((await station.Clock.RunAsync(running)).State, Is.EqualTo(CardState.Spoiled), "its own machine is back: the mute card is rejected");

        void Wait(Func<bool> isSo)
        {
            for (var second = 0; second < 60 && !isSo() && !running.IsCompleted; second++)
                station.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.That(isSo(), string.Join(", ", gate.Pauses.Select(pause => pause.Reason)));
        }
    }

    [Test]
    public async Task A_machine_whose_power_went_before_a_command_gets_its_settings_first()
    {
        using var station = new TestStation();
        await using var machine = new ScriptedMachine(Hopper("good"), dieAt: -1, AtPowerOn.PowerStays);
        var isCut = false;
        machine.PositionAsked = () =>
        {
            if (!isCut)
                machine.CutPower();
            isCut = true;
        };
        station.Fetched("J1");

        await WorkAsync(station, machine);

        Assert.That(isCut);
        Assert.That(machine.Output.Count(card => card.IsGood), Is.EqualTo(1));
    }

    [Test]
    public async Task A_card_that_came_in_since_the_lane_looked_is_booked_and_none_is_fed_after_it()
    {
        using var station = new TestStation();
        await using var machine = new ScriptedMachine(Hopper("good"), dieAt: -1, AtPowerOn.PowerStays);
        station.Fetched("J1");
        await WorkAsync(station, machine);
        station.Fetched("J2");
        machine.PressButton();

        var run = await RunAsync(station, machine, station.Book.NextFetched([])!);

        Assert.That((run.State, machine.InHopper, station.Balance(Places.Machine("printer-1"))), Is.EqualTo((CardState.Fetched, 4, 1L)));
    }

    [Test]
    public async Task While_the_SAM_is_suspended_no_blank_is_condemned()
    {
        using var station = new TestStation();
        await using var sam = new SharedSam(new FakeSam(), new FailedAuthentications(Path.Combine(station.Directory, "sam.json")), station.Clock);
        await using var machine = new ScriptedMachine(Hopper("good"), dieAt: -1, AtPowerOn.PowerStays) { Sam = sam, SamIsSuspended = true };
        station.Fetched("J1");
        var gate = station.Gate();

        var running = RunAsync(station, machine, station.Book.NextFetched([])!, gate);
        for (var second = 0; second < 60 && !gate.Has(StationGate.Station, GateReasons.SamSuspended); second++)
            station.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(gate.Has(StationGate.Station, GateReasons.SamSuspended));
        Assert.That(station.Runs("J1").Single().State, Is.EqualTo(CardState.Fed));
        machine.SamIsSuspended = false;

        Assert.That((await station.Clock.RunAsync(running)).State, Is.EqualTo(CardState.Issued));
        Assert.That(machine.RejectBox, Is.Empty);
    }

    /// <summary>What it took in before it came here is not of these hoppers.</summary>
    [Test]
    public async Task A_spare_machine_in_the_place_of_another_is_counted_by_its_own_counter()
    {
        using var station = new TestStation();
        await using var own = new ScriptedMachine(Hopper("good"), dieAt: -1, AtPowerOn.PowerStays);
        station.Fetched("J1");
        await WorkAsync(station, own);
        await using var spare = new ScriptedMachine(Hopper("good"), dieAt: -1, AtPowerOn.PowerStays) { Serial = "S2" };
        spare.PressButton();
        spare.PressButton();
        station.Fetched("J2");

        var run = await RunAsync(station, spare, station.Book.NextFetched([])!);

        Assert.That((run.State, station.Balance(Places.Machine("printer-1"))), Is.EqualTo((CardState.Issued, 0L)));
    }

    /// <summary>The path that a person has seen empty was the other machine's.</summary>
    [TestCase("S1", 1)]
    [TestCase("S2", 0)]
    public async Task An_error_is_cleared_only_at_the_machine_at_which_it_stood(string serial, int cleared)
    {
        using var station = new TestStation();
        await using var scripted = new ScriptedMachine(Hopper("good"), dieAt: -1, AtPowerOn.PowerStays) { Serial = serial };
        var gate = station.Gate();
        await using var machine = MachineOf(station, scripted, gate);

        var waiting = machine.WaitForPersonAsync(PrinterReason.MediaJam, "S1", default);
        gate.Open("printer-1", GateReasons.MediaJam);
        await waiting;

        Assert.That((scripted.Cleared, machine.SettingsStand), Is.EqualTo((cleared, false)));
    }

    [Test]
    public async Task An_error_that_keeps_another_from_being_cleared_is_said_beside_it_until_it_is_mended()
    {
        using var station = new TestStation();
        await using var scripted = new ScriptedMachine(Hopper("good"), dieAt: -1, AtPowerOn.PowerStays) { Forbids = PrinterReason.MarkerSupplyEmpty };
        var gate = station.Gate();
        await using var machine = MachineOf(station, scripted, gate);

        await ResumeAsync();
        Assert.That(gate.Pauses.Select(pause => pause.Reason), Is.EqualTo(new[] { "marker-supply-empty" }));
        scripted.Forbids = null;
        await ResumeAsync();
        Assert.That(gate.Pauses, Is.Empty);

        Task ResumeAsync()
        {
            var waiting = machine.WaitForPersonAsync(PrinterReason.CoverOpen, null, default);
            gate.Open("printer-1", GateReasons.CoverOpen);
            return waiting;
        }
    }
}

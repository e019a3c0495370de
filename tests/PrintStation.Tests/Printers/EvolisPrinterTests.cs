using PrintStation.Printers;
using PrintStation.Tests.Transports;

namespace PrintStation.Tests.Printers;

[TestFixture]
internal sealed class EvolisPrinterTests
{
    [Test]
    public async Task Settings_begin_with_the_power_mark_and_end_with_reading_it()
    {
        var device = new ScriptedPrinter(ScriptedPrinter.SmallModel with { TypeText = "Primacy2", Settings = ["Pcim;F", "Pcrm;D"] });
        Assert.That(
            await device.RunAsync(printer => printer.SendSettingsAsync(default)), Is.EqualTo(new CommandResult(CommandOutcome.Done)));
        Assert.That(device.Commands, Is.EqualTo((string[])["Rsn", "Rtp", "Pem;18", "Pneab;E", "Pcim;F", "Pcrm;D", "Rem"]));
    }

    [Test]
    public async Task Settings_that_do_not_stand_are_not_done()
    {
        var device = new ScriptedPrinter { ["Rem"] = "0" };
        Assert.That((await device.RunAsync(printer => printer.SendSettingsAsync(default))).Outcome, Is.EqualTo(CommandOutcome.Refused));

        var silent = new ScriptedPrinter { ["Rem"] = "OK" };
        Assert.That((await silent.RunAsync(printer => printer.SendSettingsAsync(default))).Outcome, Is.EqualTo(CommandOutcome.Unknown));
        Assert.That(silent.Times("Rem"), Is.EqualTo(3));
        Assert.That(silent.Times("Pem;18"), Is.EqualTo(1));
    }

    [Test]
    public async Task Another_type_of_printer_gets_no_settings()
    {
        var device = new ScriptedPrinter(ScriptedPrinter.SmallModel with { TypeText = "Zenius" });
        Assert.That(
            await device.RunAsync(printer => printer.SendSettingsAsync(default)),
            Is.EqualTo(new CommandResult(CommandOutcome.Refused, PrinterReason.WrongModel, "Primacy2")));
        Assert.That(device.Commands, Is.EqualTo((string[])["Rsn", "Rtp"]));
    }

    [Test]
    public async Task A_print_keeps_the_card_and_tells_panels_and_time()
    {
        var device = await new ScriptedPrinter().ReadyAsync();
        device.OnTime("Se", 1, () => [new Chunk("OK\0"u8.ToArray(), TimeSpan.FromSeconds(25))]);

        var result = await device.RunAsync(printer => printer.PrintAsync(EvolisOnceTests.Panels(), default));

        Assert.That((result.Outcome, result.PanelsSent, result.Reason), Is.EqualTo((CommandOutcome.Done, 5, (PrinterReason?)null)));
        Assert.That(result.Duration, Is.EqualTo(TimeSpan.FromSeconds(25)).Within(TimeSpan.FromSeconds(1)));
        Assert.That(
            device.Commands, Is.EqualTo((string[])["Pr;ymcko", "Ss", "Db;y;64", "Db;m;64", "Db;c;64", "Db;k;2", "Db;o;2", "Se"]));
    }

    /// <summary>Else a card that was never printed would seem to have been, by the time that its panels took on the line.</summary>
    [Test]
    public async Task What_the_panels_take_on_a_slow_line_is_no_printing()
    {
        var device = await new ScriptedPrinter().ReadyAsync();
        device.Line.Baud = 300;
        device.OnTime("Db;y;64", 1, () => [new Chunk("OK\0"u8.ToArray(), TimeSpan.FromSeconds(20))]);

        var result = await device.RunAsync(printer => printer.PrintAsync(EvolisOnceTests.Panels(), default));

        var panels = device.Line.Written.Where(sent => sent.AsSpan(1).StartsWith("Db"u8)).Sum(sent => sent.Length);
        Assert.That(panels, Is.GreaterThan(100));
        Assert.That(result.Duration, Is.EqualTo(TimeSpan.FromSeconds(20 - (panels * 10.0 / 300))).Within(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task A_line_that_is_faster_than_its_rate_takes_nothing_from_the_print()
    {
        var device = await new ScriptedPrinter().ReadyAsync();
        device.Line.Baud = 2;
        device.OnTime("Se", 1, () => [new Chunk("OK\0"u8.ToArray(), TimeSpan.FromSeconds(25))]);

        var result = await device.RunAsync(printer => printer.PrintAsync(EvolisOnceTests.Panels(), default));

        Assert.That(result.Duration, Is.EqualTo(TimeSpan.FromSeconds(25)).Within(TimeSpan.FromSeconds(1)));
    }

    [TestCase("Pr;ymcko", "ERROR PARAMETRES", CommandOutcome.Refused, 0)]
    [TestCase("Ss", "FEEDER EMPTY", CommandOutcome.Refused, 0)]
    [TestCase("Ss", "ERROR RIBBON", CommandOutcome.Refused, 0)]
    [TestCase("Ss", "CARD JAM", CommandOutcome.Unknown, 0)]
    [TestCase("Db;y;64", "ERROR RIBBON", CommandOutcome.Unknown, 1)]
    [TestCase("Db;y;64", "ERROR CDE", CommandOutcome.Unknown, 1)]
    [TestCase("Db;o;2", "CARD JAM", CommandOutcome.Unknown, 5)]
    [TestCase("Se", "ERROR RIBBON", CommandOutcome.Unknown, 5)]
    public async Task A_print_is_refused_only_before_its_first_panel(string command, string text, CommandOutcome outcome, int panels)
    {
        var device = await new ScriptedPrinter { [command] = text }.ReadyAsync();
        var result = await device.RunAsync(printer => printer.PrintAsync(EvolisOnceTests.Panels(), default));
        Assert.That((result.Outcome, result.PanelsSent, result.DeviceText), Is.EqualTo((outcome, panels, text)));
        Assert.That(device.Commands[^1], Is.EqualTo(command));
    }

    /// <summary>Of a reply that came twice: the true one is still on its way, and each later command would be told the one before.</summary>
    [Test]
    public async Task After_a_reply_that_is_none_to_a_command_the_line_is_closed()
    {
        var device = await new ScriptedPrinter { ["Pr;ymcko"] = "CONTACTLESS CARD" }.ReadyAsync();
        var result = await device.RunAsync(printer => printer.PrintAsync(EvolisOnceTests.Panels(), default));
        Assert.That((result.Outcome, device.Line.IsOpen), Is.EqualTo((CommandOutcome.Refused, false)));
    }

    [Test]
    public async Task Wrong_geometry_or_order_throws_before_anything_is_sent()
    {
        var device = await new ScriptedPrinter().ReadyAsync();
        var good = EvolisOnceTests.Panels();
        List<List<PrintPanel>> wrong =
        [
            [],
            [.. good[..4], good[4] with { Dots = new byte[4 * 17] }],
            [good[1], good[0], .. good[2..]],
            [good[0], .. good],
            [.. good[..4], good[4] with { Levels = 64 }],
        ];
        foreach (var panels in wrong)
            await Assert.ThrowsAsync<ArgumentException>(() => device.Printer.PrintAsync(panels, default));

        Assert.That(device.Commands, Is.Empty);
    }

    [TestCase("FEEDER EMPTY", CommandOutcome.Refused, PrinterReason.MediaEmpty)]
    [TestCase("CARD JAM", CommandOutcome.Unknown, PrinterReason.MediaJam)]
    public async Task A_feed_answers(string text, CommandOutcome outcome, PrinterReason reason)
    {
        var device = await new ScriptedPrinter { ["Sic"] = text }.ReadyAsync();
        Assert.That(await device.RunAsync(printer => printer.FeedAsync(default)), Is.EqualTo(new CommandResult(outcome, reason, text)));
    }

    [Test]
    public async Task A_full_reject_box_is_a_refusal_and_the_card_stays()
    {
        var device = await new ScriptedPrinter { ["Ser"] = "HOPPER FULL" }.ReadyAsync();
        Assert.That(
            await device.RunAsync(printer => printer.RejectAsync(default)),
            Is.EqualTo(new CommandResult(CommandOutcome.Refused, PrinterReason.RejectAreaFull, "HOPPER FULL")));
    }

    [Test]
    public async Task A_refusal_after_a_move_is_unknown()
    {
        var device = await new ScriptedPrinter { ["Pneab;A;1"] = "ERROR CDE" }.ReadyAsync();
        Assert.That(
            await device.RunAsync(printer => printer.EjectAsync(default)),
            Is.EqualTo(new CommandResult(CommandOutcome.Unknown, PrinterReason.Rejected, "ERROR CDE")));
        Assert.That(device.Commands, Is.EqualTo((string[])["Ss", "Pneab;A;1"]));
    }

    [Test]
    public async Task The_commands_of_an_eject_are_some_time_apart()
    {
        var device = await new ScriptedPrinter().ReadyAsync();
        var started = device.Clock.GetTimestamp();
        await device.RunAsync(printer => printer.EjectAsync(default));
        Assert.That(device.Clock.GetElapsedTime(started), Is.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(300)));
    }

    [Test]
    public async Task An_error_that_still_stands_refuses_to_be_cleared()
    {
        var device = await new ScriptedPrinter { ["Scs"] = "CARD JAM" }.ReadyAsync();
        Assert.That(
            await device.RunAsync(printer => printer.ClearErrorAsync(default)),
            Is.EqualTo(new CommandResult(CommandOutcome.Refused, PrinterReason.MediaJam, "CARD JAM")));
    }
}

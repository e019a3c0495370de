using PrintStation.Printers;
using PrintStation.Printers.Evolis;
using PrintStation.Tests.Transports;

namespace PrintStation.Tests.Printers;

/// <summary>A command that feeds, moves, prints or sets is sent once, whatever becomes of its reply.</summary>
[TestFixture]
internal sealed class EvolisOnceTests
{
    private static readonly Dictionary<string, (string[] Commands, Func<EvolisPrinter, Task<CommandOutcome>> Run)> Operations = new()
    {
        ["feed"] = (["Sic"], async printer => (await printer.FeedAsync(default)).Outcome),
        ["return"] = (["Sic"], async printer => (await printer.ReturnToChipStationAsync(default)).Outcome),
        ["eject"] = (["Ss", "Pneab;A;1", "Se"], async printer => (await printer.EjectAsync(default)).Outcome),
        ["reject"] = (["Pneab;A;1", "Pcrm;D", "Ser"], async printer => (await printer.RejectAsync(default)).Outcome),
        ["clear"] = (["Scs"], async printer => (await printer.ClearErrorAsync(default)).Outcome),
        ["settings"] = (["Pem;18", "Pneab;E", "Pcrm;D"], async printer => (await printer.SendSettingsAsync(default)).Outcome),
        ["print"] = (
            ["Pr;ymcko", "Ss", "Db;y;64", "Db;m;64", "Db;c;64", "Db;k;2", "Db;o;2", "Se"],
            async printer => (await printer.PrintAsync(Panels(), default)).Outcome),
    };

    public enum Reply
    {
        Lost,
        Late,
        Garbled,
        Split,
        Merged,
        Stale,
        Endless,
        LineClosed,
        WriteBreaks,
    }

    private static IEnumerable<TestCaseData> EachCommandAndFault() =>
        from operation in Operations
        from index in Enumerable.Range(0, operation.Value.Commands.Length)
        from reply in Enum.GetValues<Reply>()
        select new TestCaseData(operation.Key, index, reply)
            .SetName($"{operation.Key}: {operation.Value.Commands[index]} is sent once when its reply is {reply}");

    private static IEnumerable<TestCaseData> EachCommand() =>
        from operation in Operations
        from index in Enumerable.Range(0, operation.Value.Commands.Length)
        select new TestCaseData(operation.Key, index)
            .SetName($"{operation.Key}: {operation.Value.Commands[index]} is sent once when the line is cut at any byte of its reply");

    [TestCaseSource(nameof(EachCommandAndFault))]
    public async Task A_command_is_sent_once(string operation, int index, Reply fault)
    {
        var (commands, run) = Operations[operation];
        var device = await new ScriptedPrinter().ReadyAsync();
        if (fault == Reply.Stale)
            Leftover(device, operation, commands, index);
        else
            device.OnTime(commands[index], 1, () => Answer(fault));

        var outcome = await device.RunAsync(run);

        var first = index == 0 && operation != "settings";
        var sent = device.Commands.Where(commands.Contains).ToArray();
        var expected = fault switch
        {
            Reply.Split => (CommandOutcome.Done, commands),
            // A byte that lies there before a moving sequence: nothing is sent. Within a sequence it is drained.
            Reply.Stale when first => (CommandOutcome.Refused, []),
            Reply.Stale => (CommandOutcome.Done, commands),
            // The choice of ribbon: the print has not begun.
            _ when operation == "print" && index == 0 => (CommandOutcome.Refused, commands[..1]),
            _ => (CommandOutcome.Unknown, commands[..(index + 1)]),
        };
        Assert.That((outcome, sent), Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(EachCommand))]
    public async Task A_cut_line_is_unknown(string operation, int index)
    {
        var (commands, run) = Operations[operation];
        foreach (var text in new[] { "OK", "CARD JAM" })
        {
            for (var cut = 0; cut <= text.Length; cut++)
            {
                var device = await new ScriptedPrinter().ReadyAsync();
                var part = text[..cut].Select(letter => (byte)letter).ToArray();
                device.OnTime(commands[index], 1, () => part.Length == 0 ? [new Chunk([])] : [new Chunk(part), new Chunk([])]);

                var outcome = await device.RunAsync(run);

                var begun = operation != "print" || index > 0;
                Assert.That(outcome, Is.EqualTo(begun ? CommandOutcome.Unknown : CommandOutcome.Refused));
                Assert.That(device.Commands.Where(commands.Contains), Is.EqualTo(commands[..(index + 1)]));
                Assert.That(device.Line.IsOpen, Is.False, "A line that is out of step must not be used again.");
            }
        }
    }

    [Test]
    public async Task Without_a_line_nothing_is_sent_and_that_is_a_refusal()
    {
        foreach (var (commands, run) in Operations.Values)
        {
            var device = await new ScriptedPrinter().ReadyAsync();
            device.Line.Close();
            device.Line.Reachable = false;

            Assert.That(await device.RunAsync(run), Is.EqualTo(CommandOutcome.Refused), commands[0]);
            Assert.That(device.Commands, Is.Empty);
        }
    }

    [Test]
    public async Task A_line_that_the_device_closed_before_is_a_refusal()
    {
        var device = await new ScriptedPrinter().ReadyAsync();
        device.Line.Arrive();

        var result = await device.RunAsync(printer => printer.FeedAsync(default));

        Assert.That(result, Is.EqualTo(new CommandResult(CommandOutcome.Refused, PrinterReason.ConnectingToDevice)));
        Assert.That(device.Commands, Is.Empty);
    }

    [Test]
    public async Task Two_commands_at_once_are_a_bug()
    {
        var device = await new ScriptedPrinter().ReadyAsync();
        device.OnTime("Sic", 1, () => []);
        var feeding = device.Printer.FeedAsync(default);

        await Assert.ThrowsAsync<InvalidOperationException>(() => device.Printer.EjectAsync(default));
        await device.Clock.RunAsync(feeding);
    }

    [Test]
    public async Task A_stopped_wait_closes_the_line()
    {
        var device = await new ScriptedPrinter().ReadyAsync();
        device.OnTime("Sic", 1, () => []);
        using var stop = new CancellationTokenSource();
        var feeding = device.Printer.FeedAsync(stop.Token);
        await stop.CancelAsync();

        Assert.That(async () => await feeding, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(device.Line.IsOpen, Is.False);
        Assert.That(device.Times("Sic"), Is.EqualTo(1));
    }

    internal static List<PrintPanel> Panels() =>
        [.. "ymcko".Select(name => new PrintPanel(name, name is 'k' or 'o' ? 2 : 64, new byte[16 * 4]))];

    private static IReadOnlyList<Chunk>? Answer(Reply fault) => fault switch
    {
        Reply.Lost => [],
        Reply.Late => [new Chunk("OK\0"u8.ToArray(), TimeSpan.FromMinutes(10))],
        Reply.Garbled => [new Chunk([(byte)'O', 0xC3, (byte)'K', 0])],
        Reply.Split => [new Chunk([(byte)'O']), new Chunk([(byte)'K'], TimeSpan.FromMilliseconds(500)), new Chunk([0])],
        Reply.Merged => [new Chunk("OK\0CARD JAM\0"u8.ToArray())],
        Reply.Endless => [new Chunk(Enumerable.Repeat((byte)'O', 600).ToArray())],
        Reply.LineClosed => [new Chunk([])],
        Reply.WriteBreaks => null,
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };

    /// <summary>An OK too many lies in the input when the command's turn comes.</summary>
    private static void Leftover(ScriptedPrinter device, string operation, string[] commands, int index)
    {
        if (index > 0)
            device.OnTime(commands[index - 1], 1, () => [new Chunk("OK\0"u8.ToArray()), new Chunk("OK\0"u8.ToArray())]);
        else if (operation == "settings")
            device.OnTime("Rsn", 1, () => [new Chunk("P2-000123\0"u8.ToArray()), new Chunk("OK\0"u8.ToArray())]);
        else
            device.Line.Arrive("OK\0"u8.ToArray());
    }
}

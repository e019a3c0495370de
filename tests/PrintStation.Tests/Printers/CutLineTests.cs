using PrintStation.Emulators.World;
using PrintStation.Printers;
using PrintStation.Tests.Emulators;
using PrintStation.Tests.Transports;
using PrintStation.Transports;

namespace PrintStation.Tests.Printers;

/// <summary>A whole card, and the line cut after each byte of its commands in turn: the driver must never say more than the machine did, never
/// move a card twice, and find out what is true on a new line.</summary>
[TestFixture]
[CancelAfter(600_000)]
internal sealed class CutLineTests
{
    /// <summary>The waits of a silent line are most of the time: many offices at once.</summary>
    private const int AtOnce = 24;

    /// <summary>A panel's data is the same everywhere: of it only the first and the last bytes are cut.</summary>
    private const int Edge = 2;

    private const int LongestFrame = 40;

    private static readonly Raster Small = new(16, 16);

    private static readonly (string Name, Func<ICardPrinter, CancellationToken, Task<CommandOutcome>> Run)[] Job =
    [
        ("settings", async (printer, token) => (await printer.SendSettingsAsync(token)).Outcome),
        ("feed", async (printer, token) => (await printer.FeedAsync(token)).Outcome),
        ("print", async (printer, token) => (await printer.PrintAsync(Panels(), token)).Outcome),
        ("return", async (printer, token) => (await printer.ReturnToChipStationAsync(token)).Outcome),
        ("eject", async (printer, token) => (await printer.EjectAsync(token)).Outcome),
    ];

    private static readonly string[] Movements = ["fed", "moved", "panel-printed", "ejected", "rejected"];

    [TestCase(LineKind.Tcp)]
    [TestCase(LineKind.Serial)]
    [TestCase(LineKind.UsbFile)]
    public async Task A_line_that_is_cut_at_any_byte_of_a_job_leaves_no_untruth(LineKind line, CancellationToken token)
    {
        CutTransport? whole = null;
        Assert.That(await LiveAsync(line, open => whole = new CutTransport(open), token), Is.Empty);
        var sent = Cuts(whole!.Sent).ToList();
        Assert.That(sent, Has.Count.GreaterThan(100), "The job has so many bytes of commands.");
        Assert.That(whole.Received, Is.GreaterThan(20), "And so many of answers.");

        var untruths = await EachCut.TryAsync(
            AtOnce, sent, Enumerable.Range(0, whole.Received), cut => LiveAsync(line, cut, token), token);
        Assert.That(untruths, Is.Empty);
    }

    /// <returns>What the driver said that is not so; empty when all is true.</returns>
    private static async Task<string> LiveAsync(LineKind kind, Func<IByteTransport, CutTransport> cut, CancellationToken token)
    {
        await using var office = await TestOffice.StartAsync(cards: 2, speed: 20_000, ptys: kind != LineKind.Tcp, raster: Small);
        await using var printer = OfficeStation.Open(
            OfficeStation.Address(office, kind), OfficeStation.Model with { DotsAcross = Small.Across, DotsAlong = Small.Along },
            (address, limit, time) => cut(IByteTransport.Open(address, limit, time)));
        foreach (var (name, run) in Job)
        {
            var before = Moved(office);
            var outcome = await run(printer, token);
            if (outcome == CommandOutcome.Refused && await SettledAsync(office, token) != before)
                return $"{name} was refused, and the machine went from {before} to {Moved(office)}";
            if (Moved(office).Split(' ') is var moves && moves.Distinct().Count() != moves.Length)
                return $"{name} moved twice: {Moved(office)}";
            if (outcome == CommandOutcome.Done)
                continue;
            await SettledAsync(office, token);
            if (await SeenAsync(printer, token) is var seen && !IsTrue(seen, office))
                return $"after {name} ({outcome}) it sees {seen.Position}, {seen.CardsInserted} fed; true: {Moved(office)}";
            return "";
        }

        return office.World.Blanks.Count(blank => blank is { Place.Kind: PlaceKind.Output, Front.LooksWhole: true }) == 1
            ? "" : $"all was done, and no whole card lies in the output: {Moved(office)}";
    }

    private static IEnumerable<int> Cuts(IEnumerable<byte[]> writes)
    {
        var start = 0;
        foreach (var write in writes)
        {
            for (var offset = 0; offset < write.Length; offset++)
                if (write.Length <= LongestFrame || offset <= "1Db;y;64;".Length + Edge || offset >= write.Length - Edge)
                    yield return start + offset;
            start += write.Length;
        }
    }

    /// <summary>Everything the machine did, in order; a panel with its name.</summary>
    private static string Moved(TestOffice office) => string.Join(' ', office.World.Log.Events.Where(happened => Movements.Contains(happened.Name))
        .Select(happened => happened.Name switch
        {
            "panel-printed" => $"{happened.Details["panel"]}",
            "moved" => $"{happened.Details["from"]}-{happened.Details["to"]}",
            _ => happened.Name,
        }));

    /// <summary>A command that was taken goes on when the line is gone: until nothing more happens.</summary>
    private static async Task<string> SettledAsync(TestOffice office, CancellationToken token)
    {
        for (var moved = ""; ;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, token);
            if (moved == Moved(office) && !office.Printer.IsMoving)
                return moved;
            moved = Moved(office);
        }
    }

    private static async Task<PrinterEvidence> SeenAsync(ICardPrinter printer, CancellationToken token)
    {
        while (true)
        {
            if (await printer.ObserveAsync(token) is { } seen)
                return seen;
        }
    }

    private static bool IsTrue(PrinterEvidence seen, TestOffice office)
    {
        var inside = office.Printer.InPath.SingleOrDefault();
        return seen.CardsInserted == office.Printer.CardsInserted && seen.PanelsPrinted == office.Printer.PanelsPrinted
            && seen.Position == inside?.Place.Kind switch
            {
                null => CardPosition.Empty,
                PlaceKind.ChipStation => CardPosition.ContactlessStation,
                PlaceKind.PrintHead => CardPosition.PrintStation,
                _ => null,
            };
    }

    private static List<PrintPanel> Panels() =>
        [.. "ymcko".Select(name => new PrintPanel(name, name is 'k' or 'o' ? 2 : 64, new byte[Small.Across * Small.Along]))];
}

using System.Text;
using PrintStation.Cards;
using PrintStation.Printers;
using PrintStation.Tests.Cards;
using PrintStation.Tests.Transports;
using PrintStation.Transports;
using SkiaSharp;

namespace PrintStation.Tests.Printers;

/// <summary>A citizen's whole face, sent as it is by TCP and compressed on a serial line: two cards that nobody can tell apart.</summary>
[TestFixture]
[CancelAfter(240_000)]
internal sealed class CompressedFaceTests
{
    private static readonly PrinterModel Model = OfficeStation.Model;

    [Test]
    public async Task A_face_that_was_sent_compressed_is_the_same_to_the_dot(CancellationToken token)
    {
        using var renderer = new CardRenderer();
        var geometry = new PanelGeometry(Model.DotsAcross, Model.DotsAlong, Model.ColorLevels, Model.NoDyeIsZero);
        List<PrintPanel> panels = [.. renderer.Render(CardFixtures.Face(), CardFixtures.Layout, geometry)
            .Panels!.Select(panel => new PrintPanel(panel.Name, panel.Levels, panel.Dots))];

        var raw = await PrintAsync(LineKind.Tcp, panels, token);
        var compressed = await PrintAsync(LineKind.Serial, panels, token);

        Assert.That(raw.Downloads, Is.EqualTo("Db;y Db;m Db;c Db;k Db;o"));
        Assert.That(compressed.Downloads, Is.EqualTo("Db;y Db;m Db;c Dbc;k Dbc;o"));
        Assert.That(compressed.Bytes, Is.LessThan(raw.Bytes));
        Assert.That(compressed.Planes, Is.EqualTo(raw.Planes), "each plane of dye, overlay and text too");
        Assert.That(raw.Pixels.Distinct().Count(), Is.GreaterThan(1000), "a photo and a text");
        Assert.That(compressed.Pixels.SequenceEqual(raw.Pixels), "front.png");
    }

    private static async Task<(string Downloads, int Bytes, string Planes, SKColor[] Pixels)> PrintAsync(
        LineKind kind, IReadOnlyList<PrintPanel> panels, CancellationToken token)
    {
        CutTransport wire = null!;
        await using var station = await OfficeStation.StartAsync(kind, null, OfficeStation.TypeA,
            (address, limit, time) => wire = new CutTransport(IByteTransport.Open(address, limit, time)));
        await station.ReadyAsync(token);
        Assert.That((await station.Printer.FeedAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        Assert.That((await station.Printer.PrintAsync(panels, token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        var card = station.Office.FirstFed();
        var planes = card.Front.Fingerprint();
        Assert.That((await station.Printer.EjectAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));

        var downloads = wire.Sent.Where(sent => sent.AsSpan(1).StartsWith("Db"u8)).ToList();
        using var front = SKBitmap.Decode(Path.Combine(station.Office.Out, "tray", "output", $"0001-{card.Uid}", "front.png"));
        return (string.Join(' ', downloads.Select(sent => Encoding.ASCII.GetString(sent, 1, sent.AsSpan().IndexOf((byte)';') + 1))),
            downloads.Sum(sent => sent.Length), planes, front.Pixels);
    }
}

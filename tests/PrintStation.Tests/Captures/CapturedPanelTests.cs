using System.Text;
using PrintStation.Captures;
using PrintStation.Printers;
using PrintStation.Printers.Evolis;
using PrintStation.Tests.Printers;
using SkiaSharp;
using static PrintStation.Tests.Captures.CaptureBytes;

namespace PrintStation.Tests.Captures;

/// <summary>The dots that were put in are the pixels that come out.</summary>
[TestFixture]
internal sealed class CapturedPanelTests
{
    [TestCase("k", 2, 1)]
    [TestCase("y", 32, 5)]
    [TestCase("m", 64, 6)]
    [TestCase("c", 128, 7)]
    public void Dots_packed_as_described_come_out_as_pixels(string name, int levels, int bits)
    {
        var dots = Pattern(levels);
        var panel = PanelOf(Download($"Db;{name};{levels};", Pack(dots, bits)));
        Assert.That((panel.Name, panel.Levels, panel.Rows), Is.EqualTo((name[0], levels, 1016)));
        Assert.That(CapturedRaster.Dots(panel).AsSpan().SequenceEqual(dots));
        ComparePictures(panel, dots);
    }

    [TestCase('k', 2)]
    [TestCase('y', 32)]
    [TestCase('m', 64)]
    [TestCase('c', 128)]
    public void What_the_driver_packs_comes_out_as_it_was(char name, int levels)
    {
        var dots = Pattern(levels);
        var model = ScriptedPrinter.SmallModel with { DotsAcross = 648, DotsAlong = 1016, ColorLevels = levels == 2 ? 64 : levels };
        var panel = PanelOf(EvolisCommand.Download(new PrintPanel(name, levels, dots), model));
        Assert.That(CapturedRaster.Dots(panel).AsSpan().SequenceEqual(dots));
    }

    /// <summary>By hand: one dot at the left end of the first row, one at the right end of the second, one in the last corner.</summary>
    [Test]
    public void Single_dots_lie_where_they_were_sent()
    {
        var data = new byte[82_296];
        (data[0], data[161], data[^1]) = (0x80, 0x01, 0x01);
        using var picture = SKBitmap.Decode(PanelPicture.ToPng(PanelOf(Download("Db;k;2;", data))));
        var black = Enumerable.Range(0, Dots).Select(i => (X: i % 648, Y: i / 648))
            .Where(at => picture.GetPixel(at.X, at.Y) == SKColors.Black);
        Assert.That((picture.Width, picture.Height), Is.EqualTo((648, 1016)));
        Assert.That(black, Is.EqualTo([(0, 0), (647, 1), (647, 1015)]));
    }

    [Test]
    public void Compressed_rows_come_out_as_pixels()
    {
        var (compressed, rows) = CompressedRows();
        var panel = PanelOf(Download($"Dbc;o;2;{compressed.Length};", compressed));
        ComparePictures(panel, [.. rows.SelectMany(octet => Enumerable.Range(0, 8).Select(bit => (byte)(octet >> 7 - bit & 1)))]);
    }

    [Test]
    public void The_longest_compressed_panel_is_decoded()
    {
        byte[] data = [.. Enumerable.Range(0, 1016).SelectMany(row => (byte[])[81, .. Enumerable.Repeat((byte)row, 81)])];
        var panel = PanelOf(Download("Dbc;k;2;83312;", data));
        Assert.That(panel.IsWhole);
        Assert.That(panel.Packed.ToArray(), Is.EqualTo(Enumerable.Range(0, 1016).SelectMany(row => Enumerable.Repeat((byte)row, 81))));
    }

    [TestCase(82)]
    [TestCase(0xFE)]
    public void A_row_with_an_impossible_length_ends_the_picture_and_is_named(int length)
    {
        byte[] data = [0x00, 0xFF, 2, 0xAA, 0xBB, (byte)length, 1, 2, 3];
        var capture = EvolisCaptureReader.Read(Join(Download("Dbc;k;2;9;", data), Text("Se")));
        Assert.That(capture.Troubles, Is.EqualTo([new CaptureTrouble(CaptureTroubles.RowWrong, 11 + 5, Found: 4)]));
        Assert.That(capture.Entries.Select(entry => entry.Name), Is.EqualTo((string[])["Dbc", "Se"]));
        Assert.That(capture.Entries[0].Data!.Panel!.Packed.ToArray(),
            Is.EqualTo((byte[])[.. new byte[81], .. Enumerable.Repeat((byte)0xFF, 81), 0xAA, 0xBB, .. new byte[79]]));
    }

    [Test]
    public void Missing_and_surplus_rows_are_named()
    {
        var missing = EvolisCaptureReader.Read(Join(Download("Dbc;k;2;1015;", new byte[1015]), Text("Se")));
        Assert.That(missing.Troubles, Is.EqualTo([new CaptureTrouble(CaptureTroubles.RowsMissing, 0, 1016, 1015)]));

        var halfRow = EvolisCaptureReader.Read(Join(Download("Dbc;k;2;1018;", [.. new byte[1015], 3, 1, 1]), Text("Se")));
        Assert.That(halfRow.Troubles, Is.EqualTo([new CaptureTrouble(CaptureTroubles.RowsMissing, 0, 1016, 1015)]));

        var surplus = EvolisCaptureReader.Read(Join(Download("Dbc;k;2;1018;", new byte[1018]), Text("Se")));
        Assert.That(surplus.Troubles, Is.EqualTo([new CaptureTrouble(CaptureTroubles.RowsSurplus, 14 + 1016, Found: 2)]));
        Assert.That(surplus.Entries[0].Data!.Panel!.IsWhole);
    }

    [Test]
    public void A_cut_panel_is_a_shorter_picture()
    {
        var dots = Pattern(64);
        var panel = PanelOf(Download("Db;y;64;", Pack(dots, 6)[..(486 * 10 + 485)])[..^1]);
        ComparePictures(panel, dots[..(648 * 10)]);
    }

    [Test]
    public void A_panel_without_a_whole_row_is_no_picture()
    {
        var panel = PanelOf(Download("Db;y;64;", new byte[485])[..^1]);
        Assert.Throws<ArgumentException>(() => PanelPicture.ToPng(panel));
        Assert.Throws<ArgumentException>(() => PanelPicture.ToPortable(panel));
    }

    private static CapturedPanel PanelOf(byte[] download) => EvolisCaptureReader.Read(download).Entries[0].Data!.Panel!;

    private static void ComparePictures(CapturedPanel panel, byte[] dots)
    {
        var (rows, most) = (dots.Length / 648, panel.Levels - 1);
        using var picture = SKBitmap.Decode(PanelPicture.ToPng(panel));
        Assert.That((picture.Width, picture.Height), Is.EqualTo((648, rows)));
        var grey = new byte[dots.Length];
        for (var i = 0; i < dots.Length; i++)
            grey[i] = picture.GetPixel(i % 648, i / 648).Red;
        Assert.That(grey.AsSpan().SequenceEqual([.. dots.Select(dot => (byte)(255 - dot * 255 / most))]), "PNG");

        byte[] expected = panel.Levels == 2
            ? [.. Encoding.ASCII.GetBytes($"P4\n648 {rows}\n"), .. Pack(dots, 1)]
            : [.. Encoding.ASCII.GetBytes($"P5\n648 {rows}\n{most}\n"), .. dots.Select(dot => (byte)(most - dot))];
        Assert.That(PanelPicture.ToPortable(panel).AsSpan().SequenceEqual(expected), PanelPicture.PortableExtension(panel));
    }
}

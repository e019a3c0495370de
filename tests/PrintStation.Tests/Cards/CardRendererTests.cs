using System.Security.Cryptography;
using PrintStation.Cards;
using SkiaSharp;
using static PrintStation.Tests.Cards.CardFixtures;

namespace PrintStation.Tests.Cards;

internal sealed class CardRendererTests
{
    private static readonly SKColor Red = new(200, 20, 20);

    private readonly CardRenderer renderer = new();

    [OneTimeTearDown]
    public void Dispose() => renderer.Dispose();

    [Test]
    public void Panels_come_in_ribbon_order_with_the_models_exact_length_and_levels([Values(32, 64, 128)] int levels)
    {
        var panels = Panels(Face(), Geometry with { ColorLevels = levels });

        Assert.That(panels.Select(panel => panel.Name), Is.EqualTo("ymcko"));
        Assert.That(panels.Select(panel => panel.Levels), Is.EqualTo(new[] { levels, levels, levels, 2, 2 }));
        foreach (var panel in panels)
        {
            Assert.That(panel.Dots, Has.Length.EqualTo(648 * 1016));
            Assert.That(panel.Dots.Max(), Is.LessThan(panel.Levels));
        }
    }

    [Test]
    public void The_face_is_turned_by_90_degrees_clockwise()
    {
        var layout = Layout with { Photo = new(0, 0, 9, 12) };
        var photo = Plain(300, 400, SKColors.Black, SKEncodedImageFormat.Jpeg);

        var yellow = Dots(renderer.Render(Face() with { PhotoJpeg = photo }, layout, Geometry), 'y');

        // The landscape face's top left corner lies at the start of the feed, at the far end of the head.
        var rows = Enumerable.Range(0, 1016).Where(row => yellow.AsSpan(row * 648, 648).ContainsAnyExcept((byte)0)).ToList();
        var columns = Enumerable.Range(0, 648).Where(column => yellow[rows[0] * 648 + column] != 0).ToList();
        Assert.That((rows[0], rows[^1]), Is.EqualTo((2, 107)));
        Assert.That((columns[0], columns[^1]), Is.EqualTo((648 - 147, 648 - 1 - 5)));
    }

    [Test]
    public void The_card_lies_in_the_middle_of_a_panel_that_is_larger_than_it()
    {
        var grid = new CardGrid(Layout, Geometry);

        Assert.That((grid.X(0), grid.Y(0)), Is.EqualTo((2, 5)));
        Assert.That((grid.X(85.60m), grid.Y(53.98m)), Is.EqualTo((1014, 643)));
        Assert.That(grid.X(25.4m) - grid.X(0), Is.EqualTo(300).Within(1));
    }

    [Test]
    public void A_printer_of_600_dots_an_inch_gets_the_same_face_in_more_dots()
    {
        var fine = new PanelGeometry(1296, 2032, 64, NoDyeIsZero: true);

        var black = Dots(renderer.Render(Face(), Layout, fine), 'k');

        Assert.That(black, Has.Length.EqualTo(1296 * 2032));
        Assert.That(black.Count(dot => dot != 0), Is.EqualTo(4 * InkOf(Face())).Within(10).Percent);
    }

    [Test]
    public void Text_and_signature_are_black_only_and_have_no_dye_under_them()
    {
        // A photo as large as the card lies under every text.
        var layout = Layout with { Photo = new(0, 0, 40, 53.98m) };
        var face = renderer.Render(Face() with { PhotoJpeg = Plain(300, 400, Red, SKEncodedImageFormat.Jpeg) }, layout, Geometry);
        var (black, magenta) = (Dots(face, 'k'), Dots(face, 'm'));

        Assert.That(black.Distinct().Order(), Is.EqualTo(new byte[] { 0, 1 }));
        Assert.That(Enumerable.Range(0, black.Length).Count(i => black[i] == 1 && magenta[i] != 0), Is.Zero);
        Assert.That(magenta.Count(dot => dot != 0), Is.GreaterThan(100_000));
    }

    [Test]
    public void Dye_lies_in_the_photo_box_only()
    {
        var box = new CardGrid(Layout, Geometry).Box(Layout.Photo);
        foreach (var panel in Panels(Face(), Geometry).Take(3))
        {
            for (var i = 0; i < panel.Dots.Length; i++)
            {
                var (x, y) = (i / 648, 647 - i % 648);
                if (panel.Dots[i] != 0 && (x < box.Left || x >= box.Right || y < box.Top || y >= box.Bottom))
                    Assert.Fail($"{panel.Name} prints at {x}, {y}, outside the photo.");
            }
        }
    }

    [TestCase(255, 255, 255, 0, 0, 0)]
    [TestCase(0, 0, 0, 127, 127, 127)]
    [TestCase(255, 255, 0, 127, 0, 0)]
    [TestCase(255, 0, 255, 0, 127, 0)]
    [TestCase(0, 255, 255, 0, 0, 127)]
    [TestCase(128, 128, 128, 63, 63, 63)]
    public void A_dye_takes_away_its_light(byte red, byte green, byte blue, int yellow, int magenta, int cyan)
    {
        var photo = Plain(300, 400, new(red, green, blue), SKEncodedImageFormat.Jpeg);

        var panels = Panels(Face() with { PhotoJpeg = photo }, Geometry);

        var middle = MiddleOfPhoto();
        Assert.That(panels.Take(3).Select(panel => (int)panel.Dots[middle]), Is.EqualTo(new[] { yellow, magenta, cyan }).Within(1));
    }

    [Test]
    public void Where_no_dye_is_the_highest_level_paper_without_a_photo_has_the_highest_level()
    {
        var plain = Panels(Face(), Geometry);
        var turned = Panels(Face(), Geometry with { NoDyeIsZero = false });

        for (var i = 0; i < 3; i++)
            Assert.That(turned[i].Dots.Select(dot => (byte)(127 - dot)).SequenceEqual(plain[i].Dots));
        Assert.That(turned[3].Dots.SequenceEqual(plain[3].Dots));
    }

    [Test]
    public void The_overlay_covers_everything_but_the_chip_hole()
    {
        var overlay = Dots(renderer.Render(Face(), Layout, Geometry), 'o');
        var grid = new CardGrid(Layout, Geometry);
        var hole = grid.Box(Layout.ChipHole!);

        Assert.That(overlay.Count(dot => dot == 0), Is.EqualTo(hole.Width * hole.Height));
        Assert.That(overlay[grid.Index(hole.Left, hole.Top)], Is.Zero);
        Assert.That(overlay[grid.Index(hole.Right - 1, hole.Bottom - 1)], Is.Zero);
        Assert.That(overlay[grid.Index(hole.Right, hole.Bottom - 1)], Is.EqualTo(1));
        Assert.That(overlay[grid.Index(hole.Right - 1, hole.Bottom)], Is.EqualTo(1));
    }

    [Test]
    public void A_layout_without_chip_hole_is_covered_whole()
    {
        var overlay = Dots(renderer.Render(Face(), Layout with { ChipHole = null }, Geometry), 'o');

        Assert.That(overlay.Distinct(), Is.EqualTo(new byte[] { 1 }));
    }

    [Test]
    public void The_same_face_is_the_same_to_the_dot_on_every_machine()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var panel in Panels(Face(), Geometry))
            hash.AppendData(panel.Dots);

        // Changes only together with the layout, the fonts or the rendering: then look at the face before writing the new one here.
        Assert.That(
            Convert.ToHexString(hash.GetHashAndReset()), Is.EqualTo("18AE4D1C75DD8622903A05FED859BDBF2A60B37D631C08E1DA131437DE7D150E"));
    }

    [Test]
    public void Many_threads_draw_what_one_draws()
    {
        var faces = Enumerable.Range(0, 8).Select(i => Face((CardFields.Nik, $"537101410291000{i}"))).ToList();
        var alone = faces.Select(face => Dots(renderer.Render(face, Layout, Geometry), 'k')).ToList();

        using var fresh = new CardRenderer();
        var together = new byte[faces.Count][];
        Parallel.For(0, faces.Count, i => together[i] = Dots(fresh.Render(faces[i], Layout, Geometry), 'k'));

        for (var i = 0; i < faces.Count; i++)
            Assert.That(together[i].SequenceEqual(alone[i]), $"face {i}");
    }

    [TestCase(648, 500, 128)]
    [TestCase(0, 1016, 128)]
    [TestCase(648, 1016, 256)]
    [TestCase(1016, 648, 128)]
    public void Geometry_that_no_printer_has_is_a_bug_and_throws(int across, int along, int levels) =>
        Assert.That(() => renderer.Render(Face(), Layout, new(across, along, levels, true)), Throws.ArgumentException);

    [Test]
    public void The_preview_is_the_landscape_face_in_its_colours()
    {
        using var preview = SKBitmap.Decode(CardPreview.ToPng(renderer.Render(Face(), Layout, Geometry), Geometry));
        var box = new CardGrid(Layout, Geometry).Box(Layout.Photo);

        Assert.That((preview.Width, preview.Height), Is.EqualTo((1016, 648)));
        Assert.That(preview.GetPixel(2, 2), Is.EqualTo(SKColors.White));
        var background = preview.GetPixel(box.Left + 5, box.Top + 5);
        Assert.That((int)background.Red, Is.EqualTo(196).Within(6));
        Assert.That((int)background.Blue, Is.EqualTo(28).Within(6));
    }

    [Test]
    public void A_refused_face_has_no_preview() =>
        Assert.That(() => CardPreview.ToPng(new(null, new("name", "glyph-missing"), []), Geometry), Throws.ArgumentException);

    private static int MiddleOfPhoto()
    {
        var grid = new CardGrid(Layout, Geometry);
        var box = grid.Box(Layout.Photo);
        return grid.Index(box.Left + box.Width / 2, box.Top + box.Height / 2);
    }

    private static byte[] Dots(RenderedFace face, char panel) => face.Panels!.Single(candidate => candidate.Name == panel).Dots;

    private int InkOf(CardFace face) => Dots(renderer.Render(face, Layout, Geometry), 'k').Count(dot => dot != 0);

    private IReadOnlyList<CardPanel> Panels(CardFace face, PanelGeometry geometry)
    {
        var rendered = renderer.Render(face, Layout, geometry);
        Assert.That(rendered.Refusal, Is.Null);
        return rendered.Panels!;
    }
}

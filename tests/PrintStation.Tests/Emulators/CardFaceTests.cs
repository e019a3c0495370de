using PrintStation.Emulators.World;
using SkiaSharp;

namespace PrintStation.Tests.Emulators;

internal sealed class CardFaceTests
{
    [Test]
    public void The_landscape_face_is_turned_back_from_the_feed_direction()
    {
        var face = new CardFace(Raster.Card);
        var dots = new byte[Raster.Card.Dots];
        // Landscape column 100, row 20: clockwise it is row 100 along the feed, dot 647 - 20 across.
        dots[100 * Raster.Card.Across + 627] = 1;
        face.Print(new RibbonPanel('k', 2, dots), 1);

        using var picture = SKBitmap.Decode(face.TakePicture());

        Assert.That((picture.Width, picture.Height), Is.EqualTo((1016, 648)));
        Assert.That(picture.GetPixel(100, 20), Is.EqualTo(SKColors.Black));
        Assert.That(picture.Pixels.Count(pixel => pixel == SKColors.White), Is.EqualTo(1016 * 648 - 1));
    }

    [TestCase("y", 255, 255, 0)]
    [TestCase("m", 255, 0, 255)]
    [TestCase("c", 0, 255, 255)]
    [TestCase("ym", 255, 0, 0)]
    [TestCase("yc", 0, 255, 0)]
    [TestCase("mc", 0, 0, 255)]
    [TestCase("o", 255, 255, 255)]
    public void Dyes_mix(string panels, int red, int green, int blue)
    {
        var face = new CardFace(Raster.Card);
        foreach (var panel in panels)
            face.Print(Solid(panel), 1);

        using var picture = SKBitmap.Decode(face.TakePicture());

        Assert.That(picture.GetPixel(500, 300), Is.EqualTo(new SKColor((byte)red, (byte)green, (byte)blue)));
    }

    [Test]
    public void A_print_that_stopped_leaves_the_rest_bare_and_a_second_one_comes_on_top()
    {
        var face = new CardFace(Raster.Card);
        face.Print(Solid('c'), 0.5);
        using (var picture = SKBitmap.Decode(face.TakePicture()))
        {
            Assert.That(picture.GetPixel(507, 300), Is.EqualTo(new SKColor(0, 255, 255)));
            Assert.That(picture.GetPixel(508, 300), Is.EqualTo(SKColors.White));
        }

        Assert.That(face.CompletePanels, Is.Empty);
        face.Print(Solid('m'), 1);
        using var both = SKBitmap.Decode(face.TakePicture());
        Assert.That(both.GetPixel(507, 300), Is.EqualTo(new SKColor(0, 0, 255)));
        Assert.That(face.LooksWhole, Is.False);
    }

    [Test]
    public void A_bare_card_has_no_picture_and_one_in_a_tray_takes_no_more_dye()
    {
        var face = new CardFace(Raster.Card);
        Assert.That(face.Finish(), Is.Null);
        Assert.That(() => face.Print(Solid('k'), 1), Throws.InvalidOperationException);
    }

    private static RibbonPanel Solid(char panel)
    {
        var levels = panel is 'k' or 'o' ? 2 : 64;
        var dots = new byte[Raster.Card.Dots];
        dots.AsSpan().Fill((byte)(levels - 1));
        return new RibbonPanel(panel, levels, dots);
    }
}

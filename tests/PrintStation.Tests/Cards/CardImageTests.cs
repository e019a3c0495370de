using PrintStation.Cards;
using SkiaSharp;
using static PrintStation.Tests.Cards.CardFixtures;

namespace PrintStation.Tests.Cards;

/// <summary>Photos and signatures that must not reach a card, and those that only deserve a warning.</summary>
internal sealed class CardImageTests
{
    private readonly CardRenderer renderer = new();

    [OneTimeTearDown]
    public void Dispose() => renderer.Dispose();

    [Test]
    public void A_face_without_photo_is_refused() => AssertPhoto([], "photo-missing");

    [Test]
    public void A_photo_that_is_no_JPEG_is_refused()
    {
        AssertPhoto(Plain(300, 400, SKColors.Red, SKEncodedImageFormat.Png), "photo-wrong-format");
        AssertPhoto("%PDF-1.7 not a photo"u8.ToArray(), "photo-wrong-format");
    }

    [TestCase(3)]
    [TestCase(20)]
    [TestCase(700)]
    [TestCase(9000)]
    public void A_photo_cut_short_is_refused(int length) => AssertPhoto(RedPortrait[..length], "photo-unreadable");

    [Test]
    public void A_photo_of_rubbish_after_its_first_bytes_is_refused()
    {
        var photo = new byte[4000];
        new Random(1).NextBytes(photo);
        new byte[] { 0xFF, 0xD8, 0xFF, 0xE0 }.CopyTo(photo, 0);

        AssertPhoto(photo, "photo-unreadable");
    }

    [Test]
    public void A_photo_of_more_than_64_KiB_is_refused()
    {
        AssertPhoto([.. RedPortrait, .. new byte[64 * 1024]], "photo-too-large");
        AssertPhoto(new byte[64 * 1024 + 1], "photo-too-large");
    }

    [TestCase(1500, 2001)]
    [TestCase(2001, 1900)]
    [TestCase(6000, 8000)]
    public void A_photo_of_more_than_2000_dots_a_side_is_refused(int width, int height)
    {
        var photo = Plain(width, height, SKColors.Red, SKEncodedImageFormat.Jpeg);

        AssertPhoto(photo, "photo-too-large");
    }

    [TestCase(400, 300, "photo-wrong-shape")]
    [TestCase(400, 400, "photo-wrong-shape")]
    [TestCase(200, 600, "photo-wrong-shape")]
    [TestCase(30, 40, "photo-too-small")]
    public void A_photo_that_is_no_portrait_is_refused(int width, int height, string code) =>
        AssertPhoto(Plain(width, height, SKColors.Red, SKEncodedImageFormat.Jpeg), code);

    [Test]
    public void A_photo_that_must_be_turned_first_is_refused()
    {
        // An EXIF block that says: turned by 90°.
        byte[] exif =
        [
            0xFF, 0xE1, 0x00, 0x22, (byte)'E', (byte)'x', (byte)'i', (byte)'f', 0, 0, (byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8,
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
        ];

        AssertPhoto([.. RedPortrait[..2], .. exif, .. RedPortrait[2..]], "photo-wrong-format");
    }

    [Test]
    public void A_photo_of_another_portrait_shape_is_shown_whole_in_the_middle_of_its_box()
    {
        var photo = Plain(400, 600, SKColors.Black, SKEncodedImageFormat.Jpeg);

        var yellow = renderer.Render(Face() with { PhotoJpeg = photo }, Layout, Geometry).Panels![0].Dots;

        var grid = new CardGrid(Layout, Geometry);
        var box = grid.Box(Layout.Photo);
        Assert.That(yellow.Count(dot => dot != 0), Is.EqualTo(box.Height * (int)Math.Round(box.Height * 2 / 3m)));
        Assert.That(yellow[grid.Index(box.Left + 5, box.Top + 100)], Is.Zero);
        Assert.That(yellow[grid.Index(box.Left + box.Width / 2, box.Top)], Is.EqualTo(127));
    }

    [Test]
    public void A_grey_photo_is_printed_with_a_warning()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(300, 400, SKColorType.Gray8, SKAlphaType.Opaque));
        bitmap.Erase(new SKColor(128, 128, 128));
        using var jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);

        var rendered = renderer.Render(Face() with { PhotoJpeg = jpeg.ToArray() }, Layout, Geometry);

        Assert.That(rendered.Refusal, Is.Null);
        Assert.That(rendered.Warnings, Is.EqualTo(new[] { "photo-background-not-red" }));
    }

    [Test]
    public void A_face_without_signature_is_refused() => AssertSignature([], "signature-missing");

    [Test]
    public void A_signature_that_cannot_be_read_is_refused()
    {
        AssertSignature(RedPortrait, "signature-wrong-format");
        AssertSignature(SignatureImage[..100], "signature-unreadable");
        AssertSignature([.. SignatureImage, .. new byte[64 * 1024]], "signature-too-large");
        AssertSignature(Plain(2001, 100, SKColors.White, SKEncodedImageFormat.Png), "signature-too-large");
        AssertSignature(Plain(44, 168, SKColors.White, SKEncodedImageFormat.Png), "signature-wrong-shape");
    }

    [Test]
    public void A_signature_that_is_mostly_ink_is_refused() =>
        AssertSignature(Plain(168, 44, SKColors.Black, SKEncodedImageFormat.Png), "signature-inverted");

    [Test]
    public void A_blank_or_transparent_signature_is_printed_with_a_warning()
    {
        foreach (var color in new[] { SKColors.White, SKColors.Transparent, new SKColor(0, 0, 0, 40) })
        {
            var signature = Plain(168, 44, color, SKEncodedImageFormat.Png);
            var rendered = renderer.Render(Face() with { SignaturePng = signature }, Layout, Geometry);
            Assert.That(rendered.Warnings, Is.EqualTo(new[] { "signature-blank" }), color.ToString());
        }
    }

    [Test]
    public void Red_on_an_odd_year_blue_on_an_even_one_orange_for_foreigners_give_no_warning()
    {
        Assert.That(Warnings(RedPortrait, "01-02-1991", "WNI"), Is.Empty);
        Assert.That(Warnings(BluePortrait, "01-02-1990", "WNI"), Is.Empty);
        Assert.That(Warnings(OrangePortrait, "01-02-1990", "TIMOR LESTE"), Is.Empty);
    }

    [Test]
    public void Another_background_is_a_warning_and_no_refusal()
    {
        Assert.That(Warnings(BluePortrait, "01-02-1991", "WNI"), Is.EqualTo(new[] { "photo-background-not-red" }));
        Assert.That(Warnings(OrangePortrait, "01-02-1991", "WNI"), Is.EqualTo(new[] { "photo-background-not-red" }));
        Assert.That(Warnings(RedPortrait, "01-02-1990", "WNI"), Is.EqualTo(new[] { "photo-background-not-blue" }));
        Assert.That(Warnings(RedPortrait, "01-02-1991", "BELANDA"), Is.EqualTo(new[] { "photo-background-not-orange" }));
        Assert.That(Warnings(RedPortrait, "1991", "WNI"), Is.EqualTo(new[] { "photo-background-unchecked" }));
    }

    [TestCase(255)]
    [TestCase(0)]
    [TestCase(77)]
    public void A_plain_image_stays_plain_at_every_scale(byte light)
    {
        foreach (var (from, to) in new[] { (40, 80), (168, 248), (480, 248), (1999, 248), (7, 7), (1, 9), (9, 1) })
        {
            var png = Plain(from, from, new(light, light, light), SKEncodedImageFormat.Png);
            using var image = FaceImage.Decode(png, SKEncodedImageFormat.Png).Image!;
            var scaled = new byte[to * to * 3];
            ImageScaler.Scale(image, to, to, scaled);
            Assert.That(scaled, Is.All.EqualTo(light), $"{from} to {to}");
        }
    }

    private IReadOnlyList<string> Warnings(byte[] photo, string birthDate, string citizenship)
    {
        var face = Face((CardFields.BirthDate, birthDate), (CardFields.Citizenship, citizenship)) with { PhotoJpeg = photo };
        var rendered = renderer.Render(face, Layout, Geometry);
        Assert.That(rendered.Refusal, Is.Null);
        return rendered.Warnings;
    }

    private void AssertPhoto(byte[] photo, string code) =>
        Assert.That(
            renderer.Render(Face() with { PhotoJpeg = photo }, Layout, Geometry).Refusal, Is.EqualTo(new FaceRefusal("photo", code)));

    private void AssertSignature(byte[] signature, string code) =>
        Assert.That(
            renderer.Render(Face() with { SignaturePng = signature }, Layout, Geometry).Refusal,
            Is.EqualTo(new FaceRefusal("signature", code)));
}

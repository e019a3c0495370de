using PrintStation.Cards;
using static PrintStation.Tests.Cards.CardFixtures;

namespace PrintStation.Tests.Cards;

/// <summary>No text is ever clipped: it shrinks, breaks into lines, or the face is refused with the field's name.</summary>
internal sealed class CardTextTests
{
    private const string LongestName = "RADEN RORO MARIA MAGDALENA KUSUMANINGTYAS WIDYANINGRUM ATMAJ";
    private const string LongPlace = "KABUPATEN KEPULAUAN SIAU TAGULANDANG BIARO";

    private readonly CardFonts fonts = new();
    private readonly CardRenderer renderer = new();

    [OneTimeTearDown]
    public void Dispose()
    {
        fonts.Dispose();
        renderer.Dispose();
    }

    [Test]
    public void A_name_that_fits_keeps_its_size()
    {
        var lines = Lines("MARIA YOSEFINA TAEK");

        Assert.That(lines.Select(line => line.Text), Is.EqualTo(new[] { "MARIA YOSEFINA TAEK" }));
        Assert.That(lines[0].CapitalDots, Is.EqualTo(18));
    }

    [Test]
    public void A_longer_name_shrinks_first()
    {
        var lines = Lines("YOHANES BAPTISTA WIRATMAJA S.");

        Assert.That(lines, Has.Count.EqualTo(1));
        Assert.That(lines[0].CapitalDots, Is.InRange(15, 17));
    }

    [Test]
    public void A_name_too_long_for_the_smallest_size_breaks_between_words_and_grows_again()
    {
        var lines = Lines("YOHANES BAPTISTA WIRATMAJA PUTRA NEGARA");

        Assert.That(lines.Select(line => line.Text), Is.EqualTo(new[] { "YOHANES BAPTISTA WIRATMAJA", "PUTRA NEGARA" }));
        Assert.That(lines[0].CapitalDots, Is.EqualTo(18));
        Assert.That(lines[1].Baseline, Is.GreaterThan(lines[0].Baseline + lines[0].CapitalDots));
    }

    /// <summary>Regulation allows 60 characters in a name, spaces included.</summary>
    [Test]
    public void The_longest_lawful_name_is_printed_whole_beside_other_long_texts()
    {
        var texts = Texts;
        texts[CardFields.Name] = LongestName;
        texts[CardFields.Address] = "PERUMAHAN GRIYA PERMATA INDAH BLOK C-17/A JALAN TIMOR RAYA KM 12, DUSUN OEPURA II";
        texts[CardFields.BirthPlaceDate] = LongPlace + ", 29-12-1991";
        texts[CardFields.Religion] = "KEPERCAYAAN TERHADAP TUHAN YME";
        texts[CardFields.Village] = "SUNGAI RAYA DALAM HILIR UTARA TIMUR";
        texts[CardFields.District] = "KECAMATAN TALIABU TIMUR SELATAN JAUH";
        texts[CardFields.Regency] = LongPlace;
        texts[CardFields.IssuedAt] = LongPlace;
        var set = Set(texts);

        Assert.That(set.Refusal, Is.Null);
        foreach (var text in texts.Where(text => text.Key != CardFields.BirthDate))
            Assert.That(string.Join(' ', set.Lines.Select(line => line.Text)), Does.Contain(text.Value).Or.Contain("PROVINSI"), text.Key);
        var name = set.Lines.Where(line => line.Text.Length > 1 && LongestName.Contains(line.Text, StringComparison.Ordinal));
        Assert.That(string.Join(' ', name.Select(line => line.Text)), Is.EqualTo(LongestName));
    }

    [Test]
    public void No_line_touches_another_or_leaves_the_card()
    {
        var texts = Texts;
        texts[CardFields.Name] = LongestName;
        texts[CardFields.Address] = "PERUMAHAN GRIYA PERMATA INDAH BLOK C-17/A JALAN TIMOR RAYA KM 12, DUSUN OEPURA II";
        texts[CardFields.BirthPlaceDate] = LongPlace + ", 29-12-1991";
        var (refusal, lines) = Set(texts);
        var grid = new CardGrid(Layout, Geometry);

        Assert.That(refusal, Is.Null);
        foreach (var line in lines)
        {
            Assert.That(line.X, Is.GreaterThanOrEqualTo(grid.X(2)), line.Text);
            Assert.That(line.X + line.Font.WidthDots(line.Text, line.CapitalDots), Is.LessThanOrEqualTo(grid.X(83.6m)), line.Text);
            Assert.That(line.Baseline, Is.LessThanOrEqualTo(grid.Y(52)), line.Text);
            var above = lines.Where(other => other.X == line.X && other.Baseline < line.Baseline).Select(other => other.Baseline);
            Assert.That(line.Baseline - line.CapitalDots, Is.GreaterThan(above.DefaultIfEmpty(0).Max()), line.Text);
        }
    }

    [Test]
    public void Place_of_issue_in_two_lines_grows_up_and_leaves_the_date_in_its_place()
    {
        var (_, one) = Set(Texts);
        var texts = Texts;
        texts[CardFields.IssuedAt] = LongPlace;
        var (_, two) = Set(texts);

        int Baseline(List<SetLine> lines, string end) => lines.Last(line => line.Text.EndsWith(end, StringComparison.Ordinal)).Baseline;
        Assert.That(Baseline(two, "BIARO"), Is.EqualTo(one.Last(line => line.Text == "KOTA KUPANG").Baseline));
        Assert.That(Baseline(two, "17-11-2024"), Is.EqualTo(Baseline(one, "17-11-2024")));
    }

    [TestCase(CardFields.Name, "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW")]
    [TestCase(CardFields.Nik, "53710141029100035371014102910003")]
    [TestCase(CardFields.Sex, "PEREMPUAN ATAU LAKI-LAKI ATAU")]
    [TestCase(CardFields.BloodGroup, "ABABABAB")]
    [TestCase(CardFields.Province, "NUSA TENGGARA TIMUR NUSA TENGGARA TIMUR NUSA TENGGARA TIMUR NUSA TENGGARA TIMUR")]
    public void A_text_that_cannot_be_printed_whole_refuses_the_face(string field, string text) =>
        Assert.That(Refusal(Face((field, text))), Is.EqualTo(new FaceRefusal(field, "text-does-not-fit")));

    [Test]
    public void Texts_that_together_need_too_many_lines_refuse_the_face()
    {
        var face = Face(
            (CardFields.Name, LongestName), (CardFields.BirthPlaceDate, LongPlace + " " + LongPlace[..10]),
            (CardFields.Address, string.Join(' ', Enumerable.Repeat("PERUMAHAN GRIYA", 5))), (CardFields.Village, LongPlace),
            (CardFields.District, LongPlace), (CardFields.Religion, LongPlace), (CardFields.MaritalStatus, LongPlace),
            (CardFields.Occupation, LongPlace), (CardFields.Citizenship, LongPlace));

        var refusal = Refusal(face);

        Assert.That(refusal?.Code, Is.EqualTo("text-does-not-fit"));
        Assert.That(refusal?.Field, Is.AnyOf(CardFields.Name, CardFields.Address));
    }

    [TestCase("佐藤")]
    [TestCase("SARI 🙂")]
    [TestCase("SARI\tDEWI")]
    [TestCase("SARI\nDEWI")]
    [TestCase("שרה")]
    [TestCase("سارة")]
    [TestCase("ᬲᬭᬶ")]
    [TestCase("SARI\u200BDEWI")]
    [TestCase("SARI\uD83D")]
    [TestCase("SARI\uFFFD")]
    [TestCase("Q\u0323\u0302\u0327")]
    public void A_character_the_font_lacks_or_cannot_set_refuses_the_face(string name) =>
        Assert.That(Refusal(Face((CardFields.Name, name))), Is.EqualTo(new FaceRefusal(CardFields.Name, "glyph-missing")));

    [TestCase("SITI NUR'AINI, S.PD.")]
    [TestCase("RENÉE O’BRIEN-ŁUKASIEWICZ")]
    [TestCase("RENE\u0301E")]
    [TestCase("ÇELİK ĞÜŞ")]
    public void Names_in_latin_letters_are_printed(string name) => Assert.That(Refusal(Face((CardFields.Name, name))), Is.Null);

    [Test]
    public void Composed_and_decomposed_letters_look_the_same()
    {
        Assert.That(Black(Face((CardFields.Name, "RENE\u0301E"))).SequenceEqual(Black(Face((CardFields.Name, "RENÉE")))));
        Assert.That(Black(Face((CardFields.Name, " MARIA   TAEK "))).SequenceEqual(Black(Face((CardFields.Name, "MARIA TAEK")))));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("   ")]
    public void A_text_that_the_layout_wants_must_be_there(string? text)
    {
        var texts = Texts;
        if (text is null)
            texts.Remove(CardFields.Religion);
        else
            texts[CardFields.Religion] = text;

        Assert.That(Refusal(Face() with { Texts = texts }), Is.EqualTo(new FaceRefusal(CardFields.Religion, "text-missing")));
    }

    [Test]
    public void A_prefix_is_not_printed_twice() =>
        Assert.That(
            Black(Face((CardFields.Province, "PROVINSI BALI"))).SequenceEqual(Black(Face((CardFields.Province, "BALI")))));

    [Test]
    public void Letters_of_one_line_stand_on_one_line_and_are_equally_tall()
    {
        var font = fonts[CardFonts.Regular];
        font.Set("HIKLMNEFTZ", 18, (mask, _) =>
        {
            var rows = Enumerable.Range(0, mask.Height).Where(y => mask.Dots.AsSpan(y * mask.Width, mask.Width).Contains((byte)1)).ToList();
            Assert.That((mask.Top + rows[0], mask.Top + rows[^1]), Is.EqualTo((-18, -1)));
        });
    }

    private List<SetLine> Lines(string name)
    {
        var texts = Texts;
        texts[CardFields.Name] = name;
        var (refusal, lines) = Set(texts);
        Assert.That(refusal, Is.Null);
        var words = name.Split(' ');
        return [.. lines.Where(line => words.Any(word => line.Text.Split(' ').Contains(word)))];
    }

    private (FaceRefusal? Refusal, List<SetLine> Lines) Set(Dictionary<string, string> texts)
    {
        var lines = new List<SetLine>();
        var refusal = new Typesetter(fonts).Set(texts, Layout, new CardGrid(Layout, Geometry), lines);
        return (refusal, lines);
    }

    private FaceRefusal? Refusal(CardFace face)
    {
        var rendered = renderer.Render(face, Layout, Geometry);
        Assert.That(rendered.Panels is null, Is.EqualTo(rendered.Refusal is not null));
        return rendered.Refusal;
    }

    private byte[] Black(CardFace face) => renderer.Render(face, Layout, Geometry).Panels!.Single(panel => panel.Name == 'k').Dots;
}

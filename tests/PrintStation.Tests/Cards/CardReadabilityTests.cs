using PrintStation.Cards;
using static PrintStation.Tests.Cards.CardFixtures;

namespace PrintStation.Tests.Cards;

/// <summary>What a person's eye is for: a program that knows nothing of ours must read what was printed.</summary>
internal sealed class CardReadabilityTests
{
    private const string LongPlace = "KEPULAUAN SIAU TAGULANDANG BIARO";

    private readonly CardRenderer renderer = new();

    [OneTimeSetUp]
    public void Require() => Tesseract.Require();

    [OneTimeTearDown]
    public void Dispose() => renderer.Dispose();

    [TestCase("5371014102910003", "MARIA YOSEFINA TAEK")]
    [TestCase("5615963046002461", "YOHANES BAPTISTA WIRATMAJA S.")]
    [TestCase("3865136820613408", "YOHANES BAPTISTA WIRATMAJA PUTRA NEGARA")]
    [TestCase("8868262032031363", "RADEN RORO MARIA MAGDALENA KUSUMANINGTYAS WIDYANINGRUM ATMAJ")]
    [TestCase("7777111188880000", "SITI NUR'AINI")]
    public void Nik_and_name_can_be_read_from_the_face(string nik, string name)
    {
        var png = Png((CardFields.Nik, nik), (CardFields.Name, name));

        Assert.That(Tesseract.ReadNik(png), Is.EqualTo(nik));
        Assert.That(Tesseract.ReadName(png), Is.EqualTo(name));
    }

    [Test]
    public void They_can_be_read_from_a_face_whose_rows_had_to_become_smaller()
    {
        const string name = "RADEN RORO MARIA MAGDALENA KUSUMANINGTYAS WIDYANINGRUM ATMAJ";
        var png = Png(
            (CardFields.Name, name), (CardFields.BirthPlaceDate, LongPlace + ", 01-02-1991"), (CardFields.Village, LongPlace),
            (CardFields.Address, "PERUMAHAN GRIYA PERMATA INDAH BLOK C-17/A JALAN TIMOR RAYA KM 12, DUSUN OEPURA II"));

        Assert.That(Tesseract.ReadNik(png), Is.EqualTo(Texts[CardFields.Nik]));
        Assert.That(Tesseract.ReadName(png), Is.EqualTo(name));
    }

    [TestCase("PUTRI CEMATAN", "PUTRI OEMATAN", true)]
    [TestCase("DEWIILLU", "DEWI ILLU", true)]
    [TestCase("ANI", "ANA", false)]
    [TestCase("BUDI SANTOSO", "DEWI SANTIKA", false)]
    [TestCase("", "BUDI SANTOSO", false)]
    public void A_misread_letter_is_forgiven_another_name_is_not(string read, string name, bool same) =>
        Assert.That(Tesseract.IsSameName(read, name), Is.EqualTo(same));

    private byte[] Png(params (string, string)[] changed) => CardPreview.ToPng(renderer.Render(Face(changed), Layout, Geometry), Geometry);
}

using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PrintStation.Cards;

namespace PrintStation.Tests.Cards;

/// <summary>Each mistake in a layout names file, key, value and what is allowed.</summary>
internal sealed class CardLayoutTests
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly CardFonts fonts = new();

    [OneTimeTearDown]
    public void Dispose() => fonts.Dispose();

    [Test]
    public void Every_shipped_layout_loads()
    {
        var layouts = CardLayout.LoadDirectory(Path.GetDirectoryName(CardFixtures.LayoutPath)!);

        Assert.That(layouts.Keys, Does.Contain("ktp-el"));
    }

    [Test]
    public void The_identity_card_shows_every_text_of_a_citizen()
    {
        var layout = CardFixtures.Layout;

        var shown = layout.Texts.Concat(layout.Rows!.Fields).Select(text => text.Field);

        Assert.That(shown.Append(CardFields.BirthDate), Is.EquivalentTo(CardFields.Texts));
        Assert.That((layout.CardWidth, layout.CardHeight), Is.EqualTo((85.60m, 53.98m)));
    }

    [TestCase("name", "\"ktp\"", "name", "\"ktp\"", "\"ktp-el\"")]
    [TestCase("card/width", "\"wide\"", "card.width", "\"wide\"", "a number from 20 to 300")]
    [TestCase("card/height", "90", "card.height", "90", "less than card.width")]
    [TestCase("fonts/bold", "\"Arial\"", "fonts.bold", "\"Arial\"", "LiberationSans-Regular, LiberationSans-Bold")]
    [TestCase("texts/0/field", "\"provinsi\"", "texts[0].field", "\"provinsi\"", "nik, name, ")]
    [TestCase("texts/0/font", "\"italic\"", "texts[0].font", "\"italic\"", "regular, bold")]
    [TestCase("texts/0/size", "0", "texts[0].size", "0", "a number from 1 to 10")]
    [TestCase("texts/0/minimumSize", "4", "texts[0].minimumSize", "4", "at most the size, 3.0")]
    [TestCase("texts/0/align", "\"middle\"", "texts[0].align", "\"middle\"", "left, center, right")]
    [TestCase("texts/0/right", "2", "texts[0].right", "2", "more than x, 2.8")]
    [TestCase("texts/3/grow", "true", "texts[3].grow", "true", "up, down")]
    [TestCase("texts/3/maximumLines", "1.5", "texts[3].maximumLines", "1.5", "a whole number from 1 to 3")]
    [TestCase("texts/1/colour", "\"red\"", "texts[1].colour", "an unknown key", "align, baseline, ")]
    [TestCase("rows/minimumPitch", "3.5", "rows.minimumPitch", "3.5", "at most rows.pitch")]
    [TestCase("rows/lastBaseline", "30", "rows.lastBaseline", "30", "at least 49.9")]
    [TestCase("rows/fields/0/label", "\"名前\"", "rows.fields[0].label", "\"名前\"", "characters that the font has")]
    [TestCase("rows/fields/9/label", "\"Status Perkawinan Warga\"", "rows.fields[9].colonX", "22.0", "end of the label")]
    [TestCase("rows/fields/3/sameRow", "1", "rows.fields[3].sameRow", "1", "true or false")]
    [TestCase("rows/fields/3/maximumLines", "2", "rows.fields[3].maximumLines", "2", "1 where sameRow is true")]
    [TestCase("texts/0/baseline", "2", "texts[0].baseline", "2", "a number from 3.0 to 53.23")]
    [TestCase("texts/3/baseline", "4", "texts[3].baseline", "4", "a number from 4.2 to 53.46")]
    [TestCase("rows/firstBaseline", "1", "rows.firstBaseline", "1", "at least the size, 2.2")]
    [TestCase("rows/lastBaseline", "53.9", "rows.lastBaseline", "53.9", "at most 53.43")]
    [TestCase("photo/width", "30", "photo.width", "30", "at most 23.80: inside the card")]
    [TestCase("chipHole/y", "-1", "chipHole.y", "-1", "a number from 0 to 53.98")]
    [TestCase("rows/fields/0/field", "\"nik\"", "texts, rows.fields", "\"nik\" 2 times", "each field once")]
    [TestCase("rows/fields", "7", "rows.fields", "7", "a list of at most 40 objects")]
    [TestCase("photo", "[]", "photo", "[]", "an object")]
    public void A_mistake_names_file_key_value_and_what_is_allowed(string place, string json, string key, string value, string allowed)
    {
        var mistake = Mistakes(root => Put(root, place, JsonNode.Parse(json))).First(found => found.Key == key);

        Assert.That(mistake.File, Is.EqualTo("ktp-el.json"));
        Assert.That(mistake.Value, Is.EqualTo(value));
        Assert.That(mistake.Allowed, Does.Contain(allowed));
        Assert.That(mistake.ToString(), Does.Contain("ktp-el.json").And.Contain(key).And.Contain(value).And.Contain(allowed));
    }

    [TestCase("card")]
    [TestCase("fonts")]
    [TestCase("texts/0/baseline")]
    [TestCase("texts/2/colonX")]
    [TestCase("rows/size")]
    [TestCase("rows/pitch")]
    [TestCase("photo")]
    [TestCase("signature/height")]
    public void A_missing_key_is_named(string place)
    {
        var key = place.Replace("/0/", "[0].", StringComparison.Ordinal).Replace("/2/", "[2].", StringComparison.Ordinal).Replace('/', '.');

        Assert.That(
            Mistakes(root => Remove(root, place)).Select(mistake => (mistake.Key, mistake.Value)), Does.Contain((key, "missing")));
    }

    [Test]
    public void All_mistakes_are_told_at_once()
    {
        var mistakes = Mistakes(root =>
        {
            Put(root, "texts/0/size", 0);
            Put(root, "photo/x", "left");
            Put(root, "rows/fields/2/lable", "Jenis");
        });

        Assert.That(mistakes.Select(mistake => mistake.Key), Is.EquivalentTo(new[] { "texts[0].size", "photo.x", "rows.fields[2].lable" }));
    }

    [TestCase("", "not JSON")]
    [TestCase("{ \"name\": \"ktp-el\", ", "not JSON")]
    [TestCase("{ \"name\": \"ktp-el\", \"name\": \"ktp-el\" }", "a key twice")]
    public void What_is_no_JSON_is_named_with_its_file(string json, string value)
    {
        var thrown = Assert.Throws<CardLayoutException>(() => CardLayoutReader.Read("ktp-el.json", Encoding.UTF8.GetBytes(json), fonts));

        Assert.That(thrown!.Message, Does.StartWith("ktp-el.json: file is ").And.Contain(value));
    }

    [Test]
    public void A_directory_without_layouts_is_a_mistake()
    {
        var empty = Directory.CreateTempSubdirectory("layouts-");
        var thrown = Assert.Throws<CardLayoutException>(() => CardLayout.LoadDirectory(empty.FullName));
        empty.Delete();

        Assert.That(thrown!.Mistakes[0].File, Is.EqualTo(empty.FullName));
    }

    private IReadOnlyList<CardLayoutMistake> Mistakes(Action<JsonNode> change)
    {
        var root = JsonNode.Parse(File.ReadAllText(CardFixtures.LayoutPath))!;
        change(root);
        var bytes = Encoding.UTF8.GetBytes(root.ToJsonString(Plain));
        return Assert.Throws<CardLayoutException>(() => CardLayoutReader.Read("ktp-el.json", bytes, fonts))!.Mistakes;
    }

    private static void Put(JsonNode root, string place, JsonNode? value)
    {
        var (parent, last) = Parent(root, place);
        if (int.TryParse(last, out var index))
            parent[index] = value;
        else
            parent[last] = value;
    }

    private static void Remove(JsonNode root, string place)
    {
        var (parent, last) = Parent(root, place);
        parent.AsObject().Remove(last);
    }

    private static (JsonNode Parent, string Last) Parent(JsonNode root, string place)
    {
        var keys = place.Split('/');
        var node = keys[..^1].Aggregate(root, (at, key) => int.TryParse(key, out var index) ? at[index]! : at[key]!);
        return (node, keys[^1]);
    }
}

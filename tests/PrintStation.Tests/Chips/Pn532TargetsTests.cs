using PrintStation.Chips.Pn532;

namespace PrintStation.Tests.Chips;

[TestFixture]
internal sealed class Pn532TargetsTests
{
    [Test]
    public void No_target() => Assert.That(Pn532Targets.TypeA([0]), Is.Empty);

    [Test]
    public void A_type_A_chip_with_its_answer_to_select()
    {
        var targets = Pn532Targets.TypeA(Convert.FromHexString("0101004420" + "0704A1B2C3D4E5F6" + "0575778102"));
        Assert.That(targets, Has.Count.EqualTo(1));
        Assert.That((targets![0].Number, targets[0].Chip.Type), Is.EqualTo(((byte)1, 'A')));
        Assert.That(Convert.ToHexString(targets[0].Chip.Uid), Is.EqualTo("04A1B2C3D4E5F6"));
    }

    [Test]
    public void Two_type_A_chips()
    {
        var targets = Pn532Targets.TypeA(Convert.FromHexString("02" + "01004420" + "0704A1B2C3D4E5F6" + "0278" + "02000408" + "0408112233"));
        Assert.That(targets!.Select(target => Convert.ToHexString(target.Chip.Uid)), Is.EqualTo((string[])["04A1B2C3D4E5F6", "08112233"]));
    }

    [Test]
    public void A_type_B_chip_has_no_UID_here()
    {
        var targets = Pn532Targets.TypeB(Convert.FromHexString("0101" + "50AABBCCDD00000000718185" + "0100"));
        Assert.That(targets, Has.Count.EqualTo(1));
        Assert.That((targets![0].Number, targets[0].Chip.Type), Is.EqualTo(((byte)1, 'B')));
        Assert.That(targets[0].Chip.Uid, Is.Empty);
    }

    [TestCase("")]
    [TestCase("03")]
    [TestCase("01")]
    [TestCase("0101004420" + "0704A1B2C3D4E5")]
    [TestCase("0101004420" + "0704A1B2C3D4E5F6")]
    [TestCase("0101004420" + "0704A1B2C3D4E5F6" + "05757781")]
    [TestCase("0101004420" + "0704A1B2C3D4E5F6" + "00")]
    [TestCase("0101004400" + "0504A1B2C3D4")]
    [TestCase("0100004400" + "0704A1B2C3D4E5F6")]
    [TestCase("0101004400" + "0704A1B2C3D4E5F6" + "FF")]
    public void A_wrong_shape_is_no_type_A_answer(string data) => Assert.That(Pn532Targets.TypeA(Convert.FromHexString(data)), Is.Null);

    [TestCase("01")]
    [TestCase("0101" + "50AABBCCDD000000007181")]
    [TestCase("0101" + "51AABBCCDD00000000718185" + "0100")]
    [TestCase("0101" + "50AABBCCDD00000000718185" + "0200")]
    public void A_wrong_shape_is_no_type_B_answer(string data) => Assert.That(Pn532Targets.TypeB(Convert.FromHexString(data)), Is.Null);
}

using System.Text;
using PrintStation.Printers;
using PrintStation.Printers.Evolis;

namespace PrintStation.Tests.Printers;

[TestFixture]
internal sealed class EvolisCommandTests
{
    private static readonly PrinterModel Primacy = ScriptedPrinter.SmallModel with { DotsAcross = 648, DotsAlong = 1016 };

    [Test]
    public void A_command_is_escape_text_return() =>
        Assert.That(EvolisCommand.Frame("Pem;18"), Is.EqualTo(new byte[] { 0x1B, 0x50, 0x65, 0x6D, 0x3B, 0x31, 0x38, 0x0D }));

    [TestCase('k', 2, 82_296)]
    [TestCase('o', 2, 82_296)]
    [TestCase('y', 32, 411_480)]
    [TestCase('m', 64, 493_776)]
    [TestCase('c', 128, 576_072)]
    public void A_panel_has_exactly_the_size_that_follows_from_its_levels(char name, int levels, int bytes)
    {
        var header = Encoding.ASCII.GetBytes($"\x1B" + $"Db;{name};{levels};");
        var model = levels == 2 ? Primacy : Primacy with { ColorLevels = levels };
        var frame = EvolisCommand.Download(new PrintPanel(name, levels, new byte[648 * 1016]), model);

        using var _ = Assert.EnterMultipleScope();
        Assert.That(frame, Has.Length.EqualTo(header.Length + bytes + 1));
        Assert.That(frame[..header.Length], Is.EqualTo(header));
        Assert.That(frame[^1], Is.EqualTo(0x0D));
    }

    [Test]
    public void Black_rows_are_left_out_on_a_slow_line()
    {
        var dots = new byte[648 * 4];
        dots.AsSpan(648, 648).Fill(1);
        dots[(648 * 2) + 7] = 1;
        dots.AsSpan(648 * 3, 647).Fill(1);
        var model = Primacy with { DotsAlong = 4 };
        byte[] lastRow = [81, .. Enumerable.Repeat((byte)0xFF, 80), 0xFE];

        Assert.That(
            EvolisCommand.Download(new PrintPanel('k', 2, dots), model, compressed: true),
            Is.EqualTo((byte[])[0x1B, .. "Dbc;k;2;86;"u8, 0x00, 0xFF, 1, 0x01, .. lastRow, 0x0D]));
    }

    /// <summary>One byte tells how much of a row follows, and FF there means a black row.</summary>
    [TestCase(254, "Dbc")]
    [TestCase(255, "Db;")]
    public void A_row_too_long_to_be_told_in_a_byte_is_sent_whole(int rowBytes, string command)
    {
        var model = Primacy with { DotsAcross = rowBytes * 8, DotsAlong = 1 };
        var dots = new byte[model.DotsAcross];
        dots[^1] = 1;
        var sent = EvolisCommand.Download(new PrintPanel('k', 2, dots), model, compressed: true);
        Assert.That(Encoding.ASCII.GetString(sent, 1, 3), Is.EqualTo(command));
    }

    [Test]
    public void Colours_are_sent_whole_unless_the_model_takes_them_compressed()
    {
        var dots = new byte[648 * 2];
        dots.AsSpan(0, 648).Fill(63);
        dots[648] = 5;
        dots.AsSpan(649, 3).Fill(9);
        var model = Primacy with { DotsAlong = 2 };
        var panel = new PrintPanel('y', 64, dots);

        Assert.That(EvolisCommand.Download(panel, model, compressed: true), Is.EqualTo(EvolisCommand.Download(panel, model)));
        Assert.That(
            EvolisCommand.Download(panel, model with { CompressesColor = true }, compressed: true),
            Is.EqualTo((byte[])[0x1B, .. "Dbc;y;64;11;"u8, 0x80 | 63, 0, 5, 0x80 | 9, 3, 0x80, 255, 0x80, 255, 0x80, 134, 0x0D]));
    }

    [Test]
    public void One_bit_dots_are_packed_most_significant_first() =>
        Assert.That(EvolisCommand.Pack([1, 0, 1, 1, 0, 0, 0, 1, 1], 1), Is.EqualTo(new byte[] { 0b1011_0001, 0b1000_0000 }));

    [Test]
    public void Five_bit_dots_are_packed_most_significant_first() =>
        Assert.That(
            EvolisCommand.Pack([31, 0, 1, 16, 21, 10, 31, 2], 5),
            Is.EqualTo(new byte[] { 0b11111_000, 0b00_00001_1, 0b0000_1010, 0b1_01010_11, 0b111_00010 }));

    [Test]
    public void Six_bit_dots_are_packed_most_significant_first() =>
        Assert.That(EvolisCommand.Pack([63, 0, 1, 32], 6), Is.EqualTo(new byte[] { 0b111111_00, 0b0000_0000, 0b01_100000 }));

    [Test]
    public void Seven_bit_dots_are_packed_most_significant_first() =>
        Assert.That(
            EvolisCommand.Pack([127, 0, 64, 1, 2, 3, 4, 5], 7),
            Is.EqualTo(new byte[] { 0b1111111_0, 0b000000_10, 0b00000_000, 0b0001_0000, 0b010_00000, 0b11_000010, 0b0_0000101 }));

    [TestCase('y', 64, 1016 * 647)]
    [TestCase('y', 64, 0)]
    [TestCase('y', 32, 648 * 1016)]
    [TestCase('y', 2, 648 * 1016)]
    [TestCase('k', 64, 648 * 1016)]
    [TestCase('x', 2, 648 * 1016)]
    [TestCase('Y', 64, 648 * 1016)]
    public void A_panel_that_the_model_does_not_have_is_not_framed(char name, int levels, int dots) =>
        Assert.Throws<ArgumentException>(() => EvolisCommand.Download(new PrintPanel(name, levels, new byte[dots]), Primacy));

    [Test]
    public void A_dot_beyond_the_levels_is_not_framed()
    {
        var dots = new byte[648 * 1016];
        dots[77] = 2;
        var trouble = Assert.Throws<ArgumentException>(() => EvolisCommand.Download(new PrintPanel('k', 2, dots), Primacy));
        Assert.That(trouble.Message, Does.Contain("a dot of 2").And.Contain("0 to 1"));
    }
}

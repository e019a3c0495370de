using PrintStation.Chips.Pn532;

namespace PrintStation.Tests.Chips;

[TestFixture]
internal sealed class Pn532FrameTests
{
    [TestCase("02", "0000FF02FED4022A00")]
    [TestCase("1401", "0000FF03FDD414011700")]
    [TestCase("4A0200", "0000FF04FCD44A0200E000")]
    public void A_command_becomes_a_normal_frame(string body, string frame) =>
        Assert.That(Convert.ToHexString(Pn532Frame.Command(Convert.FromHexString(body))), Is.EqualTo(frame));

    [Test]
    public void A_long_command_becomes_an_extended_frame()
    {
        var body = new byte[264];
        var frame = Pn532Frame.Command(body);
        using var _ = Assert.EnterMultipleScope();
        // 265 = 0109 with the direction byte; 01 + 09 + F6 = 00.
        Assert.That(Convert.ToHexString(frame[..9]), Is.EqualTo("0000FFFFFF0109F6D4"));
        Assert.That(frame[^2..], Is.EqualTo(new byte[] { 0x2C, 0x00 }));
        Assert.That(Pn532Frame.Command(new byte[254])[3], Is.EqualTo(0xFF), "254 and the direction byte just fit a normal frame.");
        Assert.That(Pn532Frame.Command(new byte[254])[4], Is.EqualTo(0x01));
        Assert.That(() => Pn532Frame.Command(new byte[265]), Throws.ArgumentException);
        Assert.That(() => Pn532Frame.Command([]), Throws.ArgumentException);
    }

    [TestCase("0000FF00FF00", Pn532FrameKind.Acknowledge)]
    [TestCase("0000FFFF0000", Pn532FrameKind.NotAcknowledge)]
    [TestCase("0000FF01FF7F8100", Pn532FrameKind.Error)]
    [TestCase("0000FF02FED5151600", Pn532FrameKind.Response)]
    [TestCase("0000000000FF02FED5151600", Pn532FrameKind.Response)]
    [TestCase("0000FFFFFF0002FED5151600", Pn532FrameKind.Response)]
    public void A_frame_is_recognised(string input, object kind)
    {
        var bytes = Convert.FromHexString(input);
        var frame = Pn532Frame.Parse(bytes);
        Assert.That((frame.Kind, frame.Length), Is.EqualTo(((Pn532FrameKind)kind, bytes.Length)));
    }

    [Test]
    public void A_response_holds_its_code_and_data()
    {
        var frame = Pn532Frame.Parse(Convert.FromHexString("0000FF06FAD50332010607E800"));
        Assert.That((frame.Kind, frame.Code), Is.EqualTo((Pn532FrameKind.Response, (byte)0x03)));
        Assert.That(frame.Data, Is.EqualTo(new byte[] { 0x32, 0x01, 0x06, 0x07 }));
    }

    [Test]
    public void An_extended_response_holds_all_its_data()
    {
        byte[] body = [0xD5, 0x41, .. Enumerable.Range(0, 263).Select(i => (byte)i)];
        var sum = (byte)-body.Sum(value => value);
        byte[] input = [0x00, 0x00, 0xFF, 0xFF, 0xFF, 0x01, 0x09, 0xF6, .. body, sum, 0x00];
        var frame = Pn532Frame.Parse(input);
        Assert.That((frame.Kind, frame.Code, frame.Length), Is.EqualTo((Pn532FrameKind.Response, (byte)0x41, input.Length)));
        Assert.That(frame.Data, Is.EqualTo(body[2..]));
    }

    [TestCase("0000FF02FFD5151600")]
    [TestCase("0000FF02FED5151700")]
    [TestCase("0000FF02FED5151601")]
    [TestCase("0000FF02FED4151700")]
    [TestCase("0000FF00FF01")]
    [TestCase("0000FFFFFF0002FFD5151600")]
    [TestCase("0000FFFFFF010AF5D5")]
    [TestCase("550000FF00FF00")]
    [TestCase("4F4B")]
    public void A_broken_frame_is_not_trusted(string input) =>
        Assert.That(Pn532Frame.Parse(Convert.FromHexString(input)).Kind, Is.EqualTo(Pn532FrameKind.Broken));

    [TestCase("0000FF00FF00")]
    [TestCase("0000FF06FAD50332010607E800")]
    [TestCase("0000FFFFFF0002FED5151600")]
    public void Less_than_a_frame_is_incomplete(string input)
    {
        var bytes = Convert.FromHexString(input);
        for (var length = 0; length < bytes.Length; length++)
            Assert.That(Pn532Frame.Parse(bytes.AsSpan(0, length)).Kind, Is.EqualTo(Pn532FrameKind.Incomplete), $"{length} bytes");
    }

    [Test]
    public void What_follows_a_frame_is_left()
    {
        var frame = Pn532Frame.Parse(Convert.FromHexString("0000FF00FF000000FF02FED5151600"));
        Assert.That((frame.Kind, frame.Length), Is.EqualTo((Pn532FrameKind.Acknowledge, 6)));
    }
}

using PrintStation.Chips;

namespace PrintStation.Tests.Chips;

internal sealed class ProfileChipEncoderTests : EncoderFixture
{
    [Test]
    public async Task A_blank_is_written_locked_and_read_back()
    {
        var result = await Encoder.EncodeAsync(TypeA, Signed.Content, default);

        Assert.That((result.Outcome, result.Reason), Is.EqualTo((EncodeOutcome.Done, (string?)null)));
        Assert.That(result.Binding, Is.EqualTo(Signed.Content.Bind(TypeA)));
        using var _ = Assert.EnterMultipleScope();
        Assert.That(Chip.Files[0x6FF0][0], Is.EqualTo(1));
        foreach (var file in DevelopmentProfile.Load().Files)
        {
            var expected = file.Element == "binding" ? result.Binding! : Signed.Content.Elements[file.Element];
            var content = Chip.Files[file.Id[0] << 8 | file.Id[1]];
            Assert.That(content[..2], Is.EqualTo(new[] { (byte)(expected.Length >> 8), (byte)expected.Length }), file.Element);
            Assert.That(content[2..(2 + expected.Length)], Is.EqualTo(expected), file.Element);
        }
    }

    [Test]
    public async Task The_session_is_opened_as_the_protocol_page_says()
    {
        await Encoder.EncodeAsync(TypeA, Signed.Content, default);
        Assert.That(Chip.Commands[..4], Is.EqualTo((string[])["00A40000027F0A", "00A40000026FF0", "00B0000010", "0084000008"]));
        Assert.That(Chip.Commands[4], Is.EqualTo("0082000028" + string.Concat(Enumerable.Repeat("F1", 40))));
        Assert.That(
            Sam.Commands[0],
            Is.EqualTo("00F1000120" + new string('0', 32) + "04A1B2C3D4E5F600" + string.Concat(Enumerable.Repeat("C4", 8))));
        Assert.That(Sam.Commands[1], Is.EqualTo("00F2000028" + string.Concat(Enumerable.Repeat("82", 40))));
        Assert.That(Chip.Commands[5..], Has.All.StartsWith("0C"));
    }

    [Test]
    public async Task Updates_hold_at_most_200_bytes_and_the_lock_comes_last()
    {
        await Encoder.EncodeAsync(TypeA, Signed.Content, default);
        var writes = Writes();
        Assert.That(writes[..^1].Select(command => Convert.FromHexString(command)[5]), Has.All.LessThanOrEqualTo(200));
        Assert.That(writes[^1], Is.EqualTo("0C00440000"));
        Assert.That(writes, Is.Unique);
    }

    /// <summary>At each command of the whole personalisation, each way to lose it.</summary>
    [TestCase("mute", EncodeOutcome.Failed)]
    [TestCase("reader gone", EncodeOutcome.Unknown)]
    [TestCase("bare status", EncodeOutcome.Failed)]
    [TestCase("session status", EncodeOutcome.Failed)]
    public async Task Nothing_is_sent_to_the_chip_again_after_a_lost_or_bad_answer(string fault, EncodeOutcome outcome)
    {
        await Encoder.EncodeAsync(TypeA, Signed.Content, default);
        var whole = Chip.Commands.Count;
        for (var bad = 1; bad <= whole; bad++)
        {
            if (fault == "session status" && bad <= 5)
                continue;

            Restart();
            Chip.Fault = (number, answer) => number != bad ? answer : fault switch
            {
                "mute" => new ApduResult(null, ReaderAnswered: true),
                "reader gone" => new ApduResult(null, ReaderAnswered: false),
                "bare status" => new ApduResult([0x69, 0x82], ReaderAnswered: true),
                _ => new ApduResult([0x69, 0x82, .. new byte[8], 0x69, 0x82], ReaderAnswered: true),
            };
            var result = await Encoder.EncodeAsync(TypeA, Signed.Content, default);

            Assert.That(result.Outcome, Is.EqualTo(outcome), $"command {bad}");
            Assert.That(Chip.Commands, Has.Count.EqualTo(bad), $"command {bad}");
            Assert.That(Writes(), Is.Unique);
        }
    }

    [TestCase("gone", EncodeOutcome.Unknown)]
    [TestCase("error", EncodeOutcome.Failed)]
    public async Task Nothing_is_sent_to_the_SAM_again_after_a_lost_or_bad_answer(string fault, EncodeOutcome outcome)
    {
        await Encoder.EncodeAsync(TypeA, Signed.Content, default);
        var whole = Sam.Commands.Count;
        for (var bad = 1; bad <= whole; bad++)
        {
            Restart();
            Sam.Fault = (number, answer) => number != bad ? answer
                : fault == "gone" ? new ApduResult(null, ReaderAnswered: false) : new ApduResult([0x69, 0x85], ReaderAnswered: true);
            var result = await Encoder.EncodeAsync(TypeA, Signed.Content, default);

            Assert.That(result.Outcome, Is.EqualTo(outcome), $"command {bad}");
            Assert.That(Sam.Commands, Has.Count.EqualTo(bad), $"command {bad}");
            Assert.That(Writes(), Is.Unique);
        }
    }

    [Test]
    public async Task A_chip_that_is_not_blank_is_not_written()
    {
        Chip.Files[0x6FF0][0] = 1;
        Assert.That(
            await Encoder.EncodeAsync(TypeA, Signed.Content, default),
            Is.EqualTo(new EncodeResult(EncodeOutcome.Failed, ChipReasons.NotBlank, null)));
        Assert.That(Writes(), Is.Empty);
        Assert.That(Sam.Commands, Is.Empty);
    }

    [Test]
    public async Task Content_that_does_not_fit_is_found_before_anything_is_sent()
    {
        foreach (var elements in new Dictionary<string, byte[]>[]
        {
            new(Signed.Content.Elements) { ["photo"] = new byte[4095] },
            new(Signed.Content.Elements.Where(element => element.Key != "finger-left")),
        })
        {
            var result = await Encoder.EncodeAsync(TypeA, Signed.Content with { Elements = elements }, default);
            Assert.That(result, Is.EqualTo(new EncodeResult(EncodeOutcome.Failed, ChipReasons.ContentDoesNotFit, null)));
        }

        Assert.That(Chip.Commands, Is.Empty);
        Assert.That(DevelopmentProfile.Load().FirstMisfit(new Dictionary<string, byte[]>()), Is.EqualTo("photo"));
        Assert.That(DevelopmentProfile.Load().FirstMisfit(Signed.Content.Elements), Is.Null);
    }
}

using Microsoft.Extensions.Time.Testing;
using PrintStation.Chips;
using PrintStation.Tests.Transports;

namespace PrintStation.Tests.Chips;

/// <summary>A profile without SAM, control file, binding and lock.</summary>
[TestFixture]
internal sealed class GenericProfileTests
{
    private static readonly ChipUid Number = new(BareCard.Number);
    private SignedContent _signed = null!;
    private BareCard _card = null!;
    private ProfileChipEncoder _encoder = null!;

    [SetUp]
    public void Station()
    {
        _signed = new SignedContent();
        Restart();
    }

    [TearDown]
    public async Task Remove()
    {
        await _encoder.DisposeAsync();
        await _card.DisposeAsync();
        _signed.Dispose();
    }

    [Test]
    public async Task A_bare_card_gets_its_files_and_each_element_in_its_own()
    {
        Assert.That((await _encoder.ReadUidAsync(default)).Uids, Is.EqualTo(new[] { Number }));
        Assert.That(await _encoder.EncodeAsync(Number, _signed.Content, default), Is.EqualTo(new EncodeResult(EncodeOutcome.Done, null, null)));
        using (Assert.EnterMultipleScope())
        {
            foreach (var (id, element, size) in new[]
            {
                (0x6FF2, "photo", 4096), (0x6FF3, "biodata", 1024), (0x6FF4, "signature", 1024), (0x6FF5, "finger-right", 600),
                (0x6FF6, "finger-left", 600), (0x6FF7, "digital-signature", 128),
            })
            {
                var expected = _signed.Content.Elements[element];
                byte[] content = [(byte)(expected.Length >> 8), (byte)expected.Length, .. expected];
                Assert.That(_card.Files[id], Has.Length.EqualTo(size), element);
                Assert.That(_card.Files[id][..content.Length], Is.EqualTo(content), element);
            }
        }

        Assert.That(await _encoder.VerifyAsync(Number, _signed.Content, default), Is.EqualTo(new ChipCheck(ChipVerdict.Good, null, null)));
        Assert.That((await _encoder.ReadAsync(Number, "biodata", default)).Data, Is.EqualTo(_signed.Content.Elements["biodata"]));
    }

    [Test]
    public async Task A_card_that_has_the_files_already_is_not_blank()
    {
        await _encoder.EncodeAsync(Number, _signed.Content, default);
        _card.Commands.Clear();
        Assert.That(await _encoder.EncodeAsync(Number, _signed.Content, default),
            Is.EqualTo(new EncodeResult(EncodeOutcome.Failed, ChipReasons.NotBlank, null)));
        Assert.That(_card.Commands, Has.None.StartsWith("00D6"));
    }

    [TestCase(0x6FF2, 3)]
    [TestCase(0x6FF5, 0)]
    [TestCase(0x6FF7, 20)]
    public async Task One_changed_byte_on_the_card_is_bad(int file, int at)
    {
        await _encoder.EncodeAsync(Number, _signed.Content, default);
        _card.Files[file][at] ^= 1;
        Assert.That(await _encoder.VerifyAsync(Number, _signed.Content, default),
            Is.EqualTo(new ChipCheck(ChipVerdict.Bad, ChipReasons.Content, null)));
    }

    [TestCase("mute", EncodeOutcome.Failed)]
    [TestCase("reader gone", EncodeOutcome.Unknown)]
    [TestCase("refused", EncodeOutcome.Failed)]
    public async Task Nothing_is_sent_to_the_card_again_after_a_lost_or_bad_answer(string fault, EncodeOutcome outcome)
    {
        await _encoder.EncodeAsync(Number, _signed.Content, default);
        var whole = _card.Commands.Count;
        for (var bad = 2; bad <= whole; bad++)
        {
            Restart();
            _card.Fault = (number, answer) => number != bad ? answer : fault switch
            {
                "mute" => new ApduResult(null, ReaderAnswered: true),
                "reader gone" => new ApduResult(null, ReaderAnswered: false),
                _ => new ApduResult([0x69, 0x82], ReaderAnswered: true),
            };
            var result = await _encoder.EncodeAsync(Number, _signed.Content, default);
            Assert.That(result.Outcome, Is.EqualTo(outcome), $"command {bad}");
            Assert.That(_card.Commands, Has.Count.EqualTo(bad), $"command {bad}");
        }
    }

    [Test]
    public async Task A_card_that_cannot_be_spoken_to_is_a_mute_one()
    {
        var clock = new FakeTimeProvider();
        await using var card = new BareCard { Speaks = false };
        await using var encoder = new ProfileChipEncoder(GenericProfile.Load(), card, sam: null, _signed.Certificate, clock);
        Assert.That((await clock.RunAsync(encoder.ReadUidAsync(default))).Presence, Is.EqualTo(ChipPresence.None));
        Assert.That(card.Commands, Is.Empty);
    }

    [Test]
    public void A_payload_needs_no_binding()
    {
        Assert.That(GenericProfile.Load().FirstMisfit(_signed.Content.Elements), Is.Null);
        Assert.That(GenericProfile.Load().FirstMisfit(new Dictionary<string, byte[]>()), Is.EqualTo("photo"));
    }

    private void Restart()
    {
        _card = new BareCard();
        _encoder = new ProfileChipEncoder(GenericProfile.Load(), _card, sam: null, _signed.Certificate, TimeProvider.System);
    }
}

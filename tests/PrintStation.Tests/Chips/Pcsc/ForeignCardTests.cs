using PrintStation.Chips;
using PrintStation.Chips.Pcsc;

namespace PrintStation.Tests.Chips.Pcsc;

/// <summary>The generic profile on a card that nobody here wrote, through the real pcscd; a third program reads what stands on it.</summary>
[TestFixture]
[NeedsPcscd]
internal sealed class ForeignCardTests
{
    private static readonly ChipUid Number = new("80276000000000000017");

    private static readonly (string File, string Element)[] Files =
    [
        ("6FF2", "photo"), ("6FF3", "biodata"), ("6FF4", "signature"), ("6FF5", "finger-right"), ("6FF6", "finger-left"),
        ("6FF7", "digital-signature"),
    ];

    private SignedContent _signed = null!;
    private PcscDaemon? _daemon;
    private Vicc? _card;
    private ProfileChipEncoder _encoder = null!;

    [SetUp]
    public async Task Open()
    {
        _daemon = await PcscDaemon.StartAsync();
        _card = Vicc.Start();
        _signed = new SignedContent();
        _encoder = new ProfileChipEncoder(GenericProfile.Load(), Reader(), sam: null, _signed.Certificate, TimeProvider.System);
    }

    [TearDown]
    public async Task Close()
    {
        if (_encoder is not null)
            await _encoder.DisposeAsync();
        if (_card is not null)
            await _card.DisposeAsync();
        if (_daemon is not null)
            await _daemon.DisposeAsync();
        _signed?.Dispose();
        (_card, _daemon) = (null, null);
    }

    [Test]
    public async Task A_card_without_a_number_has_no_identity()
    {
        await using var reader = Reader();
        await PcscDaemon.UntilAsync("the card is seen", async () => await reader.DetectAsync(default) is [{ Type: 'C' }]);
        await reader.DisposeAsync();
        Assert.That((await _encoder.ReadUidAsync(default)).Presence, Is.EqualTo(ChipPresence.None));
    }

    [Test]
    public async Task It_is_personalised_and_read_back_and_a_stranger_reads_the_same()
    {
        await NumberAsync();
        Assert.That((await _encoder.ReadUidAsync(default)).Uids, Is.EqualTo(new[] { Number }));
        Assert.That(await _encoder.EncodeAsync(Number, _signed.Content, default), Is.EqualTo(new EncodeResult(EncodeOutcome.Done, null, null)));
        Assert.That(await _encoder.VerifyAsync(Number, _signed.Content, default), Is.EqualTo(new ChipCheck(ChipVerdict.Good, null, null)));
        await _encoder.DisposeAsync();

        foreach (var (file, element) in Files)
            Assert.That(await ReadAsync(file, _signed.Content.Elements[element].Length), Is.EqualTo(_signed.Content.Elements[element]), element);
    }

    [Test]
    public async Task It_is_not_written_twice_and_one_changed_byte_is_seen()
    {
        await NumberAsync();
        await _encoder.EncodeAsync(Number, _signed.Content, default);
        Assert.That(await _encoder.EncodeAsync(Number, _signed.Content, default),
            Is.EqualTo(new EncodeResult(EncodeOutcome.Failed, ChipReasons.NotBlank, null)));

        await _encoder.DisposeAsync();
        var before = (byte)~_signed.Content.Elements["biodata"][7];
        Assert.That(await Vicc.SendAsync("00A4000C027F0A", "00A4000C026FF3", $"00D6000901{before:X2}"), Is.EqualTo("9000"));
        Assert.That(await _encoder.VerifyAsync(Number, _signed.Content, default),
            Is.EqualTo(new ChipCheck(ChipVerdict.Bad, ChipReasons.Content, null)));
        Assert.That(_card!.HasEnded, Is.False, _card.Words);
    }

    /// <summary>What a card's maker does: EF.GDO with short identifier 2, and the card's number in it.</summary>
    private static async Task NumberAsync()
    {
        await PcscDaemon.UntilAsync("the card is seen", async () =>
            (await PcscDaemon.RunAsync("opensc-tool", "--list-readers")).Contains("Yes", StringComparison.Ordinal));
        Assert.That(await Vicc.SendAsync("00E0000010620E82010183022F028002000C880110",
            "00D600000C5A0A" + Number.Hex), Is.EqualTo("9000"));
    }

    private static async Task<byte[]> ReadAsync(string file, int length)
    {
        var content = new List<byte>();
        for (var at = 2; content.Count < length; at += 200)
        {
            var count = Math.Min(200, length - content.Count);
            var answer = await Vicc.SendAsync("00A4000C027F0A", "00A4000C02" + file, $"00B0{at:X4}{count:X2}");
            Assert.That(answer, Does.EndWith("9000"));
            content.AddRange(Convert.FromHexString(answer)[..^2]);
        }

        return [.. content];
    }

    private static PcscReader Reader() => new(
        PcscDaemon.FirstReader, PcscLibrary.Load, ReaderTimings.Shipped, TimeProvider.System, new ListLogger<PcscReader>([]));
}

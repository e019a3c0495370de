using Microsoft.Extensions.Time.Testing;
using PrintStation.Chips;
using PrintStation.Tests.Transports;

namespace PrintStation.Tests.Chips;

[TestFixture]
internal sealed class ProfileChipEncoderTests
{
    private static readonly ChipUid TypeA = new("04A1B2C3D4E5F6");

    private string _folder = "";
    private SignedContent _signed = null!;
    private FakeChip _chip = null!;
    private FakeSam _sam = null!;
    private FakeTimeProvider _clock = null!;
    private FailedAuthentications _failures = null!;
    private SharedSam _shared = null!;
    private ProfileChipEncoder _encoder = null!;

    [SetUp]
    public void Station()
    {
        _folder = Directory.CreateTempSubdirectory("chips-").FullName;
        _signed = new SignedContent();
        _clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
        _chip = new FakeChip();
        _sam = new FakeSam();
        _failures = new FailedAuthentications(Path.Combine(_folder, "sam-failures.json"));
        _shared = new SharedSam(_sam, _failures, _clock);
        _encoder = new ProfileChipEncoder(DevelopmentProfile.Load(), _chip, _shared, _signed.Certificate, _clock);
    }

    [TearDown]
    public async Task Remove()
    {
        await _encoder.DisposeAsync();
        await _shared.DisposeAsync();
        await _chip.DisposeAsync();
        await _sam.DisposeAsync();
        _signed.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task A_blank_is_written_locked_and_read_back()
    {
        var result = await _encoder.EncodeAsync(TypeA, _signed.Content, default);

        Assert.That((result.Outcome, result.Reason), Is.EqualTo((EncodeOutcome.Done, (string?)null)));
        Assert.That(result.Binding, Is.EqualTo(_signed.Content.Bind(TypeA)));
        using var _ = Assert.EnterMultipleScope();
        Assert.That(_chip.Files[0x6FF0][0], Is.EqualTo(1));
        foreach (var file in DevelopmentProfile.Load().Files)
        {
            var expected = file.Element == "binding" ? result.Binding! : _signed.Content.Elements[file.Element];
            var content = _chip.Files[file.Id[0] << 8 | file.Id[1]];
            Assert.That(content[..2], Is.EqualTo(new[] { (byte)(expected.Length >> 8), (byte)expected.Length }), file.Element);
            Assert.That(content[2..(2 + expected.Length)], Is.EqualTo(expected), file.Element);
        }
    }

    [Test]
    public async Task The_session_is_opened_as_the_protocol_page_says()
    {
        await _encoder.EncodeAsync(TypeA, _signed.Content, default);
        Assert.That(_chip.Commands[..4], Is.EqualTo((string[])["00A40000027F0A", "00A40000026FF0", "00B0000010", "0084000008"]));
        Assert.That(_chip.Commands[4], Is.EqualTo("0082000028" + string.Concat(Enumerable.Repeat("F1", 40))));
        Assert.That(
            _sam.Commands[0],
            Is.EqualTo("00F1000120" + new string('0', 32) + "04A1B2C3D4E5F600" + string.Concat(Enumerable.Repeat("C4", 8))));
        Assert.That(_sam.Commands[1], Is.EqualTo("00F2000028" + string.Concat(Enumerable.Repeat("82", 40))));
        Assert.That(_chip.Commands[5..], Has.All.StartsWith("0C"));
    }

    [Test]
    public async Task Updates_hold_at_most_200_bytes_and_the_lock_comes_last()
    {
        await _encoder.EncodeAsync(TypeA, _signed.Content, default);
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
        await _encoder.EncodeAsync(TypeA, _signed.Content, default);
        var whole = _chip.Commands.Count;
        for (var bad = 1; bad <= whole; bad++)
        {
            if (fault == "session status" && bad <= 5)
                continue;

            using var turn = new Restart(this);
            _chip.Fault = (number, answer) => number != bad ? answer : fault switch
            {
                "mute" => new ApduResult(null, ReaderAnswered: true),
                "reader gone" => new ApduResult(null, ReaderAnswered: false),
                "bare status" => new ApduResult([0x69, 0x82], ReaderAnswered: true),
                _ => new ApduResult([0x69, 0x82, .. new byte[8], 0x69, 0x82], ReaderAnswered: true),
            };
            var result = await _encoder.EncodeAsync(TypeA, _signed.Content, default);

            Assert.That(result.Outcome, Is.EqualTo(outcome), $"command {bad}");
            Assert.That(_chip.Commands, Has.Count.EqualTo(bad), $"command {bad}");
            Assert.That(Writes(), Is.Unique);
        }
    }

    [TestCase("gone", EncodeOutcome.Unknown)]
    [TestCase("error", EncodeOutcome.Failed)]
    public async Task Nothing_is_sent_to_the_SAM_again_after_a_lost_or_bad_answer(string fault, EncodeOutcome outcome)
    {
        await _encoder.EncodeAsync(TypeA, _signed.Content, default);
        var whole = _sam.Commands.Count;
        for (var bad = 1; bad <= whole; bad++)
        {
            using var turn = new Restart(this);
            _sam.Fault = (number, answer) => number != bad ? answer
                : fault == "gone" ? new ApduResult(null, ReaderAnswered: false) : new ApduResult([0x69, 0x85], ReaderAnswered: true);
            var result = await _encoder.EncodeAsync(TypeA, _signed.Content, default);

            Assert.That(result.Outcome, Is.EqualTo(outcome), $"command {bad}");
            Assert.That(_sam.Commands, Has.Count.EqualTo(bad), $"command {bad}");
            Assert.That(Writes(), Is.Unique);
        }
    }

    [Test]
    public async Task A_chip_that_is_not_blank_is_not_written()
    {
        _chip.Files[0x6FF0][0] = 1;
        Assert.That(
            await _encoder.EncodeAsync(TypeA, _signed.Content, default),
            Is.EqualTo(new EncodeResult(EncodeOutcome.Failed, ChipReasons.NotBlank, null)));
        Assert.That(Writes(), Is.Empty);
        Assert.That(_sam.Commands, Is.Empty);
    }

    [Test]
    public async Task Content_that_does_not_fit_is_found_before_anything_is_sent()
    {
        foreach (var elements in new Dictionary<string, byte[]>[]
        {
            new(_signed.Content.Elements) { ["photo"] = new byte[4095] },
            new(_signed.Content.Elements.Where(element => element.Key != "finger-left")),
        })
        {
            var result = await _encoder.EncodeAsync(TypeA, _signed.Content with { Elements = elements }, default);
            Assert.That(result, Is.EqualTo(new EncodeResult(EncodeOutcome.Failed, ChipReasons.ContentDoesNotFit, null)));
        }

        Assert.That(_chip.Commands, Is.Empty);
        Assert.That(DevelopmentProfile.Load().FirstMisfit(new Dictionary<string, byte[]>()), Is.EqualTo("photo"));
        Assert.That(DevelopmentProfile.Load().FirstMisfit(_signed.Content.Elements), Is.Null);
    }

    [Test]
    public async Task A_written_chip_is_good()
    {
        await _encoder.EncodeAsync(TypeA, _signed.Content, default);
        var check = await _encoder.VerifyAsync(TypeA, _signed.Content, default);
        Assert.That((check.Verdict, check.Reason), Is.EqualTo((ChipVerdict.Good, (string?)null)));
        Assert.That(check.Binding, Is.EqualTo(_signed.Content.Bind(TypeA)));
    }

    [TestCase(0x6FF0, 0, ChipReasons.NotLocked)]
    [TestCase(0x6FF2, 0, ChipReasons.Content)]
    [TestCase(0x6FF2, 4000, ChipReasons.Content)]
    [TestCase(0x6FF3, 1, ChipReasons.Content)]
    [TestCase(0x6FF3, 2, ChipReasons.Content)]
    [TestCase(0x6FF4, 900, ChipReasons.Content)]
    [TestCase(0x6FF5, 2, ChipReasons.Content)]
    [TestCase(0x6FF6, 2, ChipReasons.Content)]
    [TestCase(0x6FF7, 9, ChipReasons.Content)]
    [TestCase(0x6FF8, 20, ChipReasons.Binding)]
    [TestCase(0x6FF8, 1, ChipReasons.Binding)]
    public async Task One_changed_byte_on_the_chip_is_bad(int file, int at, string reason)
    {
        await _encoder.EncodeAsync(TypeA, _signed.Content, default);
        _chip.Files[file][at] ^= 1;
        var check = await _encoder.VerifyAsync(TypeA, _signed.Content, default);
        Assert.That(check, Is.EqualTo(new ChipCheck(ChipVerdict.Bad, reason, null)));
    }

    [Test]
    public async Task A_signature_that_is_not_the_centres_is_bad()
    {
        using var other = new SignedContent();
        var elements = new Dictionary<string, byte[]>(_signed.Content.Elements)
        {
            ["digital-signature"] = other.Sign(_signed.Content.SignedMessage),
        };
        var result = await _encoder.EncodeAsync(TypeA, _signed.Content with { Elements = elements }, default);
        Assert.That(result, Is.EqualTo(new EncodeResult(EncodeOutcome.Failed, ChipReasons.Signature, null)));
    }

    [Test]
    public void The_digital_signature_is_80_bytes_of_DER_and_zeros()
    {
        var message = _signed.Content.SignedMessage;
        var good = _signed.Content.Elements["digital-signature"];
        byte[] filled = [.. good[..79], 1];
        using var _ = Assert.EnterMultipleScope();
        Assert.That(ChipSignature.IsGood(good, message, _signed.Certificate), Is.True);
        Assert.That(ChipSignature.IsGood(good, [.. message, 0], _signed.Certificate), Is.False);
        Assert.That(ChipSignature.IsGood(filled, message, _signed.Certificate), Is.False);
        Assert.That(ChipSignature.IsGood(good.AsSpan(0, 79), message, _signed.Certificate), Is.False);
        Assert.That(ChipSignature.IsGood(new byte[80], message, _signed.Certificate), Is.False);
        Assert.That(ChipSignature.IsGood([0x30, 0x7E, .. new byte[78]], message, _signed.Certificate), Is.False);
    }

    [TestCase(0, ChipVerdict.Bad, ChipReasons.Mute)]
    [TestCase(2, ChipVerdict.Bad, ChipReasons.Several)]
    [TestCase(-1, ChipVerdict.Unknown, ChipReasons.ReaderUnreachable)]
    [TestCase(1, ChipVerdict.Bad, ChipReasons.UidDiffers)]
    public async Task A_field_without_the_recorded_chip_is_not_good(int chips, ChipVerdict verdict, string reason)
    {
        _chip.Field = chips < 0 ? null : [.. Enumerable.Range(1, chips).Select(i => new ChipTarget('A', [4, 0, 0, 0, 0, 0, (byte)i]))];
        Assert.That(
            await _clock.RunAsync(_encoder.VerifyAsync(TypeA, _signed.Content, default)),
            Is.EqualTo(new ChipCheck(verdict, reason, null)));
        var encoded = await _clock.RunAsync(_encoder.EncodeAsync(TypeA, _signed.Content, default));
        Assert.That(encoded.Reason, Is.EqualTo(reason));
        Assert.That(encoded.Outcome, Is.EqualTo(verdict == ChipVerdict.Unknown ? EncodeOutcome.Unknown : EncodeOutcome.Failed));
        Assert.That(_chip.Commands, Is.Empty);
    }

    [Test]
    public async Task The_UID_of_each_type_is_read()
    {
        Assert.That((await _encoder.ReadUidAsync(default)).Uids, Is.EqualTo(new[] { TypeA }));

        _chip.Field = [new ChipTarget('B', [])];
        var reading = await _encoder.ReadUidAsync(default);
        Assert.That((reading.Presence, reading.Uids[0].Hex), Is.EqualTo((ChipPresence.One, "0102030405060708")));
        Assert.That(_chip.Commands, Is.EqualTo((string[])["00DF000000"]));
    }

    [Test]
    public async Task A_type_B_chip_is_personalised_under_its_own_UID()
    {
        _chip.Field = [new ChipTarget('B', [])];
        var uid = new ChipUid("0102030405060708");
        Assert.That((await _encoder.EncodeAsync(uid, _signed.Content, default)).Outcome, Is.EqualTo(EncodeOutcome.Done));
        Assert.That(_sam.Commands[0], Does.Contain(uid.Hex));
        Assert.That((await _encoder.VerifyAsync(uid, _signed.Content, default)).Verdict, Is.EqualTo(ChipVerdict.Good));
    }

    [Test]
    public async Task A_type_B_chip_that_does_not_tell_its_UID_is_looked_for_three_times_and_then_mute()
    {
        _chip.Field = [new ChipTarget('B', [])];
        _chip.Fault = (_, _) => new ApduResult(null, ReaderAnswered: true);
        var reading = await _clock.RunAsync(_encoder.ReadUidAsync(default));
        Assert.That(reading.Presence, Is.EqualTo(ChipPresence.None));
        Assert.That(_chip.Commands, Has.Count.EqualTo(3));

        _chip.Fault = (_, _) => new ApduResult(null, ReaderAnswered: false);
        Assert.That((await _encoder.ReadUidAsync(default)).Presence, Is.EqualTo(ChipPresence.ReaderFault));
    }

    [Test]
    public async Task Two_cards_fed_as_one_are_several()
    {
        _chip.Field = [new ChipTarget('A', Convert.FromHexString(TypeA.Hex)), new ChipTarget('B', [])];
        var reading = await _encoder.ReadUidAsync(default);
        Assert.That(reading.Presence, Is.EqualTo(ChipPresence.Several));
        Assert.That(reading.Uids, Is.EqualTo(new[] { TypeA }));
    }

    [Test]
    public async Task A_failed_authentication_is_counted_on_disk_and_ends_it([Values] bool byCard)
    {
        (_chip.BelievesSam, _sam.BelievesCard) = (!byCard, byCard);
        var result = await _encoder.EncodeAsync(TypeA, _signed.Content, default);

        Assert.That(result, Is.EqualTo(new EncodeResult(EncodeOutcome.Failed, ChipReasons.Authentication, null)));
        Assert.That(Writes(), Is.Empty);
        Assert.That(new FailedAuthentications(Path.Combine(_folder, "sam-failures.json")).Count("045A4D"), Is.EqualTo(1));

        (_chip.BelievesSam, _sam.BelievesCard) = (true, true);
        await _encoder.EncodeAsync(TypeA, _signed.Content, default);
        Assert.That(_failures.Count("045A4D"), Is.Zero);
    }

    [Test]
    public async Task After_five_failures_in_a_row_the_SAM_is_left_alone()
    {
        _sam.BelievesCard = false;
        for (var i = 0; i < 5; i++)
            await _encoder.EncodeAsync(TypeA, _signed.Content, default);

        _sam.Commands.Clear();
        var result = await _encoder.EncodeAsync(TypeA, _signed.Content, default);
        Assert.That(result, Is.EqualTo(new EncodeResult(EncodeOutcome.Failed, ChipReasons.SamSuspended, null)));
        Assert.That(_sam.Commands, Is.Empty);
    }

    [Test]
    public async Task A_SAM_that_is_not_there_says_nothing_of_the_chip([Values] bool silent)
    {
        _sam.Field = silent ? null : [];
        Assert.That(
            await _encoder.VerifyAsync(TypeA, _signed.Content, default),
            Is.EqualTo(new ChipCheck(ChipVerdict.Unknown, ChipReasons.SamUnreachable, null)));
        Assert.That(_chip.Commands, Is.Empty);
    }

    [Test]
    public async Task Two_stations_take_turns_at_the_SAM()
    {
        var second = new FakeChip();
        await using var other = new ProfileChipEncoder(DevelopmentProfile.Load(), second, _shared, _signed.Certificate, _clock);
        var results = await Task.WhenAll(
            _encoder.EncodeAsync(TypeA, _signed.Content, default), other.EncodeAsync(TypeA, _signed.Content, default));

        Assert.That(results.Select(result => result.Outcome), Has.All.EqualTo(EncodeOutcome.Done));
        var starts = Enumerable.Range(0, _sam.Commands.Count).Where(i => _sam.Commands[i].StartsWith("00F1", StringComparison.Ordinal)).ToList();
        Assert.That(starts, Is.EqualTo((int[])[0, _sam.Commands.Count / 2]), "The second session begins when the first is over.");
    }

    private List<string> Writes() =>
        [.. _chip.Commands.Where(command => command.StartsWith("0C00D6", StringComparison.Ordinal) || command == "0C00440000")];

    /// <summary>A fresh chip and a fresh SAM for one turn of a loop.</summary>
    private sealed class Restart : IDisposable
    {
        private readonly ProfileChipEncoderTests _tests;

        public Restart(ProfileChipEncoderTests tests)
        {
            _tests = tests;
            _tests._failures.Succeeded("045A4D");
            (_tests._chip, _tests._sam) = (new FakeChip(), new FakeSam());
            _tests._shared = new SharedSam(_tests._sam, _tests._failures, _tests._clock);
            _tests._encoder =
                new ProfileChipEncoder(DevelopmentProfile.Load(), _tests._chip, _tests._shared, _tests._signed.Certificate, _tests._clock);
        }

        public void Dispose() => _tests._failures.Succeeded("045A4D");
    }
}

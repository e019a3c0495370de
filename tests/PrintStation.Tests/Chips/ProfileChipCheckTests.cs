using PrintStation.Chips;
using PrintStation.Tests.Transports;

namespace PrintStation.Tests.Chips;

internal sealed class ProfileChipCheckTests : EncoderFixture
{
    [Test]
    public async Task A_written_chip_is_good()
    {
        await Encoder.EncodeAsync(TypeA, Signed.Content, default);
        var check = await Encoder.VerifyAsync(TypeA, Signed.Content, default);
        Assert.That((check.Verdict, check.Reason), Is.EqualTo((ChipVerdict.Good, (string?)null)));
        Assert.That(check.Binding, Is.EqualTo(Signed.Content.Bind(TypeA)));
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
        await Encoder.EncodeAsync(TypeA, Signed.Content, default);
        Chip.Files[file][at] ^= 1;
        var check = await Encoder.VerifyAsync(TypeA, Signed.Content, default);
        Assert.That(check, Is.EqualTo(new ChipCheck(ChipVerdict.Bad, reason, null)));
    }

    [Test]
    public async Task A_signature_that_is_not_the_centres_is_bad()
    {
        using var other = new SignedContent();
        var elements = new Dictionary<string, byte[]>(Signed.Content.Elements)
        {
            ["digital-signature"] = other.Sign(Signed.Content.SignedMessage),
        };
        var result = await Encoder.EncodeAsync(TypeA, Signed.Content with { Elements = elements }, default);
        Assert.That(result, Is.EqualTo(new EncodeResult(EncodeOutcome.Failed, ChipReasons.Signature, null)));
    }

    [Test]
    public void The_digital_signature_is_80_bytes_of_DER_and_zeros()
    {
        var message = Signed.Content.SignedMessage;
        var good = Signed.Content.Elements["digital-signature"];
        byte[] filled = [.. good[..79], 1];
        using var _ = Assert.EnterMultipleScope();
        Assert.That(ChipSignature.IsGood(good, message, Signed.Certificate), Is.True);
        Assert.That(ChipSignature.IsGood(good, [.. message, 0], Signed.Certificate), Is.False);
        Assert.That(ChipSignature.IsGood(filled, message, Signed.Certificate), Is.False);
        Assert.That(ChipSignature.IsGood(good.AsSpan(0, 79), message, Signed.Certificate), Is.False);
        Assert.That(ChipSignature.IsGood(new byte[80], message, Signed.Certificate), Is.False);
        Assert.That(ChipSignature.IsGood([0x30, 0x7E, .. new byte[78]], message, Signed.Certificate), Is.False);
    }

    [TestCase(0, ChipVerdict.Bad, ChipReasons.Mute)]
    [TestCase(2, ChipVerdict.Bad, ChipReasons.Several)]
    [TestCase(-1, ChipVerdict.Unknown, ChipReasons.ReaderUnreachable)]
    [TestCase(1, ChipVerdict.Bad, ChipReasons.UidDiffers)]
    public async Task A_field_without_the_recorded_chip_is_not_good(int chips, ChipVerdict verdict, string reason)
    {
        Chip.Field = chips < 0 ? null : [.. Enumerable.Range(1, chips).Select(i => new ChipTarget('A', [4, 0, 0, 0, 0, 0, (byte)i]))];
        Assert.That(
            await Clock.RunAsync(Encoder.VerifyAsync(TypeA, Signed.Content, default)),
            Is.EqualTo(new ChipCheck(verdict, reason, null)));
        var encoded = await Clock.RunAsync(Encoder.EncodeAsync(TypeA, Signed.Content, default));
        Assert.That(encoded.Reason, Is.EqualTo(reason));
        Assert.That(encoded.Outcome, Is.EqualTo(verdict == ChipVerdict.Unknown ? EncodeOutcome.Unknown : EncodeOutcome.Failed));
        Assert.That(Chip.Commands, Is.Empty);
    }

    [Test]
    public async Task A_card_with_contacts_in_the_reader_is_no_word_about_the_chip([Values] bool speaks)
    {
        Chip.Field = [new ChipTarget('C', [], Speaks: speaks)];
        Assert.That((await Encoder.ReadUidAsync(default)).Presence, Is.EqualTo(ChipPresence.WrongReader));
        Assert.That(await Encoder.VerifyAsync(TypeA, Signed.Content, default),
            Is.EqualTo(new ChipCheck(ChipVerdict.Unknown, ChipReasons.WrongReader, null)));
        Assert.That(await Encoder.EncodeAsync(TypeA, Signed.Content, default),
            Is.EqualTo(new EncodeResult(EncodeOutcome.Unknown, ChipReasons.WrongReader, null)));
        Assert.That(Chip.Commands, Is.Empty);
    }

    [Test]
    public async Task The_UID_of_each_type_is_read()
    {
        Assert.That((await Encoder.ReadUidAsync(default)).Uids, Is.EqualTo(new[] { TypeA }));

        Chip.Field = [new ChipTarget('B', [])];
        var reading = await Encoder.ReadUidAsync(default);
        Assert.That((reading.Presence, reading.Uids[0].Hex), Is.EqualTo((ChipPresence.One, "0102030405060708")));
        Assert.That(Chip.Commands, Is.EqualTo((string[])["00DF000000"]));
    }

    [Test]
    public async Task A_type_B_chip_is_personalised_under_its_own_UID()
    {
        Chip.Field = [new ChipTarget('B', [])];
        var uid = new ChipUid("0102030405060708");
        Assert.That((await Encoder.EncodeAsync(uid, Signed.Content, default)).Outcome, Is.EqualTo(EncodeOutcome.Done));
        Assert.That(Sam.Commands[0], Does.Contain(uid.Hex));
        Assert.That((await Encoder.VerifyAsync(uid, Signed.Content, default)).Verdict, Is.EqualTo(ChipVerdict.Good));
    }

    [Test]
    public async Task A_type_B_chip_that_does_not_tell_its_UID_is_looked_for_three_times_and_then_mute()
    {
        Chip.Field = [new ChipTarget('B', [])];
        Chip.Fault = (_, _) => new ApduResult(null, ReaderAnswered: true);
        var reading = await Clock.RunAsync(Encoder.ReadUidAsync(default));
        Assert.That(reading.Presence, Is.EqualTo(ChipPresence.None));
        Assert.That(Chip.Commands, Has.Count.EqualTo(3));

        Chip.Fault = (_, _) => new ApduResult(null, ReaderAnswered: false);
        Assert.That((await Encoder.ReadUidAsync(default)).Presence, Is.EqualTo(ChipPresence.ReaderFault));
    }

    [Test]
    public async Task Two_cards_fed_as_one_are_several()
    {
        Chip.Field = [new ChipTarget('A', Convert.FromHexString(TypeA.Hex)), new ChipTarget('B', [])];
        var reading = await Encoder.ReadUidAsync(default);
        Assert.That(reading.Presence, Is.EqualTo(ChipPresence.Several));
        Assert.That(reading.Uids, Is.EqualTo(new[] { TypeA }));
    }

    [Test]
    public async Task A_failed_authentication_is_counted_on_disk_and_ends_it([Values] bool byCard)
    {
        (Chip.BelievesSam, Sam.BelievesCard) = (!byCard, byCard);
        var result = await Encoder.EncodeAsync(TypeA, Signed.Content, default);

        Assert.That(result, Is.EqualTo(new EncodeResult(EncodeOutcome.Failed, ChipReasons.Authentication, null)));
        Assert.That(Writes(), Is.Empty);
        Assert.That(new FailedAuthentications(Path.Combine(Folder, "sam-failures.json")).Count("045A4D"), Is.EqualTo(1));

        (Chip.BelievesSam, Sam.BelievesCard) = (true, true);
        await Encoder.EncodeAsync(TypeA, Signed.Content, default);
        Assert.That(Failures.Count("045A4D"), Is.Zero);
    }

    [Test]
    public async Task After_five_failures_in_a_row_the_SAM_is_left_alone()
    {
        Sam.BelievesCard = false;
        for (var i = 0; i < 5; i++)
            await Encoder.EncodeAsync(TypeA, Signed.Content, default);

        Sam.Commands.Clear();
        var result = await Encoder.EncodeAsync(TypeA, Signed.Content, default);
        Assert.That(result, Is.EqualTo(new EncodeResult(EncodeOutcome.Unknown, ChipReasons.SamSuspended, null)));
        Assert.That(Sam.Commands, Is.Empty);
    }

    [Test]
    public async Task A_SAM_that_is_not_there_says_nothing_of_the_chip([Values("silent", "none", "speaks T=0 only")] string sam)
    {
        Sam.Field = sam switch { "silent" => null, "none" => [], _ => [new ChipTarget('C', [], Speaks: false)] };
        Assert.That(
            await Encoder.VerifyAsync(TypeA, Signed.Content, default),
            Is.EqualTo(new ChipCheck(ChipVerdict.Unknown, ChipReasons.SamUnreachable, null)));
        Assert.That(Chip.Commands, Is.Empty);
    }

    [Test]
    public async Task Two_stations_take_turns_at_the_SAM()
    {
        var second = new FakeChip();
        await using var other = new ProfileChipEncoder(DevelopmentProfile.Load(), second, Shared, Signed.Certificate, Clock);
        var results = await Task.WhenAll(
            Encoder.EncodeAsync(TypeA, Signed.Content, default), other.EncodeAsync(TypeA, Signed.Content, default));

        Assert.That(results.Select(result => result.Outcome), Has.All.EqualTo(EncodeOutcome.Done));
        var starts = Enumerable.Range(0, Sam.Commands.Count).Where(i => Sam.Commands[i].StartsWith("00F1", StringComparison.Ordinal)).ToList();
        Assert.That(starts, Is.EqualTo((int[])[0, Sam.Commands.Count / 2]), "The second session begins when the first is over.");
    }
}

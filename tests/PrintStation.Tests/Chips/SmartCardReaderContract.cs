using PrintStation.Chips;
using PrintStation.Emulators.World;
using PrintStation.Tests.Printers;

namespace PrintStation.Tests.Chips;

/// <summary>What every driver of a reader must do, over every kind of line.</summary>
[CancelAfter(480_000)]
internal abstract class SmartCardReaderContract
{
    protected static readonly ChipUid Uid = new(OfficeStation.TypeA);

    /// <summary>What an encoder says that has the SAM's reader in place of the chip's.</summary>
    protected abstract ChipCheck WithTheSamsReader { get; }

    /// <summary>What a technician reads of a reader that went away.</summary>
    protected abstract string WhyLost { get; }

    /// <summary>With a card at the chip station.</summary>
    protected abstract Task<OfficeStation> FedAsync(string? fault, CancellationToken token);

    /// <summary>The reader at the chip station goes away.</summary>
    protected abstract Task LoseAsync();

    protected abstract Task BringBackAsync();

    [Test]
    public async Task A_mute_chip_is_no_chip(CancellationToken token)
    {
        await using var station = await FedAsync("mute-chip@1", token);
        Assert.That((await station.Encoder.ReadUidAsync(token)).Presence, Is.EqualTo(ChipPresence.None));
        Assert.That(
            await station.Encoder.VerifyAsync(Uid, station.Content, token),
            Is.EqualTo(new ChipCheck(ChipVerdict.Bad, ChipReasons.Mute, null)));
        await NextCardIsWrittenAsync(station, token);
    }

    [Test]
    public async Task A_chip_that_tears_has_failed(CancellationToken token)
    {
        await using var station = await FedAsync("chip-tear@1", token);
        Assert.That(
            await station.Encoder.EncodeAsync(Uid, station.Content, token),
            Is.EqualTo(new EncodeResult(EncodeOutcome.Failed, ChipReasons.WriteFailed, null)));
        Assert.That((await station.Encoder.VerifyAsync(Uid, station.Content, token)).Verdict, Is.EqualTo(ChipVerdict.Bad));
        await NextCardIsWrittenAsync(station, token);
    }

    [Test]
    public async Task A_chip_that_confirms_a_write_and_does_not_keep_it_is_found_when_it_is_read_back(CancellationToken token)
    {
        await using var station = await FedAsync("chip-forget@1", token);
        Assert.That(
            await station.Encoder.EncodeAsync(Uid, station.Content, token),
            Is.EqualTo(new EncodeResult(EncodeOutcome.Failed, ChipReasons.Content, null)));
        Assert.That(station.Office.Names(), Has.One.EqualTo("fault"));
        Assert.That(
            await station.Encoder.VerifyAsync(Uid, station.Content, token), Is.EqualTo(new ChipCheck(ChipVerdict.Bad, ChipReasons.Content, null)));
        await NextCardIsWrittenAsync(station, token);
    }

    [Test]
    public async Task A_blank_is_not_good_and_a_written_card_is_not_blank(CancellationToken token)
    {
        await using var station = await FedAsync(null, token);
        Assert.That(
            await station.Encoder.VerifyAsync(Uid, station.Content, token), Is.EqualTo(new ChipCheck(ChipVerdict.Bad, ChipReasons.NotLocked, null)));
        Assert.That((await station.Encoder.EncodeAsync(Uid, station.Content, token)).Outcome, Is.EqualTo(EncodeOutcome.Done));
        Assert.That(
            await station.Encoder.EncodeAsync(Uid, station.Content, token),
            Is.EqualTo(new EncodeResult(EncodeOutcome.Failed, ChipReasons.NotBlank, null)));
        Assert.That((await station.Encoder.VerifyAsync(Uid, station.Content, token)).Verdict, Is.EqualTo(ChipVerdict.Good));
    }

    [Test]
    public async Task A_card_laid_on_the_desk_reader_is_read(CancellationToken token)
    {
        await using var station = await FedAsync(null, token);
        await station.Printer.EjectAsync(token);
        var blank = station.Office.FirstFed();
        Assert.That((await station.Desk.ReadUidAsync(token)).Presence, Is.EqualTo(ChipPresence.None));
        Assert.That(station.Office.World.TryTake(blank), Is.True);
        station.Office.World.LayOnDesk(blank);
        Assert.That((await station.Desk.ReadUidAsync(token)).Uids, Is.EqualTo(new[] { Uid }));
    }

    [Test]
    public async Task A_card_that_shows_itself_only_after_a_few_tries_is_found(CancellationToken token)
    {
        await using var station = await FedAsync("reader-dark@1", token);
        Assert.That((await station.Encoder.ReadUidAsync(token)).Uids, Is.EqualTo(new[] { Uid }));
        Assert.That(station.Office.Names(), Has.One.EqualTo("fault"));
        Assert.That((await station.Encoder.EncodeAsync(Uid, station.Content, token)).Outcome, Is.EqualTo(EncodeOutcome.Done));
        await NextCardIsWrittenAsync(station, token);
    }

    [Test]
    public async Task A_card_that_lost_its_power_for_a_moment_answers_nothing_more_until_it_is_looked_for_again(CancellationToken token)
    {
        await using var station = await FedAsync(null, token);
        var select = Convert.FromHexString("00A40000027F0A");
        Assert.That(await station.Reader.DetectAsync(token), Has.Count.EqualTo(1));
        Assert.That((await station.Reader.TransmitAsync(select, token)).Status, Is.EqualTo(0x9000));

        station.Office.FirstFed().LeaveField();
        Assert.That(await station.Reader.TransmitAsync(select, token), Is.EqualTo(new ApduResult(null, ReaderAnswered: true)));
        Assert.That(await station.Reader.DetectAsync(token), Has.Count.EqualTo(1));
        Assert.That((await station.Reader.TransmitAsync(select, token)).Status, Is.EqualTo(0x9000));
    }

    [Test]
    public async Task A_reader_that_is_lost_says_nothing_of_the_card_and_writes_it_when_it_is_back(CancellationToken token)
    {
        await using var station = await FedAsync(null, token);
        Assert.That((await station.Encoder.ReadUidAsync(token)).Presence, Is.EqualTo(ChipPresence.One));

        await LoseAsync();
        Assert.That((await station.Encoder.ReadUidAsync(token)).Presence, Is.EqualTo(ChipPresence.ReaderFault));
        Assert.That(station.Encoder.Trouble, Does.Contain(WhyLost));
        var lost = await station.Encoder.EncodeAsync(Uid, station.Content, token);
        Assert.That(lost.Outcome, Is.EqualTo(EncodeOutcome.Unknown));
        Assert.That(lost.Reason, Is.EqualTo(ChipReasons.ReaderUnreachable).Or.EqualTo(ChipReasons.SamUnreachable));
        Assert.That((await station.Encoder.VerifyAsync(Uid, station.Content, token)).Verdict, Is.EqualTo(ChipVerdict.Unknown));
        Assert.That(station.Office.FirstFed().Chip.BytesWritten, Is.Zero);

        await BringBackAsync();
        Assert.That((await station.Encoder.EncodeAsync(Uid, station.Content, token)).Outcome, Is.EqualTo(EncodeOutcome.Done));
        Assert.That((station.Encoder.Trouble, station.Encoder.SamTrouble), Is.EqualTo(((string?)null, (string?)null)));
    }

    [Test]
    public async Task The_SAMs_reader_in_place_of_the_chips_is_told_and_writes_nothing(CancellationToken token)
    {
        await using var station = await FedAsync(null, token);
        await using var wrong = station.EncoderAtTheSam();
        Assert.That(await wrong.VerifyAsync(Uid, station.Content, token), Is.EqualTo(WithTheSamsReader));
        Assert.That(station.Office.FirstFed().Chip.BytesWritten, Is.Zero);
    }

    /// <summary>An answer that cannot be used may cost the line, and a look: it says nothing of the card. The test's time limit ends it.</summary>
    protected static async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> saysSomething)
    {
        while (true)
            if (await look() is var seen && saysSomething(seen))
                return seen;
    }

    /// <summary>The way out of a bad card: it is rejected, and the same drivers write the next one.</summary>
    protected static async Task NextCardIsWrittenAsync(OfficeStation station, CancellationToken token)
    {
        await station.RejectAndFeedNextAsync(token);
        var next = new ChipUid(OfficeStation.Next);
        // Under PC/SC the exchange of the card is seen a few milliseconds later.
        await UntilAsync(() => station.Encoder.ReadUidAsync(token), seen => seen.Uids.Contains(next));
        Assert.That((await station.Encoder.EncodeAsync(next, station.Content, token)).Outcome, Is.EqualTo(EncodeOutcome.Done));
        Assert.That((await station.Encoder.VerifyAsync(next, station.Content, token)).Verdict, Is.EqualTo(ChipVerdict.Good));
    }
}

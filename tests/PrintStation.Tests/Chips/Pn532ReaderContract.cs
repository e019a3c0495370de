using PrintStation.Chips;
using PrintStation.Tests.Printers;
using PrintStation.Tests.Transports;
using PrintStation.Transports;

namespace PrintStation.Tests.Chips;

[TestFixture(LineKind.Tcp)]
[TestFixture(LineKind.Serial)]
[CancelAfter(480_000)]
internal sealed class Pn532ReaderContract(LineKind line) : SmartCardReaderContract
{
    /// <summary>Of a search for cards, once the reader is awake; the last is the choice of the one that was found.</summary>
    private const int Questions = 6;

    /// <summary>Far behind the search, in the midst of the chip's files.</summary>
    private const int AmidTheWriting = 25;

    private Plug _plug = null!;

    /// <summary>Without contacts a SAM is a card like others, with another UID.</summary>
    protected override ChipCheck WithTheSamsReader { get; } = new(ChipVerdict.Bad, ChipReasons.UidDiffers, null);

    protected override string WhyLost => Plug.Out;

    protected override Task<OfficeStation> FedAsync(string? fault, CancellationToken token)
    {
        _plug = new Plug();
        return OfficeStation.FedAsync(line, fault, token, _plug.Open);
    }

    protected override Task LoseAsync()
    {
        _plug.IsIn = false;
        return Task.CompletedTask;
    }

    protected override Task BringBackAsync()
    {
        _plug.IsIn = true;
        return Task.CompletedTask;
    }

    [Test]
    public async Task Two_answers_in_one_piece_are_no_answer_and_condemn_no_card(CancellationToken token)
    {
        MergingTransport wire = null!;
        await using var station = await OfficeStation.FedAsync(
            line, null, token, (address, limit, time) => wire = new MergingTransport(IByteTransport.Open(address, limit, time)));
        Assert.That((await station.Encoder.ReadUidAsync(token)).Uids, Is.EqualTo(new[] { Uid }));
        for (var question = 1; question <= Questions; question++)
        {
            wire.MergeAt(question);
            Assert.That((await LookAsync(station, token)).Uids, Is.EqualTo(new[] { Uid }), $"question {question}");
        }

        wire.MergeAt(AmidTheWriting);
        Assert.That(
            await station.Encoder.EncodeAsync(Uid, station.Content, token),
            Is.EqualTo(new EncodeResult(EncodeOutcome.Unknown, ChipReasons.ReaderUnreachable, null)));
        var chip = station.Office.FirstFed().Chip;
        Assert.That((wire.Merges, chip.BytesWritten > 0, chip.IsLocked), Is.EqualTo((Questions + 1, true, false)));
        var unknown = new ChipCheck(ChipVerdict.Unknown, ChipReasons.ReaderUnreachable, null);
        var check = await UntilAsync(() => station.Encoder.VerifyAsync(Uid, station.Content, token), seen => seen != unknown);
        Assert.That(check.Verdict, Is.EqualTo(ChipVerdict.Bad));
    }

    private static Task<ChipReading> LookAsync(OfficeStation station, CancellationToken token) =>
        UntilAsync(() => station.Encoder.ReadUidAsync(token), seen => seen.Presence != ChipPresence.ReaderFault);

    /// <summary>On a serial line it comes with a later question; a TCP connection that was closed brings nothing any more.</summary>
    [Test]
    public async Task A_frame_that_comes_after_the_limit_is_no_answer_to_a_later_question_and_condemns_no_card(CancellationToken token)
    {
        LateTransport wire = null!;
        await using var station = await OfficeStation.FedAsync(
            line, null, token, (address, limit, time) => wire = new LateTransport(IByteTransport.Open(address, limit, time), livesOn: line != LineKind.Tcp));
        Assert.That((await station.Encoder.ReadUidAsync(token)).Uids, Is.EqualTo(new[] { Uid }));
        for (var question = 1; question <= Questions; question++)
        {
            wire.HoldAt(question);
            Assert.That((await LookAsync(station, token)).Uids, Is.EqualTo(new[] { Uid }), $"question {question}");
        }

        wire.HoldAt(AmidTheWriting);
        Assert.That(
            await station.Encoder.EncodeAsync(Uid, station.Content, token),
            Is.EqualTo(new EncodeResult(EncodeOutcome.Unknown, ChipReasons.ReaderUnreachable, null)));
        var chip = station.Office.FirstFed().Chip;
        Assert.That((wire.Held, chip.BytesWritten > 0, chip.IsLocked), Is.EqualTo((Questions + 1, true, false)));
        var check = await UntilAsync(
            () => station.Encoder.VerifyAsync(Uid, station.Content, token), seen => seen.Verdict != ChipVerdict.Unknown);
        Assert.That((check.Verdict, wire.Late), Is.EqualTo((ChipVerdict.Bad, line == LineKind.Tcp ? 0 : Questions + 1)));
        await NextCardIsWrittenAsync(station, token);
    }

    [Test]
    public async Task Two_cards_fed_as_one_are_several_and_neither_is_written(CancellationToken token)
    {
        await using var station = await FedAsync("double-feed@1", token);
        var seen = await station.Encoder.ReadUidAsync(token);
        Assert.That((seen.Presence, seen.Uids.Count), Is.EqualTo((ChipPresence.Several, 2)));
        Assert.That(
            await station.Encoder.EncodeAsync(Uid, station.Content, token), Is.EqualTo(new EncodeResult(EncodeOutcome.Failed, ChipReasons.Several, null)));
        Assert.That(station.Office.World.Blanks.Sum(blank => blank.Chip.BytesWritten), Is.Zero);
    }

    [Test]
    public async Task Another_device_on_the_line_says_nothing_of_the_card_and_does_nothing_to_it(CancellationToken token)
    {
        await using var station = await FedAsync(null, token);
        var before = await station.Printer.ObserveAsync(token);
        await using var wrong = station.EncoderAtThePrinter();
        Assert.That(
            await wrong.EncodeAsync(Uid, station.Content, token),
            Is.EqualTo(new EncodeResult(EncodeOutcome.Unknown, ChipReasons.ReaderUnreachable, null)));
        Assert.That(
            await wrong.VerifyAsync(Uid, station.Content, token),
            Is.EqualTo(new ChipCheck(ChipVerdict.Unknown, ChipReasons.ReaderUnreachable, null)));
        Assert.That(await station.Printer.ObserveAsync(token), Is.EqualTo(before));
        Assert.That(station.Office.FirstFed().Chip.BytesWritten, Is.Zero);
    }
}

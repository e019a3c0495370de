using PrintStation.Chips;
using PrintStation.Emulators.World;
using PrintStation.Tests.Printers;

namespace PrintStation.Tests.Chips;

/// <summary>What every driver of a reader must do, over every kind of line.</summary>
[TestFixture(LineKind.Tcp)]
[TestFixture(LineKind.Serial)]
[CancelAfter(60_000)]
internal sealed class SmartCardReaderContract(LineKind line)
{
    [Test]
    public async Task A_mute_chip_is_no_chip(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(line, "mute-chip@1", token);
        Assert.That((await station.Encoder.ReadUidAsync(token)).Presence, Is.EqualTo(ChipPresence.None));
        Assert.That(
            await station.Encoder.VerifyAsync(new ChipUid(OfficeStation.TypeA), station.Content, token),
            Is.EqualTo(new ChipCheck(ChipVerdict.Bad, ChipReasons.Mute, null)));
    }

    [Test]
    public async Task A_chip_that_tears_has_failed(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(line, "chip-tear@1", token);
        Assert.That(
            await station.Encoder.EncodeAsync(new ChipUid(OfficeStation.TypeA), station.Content, token),
            Is.EqualTo(new EncodeResult(EncodeOutcome.Failed, ChipReasons.WriteFailed, null)));
        Assert.That((await station.Encoder.VerifyAsync(new ChipUid(OfficeStation.TypeA), station.Content, token)).Verdict, Is.EqualTo(ChipVerdict.Bad));
    }

    [Test]
    public async Task A_blank_is_not_good_and_a_written_card_is_not_blank(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(line, null, token);
        var uid = new ChipUid(OfficeStation.TypeA);
        Assert.That(
            await station.Encoder.VerifyAsync(uid, station.Content, token), Is.EqualTo(new ChipCheck(ChipVerdict.Bad, ChipReasons.NotLocked, null)));
        Assert.That((await station.Encoder.EncodeAsync(uid, station.Content, token)).Outcome, Is.EqualTo(EncodeOutcome.Done));
        Assert.That(
            await station.Encoder.EncodeAsync(uid, station.Content, token),
            Is.EqualTo(new EncodeResult(EncodeOutcome.Failed, ChipReasons.NotBlank, null)));
        Assert.That((await station.Encoder.VerifyAsync(uid, station.Content, token)).Verdict, Is.EqualTo(ChipVerdict.Good));
    }

    [Test]
    public async Task A_card_laid_on_the_desk_reader_is_read(CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(line, null, token);
        await station.Printer.EjectAsync(token);
        var blank = station.Office.FirstFed();
        Assert.That((await station.Desk.ReadUidAsync(token)).Presence, Is.EqualTo(ChipPresence.None));
        Assert.That(station.Office.World.TryTake(blank), Is.True);
        station.Office.World.LayOnDesk(blank);
        Assert.That((await station.Desk.ReadUidAsync(token)).Uids, Is.EqualTo(new[] { new ChipUid(OfficeStation.TypeA) }));
    }
}

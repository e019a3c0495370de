using PrintStation.Chips;
using PrintStation.Emulators.World;
using PrintStation.Printers;
using PrintStation.Tests.Printers;

namespace PrintStation.Tests.Chips.Pcsc;

/// <summary>Through the real pcscd and vpcd.</summary>
[TestFixture]
[NeedsPcscd]
[CancelAfter(600_000)]
internal sealed class PcscReaderContract : SmartCardReaderContract
{
    private PcscDaemon? _daemon;

    protected override ChipCheck WithTheSamsReader { get; } = new(ChipVerdict.Unknown, ChipReasons.WrongReader, null);

    protected override string WhyLost => "the service of PC/SC does not run";

    [SetUp]
    public async Task Begin() => _daemon = await PcscDaemon.StartAsync();

    [TearDown]
    public async Task End()
    {
        if (_daemon is not null)
            await _daemon.DisposeAsync();
        _daemon = null;
    }

    protected override Task<OfficeStation> FedAsync(string? fault, CancellationToken token) =>
        OfficeStation.FedAsync(LineKind.Tcp, fault, token, pcsc: true);

    /// <summary>Only the person who takes the output finds a blank behind the card.</summary>
    [Test]
    public async Task Two_cards_fed_as_one_are_one_and_that_one_is_written(CancellationToken token)
    {
        await using var station = await FedAsync("double-feed@1", token);
        var seen = await station.Encoder.ReadUidAsync(token);
        Assert.That((seen.Presence, seen.Uids), Is.EqualTo((ChipPresence.One, new[] { Uid })));
        Assert.That((await station.Encoder.EncodeAsync(Uid, station.Content, token)).Outcome, Is.EqualTo(EncodeOutcome.Done));
        Assert.That((await station.Encoder.VerifyAsync(Uid, station.Content, token)).Verdict, Is.EqualTo(ChipVerdict.Good));
        Assert.That((await station.Printer.EjectAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        Assert.That(
            station.Office.World.Blanks.Where(blank => blank.Place.Kind == PlaceKind.Output).Select(blank => (blank.Uid, blank.Chip.IsLocked)),
            Is.EquivalentTo(new[] { (OfficeStation.TypeA, true), (OfficeStation.Next, false) }));
    }

    protected override Task LoseAsync() => _daemon!.KillAsync();

    protected override Task BringBackAsync() => _daemon!.BeginAsync();
}

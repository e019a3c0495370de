using PrintStation.Chips;
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

    protected override Task LoseAsync() => _daemon!.KillAsync();

    protected override Task BringBackAsync() => _daemon!.BeginAsync();
}

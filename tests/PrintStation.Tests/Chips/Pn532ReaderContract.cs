using PrintStation.Chips;
using PrintStation.Tests.Printers;
using PrintStation.Tests.Transports;

namespace PrintStation.Tests.Chips;

[TestFixture(LineKind.Tcp)]
[TestFixture(LineKind.Serial)]
[CancelAfter(120_000)]
internal sealed class Pn532ReaderContract(LineKind line) : SmartCardReaderContract
{
    private Plug _plug = null!;

    /// <summary>Without contacts a SAM is a card like others, with another UID.</summary>
    protected override ChipCheck WithTheSamsReader { get; } = new(ChipVerdict.Bad, ChipReasons.UidDiffers, null);

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
}

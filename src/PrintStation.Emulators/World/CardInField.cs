using PrintStation.Emulators.Chips;
using PrintStation.Emulators.Faults;

namespace PrintStation.Emulators.World;

/// <summary>A blank as a reader found it in its field. When the card leaves the field it answers no more, even if it comes back: its chip lost
/// its power and must be found anew.</summary>
/// <param name="body">The printer whose chip station it is; null for the desk reader.</param>
internal sealed class CardInField(Blank blank, PrinterBody? body, PhysicalWorld world) : IContactlessCard
{
    /// <summary>A power cut while encoding comes when this many bytes are written.</summary>
    private const int CutAfterBytes = 500;

    private readonly long _fieldCycle = blank.FieldCycle;

    public char Type => blank.Chip.Type;

    public byte[] Identifier => blank.Chip.Identifier;

    public void Activate()
    {
        lock (world.Gate)
        {
            if (blank.FieldCycle == _fieldCycle)
                blank.Chip.Activate();
        }
    }

    public byte[]? Transmit(ReadOnlySpan<byte> command)
    {
        byte[]? answer;
        Fault? cut = null;
        lock (world.Gate)
        {
            if (blank.FieldCycle != _fieldCycle || body is { IsMoving: true } or { IsPowered: false })
                return null;

            answer = blank.Chip.Transmit(command);
            if (body is not null && blank.Chip.BytesWritten >= CutAfterBytes)
                cut = world.TakeFault(FaultKind.PowerCut, body, blank.FeedNumber, Phase.Encode);
        }

        if (cut is null)
            return answer;

        body?.CutPower(cut.PowerOn);
        return null;
    }
}

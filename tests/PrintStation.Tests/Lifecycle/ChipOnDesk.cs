using PrintStation.Chips;

namespace PrintStation.Tests.Lifecycle;

/// <summary>The desk reader: one chip lies on it, or none.</summary>
internal sealed class ChipOnDesk : IChipEncoder
{
    private string? _uid;

    public ChipVerdict Verdict { get; set; } = ChipVerdict.Good;

    public void Lies(string? uid) => _uid = uid;

    /// <summary>What happens in the room while the card is read.</summary>
    public Action? BeforeReading { get; set; }

    public Task<ChipReading> ReadUidAsync(CancellationToken token)
    {
        BeforeReading?.Invoke();
        return Task.FromResult(_uid is null
            ? new ChipReading(ChipPresence.None, [])
            : new ChipReading(ChipPresence.One, [new ChipUid(_uid)]));
    }

    public Task<EncodeResult> EncodeAsync(ChipUid uid, ChipContent content, SamTurn? sam, CancellationToken token) =>
        throw new InvalidOperationException("Nothing is written at the desk.");

    public Task<ChipCheck> VerifyAsync(ChipUid uid, ChipContent content, CancellationToken token) =>
        Task.FromResult(new ChipCheck(Verdict, Verdict == ChipVerdict.Good ? null : Trouble, null));

    /// <summary>What every element on it reads as; null: it gives none.</summary>
    public byte[]? Element { get; set; }

    /// <summary>Why a chip cannot be looked at now, or is not good.</summary>
    public string Trouble { get; set; } = ChipReasons.Content;

    public Task<ElementReading> ReadAsync(ChipUid uid, string element, CancellationToken token) =>
        Task.FromResult(new ElementReading(Element, Element is null ? Trouble : null));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

namespace PrintStation.Emulators.Chips;

/// <summary>A card as a reader sees it: the chip of a blank, or the SAM. Without contacts (ISO 14443-4), but for the SAM in a reader of PC/SC.</summary>
internal interface IContactlessCard
{
    /// <summary>'A' or 'B'; 'C' with contacts.</summary>
    char Type { get; }

    /// <summary>Type A: the UID. Type B: the PUPI, which is not the UID. With contacts no reader tells it.</summary>
    byte[] Identifier { get; }

    /// <summary>The reader selected it: a new conversation begins.</summary>
    void Activate();

    /// <summary>Null when the card gives no answer, or is no longer in the field.</summary>
    byte[]? Transmit(ReadOnlySpan<byte> command);
}

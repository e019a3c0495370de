namespace PrintStation.Emulators.Chips;

/// <summary>The SAM in a reader with contacts, as SAMs come.</summary>
internal sealed class SamWithContacts(Sam sam) : IContactlessCard
{
    public char Type => 'C';

    public byte[] Identifier => sam.Identifier;

    public void Activate() => sam.Activate();

    public byte[]? Transmit(ReadOnlySpan<byte> command) => sam.Transmit(command);
}

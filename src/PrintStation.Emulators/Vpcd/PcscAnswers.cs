using PrintStation.Emulators.Chips;

namespace PrintStation.Emulators.Vpcd;

/// <summary>What a PC/SC reader says itself of a card without contacts (PC/SC part 3).</summary>
internal static class PcscAnswers
{
    /// <summary>3B 8n 80 01, n bytes of history, and the exclusive or of all but the first. Type A: the history of the ATS, which these
    /// cards do not have. Type B: application data and protocol information of the ATQB, and the length from the answer to
    /// ATTRIB.</summary>
    public static byte[] Atr(IContactlessCard card)
    {
        byte[] history = card.Type == 'B' ? [0x00, 0x00, 0x00, 0x00, 0x00, 0x81, 0x71, 0x00] : [];
        byte[] atr = [0x3B, (byte)(0x80 | history.Length), 0x80, 0x01, .. history];
        return [.. atr, atr.Skip(1).Aggregate((byte)0, (check, one) => (byte)(check ^ one))];
    }

    /// <summary>To a command of class FF, which is for the reader: GET DATA gives the UID, or of type B the PUPI. Nothing else is known
    /// here.</summary>
    public static byte[] ToReader(byte[] command, IContactlessCard card) => CommandApdu.Parse(command) switch
    {
        { Instruction: 0xCA, P1P2: 0, Data.Length: 0, Expected: { } expected } => expected == 256 || expected == card.Identifier.Length
            ? StatusWord.Answer(StatusWord.Good, card.Identifier)
            : StatusWord.Answer(0x6C00 | card.Identifier.Length),
        { Instruction: 0xCA } => StatusWord.Answer(StatusWord.WrongP1P2),
        _ => StatusWord.Answer(StatusWord.UnknownInstruction),
    };
}

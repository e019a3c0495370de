using PrintStation.Emulators.Chips;

namespace PrintStation.Emulators.Vpcd;

/// <summary>What a PC/SC reader says itself of a card: of one without contacts by PC/SC part 3, of one with contacts what it answered to the
/// reset.</summary>
internal static class PcscAnswers
{
    /// <summary>T=1, and five bytes of history.</summary>
    private static readonly byte[] WithContacts = [0x3B, 0x95, 0x13, 0x81, 0x01, 0x80, 0x73, 0xFF, 0x01, 0x00, 0x0B];

    /// <summary>3B 8n 80 01, n bytes of history, and the exclusive or of all but the first. Type A: the history of the ATS, which these
    /// cards do not have. Type B: application data and protocol information of the ATQB, and the length from the answer to
    /// ATTRIB.</summary>
    public static byte[] Atr(IContactlessCard card)
    {
        if (card.Type == 'C')
            return [.. WithContacts];
        byte[] history = card.Type == 'B' ? [0x00, 0x00, 0x00, 0x00, 0x00, 0x81, 0x71, 0x00] : [];
        byte[] atr = [0x3B, (byte)(0x80 | history.Length), 0x80, 0x01, .. history];
        return [.. atr, atr.Skip(1).Aggregate((byte)0, (check, one) => (byte)(check ^ one))];
    }

    /// <summary>To a command of class FF, which is for the reader: GET DATA gives the UID, or of type B the PUPI. Nothing else is known
    /// here.</summary>
    public static byte[] ToReader(byte[] command, IContactlessCard card) => CommandApdu.Parse(command) switch
    {
        _ when card.Type == 'C' => StatusWord.Answer(StatusWord.UnknownInstruction),
        { Instruction: 0xCA, P1P2: 0, Data.Length: 0, Expected: { } expected } => expected == 256 || expected == card.Identifier.Length
            ? StatusWord.Answer(StatusWord.Good, card.Identifier)
            : StatusWord.Answer(0x6C00 | card.Identifier.Length),
        { Instruction: 0xCA } => StatusWord.Answer(StatusWord.WrongP1P2),
        _ => StatusWord.Answer(StatusWord.UnknownInstruction),
    };
}

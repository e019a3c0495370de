namespace PrintStation.Chips.Pcsc;

/// <summary>What a call came to: the codes of PC/SC that mean something here, and two of our own. Others come through as their
/// number.</summary>
internal enum PcscResult : uint
{
    Success = 0,

    /// <summary>Ours: the system has no PC/SC.</summary>
    LibraryMissing = 1,

    /// <summary>Ours: the call did not come back in time.</summary>
    Late = 2,

    UnknownReader = 0x80100009,
    SharingViolation = 0x8010000B,
    NoCard = 0x8010000C,
    OtherProtocol = 0x8010000F,
    CommunicationError = 0x80100013,
    NotTransacted = 0x80100016,
    ReaderUnavailable = 0x80100017,
    NoService = 0x8010001D,
    ServiceStopped = 0x8010001E,
    NoReaders = 0x8010002E,
    Unsupported = 0x80100065,
    Unresponsive = 0x80100066,
    Unpowered = 0x80100067,
    Reset = 0x80100068,
    Removed = 0x80100069,
}

internal static class PcscResults
{
    /// <summary>The reader works; the card is not there, or not as it should be. Everything else says nothing of the card.</summary>
    public static bool IsOfCard(this PcscResult result) => result
        is PcscResult.NoCard or PcscResult.NotTransacted or PcscResult.Unsupported or PcscResult.Unresponsive
        or PcscResult.Unpowered or PcscResult.Reset or PcscResult.Removed;

    /// <summary>For the technician: what is wrong and what to do. A reader that is not there needs the names of those that are.</summary>
    public static string Words(this PcscResult result, IReadOnlyList<string> readers) => result switch
    {
        PcscResult.LibraryMissing => $"{PcscLibrary.FileName} is not installed; install PC/SC (Debian: pcscd)",
        PcscResult.Late => "PC/SC did not answer in time; look at the reader's cable, or start the service of PC/SC again",
        PcscResult.NoService or PcscResult.ServiceStopped or PcscResult.CommunicationError =>
            "the service of PC/SC does not run; start it (pcscd; on Windows: Smart Card)",
        PcscResult.OtherProtocol => "the card in it speaks T=0 only, and this station speaks T=1; use another card or SAM",
        PcscResult.SharingViolation => "another program holds the card; end it",
        PcscResult.UnknownReader or PcscResult.ReaderUnavailable or PcscResult.NoReaders => readers.Count == 0
            ? "PC/SC knows no reader at all; connect it"
            : $"PC/SC knows no reader of this name; connect it, or use one of: {string.Join("; ", readers)}",
        _ => Enum.IsDefined(result) ? $"PC/SC says {result}" : $"PC/SC says {(uint)result:X8}",
    };
}

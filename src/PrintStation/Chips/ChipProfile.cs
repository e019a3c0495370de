namespace PrintStation.Chips;

/// <summary>How a kind of chip is personalised: data from config/chips. The engine knows no secret of any chip.</summary>
/// <param name="Support">"hardware", "emulator" or "document": how far this profile was tried.</param>
/// <param name="UidCommand">Command APDU after which a chip tells its UID whose UID no reader knows: type B, or with contacts.</param>
/// <param name="UidBytes">How many bytes at the end of that answer are the UID.</param>
/// <param name="Create">Command APDUs that make application and files on a bare card; empty where the factory has made them.</param>
/// <param name="ApplicationSelect">Command APDUs that choose the application.</param>
/// <param name="FileSelect">Start of the APDU that chooses a file, Lc included; the two bytes of the file follow.</param>
/// <param name="Read">CLA and INS of READ BINARY; offset and Le follow.</param>
/// <param name="Update">CLA and INS of UPDATE BINARY; offset, Lc and data follow.</param>
/// <param name="Lock">Command APDU after which no file can be changed; null where there is none.</param>
/// <param name="MostRead">Most bytes of one read.</param>
/// <param name="MostWritten">Most bytes of one update.</param>
/// <param name="Control">Null where no file tells whether the chip is blank or locked.</param>
/// <param name="Session">Null where all is written and read in the open: no SAM is needed then.</param>
/// <param name="Files">One for each data element, a 2-byte big-endian length and the data in each.</param>
/// <param name="BindingElement">Null where the chip is not bound to its station.</param>
/// <param name="Steps">What personalisation does, in order.</param>
internal sealed record ChipProfile(
    string Name, string Support, byte[] UidCommand, int UidBytes, IReadOnlyList<byte[]> Create, IReadOnlyList<byte[]> ApplicationSelect,
    byte[] FileSelect, byte[] Read, byte[] Update, byte[]? Lock, int MostRead, int MostWritten, ChipControl? Control,
    ChipSessionFacts? Session, IReadOnlyList<ChipFile> Files, string SignatureElement, string? BindingElement,
    IReadOnlyList<ChipStep> Steps)
{
    /// <summary>Length bytes at the start of a file.</summary>
    public const int PrefixBytes = 2;

    /// <summary>The first element of the profile that the payload lacks or that is too large for its file; null when all fit. Asked
    /// before a blank is used.</summary>
    public string? FirstMisfit(IReadOnlyDictionary<string, byte[]> elements) => Files
        .Where(file => file.Element != BindingElement)
        .FirstOrDefault(file => !elements.TryGetValue(file.Element, out var data) || data.Length + PrefixBytes > file.Bytes)
        ?.Element;

    /// <summary>Why no identity card may be made like this; null when it may: the chip proves itself, cannot be changed any more, and is bound to
    /// the station that made it.</summary>
    public string? WhyUnfit() => Session is null ? "it knows no mutual authentication, so whoever has the card could change it"
        : Lock is null || Steps.All(step => step.Action != ChipAction.Lock) ? "it does not lock the chip"
        : BindingElement is null ? "it does not bind the chip to the station"
        : null;

    public ChipFile File(string element) => Files.Single(file => file.Element == element);
}

/// <summary>The card control file, free to read: it tells whether the chip is blank or locked and goes into the authentication.</summary>
/// <param name="Bytes">Its whole length.</param>
/// <param name="StateByte">Index of the byte that tells the state.</param>
internal sealed record ChipControl(byte[] File, int Bytes, int StateByte, byte Blank, byte Locked);

/// <summary>Commands of the mutual authentication and of the secure session; the SAM's are starts of four bytes, Lc and data follow.</summary>
/// <param name="Challenge">Command APDU to the card.</param>
/// <param name="UidBytes">Length of the UID in the SAM's first command; a shorter UID is filled with 00 at its end.</param>
/// <param name="SamStart">With control data, UID and challenge: answers the first cryptogram.</param>
/// <param name="CardAuthenticate">To the card, with that cryptogram: answers the second.</param>
/// <param name="SamFinish">With the second cryptogram.</param>
/// <param name="SamWrap">With a plain command: answers the wrapped one.</param>
/// <param name="SamUnwrap">With the card's whole answer: answers the plain one with its status.</param>
/// <param name="MostFailures">After so many failed authentications in a row the SAM is left alone; SAMs lock themselves.</param>
internal sealed record ChipSessionFacts(
    byte[] Challenge, int ChallengeBytes, int UidBytes, int CryptogramBytes, byte[] SamStart, byte[] CardAuthenticate, byte[] SamFinish,
    byte[] SamWrap, byte[] SamUnwrap, int MostFailures);

/// <param name="Id">File identifier, two bytes.</param>
/// <param name="Bytes">Its size, the length bytes included.</param>
internal sealed record ChipFile(string Element, byte[] Id, int Bytes);

internal enum ChipAction
{
    /// <summary>Make application and files. A card that has them already is not blank.</summary>
    Create,

    /// <summary>Choose the application; where there is a control file, read it and find it blank.</summary>
    Select,

    /// <summary>Card and SAM prove themselves to each other; from here on all commands are wrapped.</summary>
    Authenticate,

    /// <summary>Write one element.</summary>
    Write,

    /// <summary>Sign the UID together with the digital signature and write that.</summary>
    Bind,

    Lock,

    /// <summary>Read everything again and compare.</summary>
    ReadBack,
}

/// <param name="Element">For <see cref="ChipAction.Write"/> only.</param>
internal sealed record ChipStep(ChipAction Action, string? Element);

namespace PrintStation.Chips;

/// <summary>Reads and writes the one chip at a chip station, by a profile.</summary>
internal interface IChipEncoder : IAsyncDisposable
{
    /// <summary>Which card lies on the antenna.</summary>
    Task<ChipReading> ReadUidAsync(CancellationToken token);

    /// <summary>The same where nothing should lie: without patience for a card that flickers.</summary>
    Task<ChipReading> GlanceAsync(CancellationToken token) => ReadUidAsync(token);

    /// <inheritdoc cref="ISmartCardReader.Openings"/>
    int Openings => 0;

    /// <inheritdoc cref="ISmartCardReader.ExpectCard"/>
    void ExpectCard()
    {
    }

    /// <summary>The reader in which the SAM lies, for people; null where the profile needs none.</summary>
    string? SamName => null;

    /// <inheritdoc cref="ISmartCardReader.Trouble"/>
    string? Trouble => null;

    /// <summary>Why the SAM was not to be had last time, with its reader's name; null when it was.</summary>
    string? SamTrouble => null;

    /// <summary>The SAM for the next encoding. Taken before a working state is on disk: one that is away says nothing of a card, and no card
    /// may pay for it.</summary>
    /// <returns>Null when it does not answer, or is not free in time; and where the profile needs none.</returns>
    Task<SamTurn?> TakeSamAsync(CancellationToken token) => Task.FromResult<SamTurn?>(null);

    /// <summary>Whether so many authentications with this SAM failed in a row that no further one is tried.</summary>
    bool IsSuspended(SamTurn sam) => false;

    /// <summary>Writes, locks, reads back. Each writing command is sent at most once. One failed authentication ends it.</summary>
    /// <param name="sam">As taken; null where the profile needs none.</param>
    Task<EncodeResult> EncodeAsync(ChipUid uid, ChipContent content, SamTurn? sam, CancellationToken token);

    /// <summary>One element as it stands on the chip.</summary>
    Task<ElementReading> ReadAsync(ChipUid uid, string element, CancellationToken token);

    /// <summary>Reads the whole content again and compares: elements, lock, signature of the centre, binding to this UID.</summary>
    Task<ChipCheck> VerifyAsync(ChipUid uid, ChipContent content, CancellationToken token);
}

/// <param name="Hex">Upper-case hex of 4, 7 or 10 bytes (type A), 8 bytes (type B), or as many as the profile says (with contacts).</param>
public sealed record ChipUid(string Hex)
{
    /// <summary>A random UID is no identity: type A, 4 bytes, first byte 08.</summary>
    public bool IsRandom => Hex.Length == 8 && Hex.StartsWith("08", StringComparison.Ordinal);
}

public enum ChipPresence
{
    /// <summary>The reader did not answer: nothing is known of the card.</summary>
    ReaderFault,

    /// <summary>A card with contacts answers where only contactless ones come: the wrong reader, such as the SAM's. It says nothing of the
    /// card at the chip station.</summary>
    WrongReader,

    /// <summary>The reader works and sees no chip.</summary>
    None,

    One,

    /// <summary>Two cards were fed as one.</summary>
    Several,
}

/// <param name="Uids">As many as were read.</param>
public sealed record ChipReading(ChipPresence Presence, IReadOnlyList<ChipUid> Uids);

/// <summary>What must stand on the chip at the end.</summary>
/// <param name="Elements">By name, as the centre signed them.</param>
/// <param name="SignedMessage">The bytes that the centre's digital signature covers.</param>
/// <param name="Bind">Signs UID and digital signature with the station's key; 64 bytes.</param>
/// <param name="IsBound">Whether a binding read from a chip is this station's for that UID.</param>
public sealed record ChipContent(
    IReadOnlyDictionary<string, byte[]> Elements, byte[] SignedMessage, Func<ChipUid, byte[]> Bind, Func<ChipUid, byte[], bool> IsBound);

public enum EncodeOutcome
{
    /// <summary>Written, locked, read back, good.</summary>
    Done,

    /// <summary>The card must not be used: chip error, failed authentication, content differs.</summary>
    Failed,

    /// <summary>The reader or the SAM went away: the chip must be looked at again.</summary>
    Unknown,
}

/// <param name="Reason">A word of <see cref="ChipReasons"/>, such as "chip-mute"; null when done.</param>
/// <param name="Binding">What was written as binding; when done, and the profile has one.</param>
public sealed record EncodeResult(EncodeOutcome Outcome, string? Reason, byte[]? Binding);

public enum ChipVerdict
{
    Good,

    /// <summary>The chip answered and is not what it must be, or it stays mute.</summary>
    Bad,

    /// <summary>Reader or SAM did not answer.</summary>
    Unknown,
}

/// <param name="Reason">A word of <see cref="ChipReasons"/>; null when good.</param>
/// <param name="Binding">As read from the chip; when good, and the profile has one.</param>
public sealed record ChipCheck(ChipVerdict Verdict, string? Reason, byte[]? Binding);

/// <param name="Data">Null when this chip was not there, or did not give it.</param>
/// <param name="Reason">A word of <see cref="ChipReasons"/>; null where there are data.</param>
public sealed record ElementReading(byte[]? Data, string? Reason);

namespace PrintStation.Chips;

/// <summary>Why a chip is not good, or not known: the words shown outside and kept on disk.</summary>
public static class ChipReasons
{
    /// <summary>No chip in the field, or one that does not answer.</summary>
    public const string Mute = "chip-mute";

    /// <summary>More than one chip in the field.</summary>
    public const string Several = "chip-several";

    /// <summary>Another chip than the recorded one.</summary>
    public const string UidDiffers = "chip-uid-differs";

    /// <summary>A UID of a length that the profile's session cannot take.</summary>
    public const string UidUnsupported = "chip-uid-unsupported";

    /// <summary>Not a blank of this profile, or not blank any more.</summary>
    public const string NotBlank = "chip-not-blank";

    /// <summary>A write, the binding or the lock was refused, or its answer did not come.</summary>
    public const string WriteFailed = "chip-write-failed";

    /// <summary>Card and SAM do not believe each other.</summary>
    public const string Authentication = "chip-authentication";

    /// <summary>The secure session broke.</summary>
    public const string Session = "chip-session";

    /// <summary>What was read back is not what was to be written.</summary>
    public const string Content = "chip-content";

    /// <summary>The chip can still be written.</summary>
    public const string NotLocked = "chip-not-locked";

    /// <summary>The digital signature is not the centre's for this content.</summary>
    public const string Signature = "chip-signature";

    /// <summary>The binding is not this station's for this UID.</summary>
    public const string Binding = "chip-binding";

    /// <summary>The payload lacks an element of the profile, or one is too large for its file. Nothing was sent to the chip.</summary>
    public const string ContentDoesNotFit = "chip-content-does-not-fit";

    public const string ReaderUnreachable = "reader-unreachable";

    /// <summary>A card with contacts, such as a SAM, lies in the reader.</summary>
    public const string WrongReader = "wrong-reader";

    public const string SamUnreachable = "sam-unreachable";

    /// <summary>The SAM answered the start of an authentication, or a command to wrap, with an error.</summary>
    public const string SamRefused = "sam-refused";

    /// <summary>So many authentications in a row failed that the SAM is not tried any more.</summary>
    public const string SamSuspended = "sam-suspended";

    /// <summary>What is wrong lies with the SAM: it says nothing of the card. Not one that refuses: what it was given came from the card.</summary>
    public static bool IsOfSam(string? reason) => reason is SamUnreachable or SamSuspended;

    /// <summary>What is wrong lies with the reader: it says nothing of the card.</summary>
    public static bool IsOfReader(string? reason) => reason is ReaderUnreachable or WrongReader;
}

namespace PrintStation.Emulators.Faults;

internal enum FaultKind
{
    FeederEmpty,

    /// <summary>Two blanks stick together and are fed as one.</summary>
    DoubleFeed,
    Jam,
    RibbonEnd,

    /// <summary>The sensor says once that the ribbon has ended, and it has not.</summary>
    RibbonFalse,

    /// <summary>The head fails in the last panel; the ribbon goes on under it.</summary>
    HeadError,
    MuteChip,
    ChipTear,

    /// <summary>The chip confirms one write and does not keep it.</summary>
    ChipForget,
    StaleReply,

    /// <summary>A reply comes only when the host has given it up and asks for something else.</summary>
    LateReply,
    RejectFull,

    /// <summary>The cards of the output lie so high that no other fits.</summary>
    ExitFull,

    /// <summary>A card that went out stays under the sensor of the exit slot.</summary>
    ExitSlot,

    /// <summary>The machine says that the card has left, and it lies where it lay.</summary>
    CardLeft,

    /// <summary>Somebody opens the cover.</summary>
    CoverOpen,

    /// <summary>After this card there is no ribbon in the machine.</summary>
    RibbonNone,

    /// <summary>After this card there is a ribbon of another region in the machine.</summary>
    RibbonZone,

    /// <summary>After this card the machine says that it must be cleaned, and takes no other before.</summary>
    Cleaning,

    /// <summary>The machine refuses this card until it was cleaned; nothing has announced it.</summary>
    CleaningMandatory,

    /// <summary>The head is too hot and cools down in the middle of a panel.</summary>
    HeadHot,

    /// <summary>The reader sees no chip for a few tries after the card has come.</summary>
    ReaderDark,

    /// <summary>The card jams on its way in, and the machine says so in its owner's language.</summary>
    LocalText,

    /// <summary>Some bytes of a panel do not arrive.</summary>
    ShortDownload,

    /// <summary>The machine starts anew without touching the card: off the line for a while, its settings lost.</summary>
    Offline,
    PowerCut,
    NetworkDown,
}

/// <summary>Where a card is in its cycle when a fault strikes.</summary>
internal enum Phase
{
    /// <summary>Before the card leaves the hopper.</summary>
    Idle,

    /// <summary>On the way from the hopper to the chip station.</summary>
    Feed,

    /// <summary>At the chip station; a jam shows on the way from there to the print head.</summary>
    Encode,

    /// <summary>Under the print head.</summary>
    Print,

    /// <summary>On the way back to the chip station.</summary>
    Verify,

    /// <summary>On the way to the output.</summary>
    Eject,
}

/// <summary>What the printer does with a card that is inside when the power returns.</summary>
internal enum PowerOnAction
{
    Eject,
    Reject,

    /// <summary>Prints what it still holds once more, then ejects.</summary>
    Restart,

    /// <summary>Nothing: it stays where it is.</summary>
    Stay,
}

/// <param name="Card">The n-th card fed over the whole office, from 1; 0 for a network fault.</param>
/// <param name="Start">Network faults: since the office began.</param>
internal sealed record Fault(
    FaultKind Kind, int Card, Phase Phase, PowerOnAction PowerOn = PowerOnAction.Eject, TimeSpan Start = default, TimeSpan Length = default)
{
    /// <summary>The word of the fault list and of the world's log.</summary>
    public string Word => FaultPlan.Words[Kind];
}

/// <summary>The fault list is not readable; the message names the part and what is allowed.</summary>
internal sealed class FaultSpecException(string message) : FormatException(message);

namespace PrintStation.Lifecycle;

/// <summary>What was seen since the working state was written. Counters are differences to what was written with it.</summary>
internal sealed record CardEvidence
{
    /// <summary>A position sensor says card.</summary>
    public required bool CardInside { get; init; }

    /// <summary>What lies on the antenna.</summary>
    public required ChipSeen Chip { get; init; }

    /// <summary>Cards taken in beyond those this run accounts for; while Feeding: since before the feed.</summary>
    public required long CardsInserted { get; init; }

    /// <summary>All panels of the face were printed, not one more or less.</summary>
    public bool PanelsAsSent { get; init; }

    public required bool PowerLost { get; init; }

    /// <summary>Cover opened or card jammed since the working state.</summary>
    public required bool PathDisturbed { get; init; }

    /// <summary>A card lies at the exit slot.</summary>
    public bool ExitSeen { get; init; }

    /// <summary>Recorded UID, elements, lock, signature and binding were read back good.</summary>
    public bool ContentGood { get; init; }

    /// <summary>While Feeding: exactly one chip, and its UID may be used.</summary>
    public bool BlankIsFit { get; init; }

    /// <summary>The device answered the command with done.</summary>
    public bool CommandSaidDone { get; init; }

    /// <summary>A card inside that is this run's: its UID reads; or no other card came in, and nothing reads or the two that were fed as
    /// one.</summary>
    public bool OwnCardInside =>
        CardInside && (Chip == ChipSeen.Own || (Chip is ChipSeen.Nothing or ChipSeen.Several && CardsInserted == 0));

    /// <summary>No card, and nobody could have taken one.</summary>
    public bool ProvenEmpty => !CardInside && !PowerLost && !PathDisturbed;
}

internal enum ChipSeen
{
    Nothing,
    Own,
    Several,
    Other,
}

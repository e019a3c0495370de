namespace PrintStation.Lifecycle;

/// <summary>One attempt at one job with one blank, as it stands on disk.</summary>
/// <param name="Attempt">1 for the first run of the job, at most <see cref="RunBook.MostAttempts"/>.</param>
/// <param name="Reason">Why it is where it is, a code; null on the straight way.</param>
/// <param name="Printer">Name of the lane; null until a lane has taken it.</param>
/// <param name="PrinterSerial">The machine whose word counts for this run.</param>
/// <param name="BlankUid">Recorded when the blank was fed; null while unknown, and for good when the chip is mute.</param>
/// <param name="CardsInserted">What the machine's insert counter read before the feed, then what it must read while the card is inside.</param>
/// <param name="PanelsPrinted">What the panel counter read before this card.</param>
/// <param name="PathDisturbed">Cover opened or card jammed since the working state: "no card" then proves nothing.</param>
/// <param name="ExitClear">Nothing lay at the exit slot when the eject began: only then does the sensor prove an exit.</param>
/// <param name="Outcomes">How many outcomes were written for the centre.</param>
/// <param name="Binding">The station's signature over UID and content, as written on the chip.</param>
internal sealed record CardRun(
    string RunId, string JobId, long Attempt, CardState State, string? Reason, string? Printer, string? PrinterSerial, string? BlankUid,
    long? CardsInserted, long? PanelsPrinted, bool PathDisturbed, bool ExitClear, long VerifyTries, long Outcomes, byte[]? Binding,
    DateTimeOffset ChangedAt)
{
    /// <summary>For the database mapper: it converts words and numbers for properties, not for constructor parameters.</summary>
    public CardRun()
        : this("", "", 0, default, null, null, null, null, null, null, false, false, 0, 0, null, default)
    {
    }
}

/// <summary>A job as it was leased.</summary>
/// <param name="HasEnvelope">Whether the sealed payload is still on disk; it is read by <see cref="RunBook.EnvelopeOf"/> where it is opened, for it
/// is a hundred times as long as all the rest.</param>
/// <param name="StopReason">Why it must not be printed; null while it may. Where nothing else stops it, that is the doubt.</param>
/// <param name="Status">"open", "issued", "refused", "canceled", "returned".</param>
/// <param name="IsInDoubt">A card of it may lie somewhere that the books have forgotten: it is neither printed nor given back until persons have
/// looked, whatever the centre says of it meanwhile.</param>
/// <param name="District">The kecamatan to which the card goes; null where the centre does not tell.</param>
internal sealed record Job(
    string JobId, string LeaseId, string FenceEpoch, long Fence, string Kind, long Priority, string BlankVersion, string Layout,
    DateTimeOffset ClaimedAt, bool HasEnvelope, string? NikDigest, bool Reprint, string? StopReason, string Status,
    bool IsInDoubt = false, string? District = null)
{
    /// <inheritdoc cref="CardRun()"/>
    public Job()
        : this("", "", "", 0, "", 0, "", "", default, false, null, false, null, "")
    {
    }

    /// <summary>Since when its citizen waits at the counter; null for all others.</summary>
    public DateTimeOffset? PrintNow { get; init; }

    /// <summary>The stop reason while the books are older than the plastic, where there is no other.</summary>
    public const string Doubt = "books-behind";
}

/// <summary>One move of a run.</summary>
/// <param name="Evidence">A <see cref="MoveEvidence"/> as JSON; null where nothing had to be looked at, and in moves from before it was kept.</param>
internal sealed record RunMove(
    string RunId, long N, DateTimeOffset At, string FromState, string ToState, string Cause, string? Reason, string? Evidence)
{
    public const string Columns = "run_id, n, at, from_state, to_state, cause, reason, evidence";
}

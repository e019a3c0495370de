namespace PrintStation.Printers;

/// <summary>A card printer with a chip station. One owner at a time (its lane); no member may be called while another is running.
/// A command that feeds, moves, prints or writes is sent at most once per call. Queries may be repeated.</summary>
public interface ICardPrinter : IAsyncDisposable
{
    PrinterModel Model { get; }

    /// <summary>Why the machine was not reached last time, for technicians; null when it answered.</summary>
    string? Trouble => null;

    /// <summary>Identity, position, counters, standing errors, inside a bracket of two equal identity answers, the closing one with
    /// the power mark. Null when any part did not come in its right shape: nothing is known then.</summary>
    Task<PrinterEvidence?> ObserveAsync(CancellationToken token);

    /// <summary>Only the card's position: the one query that is safe between encode and print. Null when not known.</summary>
    Task<CardPosition?> ReadPositionAsync(CancellationToken token);

    /// <summary>Feeder, ribbon, cleaning. Only asked with no card inside. Null when the printer did not answer.</summary>
    Task<PrinterSupplies?> ReadSuppliesAsync(CancellationToken token);

    /// <summary>Settings before a card: error management by the host, no automatic eject, reject tray. Sets the power mark anew, so it is
    /// never sent while a run is in a working state.</summary>
    Task<CommandResult> SendSettingsAsync(CancellationToken token);

    /// <summary>From the hopper to the chip station; nothing may be inside.</summary>
    Task<CommandResult> FeedAsync(CancellationToken token);

    /// <summary>Prints and keeps the card inside. Refused only when no panel byte was sent; after the first one a failure is Unknown.</summary>
    Task<PrintResult> PrintAsync(IReadOnlyList<PrintPanel> panels, CancellationToken token);

    /// <summary>From the print position back to the chip station; a card must be inside.</summary>
    Task<CommandResult> ReturnToChipStationAsync(CancellationToken token);

    /// <summary>To the output.</summary>
    Task<CommandResult> EjectAsync(CancellationToken token);

    /// <summary>To the reject box.</summary>
    Task<CommandResult> RejectAsync(CancellationToken token);

    /// <summary>Clears a standing error after a person said that its cause is gone.</summary>
    Task<CommandResult> ClearErrorAsync(CancellationToken token);
}

/// <summary>Three results, never a bool. Unknown: it was sent, or may have been, and nothing proves what it did.</summary>
public enum CommandOutcome
{
    Done,
    Refused,
    Unknown,
}

/// <param name="Reason">Why it was refused or failed; null when done, or when nothing is known.</param>
/// <param name="DeviceText">The device's own words, for technicians; never personal data.</param>
public sealed record CommandResult(CommandOutcome Outcome, PrinterReason? Reason = null, string? DeviceText = null);

/// <param name="PanelsSent">How many panels had their first byte sent.</param>
/// <param name="Duration">From the first byte to the last reply.</param>
public sealed record PrintResult(
    CommandOutcome Outcome, int PanelsSent, TimeSpan Duration, PrinterReason? Reason = null, string? DeviceText = null);

/// <param name="Panel">y, m, c, k or o.</param>
/// <param name="Levels">2 for k and o; 32, 64 or 128 for colours.</param>
/// <param name="Dots">One byte a dot, 0 … Levels-1, in the printer's order: across the head, then along the feed. Length = across × along.</param>
public sealed record PrintPanel(char Panel, int Levels, byte[] Dots);

public enum CardPosition
{
    /// <summary>No card at any sensor.</summary>
    Empty,

    /// <summary>At the print position.</summary>
    PrintStation,

    /// <summary>At the contact chip station.</summary>
    ContactStation,

    /// <summary>At the contactless chip station.</summary>
    ContactlessStation,
}

/// <summary>What the machine says of itself, between two identity answers.</summary>
/// <param name="SerialNumber">The same in both.</param>
/// <param name="Position">Null while a standing error hides it.</param>
/// <param name="CardsInserted">Counter of cards taken in, since the factory.</param>
/// <param name="PanelsPrinted">Counter of ribbon panels printed, since the factory.</param>
/// <param name="PowerLost">The volatile settings are back at their saved values.</param>
/// <param name="Standing">An error that stands until it is cleared: jam, cover opening.</param>
/// <param name="CardAtExit">A card lies at the exit slot.</param>
public sealed record PrinterEvidence(
    string SerialNumber, CardPosition? Position, long CardsInserted, long PanelsPrinted, bool PowerLost, PrinterReason? Standing,
    bool CoverOpen, bool CardAtExit);

/// <param name="FeederHasCards">Null when the printer asked to be cleaned instead of telling.</param>
/// <param name="RibbonPanelSetsLeft">Prints left on the ribbon; null when the ribbon did not answer.</param>
public sealed record PrinterSupplies(bool? FeederHasCards, int? RibbonPanelSetsLeft, bool RibbonFits, bool CleaningRequired);

/// <summary>Reasons a printer can name, in IPP's words where they exist (see <see cref="PrinterReasons"/>).</summary>
public enum PrinterReason
{
    MediaEmpty,
    MediaJam,
    CoverOpen,
    MarkerSupplyEmpty,
    MarkerSupplyMissing,
    OutputAreaFull,
    RejectAreaFull,
    HeadFailure,
    CleaningRequired,
    ConnectingToDevice,
    WrongModel,
    Rejected,
}

/// <summary>The words shown outside and kept on disk.</summary>
public static class PrinterReasons
{
    /// <summary>For example MediaEmpty → "media-empty".</summary>
    public static string Word(this PrinterReason reason) => reason switch
    {
        PrinterReason.MediaEmpty => "media-empty",
        PrinterReason.MediaJam => "media-jam",
        PrinterReason.CoverOpen => "cover-open",
        PrinterReason.MarkerSupplyEmpty => "marker-supply-empty",
        PrinterReason.MarkerSupplyMissing => "marker-supply-missing",
        PrinterReason.OutputAreaFull => "output-area-full",
        PrinterReason.RejectAreaFull => "reject-area-full",
        PrinterReason.HeadFailure => "head-failure",
        PrinterReason.CleaningRequired => "cleaning-required",
        PrinterReason.ConnectingToDevice => "connecting-to-device",
        PrinterReason.WrongModel => "wrong-model",
        PrinterReason.Rejected => "command-rejected",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}

namespace PrintStation.Emulators.World;

internal enum PlaceKind
{
    /// <summary>The office's cupboard.</summary>
    Store,
    Hopper,

    /// <summary>Inside a printer, at no station: moving, jammed or stopped by a power cut.</summary>
    Transport,

    /// <summary>Inside a printer, under the antenna.</summary>
    ChipStation,

    /// <summary>Inside a printer, at the print position.</summary>
    PrintHead,
    Output,

    /// <summary>In the printer's reject box.</summary>
    RejectBox,

    /// <summary>Taken out of a reject box, or put there by hand.</summary>
    RejectTray,

    /// <summary>A person has it.</summary>
    Hand,

    /// <summary>On the desk reader.</summary>
    Desk,
}

/// <summary>Where a card is; a card is at exactly one place.</summary>
/// <param name="Printer">For hopper, path and reject box.</param>
/// <param name="Tray">Directory below the office's output directory, for output and reject.</param>
internal sealed record Place(PlaceKind Kind, string? Printer = null, string? Tray = null)
{
    public static readonly Place Store = new(PlaceKind.Store);
    public static readonly Place Hand = new(PlaceKind.Hand);
    public static readonly Place Desk = new(PlaceKind.Desk);

    /// <summary>The word of the world's log.</summary>
    public string Word => Kind switch
    {
        PlaceKind.Store => "store",
        PlaceKind.Hopper => "hopper",
        PlaceKind.Transport => "transport",
        PlaceKind.ChipStation => "chip-station",
        PlaceKind.PrintHead => "print-head",
        PlaceKind.Output => "output",
        PlaceKind.RejectBox => "reject-box",
        PlaceKind.RejectTray => "reject-tray",
        PlaceKind.Hand => "hand",
        _ => "desk",
    };
}

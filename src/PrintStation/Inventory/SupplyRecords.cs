namespace PrintStation.Inventory;

/// <summary>One movement of ribbons, films or cleaning kits. Never changed, never deleted.</summary>
/// <param name="Kind">One of <see cref="SupplyBook.Kinds"/>.</param>
/// <param name="CardsEach">Of a receipt: for how many cards the maker says that one is good; null where nobody said.</param>
/// <param name="HappenedAt">In office time.</param>
/// <param name="Refers">What of a closed month it corrects: see <see cref="Corrections"/>.</param>
/// <param name="Reverses">The movement that it takes back; null where it takes none back.</param>
internal sealed record SupplyMovement(
    long Number, string Kind, long Quantity, string FromPlace, string ToPlace, string Reason, string? Document, long? CardsEach, string Person,
    string HappenedAt, DateTimeOffset WrittenAt, string? Refers, long? Reverses)
{
    public const string Supplier = "Supplier";
}

/// <summary>What a machine told of its ribbon, and of its counters just before.</summary>
/// <param name="PrintsLeft">On the ribbon that lies in it.</param>
internal sealed record RibbonReading(string Printer, string Serial, long CardsInserted, long PanelsPrinted, long PrintsLeft)
{
    /// <summary>y, m, c, k and o: the station prints with no other ribbon.</summary>
    public const int PanelsPerPrint = 5;

    /// <summary>More than this the same ribbon cannot have left when the machine's counter has come so far: a print that failed used up a part
    /// of it too.</summary>
    public long MostLeftAt(long panelsPrinted) => PrintsLeft - ((panelsPrinted - PanelsPrinted + PanelsPerPrint - 1) / PanelsPerPrint);

    /// <summary>Whole prints that the head has made since.</summary>
    public long PrintsUntil(long panelsPrinted) => (panelsPrinted - PanelsPrinted) / PanelsPerPrint;
}

/// <summary>How a printer stands, as it was last asked.</summary>
/// <param name="PrintsLeft">On its ribbon; null where none that fits lies in it.</param>
internal sealed record SupplyLevel(long? PrintsLeft, bool CleaningDue, string Serial, long CardsInserted, long PanelsPrinted);

/// <param name="InStore">Items.</param>
internal sealed record SupplyStock(string Kind, long InStore);

/// <summary>Ribbon and cleaning of one printer.</summary>
/// <param name="PrintsLeft">As last asked; where it has not answered since the start, by the books; null where no ribbon that fits lies in it.</param>
/// <param name="RibbonSince">In office time; null where no change is known.</param>
/// <param name="CardsSinceRibbon">Cards that went into the machine since then; null where no change is known.</param>
/// <param name="CleanedAt">In office time; null where no cleaning is known.</param>
/// <param name="CardsSinceCleaning">Since then; where none is known, since the books began.</param>
internal sealed record PrinterSupply(
    string Printer, long? PrintsLeft, string? RibbonSince, long? CardsSinceRibbon, string? CleanedAt, long CardsSinceCleaning, bool CleaningDue);

/// <summary>One ribbon from the day it was put in.</summary>
/// <param name="From">The movement that brought it into the machine.</param>
/// <param name="To">The change that took it out; null while it is there.</param>
/// <param name="PrintsLeftAtFirst">What the machine told of it then; null where the machine did not see the change.</param>
/// <param name="Prints">That it gave, by the machine's counter of panels; null where that is not known at both ends.</param>
/// <param name="Cards">That went into the machine meanwhile: by its counter, else by the books of blanks.</param>
/// <param name="LeftOver">Prints that were left when it was taken out, or are left now; null where not known.</param>
internal sealed record RibbonLife(
    string Printer, SupplyMovement From, SupplyMovement? To, long? PrintsLeftAtFirst, long? Prints, long Cards, long? LeftOver);

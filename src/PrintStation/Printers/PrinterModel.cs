namespace PrintStation.Printers;

/// <summary>Facts of one printer model, from config/printers/&lt;make&gt;/&lt;model&gt;.json.</summary>
/// <param name="Language">Printer language, "evolis".</param>
/// <param name="Support">"hardware", "emulator" or "document": how far this file was tried.</param>
/// <param name="DotsAcross">Dots across the head, for example 648.</param>
/// <param name="DotsAlong">Dots along the feed, for example 1016.</param>
/// <param name="ColorLevels">32, 64 or 128.</param>
/// <param name="Ribbon">Panels of the ribbon that the station prints with, in print order, for example "ymcko".</param>
/// <param name="Ribbons">Ribbons that the machine takes.</param>
/// <param name="HasChipStation">Whether a contactless chip is written inside the machine.</param>
/// <param name="HasRejectTray">Whether a card can leave another way than the good ones.</param>
/// <param name="Counters">Counters that the machine tells: "cards-inserted", "panels-printed".</param>
/// <param name="QueriesWithEncodedCard">Queries that do not disturb a card between encode and print: "position", which is asked before the
/// print; "identity", which is asked besides where the position says that there is no card. Where the card's place is in doubt (after a start,
/// a lost answer, a loss of power) all evidence is asked on every model: at worst the printer rejects the card, and it is missed.</param>
/// <param name="Moves">What it does with a card at the host's word: "feed" from the hopper to the chip station, "return" from the print position
/// to the chip station, "eject" to the output, "reject" to the reject box.</param>
/// <param name="NoDyeIsZero">Whether dot value 0 means no dye in colour panels.</param>
/// <param name="Timings">Limits; all in milliseconds.</param>
/// <param name="ErrorManagement">The error management mode in which the host recovers: 18 (the printer tries nothing of its own), or 2
/// where the model has no 18. It is volatile, so it is also the power mark. Default 18.</param>
/// <param name="Settings">Further settings before each card, in the printer's language, for example "Pcrm;D" (a reject tray is there).</param>
/// <param name="CompressesColor">Whether it takes colour panels compressed, on slow lines. Default false: tell it only of a machine that was seen
/// to.</param>
/// <param name="TypeText">What the machine answers when asked for its type; null where it is not checked.</param>
public sealed record PrinterModel(
    string Make, string Model, string Language, string Support, int DotsAcross, int DotsAlong, int ColorLevels, string Ribbon,
    IReadOnlyList<string> Ribbons, bool HasChipStation, bool HasRejectTray, IReadOnlyList<string> Counters, IReadOnlyList<string> QueriesWithEncodedCard,
    IReadOnlyList<string> Moves, bool NoDyeIsZero, PrinterTimings Timings, int ErrorManagement = 18,
    IReadOnlyList<string>? Settings = null, string? TypeText = null, bool CompressesColor = false)
{
    public const string CardsInserted = "cards-inserted";
    public const string PanelsPrinted = "panels-printed";

    /// <summary>Each card goes these ways, or may have to.</summary>
    public static readonly IReadOnlyList<string> AllMoves = ["feed", "return", "eject", "reject"];

    /// <summary>False where nothing tells a machine of another model: nobody has written down yet what this one calls itself.</summary>
    public bool IsProven => TypeText is not null;

    /// <summary>Why this station cannot print identity cards with such a machine; null when it can.</summary>
    public string? WhyUnfit() =>
        !HasRejectTray ? "it has no reject tray: a condemned card would fall among the good ones"
        : !HasChipStation ? "it has no chip station"
        : Ribbon != "ymcko" ? $"its ribbon \"{Ribbon}\" has no colours or no overlay"
        : !Counters.Contains(CardsInserted) || !Counters.Contains(PanelsPrinted) ? "without its counters nothing proves what it did"
        : !QueriesWithEncodedCard.Contains("position") ? "it must not be asked where a card is while its chip is written"
        : AllMoves.FirstOrDefault(move => !Moves.Contains(move)) is { } missing ? $"it has no move \"{missing}\", which a card may need"
        : null;
}

/// <param name="QueryMilliseconds">How long an answer to a query, or a connection, may take. Shipped 2,000.</param>
/// <param name="CommandMilliseconds">How long a short command (settings, start of a sequence) may take. Shipped 2,000.</param>
/// <param name="DownloadMilliseconds">How long the answer to a panel download may take (the panel before it may be printing). Shipped 30,000.</param>
/// <param name="MoveMilliseconds">How long a move may take. Shipped 30,000: warm-up, wake from sleep.</param>
/// <param name="PrintMilliseconds">How long the end of a print may take. Shipped 300,000.</param>
/// <param name="ShortestPrintMilliseconds">A colour print that ends sooner did not happen. Shipped 4,000.</param>
/// <param name="SettleMilliseconds">Pause between the commands of a kept card's eject or reject. Shipped 150.</param>
public sealed record PrinterTimings(
    int QueryMilliseconds, int CommandMilliseconds, int DownloadMilliseconds, int MoveMilliseconds, int PrintMilliseconds,
    int ShortestPrintMilliseconds, int SettleMilliseconds)
{
    public TimeSpan Query => TimeSpan.FromMilliseconds(QueryMilliseconds);

    public TimeSpan Command => TimeSpan.FromMilliseconds(CommandMilliseconds);

    public TimeSpan Download => TimeSpan.FromMilliseconds(DownloadMilliseconds);

    public TimeSpan Move => TimeSpan.FromMilliseconds(MoveMilliseconds);

    public TimeSpan Print => TimeSpan.FromMilliseconds(PrintMilliseconds);

    public TimeSpan Settle => TimeSpan.FromMilliseconds(SettleMilliseconds);
}

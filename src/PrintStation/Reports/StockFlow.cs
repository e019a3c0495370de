using PrintStation.Inventory;

namespace PrintStation.Reports;

/// <summary>What a day or a month did to the blanks of the office. The kinds follow from places alone, so that no movement can fall between
/// them; only what other offices lent and what was lent to them is told apart by its reason: opening + received − returned + borrowed − lent − cards −
/// spoiled − test − lost + difference = closing.</summary>
/// <param name="Received">From the ministry.</param>
/// <param name="Returned">To the ministry.</param>
/// <param name="Borrowed">From other offices, less what was given back.</param>
/// <param name="Lent">To other offices, less what was taken back.</param>
/// <param name="Cards">Became cards, less those that were called back.</param>
/// <param name="Difference">Found, less what was missing.</param>
/// <param name="Destroyed">Of the spoiled ones; no blank of the stock.</param>
/// <param name="BoxLost">Of the spoiled ones too: they were not in their box any more.</param>
internal sealed record StockFlow(
    long Received, long Returned, long Borrowed, long Lent, long Cards, long Spoiled, long Test, long Lost, long Difference, long Destroyed, long BoxLost)
{
    public static readonly StockFlow None = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>How many blanks more the office holds after it.</summary>
    public long Growth => Received - Returned + Borrowed - Lent - Cards - Spoiled - Test - Lost + Difference;

    /// <summary>How many spoiled cards more lie in the box after it.</summary>
    public long BoxGrowth => Spoiled - Destroyed - BoxLost;

    /// <summary>A reversal undoes what it reverses: a receipt that was none is no return.</summary>
    /// <param name="isLoanOfOurs">Between this office and another: it is about what this one lent.</param>
    public StockFlow Add(string from, string to, long quantity, bool isReversal, bool isLoanOfOurs) => isReversal
        ? Leave(to, -quantity, isLoanOfOurs, isSource: true).Leave(from, quantity, isLoanOfOurs, isSource: false)
        : Leave(from, quantity, isLoanOfOurs, isSource: true).Leave(to, -quantity, isLoanOfOurs, isSource: false);

    public StockFlow Add(StockFlow other) => new(Received + other.Received, Returned + other.Returned, Borrowed + other.Borrowed, Lent + other.Lent,
        Cards + other.Cards, Spoiled + other.Spoiled, Test + other.Test, Lost + other.Lost, Difference + other.Difference,
        Destroyed + other.Destroyed, BoxLost + other.BoxLost);

    /// <summary>So many left this place; what arrived left it with a minus.</summary>
    /// <param name="isSource">The movement, or the one that is undone, went from there.</param>
    private StockFlow Leave(string place, long quantity, bool isLoanOfOurs, bool isSource) => place switch
    {
        Places.Ministry => isSource ? this with { Received = Received + quantity } : this with { Returned = Returned - quantity },
        // A card that a citizen brings back did become a card; one that this office never had among its blanks leaves nothing here.
        _ when Places.IsCard(place) => this with { Cards = Cards - quantity },
        Places.Spoiled => this with { Spoiled = Spoiled - quantity },
        Places.Test => this with { Test = Test - quantity },
        Places.Lost => this with { Lost = Lost - quantity },
        Places.Difference => this with { Difference = Difference + quantity },
        // A card that was destroyed, or lost from the box, was a spoiled one: the box loses it, the stock does not.
        Places.Destroyed => this with { Destroyed = Destroyed - quantity, Spoiled = Spoiled - quantity },
        Places.SpoiledLost => this with { BoxLost = BoxLost - quantity, Spoiled = Spoiled - quantity },
        _ when !Places.IsOtherOffice(place) => this,
        _ => isLoanOfOurs ? this with { Lent = Lent - quantity } : this with { Borrowed = Borrowed + quantity },
    };
}

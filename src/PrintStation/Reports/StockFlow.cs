using PrintStation.Inventory;

namespace PrintStation.Reports;

/// <summary>What a day or a month did to the blanks of the office. The kinds follow from places alone, so that no movement can fall between
/// them: opening + received + loans − cards − spoiled − test − lost + difference = closing.</summary>
/// <param name="Loans">From other offices, less what went to them.</param>
/// <param name="Cards">Became cards, less those that were called back.</param>
/// <param name="Difference">Found, less what was missing.</param>
/// <param name="Destroyed">Of the spoiled ones; no blank of the stock.</param>
internal sealed record StockFlow(
    long Received, long Loans, long Cards, long Spoiled, long Test, long Lost, long Difference, long Destroyed)
{
    public static readonly StockFlow None = new(0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>How many blanks more the office holds after it.</summary>
    public long Growth => Received + Loans - Cards - Spoiled - Test - Lost + Difference;

    /// <summary>How many spoiled cards more lie in the box after it.</summary>
    public long BoxGrowth => Spoiled - Destroyed;

    public StockFlow Add(string from, string to, long quantity) => Leave(from, quantity).Leave(to, -quantity);

    public StockFlow Add(StockFlow other) => new(Received + other.Received, Loans + other.Loans, Cards + other.Cards, Spoiled + other.Spoiled,
        Test + other.Test, Lost + other.Lost, Difference + other.Difference, Destroyed + other.Destroyed);

    /// <summary>So many left this place; what arrived left it with a minus.</summary>
    private StockFlow Leave(string place, long quantity) => place switch
    {
        Places.Ministry => this with { Received = Received + quantity },
        // A card that a citizen brings back did become a card; one that this office never had among its blanks leaves nothing here.
        _ when Places.IsCard(place) => this with { Cards = Cards - quantity },
        Places.Spoiled => this with { Spoiled = Spoiled - quantity },
        Places.Test => this with { Test = Test - quantity },
        Places.Lost => this with { Lost = Lost - quantity },
        Places.Difference => this with { Difference = Difference + quantity },
        // A destroyed card was a spoiled one: the box loses it, the stock does not.
        Places.Destroyed => this with { Destroyed = Destroyed - quantity, Spoiled = Spoiled - quantity },
        _ => Places.IsOtherOffice(place) ? this with { Loans = Loans + quantity } : this,
    };
}

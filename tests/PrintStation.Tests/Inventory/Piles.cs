using PrintStation.Inventory;

namespace PrintStation.Tests.Inventory;

/// <summary>Where every card really lies: kept by what people and machines do, and by nothing that the books say of it.</summary>
internal sealed class Piles
{
    private readonly Dictionary<string, long> _piles = [];
    private readonly SortedDictionary<string, string> _cards = new(StringComparer.Ordinal);
    private readonly Dictionary<long, (string From, string To, long Quantity, string? Uid)> _acts = [];

    public IEnumerable<KeyValuePair<string, long>> Filled => _piles.Where(pile => pile.Value != 0);

    /// <summary>Cards whose chip was read once, by the place in which they lie now.</summary>
    public IReadOnlyDictionary<string, string> Cards => _cards;

    public long At(string place) => _piles.GetValueOrDefault(place);

    public IReadOnlyList<string> CardsAt(params string[] places) => [.. _cards.Where(card => places.Contains(card.Value)).Select(card => card.Key)];

    /// <summary>From one pile onto another. What comes from one on which nothing is left, came there from nobody knows where.</summary>
    /// <param name="number">Under which it was written down; nothing else of the books.</param>
    public void Move(long number, string from, string to, long quantity = 1, string? uid = null)
    {
        var lacking = Math.Max(0, quantity - At(from));
        if (lacking > 0 && from is not (Places.Ministry or Places.Citizens or Places.Difference) && !from.StartsWith("OtherOffice", StringComparison.Ordinal))
        {
            Add(Places.Difference, -lacking);
            Add(from, lacking);
        }

        Add(from, -quantity);
        Add(to, quantity);
        if (uid is not null)
            _cards[uid] = to;
        _acts[number] = (from, to, quantity, uid);
    }

    /// <summary>It was no more than written down: nothing of it had happened.</summary>
    /// <param name="mistake">Number under which it was written down.</param>
    public void TakeBack(long number, long mistake)
    {
        var (from, to, quantity, uid) = _acts[mistake];
        Move(number, to, from, quantity, uid);
    }

    /// <summary>So many lie there, whatever was thought before.</summary>
    public void Find(long number, string place, long counted)
    {
        var more = counted - At(place);
        if (more > 0)
            Move(number, Places.Difference, place, more);
        else if (more < 0)
            Move(number, place, Places.Difference, -more);
    }

    /// <summary>The whole pile, and the cards that somebody read from it.</summary>
    public void Burn(long number, string box, string ashes, IReadOnlyList<string> read)
    {
        foreach (var uid in CardsAt(box).Concat(read))
            _cards[uid] = ashes;
        Move(number, box, ashes, At(box));
    }

    private void Add(string place, long quantity) => _piles[place] = At(place) + quantity;
}

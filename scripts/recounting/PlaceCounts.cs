/// <summary>A blank that was put from one place into another.</summary>
internal sealed record PlasticMove(DateTimeOffset At, string From, string To);

/// <summary>How many blanks lay where, at any moment.</summary>
internal sealed class PlaceCounts(IReadOnlyList<PlasticMove> moves)
{
    /// <summary>As the plastic has it: "store", "hopper(printer-1)".</summary>
    /// <param name="place">As the books have it: "Store".</param>
    public static string NameOf(string place) => place.Length == 0 ? place : char.ToLowerInvariant(place[0]) + place[1..];

    /// <summary>The fewest and the most that lay there from one moment to another.</summary>
    public (int Least, int Most) Between(string place, DateTimeOffset from, DateTimeOffset to)
    {
        var (least, most) = (int.MaxValue, int.MinValue);
        foreach (var (at, until, count) in Counts([place]))
            if (at < to && until > from)
                (least, most) = (Math.Min(least, count), Math.Max(most, count));
        return (least, most);
    }

    /// <summary>When nothing lay in any of these places.</summary>
    public IReadOnlyList<Stretch> Empty(params string[] places) =>
        [.. Counts(places).Where(count => count.Blanks == 0 && count.From < count.To).Select(count => new Stretch(count.From, count.To))];

    private IEnumerable<(DateTimeOffset From, DateTimeOffset To, int Blanks)> Counts(string[] places)
    {
        var (since, count) = (DateTimeOffset.MinValue, 0);
        foreach (var move in moves)
            if ((places.Contains(move.To) ? 1 : 0) - (places.Contains(move.From) ? 1 : 0) is not 0 and var change)
            {
                yield return (since, move.At, count);
                (since, count) = (move.At, count + change);
            }

        yield return (since, DateTimeOffset.MaxValue, count);
    }
}

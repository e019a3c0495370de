using System.Globalization;

namespace PrintStation.Inventory;

/// <summary>Counts as people give them: "store=450", "hopper:printer-1=50".</summary>
internal static class DayCounts
{
    /// <summary>One count for each place, all of them or none: who is told what is missing is told nothing of the books.</summary>
    /// <exception cref="LedgerRefusal">No whole number from 0 to 100,000, an unknown place, one that is counted twice, or one left out.</exception>
    public static IReadOnlyDictionary<string, int> Read(IReadOnlyList<string> given, IReadOnlyList<string> places)
    {
        var placeOf = places.ToDictionary(Places.NameOf);
        var counts = new Dictionary<string, int>();
        foreach (var text in given.Select(one => one ?? ""))
        {
            var end = text.LastIndexOf('=');
            if (end < 0 || !int.TryParse(text.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                || count > BlankLedger.MostInOneMovement)
                throw new LedgerRefusal("day-count", text);
            if (!placeOf.TryGetValue(text[..end], out var place))
                throw new LedgerRefusal("place.unknown", string.Join(", ", placeOf.Keys));
            if (!counts.TryAdd(place, count))
                throw new LedgerRefusal("day-counted-twice", text[..end]);
        }

        var leftOut = places.Where(place => !counts.ContainsKey(place)).Select(Places.NameOf).ToList();
        return leftOut.Count == 0 ? counts : throw new LedgerRefusal("day-left-out", string.Join(", ", leftOut));
    }
}

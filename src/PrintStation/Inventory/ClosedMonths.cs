using System.Text.Json;
using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>Whether closed months are still what they were when they were closed.</summary>
internal static class ClosedMonths
{
    /// <param name="entries">All movements, in their order.</param>
    /// <returns>What is not so, by month: sentences are "database.&lt;code&gt;".</returns>
    public static IEnumerable<DatabaseTrouble> FindFaults(IReadOnlyList<ClosedMonth> months, IReadOnlyList<LedgerEntry> entries)
    {
        foreach (var month in months)
        {
            if (entries.FirstOrDefault(entry => entry.Sequence == month.HeadSequence)?.Hash != month.HeadHash)
                yield return new DatabaseTrouble("month-head-differs", $"{month.Month}: {month.HeadSequence}");
            var dated = entries.Where(entry => MonthBook.IsUpTo(entry.HappenedAt, month.Month)).ToLookup(entry => entry.Sequence <= month.HeadSequence);
            if (FindDifference(month, dated[true]) is { } difference)
                yield return new DatabaseTrouble("month-balances-differ", $"{month.Month}, {difference}");
            // An earlier closed month names what was entered into it.
            if (dated[false].FirstOrDefault(entry => !months.Any(other => string.CompareOrdinal(other.Month, month.Month) < 0
                    && MonthBook.IsUpTo(entry.HappenedAt, other.Month))) is { } late)
                yield return new DatabaseTrouble("month-entered-later", $"{month.Month}: {late.Sequence}");
        }
    }

    /// <returns>"Store: 450 / 440", what was kept and what the movements say; null where both agree.</returns>
    private static string? FindDifference(ClosedMonth month, IEnumerable<LedgerEntry> movements)
    {
        var sums = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var entry in movements)
        {
            sums[entry.FromPlace] = sums.GetValueOrDefault(entry.FromPlace) - entry.Quantity;
            sums[entry.ToPlace] = sums.GetValueOrDefault(entry.ToPlace) + entry.Quantity;
        }

        var kept = Read(month.Balances);
        if (kept is null)
            return month.Balances;
        var wrong = sums.Keys.Union(kept.Keys).FirstOrDefault(place => sums.GetValueOrDefault(place) != kept.GetValueOrDefault(place));
        return wrong is null ? null : $"{wrong}: {kept.GetValueOrDefault(wrong)} / {sums.GetValueOrDefault(wrong)}";
    }

    private static Dictionary<string, long>? Read(string balances)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, long>>(balances);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

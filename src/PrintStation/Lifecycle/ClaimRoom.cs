using System.Globalization;
using PrintStation.Contracts;
using PrintStation.Inventory;

namespace PrintStation.Lifecycle;

/// <summary>One claim as it is to be made.</summary>
/// <param name="Count">How many jobs, 1 to 500.</param>
/// <param name="Except">Versions of the blank whose jobs are left at the centre.</param>
internal sealed record ClaimShare(int Count, IReadOnlyList<string> Except)
{
    private const char Separator = '/';

    /// <summary>"12", or "12/2011" without the jobs for that version.</summary>
    public override string ToString() =>
        string.Join(Separator, Except.Select(Uri.EscapeDataString).Prepend(Count.ToString(CultureInfo.InvariantCulture)));

    /// <param name="parts">Of the text, at its separators.</param>
    public static ClaimShare Parse(string[] parts) =>
        new(int.Parse(parts[0], CultureInfo.InvariantCulture), [.. parts[1..].Select(Uri.UnescapeDataString)]);

    public ClaimRequest Under(string key) => new(key, Count, [JobKind.IdentityCard], Except.Count > 0 ? Except : null);
}

/// <summary>How many jobs there are blanks for, apart by the version that they need: what lacks its blanks stays at the centre, where another
/// station may have them, and holds up none of another version here.</summary>
internal sealed class ClaimRoom(StationOptions options, RunBook book, BlankStock stock)
{
    /// <summary>The centre gives no more at once.</summary>
    private const int MostAtOnce = 500;

    /// <summary>A claim for each version with room. Jobs of no known version come with any of them, and are then refused by name.</summary>
    public IEnumerable<ClaimShare> Shares()
    {
        var versions = options.Cards.BlankVersions;
        var known = versions.Union(stock.Deliveries().Select(delivery => delivery.BlankVersion)).ToList();
        foreach (var version in versions)
        {
            var others = known.Where(other => other != version).ToList();
            var room = Math.Min(options.Central.FetchAhead, InHand(version, others)) - book.CountUnused(version, versions);
            if (room > 0)
                yield return new ClaimShare((int)Math.Min(room, MostAtOnce), [.. others.Take(ClaimRequest.MostExceptions)]);
        }
    }

    /// <summary>The books do not say of which version the blanks in the store are: those that came as another one and were not loaded are not
    /// of this.</summary>
    private long InHand(string version, IReadOnlyList<string> others)
    {
        var balances = stock.Balances();
        var store = balances.GetValueOrDefault(Places.Store) - others.Sum(other => stock.NotLoaded(other, Hoppers(other)));
        return Math.Max(0, store) + Hoppers(version).Sum(hopper => Math.Max(0, balances.GetValueOrDefault(hopper)));
    }

    private List<string> Hoppers(string version) =>
        [.. options.Printers.Where(printer => options.VersionAt(printer) == version).Select(printer => Places.Hopper(printer.Name))];
}

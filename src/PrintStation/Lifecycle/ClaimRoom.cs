using System.Globalization;
using PrintStation.Contracts;
using PrintStation.Inventory;

namespace PrintStation.Lifecycle;

/// <summary>One claim as it is to be made.</summary>
/// <param name="Count">How many jobs, 1 to 500.</param>
/// <param name="Except">Versions of the blank whose jobs are left at the centre.</param>
/// <param name="JobId">The one job that a person named; null: the next ones.</param>
internal sealed record ClaimShare(int Count, IReadOnlyList<string> Except, string? JobId = null)
{
    private const char Separator = '/';

    /// <summary>Before the name of a job; in that of a version it is written otherwise.</summary>
    private const char Named = '=';

    /// <summary>"12", or "12/2011" without the jobs for that version; "1/=job-7" for this one alone.</summary>
    public override string ToString() => string.Join(Separator, Except.Select(Uri.EscapeDataString).Prepend(Count.ToString(CultureInfo.InvariantCulture))
        .Concat(JobId is null ? [] : [Named + Uri.EscapeDataString(JobId)]));

    /// <param name="parts">Of the text, at its separators.</param>
    public static ClaimShare Parse(string[] parts) => new(
        int.Parse(parts[0], CultureInfo.InvariantCulture), [.. parts[1..].Where(part => !part.StartsWith(Named)).Select(Uri.UnescapeDataString)],
        parts[1..].Where(part => part.StartsWith(Named)).Select(part => Uri.UnescapeDataString(part[1..])).SingleOrDefault());

    public ClaimRequest Under(string key) => new(key, Count, [JobKind.IdentityCard], Except.Count > 0 ? Except : null, JobId);
}

/// <summary>Jobs that wait at the centre for something of this station. What to do stands in the resources, under "notice.&lt;code&gt;".</summary>
/// <param name="Jobs">As the centre told it last.</param>
internal sealed record LeftAtCentre(string Code, string Version, int Jobs)
{
    /// <summary>"version-without-printer: 2011 (37)"</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Code}: {Version} ({Jobs})");
}

/// <summary>How many jobs there are blanks for. With several versions each has its own share: what lacks its blanks stays at the centre, where
/// another station may have them, and holds up none of another version here.</summary>
internal sealed class ClaimRoom(StationOptions options, RunBook book, BlankStock stock)
{
    /// <summary>The centre gives no more at once.</summary>
    private const int MostAtOnce = 500;

    /// <summary>A claim for each version with room. Jobs of a version that was never delivered come with any of them, and are then refused by
    /// name; those of one that was, and that no printer here has, wait for a printer.</summary>
    public IEnumerable<ClaimShare> Shares()
    {
        var versions = options.Cards.BlankVersions;
        var strange = stock.Deliveries().Select(delivery => delivery.BlankVersion).Except(versions).ToList();
        foreach (var version in versions)
        {
            // All versions together: never more jobs than blanks, whatever an earlier share brought.
            var left = stock.InHand() - versions.Sum(each => book.CountUnused(each, versions));
            var room = Math.Min(Math.Min(options.Central.FetchAhead, InReach(version)) - book.CountUnused(version, versions), left);
            if (room > 0)
                yield return new ClaimShare(
                    (int)Math.Min(room, MostAtOnce), [.. versions.Where(other => other != version).Concat(strange).Take(ClaimRequest.MostExceptions)]);
        }
    }

    /// <summary>A claim for this job alone, unless it needs a blank that is not in reach here.</summary>
    public ClaimShare Only(string jobId) => new(1,
    [
        .. options.Cards.BlankVersions.Where(version => InReach(version) <= 0)
            .Concat(stock.Deliveries().Select(delivery => delivery.BlankVersion).Except(options.Cards.BlankVersions)).Distinct().Take(ClaimRequest.MostExceptions),
    ], jobId);

    /// <summary>What waits at the centre because no printer here has the version, although the blanks were delivered to this station; or because no
    /// blank of it is in reach.</summary>
    /// <param name="waiting">Jobs of the office that no station has, by version.</param>
    public IReadOnlyList<LeftAtCentre> Left(IReadOnlyDictionary<string, int> waiting)
    {
        var delivered = stock.Deliveries().Where(delivery => delivery.ConfirmedBy is null).Select(delivery => delivery.BlankVersion).ToHashSet();
        return
        [
            .. waiting.Where(each => each.Value > 0).OrderBy(each => each.Key, StringComparer.Ordinal)
                .Select(each => WhyLeft(each.Key, delivered) is { } code ? new LeftAtCentre(code, each.Key, each.Value) : null).OfType<LeftAtCentre>(),
        ];
    }

    private string? WhyLeft(string version, IReadOnlySet<string> delivered) =>
        options.Cards.BlankVersions.Contains(version)
            ? InReach(version) > 0 ? null : "version-without-blanks"
            : delivered.Contains(version) ? "version-without-printer" : null;

    /// <summary>What lies in the version's hoppers and in the store: of which version the store's blanks are, the books do not say.</summary>
    private long InReach(string version)
    {
        if (options.Cards.BlankVersions.Count == 1)
            return stock.InHand();
        var balances = stock.Balances();
        return options.Printers.Where(printer => options.VersionAt(printer) == version).Select(printer => Places.Hopper(printer.Name))
            .Append(Places.Store).Sum(place => Math.Max(0, balances.GetValueOrDefault(place)));
    }
}

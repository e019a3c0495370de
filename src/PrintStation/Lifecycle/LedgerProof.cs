using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Security;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>What a walk along the ledger found.</summary>
/// <param name="Entries">Movements in the books.</param>
/// <param name="HeadsCompared">Heads that the centre has kept, and that were compared.</param>
/// <param name="Centre">Whether the centre answered: without it only the chain itself was proven.</param>
/// <param name="Troubles">What is wrong; none when all agrees.</param>
internal sealed record LedgerVerdict(long Entries, int HeadsCompared, bool Centre, IReadOnlyList<DatabaseTrouble> Troubles);

/// <summary>Proves that nobody has written the books anew. Whoever can write the file can also hash it anew from end to end; the heads that the
/// centre has kept he cannot. A closed month is what it was when it was closed, and the trail knows of the closing.</summary>
internal sealed partial class LedgerProof(StationDatabase database, LedgerHeadFile headFile, CentralClient centre)
{
    /// <summary>The act by which a month is closed, as the trail has it.</summary>
    public const string MonthClose = "month close";

    public async Task<LedgerVerdict> VerifyAsync(CancellationToken token)
    {
        var kept = await KeptHeads.AskAsync(centre.LedgerHeadsAsync, token);
        // Before the books: a station at work only moves them forward.
        var (head, troubles) = ReadHead();
        var (hashes, broken, ofMonths) = database.Read(connection =>
        {
            using var moment = connection.BeginTransaction(deferred: true);
            var entries = BlankLedger.Entries(connection);
            return (entries.ToDictionary(entry => entry.Sequence, entry => entry.Hash), BlankLedger.FindFault(connection), FindFaultsOfMonths(connection, entries));
        });
        // After the first movement of all the process may have ended before the file was written.
        if (head is null && troubles.Count == 0 && hashes.Count > 1)
            troubles.Add(new DatabaseTrouble("head-file-missing", $"{hashes.Count}"));
        if (broken is { } fault)
            troubles.Add(fault);
        if (head is { } remembered && hashes.GetValueOrDefault(remembered.Sequence) != remembered.Hash)
            troubles.Add(new DatabaseTrouble("head-file-differs", $"{remembered.Sequence}"));
        if (kept.FirstOther(hashes) is { } differs)
            troubles.Add(new DatabaseTrouble("centre-head-differs", $"{differs.Sequence}"));
        troubles.AddRange(ofMonths);
        return new LedgerVerdict(hashes.Count, kept.Heads.Count, kept.IsAll, troubles);
    }

    /// <returns>What the file beside the database remembers; null where it is gone, or damaged, which then is a trouble.</returns>
    private (LedgerHeadFile.Content? Head, List<DatabaseTrouble> Troubles) ReadHead()
    {
        try
        {
            return (headFile.Read(), []);
        }
        catch (StationDatabaseException e)
        {
            return (null, [new DatabaseTrouble(e.Code, e.Subject)]);
        }
    }

    private static List<DatabaseTrouble> FindFaultsOfMonths(SqliteConnection connection, IReadOnlyList<LedgerEntry> entries)
    {
        var months = MonthBook.Closed(connection);
        return [.. ClosedMonths.FindFaults(months, entries), .. FindUntold(months, AuditTrail.Done(connection, MonthClose), AuditTrail.Begun(connection))];
    }

    /// <summary>Closed months beside what the trail has of their closing.</summary>
    /// <param name="begun">Of months that were closed before it no trail tells.</param>
    private static IEnumerable<DatabaseTrouble> FindUntold(IReadOnlyList<ClosedMonth> months, IReadOnlyList<AuditEntry> closings, DateTimeOffset? begun)
    {
        foreach (var month in months)
        {
            var closing = closings.FirstOrDefault(entry => entry.Subject == month.Month);
            if (closing is null && month.ClosedAt >= begun)
                yield return new DatabaseTrouble("month-untold", month.Month);
            if (closing is not null && FindDifference(month, closing) is { } difference)
                yield return new DatabaseTrouble("month-told-otherwise", $"{month.Month}, {closing.Sequence}: {difference}");
        }

        foreach (var gone in closings.Where(entry => months.All(month => month.Month != entry.Subject)))
            yield return new DatabaseTrouble("month-gone", $"{gone.Subject}: {gone.Sequence}");
    }

    /// <returns>What the books have, and what the trail; null where both agree. Older trails do not tell the figures.</returns>
    private static string? FindDifference(ClosedMonth month, AuditEntry closing)
    {
        if (month.Person != closing.Person && !month.Person.StartsWith($"{closing.Person}, ", StringComparison.Ordinal))
            return $"{month.Person} / {closing.Person}";
        var told = Figures().Match(closing.After ?? "");
        var (books, trail) = ($"{month.HeadSequence} ({month.Differences})", $"{told.Groups[1].Value} ({told.Groups[2].Value})");
        return told.Success && books != trail ? $"{books} / {trail}" : null;
    }

    [GeneratedRegex($@"{ActEffect.ClosedMonth} [\d-]+ at movement (\d+) with (\d+) differences")]
    private static partial Regex Figures();
}

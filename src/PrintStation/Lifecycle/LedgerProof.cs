using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>What a walk along the ledger found.</summary>
/// <param name="Entries">Movements in the books.</param>
/// <param name="HeadsCompared">Heads that the centre has kept, and that were compared.</param>
/// <param name="Centre">Whether the centre answered: without it only the chain itself was proven.</param>
/// <param name="Troubles">What is wrong; none when all agrees.</param>
internal sealed record LedgerVerdict(long Entries, int HeadsCompared, bool Centre, IReadOnlyList<DatabaseTrouble> Troubles);

/// <summary>Proves that nobody has written the books anew. Whoever can write the file can also hash it anew from end to end; the heads that the
/// centre has kept he cannot.</summary>
internal sealed class LedgerProof(StationDatabase database, LedgerHeadFile headFile, CentralClient centre)
{
    public async Task<LedgerVerdict> VerifyAsync(CancellationToken token)
    {
        var kept = await KeptHeads.AskAsync(centre.LedgerHeadsAsync, token);
        // Before the books: a station at work only moves them forward.
        var head = headFile.Read();
        var (hashes, broken) = database.Read(connection =>
        {
            using var moment = connection.BeginTransaction(deferred: true);
            return (BlankLedger.Entries(connection).ToDictionary(entry => entry.Sequence, entry => entry.Hash), BlankLedger.FindFault(connection));
        });
        var troubles = new List<DatabaseTrouble>();
        if (broken is { } fault)
            troubles.Add(fault);
        if (head is { } remembered && hashes.GetValueOrDefault(remembered.Sequence) != remembered.Hash)
            troubles.Add(new DatabaseTrouble("head-file-differs", $"{remembered.Sequence}"));
        if (kept.FirstOther(hashes) is { } differs)
            troubles.Add(new DatabaseTrouble("centre-head-differs", $"{differs.Sequence}"));
        return new LedgerVerdict(hashes.Count, kept.Heads.Count, kept.IsAll, troubles);
    }
}

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
    /// <summary>Half a million heads: twenty years of an office.</summary>
    private const int MostPages = 100;

    public async Task<LedgerVerdict> VerifyAsync(CancellationToken token)
    {
        var hashes = database.Read(BlankLedger.Entries).ToDictionary(entry => entry.Sequence, entry => entry.Hash);
        var troubles = new List<DatabaseTrouble>();
        if (database.Read(BlankLedger.FindFault) is { } fault)
            troubles.Add(fault);
        if (headFile.Read() is { } remembered && hashes.GetValueOrDefault(remembered.Sequence) != remembered.Hash)
            troubles.Add(new DatabaseTrouble("head-file-differs", $"{remembered.Sequence}"));
        var (compared, reached) = (0, false);
        long after = 0;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await centre.LedgerHeadsAsync(after, token);
            reached = answer.Value is not null;
            if (answer.Value is not { Heads: { Count: > 0 } heads })
                break;
            compared += heads.Count;
            if (heads.FirstOrDefault(head => head.Sequence > 0 && hashes.GetValueOrDefault(head.Sequence) != head.Hash) is { } differs)
            {
                troubles.Add(new DatabaseTrouble("centre-head-differs", $"{differs.Sequence}"));
                break;
            }

            after = heads[^1].Sequence;
        }

        return new LedgerVerdict(hashes.Count, compared, reached, troubles);
    }
}

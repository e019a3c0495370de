using PrintStation.Jobs;
using PrintStation.Security;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>What a walk along the trail found.</summary>
/// <param name="Entries">Acts in it.</param>
/// <param name="HeadsCompared">Heads that the centre has kept, and that were compared.</param>
/// <param name="Centre">Whether the centre answered: without it only the chain itself was proven.</param>
/// <param name="Troubles">What is wrong: sentences are "audit.&lt;code&gt;".</param>
internal sealed record AuditVerdict(long Entries, int HeadsCompared, bool Centre, IReadOnlyList<DatabaseTrouble> Troubles);

/// <summary>Proves that nobody has written the trail anew. Whoever owns the files can give himself a password, and hash every entry anew; the heads
/// that the centre has kept he cannot.</summary>
internal sealed class AuditProof(AuditTrail trail, CentralClient centre)
{
    public async Task<AuditVerdict> VerifyAsync(CancellationToken token)
    {
        var kept = await KeptHeads.AskAsync(centre.AuditHeadsAsync, token);
        var (entries, troubles) = trail.Verify();
        return new AuditVerdict(entries, kept.Heads.Count, kept.IsAll, kept.FirstOther(trail.Hashes()) is { } differs
            ? [.. troubles, new DatabaseTrouble("centre-head-differs", $"{differs.Sequence}")]
            : troubles);
    }
}

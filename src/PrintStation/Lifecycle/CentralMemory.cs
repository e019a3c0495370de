using System.Globalization;
using PrintStation.Contracts;
using PrintStation.Jobs;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>What the centre has forgotten: it is told again after a restore, and a restore that nobody began a new epoch for is noticed by what the
/// centre once knew. Its jobs may be given out again by then, so nothing is begun until there is a new epoch.</summary>
internal sealed class CentralMemory(StationDatabase database, ReportOutbox outbox, CentralClient central)
{
    /// <summary>The highest head of the ledger that the centre has answered for: epoch/sequence.</summary>
    private const string ToldSetting = "central-told";

    /// <summary>The epoch under which the centre has forgotten something.</summary>
    private const string ForgottenSetting = "central-forgot";

    // How far the resend to a new epoch has come: after a cut line it goes on there.
    private string? _epoch;
    private MemoryPlace? _sent;

    /// <summary>Compares what the centre knew before a heartbeat with what it had answered for, and keeps what it has answered for now.</summary>
    public void Compare(string epoch, LedgerHead? known, LedgerHead? told) => database.Write(transaction =>
    {
        var before = transaction.Setting(ToldSetting)?.Split('/');
        var answered = before is not null && before[0] == epoch ? long.Parse(before[1], CultureInfo.InvariantCulture) : 0;
        if ((known?.Sequence ?? 0) < answered)
            transaction.Set(ForgottenSetting, epoch);
        if (told is not null && told.Sequence > answered)
            transaction.Set(ToldSetting, string.Create(CultureInfo.InvariantCulture, $"{epoch}/{told.Sequence}"));
    });

    /// <summary>It does not know a job or a lease that it gave under its present epoch.</summary>
    public void NoteForgotten(string epoch) => database.Write(transaction => transaction.Set(ForgottenSetting, epoch));

    public bool HasForgotten(string epoch) => database.Setting(ForgottenSetting) == epoch;

    /// <summary>Tells everything again, part by part.</summary>
    /// <param name="refused">What of a part the centre does not take any more.</param>
    /// <returns>Null when all was told; else the trouble.</returns>
    public async Task<string?> TellAsync(string epoch, Action<IReadOnlyList<RefusedOutcome>> refused, CancellationToken token)
    {
        if (_epoch != epoch)
            (_epoch, _sent) = (epoch, null);
        for (var hasMore = true; hasMore;)
        {
            var (part, end) = outbox.Memory(_sent);
            hasMore = part.HasMore;
            var answer = await central.ResendAsync(hasMore ? part : part with { Leases = CardsUnderWay() }, token);
            if (answer.Value is not { } taken)
                return answer.Refusal ?? answer.Fault;
            if (taken.Epoch != epoch)
                return "epoch-changed";
            refused(taken.Refused);
            _sent = end;
        }

        _epoch = null;
        return null;
    }

    /// <summary>A card is being made, and no outcome tells of it yet. What uses no blank goes back to the centre, and a job in doubt has no lease that
    /// could be relied on.</summary>
    private IReadOnlyList<ResentLease> CardsUnderWay() => database.Write(transaction =>
    {
        // In one with what is told: a run whose feed was refused since the restore was noticed is neither told nor begun again.
        CardQueue.StopUnused(transaction, CentralLink.CentralRestored);
        return transaction.Query<ResentLease>(
            """
            SELECT job_id, lease_id, fence_epoch, fence FROM job WHERE status = 'open' AND NOT in_doubt AND EXISTS (SELECT 1 FROM run
                WHERE run.job_id = job.job_id AND state NOT IN ('Fetching', 'Fetched', 'Issued', 'Spoiled', 'Lost', 'Refused', 'Canceled'))
            """);
    });
}

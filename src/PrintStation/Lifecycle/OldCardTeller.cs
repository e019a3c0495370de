using System.Globalization;
using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>Tells the centre when a card that this station had given out comes back from its citizen, and when it is destroyed. Of the cards that others
/// made the station knows no job: it tells nothing of them.</summary>
internal sealed class OldCardTeller(CardFacts facts)
{
    private sealed record Given
    {
        public string RunId { get; init; } = "";

        public string JobId { get; init; } = "";
    }

    public void Tell(StationTransaction transaction, LedgerEntry entry)
    {
        if (entry is not { ChipUid: { } uid, Document: { } document } || StepOf(entry) is not { } step)
            return;
        // A card that was spoiled here, or called back, is no old one: its outcome says so.
        var given = transaction.Find<Given>(
            """
            SELECT run_id, job_id FROM run WHERE blank_uid = @uid AND state IN ('Issued', 'LossPending', 'Lost') ORDER BY changed_at DESC LIMIT 1
            """, new { uid });
        if (given is not null)
            facts.Tell(transaction, given.RunId, uid, entry.Sequence, new OldCardStepReport(given.JobId, step, document, entry.Person,
                DateTimeOffset.Parse(entry.HappenedAt, CultureInfo.InvariantCulture),
                step == OldCardStep.TakenBack ? entry.Reason.Split(": ", 2)[^1] : null));
    }

    private static OldCardStep? StepOf(LedgerEntry entry) => entry switch
    {
        { Reverses: not null } => OldCardStep.Undone,
        _ when Places.IsDestroyed(entry.ToPlace) => OldCardStep.Destroyed,
        _ when entry.Reason.StartsWith(OldCards.Code, StringComparison.Ordinal) => OldCardStep.TakenBack,
        _ => null,
    };
}

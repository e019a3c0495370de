using System.Globalization;
using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>Tells the centre when a card that this station had given out comes back from its citizen, and when it is destroyed, or lost before that. Of the
/// cards that others made the station knows no job: it tells nothing of them.</summary>
internal sealed class OldCardTeller(CardFacts facts)
{
    private sealed record Given
    {
        public string RunId { get; init; } = "";

        public string JobId { get; init; } = "";
    }

    public void Tell(StationTransaction transaction, LedgerEntry entry)
    {
        if (entry.ChipUid is not { } uid || StepOf(entry) is not { } step || (entry.Document ?? PaperOf(transaction, uid)) is not { } document)
            return;
        // A card that was spoiled here, or called back, is no old one: its outcome says so.
        var given = transaction.Find<Given>(
            """
            SELECT run_id, job_id FROM run WHERE blank_uid = @uid AND state IN ('Issued', 'LossPending', 'Lost') ORDER BY changed_at DESC LIMIT 1
            """, new { uid });
        if (given is not null)
            facts.Tell(transaction, given.RunId, uid, entry.Sequence, new OldCardStepReport(given.JobId, step, document, entry.Person,
                DateTimeOffset.Parse(entry.HappenedAt, CultureInfo.InvariantCulture),
                step == OldCardStep.TakenBack && entry.Reverses is null ? entry.Reason.Split(": ", 2)[^1] : null));
    }

    /// <summary>On which it came: a loss has no paper of its own.</summary>
    private static string? PaperOf(StationTransaction transaction, string uid) => transaction.Find<string>(
        "SELECT document FROM ledger WHERE chip_uid = @uid AND document IS NOT NULL ORDER BY sequence DESC LIMIT 1", new { uid });

    private static OldCardStep? StepOf(LedgerEntry entry) => entry switch
    {
        { Reverses: not null, FromPlace: Places.OldCardsLost } => OldCardStep.TakenBack,
        { Reverses: not null } => OldCardStep.Undone,
        { ToPlace: Places.OldCardsLost } => OldCardStep.Lost,
        _ when Places.IsDestroyed(entry.ToPlace) => OldCardStep.Destroyed,
        _ when entry.Reason.StartsWith(OldCards.Code, StringComparison.Ordinal) => OldCardStep.TakenBack,
        _ => null,
    };
}

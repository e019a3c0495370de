using PrintStation.Contracts;
using PrintStation.Jobs;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>Tells the centre what became of printed cards, one fact after another. None waits for another one.</summary>
internal sealed class FactTeller(CardFacts facts, CentralClient central, StationDatabase database, StationGate gate, ILogger log)
{
    private long _last;

    /// <param name="beat">A heartbeat; false when the centre did not answer.</param>
    /// <returns>False when it is to be waited a little.</returns>
    public async Task<bool> TellNextAsync(Func<Task<bool>> beat, CancellationToken token)
    {
        if (facts.Next(_last) is not { } fact)
            return true;
        _last = fact.Sequence;
        var (refusal, standing, isFault) = await TellAsync(fact, token);
        if (isFault)
            return false;
        // What it does not know, it may have forgotten: a centre that was put back gets outcomes first, then this again.
        if (refusal is "unknown-card" or "unknown-job")
        {
            var epoch = database.Setting("epoch");
            if (!await beat() || gate.Has(StationGate.Station, GateReasons.CentralRestored))
                return false;
            if (database.Setting("epoch") != epoch)
                return true;
        }

        if (refusal is null)
        {
            facts.MarkSent(fact, standing);
            return true;
        }

        log.LogError(LogEvents.CentralRefused, "{Kind} of {RunId} refused: {Refusal}", fact.Kind, fact.RunId, refusal);
        facts.MarkRefused(fact, refusal);
        return true;
    }

    private async Task<(string? Refusal, ReprintResponse? Standing, bool IsFault)> TellAsync(CardFact fact, CancellationToken token)
    {
        if (fact.Kind == CardFacts.Reprint)
        {
            var asked = await central.AskReprintAsync(fact, token);
            return (asked.Refusal, asked.Value, asked.IsFault);
        }

        var told = await central.TellAsync(fact, token);
        return (told.Refusal, null, told.IsFault);
    }
}

using PrintStation.Contracts;
using PrintStation.Jobs;

namespace PrintStation.Lifecycle;

/// <summary>Heads of a chain that the centre has kept.</summary>
/// <param name="IsAll">Whether the centre answered to the end: what it did not tell, proves nothing.</param>
internal sealed record KeptHeads(IReadOnlyList<LedgerHead> Heads, bool IsAll)
{
    /// <summary>Half a million heads: twenty years of an office.</summary>
    private const int MostPages = 100;

    /// <summary>Asked before the chain is read: it only grows, so that every head that was told is in it.</summary>
    /// <param name="ask">Heads after this sequence.</param>
    public static async Task<KeptHeads> AskAsync(
        Func<long, CancellationToken, Task<CentralAnswer<LedgerHeadsResponse>>> ask, CancellationToken token)
    {
        var heads = new List<LedgerHead>();
        for (var page = 0; page < MostPages; page++)
        {
            if ((await ask(heads.Count == 0 ? 0 : heads[^1].Sequence, token)).Value is not { } answer)
                return new KeptHeads(heads, false);
            if (answer.Heads.Count == 0)
                break;
            heads.AddRange(answer.Heads);
        }

        return new KeptHeads(heads, true);
    }

    /// <summary>The first one that the chain has not, or has otherwise.</summary>
    /// <param name="hashes">Of the chain, by sequence.</param>
    public LedgerHead? FirstOther(IReadOnlyDictionary<long, string> hashes) =>
        Heads.FirstOrDefault(head => head.Sequence > 0 && hashes.GetValueOrDefault(head.Sequence) != head.Hash);
}

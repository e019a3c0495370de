using System.Threading.Channels;

namespace PrintStation.Lifecycle;

/// <summary>The next few cards, opened and rendered, apart by the version of the blank that they need: one for which the only printer fails
/// holds up none of another version.</summary>
/// <param name="versions">All that this software may personalise.</param>
/// <param name="each">How many are kept ready of each version.</param>
internal sealed class ReadyCards(IReadOnlyList<string> versions, int each)
{
    private readonly Dictionary<string, Channel<PreparedCard>> _byVersion =
        versions.ToDictionary(version => version, _ => Channel.CreateBounded<PreparedCard>(each));

    /// <summary>Waits for room.</summary>
    public ValueTask PutAsync(string version, PreparedCard card, CancellationToken token) => _byVersion[version].Writer.WriteAsync(card, token);

    /// <summary>The next card that fits; waits until there is one.</summary>
    /// <param name="fitting">Versions of the blanks that the printer has; more than one are served in this order.</param>
    public async ValueTask<PreparedCard> TakeAsync(IReadOnlyList<string> fitting, CancellationToken token)
    {
        var readers = fitting.Select(version => _byVersion[version].Reader).ToList();
        if (readers is [var only])
            return await only.ReadAsync(token);
        while (true)
        {
            foreach (var reader in readers)
                if (reader.TryRead(out var card))
                    return card;
            using var taken = CancellationTokenSource.CreateLinkedTokenSource(token);
            await await Task.WhenAny(readers.Select(reader => reader.WaitToReadAsync(taken.Token).AsTask()));
            await taken.CancelAsync();
        }
    }
}

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

    /// <summary>Waits for a card.</summary>
    public ValueTask<PreparedCard> TakeAsync(string version, CancellationToken token) => _byVersion[version].Reader.ReadAsync(token);
}

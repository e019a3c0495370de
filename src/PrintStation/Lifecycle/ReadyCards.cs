using System.Threading.Channels;

namespace PrintStation.Lifecycle;

/// <summary>The next few cards, opened and rendered, apart by the version of the blank that they need: one for which the only printer fails
/// holds up none of another version. A card whose citizen waits at the counter goes before all others.</summary>
/// <param name="versions">All that this software may personalise.</param>
/// <param name="each">How many are kept ready of each version, beside those that somebody waits for.</param>
internal sealed class ReadyCards(IReadOnlyList<string> versions, int each)
{
    private readonly Dictionary<string, Channel<PreparedCard>> _byVersion =
        versions.ToDictionary(version => version, _ => Channel.CreateBounded<PreparedCard>(each));

    /// <summary>Taken before the others of their version, in this order; empty while nobody waits.</summary>
    private readonly Dictionary<string, List<PreparedCard>> _first = versions.ToDictionary(version => version, _ => new List<PreparedCard>());

    /// <summary>Runs whose citizens wait, in the order in which they were named.</summary>
    private readonly List<string> _hastened = [];
    private readonly Lock _lock = new();

    /// <summary>Waits for room; not with a card that somebody waits for.</summary>
    public ValueTask PutAsync(string version, PreparedCard card, CancellationToken token)
    {
        lock (_lock)
        {
            if (!_hastened.Contains(card.Run.RunId))
                return _byVersion[version].Writer.WriteAsync(card, token);
            PutFirst(version, card);
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Somebody waits for it: it goes before the others, and needs no room.</summary>
    public void PutFirst(string version, PreparedCard card)
    {
        lock (_lock)
        {
            Expect(card.Run.RunId);
            var line = _byVersion[version];
            // Where nothing is ready a lane may be waiting for it.
            if (_first[version].Count > 0 || line.Reader.Count > 0 || !line.Writer.TryWrite(card))
                Arrange(version, [card]);
        }
    }

    /// <summary>Waits for a card.</summary>
    public ValueTask<PreparedCard> TakeAsync(string version, CancellationToken token)
    {
        lock (_lock)
        {
            if (_first[version] is not [var card, ..] first)
                return _byVersion[version].Reader.ReadAsync(token);
            first.RemoveAt(0);
            return ValueTask.FromResult(card);
        }
    }

    /// <summary>When this run's card comes it goes before all that were not named before it.</summary>
    public void Expect(string runId)
    {
        lock (_lock)
            if (!_hastened.Contains(runId))
                _hastened.Add(runId);
    }

    /// <summary>The same of a card that is ready already, or on its way here.</summary>
    public void Hasten(string runId)
    {
        lock (_lock)
        {
            Expect(runId);
            foreach (var (version, line) in _byVersion)
            {
                var ready = new List<PreparedCard>();
                // The order of the others stays: they all move to the front, behind it.
                while (line.Reader.TryRead(out var card))
                    ready.Add(card);
                Arrange(version, ready);
            }
        }
    }

    /// <summary>It is no longer waited for.</summary>
    /// <returns>Whether it was.</returns>
    public bool Forget(string runId)
    {
        lock (_lock)
            return _hastened.Remove(runId);
    }

    private void Arrange(string version, IReadOnlyList<PreparedCard> cards)
    {
        var first = _first[version];
        List<PreparedCard> all = [.. first, .. cards];
        first.Clear();
        first.AddRange(all.OrderBy(card => _hastened.IndexOf(card.Run.RunId) is var place && place < 0 ? int.MaxValue : place));
    }
}

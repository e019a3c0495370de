using System.Diagnostics;
using PrintStation.Benchmarks.Offices;

namespace PrintStation.Benchmarks.Gap;

/// <summary>One gap, seen on the line; all in milliseconds.</summary>
/// <param name="Exchanges">Questions and settings in it.</param>
/// <param name="Answering">From a question to its reply, all together.</param>
/// <param name="Issued">From the last answer about the ejected card to the next question: "issued" goes to the disk.</param>
/// <param name="NextCard">From the last answer about supplies to the next question: the lane takes the next card, opened and rendered.</param>
/// <param name="Feeding">From the last answer before the feed to the feed: "feeding" goes to the disk.</param>
/// <param name="Rest">From all other answers to what follows them.</param>
internal sealed record TappedGap(int Exchanges, double Answering, double Issued, double NextCard, double Feeding, double Rest)
{
    private const string Release = "Pneab;A;1";
    private const string Out = "Se";
    private const string Feed = "Sic";

    /// <summary>Closes each bracket of evidence.</summary>
    private const string Mode = "Rem";

    /// <summary>The last question about supplies.</summary>
    private const string Zone = "Rzp";

    /// <summary>From the reply to each eject to the feed of the next card.</summary>
    public static IReadOnlyList<TappedGap> Find(IReadOnlyList<Word> words)
    {
        var gaps = new List<TappedGap>();
        for (var i = 1; i < words.Count; i++)
            if (IsEject(words, i - 1) && words[i].Command is null && FindFeed(words, i) is > 0 and var feed)
                gaps.Add(Measure(words, i, feed));
        return gaps;
    }

    private static bool IsEject(IReadOnlyList<Word> words, int place) =>
        words[place].Command == Out && place >= 2 && words[place - 2].Command == Release;

    private static int FindFeed(IReadOnlyList<Word> words, int from)
    {
        for (var i = from; i < words.Count; i++)
            if (words[i].Command == Feed)
                return i;
        return -1;
    }

    private static TappedGap Measure(IReadOnlyList<Word> words, int ready, int feed)
    {
        var gap = new TappedGap(0, 0, 0, 0, 0, 0);
        for (var i = ready + 1; i <= feed; i++)
        {
            var took = Stopwatch.GetElapsedTime(words[i - 1].At, words[i].At).TotalMilliseconds;
            var answered = words[i - 2].Command;
            gap = words[i].Command switch
            {
                null => gap with { Exchanges = gap.Exchanges + 1, Answering = gap.Answering + took },
                Feed => gap with { Feeding = took },
                _ when answered == Mode && gap.Issued == 0 => gap with { Issued = took },
                _ when answered == Zone => gap with { NextCard = took },
                _ => gap with { Rest = gap.Rest + took },
            };
        }

        return gap;
    }
}

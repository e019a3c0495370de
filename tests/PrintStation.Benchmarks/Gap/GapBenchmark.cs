using PrintStation.Benchmarks.Life;
using PrintStation.Benchmarks.Offices;

namespace PrintStation.Benchmarks.Gap;

/// <summary>How long a printer that is ready waits for the next card, by its own clock: from its reply to a card's eject to the first byte of the
/// next card's feed. One sink for both: a virtual printer whose mechanics take (almost) no time. Ours is the built station, all cards fetched
/// beforehand; the peer is CUPS with a raw queue, all jobs queued beforehand, that sends what our driver sent for one card.</summary>
internal static class GapBenchmark
{
    private const int Cards = 200;
    private const int TappedCards = 100;

    /// <summary>The first cards of a process are slower than all that follow.</summary>
    private const int ColdCards = 50;
    private const double Speed = 1000;
    private const double GoalShare = 0.1;

    public static async Task<Report> RunAsync(Bench bench, CancellationToken token)
    {
        var peer = await PeerAsync(bench, token);
        var gaps = Gaps(await PrintAsync(bench, new OfficePlan("office", Cards, 1, Speed, Cards), token));
        var ours = new Sample(gaps);
        var split = await SplitAsync(bench, token);

        var figures = new List<Figure>
        {
            new("PrintStation", "ms", ours), new($"  without the first {ColdCards} cards of the process", "ms", new Sample(gaps.Skip(ColdCards))),
        };
        if (peer is not null)
            figures.Add(new Figure("CUPS", "ms", peer.Gaps));
        figures.AddRange(split.Figures);
        return new Report(figures,
            [new Goal("our p99, ms, beside a tenth of CUPS's p99", peer is null ? null : ours.P99, (peer?.Gaps.P99 ?? 0) * GoalShare, AtMost: true)],
            [
                $"Both before the same virtual printer, {Speed:#,0} times as fast as a real one, {Cards} cards queued beforehand; from its reply to a "
                    + "card's eject to the first byte of the next card's feed, by its clock, which counts whole milliseconds.",
                "PrintStation writes and reads back each chip; in the gap it proves where the card went, books it, and asks whether the machine may "
                    + "take another.",
                peer is null
                    ? "CUPS is not installed here (Debian package cups): no peer."
                    : $"CUPS: raw queue, socket back end, no SNMP. It sends the {peer.CardBytes:#,0} bytes that our driver sent for one card in this run, "
                        + "settings first: no chip, and no reply is heeded. Each job has its own connection.",
                .. split.Notes,
            ]);
    }

    /// <summary>All cards through one printer; the world's events.</summary>
    private static async Task<IReadOnlyList<WorldEvent>> PrintAsync(Bench bench, OfficePlan plan, CancellationToken token)
    {
        using var office = await BenchOffice.PrepareAsync(bench, plan, token);
        return await PrintAsync(office, plan.Cards, token);
    }

    private static async Task<IReadOnlyList<WorldEvent>> PrintAsync(BenchOffice office, int cards, CancellationToken token)
    {
        await office.OpenAsync(token);
        await office.BeginStationAsync(token);
        await office.ReceiveAsync(token);
        await office.UntilFetchedAsync(cards, token);
        Bench.Say($"{cards} cards are fetched; the printer begins");
        await office.LoadAsync(cards, token);
        var events = await office.UntilEventsAsync($"{cards} cards are out",
            all => all.Count(one => one.Name is "ejected" or "rejected") >= cards, token);
        return events.Any(one => one.Name == "rejected")
            ? throw new BenchException("A card was rejected: these gaps are not the ones to measure.")
            : events;
    }

    private static List<double> Gaps(IReadOnlyList<WorldEvent> events)
    {
        var gaps = new List<double>();
        DateTimeOffset? ready = null;
        foreach (var happened in events)
        {
            if (happened.Name == "begin-card" && ready is { } since)
                gaps.Add((happened.At - since).TotalMilliseconds);
            if (happened.Name is "ready" or "begin-card")
                ready = happened.Name == "ready" ? happened.At : null;
        }

        return gaps;
    }

    /// <summary>Where our gap goes: the line to the printer is tapped in a run of its own, for the tap takes time too.</summary>
    private static async Task<(IReadOnlyList<Figure> Figures, IReadOnlyList<string> Notes)> SplitAsync(Bench bench, CancellationToken token)
    {
        using var office = await BenchOffice.PrepareAsync(bench, new OfficePlan("tapped", TappedCards, 1, Speed, TappedCards, IsTapped: true), token);
        await PrintAsync(office, TappedCards, token);
        var gaps = TappedGap.Find(office.Taps[0].Words).Skip(ColdCards).ToList();
        var commit = CommitLimit.Measure(bench.Fresh("commits"), TimeSpan.FromSeconds(2));
        return (
            [
                Part("of it, the printer's answers", gap => gap.Answering), Part("of it, \"issued\" on the disk", gap => gap.Issued),
                Part("of it, taking the next card", gap => gap.NextCard), Part("of it, \"feeding\" on the disk", gap => gap.Feeding),
                Part("of it, all else of the station", gap => gap.Rest),
            ],
            [
                $"Where it goes (from a run with a tapped line, which takes time too): {new Sample(gaps.Select(gap => (double)gap.Exchanges)).Median:0} "
                    + "questions and settings between two cards, one after another; two durable commits, the first with a sync of the ledger's head file. "
                    + $"The smallest durable commit takes {Report.Number(commit.Milliseconds.Median)} ms here, p99 {Report.Number(commit.Milliseconds.P99)}.",
            ]);

        Figure Part(string name, Func<TappedGap, double> value) => new($"  {name}", "ms", new Sample(gaps.Select(value)));
    }

    /// <param name="CardBytes">Of one card, on the line.</param>
    private sealed record Peer(Sample Gaps, int CardBytes);

    /// <returns>Null where CUPS is not installed.</returns>
    private static async Task<Peer?> PeerAsync(Bench bench, CancellationToken token)
    {
        await using var cups = await Cups.StartAsync(Path.Combine(bench.Fresh("cups"), "cupsd.log"), token);
        if (cups is null)
            return null;
        using var office = await BenchOffice.PrepareAsync(bench, new OfficePlan("peer", Cards + 1, 1, Speed, Cards + 1), token);
        await office.OpenAsync(token);
        var card = Path.Combine(bench.Out, "card.raw");
        var bytes = await RecordedCard.PrintAsync(bench, office.PrinterPorts[0], token);
        await File.WriteAllBytesAsync(card, bytes, token);
        await cups.AddQueueAsync(office.PrinterPorts[0], token);
        Bench.Say($"CUPS gets {Cards} jobs");
        for (var job = 0; job < Cards; job++)
            await cups.PutAsync(card, token);
        await cups.ReleaseAsync(token);
        // The first card is the recorded one: from it to the first of CUPS the jobs were queued.
        var events = await office.UntilEventsAsync($"CUPS has printed {Cards} cards", all => all.Count(one => one.Name == "ready") > Cards, token);
        if (events.Count(one => one.Name == "printed") != Cards + 1 || events.Count(one => one.Name == "ejected") != Cards + 1)
            throw new BenchException("The virtual printer did not print each card that CUPS sent: these gaps are not the ones to measure.");
        return new Peer(new Sample(Gaps(events).Skip(1)), bytes.Length);
    }
}

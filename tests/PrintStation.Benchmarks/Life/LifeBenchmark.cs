using System.Diagnostics;
using System.Security.Cryptography;
using PrintStation.Contracts;
using PrintStation.Tests.Cards;

namespace PrintStation.Benchmarks.Life;

/// <summary>How many whole card lives a second the station can make durable when printer and chip take no time.</summary>
internal static class LifeBenchmark
{
    private const int Rounds = 3;
    private const int WarmUp = 20;
    private const int CountedCards = 10;
    private const double CardsForOnePrinter = 150;
    private const int HangfireCardCount = 60;
    private const double GoalShare = 0.6;
    private static readonly int[] Printers = [1, 2, 4];
    private static readonly TimeSpan LimitDuration = TimeSpan.FromSeconds(2);

    public static async Task<Report> RunAsync(Bench bench, CancellationToken token)
    {
        var envelope = SealedPayload();
        var (commits, pages, headFiles) = await CountAsync(bench, envelope, token);
        var limits = new List<CommitLimit> { CommitLimit.Measure(bench.Fresh("limit"), LimitDuration) };
        var made = Printers.ToDictionary(printers => printers, _ => new List<Made>());
        for (var round = 0; round < Rounds; round++)
        {
            Bench.Say($"round {round + 1} of {Rounds}");
            foreach (var printers in Printers)
            {
                var (rate, processor, lives) = await MakeAsync(bench, printers, envelope, token);
                limits.Add(CommitLimit.Measure(bench.Fresh("limit"), LimitDuration));
                // Right before and right after: the disk is not the same from minute to minute.
                made[printers].Add(new Made(rate, rate * commits / ((limits[^2].PerSecond + limits[^1].PerSecond) / 2), processor, lives));
            }
        }

        var headFile = HeadFileSyncs.Measure(bench.Fresh("head"));
        var profile = await ProfileAsync(bench, envelope, token);
        var hangfire = await HangfireAsync(bench, (int)Math.Round(commits), token);
        var limit = new Sample(limits.Select(one => one.PerSecond)).Median / commits;
        return new Report(
            [
                .. Printers.Select(printers => new Figure($"PrintStation, {Say(printers)}", "cards/s", Median(made[printers], one => one.Rate), null, Rounds)),
                .. Printers.Select(printers => new Figure($"  share of the limit, {Say(printers)}", "", Median(made[printers], one => one.Share), null, Rounds)),
                .. Printers.Select(printers => new Figure($"  one life there, {Say(printers)}", "ms", new Sample(made[printers].SelectMany(one => one.Lives)))),
                .. hangfire.Select(peer => new Figure($"Hangfire on PostgreSQL, {peer.Workers} workers", "cards/s", peer.Rate)),
                new("the disk's limit: commits/s ÷ commits a card", "cards/s", limit, null, limits.Count),
                new("durable commits of SQLite", "1/s", limit * commits, null, limits.Count),
                new("  one such commit", "ms", new Sample(limits.Select(one => one.Milliseconds.Median)).Median,
                    limits.Max(one => one.Milliseconds.P99), limits.Sum(one => one.Milliseconds.Count)),
                new("one sync of the ledger's head file", "ms", headFile),
                .. Printers.Select(printers =>
                    new Figure($"processor time a card, {Say(printers)}", "ms", Median(made[printers], one => one.Processor), null, Rounds)),
                new("commits a card, counted in the log", "", commits, null, CountedCards),
                new("pages of 4 KiB written a card", "", pages, null, CountedCards),
            ],
            [new Goal("four printers ÷ the disk's limit", Median(made[Printers[^1]], one => one.Share), GoalShare, AtMost: false)],
            [
                $"A card is {Report.Number(commits)} durable commits, and {Report.Number(headFiles)} syncs of the ledger's head file that the "
                    + $"limit does not count. Envelopes of {envelope.Length / 1000:0} kB lie in the books; cards are rendered beforehand; "
                    + "logs go nowhere.",
                $"Where it goes: {Report.Number(commits)} of the smallest commits would take {Report.Number(1000 / limit)} ms, the syncs of the head "
                    + $"file take {Report.Number(headFiles * headFile.Median)} ms; the disk does one at a time, and printers that come meanwhile share it.",
                profile.ToText(headFiles * headFile.Median),
                hangfire.Count == 0
                    ? "PostgreSQL is not installed here (Debian package postgresql): no peer."
                    : $"Hangfire: {Report.Number(Math.Round(commits))} steps a card as continuations that do nothing, enqueued before the clock starts; "
                        + "PostgreSQL with fsync and synchronous commit.",
            ]);
    }

    /// <summary>One round.</summary>
    /// <param name="Rate">Cards a second.</param>
    /// <param name="Share">Of what the disk allowed right before and after.</param>
    /// <param name="Processor">Milliseconds of all cores a card.</param>
    /// <param name="Lives">Milliseconds from card to card at each printer.</param>
    private sealed record Made(double Rate, double Share, double Processor, IReadOnlyList<double> Lives);

    private static double Median(List<Made> made, Func<Made, double> value) => new Sample(made.Select(value)).Median;

    private static string Say(int printers) => printers == 1 ? "1 printer" : $"{printers} printers";

    private static async Task<(double Commits, double Pages, double HeadFiles)> CountAsync(Bench bench, string envelope, CancellationToken token)
    {
        await using var station = new LifeStation(bench.Fresh("counted"), 1, envelope);
        await station.MakeAsync(station.Fetch(WarmUp), token);
        await Task.Delay(TimeSpan.FromMilliseconds(200), Bench.Time, token);
        return await station.CountCommitsAsync(CountedCards, token);
    }

    private static async Task<LifeProfile> ProfileAsync(Bench bench, string envelope, CancellationToken token)
    {
        await using var station = new LifeStation(bench.Fresh("profiled"), 1, envelope);
        var (warm, measured) = (station.Fetch(WarmUp), station.Fetch((int)CardsForOnePrinter));
        await station.MakeAsync(warm, token);
        return await station.ProfileAsync(measured, token);
    }

    /// <returns>As in <see cref="Made"/>.</returns>
    private static async Task<(double Rate, double Processor, IReadOnlyList<double> Lives)> MakeAsync(Bench bench, int printers, string envelope, CancellationToken token)
    {
        var cards = (int)(CardsForOnePrinter * Math.Sqrt(printers) * 2);
        await using var station = new LifeStation(bench.Fresh("station"), printers, envelope);
        var (warm, measured) = (station.Fetch(WarmUp * printers), station.Fetch(cards));
        await station.MakeAsync(warm, token);
        foreach (var machine in station.Machines)
            machine.Ejected.Clear();
        using var self = Process.GetCurrentProcess();
        var (began, processor) = (Stopwatch.GetTimestamp(), self.TotalProcessorTime);
        await station.MakeAsync(measured, token);
        var rate = cards / Stopwatch.GetElapsedTime(began).TotalSeconds;
        self.Refresh();
        return (rate, (self.TotalProcessorTime - processor).TotalMilliseconds / cards, [.. station.Machines.SelectMany(machine =>
            machine.Ejected.Zip(machine.Ejected.Skip(1), (one, next) => Stopwatch.GetElapsedTime(one, next).TotalMilliseconds))]);
    }

    private static async Task<IReadOnlyList<(int Workers, double Rate)>> HangfireAsync(Bench bench, int steps, CancellationToken token)
    {
        var rates = new List<(int, double)>();
        if (await PostgresCluster.StartAsync(bench.Fresh("postgres"), token) is not { } cluster)
            return rates;
        await using (cluster)
        {
            foreach (var workers in Printers)
            {
                Bench.Say($"Hangfire with {workers} workers");
                var cards = new HangfireCards(await cluster.CreateDatabaseAsync($"cards_{workers}", token));
                rates.Add((workers, await cards.MakeAsync(HangfireCardCount, steps, workers, token)));
            }
        }

        return rates;
    }

    /// <summary>An invented citizen's payload, signed and sealed by keys of the moment.</summary>
    private static string SealedPayload()
    {
        using var issuing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var station = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return Envelope.Seal(Render.Payloads.Invented(CardFixtures.RedPortrait), issuing, station);
    }
}

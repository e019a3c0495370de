using System.Diagnostics;
using PrintStation.Benchmarks.Life;
using PrintStation.Benchmarks.Offices;

namespace PrintStation.Benchmarks;

/// <summary>Physical durations in world.jsonl ÷ (printers × wall time): by the station, and by a driver that sends the same commands at once and
/// thinks of nothing.</summary>
internal static class UtilizationBenchmark
{
    private const double Speed = 1;
    private const int CardsEach = 4;

    /// <summary>Feed, to the head, five panels, back to the chip, out; on a real printer's clock.</summary>
    private const double CardSeconds = 29;

    private const double GoalRatio = 0.98;
    private static readonly int[] Printers = [1, 2, 4];

    /// <summary>Seconds a movement takes on a real printer's clock; as in the demonstration's own measure.</summary>
    private static readonly Dictionary<string, double> Durations = new() { ["fed"] = 3, ["moved"] = 2, ["panel-printed"] = 4, ["ejected"] = 2 };

    public static async Task<Report> RunAsync(Bench bench, CancellationToken token)
    {
        var (figures, goals) = (new List<Figure>(), new List<Goal>());
        var (station, driven) = (Measured.None, Measured.None);
        foreach (var printers in Printers)
        {
            var plan = new OfficePlan("office", printers * CardsEach, printers, Speed, printers * CardsEach);
            Bench.Say($"{Say(printers)}; about {2 * CardsEach * CardSeconds / Speed:0} s");
            var ours = await StationAsync(bench, plan, token);
            var none = await DriverAsync(bench, plan with { Name = "driven" }, token);
            figures.Add(new Figure($"station, {Say(printers)}", "share", ours.Utilization));
            figures.Add(new Figure($"no station, {Say(printers)}", "share", none.Utilization));
            figures.Add(new Figure($"  the printer stands still a card, station, {Say(printers)}", "ms", ours.Still(one => one.Sum)));
            figures.Add(new Figure($"  the printer stands still a card, no station, {Say(printers)}", "ms", none.Still(one => one.Sum)));
            goals.Add(new Goal($"station ÷ no station, {Say(printers)}", ours.Utilization / none.Utilization, GoalRatio, AtMost: false));
            (station, driven) = (ours, none);
        }

        return new Report(figures, goals,
        [
            string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{CardsEach} cards a printer, on its own clock: {CardSeconds / Speed:0} s of movement a card. ")
                + "The station's own time does not shrink with that. The driver writes no chip and keeps the pauses that the printer asks for.",
            $"Where it goes, {Printers[^1]} printers, median ms a card, station (no station): encoding {Compare(one => one.Encode)}, downloads "
                + $"{Compare(one => one.Print)}, before the way back {Compare(one => one.Back)}, verifying and ejecting {Compare(one => one.Verify)}, "
                + $"until the next feed {Compare(one => one.Next)}.",
            Profile(bench, station, driven),
        ]);

        string Compare(Func<CardWindows, double> part) =>
            $"{Report.Number(station.Still(part).Median)} ({Report.Number(driven.Still(part).Median)})";
    }

    /// <summary>Processor and disk of the last round, with the most printers.</summary>
    private static string Profile(Bench bench, Measured station, Measured driven)
    {
        var commit = CommitLimit.Measure(bench.Fresh("commits"), TimeSpan.FromSeconds(2));
        var share = (station.Processor + station.OfficeProcessor) / (station.CardMilliseconds * Environment.ProcessorCount);
        return $"Profile, {Printers[^1]} printers: processor ms a card, station {Report.Number(station.Processor)}, virtual office "
            + $"{Report.Number(station.OfficeProcessor)} (without a station {Report.Number(driven.OfficeProcessor)}): "
            + $"{Report.Number(100 * share)} % of all cores. The smallest durable commit takes {Report.Number(commit.Milliseconds.Median)} ms here, p99 "
            + $"{Report.Number(commit.Milliseconds.P99)}.";
    }

    /// <param name="Utilization">Share of the time in which the printers moved.</param>
    /// <param name="Windows">Of each card.</param>
    private sealed record Measured(double Utilization, IReadOnlyList<CardWindows> Windows)
    {
        public static readonly Measured None = new(0, []);

        /// <summary>Milliseconds of all cores a card, of the station and of the virtual office.</summary>
        public double Processor { get; init; }

        public double OfficeProcessor { get; init; }

        /// <summary>From card to card, all printers together.</summary>
        public double CardMilliseconds { get; init; }

        public Sample Still(Func<CardWindows, double> part) => new(Windows.Select(part));
    }

    private static string Say(int printers) => printers == 1 ? "1 printer" : $"{printers} printers";

    private static async Task<Measured> StationAsync(Bench bench, OfficePlan plan, CancellationToken token)
    {
        using var office = await BenchOffice.PrepareAsync(bench, plan, token);
        await office.OpenAsync(token);
        await office.BeginStationAsync(token);
        await office.ReceiveAsync(token);
        await office.UntilFetchedAsync(plan.Cards, token);
        var (began, station, world) = (Stopwatch.GetTimestamp(), BenchOffice.ProcessorOf(office.Station), BenchOffice.ProcessorOf(office.World));
        await office.LoadAsync(CardsEach, token);
        var measured = Measure(await UntilOutAsync(office, plan, token));
        return measured with
        {
            Processor = (BenchOffice.ProcessorOf(office.Station) - station) / plan.Cards,
            OfficeProcessor = (BenchOffice.ProcessorOf(office.World) - world) / plan.Cards,
            CardMilliseconds = Stopwatch.GetElapsedTime(began).TotalMilliseconds / plan.Cards,
        };
    }

    private static async Task<Measured> DriverAsync(Bench bench, OfficePlan plan, CancellationToken token)
    {
        using var office = await BenchOffice.PrepareAsync(bench, plan, token);
        await office.OpenAsync(token);
        var world = BenchOffice.ProcessorOf(office.World);
        await Task.WhenAll(office.PrinterPorts.Select(port => new TrivialDriver(port, Speed).PrintAsync(CardsEach, token)));
        var measured = Measure(await UntilOutAsync(office, plan, token));
        return measured with { OfficeProcessor = (BenchOffice.ProcessorOf(office.World) - world) / plan.Cards };
    }

    private static Task<IReadOnlyList<WorldEvent>> UntilOutAsync(BenchOffice office, OfficePlan plan, CancellationToken token) =>
        office.UntilEventsAsync($"{plan.Cards} cards are out", all => all.Count(one => one.Name is "ready") >= plan.Cards, token);

    /// <summary>Each printer by its own period, from its first command to its last reply: they do not begin in the same second.</summary>
    private static Measured Measure(IReadOnlyList<WorldEvent> events)
    {
        if (events.Any(one => one.Name == "rejected"))
            throw new BenchException("A card was rejected: that is not the utilization to measure.");
        var period = events.Where(one => one.Printer is not null).GroupBy(one => one.Printer)
            .Sum(printer => (printer.Last(one => one.Name == "ready").At - printer.First(one => one.Name == "begin-card").At).TotalSeconds);
        return new Measured(events.Sum(Seconds) / Speed / period, CardWindows.Find(events, Speed));
    }

    /// <summary>A card's arrival from the hopper is the end of its feed, not a movement of its own.</summary>
    private static double Seconds(WorldEvent happened) =>
        happened is { Name: "moved", Details: var details } && details.Contains("from=transport", StringComparison.Ordinal)
            ? 0
            : Durations.GetValueOrDefault(happened.Name);
}

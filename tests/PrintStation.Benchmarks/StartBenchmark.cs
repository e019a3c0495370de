using System.Diagnostics;
using PrintStation.Benchmarks.Offices;

namespace PrintStation.Benchmarks;

/// <summary>From the start of the built station's process to its first word on a printer's line (a question), and to the first command that sets or
/// moves something; with fetched cards in hand. Once after a good stop, cold where this user may empty the system's caches; once after it was
/// killed while a card was being printed.</summary>
internal static class StartBenchmark
{
    private const int Times = 15;
    private const int MostTries = 10;
    private const int Cards = 100;
    private const int Loaded = 130;
    private const double Speed = 40;
    private const string DropCaches = "/proc/sys/vm/drop_caches";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);

    public static async Task<Report> RunAsync(Bench bench, CancellationToken token)
    {
        using var office = await BenchOffice.PrepareAsync(bench, new OfficePlan("office", Cards, 1, Speed, Cards, IsTapped: true), token);
        await office.OpenAsync(token);
        await office.BeginStationAsync(token);
        await office.ReceiveAsync(token);
        await office.UntilFetchedAsync(Cards, token);
        await office.LoadAsync(Loaded, token);

        var (stopped, killed) = (new List<Start>(), new List<Start>());
        var isCold = true;
        for (var i = 0; i < Times; i++)
        {
            await StopBetweenCardsAsync(office, token);
            isCold = isCold && TryEmptyCaches();
            stopped.Add(await StartAsync(office, token));
            await UntilPrintingAsync(office, token);
            office.Station.Kill();
            await UntilAsync("the station is dead", () => office.Station.HasExited, token);
            killed.Add(await StartAsync(office, token));
        }

        var afterStop = isCold ? "cold, after a good stop" : "after a good stop";
        return new Report(
            [
                Figure($"{afterStop}, all parts are made", stopped, start => start.Made),
                Figure($"{afterStop}, first question", stopped, start => start.FirstQuestion),
                Figure($"{afterStop}, first command", stopped, start => start.FirstCommand),
                Figure("killed while printing, all parts are made", killed, start => start.Made),
                Figure("killed while printing, first question", killed, start => start.FirstQuestion),
                Figure("killed while printing, first command", killed, start => start.FirstCommand),
            ],
            [],
            [
                $"Each time a new process, with up to {Cards} fetched payloads in hand. "
                    + (isCold ? "Before each start after a good stop the system's caches are emptied: program and database come from the disk. "
                        : "The system has its files in memory: this user may not empty its caches. ")
                    + "The first command sets the "
                    + "printer up: after a good stop for the next card; after a kill for the card inside, once evidence has settled what became of it. A "
                    + "printer that prints answers when its panel is done "
                    + $"({4 / Speed * 1000:0} ms here, 4 s on a real one), and that wait is part of the figures after a kill.",
                $"Where it goes, after a good stop: {Report.Number(new Sample(stopped.Select(start => start.Made)).Median)} ms until runtime, configuration, keys, "
                    + "database and all parts are there (the log says so), the rest until the lane has looked at books and machine.",
            ]);

        static Figure Figure(string name, List<Start> starts, Func<Start, double> value) => new(name, "ms", new Sample(starts.Select(value)));
    }

    /// <summary>Milliseconds from the start of the process.</summary>
    /// <param name="Made">The log tells that database, keys, layouts and lanes are there and the loops begin.</param>
    private sealed record Start(double Made, double FirstQuestion, double FirstCommand);

    private static async Task<Start> StartAsync(BenchOffice office, CancellationToken token)
    {
        var tap = office.Taps[0];
        tap.Forget();
        var began = Stopwatch.GetTimestamp();
        await office.BeginStationAsync(token);
        var made = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        await UntilAsync("the station gives a command", () => tap.Words.Any(word => word.IsCommand), token);
        var words = tap.Words;
        return new Start(made, Since(words.First(word => word.Command is not null)), Since(words.First(word => word.IsCommand)));

        double Since(Word word) => Stopwatch.GetElapsedTime(began, word.At).TotalMilliseconds;
    }

    /// <summary>What the system keeps of files in memory is dropped; false where that is not allowed, or no Linux.</summary>
    private static bool TryEmptyCaches()
    {
        try
        {
            File.WriteAllText(DropCaches, "3");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Nothing is inside then; a stop that comes too late is tried again with the next card.</summary>
    private static async Task StopBetweenCardsAsync(BenchOffice office, CancellationToken token)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            office.Taps[0].Forget();
            await UntilAsync("a card is out", () => IsEjected(office.Taps[0].Words), token);
            await office.Station.StopAsync(Bench.Time);
            if (office.Events().Last(one => one.Name is "ready" or "begin-card").Name == "ready")
                return;
            office.Station.Begin();
        }

        throw new BenchException("The station could not be stopped between two cards.");
    }

    private static bool IsEjected(IReadOnlyList<Word> words)
    {
        string[] eject = ["Pneab;A;1", "Se"];
        var commands = words.Select((word, place) => (word.Command, place)).Where(word => word.Command is not null).ToList();
        var release = commands.FindIndex(word => word.Command == eject[0]);
        return release >= 0 && commands.FindIndex(release, word => word.Command == eject[1]) is >= 0 and var end
            && words.Skip(commands[end].place + 1).Any(word => word.Command is null);
    }

    private static Task UntilPrintingAsync(BenchOffice office, CancellationToken token)
    {
        office.Taps[0].Forget();
        return UntilAsync("a card is printed",
            () => office.Taps[0].Words.Any(word => word.Command?.StartsWith("Db;m", StringComparison.Ordinal) == true), token);
    }

    private static async Task UntilAsync(string what, Func<bool> isSo, CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(Limit);
        using var timer = new PeriodicTimer(Look, Bench.Time);
        try
        {
            while (!isSo())
                await timer.WaitForNextTickAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            throw new BenchException($"Not within {Limit.TotalSeconds:0} s: {what}.");
        }
    }
}

using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Inventory;
using PrintStation.Reports;
using PrintStation.Storage;

namespace PrintStation.Benchmarks;

/// <summary>Each report over a year of an office, beside the same main figures by one plain query.</summary>
internal static class BooksBenchmark
{
    private const int Rounds = 7;
    private const int CardsADay = 240;
    private const int Printers = 2;
    private const int SpoiledOf = 33;
    private const int LotSize = 5_500;
    private const int LotEveryDays = 20;
    private const int PausesADay = 8;
    private static readonly TimeSpan Goal = TimeSpan.FromSeconds(1);
    private static readonly DateOnly First = new(2025, 1, 1);
    private static readonly DateOnly Last = new(2025, 12, 31);

    private static readonly StationOptions Options = new()
    {
        Station = new IdentityOptions { Id = "station-1", Office = "5371" },
        Printers = [.. Enumerable.Range(1, Printers).Select(printer => new PrinterOptions { Name = $"printer-{printer}" })],
    };

    private sealed class Calendar : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    public static Task<Report> RunAsync(Bench bench, CancellationToken token)
    {
        var directory = bench.Fresh("year");
        using var database = StationDatabase.Open(directory);
        var clock = new Calendar();
        var ledger = new BlankLedger(clock, Options.OfficeTime);
        var (calendar, hours) = (new OfficeCalendar(clock, Options.OfficeTime), OfficeHours.Of(Options));
        Bench.Say("a year of an office is written");
        var stock = new BlankStock(database, ledger, new LedgerHeadFile(Path.Combine(directory, "head.json")), clock, NullLogger<BlankStock>.Instance);
        var counter = new YearAtTheCounter(database, ledger, stock, calendar, Options, clock);
        var cards = Fill(database, ledger, stock, counter, hours, clock, token);
        var reports = new BlankReports(database, calendar, Options, new Interruptions(database, calendar, hours, Options),
            new DayReport(database, calendar, hours, Options), new OldCardReport(database, Options));
        var supplies = new SupplyState(database, calendar, new RibbonWatch(new SupplyBook(database, calendar), NullLogger<RibbonWatch>.Instance), Options);
        var outlook = new SupplyOutlook(supplies, Options);
        var forecast = new Forecast(database, calendar, hours, Options, outlook);
        var supplyReports = new SupplyReports(database, calendar, hours, Options, supplies, outlook);
        IReadOnlyList<(string Name, Func<Reports.Report> Make)> all =
        [
            .. BlankReports.Names.Select(name => (name, new Func<Reports.Report>(() => reports.Make(name, Text(First), Text(Last))))),
            (Forecast.Name, () => forecast.Make()),
            .. SupplyReports.Names.Select(name => (name, new Func<Reports.Report>(() => supplyReports.Make(name, Text(First), Text(Last))))),
            .. counter.Papers(),
        ];
        var figures = all.Select(report => Measure(report.Name, report.Make)).Append(Measure("batch list", counter.BatchList)).ToList();
        var slowest = figures.Max(figure => figure.Median);
        using var plain = new SqliteConnection($"Data Source={database.Path};Mode=ReadOnly");
        plain.Open();
        foreach (var (name, make) in all)
        {
            var query = PlainQueries.All.Single(query => query.Report == name);
            query.RequireSame(make(), plain);
            figures.Add(Measure($"{name}, plain query", () => query.Ask(plain)));
        }

        return Task.FromResult(new Report(figures, [new Goal("the slowest report, ms", slowest, Goal.TotalMilliseconds, AtMost: true)],
            [string.Create(CultureInfo.InvariantCulture, $"{cards:#,0} cards; made in the station's process, the command line adds its own start.")]));
    }

    private static Figure Measure(string name, Func<object> make)
    {
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var began = Bench.Time.GetTimestamp();
            _ = make();
            times.Add(Bench.Time.GetElapsedTime(began).TotalMilliseconds);
        }

        return new Figure(name, "ms", new Sample(times));
    }

    /// <returns>How many cards were issued.</returns>
    private static int Fill(
        StationDatabase database, BlankLedger ledger, BlankStock stock, YearAtTheCounter counter, OfficeHours hours, Calendar clock, CancellationToken token)
    {
        var (cards, day) = (0, 0);
        foreach (var open in hours.Between(First, Last))
        {
            token.ThrowIfCancellationRequested();
            clock.Now = open.From;
            if (day % LotEveryDays == 0)
                Receive(stock, clock, day);
            for (var printer = 1; printer <= Printers; printer++)
                stock.Load($"printer-{printer}", CardsADay / Printers, "siti");
            counter.Begins(day);
            database.Write(transaction =>
            {
                for (var i = 0; i < CardsADay; i++)
                {
                    clock.Now = open.From + (open.Length * i / CardsADay);
                    Make(transaction, ledger, counter, clock, $"{day}-{i}", ++cards);
                }

                Pause(transaction, open);
                transaction.Execute("INSERT INTO queue_day (day, last_count, last_at) VALUES (@day, 9000, @at)",
                    new { day = Text(DateOnly.FromDateTime(open.From.Date)), at = open.To });
            });
            clock.Now = open.To;
            counter.Ends(day++, CardsADay / Printers);
        }

        counter.Told();

        return cards - (cards / SpoiledOf);
    }

    private static void Receive(BlankStock stock, Calendar clock, int day)
    {
        stock.Announce(new Delivery($"D{day}", $"BAST/{day}", "2019", LotSize, clock.Now.AddDays(-7)), []);
        stock.Receive($"D{day}", LotSize, null, "siti");
    }

    /// <summary>A card as its run leaves it: two movements, a job, a run, its steps.</summary>
    private static void Make(StationTransaction transaction, BlankLedger ledger, YearAtTheCounter counter, Calendar clock, string id, int card)
    {
        var isSpoiled = card % SpoiledOf == 0;
        var (place, state) = isSpoiled ? (Places.Spoiled, "Spoiled") : (Places.Issued, "Issued");
        var (uid, printer) = ($"04{card:X12}", $"printer-{1 + (card % Printers)}");
        ledger.Record(transaction, new Movement(1, Places.Hopper(printer), Places.Machine(printer), "fed", "station", clock.Now, RunId: id, ChipUid: uid));
        ledger.Record(transaction, new Movement(1, Places.Machine(printer), place, isSpoiled ? "chip-mute" : "printed", "station", clock.Now,
            RunId: id, ChipUid: uid));
        transaction.Execute(
            """
            INSERT INTO job (job_id, lease_id, fence_epoch, fence, kind, priority, blank_version, layout, claimed_at, status, district, nik_digest)
            VALUES (@id, @id, 'E1', 1, 'IdentityCard', 3, '2019', 'ktp-el', @claimed, 'issued', @district, @id)
            """, new { id, claimed = clock.Now.AddDays(-2), district = YearAtTheCounter.DistrictOf(card) });
        transaction.Execute(
            "INSERT INTO run (run_id, job_id, attempt, state, reason, printer, blank_uid, changed_at) VALUES (@id, @id, 1, @state, @reason, @printer, @uid, @now)",
            new { id, state, reason = isSpoiled ? "chip-mute" : null, printer, uid, now = clock.Now });
        for (var n = 1; n <= 10; n++)
            transaction.Execute(
                "INSERT INTO run_history (run_id, n, at, from_state, to_state, cause) VALUES (@id, @n, @now, 'Fed', @state, 'step')",
                new { id, n, now = clock.Now, state = n == 1 ? "Fetched" : n < 10 ? "Encoding" : state });
        counter.Made(transaction, id, uid, card, isSpoiled, clock.Now);
    }

    private static void Pause(StationTransaction transaction, TimeSpanOf open)
    {
        string[] reasons = ["media-jam", "media-empty", "central-unreachable", "cover-open"];
        for (var i = 0; i < PausesADay; i++)
        {
            var from = open.From + (open.Length * i / PausesADay);
            transaction.Execute("INSERT INTO gate_history (scope, reason, opened_at, closed_at) VALUES (@scope, @reason, @from, @to)",
                new { scope = i % 4 == 2 ? "station" : $"printer-{1 + (i % Printers)}", reason = reasons[i % 4], from, to = from.AddMinutes(10) });
        }
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

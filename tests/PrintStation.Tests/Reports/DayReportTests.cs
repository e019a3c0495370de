using PrintStation.Inventory;
using PrintStation.Reports;
using PrintStation.Tests.Inventory;

namespace PrintStation.Tests.Reports;

/// <summary>Days as a paper: every figure beside a count over the movements, one by one.</summary>
internal sealed class DayReportTests : BooksFixture
{
    private static readonly StationOptions Options = new() { Station = new IdentityOptions { Office = "5371" } };
    private static readonly StationTexts Indonesian = new("id");

    private BlankReports Reports => ReportsOf(Options);

    [Test]
    public void A_day_has_its_persons_counts_books_differences_and_explanations()
    {
        Stock.Load("printer-1", 50, "siti");
        var number = Days.Open(["store=449", "hopper:printer-1=50"], "siti").Counts[0].CountId;
        Clock.Advance(TimeSpan.FromHours(4));
        Days.HandOver(["store=449", "hopper:printer-1=52"], "siti", "budi");
        Takes.Begin("Store", "budi");
        Takes.Count("Store", 449, "budi");
        Takes.Finish("Store", "budi", "wati", "torn");
        Days.Explain(number, new DayExplanation(null, 1, null), "budi");
        Clock.Advance(TimeSpan.FromHours(3));
        Days.Close(["store=449", "hopper:printer-1=50"], unload: true, "budi");
        var report = Reports.Make("day", null, null);
        Assert.That(report.Rows, Is.EqualTo(new object?[][]
        {
            ["2026-11-02", "open", "09:00", "siti", null, "Store", 449L, 450L, -1L, "stock-take", "1", "budi", "2026-11-02"],
            ["2026-11-02", "open", "09:00", "siti", null, "Hopper(printer-1)", 50L, 50L, 0L, null, null, null, null],
            ["2026-11-02", "hand-over", "13:00", "siti", "budi", "Store", 449L, 450L, -1L, "unexplained", null, null, null],
            ["2026-11-02", "hand-over", "13:00", "siti", "budi", "Hopper(printer-1)", 52L, 50L, 2L, "unexplained", null, null, null],
            ["2026-11-02", "close", "16:00", "budi", null, "Store", 449L, 449L, 0L, null, null, null, null],
            ["2026-11-02", "close", "16:00", "budi", null, "Hopper(printer-1)", 50L, 50L, 0L, null, null, null, null],
        }));
        Assert.That(report.Facts, Is.EqualTo(new Dictionary<string, object?> { ["differences"] = 3L, ["unexplained"] = 2L, ["in-doubt"] = 0L }));
    }

    [Test]
    public void Days_that_nobody_opened_or_closed_have_a_line_that_says_so()
    {
        string[] all = ["store=500", "hopper:printer-1=0"];
        Days.Open(all, "siti"); // Monday, never closed
        Clock.Advance(TimeSpan.FromDays(2)); // Wednesday
        Days.Open(all, "siti");
        Days.Close(all, unload: false, "siti");
        Clock.Advance(TimeSpan.FromDays(5)); // Monday; today is still to come
        var report = Reports.Make("day", "2026-10-20", "2026-11-30");
        Assert.That(report.Rows.Select(row => (row[0], row[1])).Distinct(), Is.EqualTo(new (object?, object?)[]
        {
            ("2026-11-02", "open"), ("2026-11-02", "not-closed"), ("2026-11-03", "not-opened"), ("2026-11-04", "open"), ("2026-11-04", "close"),
            ("2026-11-05", "not-opened"), ("2026-11-06", "not-opened"),
        }));
        Days.Open(all, "siti");
        Assert.That(Reports.Make("day", "2026-11-09", null).Rows.Select(row => row[1]), Is.All.EqualTo("open"), "it is not over yet");
    }

    [Test]
    public void An_explanation_has_its_date_and_a_count_with_a_blank_in_doubt_says_so()
    {
        Stock.Load("printer-1", 50, "siti");
        Run("Feeding");
        var number = Days.Open(["store=449", "hopper:printer-1=49"], "siti").Counts[0].CountId;
        Clock.Advance(TimeSpan.FromDays(30));
        Days.Open(["store=450", "hopper:printer-1=50"], "siti"); // nobody closes the day of November any more
        Months.Close("2026-11", "budi", withDifferences: true, second: "siti");
        Days.Explain(number, new DayExplanation("miscounted", null, null), "budi");
        var report = Reports.Make("day", "2026-11-02", "2026-11-02");
        Assert.That(report.Rows.Select(row => row.Skip(8)), Is.EqualTo(new object?[][]
        {
            [-1L, "miscounted", null, "budi", "2026-12-02"], [-1L, "in-doubt", null, null, null], [null, null, null, null, null],
        }));
        Assert.That(report.Facts, Is.EqualTo(new Dictionary<string, object?> { ["differences"] = 1L, ["unexplained"] = 0L, ["in-doubt"] = 1L }));
        Assert.That(new ReportWords(Indonesian).Cell("cause", "in-doubt"), Does.Contain("belum dapat dipastikan"));
    }

    [Test]
    public void A_day_that_was_opened_after_the_clock_was_set_back_says_so()
    {
        string[] all = ["store=500", "hopper:printer-1=0"];
        Clock.Advance(TimeSpan.FromDays(400));
        Days.Open(all, "siti");
        Clock.AdjustTime(Clock.GetUtcNow().AddDays(-400));
        Days.Open(all, "siti", clockWasAhead: true);
        Days.Close(all, unload: false, "siti");
        Assert.That(Reports.Make("day", null, null).Rows.Select(row => row[1]).Distinct(), Is.EqualTo(new[] { "open-set-back", "close" }));
        Assert.That(new ReportWords(Indonesian).Cell("act", "open-set-back"), Is.EqualTo("buka, jam dimundurkan"));
    }

    [Test]
    public void After_midnight_the_time_has_its_date()
    {
        string[] all = ["store=500", "hopper:printer-1=0"];
        Days.Open(all, "siti");
        Clock.Advance(TimeSpan.FromHours(15.5));
        Days.Close(all, unload: false, "siti");
        Assert.That(Reports.Make("day", null, null).Rows.Select(row => row[2]).Distinct(), Is.EqualTo(new[] { "09:00", "2026-11-03 00:30:00" }));
    }

    [Test]
    public void An_office_that_never_counted_has_an_empty_report() =>
        Assert.That(Reports.Make("day", "2026-10-01", null).Rows, Is.Empty);

    [Test]
    public void Each_figure_is_what_a_count_of_the_movements_gives([Range(1, 10)] int seed)
    {
        var random = new Random(seed);
        var lied = new List<long>();
        for (var day = 0; day < 8; day++)
        {
            Record("open");
            for (var act = 0; act < 6; act++)
            {
                Clock.Advance(TimeSpan.FromMinutes(random.Next(5, 60)));
                Stock.Load("printer-1", random.Next(1, 9), "siti");
                Spoil($"04{day:X2}{act:X2}", $"run-{day}-{act}");
            }

            Record("close");
            Clock.SetUtcNow(new DateTimeOffset(2026, 11, 3 + day, 1, 0, 0, TimeSpan.Zero));
        }

        var report = Reports.Make("day", "2026-11-02", "2026-11-30");
        var rows = report.Rows.Where(row => row[5] is not null).ToList();
        Assert.That(rows.Select(row => row[8]), Is.EqualTo(lied));
        foreach (var row in rows)
        {
            var (place, at) = ((string)row[5]!, $"{row[0]}T{row[2]}:00");
            var books = Entries().Where(entry => string.CompareOrdinal(entry.HappenedAt[..19], at) < (entry.Reason == "unloaded" ? 0 : 1))
                .Sum(entry => (entry.ToPlace == place ? entry.Quantity : 0) - (entry.FromPlace == place ? entry.Quantity : 0));
            Assert.That((row[7], row[6]), Is.EqualTo(((object)books, (object)(books + (long)row[8]!))), $"{at} {place}");
        }

        Assert.That(report.Facts["differences"], Is.EqualTo(lied.LongCount(lie => lie != 0)));

        void Record(string act)
        {
            var lies = new[] { random.Next(-1, 2), random.Next(0, 2) };
            lied.AddRange([lies[0], lies[1]]);
            string[] counts = [$"store={At("Store") + lies[0]}", $"hopper:printer-1={At("Hopper(printer-1)") + lies[1]}"];
            if (act == "open")
                Days.Open(counts, "siti");
            else
                Days.Close(counts, unload: true, "siti");
        }
    }

    [Test]
    public void The_paper_has_the_words_of_the_office_and_every_figure_of_the_report()
    {
        Stock.Load("printer-1", 50, "siti");
        Days.Open(["store=1449", "hopper:printer-1=50"], "Siti Rahma");
        Days.HandOver(["store=450", "hopper:printer-1=50"], "Siti Rahma", "Budi Santoso");
        Clock.Advance(TimeSpan.FromDays(1));
        var report = ReportFileTests.AsJson(Reports.Make("day", null, null));
        var text = ReportFileTests.ReadPdf(ReportPdf.Render(report, Indonesian), "day");
        Assert.That(text, Does.Contain("HARI KERJA KANTOR").And.Contain("serah terima").And.Contain("tidak ditutup").And.Contain("gudang").And.Contain("wadah").And.Not.Contain("Hopper(")
            .And.Contain("1.449").And.Contain("999").And.Contain("Budi").And.Contain("Selisih dalam periode ini: 1. Belum dijelaskan: 1."));
        var csv = ReportSheet.Csv(report, new StationTexts("en"));
        Assert.That(csv.Split("\r\n"), Does.Contain("2026-11-02,open,09:00,Siti Rahma,,Store,1449,450,999,unexplained,,,"));
    }
}

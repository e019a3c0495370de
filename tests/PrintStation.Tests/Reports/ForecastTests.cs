using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Inventory;
using PrintStation.Reports;

namespace PrintStation.Tests.Reports;

/// <summary>How long people will wait, and how long blanks last.</summary>
internal sealed class ForecastTests : DelayFixture
{
    private Forecast Forecast => new(Database, Calendar, OfficeHours.Of(Options), Options, new SupplyOutlook(new SupplyState(Database, Calendar,
        new RibbonWatch(new SupplyBook(Database, Calendar), NullLogger<RibbonWatch>.Instance), Options), Options));

    [Test]
    public void A_forecast_gives_a_slow_a_usual_and_a_quick_day_of_the_last_weeks()
    {
        // Monday to Thursday 10, 20, 30, 40 cards, and a tenth more blanks; 5 new records a day.
        var printed = (int[])[10, 20, 30, 40];
        for (var day = 0; day < printed.Length; day++)
        {
            Clock.SetUtcNow(new DateTimeOffset(2026, 11, 2 + day, 4, 0, 0, TimeSpan.Zero));
            Use(Places.Issued, printed[day], day);
            Use(Places.Spoiled, printed[day] / 10, day);
            Queue.Note(200 + (day * 5));
        }

        // Friday is a holiday, then the weekend.
        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 9, 1, 0, 0, TimeSpan.Zero));
        Queue.Note(220);
        var rows = Forecast.Make().Rows.ToDictionary(row => (string)row[0]!, row => row.Skip(1).ToArray());
        Assert.That(rows["cards-a-day"], Is.EqualTo(new object[] { 18L, 25L, 32L }), "quartiles of 10, 20, 30, 40, as whole cards");
        Assert.That(rows["records-a-day"], Is.EqualTo(new object[] { 5L, 5L, 5L }));
        Assert.That(rows["waiting"], Is.All.EqualTo(220L));
        Assert.That(rows["blanks-in-hand"], Is.All.EqualTo(390L));
        // 220 / (17.5 − 5) = 17.6, 220 / (25 − 5) = 11, 220 / (32.5 − 5) = 8 working days from Tuesday on.
        Assert.That(rows["queue-empty"], Is.EqualTo(new object[] { "2026-12-03", "2026-11-24", "2026-11-19" }));
        // (220 + 18 × 5) × 1.1 = 341, (220 + 11 × 5) × 1.1 = 302.5, (220 + 8 × 5) × 1.1 = 286: 390 are enough.
        Assert.That(rows["queue-empty-with-these"], Is.EqualTo(rows["queue-empty"]));
        // 390 / (1.1 × 17.5) = 20.3, 390 / (1.1 × 25) = 14.2, 390 / (1.1 × 32.5) = 10.9.
        Assert.That(rows["blanks-out"], Is.EqualTo(new object[] { "2026-12-08", "2026-11-30", "2026-11-24" }));
        Assert.That(rows["blanks-last-days"], Is.EqualTo(new object[] { 21L, 15L, 11L }));
        Assert.That(rows["ask-for"][1], Is.Zero, "(220 + 20 × 5) × 1.1 = 352, and 390 are there");
        Assert.That(rows["ask-by"][1], Is.EqualTo("2026-11-10"), "ten working days before Tuesday the 24th");

        // 310 are enough for all but a slow queue, 302 no more for the usual one either; announced ones count.
        Acts.Book("return", new ActRequest(80, "siti", Document: "BA/80"));
        Assert.That(WithThese(), Is.EqualTo(new object[] { "too-few-blanks", "2026-11-24", "2026-11-19" }));
        Acts.Book("return", new ActRequest(8, "siti", Document: "BA/8"));
        Assert.That(WithThese(), Is.EqualTo(new object[] { "too-few-blanks", "too-few-blanks", "2026-11-19" }));
        Stock.Announce(new Delivery("D2", "BAST/2", "2019", 39, Clock.GetUtcNow()), []);
        Assert.That(WithThese(), Is.EqualTo(rows["queue-empty"]));

        IEnumerable<object?> WithThese() => Forecast.Make().Rows.Single(row => row[0] is "queue-empty-with-these").Skip(1);
    }

    [Test]
    public void A_forecast_of_a_past_day_is_what_could_be_said_at_its_end()
    {
        for (var day = 0; day < 4; day++)
        {
            Clock.SetUtcNow(new DateTimeOffset(2026, 11, 2 + day, 4, 0, 0, TimeSpan.Zero));
            Use(Places.Issued, 20, day);
            Queue.Note(200 - (day * 10));
        }

        Job("open then", "2026-11-05 09:00", "2026-11-09 09:00");
        Job("ended then", "2026-11-05 09:00", "2026-11-05 15:00");
        Job("later", "2026-11-09 09:00", null);
        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 9, 1, 0, 0, TimeSpan.Zero));
        Use(Places.Issued, 100, 7);
        Queue.Note(5);
        Clock.SetUtcNow(new DateTimeOffset(2027, 6, 1, 1, 0, 0, TimeSpan.Zero));

        var report = Forecast.Make("2026-11-05");
        var rows = report.Rows.ToDictionary(row => (string)row[0]!, row => row.Skip(1).ToArray());
        using (Assert.EnterMultipleScope())
        {
            Assert.That((report.To, report.Made), Is.EqualTo((new DateOnly(2026, 11, 5), new DateOnly(2027, 6, 1))));
            Assert.That(rows["cards-a-day"], Is.All.EqualTo(20L));
            Assert.That(rows["waiting"], Is.All.EqualTo(171L), "170 at the centre, and one in hand");
            Assert.That(rows["blanks-in-hand"], Is.All.EqualTo(420L));
            Assert.That(rows["blanks-out"], Is.All.EqualTo("2026-12-07"), "the 21st working day after it; Friday is a holiday");
            Assert.That(() => Forecast.Make(), Throws.TypeOf<LedgerRefusal>(), "for months nothing was printed");
            Assert.That(() => Forecast.Make("yesterday"), Throws.TypeOf<LedgerRefusal>().With.Property("Code").EqualTo("date"));
        }
    }

    [Test]
    public void Blanks_lie_in_the_store_and_in_hoppers()
    {
        for (var day = 0; day < 3; day++)
        {
            Clock.SetUtcNow(new DateTimeOffset(2026, 11, 2 + day, 4, 0, 0, TimeSpan.Zero));
            Use(Places.Issued, 20, day);
        }

        Stock.Load("printer-1", 70, "siti");
        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 9, 1, 0, 0, TimeSpan.Zero));
        var before = Blanks(Forecast.Make());
        Stock.Load("printer-2", 30, "siti");
        Assert.That(Blanks(Forecast.Make()), Is.EqualTo((before.Store - 30, 100L)));
        Assert.That(Blanks(Forecast.Make("2026-11-04")), Is.EqualTo((before.Store, 70L)), "at the end of that day");
        Acts.Book("return", new ActRequest((int)before.Store - 30, "siti", Document: "BA/1"));
        Stock.Unload("printer-1", 70, "siti");
        Stock.Unload("printer-2", 30, "siti");
        Acts.Book("return", new ActRequest(100, "siti", Document: "BA/2"));
        Assert.That(Forecast.Make().Rows.Single(row => (string)row[0]! == "blanks-last-days").Skip(1), Is.All.Zero);

        static (long Store, long Hoppers) Blanks(Report report)
        {
            var rows = report.Rows.ToDictionary(row => (string)row[0]!, row => row[1] as long?);
            return (rows["blanks-in-store"]!.Value, rows["blanks-in-hoppers"]!.Value);
        }
    }

    [Test]
    public void A_queue_that_grows_has_no_day_on_which_it_is_empty()
    {
        for (var day = 0; day < 4; day++)
        {
            Clock.SetUtcNow(new DateTimeOffset(2026, 11, 2 + day, 4, 0, 0, TimeSpan.Zero));
            Use(Places.Issued, 10, day);
            Queue.Note(100 + (day * 20));
        }

        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 9, 1, 0, 0, TimeSpan.Zero));
        Assert.That(Forecast.Make().Rows.Single(row => row[0] is "queue-empty").Skip(1), Is.All.EqualTo("not-in-sight"));
    }

    [Test]
    public void What_the_centre_has_not_told_is_not_known_and_no_empty_queue()
    {
        for (var day = 0; day < 3; day++)
        {
            Clock.SetUtcNow(new DateTimeOffset(2026, 11, 2 + day, 4, 0, 0, TimeSpan.Zero));
            Use(Places.Issued, 10, day);
        }

        Job("in hand", "2026-11-04 09:00", null);
        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 5, 1, 0, 0, TimeSpan.Zero));
        AssertNotKnown("records-a-day", "waiting", "queue-empty", "queue-empty-with-these", "ask-for");
        Queue.Note(400);
        AssertNotKnown("records-a-day", "queue-empty", "queue-empty-with-these", "ask-for");
        Assert.That(Forecast.Make().Rows.Single(row => row[0] is "waiting").Skip(1), Is.All.EqualTo(401L));
        Assert.That(Forecast.Make("2026-11-04").Rows.Single(row => row[0] is "waiting").Skip(1), Is.All.EqualTo("not-known"));

        void AssertNotKnown(params string[] items) => Assert.That(
            Forecast.Make().Rows.Where(row => row.Skip(1).Any(cell => cell is "not-known")).Select(row => row[0]), Is.EqualTo(items));
    }

    [Test]
    public void Blanks_that_last_longer_than_anybody_plans_have_no_day()
    {
        for (var day = 0; day < 3; day++)
        {
            Clock.SetUtcNow(new DateTimeOffset(2026, 11, 2 + day, 4, 0, 0, TimeSpan.Zero));
            Use(Places.Issued, 1, day);
        }

        Stock.Announce(new Delivery("D2", "BAST/2", "2019", 5000, Clock.GetUtcNow()), []);
        Stock.Receive("D2", 5000, null, "siti");
        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 5, 1, 0, 0, TimeSpan.Zero));
        var rows = Forecast.Make().Rows.ToDictionary(row => (string)row[0]!, row => row.Skip(1).ToArray());
        Assert.That(rows["blanks-out"], Is.All.EqualTo("not-in-sight"));
        Assert.That(rows["ask-by"][1], Is.EqualTo("not-in-sight"));
        foreach (var language in (string[])["id", "en"])
            Assert.That(new[] { "slow", "usual", "quick" }.Select(column => new ReportWords(new StationTexts(language)).Cell(column, "not-in-sight")),
                Has.None.Contains("-"), language);
    }

    [TestCase(null, "none-known")]
    [TestCase("station-1", "none-known")]
    [TestCase("station-2", "station-2")]
    public void It_says_whose_queue_and_whose_blanks_it_tells_of_and_which_stations_it_leaves_out(string? confirmedBy, string others)
    {
        for (var day = 0; day < 3; day++)
        {
            Clock.SetUtcNow(new DateTimeOffset(2026, 11, 2 + day, 4, 0, 0, TimeSpan.Zero));
            Use(Places.Issued, 10, day);
        }

        Stock.Announce(new Delivery("D2", "BAST/2", "2019", 500, Clock.GetUtcNow()), []);
        Stock.Mark(new Dictionary<string, string?> { ["D2"] = confirmedBy });
        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 5, 1, 0, 0, TimeSpan.Zero));
        var report = ReportFileTests.AsJson(Forecast.Make());
        Assert.That(report.Facts.ToDictionary(fact => fact.Key, fact => ReportWords.Plain(fact.Value)), Is.EqualTo(new Dictionary<string, object?>
        {
            ["queue-of"] = "5371", ["blanks-of"] = "station-1", ["other-stations"] = others,
            ["days-counted"] = 3L, ["days-without-blanks"] = 0L, ["delivery-days"] = 10L,
        }));
        var text = string.Join(' ', ReportFileTests.Lines(ReportFileTests.ReadPdf(ReportPdf.Render(report, new StationTexts("id")), $"forecast-{others}")));
        Assert.That(text, Does.Contain("Antrean mencakup seluruh kantor 5371").And.Contain("hanya mencakup stasiun station-1.")
            .And.Contain($"Stasiun lain pada kantor ini: {(others == "none-known" ? "tidak ada yang diketahui" : others)}.")
            .And.Contain("Jumlah kartu per hari didasarkan pada 3 hari kerja."));
    }

    [Test]
    public void Two_days_are_too_few_to_say_anything()
    {
        Use(Places.Issued, 10, 0);
        Clock.Advance(TimeSpan.FromDays(1));
        Use(Places.Issued, 10, 1);
        Clock.Advance(TimeSpan.FromDays(1));
        Assert.That(() => Forecast.Make(), Throws.TypeOf<LedgerRefusal>().With.Property("Code").EqualTo("forecast-days"));
    }

    [Test]
    public void Days_on_which_no_blank_was_in_hand_are_no_slow_days()
    {
        for (var day = 0; day < 3; day++)
        {
            Clock.SetUtcNow(new DateTimeOffset(2026, 11, 2 + day, 4, 0, 0, TimeSpan.Zero));
            Use(Places.Issued, 20, day);
            Queue.Note(200);
        }

        // Wednesday the 4th, half past twelve: for less than half of its hours there is none.
        Clock.SetUtcNow(Moment("2026-11-04 12:30"));
        Acts.Book("return", new ActRequest(440, "siti", Document: "BA/1"));
        foreach (var (today, lacking) in new[] { ("2026-11-13", 5L), ("2026-12-18", 30L) })
        {
            Clock.SetUtcNow(Moment($"{today} 09:00"));
            var report = Forecast.Make();
            Assert.That(report.Rows.Single(row => row[0] is "cards-a-day").Skip(1), Is.All.EqualTo(20L), today);
            Assert.That((ReportWords.Plain(report.Facts["days-counted"]), ReportWords.Plain(report.Facts["days-without-blanks"])), Is.EqualTo((3L, lacking)), today);
        }
    }

    [Test]
    public void What_is_announced_and_received_by_nobody_is_not_asked_for_again()
    {
        for (var day = 0; day < 4; day++)
        {
            Clock.SetUtcNow(new DateTimeOffset(2026, 11, 2 + day, 4, 0, 0, TimeSpan.Zero));
            Use(Places.Issued, 10, day);
            Queue.Note(1000);
        }

        foreach (var (id, quantity) in new[] { ("under way", 300), ("elsewhere", 70), ("here", 50) })
            Stock.Announce(new Delivery(id, $"BAST/{id}", "2019", quantity, Clock.GetUtcNow()), []);
        Stock.Mark(new Dictionary<string, string?> { ["elsewhere"] = "station-2" });
        Clock.SetUtcNow(Moment("2026-11-09 09:00"));
        Stock.Receive("here", 50, null, "siti");
        var (now, then) = (Items(null), Items("2026-11-05"));
        // 1000 wait, none come; 500 - 40 + 50 are here.
        Assert.That((now["blanks-in-hand"], now["blanks-announced"], now["ask-for"]), Is.EqualTo((510L, 300L, 190L)));
        Assert.That((then["blanks-in-hand"], then["blanks-announced"], then["ask-for"]), Is.EqualTo((460L, 350L, 190L)), "before one came");
        Assert.That(Items("2026-11-04")["blanks-announced"], Is.Zero, "before they were announced");

        Dictionary<string, object?> Items(string? to) => Forecast.Make(to).Rows.ToDictionary(row => (string)row[0]!, row => row[2]);
    }

    [Test]
    public void A_working_day_after_another_jumps_over_what_is_closed()
    {
        var hours = OfficeHours.Of(Options);
        Assert.That(hours.After(new DateOnly(2026, 11, 5), 0), Is.EqualTo(new DateOnly(2026, 11, 5)));
        Assert.That(hours.After(new DateOnly(2026, 11, 5), 1), Is.EqualTo(new DateOnly(2026, 11, 9)));
        Assert.That(hours.After(new DateOnly(2026, 11, 6), 0), Is.EqualTo(new DateOnly(2026, 11, 9)));
    }
}

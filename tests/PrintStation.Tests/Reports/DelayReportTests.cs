using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Inventory;
using PrintStation.Reports;
using PrintStation.Storage;
using PrintStation.Tests.Inventory;

namespace PrintStation.Tests.Reports;

/// <summary>Why people waited, and how long they will. Monday 2 November 2026; open from 08:00 to 16:00 WITA, on Friday the 6th closed.</summary>
internal sealed class DelayReportTests : BooksFixture
{
    private static readonly StationOptions Options = new()
    {
        Station = new IdentityOptions { Id = "station-1", Office = "5371" },
        Hours = new OfficeHoursOptions { Holidays = ["2026-11-06"] },
    };

    private OfficeCalendar Calendar => new(Clock, Ledger.OfficeTime);

    private Interruptions Interruptions => new(Database, Calendar, OfficeHours.Of(Options), Options);

    private Forecast Forecast => new(Database, Calendar, OfficeHours.Of(Options), Options, new SupplyOutlook(new SupplyState(Database, Calendar,
        new RibbonWatch(new SupplyBook(Database, Calendar), NullLogger<RibbonWatch>.Instance), Options), Options));

    [Test]
    public void Only_hours_of_the_office_count()
    {
        // From Thursday 15:00 over the holiday and the weekend to Monday 09:30.
        Pause("station", "central-unreachable", "2026-11-05 15:00", "2026-11-09 09:30");
        AssertRows(["network", "station", null, 1L, 150L, 0L]);
    }

    [Test]
    public void Two_reasons_of_one_cause_at_one_printer_count_once()
    {
        Pause("printer-1", "media-jam", "2026-11-03 09:00", "2026-11-03 10:00");
        Pause("printer-1", "cover-open", "2026-11-03 09:30", "2026-11-03 10:15");
        Pause("printer-2", "media-jam", "2026-11-03 09:30", "2026-11-03 09:40");
        AssertRows(["printer", "printer-1", null, 1L, 75L, 0L], ["printer", "printer-2", null, 1L, 10L, 0L]);
    }

    [Test]
    public void An_empty_hopper_waits_for_a_person_while_blanks_lie_in_the_store_and_for_blanks_when_none_do()
    {
        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 3, 2, 0, 0, TimeSpan.Zero));
        Acts.Book("return", new ActRequest(500, "siti", Document: "BA/1"));
        Pause("printer-1", "media-empty", "2026-11-03 09:45", "2026-11-03 10:30");
        AssertRows(["blanks", "printer-1", null, 1L, 30L, 0L], ["nobody-there", "printer-1", null, 1L, 15L, 0L]);
    }

    [Test]
    public void A_blank_that_must_not_be_used_is_not_the_fault_of_who_loads()
    {
        Pause("printer-1", "uid-alarm", "2026-11-03 09:00", "2026-11-03 09:30");
        AssertRows(["unfit", "printer-1", null, 1L, 30L, 0L]);
    }

    [Test]
    public void A_pause_of_a_person_names_him_and_one_that_stands_runs_until_now()
    {
        Pause("station", "paused", "2026-11-03 11:00", null, "siti");
        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 3, 3, 20, 0, TimeSpan.Zero));
        Assert.That(Rows("2026-11-03", "2026-11-03"), Is.EqualTo(new object?[][] { ["person", "station", "siti", 1L, 20L, 0L] }));
    }

    /// <summary>"350" says nothing to who waited nearly six hours; programs count on in minutes.</summary>
    [TestCase("08:15", "08:50", "35 menit", "35 min")]
    [TestCase("09:00", "11:00", "2 jam", "2 h")]
    [TestCase("09:00", "14:50", "5 jam 50 menit", "5 h 50 min")]
    public void People_read_how_long_it_was_in_hours_and_minutes(string from, string to, string indonesian, string english)
    {
        Pause("printer-1", "media-jam", $"2026-11-03 {from}", $"2026-11-03 {to}");
        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 10, 1, 0, 0, TimeSpan.Zero));
        var report = ReportFileTests.AsJson(Interruptions.Make(new DateOnly(2026, 11, 3), new DateOnly(2026, 11, 3)));
        foreach (var (language, expected) in new[] { ("id", indonesian), ("en", english) })
            Assert.That(ReportFileTests.ReadPdf(ReportPdf.Render(report, new StationTexts(language)), $"interruptions-{to[..2]}-{language}").Replace(" ", "", StringComparison.Ordinal),
                Does.Contain(expected.Replace(" ", "", StringComparison.Ordinal)));
        Assert.That(ReportSheet.Csv(report, new StationTexts("en")), Does.StartWith("cause,where,by,times,minutes,").And.Contain($",{report.Rows[0][4]},"));
    }

    [Test]
    public void Cards_in_hand_meanwhile_are_those_leased_before_its_end_and_not_ended_before_its_begin()
    {
        Job("before", "2026-11-03 08:00", "2026-11-03 08:59");
        Job("into", "2026-11-03 08:00", "2026-11-03 09:10");
        Job("within", "2026-11-03 09:20", "2026-11-03 09:25");
        Job("open", "2026-11-03 09:59", null);
        Job("after", "2026-11-03 10:00", null);
        Pause("station", "claims-forbidden", "2026-11-03 09:00", "2026-11-03 10:00");
        AssertRows(["server", "station", null, 1L, 60L, 3L]);
    }

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
            new QueueBook(Database, Calendar).Note(200 + (day * 5));
        }

        // Friday is a holiday, then the weekend.
        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 9, 1, 0, 0, TimeSpan.Zero));
        new QueueBook(Database, Calendar).Note(220);
        var rows = Forecast.Make().Rows.ToDictionary(row => (string)row[0]!, row => row.Skip(1).ToArray());
        Assert.That(rows["cards-a-day"], Is.EqualTo(new object[] { 18L, 25L, 32L }), "quartiles of 10, 20, 30, 40, as whole cards");
        Assert.That(rows["records-a-day"], Is.EqualTo(new object[] { 5L, 5L, 5L }));
        Assert.That(rows["waiting"], Is.All.EqualTo(220L));
        Assert.That(rows["blanks-in-hand"], Is.All.EqualTo(390L));
        // 220 / (17.5 − 5) = 17.6, 220 / (25 − 5) = 11, 220 / (32.5 − 5) = 8 working days from Tuesday on.
        Assert.That(rows["queue-empty"], Is.EqualTo(new object[] { "2026-12-03", "2026-11-24", "2026-11-19" }));
        // 390 / (1.1 × 17.5) = 20.3, 390 / (1.1 × 25) = 14.2, 390 / (1.1 × 32.5) = 10.9.
        Assert.That(rows["blanks-out"], Is.EqualTo(new object[] { "2026-12-08", "2026-11-30", "2026-11-24" }));
        Assert.That(rows["ask-for"][1], Is.Zero, "(220 + 20 × 5) × 1.1 = 352, and 390 are there");
        Assert.That(rows["ask-by"][1], Is.EqualTo("2026-11-10"), "ten working days before Tuesday the 24th");
    }

    [Test]
    public void A_forecast_of_a_past_day_is_what_could_be_said_at_its_end()
    {
        for (var day = 0; day < 4; day++)
        {
            Clock.SetUtcNow(new DateTimeOffset(2026, 11, 2 + day, 4, 0, 0, TimeSpan.Zero));
            Use(Places.Issued, 20, day);
            new QueueBook(Database, Calendar).Note(200 - (day * 10));
        }

        Job("open then", "2026-11-05 09:00", "2026-11-09 09:00");
        Job("ended then", "2026-11-05 09:00", "2026-11-05 15:00");
        Job("later", "2026-11-09 09:00", null);
        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 9, 1, 0, 0, TimeSpan.Zero));
        Use(Places.Issued, 100, 7);
        new QueueBook(Database, Calendar).Note(5);
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
    public void A_queue_that_grows_has_no_day_on_which_it_is_empty()
    {
        for (var day = 0; day < 4; day++)
        {
            Clock.SetUtcNow(new DateTimeOffset(2026, 11, 2 + day, 4, 0, 0, TimeSpan.Zero));
            Use(Places.Issued, 10, day);
            new QueueBook(Database, Calendar).Note(100 + (day * 20));
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
        AssertNotKnown("records-a-day", "waiting", "queue-empty", "ask-for");
        new QueueBook(Database, Calendar).Note(400);
        AssertNotKnown("records-a-day", "queue-empty", "ask-for");
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
        }));
        var text = string.Join(' ', ReportFileTests.Lines(ReportFileTests.ReadPdf(ReportPdf.Render(report, new StationTexts("id")), $"forecast-{others}")));
        Assert.That(text, Does.Contain("Antrean mencakup seluruh kantor 5371").And.Contain("hanya mencakup stasiun station-1.")
            .And.Contain($"Stasiun lain pada kantor ini: {(others == "none-known" ? "tidak ada yang diketahui" : others)}."));
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
    public void A_working_day_after_another_jumps_over_what_is_closed()
    {
        var hours = OfficeHours.Of(Options);
        Assert.That(hours.After(new DateOnly(2026, 11, 5), 0), Is.EqualTo(new DateOnly(2026, 11, 5)));
        Assert.That(hours.After(new DateOnly(2026, 11, 5), 1), Is.EqualTo(new DateOnly(2026, 11, 9)));
        Assert.That(hours.After(new DateOnly(2026, 11, 6), 0), Is.EqualTo(new DateOnly(2026, 11, 9)));
    }

    private void AssertRows(params object?[][] expected)
    {
        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 10, 1, 0, 0, TimeSpan.Zero));
        Assert.That(Rows("2026-11-01", "2026-11-10"), Is.EqualTo(expected));
    }

    private IEnumerable<IReadOnlyList<object?>> Rows(string from, string to) =>
        Interruptions.Make(DateOnly.Parse(from, null), DateOnly.Parse(to, null)).Rows;

    private void Use(string place, int quantity, int day) => Database.Write(transaction =>
    {
        for (var i = 0; i < quantity; i++)
            Ledger.Record(transaction, new Movement(1, Places.Store, place, "printed", "station", Clock.GetUtcNow(), RunId: $"{place}-{day}-{i}"));
    });

    private void Pause(string scope, string reason, string from, string? to, string? person = null) => Database.Write(transaction => transaction.Execute(
        "INSERT INTO gate_history (scope, reason, opened_at, closed_at, person) VALUES (@scope, @reason, @opened, @closed, @person)",
        new { scope, reason, opened = Moment(from), closed = to is null ? (DateTimeOffset?)null : Moment(to), person }));

    private void Job(string id, string claimed, string? ended) => Database.Write(transaction =>
    {
        transaction.Execute(
            """
            INSERT INTO job (job_id, lease_id, fence_epoch, fence, kind, priority, blank_version, layout, claimed_at, status)
            VALUES (@id, @id, 'E1', 1, 'IdentityCard', 3, '2019', 'ktp-el', @at, @status)
            """, new { id, at = Moment(claimed), status = ended is null ? "open" : "issued" });
        transaction.Execute("INSERT INTO run (run_id, job_id, attempt, state, changed_at) VALUES (@id, @id, 1, 'Issued', @at)",
            new { id, at = Moment(ended ?? claimed) });
    });

    private static DateTimeOffset Moment(string office) =>
        new(DateTime.Parse(office, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(8));
}

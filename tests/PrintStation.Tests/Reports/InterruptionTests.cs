using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Reports;

namespace PrintStation.Tests.Reports;

/// <summary>Why people waited.</summary>
internal sealed class InterruptionTests : DelayFixture
{
    private StationOptions _options = Options;

    private Interruptions Interruptions => new(Database, Calendar, OfficeHours.Of(_options), _options);

    [SetUp]
    public void PrintWhatIsFetched() => _options = Options;

    [Test]
    public void Only_hours_of_the_office_count()
    {
        // From Thursday 15:00 over the holiday and the weekend to Monday 09:30.
        Pause("station", "central-unreachable", "2026-11-05 15:00", "2026-11-09 09:30");
        AssertRows(["network", "station", null, 1L, 150L, "not-known"]);
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
        Tell(340, "2026-11-03 09:00");
        Job("in hand", "2026-11-03 08:00", null);
        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 3, 2, 0, 0, TimeSpan.Zero));
        Acts.Book("return", new ActRequest(500, "siti", Document: "BA/1"));
        Pause("printer-1", "media-empty", "2026-11-03 09:45", "2026-11-03 10:30");
        AssertRows(["blanks", "printer-1", null, 1L, 30L, 341L], ["nobody-there", "printer-1", null, 1L, 15L, 1L]);
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

    /// <summary>As it was told last by then; on the screen in a line of its own, under which stands what is counted.</summary>
    [Test]
    public void It_says_how_many_people_waited_at_the_end()
    {
        Assert.That(Waiting("2026-11-03"), Is.EqualTo("not-known"));
        foreach (var (day, count) in new[] { (3, 71), (4, 90) })
        {
            Clock.SetUtcNow(new DateTimeOffset(2026, 11, day, 2, 0, 0, TimeSpan.Zero));
            Queue.Note(count);
        }

        Assert.That((Waiting("2026-11-03"), Waiting("2026-11-04")), Is.EqualTo(((object)71L, (object)90L)));
        var report = Interruptions.Make(new DateOnly(2026, 11, 3), new DateOnly(2026, 11, 4));
        var words = new ReportWords(new StationTexts("en"), report.To);
        Assert.That(words.Paragraphs(report, "closing")[0], Does.Contain("90"));
        Assert.That(words.Notes(report), Has.Count.EqualTo(2).And.None.Contains("{"));

        object? Waiting(string day) => Interruptions.Make(OfficeCalendar.Day(day), OfficeCalendar.Day(day)).Facts["waiting"];
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
        Pause("station", "disk-fault", "2026-11-03 09:00", "2026-11-03 10:00");
        AssertRows(["computer", "station", null, 1L, 60L, 3L]);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_day_knows_the_jobs_that_reach_into_it_from_others(bool reaches)
    {
        Tell(340, "2026-11-02 15:30");
        Job("before", "2026-11-02 08:00", "2026-11-02 15:00");
        if (reaches)
            Job("through", "2026-11-02 09:00", "2026-11-04 10:00");
        Job("after", "2026-11-04 09:00", "2026-11-04 10:00");
        Pause("station", "central-unreachable", "2026-11-03 09:00", "2026-11-03 10:00");
        Pause("printer-1", "media-jam", "2026-11-03 11:00", "2026-11-03 12:00");
        Clock.SetUtcNow(Moment("2026-11-05 09:00"));
        object?[] jammed = ["printer", "printer-1", null, 1L, 60L, reaches ? 1L : 0L];
        object?[] cut = ["network", "station", null, 1L, 60L, 340L];
        Assert.That(Rows("2026-11-03", "2026-11-03"), Is.EqualTo(reaches ? new[] { jammed } : [cut, jammed]));
        Assert.That(Rows("2026-11-01", "2026-11-01"), Is.Empty);
    }

    [TestCase("central-unreachable", "network")]
    [TestCase("central-failing", "server")]
    [TestCase("central-restored", "server")]
    [TestCase("claims-forbidden", "server")]
    public void What_only_stops_claiming_makes_nobody_wait_while_a_fetched_job_is_in_hand(string reason, string cause)
    {
        Tell(340, "2026-11-03 08:30");
        Job("first", "2026-11-03 08:00", "2026-11-03 10:00");
        Job("longer", "2026-11-03 08:00", "2026-11-03 10:30");
        Job("later", "2026-11-03 12:00", "2026-11-03 15:00");
        Pause("station", reason, "2026-11-03 09:00", "2026-11-03 11:00");
        Pause("station", reason, "2026-11-03 13:00", "2026-11-03 14:00");
        AssertRows([cause, "station", null, 1L, 30L, 340L]);
    }

    [Test]
    public void Nor_while_no_blank_is_in_hand_for_then_a_claim_would_have_brought_nothing()
    {
        Tell(340, "2026-11-02 15:00");
        Pause("station", "central-unreachable", "2026-11-03 09:00", "2026-11-03 15:00");
        Clock.SetUtcNow(Moment("2026-11-03 10:00"));
        Stock.Load("printer-1", 1, "siti");
        Acts.Book("return", new ActRequest(499, "siti", Document: "BA/1"));
        Clock.SetUtcNow(Moment("2026-11-03 11:00"));
        Spoil(null, "run-1");
        Clock.SetUtcNow(Moment("2026-11-03 14:00"));
        Stock.Announce(new Delivery("D2", "BAST/2", "2019", 5, Clock.GetUtcNow()), []);
        Stock.Receive("D2", 5, null, "siti");
        AssertRows(["network", "station", null, 1L, 180L, 340L]);
    }

    [Test]
    public void A_job_is_in_hand_until_a_person_must_look_for_its_card_and_again_when_it_goes_on_with_another()
    {
        Tell(340, "2026-11-03 08:00");
        Job("job", "2026-11-03 08:00", null);
        Step("job", "2026-11-03 10:00", "Missing");
        Step("job", "2026-11-03 10:20", "Fetched");
        Step("job", "2026-11-03 11:00", "Held");
        Step("job", "2026-11-03 11:30", "Spoiled");
        Pause("station", "central-unreachable", "2026-11-03 09:00", "2026-11-03 12:00");
        AssertRows(["network", "station", null, 1L, 50L, 340L]);
    }

    [TestCase("central-unreachable", "network")]
    [TestCase("central-failing", "server")]
    public void An_office_that_must_stop_without_the_centre_waits_for_it_from_the_first_minute(string reason, string cause)
    {
        Tell(340, "2026-11-03 08:00");
        Job("job", "2026-11-03 08:00", "2026-11-03 14:00");
        Pause("station", reason, "2026-11-03 09:00", "2026-11-03 12:00");
        _options = Options with { Central = new CentralAccessOptions { Offline = OfflineMode.Stop } };
        AssertRows([cause, "station", null, 1L, 180L, 1L]);
    }

    [Test]
    public void A_centre_that_does_not_know_the_station_stops_what_is_in_hand_as_well()
    {
        Tell(340, "2026-11-03 08:00");
        Job("job", "2026-11-03 08:00", "2026-11-03 14:00");
        Pause("station", "not-enrolled", "2026-11-03 09:00", "2026-11-03 10:00");
        Pause("station", "claims-forbidden", "2026-11-03 14:30", "2026-11-03 15:00");
        AssertRows(["server", "station", null, 2L, 90L, 341L]);
        Assert.That(Interruptions.StopsClaimingOnly.Append("not-enrolled"),
            Is.EquivalentTo(GateReasons.All.Values.Where(reason => !reason.StopsPrinting).Select(reason => reason.Word)));
    }

    [Test]
    public void The_centre_s_count_is_the_last_of_a_day_that_it_told_before_the_wait_began()
    {
        Tell(900, "2026-11-02 15:00");
        Tell(700, "2026-11-03 11:00");
        Pause("station", "central-unreachable", "2026-11-03 10:00", "2026-11-03 10:30");
        Pause("station", "central-unreachable", "2026-11-04 09:00", "2026-11-04 09:30");
        Clock.SetUtcNow(Moment("2026-11-05 09:00"));
        Assert.That(Rows("2026-11-04", "2026-11-04").Single(), Is.EqualTo(new object?[] { "network", "station", null, 1L, 30L, 700L }));
        AssertRows(["network", "station", null, 2L, 60L, 900L]);
    }

    [TestCase("id", "Satu menit yang sama dapat tercatat pada beberapa penyebab", "hitungan harian terakhir yang disampaikan pusat sebelum itu")]
    [TestCase("en", "for the same minutes several causes may stand here", "by the last daily count that it had told before")]
    public void The_paper_says_that_causes_overlap_and_who_is_counted(string language, string overlap, string counted)
    {
        Pause("station", "central-unreachable", "2026-11-03 10:00", "2026-11-03 10:30");
        Clock.SetUtcNow(Moment("2026-11-04 09:00"));
        var paper = ReportPdf.Render(ReportFileTests.AsJson(Interruptions.Make(new DateOnly(2026, 11, 3), new DateOnly(2026, 11, 3))), new StationTexts(language));
        Assert.That(string.Join(' ', ReportFileTests.Lines(ReportFileTests.ReadPdf(paper, $"interruptions-{language}"))), Does.Contain(overlap).And.Contain(counted));
    }

    private void AssertRows(params object?[][] expected)
    {
        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 10, 1, 0, 0, TimeSpan.Zero));
        Assert.That(Rows("2026-11-01", "2026-11-10"), Is.EqualTo(expected));
    }

    private IEnumerable<IReadOnlyList<object?>> Rows(string from, string to) =>
        Interruptions.Make(DateOnly.Parse(from, null), DateOnly.Parse(to, null)).Rows;
}

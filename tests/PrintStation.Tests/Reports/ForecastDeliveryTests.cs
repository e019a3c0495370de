using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Inventory;
using PrintStation.Reports;

namespace PrintStation.Tests.Reports;

/// <summary>By when to ask the ministry: what is measured begins only when it announces a box.</summary>
internal sealed class ForecastDeliveryTests : DelayFixture
{
    private const int UsualDays = 10;

    private Forecast Forecast => new(Database, Calendar, OfficeHours.Of(Options), Options, new SupplyOutlook(new SupplyState(Database, Calendar,
        new RibbonWatch(new SupplyBook(Database, Calendar), NullLogger<RibbonWatch>.Instance), Options), Options));

    [SetUp]
    public void WorkThreeWeeks()
    {
        for (var day = 0; day < 19; day++)
        {
            Clock.SetUtcNow(Moment("2026-11-02 12:00").AddDays(day));
            if (OfficeHours.Of(Options).IsOpen(Calendar.Today))
                Use(Places.Issued, 10, day);
        }
    }

    [Test]
    public void A_box_that_came_the_day_after_it_was_announced_does_not_say_that_the_next_one_is_had_in_two_days()
    {
        Deliver("D2", "2026-11-19 09:00", "2026-11-20 13:00");
        AssertAssumed(UsualDays);
    }

    [Test]
    public void A_box_that_was_longer_on_its_way_than_is_usual_altogether_lengthens_it()
    {
        // Monday the 2nd to Friday the 20th, without the holiday.
        Deliver("D2", "2026-11-02 14:00", "2026-11-20 13:00");
        AssertAssumed(14);
    }

    [Test]
    public void One_slow_box_among_quick_ones_does_not()
    {
        Deliver("D2", "2026-11-02 14:00", "2026-11-20 13:00");
        Deliver("D3", "2026-11-20 13:00", "2026-11-20 14:00");
        Deliver("D4", "2026-11-20 13:00", "2026-11-20 15:00");
        AssertAssumed(UsualDays);
    }

    [Test]
    public void A_forecast_of_a_past_day_knows_only_what_had_come_by_then()
    {
        Deliver("D2", "2026-11-02 14:00", "2026-11-20 13:00");
        Clock.SetUtcNow(Moment("2026-11-23 09:00"));
        AssertAssumed(UsualDays, "2026-11-19");
        AssertAssumed(14, "2026-11-20");
    }

    [TestCase("id", "Dari permintaan sampai blanko diterima diperhitungkan 10 hari kerja.")]
    [TestCase("en", "From asking for blanks to having them, 10 working days are assumed.")]
    public void The_paper_says_how_many_days_are_assumed(string language, string sentence)
    {
        var paper = ReportPdf.Render(ReportFileTests.AsJson(Forecast.Make()), new StationTexts(language));
        Assert.That(string.Join(' ', ReportFileTests.Lines(ReportFileTests.ReadPdf(paper, $"forecast-delivery-{language}"))), Does.Contain(sentence));
    }

    private void Deliver(string id, string announced, string received)
    {
        Stock.Announce(new Delivery(id, $"BAST/{id}", "2019", 5, Moment(announced)), []);
        Clock.SetUtcNow(Moment(received));
        Stock.Receive(id, 5, null, "siti");
    }

    /// <summary>So many working days lie between the day to ask on and the last blank of quick days.</summary>
    private void AssertAssumed(long days, string? to = null)
    {
        var report = Forecast.Make(to);
        var rows = report.Rows.ToDictionary(row => (string)row[0]!, row => row.Skip(1).ToArray());
        var (gone, ask) = (OfficeCalendar.Day((string)rows["blanks-out"][2]!), OfficeCalendar.Day((string)rows["ask-by"][1]!));
        Assert.That(OfficeHours.Of(Options).Between(ask.AddDays(1), gone).Count(), Is.EqualTo(days), $"{ask} to {gone}");
        Assert.That(ask, Is.GreaterThan(report.To), "the test has room");
        Assert.That(report.Facts.GetValueOrDefault("delivery-days"), Is.EqualTo(days));
    }
}

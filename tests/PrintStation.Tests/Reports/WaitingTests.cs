using PrintStation.Inventory;
using PrintStation.Reports;

namespace PrintStation.Tests.Reports;

/// <summary>How many people wait: the centre tells its part, and from then on the station knows what changes.</summary>
internal sealed class WaitingTests : DelayFixture
{
    [Test]
    public void Who_was_claimed_since_the_centre_told_is_counted_once_and_not_after_his_card()
    {
        Job("fetched before", "2026-11-02 08:30", null);
        Job("printed before", "2026-11-02 08:30", "2026-11-02 08:50");
        Tell(100, "2026-11-02 09:00");
        Job("fetched since", "2026-11-02 09:01", null);
        Job("printed since", "2026-11-02 09:01", "2026-11-02 10:00");
        Job("printed the next day", "2026-11-02 09:01", "2026-11-03 10:00");
        Assert.That(Database.Read(QueueBook.Waiting), Is.EqualTo(100 + 1 - 2), "the line fell before the centre could tell anew");
        Assert.That(WaitingAt("2026-11-02"), Is.EqualTo(100 + 1 - 1));
        Assert.That(WaitingAt("2026-11-03"), Is.EqualTo(100 + 1 - 2));
    }

    [Test]
    public void The_same_count_told_again_is_without_what_was_claimed_in_between()
    {
        var queue = Queue;
        Clock.SetUtcNow(Moment("2026-11-02 09:00"));
        queue.Note(0);
        Job("came and was fetched", "2026-11-02 09:10", null);
        Clock.SetUtcNow(Moment("2026-11-02 09:11"));
        queue.Note(0);
        Assert.That(Database.Read(QueueBook.Waiting), Is.EqualTo(1));
        Assert.That(WaitingAt("2026-11-02"), Is.EqualTo(1));
    }

    /// <summary>They came after the centre had told, and their cards were made before it could tell anew.</summary>
    [Test]
    public void Whoever_came_and_went_between_two_counts_makes_nobody_fewer_than_none()
    {
        Tell(0, "2026-11-02 09:00");
        Job("came and was printed", "2026-11-02 09:01", "2026-11-02 10:00");
        Assert.That((Database.Read(QueueBook.Waiting), WaitingAt("2026-11-02")), Is.EqualTo(((long?)0, (long?)0)));
    }

    /// <summary>Five hundred blanks lie there: whoever of the queue has none waits for it, the others for their turn.</summary>
    [TestCase(843, 500L, 343L)]
    [TestCase(120, 120L, 0L)]
    public void The_blanks_of_the_day_say_in_one_line_how_many_wait_and_for_what(int queue, long turn, long blanks)
    {
        Tell(queue, "2026-11-02 09:00");
        var report = ReportsOf(Options).Make("daily", null, null);
        Assert.That(report.Facts, Is.EqualTo(new Dictionary<string, object?> { ["waiting"] = (long)queue, ["waiting-turn"] = turn, ["waiting-blanks"] = blanks }));
        Assert.That(new ReportWords(new StationTexts("id")).Paragraphs(report, "closing"),
            Is.EqualTo(new[] { $"Warga yang menunggu KTP-el pada akhir periode: {queue}; blankonya tersedia dan menunggu giliran cetak: {turn}; menunggu blanko: {blanks}." }));
        Use(Places.Issued, 500, 1);
        Assert.That(ReportsOf(Options).Make("daily", null, null).Facts["waiting-blanks"], Is.EqualTo((long)queue));
    }

    [Test]
    public void Where_the_centre_has_told_nothing_nobody_knows_who_waits() =>
        Assert.That(ReportsOf(Options).Make("daily", null, null).Facts.Values, Is.All.EqualTo(ReportWords.NotKnown));

    private long? WaitingAt(string day) => Database.Read(connection => QueueBook.WaitingAt(connection, OfficeCalendar.Day(day), Calendar.EndOf(OfficeCalendar.Day(day))));
}

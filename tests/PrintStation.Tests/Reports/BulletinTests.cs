using PrintStation.Inventory;
using PrintStation.Reports;
using PrintStation.Tests.Inventory;

namespace PrintStation.Tests.Reports;

internal sealed class BulletinTests : BooksFixture
{
    private BlankReports Reports => ReportsOf(new StationOptions { Station = new IdentityOptions { Office = "5371" } });

    [Test]
    public void The_bulletin_tells_what_was_printed_what_is_left_and_who_waited_on_that_day()
    {
        var queue = new QueueBook(Database, new OfficeCalendar(Clock, Ledger.OfficeTime));
        Assert.That(Reports.Make("bulletin", null, null).Rows[^1], Is.EqualTo(new object[] { "waiting", "not-known" }), "the centre has told nothing yet");
        queue.Note(90);
        Stock.Load("printer-1", 50, "siti");
        Issue("run-1");
        Clock.Advance(TimeSpan.FromDays(1));
        queue.Note(70);
        Issue("run-2");
        Issue("run-3");
        Spoil(null, "run-4");
        Database.Write(transaction => transaction.Execute(
            """
            INSERT INTO job (job_id, lease_id, fence_epoch, fence, kind, priority, blank_version, layout, claimed_at, status)
            VALUES ('J1', 'L', 'E', 1, 'IdentityCard', 1, '2019', 'ktp-el', '2026-11-03T01:00:00.000Z', 'open'),
                   ('J2', 'L', 'E', 1, 'IdentityCard', 1, '2019', 'ktp-el', '2026-11-03T01:00:00.000Z', 'issued')
            """));
        Assert.That(Reports.Make("bulletin", null, null).Rows, Is.EqualTo(new object?[][]
        {
            ["cards-of-day", 2L], ["cards-of-period", 3L], ["blanks-in-hand", 496L], ["waiting", 71L],
        }));
        Assert.That(Reports.Make("bulletin", null, "2026-11-02").Rows, Is.EqualTo(new object?[][]
        {
            ["cards-of-day", 1L], ["cards-of-period", 1L], ["blanks-in-hand", 499L], ["waiting", 90L],
        }));
        Assert.That(Reports.Make("bulletin", "2026-11-01", "2026-11-01").Rows[^1], Is.EqualTo(new object[] { "waiting", "not-known" }));
        Clock.Advance(TimeSpan.FromDays(2));
        Assert.That(Reports.Make("bulletin", null, "2026-11-04").Rows.Skip(3), Is.EqualTo(new object[][] { ["waiting", 71L], ["waiting-as-of", "2026-11-03"] }),
            "no line to the centre since");
        Assert.That(Reports.Make("bulletin", null, null).Rows.Skip(3), Is.EqualTo(new object[][] { ["waiting", 71L], ["waiting-as-of", "2026-11-03"] }));
        foreach (var language in new[] { "en", "id" })
        {
            var words = new ReportWords(new StationTexts(language));
            Assert.That(new[] { words.Cell("count", "not-known"), words.Cell("item", "waiting-as-of") }, Has.None.Contains("-"), language);
        }

        void Issue(string run) => Database.Write(transaction => Ledger.Record(transaction,
            new Movement(1, "Hopper(printer-1)", "Issued", "printed", "station", Clock.GetUtcNow(), RunId: run)));
    }

    [Test]
    public void The_bulletin_counts_no_card_that_was_called_back_and_never_fewer_than_none()
    {
        Stock.Load("printer-1", 50, "siti");
        foreach (var uid in new[] { "04A1B2C3D4E5F6", "04A1B2C3D4E5F7" })
            Move("Hopper(printer-1)", "Issued", uid);
        Clock.Advance(TimeSpan.FromDays(1));
        Move("Issued", "Spoiled", "04A1B2C3D4E5F6");
        Assert.That(Cards(null), Is.EqualTo((0L, 1L)), "one of yesterday was called back today");
        Assert.That(Cards("2026-11-02"), Is.EqualTo((2L, 2L)), "as it was told then");

        (long OfDay, long OfPeriod) Cards(string? to) => Reports.Make("bulletin", null, to).Rows is var rows ? ((long)rows[0][1]!, (long)rows[1][1]!) : default;

        void Move(string from, string to, string uid) => Database.Write(transaction => Ledger.Record(transaction,
            new Movement(1, from, to, "printed", "station", Clock.GetUtcNow(), RunId: uid, ChipUid: uid)));
    }
}

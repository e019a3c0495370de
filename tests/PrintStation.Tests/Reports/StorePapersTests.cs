using PrintStation.Inventory;
using PrintStation.Reports;
using PrintStation.Tests.Inventory;
using static PrintStation.Tests.Reports.ReportFileTests;

namespace PrintStation.Tests.Reports;

/// <summary>What came into the store and what went out of it for others, paper by paper, and how many of each kind.</summary>
internal sealed class StorePapersTests : BooksFixture
{
    private static readonly StationOptions Options = new() { Station = new IdentityOptions { Office = "5371" } };

    [SetUp]
    public void Trade()
    {
        Stock.Announce(new Delivery("D1", "BAST/1", "2019", 300, Clock.GetUtcNow()), []);
        Stock.Receive("D1", 298, "two short", "siti", "budi");
        Book("borrow", 40, "5302", "BA/1");
        Book("lend", 70, "5303", "BA/2");
        Book("take-back", 20, "5303", "BA/3");
        Book("give-back", 15, "5302", "BA/4");
        Acts.Book("return", new ActRequest(11, "siti", Document: "BA/5", Second: "budi"));
        Reversals.Reverse(Book("lend", 900 - 500, "5303", "BA/6").Sequence, "mistyped", "budi", "siti");
        Acts.Book("spoil", new ActRequest(2, "siti", Reason: "damaged"));
        Stock.Load("printer-1", 50, "siti");
    }

    [Test]
    public void What_came_is_summed_by_its_kind_and_not_over_all_kinds()
    {
        var report = ReportsOf(Options).Make("receipts", null, null);
        Assert.That(report.Rows.Select(row => (row[2], row[4])), Is.EqualTo(new (object?, object?)[] { ("BA/0", 500L), ("BAST/1", 298L), ("BA/1", 40L), ("BA/3", 20L) }));
        Assert.That(report.Sum, Is.Empty);
        Assert.That(report.Facts, Is.EqualTo(new Dictionary<string, object?> { ["received"] = 298L, ["opening-balance"] = 500L, ["borrowed"] = 40L, ["taken-back"] = 20L }));
    }

    [Test]
    public void What_went_out_to_others_stands_in_a_list_of_its_own()
    {
        var report = ReportsOf(Options).Make("outgoing", null, null);
        Assert.That(report.Rows.Select(row => (row[1], row[2], row[3], row[4], row[5])), Is.EqualTo(new (object?, object?, object?, object?, object?)[]
        {
            ("OtherOffice(5303)", "BA/2", "lent", 70L, "siti, budi"), ("OtherOffice(5302)", "BA/4", "given-back", 15L, "siti, budi"),
            ("Ministry", "BA/5", "returned-to-ministry", 11L, "siti, budi"),
        }));
        Assert.That(report.Facts, Is.EqualTo(new Dictionary<string, object?> { ["returned-to-ministry"] = 11L, ["lent"] = 70L, ["given-back"] = 15L }));
        var text = string.Join(' ', Lines(ReadPdf(ReportPdf.Render(AsJson(report), new StationTexts("id")), "outgoing")));
        Assert.That(text, Does.Contain("LAPORAN PENGELUARAN BLANKO").And.Contain("Kementerian BA/5").And.Contain("TIMOR TENGAH UTARA BA/2")
            .And.Contain("Dikembalikan ke Kementerian: 11. Dipinjamkan ke kantor lain: 70. Pinjaman yang dikembalikan: 15."));
    }

    private LedgerEntry Book(string verb, int quantity, string office, string document) =>
        Acts.Book(verb, new ActRequest(quantity, "siti", office, document, Second: "budi"));
}

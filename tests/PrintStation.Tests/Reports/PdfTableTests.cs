using PrintStation.Inventory;
using PrintStation.Reports;
using PrintStation.Tests.Inventory;
using static PrintStation.Tests.Reports.ReportFileTests;

namespace PrintStation.Tests.Reports;

/// <summary>What stands in a table of a paper can be read: no day and no word of a heading is broken.</summary>
internal sealed class PdfTableTests : BooksFixture
{
    private static readonly StationOptions Options = new() { Station = new IdentityOptions { Office = "5371" } };
    private static readonly string[] TwoWitnesses = ["Ani Lado, Satpol PP", "Edi Manu, Polres Kupang Kota"];

    [TestCase("id", "rusak pada", "2 Nov 2026")]
    [TestCase("en", "spoiled on", "2 Nov 2026")]
    public void A_day_stands_on_one_line_of_the_minutes_and_a_heading_breaks_between_words_alone(string language, string heading, string day)
    {
        Stock.Load("printer-1", 20, "siti");
        foreach (var (uid, run) in new[] { ("04A1B2C3D4E5F6A1B2C3", "5371-2026-11-000000123-1"), ("04A1B2C3D4E5F6A1B2C4", "5371-2026-11-000000124-12") })
            Database.Write(transaction => Ledger.Record(transaction, new Movement(1, Places.Hopper("printer-1"), Places.Spoiled, "chip-signature-not-verified",
                "station", Clock.GetUtcNow(), RunId: run, ChipUid: uid)));
        Spoil(null, "5371-2026-11-000000125-1");
        Box.Read(Places.Spoiled, "04A1B2C3D4E5F6A1B2C3", anew: false, "Budi Nalle");
        Destructions.Destroy("BAP/1/XI/2026", 3, TwoWitnesses, null, "Budi Nalle", new BatchTerms(Places.Spoiled, HasReader: true, 2));
        var report = AsJson(new Minutes(Database, new OfficeCalendar(Clock, Ledger.OfficeTime), Options).ForDestruction("BAP/1/XI/2026"));
        var text = ReadPdf(ReportPdf.Render(report, new StationTexts(language)), $"narrow-{language}");
        Assert.That(text.Split(day), Has.Length.GreaterThanOrEqualTo(4), $"of each card\n{text}");
        foreach (var word in report.Columns.SelectMany(column => new ReportWords(new StationTexts(language)).Heading(column).Split(' ')).Append(heading.Split(' ')[0]))
            Assert.That(text, Does.Match($@"(^|\s){System.Text.RegularExpressions.Regex.Escape(word)}(\s|$)"), text);
    }
}

using System.Globalization;
using System.IO.Compression;
using System.Xml.Linq;
using PrintStation.Inventory;
using PrintStation.Reports;
using PrintStation.Tests.Inventory;
using static PrintStation.Tests.Reports.ReportFileTests;
using Report = PrintStation.Reports.Report;

namespace PrintStation.Tests.Reports;

/// <summary>Excel's form of reports: for people, who read words and count with numbers and days.</summary>
internal sealed class SpreadsheetTests : BooksFixture
{
    private static readonly StationOptions Options = new() { Station = new IdentityOptions { Office = "5371" } };
    private static readonly StationTexts Indonesian = new("id");
    private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    private Minutes Minutes => new(Database, new OfficeCalendar(Clock, Ledger.OfficeTime), Options);

    /// <param name="Text">Of a number: as the file has it.</param>
    /// <param name="Form">How a number is shown.</param>
    internal sealed record Cell(string Text, bool IsNumber, bool IsFormula, string? Form);

    [Test]
    public async Task The_figures_of_the_JSON_stand_there_as_numbers_and_its_days_as_days()
    {
        Stock.Load("printer-1", 300, "siti");
        var report = AsJson(ReportsOf(Options).Make("daily", "2026-11-01", "2026-11-02"));
        var rows = Read(await ReportSheet.XlsxAsync(report, Indonesian));
        Assert.That(rows.Take(3).Select(row => row[0].Text),
            Is.EqualTo(new[] { "Laporan blanko harian", "Dinas Kependudukan dan Pencatatan Sipil Kota Kupang", "Periode 1 November 2026 s.d. 2 November 2026" }));
        Assert.That(rows[7].Select(cell => cell.Text), Is.EqualTo(report.Columns.Select(column => Indonesian[$"report.{column}"])));
        Assert.That(rows.Skip(8).Select(row => row.Skip(1).Select(cell => cell.Text)),
            Is.EqualTo(report.Rows.Append(report.Sum).Select(row => row.Skip(1).Select(cell => $"{cell}"))));
        Assert.That(rows.Skip(8).SelectMany(row => row.Skip(1)).Select(cell => cell.Form), Is.All.EqualTo("#,##0"));
        Assert.That(rows.Skip(8).Select(row => DayOf(row[0]) ?? row[0].Text), Is.EqualTo(new[] { "2026-11-01", "2026-11-02", "jumlah" }));
    }

    [Test]
    public async Task Codes_stand_there_in_words()
    {
        Acts.Book("spoil", new ActRequest(2, "siti", Reason: "damaged"));
        var rows = Read(await ReportSheet.XlsxAsync(AsJson(ReportsOf(Options).Make("spoilage", null, null)), Indonesian));
        Assert.That(rows[^2].Select(cell => cell.Text), Is.EqualTo(new[] { "rusak fisik", "rusak fisik", "gudang", "2", "2", "0", "0" }));
        Assert.That(rows[^1].Select(cell => cell.Text), Is.EqualTo(new[] { "jumlah", "", "", "2", "2", "0", "0" }));
    }

    [Test]
    public async Task Lengths_of_time_and_moments_can_be_counted_with()
    {
        var rows = Read(await ReportSheet.XlsxAsync(AsJson(new Report("interruptions", "5371", default, default, ["at", "minutes"], [["2026-11-02 09:30", 150L], ["2026-11-02 09:30:15", 15L]], [])), Indonesian));
        Assert.That(rows[^3].Select(cell => cell.Text), Is.EqualTo(new[] { "waktu", "lama" }));
        Assert.That(rows[^2].Select(cell => cell.Form), Is.EqualTo(new[] { @"[$-421]d mmm yyyy hh\.mm", "[h]\" jam \"mm\" menit\"" }));
        Assert.That(double.Parse(rows[^2][1].Text, CultureInfo.InvariantCulture) * 24, Is.EqualTo(2.5).Within(1e-9));
        Assert.That(DateTime.FromOADate(double.Parse(rows[^1][0].Text, CultureInfo.InvariantCulture)), Is.EqualTo(new DateTime(2026, 11, 2, 9, 30, 15)).Within(TimeSpan.FromMilliseconds(1)));
    }

    [Test]
    public async Task The_minutes_of_a_delivery_have_number_day_persons_and_office_above_the_table()
    {
        Stock.Confirmed = StationHost.ConfirmationTo(new PrintStation.Jobs.ReportOutbox(Database, Clock), Clock);
        Stock.Announce(new Delivery("D1", "BAST/7", "2019", 500, Clock.GetUtcNow(), null), []);
        Stock.Receive("D1", 0, "truk tidak datang", "siti", "Budi Nalle");
        var facts = await FactsOfAsync(Minutes.ForDelivery("D1", null));
        Assert.That(facts, Is.EqualTo(new Dictionary<string, string>
        {
            ["tanggal"] = "2026-11-02", ["nomor"] = "BAST/7", ["oleh"] = "siti", ["jumlah hasil hitung"] = "0", ["diberitahukan pusat tanggal"] = "2026-11-02",
            ["jumlah menurut dokumen"] = "500", ["kantor"] = "Dinas Kependudukan dan Pencatatan Sipil Kota Kupang", ["dihitung bersama"] = "Budi Nalle",
        }));
    }

    [Test]
    public async Task The_minutes_of_a_destruction_have_number_day_and_witnesses_above_the_table()
    {
        Acts.Book("spoil", new ActRequest(3, "siti", Reason: "factory-fault"));
        Destructions.Destroy("BAP/1", 3, ["Ani Lado, Satpol PP", "=Edi, Polres"], null, "Budi Nalle");
        var facts = await FactsOfAsync(Minutes.ForDestruction("BAP/1"));
        Assert.That(facts, Is.SupersetOf(new Dictionary<string, string>
        {
            ["tanggal"] = "2026-11-02", ["nomor"] = "BAP/1", ["oleh"] = "Budi Nalle", ["jumlah"] = "3", ["saksi 1"] = "Ani Lado, Satpol PP", ["saksi 2"] = "=Edi, Polres",
        }));
    }

    [TestCase("=HYPERLINK(\"http://x\")")]
    [TestCase("+1+1")]
    [TestCase("-2+3")]
    [TestCase("@SUM(A1)")]
    [TestCase("\t=1")]
    public async Task Text_that_starts_a_formula_is_harmless_in_a_spreadsheet_of_Excels(string text)
    {
        var report = new Report("spoilage", "5371", default, default, ["cause", "spoiled"], [[text, -5L]], ["Σ", -5L]);
        var cells = Read(await ReportSheet.XlsxAsync(report, new StationTexts("en")))[^2];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(cells[0].Text, Is.EqualTo(text));
            Assert.That(cells[0].IsFormula || cells[0].IsNumber, Is.False);
            Assert.That((cells[1].Text, cells[1].IsNumber, cells[1].IsFormula), Is.EqualTo(("-5", true, false)));
        }
    }

    [Test]
    public async Task Text_that_would_break_the_file_does_not()
    {
        var report = new Report("spoilage", "5371", default, default, ["cause", "reason"], [["</t>&\"<", "bel\u0007 \U0001F0A1"]], []);
        Assert.That(Read(await ReportSheet.XlsxAsync(report, Indonesian))[^1].Select(cell => cell.Text), Is.EqualTo(new[] { "</t>&\"<", "bel\uFFFD \U0001F0A1" }));
    }

    /// <summary>Rows and their cells.</summary>
    internal static List<List<Cell>> Read(byte[] file)
    {
        using var archive = new ZipArchive(new MemoryStream(file));
        var styles = Part("xl/styles.xml");
        var forms = styles.Descendants(Main + "numFmt").ToDictionary(form => (string)form.Attribute("numFmtId")!, form => (string)form.Attribute("formatCode")!);
        var cellForms = styles.Descendants(Main + "cellXfs").Single().Elements().Select(xf => forms.GetValueOrDefault((string)xf.Attribute("numFmtId")!)).ToList();
        return [.. Part("xl/worksheets/sheet1.xml").Descendants(Main + "row").Select(row => row.Elements(Main + "c").Select(Of).ToList())];

        Cell Of(XElement cell) => new(cell.Value, cell.Attribute("t") is null && cell.Value.Length > 0, cell.Element(Main + "f") is not null, cellForms[(int)cell.Attribute("s")!]);

        XDocument Part(string name)
        {
            using var stream = archive.GetEntry(name)!.Open();
            return XDocument.Load(stream, LoadOptions.PreserveWhitespace);
        }
    }

    /// <summary>"2026-11-02"; null for what is no day.</summary>
    private static string? DayOf(Cell cell) => cell.Form == "[$-421]d mmm yyyy"
        ? DateTime.FromOADate(double.Parse(cell.Text, CultureInfo.InvariantCulture)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : null;

    [Test]
    public async Task No_day_beside_the_table_is_wider_than_its_column()
    {
        var report = new Report("spoilage", "5371", default, default, ["cause", "spoiled"], [["damaged", 1L]], []) { Facts = new Dictionary<string, object?> { ["at"] = "2026-11-02 09:30:15" } };
        using var archive = new ZipArchive(new MemoryStream(await ReportSheet.XlsxAsync(report, Indonesian)));
        using var sheet = archive.GetEntry("xl/worksheets/sheet1.xml")!.Open();
        Assert.That(XDocument.Load(sheet).Descendants(Main + "col").Select(column => (double)column.Attribute("width")!).Last(), Is.GreaterThan("2 Nov 2026 09.30.15".Length));
    }

    /// <summary>What stands between the title and the table.</summary>
    private static async Task<Dictionary<string, string>> FactsOfAsync(Report report)
    {
        var file = await ReportSheet.XlsxAsync(AsJson(report), Indonesian);
        Keep(file, $"{report.Name}.xlsx");
        return Read(file).Skip(3).TakeWhile(row => row.Count > 0).ToDictionary(row => row[0].Text, row => DayOf(row[1]) ?? row[1].Text);
    }
}

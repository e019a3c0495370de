using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using PrintStation.Cli;
using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Reports;
using PrintStation.Tests.Inventory;

namespace PrintStation.Tests.Reports;

/// <summary>Papers, read back by programs that are not ours.</summary>
internal sealed class ReportFileTests : BooksFixture
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(60);
    private static readonly StationOptions Options = new() { Station = new IdentityOptions { Office = "5371" } };
    private static readonly StationTexts Indonesian = new("id");

    protected override int FirstStock => 12_500;

    private BlankReports Reports => ReportsOf(Options);

    [Test]
    public void A_paper_has_the_letterhead_the_figures_of_the_JSON_and_numbered_pages()
    {
        Fill();
        var report = AsJson(Reports.Make("daily", "2026-08-01", "2026-12-31"));
        var text = ReadPdf(ReportPdf.Render(report, Indonesian), "daily");
        Assert.That(text, Does.Contain("PROVINSI NUSA TENGGARA TIMUR").And.Contain("PEMERINTAH KOTA KUPANG")
            .And.Contain("DINAS KEPENDUDUKAN DAN PENCATATAN SIPIL").And.Contain("LAPORAN BLANKO HARIAN")
            .And.Contain("Periode 1 Agustus 2026 s.d. 4 November 2026").And.Contain("Kupang, 4 November 2026").And.Contain("NIP."));
        var pages = text.Split('\f', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(pages, Has.Length.GreaterThan(1));
        foreach (var (page, i) in pages.Select((page, i) => (page, i)))
            Assert.That(page, Does.Contain($"Halaman {i + 1} dari {pages.Length}").And.Contain("diterima"), "number and heading");
        foreach (var row in report.Rows.Append(report.Sum))
            Assert.That(Lines(text), Has.Some.EqualTo(string.Join(' ', row.Select((cell, i) => new ReportWords(Indonesian).Cell(report.Columns[i], cell)))));
        Assert.That(text, Does.Contain("12.500"), "numbers as the country writes them");
    }

    /// <summary>Each kind of movement in the hundreds: no word and no number is cut, on paper and on a screen of 80 columns.</summary>
    [TestCase("en")]
    [TestCase("id")]
    public void A_month_in_which_everything_happened_fits_on_paper_and_on_the_screen(string language)
    {
        var texts = new StationTexts(language);
        FillWithEverything();
        var report = AsJson(Reports.Make("daily", "2026-11-01", "2026-11-04"));
        Assert.That(report.Sum.Skip(2).Select(ReportWords.Plain), Has.None.Zero, "something in each column");
        var words = new ReportWords(texts);
        var text = ReadPdf(ReportPdf.Render(report, texts), $"daily-everything-{language}");
        foreach (var row in report.Rows.Append(report.Sum))
            Assert.That(Lines(text), Has.Some.EqualTo(string.Join(' ', row.Select((cell, i) => words.Cell(report.Columns[i], cell)))));
        var screen = BookWordsTests.Rendered(ReportScreen.TableOf(report, texts));
        Assert.That(screen.Select(line => line.Length), Is.All.LessThanOrEqualTo(80));
        var table = string.Join('\n', screen);
        foreach (var word in report.Columns.Select(words.Heading).Append(words.Heading("other")).SelectMany(heading => heading.Split(' '))
            .Concat(report.Sum.Select((cell, i) => words.Cell(report.Columns[i], cell))))
            Assert.That(table, Does.Contain(word), table);
    }

    [TestCase("en")]
    [TestCase("id")]
    public void What_is_left_is_said_of_a_day_without_anything_and_of_an_empty_list_that_it_is_empty(string language)
    {
        var texts = new StationTexts(language);
        var words = new ReportWords(texts);
        FillWithEverything();
        Clock.Advance(TimeSpan.FromDays(3));
        var quiet = Reports.Make("daily", "2026-11-05", "2026-11-05");
        var table = string.Join('\n', BookWordsTests.Rendered(ReportScreen.TableOf(quiet, texts)));
        foreach (var column in new[] { "opening", "received", "cards", "spoiled", "closing" })
            foreach (var word in words.Heading(column).Split(' ').Append(words.Cell(column, quiet.Sum[quiet.Columns.ToList().IndexOf(column)])))
                Assert.That(table, Does.Contain(word), table);
        var none = Reports.Make("receipts", "2026-11-05", "2026-11-05");
        table = string.Join('\n', BookWordsTests.Rendered(ReportScreen.TableOf(none, texts)));
        Assert.That(table, Does.Contain(texts["report.none"]).And.Contain(words.Heading("document")), table);
    }

    [TestCase("1101", "PEMERINTAH KABUPATEN ACEH SELATAN", "…, 4 November 2026")]
    [TestCase("9999", "PEMERINTAH KABUPATEN/KOTA 9999", "…, 4 November 2026")]
    [TestCase("3471", "PEMERINTAH KOTA YOGYAKARTA", "Yogyakarta, 4 November 2026")]
    [TestCase("3174", "PEMERINTAH PROVINSI DKI JAKARTA", "Jakarta, 4 November 2026")]
    public void The_letterhead_is_that_of_the_office(string office, string government, string place)
    {
        Fill();
        var text = ReadPdf(ReportPdf.Render(Reports.Make("monthly", null, null) with { Office = office }, Indonesian), $"monthly-{office}");
        Assert.That(text, Does.Contain(government).And.Contain(place));
    }

    /// <summary>A city of Jakarta has no government of its own.</summary>
    [TestCase("3174", "KOTA ADMINISTRASI JAKARTA SELATAN")]
    [TestCase("3101", "KABUPATEN ADMINISTRASI KEPULAUAN SERIBU")]
    public void In_Jakarta_the_paper_is_that_of_a_part_of_the_provinces_department(string office, string city)
    {
        var text = string.Join('\n', Lines(ReadPdf(ReportPdf.Render(Reports.Make("monthly", null, null) with { Office = office }, Indonesian), $"part-{office}")));
        Assert.That(text, Does.StartWith($"PEMERINTAH PROVINSI DKI JAKARTA\nSUKU DINAS KEPENDUDUKAN DAN PENCATATAN SIPIL\n{city}\n")
            .And.Contain("Kepala Suku Dinas Kependudukan\ndan Pencatatan Sipil\nK").And.Contain($"\n{city},\n").IgnoreCase.And.Not.Contain($"PEMERINTAH {city}"));
    }

    [Test]
    public void A_paper_brings_its_fonts_with_it()
    {
        Require("pdffonts");
        var path = Path.Combine(Directory.Path, "fonts.pdf");
        File.WriteAllBytes(path, ReportPdf.Render(Reports.Make("spoilage", null, null), Indonesian));
        var fonts = Run("pdffonts", path).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2).ToList();
        // name, type, encoding, then: embedded, subset, with a table back to Unicode
        Assert.That(fonts, Has.Count.EqualTo(2).And.All.Match(@"LiberationSans\S*\s+.* yes yes yes\s"));
    }

    [Test]
    public void No_signature_stands_alone_on_a_page([Range(26, 40)] int days)
    {
        Fill();
        var end = new DateOnly(2026, 11, 1).AddDays(days - 1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var text = ReadPdf(ReportPdf.Render(Reports.Make("spoilage", null, null) with
        {
            Rows = [.. Enumerable.Range(1, days).Select(day => (IReadOnlyList<object?>)["damaged", $"code {day}", "Store", 1L, 1L, 0L, 0L])],
        }, Indonesian), $"spoilage-{end}");
        var last = text.Split('\f', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.That(last, Does.Contain("NIP.").And.Contain($"code {days}").And.Contain($"code {days - 1}").And.Contain("jumlah"));
    }

    [Test]
    public void No_heading_stands_alone_at_the_foot_of_a_page([Values(30, 60, 100, 140, 180)] int room)
    {
        using var fonts = new PdfFonts();
        using var cell = fonts.Regular(8.5f);
        using var head = fonts.Bold(8.5f);
        using var file = new MemoryStream();
        using (var paper = new PdfPaper(file, "minutes", landscape: false, _ => { }))
        {
            paper.Y = paper.Bottom - room;
            new PdfTable(paper, cell, head, [new PdfColumn("Sebab", false), new PdfColumn("Jumlah", true)], [["rusak", "1"], ["hilang", "2"]], []).Draw(after: 100);
            paper.Close();
        }

        var pages = ReadPdf(file.ToArray(), $"heading-{room}").Split('\f');
        Assert.That(pages.Where(page => page.Contains("Sebab", StringComparison.Ordinal)), Is.Not.Empty.And.All.Contains("rusak"));
    }

    [Test]
    public void What_the_office_has_told_of_itself_stands_on_its_papers_and_else_a_line_for_the_pen()
    {
        var report = AsJson(Reports.Make("bulletin", null, null));
        Assert.That(Read(report, "letterhead-none"), Does.Match("Alamat …+ Telepon …+").And.Contain("NIP. …").And.Match(@"Kepala Dinas Kependudukan\ndan Pencatatan Sipil\nKota Kupang,"));
        var told = new LetterheadOptions
        {
            Address = "Jalan Contoh Nomor 1, Kupang 85111, Telepon (0380) 123456", Seat = "Kupang Barat", Head = "Dra. Maria Seran, M.Si.", Nip = "197001311995032001",
        };
        var text = Read(AsJson(ReportsOf(Options with { Letterhead = told }).Make("bulletin", null, null)), "letterhead-told");
        Assert.That(text, Does.Contain(told.Address).And.Contain("Kupang Barat, 2 November 2026").And.Contain(told.Head).And.Contain("NIP. 19700131 199503 2 001")
            .And.Not.Contain("………"));

        static string Read(Report report, string name) => string.Join('\n', Lines(ReadPdf(ReportPdf.Render(report, Indonesian), name)));
    }

    [TestCase("en", "Cards printed on 2 November 2026")]
    [TestCase("id", "KTP-el tercetak pada tanggal 2 November 2026")]
    public void The_bulletin_names_the_day_of_its_figure(string language, string words) =>
        Assert.That(ReadPdf(ReportPdf.Render(AsJson(Reports.Make("bulletin", null, null)), new StationTexts(language)), $"bulletin-{language}"), Does.Contain(words).IgnoreCase);

    /// <summary>As the command line gets it.</summary>
    internal static Report AsJson(Report report) =>
        JsonSerializer.Deserialize<Report>(JsonSerializer.Serialize(report, WireJson.Options), WireJson.Options)!;

    /// <summary>Ends the test as ignored where poppler is not installed.</summary>
    /// <param name="name">Under which the paper stays beside the tests, for whoever wants to look at it.</param>
    internal static string ReadPdf(byte[] pdf, string name)
    {
        Require("pdftotext");
        return Run("pdftotext", "-layout", Keep(pdf, $"{name}.pdf"), "-");
    }

    /// <returns>Where the file stays beside the tests.</returns>
    internal static string Keep(byte[] file, string name)
    {
        var path = Path.Combine(System.IO.Directory.CreateDirectory(Path.Combine(TestContext.CurrentContext.WorkDirectory, "papers")).FullName, name);
        File.WriteAllBytes(path, file);
        return path;
    }

    internal static IEnumerable<string> Lines(string text) => text.Split('\n').Select(line => Regex.Replace(line, @"\s+", " ").Trim());

    private void Fill()
    {
        Stock.Load("printer-1", 1_200, "siti");
        for (var day = 0; day < 2; day++)
        {
            for (var card = 0; card < 40; card++)
                Database.Write(transaction => Ledger.Record(transaction,
                    new Movement(1, "Hopper(printer-1)", "Issued", "printed", "station", Clock.GetUtcNow(), RunId: $"run-{day}-{card}")));
            Spoil($"0400A{day}", $"run-{day}");
            Clock.Advance(TimeSpan.FromDays(1));
        }
    }

    private void FillWithEverything()
    {
        Fill();
        ActRequest Paper(int quantity, string document, string? office = null) => new(quantity, "siti", office, document, "damaged");
        Acts.Book("return", Paper(1_020, "BA/1"));
        Acts.Book("lend", Paper(1_250, "BA/2", "5302"));
        Acts.Book("borrow", Paper(1_150, "BA/3", "5303"));
        Acts.Book("spoil", Paper(1_300, "BA/4"));
        Acts.Book("test", Paper(110, "BA/5"));
        Losses.Declare(Places.Spoiled, $"{Entries().Single(entry => entry.Document == "BA/4").Sequence}", 1_010, "not in the box", "budi", "siti");
        Destructions.Destroy("BAP/1", (int)At(Places.Spoiled), ["Ani, Satpol PP", "Edi, Polres"], null, "budi");
        Acts.Book("spoil", Paper(1_005, "BA/6"));
        Database.Write(transaction => Ledger.Record(transaction,
            new Movement(105, "Hopper(printer-1)", Places.Lost, "declared-lost", "siti, budi", Clock.GetUtcNow(), RunId: "run-9")));
        Takes.Begin(Places.Store, "siti");
        Takes.Count(Places.Store, (int)At(Places.Store) - 1_015, "siti");
        Takes.Finish(Places.Store, "siti", "budi", "counted");
    }

    private static void Require(string program)
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(directory => File.Exists(Path.Combine(directory, program))))
            Assert.Ignore($"{program} is not installed (Debian: apt-get install poppler-utils)");
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(ReadTimeout))
            throw new TimeoutException($"{program} was not ready after {ReadTimeout}.");
        return output.Result;
    }
}

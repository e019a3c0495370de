using PrintStation.Cli;
using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Reports;
using PrintStation.Web;
using Spectre.Console;

namespace PrintStation.Tests.Inventory;

/// <summary>What people read of the books: in words, in the office's time, on a screen of 80 columns.</summary>
internal sealed class BookWordsTests : BooksFixture
{
    private const int Columns = 80;
    private static readonly TimeSpan Wita = TimeSpan.FromHours(8);

    private static readonly string[] AllPlaces =
    [
        Places.Ministry, Places.OtherOffice("5302"), Places.Store, Places.Hopper("printer-1"), Places.Machine("printer-1"), Places.Held, Places.Issued,
        Places.Spoiled, Places.Destroyed, Places.Test, Places.Lost, Places.Difference, Places.Citizens, Places.OldCards, Places.OldCardsDestroyed,
        Places.SpoiledLost, Places.OldCardsLost,
    ];

    [TestCase("en", "store", "hopper printer-1", "office 5302")]
    [TestCase("id", "gudang", "wadah printer-1", "kantor 5302")]
    public void Each_place_has_its_words(string language, string store, string hopper, string office)
    {
        var texts = new StationTexts(language);
        Assert.That(AllPlaces.Select(texts.Place), Has.None.Contains("(").And.None.Contains("{").And.All.Match("^[a-z]"));
        Assert.That(AllPlaces.Select(place => texts.Find($"place.{place.Split('(')[0].ToLowerInvariant()}")), Has.None.Null);
        Assert.That(new[] { "Store", "store", "Hopper(printer-1)", "hopper:printer-1", "OtherOffice(5302)" }.Select(texts.Place),
            Is.EqualTo(new[] { store, store, hopper, hopper, office }));
        Assert.That(texts.Place("Cellar(1)"), Is.EqualTo("Cellar(1)"), "what has no words stays as it is");
    }

    [TestCase("en", "loaded", "damaged", "taken back: wrong printer", "received: two short")]
    [TestCase("id", "diisikan ke wadah", "rusak fisik", "dibatalkan: wrong printer", "diterima: two short")]
    public void Each_reason_has_its_words_and_what_a_person_wrote_stays(string language, params string[] expected)
    {
        var texts = new StationTexts(language);
        Assert.That(new[] { "loaded", "spoiled: damaged", "reversal: wrong printer", "received: two short" }.Select(texts.Reason), Is.EqualTo(expected));
        Assert.That(BlankActs.All.Select(act => act.Reason).Append("unloaded").Select(reason => texts.Find($"report.reason.{reason}")), Has.None.Null);
        Assert.That(texts.Reason("what nobody knows: why"), Is.EqualTo("what nobody knows: why"));
    }

    [TestCase("en")]
    [TestCase("id")]
    public void The_list_of_movements_shows_each_word_in_one_piece_on_80_columns(string language)
    {
        var texts = new StationTexts(language);
        MovementView[] movements =
        [
            new(1, "2026-11-02T09:00:00.000+08:00", 100_000, "Ministry", "Store", "opening-balance", "BA/470.13/11176/SJ/26", "siti-rahmawati", null, null, null, null),
            new(123_456, "2026-11-28T14:30:12.000+08:00", 1, "Hopper(printer-10)", "Machine(printer-10)", "FeedSucceeded", null, "station", "J1-1", "04AABB", null, null),
            new(123_457, "2026-11-28T14:31:00.000+08:00", 50, "Hopper(printer-10)", "Store", "reversal: wrong printer", null, "budi", null, null, 123_450, "2026-10-28"),
        ];
        var lines = Rendered(LedgerCommands.TableOf(movements, texts));
        var table = string.Join('\n', lines);
        Assert.That(lines.Select(line => line.Length), Is.All.LessThanOrEqualTo(Columns));
        foreach (var word in new[]
        {
            "123456", 100_000.ToString("N0", texts.Culture), "2026-11-28", "14:31", texts.Place("Hopper(printer-10)"),
            "BA/470.13/11176/SJ/26", "siti-rahmawati", "123450", "2026-10-28",
        }.Concat(texts.Place("Machine(printer-10)").Split(' ')))
            Assert.That(table, Does.Contain(word), table);
        Assert.That(table, Does.Not.Contain("Hopper(").And.Not.Contain("FeedSucceeded"), table);
    }

    [TestCase("en", "known-to-centre")]
    [TestCase("id", "known-to-centre")]
    [TestCase("en", "counted")]
    [TestCase("id", "misprint")]
    public void The_list_of_held_cards_says_why_in_words_on_80_columns(string language, string reason)
    {
        var texts = new StationTexts(language);
        WaitingCard[] cards = [new("J-0000123-1", "J-0000123", 1, "printer-10", "Held", "04A1B2C3D4E5F6", reason, new DateTimeOffset(2026, 11, 28, 14, 30, 12, Wita))];
        var table = string.Join('\n', Rendered(HeldCommands.TableOf(cards, texts)));
        Assert.That(table, Does.Not.Contain(reason == "misprint" ? "misprint" : $"│ {reason} "), table);
        foreach (var word in texts.Reason(reason).Split(' '))
            Assert.That(table, Does.Contain(word), table);
    }

    [TestCase("en")]
    [TestCase("id")]
    public void The_list_of_stock_takes_shows_each_word_in_one_piece_on_80_columns(string language)
    {
        var texts = new StationTexts(language);
        StockTakeView[] takes =
        [
            new(10_000, "Hopper(printer-10)", "finished", new DateTimeOffset(2026, 11, 28, 14, 30, 12, Wita), "rahmawati", 100_000, "rahmawati", 99_999, "budi", "water damage"),
        ];
        var table = string.Join('\n', Rendered(StockTakeCommands.TableOf(takes, texts)));
        foreach (var word in new[] { "10000", "printer-10", "2026-11-28", "14:30:12", "rahmawati", 100_000.ToString("N0", texts.Culture), "water", "damage" }
            .Concat(texts["stock-take.finished"].Split(' ')).Concat(texts["label.expected"].Split(' ')).Concat(texts["label.counted"].Split(' ')))
            Assert.That(table, Does.Contain(word), table);
    }

    [TestCase("en")]
    [TestCase("id")]
    public void The_report_of_a_day_shows_each_word_in_one_piece_on_80_columns_and_each_act_once(string language)
    {
        var texts = new StationTexts(language);
        Stock.Load("printer-1", 50, "siti");
        Days.Open(["store=450", "hopper:printer-1=50"], "siti-rahmawati");
        var number = Days.HandOver(["store=99999", "hopper:printer-1=47"], "siti-rahmawati", "budi").Counts[0].CountId;
        Clock.Advance(TimeSpan.FromDays(1));
        Days.Explain(number, new DayExplanation("card-in-doubt", null, null), "wati");
        Takes.Begin("Hopper(printer-1)", "siti");
        Takes.Count("Hopper(printer-1)", 50, "siti");
        Days.Explain(number + 1, new DayExplanation(null, Takes.Finish("Hopper(printer-1)", "siti", null, null).StockTakeId, null), "wati");
        var report = ReportsOf(new StationOptions()).Make("day", null, null);
        var (lines, words) = (Rendered(ReportScreen.TableOf(report, texts)), new ReportWords(texts));
        var table = string.Join('\n', lines);
        Assert.That(lines.Select(line => line.Length), Is.All.LessThanOrEqualTo(Columns));
        foreach (var word in report.Rows.Select(row => row.Select((cell, i) => words.Cell(report.Columns[i], cell))).Append(report.Columns.Select(words.Heading))
            .SelectMany(cells => cells).SelectMany(cell => cell.Split(' ')))
            Assert.That(table, Does.Contain(word), table);
        Assert.That(table.Split(texts.Culture.TwoLetterISOLanguageName == "id" ? "09.00" : "09:00"), Has.Length.EqualTo(3), "of two acts");
    }

    [Test]
    public void Stock_takes_months_and_destructions_have_the_offices_time()
    {
        var calendar = new OfficeCalendar(Clock, Ledger.OfficeTime);
        Acts.Book("spoil", new ActRequest(3, "siti", Reason: "damaged"));
        Destructions.Destroy("BAP/1", 3, ["Ani, Satpol PP", "Edi, Inspektorat"], null, "budi");
        Takes.Begin("Store", "siti");
        Clock.Advance(TimeSpan.FromDays(30));
        Months.Close("2026-11", "budi");
        DateTimeOffset[] shown =
        [
            BoxApi.View(Destructions.List()[0], calendar).At, BookApi.View(Takes.List()[0], calendar).BegunAt, BookApi.View(Months.Closed()[0], calendar).ClosedAt,
        ];
        Assert.That(shown.Select(time => time.Offset), Is.All.EqualTo(Wita));
        Assert.That(shown.Select(Tables.Time), Is.EqualTo(new[] { "2026-11-02 09:00:00", "2026-11-02 09:00:00", "2026-12-02 09:00:00" }));
    }

    [TestCase("en", "2026-11-02T21:15+08:00", "Day 2026-11-02 closed at 21:15 by siti.")]
    [TestCase("en", "2026-11-03T00:30+08:00", "Day 2026-11-02 closed at 00:30 (2026-11-03) by siti.")]
    [TestCase("id", "2026-11-03T00:30+08:00", "Hari 2026-11-02 ditutup pukul 00:30 (2026-11-03) oleh siti.")]
    public void After_midnight_the_answer_names_the_day_and_the_date(string language, string at, string line) =>
        Assert.That(DayCommands.Above(View(at), new StationTexts(language)), Is.EqualTo(new[] { line }));

    [TestCase("en")]
    [TestCase("id")]
    public void What_stands_before_a_day_and_what_was_in_doubt_is_said(string language)
    {
        var texts = new StationTexts(language);
        var day = View("2026-11-02T21:15+08:00", new DayCountView("store", 450, 450, 0, null, 0, 0), new DayCountView("hopper:printer-1", 50, 50, 0, null, 1, 0));
        Assert.That(DayCommands.Above(day with { LeftOpen = "2026-11-01", SetBackFrom = "2031-11-02" }, texts).Skip(1),
            Is.EqualTo(new[] { texts.Format("day.left-open", "2026-11-01"), texts.Format("day.set-back", "2031-11-02") }));
        Assert.That(DayCommands.Below(day, texts), Has.One.Contains(texts.Place("hopper:printer-1")).And.None.EqualTo(texts["day.agrees"]));
        Assert.That(DayCommands.Below(day with { Counts = [.. day.Counts.Take(1)] }, texts), Is.EqualTo(new[] { texts["day.agrees"] }));
    }

    private static DayRecordView View(string at, params DayCountView[] counts) => new(
        "2026-11-02", "close", DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture), "siti", null, counts, null, null, []);

    internal static string[] Rendered(Table table)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = Columns;
        console.Write(table);
        return writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}

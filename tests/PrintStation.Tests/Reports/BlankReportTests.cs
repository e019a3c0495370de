using PrintStation.Inventory;
using PrintStation.Reports;
using PrintStation.Tests.Inventory;

namespace PrintStation.Tests.Reports;

/// <summary>Figures beside a count over the movements one by one, which knows nothing of queries and kinds.</summary>
internal sealed class BlankReportTests : BooksFixture
{
    private static readonly string[] OutOfStock = ["Ministry", "Issued", "Spoiled", "Destroyed", "SpoiledLost", "Test", "Lost", "Difference", "OtherOffice(5302)"];
    private static readonly StationOptions Options = new() { Station = new IdentityOptions { Office = "5371" } };

    private BlankReports Reports => ReportsOf(Options);

    [Test]
    public void Each_day_closes_with_what_a_count_of_the_movements_gives([Range(1, 10)] int seed)
    {
        FillTwoWeeks(new Random(seed));
        var report = Reports.Make("daily", "2026-11-05", "2026-11-14");
        Assert.That(report.Rows, Has.Count.EqualTo(10));
        foreach (var row in report.Rows)
        {
            var day = (string)row[0]!;
            Assert.That(Cell(row, "closing"), Is.EqualTo(StockAfter(day)), day);
            Assert.That(Cell(row, "opening") + Cell(row, "received") - Cell(row, "returned") + Cell(row, "borrowed") - Cell(row, "lent") - Cell(row, "cards") - Cell(row, "spoiled") - Cell(row, "test")
                - Cell(row, "lost") + Cell(row, "difference"), Is.EqualTo(Cell(row, "closing")), day);
            Assert.That(Cell(row, "cards"), Is.EqualTo(Net(day, "Issued")), day);
            Assert.That(Cell(row, "received") - Cell(row, "returned"), Is.EqualTo(-Net(day, "Ministry")), day);
            Assert.That(new[] { Cell(row, "received"), Cell(row, "returned") }, Has.None.Negative, day);
            Assert.That(Cell(row, "lent") - Cell(row, "borrowed"), Is.EqualTo(Net(day, "OtherOffice(5302)")), day);
            Assert.That(Cell(row, "spoiled-box"), Is.EqualTo(Entries().Where(entry => string.CompareOrdinal(entry.HappenedAt[..10], day) <= 0)
                .Sum(entry => (entry.ToPlace == "Spoiled" ? entry.Quantity : 0) - (entry.FromPlace == "Spoiled" ? entry.Quantity : 0))), day);
        }

        foreach (var column in report.Columns.Skip(2).Where(column => column is not ("closing" or "spoiled-box")))
            Assert.That(report.Sum[IndexOf(column)], Is.EqualTo(report.Rows.Sum(row => Cell(row, column))), column);

        long Cell(IReadOnlyList<object?> row, string column) => (long)row[IndexOf(column)]!;
        int IndexOf(string column) => report.Columns.ToList().IndexOf(column);
    }

    [Test]
    public void A_month_is_the_sum_of_its_days()
    {
        FillTwoWeeks(new Random(7));
        var (days, months) = (Reports.Make("daily", "2026-11-01", "2026-11-16"), Reports.Make("monthly", "2026-11-01", "2026-11-16"));
        Assert.That(months.Rows.Single().Skip(1), Is.EqualTo(days.Sum.Skip(1)));
        Assert.That(months.Rows.Single()[0], Is.EqualTo("2026-11"));
    }

    [Test]
    public void Spoiled_cards_stand_under_the_causes_of_the_minutes_and_where_they_are()
    {
        Stock.Load("printer-1", 50, "siti");
        Spoil(null, "run-1");
        Acts.Book("spoil", new ActRequest(3, "siti", Reason: "factory-fault"));
        Destructions.Destroy("BAP/1", 4, ["Ani, Satpol PP", "Edi, Polres"], null, "budi");
        Acts.Book("spoil", new ActRequest(2, "siti", Reason: "factory-fault"));
        Reversals.Reverse(Acts.Book("spoil", new ActRequest(9, "siti", Reason: "damaged")).Sequence, "not damaged", "budi");
        var report = Reports.Make("spoilage", null, null);
        Assert.That(report.Rows, Is.EqualTo(new object?[][]
        {
            ["factory-fault", "spoiled: factory-fault", "Store", 5L, 2L, 3L, 0L],
            ["no-chip", "chip-mute", "Store", 1L, 0L, 1L, 0L],
        }));
        Assert.That(report.Sum, Is.EqualTo(new object?[] { "Σ", null, null, 6L, 2L, 4L, 0L }));
    }

    /// <summary>A card of the reject box that somebody put into a hopper: the machine rejects it once more.</summary>
    [Test]
    public void A_card_that_was_fed_again_is_one_spoiled_card_under_its_first_cause()
    {
        const string Uid = "04A1B2C3D4E5F6";
        Stock.Load("printer-1", 50, "siti");
        Spoil(Uid, "run-1");
        Clock.Advance(TimeSpan.FromDays(1));
        Record("Spoiled", "Machine(printer-1)", "fed");
        Assert.That(Spoilage(), Is.EqualTo(new object?[] { "no-chip", "chip-mute", "Store", 1L, 0L, 0L, 0L }), "inside");
        Record("Machine(printer-1)", "Spoiled", "uid-seen-before");
        Assert.That(Spoilage(), Is.EqualTo(new object?[] { "no-chip", "chip-mute", "Store", 1L, 1L, 0L, 0L }), "back");
        Assert.That(Reports.Make("spoilage", null, "2026-11-02").Rows, Has.Count.EqualTo(1), "a day that has ended keeps its figure");
        Assert.That(Box.CardsIn(Places.Spoiled).Single().SpoiledBy, Is.EqualTo(Entries()[^1].Sequence));
        Destructions.Destroy("BAP/1", 1, ["Ani, Satpol PP", "Edi, Polres"], null, "budi");
        Assert.That(Spoilage(), Is.EqualTo(new object?[] { "no-chip", "chip-mute", "Store", 1L, 0L, 1L, 0L }), "burnt");
        Record("Hopper(printer-1)", "Spoiled", "uid-seen-before");
        Assert.That(Reports.Make("spoilage", null, null).Sum.Skip(3), Is.EqualTo(new object[] { 2L, 1L, 1L, 0L }), "what was burnt and comes back is another one");
        Assert.That(Box.CardsIn(Places.Spoiled), Has.Count.EqualTo(1));

        object?[] Spoilage() => [.. Reports.Make("spoilage", null, null).Rows.Single()];
        void Record(string from, string to, string reason) => Database.Write(transaction =>
            Ledger.Record(transaction, new Movement(1, from, to, reason, "station", Clock.GetUtcNow(), ChipUid: Uid)));
    }

    /// <summary>Each reason of the minutes, by whatever way a card gets there.</summary>
    [Test]
    public void Each_reason_for_which_a_person_spoils_a_blank_is_a_cause_of_the_report([ValueSource(typeof(BlankActs), nameof(BlankActs.SpoilReasons))] string reason)
    {
        Acts.Book("spoil", new ActRequest(4, "siti", Reason: reason));
        Assert.That(Reports.Make("spoilage", null, null).Rows.Single(), Is.EqualTo(new object?[] { reason, $"spoiled: {reason}", "Store", 4L, 4L, 0L, 0L }));
        foreach (var texts in new[] { new StationTexts("en"), new StationTexts("id") })
            Assert.That(new[] { $"report.cause.{reason}", $"report.reason.spoiled: {reason}" }.Select(texts.Find), Has.None.Null);
    }

    [TestCase("chip-mute", "no-chip")]
    [TestCase("media-jam", "failed-print")]
    [TestCase("misprint", "failed-print")]
    [TestCase("chip-content", "failed-encode")]
    [TestCase("defect", "found-at-hand-over")]
    [TestCase("damaged", "damaged")]
    [TestCase("changed-data", "changed-data")]
    [TestCase("factory-fault", "factory-fault")]
    public void What_a_machine_or_a_recall_spoils_stands_under_the_same_causes(string code, string cause)
    {
        Stock.Load("printer-1", 5, "siti");
        Database.Write(transaction => Ledger.Record(transaction,
            new Movement(1, Places.Hopper("printer-1"), Places.Spoiled, code, "station", Clock.GetUtcNow(), RunId: "run-1")));
        Assert.That(Reports.Make("spoilage", null, null).Rows.Single().Take(2), Is.EqualTo(new object?[] { cause, code }));
    }

    [Test]
    public void Several_cards_of_one_movement_that_were_read_one_by_one_count_once()
    {
        Acts.Book("spoil", new ActRequest(3, "siti", Reason: "no-chip"));
        Box.Read(Places.Spoiled, "04A1B2C3D4E5F6", anew: false, "budi");
        Box.Read(Places.Spoiled, "04A1B2C3D4E5F7", anew: false, "budi");
        Destructions.Destroy("BAP/1", 3, ["Ani, Satpol PP", "Edi, Polres"], null, "budi", new BatchTerms(Places.Spoiled, true, 1));
        Assert.That(Reports.Make("spoilage", null, null).Rows.Single().Skip(3), Is.EqualTo(new object?[] { 3L, 0L, 3L, 0L }));
    }

    /// <summary>Stock, cards and spoiled ones are as if nobody had come; where the old cards are stands in a report of their own.</summary>
    [Test]
    public void Old_cards_change_no_figure_of_the_blanks()
    {
        Assert.That(Reports.Make("old-cards", null, null).Rows, Is.Empty, "none has come");
        Stock.Load("printer-1", 50, "siti");
        foreach (var uid in new[] { "04A1B2C3D4E5F6", "04A1B2C3D4E5F7", "04A1B2C3D4E5F8" })
            Database.Write(transaction => Ledger.Record(transaction,
                new Movement(1, "Hopper(printer-1)", "Issued", "printed", "station", Clock.GetUtcNow(), RunId: uid, ChipUid: uid)));
        string[] names = ["daily", "bulletin"];
        var before = names.Select(name => Reports.Make(name, null, null).Rows).ToList();
        OldCards.Take(new OldCardRequest("04A1B2C3D4E5F6", "changed-data", "TT/1", "siti"));
        OldCards.Take(new OldCardRequest(null, "found", "TT/2", "siti"));
        Destructions.Destroy("BAP/1", 2, ["Ani, Satpol PP", "Edi, Polres"], null, "budi", new BatchTerms(Places.OldCards));
        OldCards.Take(new OldCardRequest("04A1B2C3D4E5F7", "changed-data", "TT/3", "siti"));
        OldCards.Take(new OldCardRequest("04111111111111", "changed-data", "TT/4", "siti"));
        Reversals.Reverse(OldCards.Take(new OldCardRequest("04A1B2C3D4E5F8", "damaged", "TT/5", "siti")).Sequence, "not his", "budi");
        Assert.That(names.Select(name => Reports.Make(name, null, null).Rows), Is.EqualTo(before));
        var report = Reports.Make("old-cards", null, null);
        Assert.That(report.Rows, Is.EqualTo(new object?[][]
        {
            ["changed-data", "Citizens", 1L, 1L, 0L, 0L], ["changed-data", "Issued", 2L, 1L, 1L, 0L], ["found", "Citizens", 1L, 0L, 1L, 0L],
        }));
        Assert.That(report.Sum, Is.EqualTo(new object?[] { "Σ", null, 4L, 2L, 2L, 0L }));
    }

    [Test]
    public void Days_that_have_not_come_are_in_no_report()
    {
        var report = Reports.Make("daily", "2026-11-01", "2026-12-31");
        Assert.That((report.To, report.Rows.Count), Is.EqualTo((new DateOnly(2026, 11, 2), 2)));
    }

    [Test]
    public void What_stands_in_the_books_is_no_future_for_a_clock_that_was_set_back()
    {
        Clock.Advance(TimeSpan.FromDays(1));
        Stock.Load("printer-1", 50, "siti");
        Clock.AdjustTime(Clock.GetUtcNow().AddDays(-300));
        var report = Reports.Make("daily", "2026-11-02", "2026-12-31");
        Assert.That((report.To, report.Made, report.Rows.Count), Is.EqualTo((new DateOnly(2026, 11, 3), new DateOnly(2026, 11, 3), 2)));
        AssertRefused(() => Reports.Make("daily", "2026-11-04", null), "period-future");
    }

    [TestCase("daily", "2026-11-02", "2026-11-01", "period")]
    [TestCase("daily", "2000-01-01", "2026-11-04", "period-long")]
    [TestCase("daily", "yesterday", null, "date")]
    [TestCase("bulletin", "2026-11-03", "2026-11-05", "period-future")]
    [TestCase("weekly", null, null, "report")]
    public void A_report_that_cannot_be_made_is_refused(string name, string? from, string? to, string code) =>
        AssertRefused(() => Reports.Make(name, from, to), code);

    [Test]
    public void Text_that_starts_a_formula_is_harmless_in_a_spreadsheet()
    {
        var report = new Report("spoilage", "5371", default, default, ["cause", "spoiled"], [["=HYPERLINK(\"x\")", -5L], ["a,b", 2L], ["@x", 0L]], ["Σ", -3L]);
        Assert.That(ReportSheet.Csv(report, new StationTexts("en")),
            Is.EqualTo("cause,spoiled\r\n\"'=HYPERLINK(\"\"x\"\")\",-5\r\n\"a,b\",2\r\n'@x,0\r\nΣ,-3\r\n"));
    }

    /// <summary>Excel takes ";" for the end of a cell in Indonesia: what follows it there is the beginning of one.</summary>
    [TestCase("water; =HYPERLINK(\"x\")", "\"water; '=HYPERLINK(\"\"x\"\")\"")]
    [TestCase("a;+1", "a;'+1")]
    [TestCase("a\n@SUM(A1)", "\"a\n'@SUM(A1)\"")]
    [TestCase("a|-2", "a|'-2")]
    [TestCase("  =1+1", "'  =1+1")]
    [TestCase("＝1+1", "'＝1+1")]
    [TestCase("\n=1", "\"'\n'=1\"")]
    [TestCase("BA/1-2; 3", "BA/1-2; 3")]
    public void Nor_does_a_formula_begin_inside_a_text(string text, string cell)
    {
        var report = new Report("spoilage", "5371", default, default, ["cause", "spoiled"], [[text, -5L]], []);
        Assert.That(ReportSheet.Csv(report, new StationTexts("en")), Is.EqualTo($"cause,spoiled\r\n{cell},-5\r\n"));
    }

    [Test]
    public void A_file_of_programs_begins_with_the_mark_by_which_spreadsheets_know_its_letters()
    {
        var report = new Report("spoilage", "5371", default, default, ["cause", "spoiled"], [["kartu tercécér", 1L]], []);
        Assert.That(ReportSheet.CsvFile(report, new StationTexts("en")),
            Is.EqualTo(new byte[] { 0xEF, 0xBB, 0xBF }.Concat(System.Text.Encoding.UTF8.GetBytes("cause,spoiled\r\nkartu tercécér,1\r\n"))));
    }

    private void FillTwoWeeks(Random random)
    {
        for (var step = 0; step < 120; step++)
        {
            Clock.Advance(TimeSpan.FromHours(random.Next(1, 5)));
            try
            {
                Act(random, step);
            }
            catch (LedgerRefusal)
            {
                // What the books refuse is not in the report either.
            }
        }

        // No report goes beyond today.
        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 20, 1, 0, 0, TimeSpan.Zero));
    }

    private void Act(Random random, int step)
    {
        var request = new ActRequest(random.Next(1, 30), "siti", "5302", $"BA/{step}", "damaged");
        switch (random.Next(6))
        {
            case 0: Stock.Load("printer-1", random.Next(1, 60), "siti"); break;
            case 1: Spoil($"04{step:X6}", $"run-{step}"); break;
            case 2: Acts.Book(random.Next(2) == 0 ? "lend" : "take-back", request); break;
            case 3: Acts.Book(random.Next(3) switch { 0 => "return", 1 => "spoil", _ => "test" }, request); break;
            case 4: Destructions.Destroy($"BAP/{step}", (int)At("Spoiled"), ["Ani, Satpol PP", "Edi, Polres"], null, "budi"); break;
            default:
                Database.Write(transaction => Ledger.Record(transaction,
                    new Movement(1, "Hopper(printer-1)", random.Next(9) == 0 ? "Lost" : "Issued", "printed", "station", Clock.GetUtcNow(), RunId: $"run-{step}")));
                break;
        }
    }

    private long StockAfter(string day) => Entries().Where(entry => string.CompareOrdinal(entry.HappenedAt[..10], day) <= 0)
        .Sum(entry => (OutOfStock.Contains(entry.ToPlace) ? 0 : entry.Quantity) - (OutOfStock.Contains(entry.FromPlace) ? 0 : entry.Quantity));

    private long Net(string day, string place) => Entries().Where(entry => entry.HappenedAt[..10] == day)
        .Sum(entry => (entry.ToPlace == place ? entry.Quantity : 0) - (entry.FromPlace == place ? entry.Quantity : 0));
}

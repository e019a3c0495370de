using PrintStation.Inventory;
using PrintStation.Reports;
using PrintStation.Tests.Inventory;
using static PrintStation.Tests.Reports.ReportFileTests;

namespace PrintStation.Tests.Reports;

/// <summary>Ribbons, films and cleaning kits in figures, each beside a count that was kept by hand.</summary>
internal sealed class SupplyReportTests : SupplyFixture
{
    private static readonly StationTexts Indonesian = new("id");

    protected override int FirstStock => 20_000;

    private Forecast Forecast => new(Database, Calendar, OfficeHours.Of(Options), Options, Outlook);

    [Test]
    public void Each_figure_of_the_store_is_what_a_hand_counted([Range(1, 4)] int seed)
    {
        var random = new Random(seed);
        var hand = SupplyBook.Kinds.ToDictionary(kind => kind, _ => new List<(DateOnly Day, string What, long Items)>());
        for (var act = 0; act < 90; act++)
        {
            Clock.Advance(TimeSpan.FromHours(random.Next(1, 20)));
            var (kind, items) = (SupplyBook.Kinds[random.Next(3)], random.Next(1, 9));
            var held = hand[kind].Sum(one => one.Items);
            switch (random.Next(4))
            {
                case 0:
                    Supplies.Receive(kind, items, null, $"SJ/{act}", null, "siti");
                    hand[kind].Add((Calendar.Today, "received", items));
                    break;
                case 1 when held + (items - 4) >= 0 && items != 4:
                    Supplies.Count(kind, (int)held + items - 4, "counted", "siti", second: "budi");
                    hand[kind].Add((Calendar.Today, items > 4 ? "surplus" : "shortage", items - 4));
                    break;
                default:
                    if (held == 0)
                        break;
                    Supplies.Change(kind, "printer-1", null, "budi");
                    hand[kind].Add((Calendar.Today, "used", -1));
                    break;
            }
        }

        var (first, last) = (new DateOnly(2026, 11, 10), new DateOnly(2026, 12, 5));
        var report = Reports.Make("supplies", "2026-11-10", "2026-12-05");
        foreach (var row in report.Rows)
        {
            var all = hand[(string)row[0]!];
            var period = all.Where(one => one.Day >= first && one.Day <= last).ToList();
            Assert.That(row.Skip(1).Take(6), Is.EqualTo(new object[]
            {
                all.Where(one => one.Day < first).Sum(one => one.Items), Of("received"), -Of("used"), Of("surplus"), -Of("shortage"),
                all.Where(one => one.Day <= last).Sum(one => one.Items),
            }), $"{row[0]}");

            long Of(string what) => period.Where(one => one.What == what).Sum(one => one.Items);
        }

        Assert.That(report.Rows.Select(row => row[0]), Is.EqualTo(SupplyBook.Kinds));
    }

    [Test]
    public void Ribbons_last_as_long_as_the_prints_that_they_really_gave()
    {
        // Three days of 100 cards at one printer; a ribbon gives 60 prints, whatever its box says.
        var machine = new Machine("printer-1", "S1", 20);
        Supplies.Receive("ribbon", 12, 500, "SJ/1", null, "siti");
        Look(machine);
        for (var day = 0; day < 3; day++)
        {
            Clock.SetUtcNow(new DateTimeOffset(2026, 11, 2 + day, 2, 0, 0, TimeSpan.Zero));
            for (var card = 0; card < 100; card++)
            {
                Clock.Advance(TimeSpan.FromMinutes(3));
                Make(machine);
                Look(machine);
                if (machine.Left > 0)
                    continue;
                machine.PutIn(60);
                Look(machine);
            }
        }

        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 5, 1, 0, 0, TimeSpan.Zero));
        // New ribbons after 20, 80, 140, 200 and 260 cards; 40 of the last are used.
        Assert.That((InStore("ribbon"), machine.Left), Is.EqualTo((7L, (long?)20)));
        var row = Reports.Make("supplies", null, null).Rows[0];
        // (7 × 60 + 20) / 100 = 4.4 working days: Friday, then Monday to Thursday.
        Assert.That(row, Is.EqualTo(new object?[] { "ribbon", 0L, 12L, 5L, 0L, 0L, 7L, 60L, "2026-11-12", "2026-11-12" }));
        var forecast = Forecast.Make().Rows.ToDictionary(line => (string)line[0]!, line => line.Skip(1).ToArray());
        Assert.That(forecast["ribbon-prints-left"], Is.All.EqualTo(440L));
        Assert.That(forecast["ribbons-out"], Is.All.EqualTo("2026-11-12"));
        Assert.That(Reports.Make("supplies", "2026-11-02", "2026-11-04").Rows[0].Skip(8), Is.All.Null, "how long it lasts is known for today only");

        var ribbons = Reports.Make("ribbons", null, null);
        Assert.That(ribbons.Rows.Select(line => (line[0], line[2], line[4], line[5], line[6], line[7], line[8])), Is.EqualTo(
            Enumerable.Repeat(((object?)"printer-1", (object?)"station", (object?)60L, (object?)60L, (object?)100L, (object?)0L, (object?)60L), 4)
                .Append(("printer-1", "station", 60L, 40L, null, 20L, 40L))));
        Assert.That(ribbons.Rows[^1][3], Is.EqualTo("inside"));
        Assert.That(ribbons.Facts, Is.EqualTo(new Dictionary<string, object?> { ["ribbons-used-up"] = 4, ["prints-each"] = 60L }));
    }

    [Test]
    public void While_no_ribbon_was_used_up_its_box_says_how_long_it_lasts_and_without_a_box_nobody()
    {
        for (var day = 0; day < 3; day++)
        {
            Clock.SetUtcNow(new DateTimeOffset(2026, 11, 2 + day, 2, 0, 0, TimeSpan.Zero));
            Book("printer-1", 50);
        }

        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 5, 1, 0, 0, TimeSpan.Zero));
        Supplies.Receive("ribbon", 1, null, "SJ/1", null, "siti");
        Assert.That(Reports.Make("supplies", null, null).Rows[0].Skip(7), Is.All.Null);
        Assert.That(Forecast.Make().Rows.Select(row => row[0]), Has.None.EqualTo("ribbons-out"));
        Supplies.Receive("ribbon", 1, 200, "SJ/2", null, "siti");
        // 2 × 200 / 50 = 8 working days.
        Assert.That(Reports.Make("supplies", null, null).Rows[0].Skip(7), Is.EqualTo(new object[] { 200L, "2026-11-17", "2026-11-17" }));
    }

    [Test]
    public void Films_and_cleanings_last_as_many_cards_as_went_in_between_two_of_them()
    {
        Supplies.Receive("cleaning", 10, null, "SJ/1", null, "siti");
        int[] cards = [30, 90, 60, 25];
        foreach (var between in cards)
        {
            Clock.Advance(TimeSpan.FromHours(24));
            Book("printer-1", between);
            Book("printer-2", 1);
            Clock.Advance(TimeSpan.FromMinutes(1));
            if (between != 25)
                Supplies.Change("cleaning", "printer-1", null, "budi");
        }

        // Between the cleanings 90 and 60; before the first nobody knows.
        Assert.That(Reports.Make("supplies", null, null).Rows[2].Take(8), Is.EqualTo(new object[] { "cleaning", 0L, 10L, 3L, 0L, 0L, 7L, 75L }));
        Assert.That((Printer("printer-1").CardsSinceCleaning, Printer("printer-2").CardsSinceCleaning), Is.EqualTo((25L, 4L)));
        Assert.That(Reports.Make("supplies", null, null).Facts["since-cleaning"], Is.EqualTo("printer-1: 25; printer-2: 4"));
    }

    /// <summary>The machine has asked for it and asks no more: somebody cleaned it.</summary>
    [Test]
    public void A_cleaning_that_the_machine_asked_for_counts_without_a_word()
    {
        Book("printer-1", 7);
        Clock.Advance(TimeSpan.FromMinutes(1));
        var closed = Clock.GetUtcNow();
        Database.Write(transaction => transaction.Execute(
            "INSERT INTO gate_history (scope, reason, opened_at, closed_at) VALUES ('printer-1', 'cleaning-required', @opened, @closed)",
            new { opened = closed.AddMinutes(-5), closed }));
        Assert.That((Printer("printer-1").CleanedAt, Printer("printer-1").CardsSinceCleaning), Is.EqualTo(("2026-11-02T09:01:00.000+08:00", 0L)));
        Clock.Advance(TimeSpan.FromMinutes(1));
        Book("printer-1", 1);
        Assert.That(Printer("printer-1").CardsSinceCleaning, Is.EqualTo(1));
    }

    [Test]
    public void A_ribbon_that_a_person_told_of_has_the_cards_of_the_book_of_blanks()
    {
        Supplies.Receive("ribbon", 2, null, "SJ/1", null, "siti");
        Supplies.Change("ribbon", "printer-2", null, "budi");
        Clock.Advance(TimeSpan.FromMinutes(1));
        Book("printer-2", 9);
        Clock.Advance(TimeSpan.FromDays(1));
        Supplies.Change("ribbon", "printer-2", null, "budi");
        var rows = Reports.Make("ribbons", null, null).Rows;
        Assert.That(rows.Select(row => (row[1], row[2], row[3], row[4], row[5], row[8])), Is.EqualTo(new (object?, object?, object?, object?, object?, object?)[]
        {
            ("2026-11-02 09:00", "budi", "2026-11-03 09:01", null, null, 9L), ("2026-11-03 09:01", "budi", "inside", null, null, 0L),
        }));
    }

    [Test]
    public void What_a_first_count_found_and_what_a_later_one_missed_stand_apart_and_a_mistake_is_in_neither()
    {
        Supplies.Count("ribbon", 10, "first count", "siti", second: "budi");
        Supplies.Count("ribbon", 8, "two gone", "siti", second: "budi");
        Supplies.Reverse(Supplies.Count("ribbon", 11, "miscounted", "siti", second: "budi")!.Number, "miscounted", "budi", "siti");
        Supplies.Reverse(Supplies.Count("ribbon", 1, "miscounted", "siti", second: "budi")!.Number, "miscounted", "budi", "siti");
        Assert.That(Reports.Make("supplies", null, null).Rows[0].Take(7), Is.EqualTo(new object[] { "ribbon", 0L, 0L, 0L, 10L, 2L, 8L }));
    }

    /// <summary>After a start, and before the printer was asked.</summary>
    [Test]
    public void How_many_prints_a_ribbon_has_left_is_the_same_on_all_papers_also_before_the_printer_was_asked()
    {
        var machine = new Machine("printer-1", "S1", 20);
        Look(machine);
        machine.PutIn(505);
        Look(machine);
        Clock.Advance(TimeSpan.FromMinutes(1));
        Book("printer-1", 5);
        StartStation();
        AssertLeft(500);
        machine.Take();
        Look(machine);
        AssertLeft(504);
        machine.TakeRibbonOut();
        Look(machine);
        AssertLeft(null);

        void AssertLeft(long? prints)
        {
            Assert.That(Printer("printer-1").PrintsLeft, Is.EqualTo(prints));
            Assert.That(Reports.Make("supplies", null, null).Facts["prints-left"], Is.EqualTo($"printer-1: {(prints is { } known ? $"{known}" : "–")}; printer-2: –"));
            Assert.That(Reports.Make("ribbons", null, null).Rows[^1][7], Is.EqualTo(prints));
        }
    }

    [TestCase("2026-12-01", null, "period-future")]
    [TestCase("2026-11-02", "2026-11-01", "period")]
    [TestCase("2001-11-02", null, "period-long")]
    [TestCase("last week", null, "date")]
    public void A_period_that_cannot_be_is_refused(string from, string? to, string code)
    {
        foreach (var name in SupplyReports.Names)
            AssertNotBooked(() => Reports.Make(name, from, to), code);
    }

    [Test]
    public void The_papers_have_the_words_of_the_office_and_every_figure_of_the_report()
    {
        var machine = new Machine("printer-1", "S1", 1_020);
        Supplies.Receive("ribbon", 1_200, 1_000, "SJ/1", null, "=cmd");
        Look(machine);
        for (var card = 0; card < 20; card++)
        {
            Make(machine);
            Look(machine);
        }

        machine.PutIn(1_500);
        Look(machine);
        var supplies = AsJson(Reports.Make("supplies", null, null));
        var text = string.Join('\n', Lines(ReadPdf(ReportPdf.Render(supplies, Indonesian), "supplies")));
        Assert.That(text, Does.Contain("PERSEDIAAN BAHAN HABIS PAKAI").And.Contain("pita cetak 0 1.200 1 0 0 1.199 1.000").And.Contain("perangkat pembersih 0 0 0 0 0 0")
            .And.Contain("printer-1: 1500; printer-2: –").And.Contain("Kepala Dinas Kependudukan"));
        var ribbons = AsJson(Reports.Make("ribbons", null, null));
        text = string.Join('\n', Lines(ReadPdf(ReportPdf.Render(ribbons, Indonesian), "ribbons")));
        Assert.That(text, Does.Contain("PEMAKAIAN PITA CETAK").And.Contain("2 Nov 2026 09.00").And.Contain("stasiun (otomatis)").And.Contain("masih terpasang")
            .And.Contain("diketahui: 0; rata-rata cetakan per pita: belum diketahui."));
        Assert.That(ReportSheet.Csv(ribbons, new StationTexts("en")).Split("\r\n")[1], Is.EqualTo("printer-1,2026-11-02 09:00,station,inside,1500,0,,1500,0"));
    }

    private void Look(Machine machine) => Watch.Note(machine.Name, machine.Level());

    /// <summary>One card, in the machine and in the books.</summary>
    private void Make(Machine machine)
    {
        machine.Take();
        Book(machine.Name, 1);
    }

    private void Book(string printer, int cards) => Database.Write(transaction =>
    {
        for (var card = 0; card < cards; card++)
            foreach (var (from, to) in new[] { (Places.Store, Places.Machine(printer)), (Places.Machine(printer), Places.Issued) })
                Ledger.Record(transaction, new Movement(1, from, to, "made", "station", Clock.GetUtcNow()));
    });
}

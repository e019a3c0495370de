using PrintStation.Chips;
using PrintStation.Inventory;
using PrintStation.Printers;
using PrintStation.Reports;
using PrintStation.Tests.Inventory;
using static PrintStation.Tests.Reports.ReportFileTests;

namespace PrintStation.Tests.Reports;

/// <summary>A paper that is signed has the words of the office: no code of the books, no key of a text.</summary>
internal sealed class PaperWordsTests : SupplyFixture
{
    private static readonly string[] Codes =
        ["Hopper(", "Machine(", "OtherOffice(", "Ministry", "Store", "spoiled: ", "Supplier", "report.", "opening-balance", "uid-", "media-", "{0}", "{2}"];

    /// <summary>Reasons that are no chip's and no printer's word.</summary>
    private static readonly string[] OtherReasons =
    [
        "card-not-at-chip-station", "two-cards", "card-not-seen", "card-gone", "not-confirmed", "no-answer", "interrupted", "print-too-short", "power-lost",
        "verify-inconclusive", "unreadable", "defect", "misprint", "wrong-face", "chip-defect", "stray-card", "uid-seen-before", "uid-random", "uid-voided",
        "uid-of-other-version", "uid-not-delivered", "changed-data", "factory-fault", "damaged", "revoked", "canceled", "fenced", "payload-gone", "machine-replaced",
    ];

    private static IEnumerable<string> Reasons() =>
    [
        .. typeof(ChipReasons).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!),
        .. Enum.GetValues<PrinterReason>().Select(reason => reason.Word()), .. BlankActs.SpoilReasons.Select(reason => $"spoiled: {reason}"),
        .. OldCards.Reasons.Select(reason => $"{OldCards.Code}: {reason}"), .. OtherReasons,
    ];

    private static IEnumerable<string> Names() => [.. BlankReports.Names, .. SupplyReports.Names, Forecast.Name];

    [Test]
    public void No_code_is_left_on_a_paper([ValueSource(nameof(Names))] string name)
    {
        WorkThreeDays();
        var report = AsJson(name == Forecast.Name ? new Forecast(Database, Calendar, OfficeHours.Of(Options), Options, Outlook).Make()
            : SupplyReports.Names.Contains(name) ? Reports.Make(name, null, null) : ReportsOf(Options).Make(name, null, null));
        Assert.That(report.Rows, Is.Not.Empty, "the test has something to read");
        var text = ReadPdf(ReportPdf.Render(report, new StationTexts("id")), $"words-{name}");
        foreach (var code in Codes)
            Assert.That(text, Does.Not.Contain(code));
    }

    [Test]
    public async Task Nor_in_a_spreadsheet([ValueSource(nameof(Names))] string name)
    {
        WorkThreeDays();
        var report = AsJson(name == Forecast.Name ? new Forecast(Database, Calendar, OfficeHours.Of(Options), Options, Outlook).Make()
            : SupplyReports.Names.Contains(name) ? Reports.Make(name, null, null) : ReportsOf(Options).Make(name, null, null));
        var cells = SpreadsheetTests.Read(await ReportSheet.XlsxAsync(report, new StationTexts("id"))).SelectMany(row => row).Where(cell => !cell.IsNumber).ToList();
        foreach (var code in Codes)
            Assert.That(cells.Where(cell => cell.Text.Contains(code, StringComparison.Ordinal)), Is.Empty);
        Assert.That(cells.Where(cell => cell.Text.StartsWith("2026-11-", StringComparison.Ordinal)), Is.Empty, "days are days");
    }

    /// <summary>The minutes of a destruction name it for each card.</summary>
    [Test]
    public void Each_reason_for_which_a_card_is_spoiled_has_words_in_both_languages()
    {
        foreach (var texts in new[] { new StationTexts("id"), new StationTexts("en") })
            foreach (var reason in Reasons())
                foreach (var column in new[] { "reason", "code" })
                    Assert.That(texts.Find($"report.{column}.{reason}") ?? texts.Find($"report.reason.{reason}"), Is.Not.Null, $"{reason} {texts.Culture}");
    }

    [Test]
    public void Places_and_times_are_written_as_people_write_them()
    {
        WorkThreeDays();
        var day = Text("day");
        Assert.That(day, Does.Contain("wadah printer-1").And.Contain("09.00").And.Contain("gudang"));
        Assert.That(Text("receipts"), Does.Contain("KABUPATEN TIMOR TENGAH SELATAN (5302)").And.Contain("Kementerian").And.Contain("kantor 5399"));
        Assert.That(Text("outgoing"), Does.Contain("KABUPATEN TIMOR TENGAH SELATAN (5302)").And.Contain("pinjaman dikembalikan"));
    }

    [TestCase("id", "Tanggal 2 November 2026")]
    [TestCase("en", "2 November 2026")]
    public void A_period_of_one_day_is_a_day(string language, string expected)
    {
        var words = new ReportWords(new StationTexts(language));
        Assert.That(words.Subtitle(ReportsOf(Options).Make("daily", "2026-11-02", "2026-11-02")), Is.EqualTo(expected));
        Assert.That(words.Subtitle(ReportsOf(Options).Make("daily", "2026-11-01", "2026-11-02")), Does.Contain("1 November 2026").And.Contain("2 November 2026"));
    }

    private string Text(string name) =>
        string.Join('\n', Lines(ReadPdf(ReportPdf.Render(AsJson(ReportsOf(Options).Make(name, null, null)), new StationTexts("id")), $"words-{name}")));

    /// <summary>Something of everything.</summary>
    private void WorkThreeDays()
    {
        Acts.Book("borrow", new ActRequest(20, "siti", Office: "5302", Document: "BA/1"));
        // As an older version let it be booked: there is no such office.
        Database.Write(transaction => Ledger.Record(transaction,
            new Movement(20, Places.OtherOffice("5399"), Places.Store, "borrowed", "siti", Clock.GetUtcNow(), "BA/2")));
        Acts.Book("give-back", new ActRequest(5, "siti", Office: "5302", Document: "BA/3"));
        Acts.Book("spoil", new ActRequest(2, "siti", Reason: "damaged"));
        OldCards.Take(new OldCardRequest(null, "deceased", "TT/1", "siti"));
        Supplies.Receive("ribbon", 5, 200, "SJ/1", null, "siti");
        Supplies.Receive("cleaning", 2, null, "SJ/1", null, "siti");
        Supplies.Change("cleaning", "printer-1", null, "budi");
        Stock.Load("printer-1", 50, "siti");
        var machine = new Machine("printer-1", "S1", 40);
        Watch.Note(machine.Name, machine.Level());
        machine.PutIn(200);
        for (var day = 0; day < 3; day++)
        {
            Clock.SetUtcNow(new DateTimeOffset(2026, 11, 2 + day, 1, 0, 0, TimeSpan.Zero));
            Watch.Note(machine.Name, machine.Level());
            Days.Open([$"store={At("Store") + day}", $"hopper:printer-1={At("Hopper(printer-1)")}"], "siti");
            Database.Write(transaction =>
            {
                foreach (var (from, to) in new[] { ("Hopper(printer-1)", "Machine(printer-1)"), ("Machine(printer-1)", day == 1 ? "Spoiled" : "Issued") })
                    Ledger.Record(transaction, new Movement(1, from, to, day == 1 ? "uid-not-delivered" : "made", "station", Clock.GetUtcNow()));
                transaction.Execute("INSERT INTO gate_history (scope, reason, opened_at, closed_at) VALUES ('printer-1', @reason, @opened, @closed)",
                    new { reason = day == 0 ? "media-empty" : "media-jam", opened = Clock.GetUtcNow(), closed = Clock.GetUtcNow().AddMinutes(30) });
            });
            Clock.Advance(TimeSpan.FromHours(6));
            Days.Close([$"store={At("Store")}", $"hopper:printer-1={At("Hopper(printer-1)")}"], unload: false, "siti");
        }

        Database.Write(transaction => Ledger.Record(transaction, new Movement(1, "Hopper(printer-1)", "Issued", "made", "station", Clock.GetUtcNow().AddDays(-1))));
        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 5, 1, 0, 0, TimeSpan.Zero));
    }
}

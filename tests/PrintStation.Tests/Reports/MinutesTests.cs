using Dapper;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Reports;
using PrintStation.Tests.Inventory;
using static PrintStation.Tests.Reports.ReportFileTests;
using Report = PrintStation.Reports.Report;

namespace PrintStation.Tests.Reports;

/// <summary>Berita acara: of a delivery, and of a destruction.</summary>
internal sealed class MinutesTests : BooksFixture
{
    private static readonly StationOptions Options = new() { Station = new IdentityOptions { Office = "5371" } };
    private static readonly StationTexts Indonesian = new("id");

    private Minutes Minutes => new(Database, new OfficeCalendar(Clock, Ledger.OfficeTime), Options);

    [SetUp]
    public void TellTheCentre()
    {
        Stock.Confirmed = StationHost.ConfirmationTo(new ReportOutbox(Database, Clock), Clock);
    }

    [Test]
    public void The_centre_is_told_who_counted_a_delivery_beside_the_receiver_where_somebody_did()
    {
        Announce("D1", "BAST/7", 500);
        Announce("D2", "BAST/8", 500);
        Stock.Receive("D1", 499, "satu keping kurang", "siti", "Budi Nalle");
        Stock.Receive("D2", 500, null, "siti");
        var told = Database.Read(connection => connection.Query<string>("SELECT body FROM outbox WHERE kind = 'delivery' ORDER BY sequence").AsList());
        Assert.That(told[^2], Does.Contain("\"receivedBy\":\"siti\"").And.Contain("\"second\":\"Budi Nalle\""));
        Assert.That(told[^1], Does.Not.Contain("second"), "to the letter what a centre knows that never heard of it");
    }

    [Test]
    public void The_minutes_of_a_delivery_say_what_was_announced_and_counted_and_why_they_differ()
    {
        Announce("D1", "BAST/7/XI", 2_500);
        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 28, 17, 30, 0, TimeSpan.Zero));
        Stock.Receive("D1", 2_498, "dua keping terlipat", "siti", "Budi Nalle");
        var report = AsJson(Minutes.ForDelivery(null, "BAST/7/XI"));
        Assert.That(report.Rows.Single().Select(ReportWords.Plain), Is.EqualTo(new object?[] { "2019", 2_500L, 2_498L, -2L, "dua keping terlipat" }));
        Assert.That(report.To, Is.EqualTo(new DateOnly(2026, 11, 29)), "the office's day, where it is after midnight already");
        var text = string.Join(' ', Lines(ReadPdf(ReportPdf.Render(report, Indonesian), "receipt")));
        Assert.That(text, Does.Contain("BERITA ACARA SERAH TERIMA BLANKO KTP-EL").And.Contain("Nomor: BAST/7/XI")
            .And.Contain("Pada hari ini Minggu tanggal dua puluh sembilan bulan November tahun dua ribu dua puluh enam (29-11-2026)")
            .And.Contain("1. Yang menyerahkan, selanjutnya disebut PIHAK PERTAMA: Nama : …").And.Contain("2. Yang menerima, selanjutnya disebut PIHAK KEDUA: Nama : siti NIP : …")
            .And.Contain("Kantor : Dinas Kependudukan dan Pencatatan Sipil Kota Kupang")
            .And.Contain("sejumlah 2.500 (dua ribu lima ratus) keping menurut dokumen nomor BAST/7/XI, yang diberitahukan pusat pada tanggal 2 November 2026")
            .And.Contain("menghitungnya sejumlah 2.498 (dua ribu empat ratus sembilan puluh delapan) keping")
            .And.Contain("2.500 2.498 -2 dua keping terlipat").And.Contain("PIHAK PERTAMA PIHAK KEDUA").And.Contain("Kupang, 29 November 2026").And.Not.Contain("D1"),
            "numbers in words too; the delivery's name among programs stands on no paper");
    }

    [Test]
    public void Who_counted_a_delivery_that_differs_beside_the_receiver_signs_its_minutes()
    {
        Announce("D1", "BAST/7", 500);
        Stock.Receive("D1", 0, "truk tidak datang", "siti", "Budi Nalle");
        var report = AsJson(Minutes.ForDelivery("D1", null));
        Assert.That(report.Facts.Keys.Last(), Is.EqualTo("second"), "the paper's sentences count the others");
        Assert.That(ReportWords.Plain(report.Facts["second"]), Is.EqualTo("Budi Nalle"));
        var text = string.Join(' ', Lines(ReadPdf(ReportPdf.Render(report, Indonesian), "receipt-two")));
        Assert.That(text, Does.Contain("Yang ikut menghitung,").And.Contain("Budi Nalle").And.Contain("Nama : siti").And.Contain("PIHAK PERTAMA PIHAK KEDUA"));
        Assert.That(text.Split("NIP. …"), Has.Length.EqualTo(5), "both parties, who counted as well, and the head of office");
        foreach (var texts in (StationTexts[])[Indonesian, new StationTexts("en")])
            Assert.That(new[] { "report.fact.second", "report.sign.second" }.Where(key => texts.Find(key) is null), Is.Empty, texts.Culture.Name);
    }

    [Test]
    public void A_delivery_that_never_arrived_has_its_minutes_too()
    {
        Announce("D1", "BAST/8", 500);
        Stock.Receive("D1", 0, "truk tidak datang", "siti", "Budi Nalle");
        Assert.That(Minutes.ForDelivery("D1", null).Rows.Single(), Is.EqualTo(new object?[] { "2019", 500L, 0L, -500L, "truk tidak datang" }));
        Assert.That(Minutes.ForDelivery("D1", null).Facts["by"], Is.EqualTo("siti"));
    }

    [Test]
    public void There_are_no_minutes_of_what_was_not_counted_or_is_not_known()
    {
        Announce("D1", "BAST/9", 500);
        AssertRefused(() => Minutes.ForDelivery("D1", null), "delivery-not-counted");
        AssertRefused(() => Minutes.ForDelivery(null, "BAST/10"), "unknown-delivery");
        AssertRefused(() => Minutes.ForDestruction("BAP/1"), "unknown-destruction");
    }

    [Test]
    public void Minutes_are_found_by_their_number_however_it_is_typed()
    {
        Announce("D1", "BAST/9", 500);
        Stock.Receive("D1", 500, null, "siti");
        Acts.Book("spoil", new ActRequest(3, "siti", Reason: "factory-fault"));
        Destructions.Destroy("BAP/1", 3, ["Ani, Satpol PP", "Edi, Polres"], null, "budi");
        Assert.That((Minutes.ForDelivery(null, "bast/9 ").Facts["document"], Minutes.ForDestruction(" bap/1").Facts["document"]),
            Is.EqualTo(("BAST/9", "BAP/1")));
    }

    [Test]
    public void The_minutes_of_a_destruction_name_each_card_and_everybody_who_saw_it()
    {
        Stock.Load("printer-1", 300, "siti");
        for (var card = 0; card < 70; card++)
            Spoil(card % 9 == 0 ? null : $"04{card:X12}", $"J-2026-{card:D4}-1");
        Acts.Book("spoil", new ActRequest(3, "siti", Reason: "factory-fault"));
        Destructions.Destroy("BAP/1/XI/2026", 73, ["Ani Lado, Satpol PP", "Edi Manu, Polres Kupang Kota", "Yus, Inspektorat"], null, "Budi Nalle");
        var report = AsJson(Minutes.ForDestruction("BAP/1/XI/2026"));
        Assert.That(report.Rows, Has.Count.EqualTo(71));
        Assert.That(ReportWords.Plain(report.Sum[^1]), Is.EqualTo(73));
        var paper = ReadPdf(ReportPdf.Render(report, Indonesian), "destruction");
        var (lines, text) = (Lines(paper).ToList(), string.Join(' ', Lines(paper)));
        Assert.That(text, Does.Contain("bertempat di …………………………, saya").And.Contain("Nama : Budi Nalle NIP : …").And.Contain("pemusnahan blanko KTP-el rusak sejumlah 73 (tujuh puluh tiga) keping dengan cara dibakar")
            .And.Contain("Ani Lado").And.Contain("Polres Kupang Kota").And.Contain("Saksi 3,").And.Contain("Yang memusnahkan,").And.Contain("Nomor: BAP/1/XI/2026"));
        Assert.That(paper.Split('\f', StringSplitOptions.RemoveEmptyEntries)[^1], Does.Contain("Saksi 3,").And.Contain("cacat pabrik"), "no signature alone on a page");
        Assert.That((text.Split("NIP. …").Length, text.Split("NIP/NRP. …").Length), Is.EqualTo((3, 4)), "two officials, three witnesses");
        for (var card = 0; card < 70; card++)
            Assert.That(lines, Has.Some.Match($@"^{card + 1} {(card % 9 == 0 ? "" : $"04{card:X12} ")}menurut buku J-2026-{card:D4}-1 chip tidak merespons 2 Nov 2026 1$"));
        Assert.That(lines, Has.Some.EqualTo("71 menurut buku cacat pabrik 2 Nov 2026 3").And.Some.EqualTo("jumlah 73"));
    }

    [Test]
    public void The_minutes_of_old_cards_say_what_they_are_and_how_each_was_known()
    {
        foreach (var (uid, paper) in new[] { ("04A1B2C3D4E5F6", "TT/1"), ("04A1B2C3D4E5F7", "TT/2"), (null, "TT/3") })
            OldCards.Take(new OldCardRequest(uid, "changed-data", paper, "siti"));
        Box.Read(Places.OldCards, "04A1B2C3D4E5F6", anew: false, "Budi Nalle");
        Destructions.Destroy("BAP/2/XI/2026", 3, ["Ani Lado, Satpol PP", "Edi Manu, Polres Kupang Kota"], null, "Budi Nalle", new BatchTerms(Places.OldCards, true, 2));
        var paperText = ReadPdf(ReportPdf.Render(AsJson(Minutes.ForDestruction("BAP/2/XI/2026")), Indonesian), "destruction-old-cards");
        var lines = Lines(paperText).ToList();
        Assert.That(string.Join(' ', lines), Does.Contain("BERITA ACARA PEMUSNAHAN KTP-EL LAMA").And.Contain("Nomor: BAP/2/XI/2026")
            .And.Contain("bertempat di …………………………, saya").And.Contain("Nama : Budi Nalle").And.Contain("pemusnahan KTP-el lama yang dikembalikan warga sejumlah 3 (tiga) keping dengan cara dibakar").And.Contain("Saksi 2,"));
        Assert.That(lines, Has.Some.Match("^1 04A1B2C3D4E5F6 chip terbaca TT/1 kartu lama:.* 2 Nov 2026 1$")
            .And.Some.Match("^2 04A1B2C3D4E5F7 chip tidak merespons,.* TT/2 kartu lama:.* 2 Nov 2026 1$")
            .And.Some.Match("^3 chip tidak merespons TT/3 kartu lama:.* 2 Nov 2026 1$").And.Some.EqualTo("jumlah 3"));
    }

    /// <summary>A card that nobody lays on the reader, and that the books know, is not passed over in silence.</summary>
    [Test]
    public void The_minutes_of_a_destruction_say_how_many_were_read_and_how_many_not_and_how_many_were_missing_from_the_box()
    {
        Stock.Load("printer-1", 20, "siti");
        for (var card = 0; card < 5; card++)
            Spoil($"04A1B2C3D4E5F{card}", $"J{card}-1");
        Acts.Book("spoil", new ActRequest(4, "siti", Reason: "no-chip"));
        Losses.Declare(Places.Spoiled, "J4-1", 1, "not in the box", "budi", "siti");
        Reversals.Reverse(Losses.Declare(Places.Spoiled, "J3-1", 1, "not in the box", "budi", "siti").Sequence, "found", "budi", "siti");
        Losses.Declare(Places.Spoiled, "8", 2, "not in the box", "budi", "siti");
        foreach (var uid in new[] { "04A1B2C3D4E5F0", "04A1B2C3D4E5F1" })
            Box.Read(Places.Spoiled, uid, anew: false, "budi");
        Destructions.Destroy("BAP/1", 6, ["Ani, Satpol PP", "Edi, Polres"], null, "budi", new BatchTerms(Places.Spoiled, HasReader: true, 4));
        Assert.That(Facts("BAP/1"), Is.EqualTo(new object?[] { 2L, 4L, 2L, 0L, 3L }));
        var text = string.Join(' ', Lines(ReadPdf(ReportPdf.Render(AsJson(Minutes.ForDestruction("BAP/1")), Indonesian), "destruction-mute")));
        Assert.That(text, Does.Contain("2 (dua) keping terbaca pada alat pembaca; 4 (empat) keping diletakkan di sana dan tidak merespons, di antaranya 2 (dua) keping yang nomornya ada dalam buku")
            .And.Contain("3 (tiga) keping dinyatakan hilang dari kotak ini"));
        var english = string.Join(' ', Lines(ReadPdf(ReportPdf.Render(AsJson(Minutes.ForDestruction("BAP/1")), new StationTexts("en")), "destruction-mute-en")));
        Assert.That(english, Does.Contain("2 were read on the reader; 4 were laid there and did not answer, of which the books know the number of 2; 0 were not laid on a reader")
            .And.Contain("3 were declared lost from this box"));
        Spoil("04A1B2C3D4E5FA", "J9-1");
        Destructions.Destroy("BAP/2", 1, ["Ani, Satpol PP", "Edi, Polres"], null, "budi");
        Assert.That(Facts("BAP/2"), Is.EqualTo(new object?[] { 0L, 0L, 0L, 1L, 0L }), "no reader, and the losses were said before");

        IEnumerable<object?> Facts(string document) => new[] { "read", "mute", "mute-known", "unread", "box-lost" }
            .Select(key => Minutes.ForDestruction(document).Facts[key]);
    }

    [TestCase(0, "nol")]
    [TestCase(11, "sebelas")]
    [TestCase(19, "sembilan belas")]
    [TestCase(31, "tiga puluh satu")]
    [TestCase(100, "seratus")]
    [TestCase(115, "seratus lima belas")]
    [TestCase(1_000, "seribu")]
    [TestCase(1_945, "seribu sembilan ratus empat puluh lima")]
    [TestCase(2_026, "dua ribu dua puluh enam")]
    [TestCase(9_999, "sembilan ribu sembilan ratus sembilan puluh sembilan")]
    [TestCase(10_000, "sepuluh ribu")]
    [TestCase(11_011, "sebelas ribu sebelas")]
    [TestCase(100_000, "seratus ribu")]
    [TestCase(201_500, "dua ratus satu ribu lima ratus")]
    [TestCase(999_999, "sembilan ratus sembilan puluh sembilan ribu sembilan ratus sembilan puluh sembilan")]
    public void Numbers_are_written_out_as_the_country_does(int number, string words) => Assert.That(ReportWords.Spelled(number), Is.EqualTo(words));

    [Test]
    public void Every_text_of_a_report_is_there_in_both_languages()
    {
        Announce("D1", "BAST/7", 10);
        Stock.Receive("D1", 10, null, "siti");
        Acts.Book("spoil", new ActRequest(1, "siti", Reason: "damaged"));
        Destructions.Destroy("BAP/1", 1, ["Ani, Satpol PP", "Edi, Polres"], null, "budi");
        OldCards.Take(new OldCardRequest(null, "damaged", "TT/1", "siti"));
        Destructions.Destroy("BAP/2", 1, ["Ani, Satpol PP", "Edi, Polres"], null, "budi", new BatchTerms(Places.OldCards));
        var blanks = ReportsOf(Options);
        Report[] reports = [.. BlankReports.Names.Select(name => blanks.Make(name, null, null)), Minutes.ForDelivery("D1", null), Minutes.ForDestruction("BAP/1"), Minutes.ForDestruction("BAP/2")];
        string[] keys =
        [
            .. reports.SelectMany(report => report.Columns.Append($"title.{report.Name}").Concat(report.Facts.Keys.Select(key => $"fact.{key}")))
                .Concat(["page", "none", "period-line", "address", "fact.day", "fact.witness", "sign.number", "sign.witness-number", "form.day", "form.moment", "form.span"]).Select(key => $"report.{key}"),
            .. reports.Select(report => $"cli.report.{report.Name}"), .. Interruptions.AllCauses.Select(cause => $"report.cause.{cause}"),
            .. ForecastWords.Select(word => $"report.{word}"), .. BlankActs.SpoilReasons.Concat(OldCards.Reasons).Select(reason => $"report.cause.{reason}"),
            "report.identified.read", "report.identified.booked", "report.identified.mute", "report.identified.mute-known", "report.made-by.Issued", "report.made-by.Citizens",
        ];
        foreach (var texts in (StationTexts[])[Indonesian, new StationTexts("en")])
            Assert.That(keys.Where(key => texts.Find(key) is null), Is.Empty, texts.Culture.Name);
    }

    private static readonly string[] ForecastWords =
    [
        "title.forecast", "item", "slow", "usual", "quick", "item.cards-a-day", "item.records-a-day", "item.waiting", "item.blanks-in-hand",
        "item.blanks-announced", "fact.days-counted", "fact.days-without-blanks", "fact.delivery-days", "closing.interruptions", "item.queue-empty",
        "item.blanks-out", "item.ask-for", "item.ask-by",
    ];

    private void Announce(string id, string document, int quantity) =>
        Stock.Announce(new Delivery(id, document, "2019", quantity, Clock.GetUtcNow(), null), []);
}

using PrintStation.Cli;
using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Reports;
using PrintStation.Tests.Lifecycle;
using static PrintStation.Tests.Reports.ReportFileTests;

namespace PrintStation.Tests.Reports;

/// <summary>Daftar serah terima: the list that goes with a batch, and what people read of the counter.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class BatchPaperTests : IDisposable
{
    private static readonly StationTexts Indonesian = new("id");
    private readonly TestStation _station = new();

    [Test]
    public void The_list_names_each_card_by_job_and_chip_and_has_room_for_a_signature()
    {
        for (var card = 1; card <= 40; card++)
            _station.Until(_station.Fetched($"J{card:D2}", district: "OEBOBO"), CardState.Issued, $"04A1B2C3D4E5{card:D2}");
        _station.Batches.Make("OEBOBO", "Siti");
        _station.Batches.Ship(1, "470/12/XI/2026", "Pos Indonesia", "Siti");
        _station.Book.Move(_station.Runs("J07").Single(), CardTrigger.Recall, new MoveDetails("misprint", "siti"));
        var report = AsJson(Minutes().ForBatch(1));
        Assert.That(report.Rows, Has.Count.EqualTo(40));
        var paper = ReadPdf(ReportPdf.Render(report, Indonesian), "batch");
        var (lines, text) = (Lines(paper).ToList(), string.Join(' ', Lines(paper)));
        Assert.That(text, Does.Contain("DAFTAR SERAH TERIMA KTP-EL").And.Contain("Kiriman 1, Kecamatan OEBOBO")
            .And.Contain("sejumlah 40 (empat puluh) keping, diserahkan oleh Siti selaku PIHAK PERTAMA kepada Kecamatan OEBOBO selaku PIHAK KEDUA (surat nomor 470/12/XI/2026, dibawa oleh Pos Indonesia)")
            .And.Contain("tidak menyimpan data pribadi").And.Contain("PIHAK PERTAMA PIHAK KEDUA").And.Contain("Mengetahui,").And.Contain("Kepala Dinas Kependudukan").And.Contain("Kupang, 2 November 2026"));
        Assert.That(lines, Has.Some.EqualTo("1 J01 04A1B2C3D4E501").And.Some.EqualTo("7 J07 04A1B2C3D4E507 ditarik: harus kembali"));
        var heading = paper.Split('\n').First(line => line.Contains("nama penerima", StringComparison.Ordinal));
        Assert.That(heading.IndexOf("nama penerima", StringComparison.Ordinal), Is.LessThan(50), "more than half of the paper is his who signs");
        var pages = paper.Split('\f', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(pages, Has.Length.EqualTo(3), "rows in which one can sign, and the head of office");
        Assert.That(pages[^1], Does.Contain("PIHAK KEDUA").And.Contain("J40"), "no signature alone on a page");
        Assert.That(text, Does.Not.Contain("report."));
    }

    [Test]
    public void The_list_of_a_batch_that_has_not_left_leaves_room_for_paper_and_carrier()
    {
        _station.Until(_station.Fetched("J1", district: "OEBOBO"), CardState.Issued, "04A1B2C3D4E5F6");
        _station.Batches.Make("OEBOBO", "Siti");
        Assert.That(string.Join(' ', Lines(ReadPdf(ReportPdf.Render(AsJson(Minutes().ForBatch(1)), Indonesian), "batch-open"))),
            Does.Contain("surat nomor …………………………, dibawa oleh …………………………"));
        Assert.That(() => Minutes().ForBatch(2), Throws.TypeOf<LedgerRefusal>().With.Property("Code").EqualTo("batch.unknown"));
    }

    [TestCase("en")]
    [TestCase("id")]
    public void Every_word_of_the_counter_is_there(string language)
    {
        string[] keys =
        [
            .. new[] { "open", "shipped", "arrived", "dissolved" }.Select(state => $"batch.state.{state}"),
            .. CardBatches.Standings.Where(standing => standing != CardBatches.There).SelectMany(standing => new[] { $"batch.card.{standing}", $"report.signature.{standing}" }),
            .. Enum.GetNames<ReprintStatus>().Select(status => $"reprint.{status}"), .. new[] { "shipment", "hand-over", "old-card", "reprint-request" }.Select(kind => $"told.{kind}"),
            .. new[] { "waiting", "sent", "refused" }.Select(state => $"told.state.{state}"),
            .. JobClaims.OfNamed.Concat(["refused", "centre-silent", "no-claims"]).Select(code => $"error.print-now.{code}"),
            .. new[] { "job", "uid", "row", "signature", "title.batch", "fact.batch", "fact.district", "fact.carrier", "fact.document", "fact.quantity", "fact.by" }
                .Select(key => $"report.{key}"),
            "batch.no-district", "batch.no-district.next", "error.reader.unknown", "error.hand-over.uid-or-reader", "label.district", "label.batch", "label.told", "label.job", "label.remark", "cli.report.batch",
        ];
        Assert.That(keys.Where(key => new StationTexts(language).Find(key) is null), Is.Empty);
    }

    [TestCase(2, "recall", "--reason", "misprint")]
    [TestCase(2, "recall", "04AA", "--reader", "desk", "--reason", "misprint")]
    [TestCase(2, "card", "hand-over", "--uid", "04AA")]
    [TestCase(2, "card", "hand-over", "--uid", "04AA", "--reader", "desk", "--fingerprint-checked")]
    [TestCase(2, "card", "hand-over", "--fingerprint-checked", "--defect", "misprint")]
    [TestCase(2, "batch", "ship", "1", "--document", "BAST/1")]
    [TestCase(2, "batch", "show", "one")]
    [TestCase(2, "job", "print-now", "job-1")]
    [TestCase(2, "report", "batch")]
    [TestCase(1, "recall", "--reader", "desk", "--reason", "misprint")]
    [TestCase(1, "card", "hand-over", "--fingerprint-checked")]
    [TestCase(1, "job", "print-now", "job-1", "--reason", "ibu hamil")]
    public async Task Misuse_is_told_before_anything_is_asked(int exit, params string[] arguments) =>
        Assert.That(await CommandLine.RunAsync([.. arguments, "--lang", "en", "--instance", _station.Directory]), Is.EqualTo(exit));

    public void Dispose() => _station.Dispose();

    private Minutes Minutes() => new(_station.Database, _station.Calendar, new StationOptions { Station = new IdentityOptions { Office = "5371" } });
}

using System.Text.Json;
using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Reports;
using PrintStation.Tests.Chips.Pcsc;
using PrintStation.Tests.Lifecycle;
using PrintStation.Web;

namespace PrintStation.Tests.Reports;

internal sealed class CitizenTrailTests
{
    private const string Nik = "5371014107900003";
    private static readonly StationOptions Options = new() { Station = new IdentityOptions { Office = "5371" } };

    private readonly List<string> _log = [];
    private TestStation _station = null!;

    [SetUp]
    public void SetUp()
    {
        _station = new TestStation();
        _log.Clear();
    }

    [TearDown]
    public void TearDown() => _station.Dispose();

    [Test]
    public void A_citizens_trail_has_each_step_of_each_run_with_its_time_device_and_person()
    {
        Print("J2", "S2");
        _station.Clock.Advance(TimeSpan.FromHours(1));
        Spoil("J1");
        _station.Clock.Advance(TimeSpan.FromMinutes(10));
        var held = _station.Until(Run("J1"), CardState.Ejecting, "04A1B2C3D4E5F6");
        held = _station.Book.Move(held, CardTrigger.CardOutside, new MoveDetails("exit-unproven"));
        _station.Clock.Advance(TimeSpan.FromMinutes(5));
        _station.Book.Move(held, CardTrigger.OperatorAccepts, new MoveDetails(Person: "siti"));
        var rows = Trail("J1").Rows.Select(row => row.ToArray()).ToList();
        Assert.That(rows.Select(row => row[1]), Is.All.EqualTo("J1"), "nothing of anybody else");
        Assert.That(rows[0], Is.EqualTo(new object?[] { "2026-11-02 10:00:00", "J1", null, "claimed", null, "station", null }));
        Assert.That(rows.Where(row => $"{row[3]}".All(char.IsLetter)).Skip(1).Select(row => ((long)row[2]!, row[3])), Is.EqualTo(new (long, object?)[]
        {
            (1, "Fetched"), (1, "Feeding"), (1, "Condemned"), (1, "Rejecting"), (1, "Spoiled"),
            (2, "Feeding"), (2, "Fed"), (2, "Encoding"), (2, "Encoded"), (2, "Printing"), (2, "Printed"), (2, "Verifying"), (2, "Verified"),
            (2, "Ejecting"), (2, "Held"), (2, "Issued"),
        }));
        Assert.That(rows.Single(row => row[3] is "Issued"), Is.EqualTo(new object?[] { "2026-11-02 10:15:00", "J1", 2L, "Issued", "printer-1 (S1)", "siti", null }));
        Assert.That(rows.Single(row => row[3] is "Held")[5..], Is.EqualTo(new object?[] { "station", "exit-unproven" }));
        Assert.That(rows.Where(row => row[3] is "report-waiting").Select(row => row[6]), Is.Not.Empty.And.All.EqualTo("outcome"));
    }

    [Test]
    public void What_became_of_the_card_at_the_counter_stands_in_the_trail()
    {
        Print("J1", "04A1B2C3D4E5F6");
        var (run, now) = (_station.Runs("J1").Single(), _station.Clock.GetUtcNow().AddHours(1));
        var calendar = new OfficeCalendar(_station.Clock, _station.Ledger.OfficeTime);
        _station.Database.Write(transaction =>
        {
            var values = new { run.RunId, Uid = run.BlankUid, now };
            transaction.Execute("UPDATE job SET print_now = claimed_at WHERE job_id = 'J1'");
            transaction.Execute("INSERT INTO batch (number, district, made_at, made_by, shipped_at, shipped_by) VALUES (1, 'OEBOBO', @now, 'siti', @now, 'budi')", values);
            transaction.Execute("INSERT INTO batch_card (run_id, number, job_id, uid) VALUES (@RunId, 1, 'J1', @Uid)", values);
            transaction.Execute("INSERT INTO hand_over (run_id, job_id, uid, at, person, written_at) VALUES (@RunId, 'J1', @Uid, @now, 'rosa', @now)", values);
            transaction.Execute(
                "INSERT INTO card_fact (kind, run_id, job_id, target, body, written_at) VALUES ('hand-over', @RunId, 'J1', 't', '{}', @now)", values);
        });
        new OldCards(_station.Database, _station.Ledger, _station.Stock, calendar).Take(new OldCardRequest(run.BlankUid, "changed-data", "TT/1", "ani"));
        var rows = Trail("J1").Rows.Select(row => ($"{row[3]}", $"{row[5]}", row[6])).ToList();
        Assert.That(rows, Is.SupersetOf(new (string, string, object?)[]
        {
            ("print-now", "", null), ("shipped", "budi", null), ("handed-over", "rosa", null), ("report-waiting", "station", "hand-over"), ("brought-back", "ani", null), ("report-waiting", "station", "old-card"),
        }));
        var paper = string.Join(' ', ReportFileTests.Lines(ReportFileTests.ReadPdf(ReportPdf.Render(Trail("J1"), new StationTexts("id")), "trail-counter")));
        foreach (var word in (string[])["atas permintaan di loket", "dikirim ke kecamatan", "diserahkan", "penyerahan", "dikembalikan sebagai"])
            Assert.That(paper, Does.Contain(word));
        var loss = new BoxLosses(_station.Database, _station.Ledger, _station.Stock, new DestructionBox(_station.Database, calendar), calendar)
            .Declare(Places.OldCards, run.BlankUid!, 1, "not in the box", "ani", "budi");
        Assert.That(Trail("J1").Rows.Select(row => ($"{row[3]}", $"{row[5]}")), Has.One.EqualTo(("lost-from-box", "ani, budi")));
        Assert.That(new[] { "en", "id" }.Select(language => new ReportWords(new StationTexts(language)).Cell("state", "lost-from-box")), Has.None.Contains("-"));
        new Reversals(_station.Database, _station.Ledger, _station.Stock, calendar).Reverse(loss.Sequence, "found behind the box", "ani");
        Assert.That(Trail("J1").Rows.Select(row => $"{row[3]}"), Has.None.EqualTo("lost-from-box").And.One.EqualTo("brought-back"));
    }

    [Test]
    public void Who_was_shown_a_trail_stands_in_the_next_one()
    {
        Print("J1", "S1");
        Trail("J1");
        Assert.That(Trail("J1").Rows.Where(row => row[3] is "trail-shown").Select(row => row[5]), Is.EqualTo(new[] { "siti" }));
    }

    [Test]
    public void Neither_log_nor_answer_has_the_NIK()
    {
        Print("J1", "S1");
        var answer = JsonSerializer.Serialize(Trail("J1"), WireJson.Options);
        Assert.That(answer, Does.Not.Contain(Nik).And.Not.Contain("410790").And.Not.Contain("sealed"));
        Assert.That(_log, Is.EqualTo(new[] { "A trail of 1 jobs was shown" }), "no word of whose, and of who asked");
        Assert.That($"{new TrailRequest(Nik, "siti")}", Does.Not.Contain(Nik));
    }

    [Test]
    public void Who_was_never_here_gets_a_paper_that_says_so()
    {
        Print("J1", "S1");
        var text = string.Join(' ', ReportFileTests.Lines(ReportFileTests.ReadPdf(ReportPdf.Render(Trail("J9"), new StationTexts("id")), "trail-none")));
        Assert.That(text, Does.Contain("tercatat 0 permintaan cetak").And.Contain("NIHIL").And.Contain("waktu setempat (WITA)"));
    }

    [Test]
    public void The_paper_names_steps_in_words_and_masks_birth_date_and_serial_number_of_the_NIK()
    {
        Spoil("J1");
        Print("J1", "04A1B2C3D4E5F6");
        var text = string.Join(' ', ReportFileTests.Lines(ReportFileTests.ReadPdf(ReportPdf.Render(Trail("J1"), new StationTexts("id")), "trail")));
        Assert.That(text, Does.Contain("NIK 537101••••••••03").And.Contain("mengisi chip").And.Contain("stasiun (otomatis)").And.Contain("2 Nov 2026 09.00.00")
            .And.Contain("tercatat 1 permintaan cetak").And.Not.Contain(Nik));
    }

    [Test]
    public void The_paper_for_the_citizen_himself_has_his_whole_number()
    {
        Print("J1", "S1");
        var text = string.Join(' ', ReportFileTests.Lines(ReportFileTests.ReadPdf(ReportPdf.Render(Trail("J1", unmask: true), new StationTexts("id")), "trail-whole")));
        Assert.That(text, Does.Contain($"NIK {Nik}"));
        Assert.That(string.Concat(_log), Does.Not.Contain(Nik));
    }

    private Report Trail(string job, bool unmask = false) => new CitizenTrail(_station.Database, new OfficeCalendar(_station.Clock, _station.Ledger.OfficeTime), Options,
        nik => nik == Nik ? job : "", new ListLogger<CitizenTrail>(_log)).Of(Nik, "siti", unmask);

    private CardRun Run(string job) => _station.Runs(job).Single(run => run.State == CardState.Fetched);

    private void Spoil(string job) => _station.Spoil(_station.Fetched(job), "chip-mute");

    private void Print(string job, string uid) =>
        _station.Until(_station.Runs(job).SingleOrDefault(run => run.State == CardState.Fetched) ?? _station.Fetched(job), CardState.Issued, uid);
}

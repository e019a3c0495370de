using System.Text.Json;
using System.Text.RegularExpressions;
using PrintStation.Cli;
using PrintStation.Lifecycle;
using PrintStation.Web;

namespace PrintStation.Tests.Security;

/// <summary>Whoever looks after the station reads no code of its insides: not in the trail, not of a run, not of a pause.</summary>
internal sealed partial class AuditWordsTests
{
    private static readonly StationTexts[] Languages = [new("en"), new("id")];
    private static readonly AuditWords Indonesian = new(new StationTexts("id"));

    [TestCase("Hopper(printer-1) –, Store 500", "wadah printer-1 –, gudang 500")]
    [TestCase("paused printer-1 media-jam paused", "jeda printer-1: kartu macet dijeda petugas")]
    [TestCase("J1-1 Held", "J1-1 tertahan")]
    [TestCase("stray-3 waiting", "stray-3 menunggu")]
    [TestCase("stock of ribbon 12", "stok pita cetak: 12")]
    [TestCase("stock-take Store begun", "stok opname gudang: dimulai")]
    [TestCase("day 2026-11-02 hand-over siti", "hari 2026-11-02 diserahkan siti")]
    [TestCase("difference 3 damaged", "selisih 3: rusak fisik")]
    [TestCase("closed month 2026-10", "bulan ditutup 2026-10")]
    [TestCase("read in Spoiled 4", "terbaca di rusak: 4")]
    [TestCase("refused-report-7 seen to by siti", "laporan ditolak 7: ditangani siti")]
    [TestCase("batch 4 shipped", "pengiriman 4: dalam perjalanan")]
    [TestCase("delivery D1 announced", "kiriman D1: diberitahukan")]
    [TestCase("operator; login siti; password 0a1b, first", "operator; login siti; password 0a1b, first")]
    public void What_an_act_changed_is_read_in_the_language_asked_for(string kept, string read) => Assert.That(Indonesian.Effect(kept), Is.EqualTo(read));

    [TestCase("quantity 5, reason \"water, quantity 50\", path-empty", "jumlah 5, alasan \"water, quantity 50\", jalur kosong")]
    [TestCase("witness \"Budi, to S\", document BA/1", "saksi \"Budi, to S\", dokumen BA/1")]
    [TestCase("", "")]
    public void What_was_said_keeps_its_values_and_has_words_for_its_names(string kept, string read) => Assert.That(Indonesian.Words(kept), Is.EqualTo(read));

    [Test]
    public void A_refusal_says_of_what_and_why()
    {
        Assert.That((Indonesian.Act("refused"), Indonesian.Subject("refused", "blank load: user.no-right")), Is.EqualTo(("ditolak", "blank load: tidak berhak")));
        Assert.That((Indonesian.Act("blank load"), Indonesian.Subject("blank load", "a: b")), Is.EqualTo(("blank load", "a: b")), "as it is typed");
    }

    [Test]
    public void Each_name_and_each_refusal_has_words_in_both_languages()
    {
        var names = typeof(DeskRequest).GetProperties().Select(property => JsonNamingPolicy.KebabCaseLower.ConvertName(property.Name))
            .Except(["by", "second-password"]).ToList();
        var refusals = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "PrintStation"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Refusals().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.That(names, Has.Count.GreaterThan(30));
        Assert.That(refusals, Has.Count.GreaterThan(25).And.Contains("user.no-right"), "the test finds them");
        foreach (var texts in Languages)
        {
            Assert.That(names.Where(name => texts.Find($"audit.word.{name}") is null), Is.Empty, $"{texts.Culture}");
            Assert.That(refusals.Where(code => texts.Find($"audit.refusal.{code}") is null), Is.Empty, $"{texts.Culture}");
            Assert.That(AuditWords.Things.Where(thing => texts.Find($"audit.thing.{thing.TrimEnd('-')}") is null), Is.Empty, $"{texts.Culture}");
        }
    }

    [Test]
    public void Each_event_of_a_run_and_each_reason_of_a_pause_has_words_in_both_languages()
    {
        foreach (var texts in Languages)
        {
            Assert.That(Enum.GetNames<CardTrigger>().Where(trigger => texts.Find($"trigger.{trigger}") is null), Is.Empty, $"{texts.Culture}");
            Assert.That(GateReasons.All.Keys.Where(reason => texts.Find($"report.reason.{reason}") is null), Is.Empty, $"{texts.Culture}");
        }
    }

    [Test, NonParallelizable]
    public void The_status_names_why_it_pauses_in_the_language_asked_for()
    {
        var status = new StatusView("s", "5371", "paused", [new PauseView("printer-1", "hopper-not-booked", default, true, "siti", "load")], [],
            new QueueView(0, 0, 0, true), 0, new Dictionary<string, long>(), new Dictionary<string, long>(), null, []);
        Assert.That(Shown("id"), Does.Contain("wadah kosong menurut buku").And.Not.Contain("hopper-not-booked"));
        Assert.That(Shown("en"), Does.Contain("hopper empty by the books"));

        string Shown(string language)
        {
            var (before, written) = (Spectre.Console.AnsiConsole.Console, new StringWriter());
            try
            {
                Spectre.Console.AnsiConsole.Console = Spectre.Console.AnsiConsole.Create(new Spectre.Console.AnsiConsoleSettings { Out = new Spectre.Console.AnsiConsoleOutput(written) });
                Spectre.Console.AnsiConsole.Console.Profile.Width = 200;
                StatusCommand.Print(status with { Users = "enrolled" }, new StationTexts(language));
            }
            finally
            {
                Spectre.Console.AnsiConsole.Console = before;
            }

            return Regex.Replace(written.ToString(), @"\s+", " ");
        }
    }

    [GeneratedRegex("AccessRefusal\\(\"([a-z.-]+)\"")]
    private static partial Regex Refusals();
}

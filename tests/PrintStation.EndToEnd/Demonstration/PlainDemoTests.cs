using System.Text.Json.Nodes;
using PrintStation.Tests.Cards;

namespace PrintStation.EndToEnd.Demonstration;

/// <summary>Twelve cards without trouble, looked at from every side.</summary>
[TestFixture]
internal sealed class PlainDemoTests
{
    private const int Cards = 12;
    private Demo _demo = null!;

    [OneTimeSetUp]
    public async Task PrintTwelveCards() => _demo = await Demo.RunAsync("--cards", $"{Cards}");

    [OneTimeTearDown]
    public void Leave() => _demo?.Dispose();

    [Test]
    public void EveryJobIsIssuedAndReconciled()
    {
        _demo.AssertGood(issued: Cards);
        _demo.AssertSpoiled(0, 0);
    }

    [Test]
    public void TheSummaryHoldsItsFigures()
    {
        var summary = _demo.Summary;

        using (Assert.EnterMultipleScope())
        {
            Assert.That((int?)summary["cards"], Is.EqualTo(Cards));
            Assert.That((int?)summary["stationRestarts"], Is.Zero);
            Assert.That((double?)summary["wallSeconds"], Is.Positive);
            Assert.That((double?)summary["utilization"], Is.InRange(0.01, 1.0));
            Assert.That((double?)summary["cardsPerHour"], Is.Positive);
            Assert.That((double?)summary["gapMs"]?["p50"], Is.InRange(0, 60_000));
            Assert.That((double?)summary["gapMs"]?["max"], Is.GreaterThanOrEqualTo((double)summary["gapMs"]!["p99"]!));
        }
    }

    [Test]
    public void NoLogHoldsANameOrANik()
    {
        var words = _demo.Central["jobs"]!.AsArray().SelectMany(job => new[] { (string)job!["nik"]!, (string)job["name"]! }).ToList();
        var logs = new[] { "logs", "instance/data/logs" }.Select(name => Path.Combine(_demo.Directory, name))
            .SelectMany(path => Directory.GetFiles(path, "*", SearchOption.AllDirectories)).ToList();

        Assert.That(words, Has.Count.EqualTo(2 * Cards));
        Assert.That(logs, Has.Some.Contains("instance/data/logs"), "the station's own log");
        using (Assert.EnterMultipleScope())
        {
            foreach (var log in logs)
            {
                var text = File.ReadAllText(log);
                Assert.That(words.Count(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)), Is.Zero,
                    $"personal data in {log}");
            }
        }
    }

    [Test]
    public void AStrangerReadsTheSameOnFaceChipAndCentre()
    {
        Tesseract.Require();
        var jobs = _demo.Central["jobs"]!.AsArray().ToDictionary(job => (string)job!["chipUid"]!, job => job!.AsObject());

        using (Assert.EnterMultipleScope())
        {
            foreach (var card in _demo.Tray("output"))
            {
                var chip = JsonNode.Parse(File.ReadAllText(Path.Combine(card, "chip.json")))!;
                var job = jobs[(string)chip["uid"]!];
                var face = File.ReadAllBytes(Path.Combine(card, "front.png"));
                Assert.That(Tesseract.ReadNik(face), Is.EqualTo((string)job["nik"]!), $"NIK on the face in {card}");
                Assert.That(Tesseract.ReadName(face), Is.EqualTo((string)job["name"]!), $"name on the face in {card}");
                Assert.That((string?)chip["biodata"]?["nik"], Is.EqualTo((string?)job["nik"]), $"NIK on the chip in {card}");
                Assert.That((string?)chip["biodata"]?["name"], Is.EqualTo((string?)job["name"]), $"name on the chip in {card}");
            }
        }
    }

    [TestCase("an eject is missing from the world")]
    [TestCase("a NIK is another")]
    [TestCase("a card lies in the other tray")]
    [TestCase("a balance is off by one")]
    [TestCase("a ledger row is another")]
    public async Task ATamperedDemonstrationIsNotReconciled(string tampering)
    {
        using var copy = new TemporaryDirectory();
        Copy(_demo.Directory, copy.Path);
        var named = Tamper(tampering, copy.Path);

        var finished = await Repository.RunAsync(Repository.Script("reconcile"), [copy.Path], TimeSpan.FromMinutes(2));

        Assert.That(finished.ExitCode, Is.EqualTo(1), finished.ToString());
        Assert.That(finished.Output, Does.Contain(named), finished.ToString());
    }

    /// <summary>What the finding must name.</summary>
    private string Tamper(string tampering, string directory)
    {
        var card = _demo.Tray("output")[4];
        var uid = Path.GetFileName(card)[5..];
        switch (tampering)
        {
            case "an eject is missing from the world":
                var world = Path.Combine(directory, "world.jsonl");
                File.WriteAllLines(world, File.ReadAllLines(world).Where(line => !(line.Contains("\"ejected\"") && line.Contains(uid))));
                return uid;
            case "a NIK is another":
                Change(Path.Combine(directory, "tray", "output", Path.GetFileName(card), "chip.json"),
                    chip => chip["biodata"]!["nik"] = "5371010101900001");
                return uid;
            case "a card lies in the other tray":
                var tray = Directory.CreateDirectory(Path.Combine(directory, "tray", "reject")).FullName;
                Directory.Move(Path.Combine(directory, "tray", "output", Path.GetFileName(card)),
                    Path.Combine(tray, Path.GetFileName(card)));
                return uid;
            case "a balance is off by one":
                Change(Path.Combine(directory, "station.json"), station => station["balances"]!["Issued"] = Cards + 1);
                return "place Issued";
            default:
                Change(Path.Combine(directory, "station.json"), station => station["ledger"]![3]!["by"] = "nobody");
                return "ledger 4";
        }
    }

    private static void Change(string path, Action<JsonNode> change)
    {
        var node = JsonNode.Parse(File.ReadAllText(path))!;
        change(node);
        File.WriteAllText(path, node.ToJsonString());
    }

    /// <summary>Only what reconcile reads.</summary>
    private static void Copy(string from, string to)
    {
        foreach (var name in new[] { "world.jsonl", "central.json", "station.json" })
            File.Copy(Path.Combine(from, name), Path.Combine(to, name));
        foreach (var chip in Directory.GetFiles(Path.Combine(from, "tray"), "chip.json", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, chip));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(chip, target);
        }
    }
}

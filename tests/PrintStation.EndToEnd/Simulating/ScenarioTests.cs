using System.Text.Json.Nodes;
using PrintStation.EndToEnd.Offices;

namespace PrintStation.EndToEnd.Simulating;

/// <summary>The Kupang case on one day and with a fiftieth of its cards, as a user runs it: no network from 08:00 to 15:00.</summary>
[TestFixture]
internal sealed class ScenarioTests
{
    private const int FirstBlanks = 50;
    private const int AllBlanks = 170;
    private const int MostTries = 30;

    private const int Printers = 2;

    /// <summary>Of eight hours a printer.</summary>
    private const int OfficeHours = 8 * Printers;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);
    private static readonly string[] Reduced = ["kupang", "--scale", "50", "--days", "1", "--json"];

    private Finished _first = null!;
    private Finished _second = null!;
    private JsonNode _printing = null!;
    private JsonNode _stopping = null!;

    private readonly TemporaryDirectory _directory = new();

    private string Kept => Path.Combine(_directory.Path, "office");

    [OneTimeSetUp]
    public async Task RunTwice()
    {
        (_first, _second) = (await RunAsync([.. Reduced, "--keep", Kept]), await RunAsync(Reduced));
        Assert.That(_first.ExitCode, Is.Zero, $"plastic, books and centre agree\n{_first}");
        var ways = JsonNode.Parse(_first.Output)!["ways"]!;
        (_printing, _stopping) = (ways[0]!, ways[1]!);
    }

    [OneTimeTearDown]
    public void Forget() => _directory.Dispose();

    /// <summary>The real station answers from the books; what it says is counted again in the log of the physical world, by nothing of its code.</summary>
    [Test]
    public async Task TheReportsOfTheOfficeThatWasLeftAgreeWithItsWorld()
    {
        var world = File.ReadLines(Path.Combine(Kept, "world.jsonl")).Select(line => JsonNode.Parse(line)!).ToList();
        var (cards, spoiled) = (Count("ejected"), Count("put-in-reject") + Count("rejected"));
        await using var station = await Spawned.StartAsync("printstation", ["run", "--instance", Path.Combine(Kept, "instance")],
            Path.Combine(_directory.Path, "station.log"), "starts with");
        var daily = await ReportAsync("daily", "2026-11-02", "2026-11-02");
        var columns = daily["columns"]!.AsArray().Select(column => (string)column!).ToList();
        var day = daily["rows"]![0]!.AsArray();
        Assert.That((Cell("received"), Cell("cards"), Cell("spoiled"), Cell("closing")),
            Is.EqualTo((AllBlanks, cards, spoiled, AllBlanks - cards - spoiled)));
        Assert.That((cards, spoiled), Is.EqualTo(((int)_printing["cards"]!, (int)_printing["spoiled"]!)));

        var receipts = await ReportAsync("receipts", "2026-11-02", "2026-11-02");
        Assert.That(receipts["rows"]!.AsArray().Select(row => ((string)row![2]!, (int)row[4]!)),
            Is.EqualTo(new[] { ("BAST/471/11/2026", FirstBlanks), ("BAST/472/11/2026", AllBlanks - FirstBlanks) }));
        var network = (await ReportAsync("interruptions", "2026-11-02", "2026-11-02"))["rows"]!.AsArray().Single(row => (string)row![0]! == "network")!;
        Assert.That((int)network[4]!, Is.EqualTo(Hours(_printing, "Network") * 60 / Printers).Within(3),
            "of the seven hours those in which blanks were there and nothing fetched to print on them");
        Assert.That(((int)network[3]!, (string)network[5]!), Is.EqualTo((1, "not-known")), "once; and on no day before had the centre told a count");

        int Cell(string column) => (int)day[columns.IndexOf(column)]!;
        int Count(string name) => world.Count(happened => (string)happened["event"]! == name && ((string)happened["at"]!).StartsWith("2026-11-0", StringComparison.Ordinal));
    }

    private async Task<JsonNode> ReportAsync(string name, string from, string to)
    {
        Finished finished;
        var tries = 0;
        // Its door is open a moment after it says that it starts.
        do
            finished = await Repository.RunAsync("dotnet", [Repository.Program("printstation"), "report", name, "--from", from, "--to", to,
                "--format", "json", "--instance", Path.Combine(Kept, "instance")], Limit);
        while (finished.ExitCode != 0 && ++tries < MostTries);
        Assert.That(finished.ExitCode, Is.Zero, $"{finished}");
        return JsonNode.Parse(finished.Output)!;
    }

    [Test]
    public void TheSameCommandGivesTheSameFigures() => Assert.That(_second.Output, Is.EqualTo(_first.Output).And.Contains("digest"));

    [Test]
    public void WhatWasFetchedIsPrintedWithoutTheNetwork()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)_printing["cardsInOutage"]!, Is.EqualTo(FirstBlanks), "every blank in hand became a card");
            Assert.That((int)_printing["outcomesWaiting"]!, Is.EqualTo(FirstBlanks), "and the centre knew of none of them");
            Assert.That((double)_printing["secondsToAllOutcomes"]!, Is.InRange(1, 300));
        }
    }

    [Test]
    public void StopPrintsNothingOnceTheStationHasNoticedTheOutage()
    {
        // Within the first minutes the station does not know yet that the centre is gone.
        Assert.That((int)_stopping["cardsInOutage"]!, Is.LessThan(10));
        Assert.That((int)_stopping["outcomesWaiting"]!, Is.EqualTo((int)_stopping["cardsInOutage"]!));
    }

    [Test]
    public void EveryPrinterHourHasOneCause()
    {
        foreach (var way in (JsonNode[])[_printing, _stopping])
        {
            Assert.That((double)way["officeHours"]!, Is.EqualTo(OfficeHours));
            Assert.That(way["hours"]!.AsObject().Sum(hour => (double)hour.Value!), Is.EqualTo(OfficeHours).Within(0.05), way.ToJsonString());
        }
    }

    [Test]
    public void TheHoursSayWhatWasMissing()
    {
        using (Assert.EnterMultipleScope())
        {
            // All fifty blanks fit into one hopper; the other printer has none until 14:00.
            Assert.That(Hours(_stopping, "Network"), Is.EqualTo(7 + 1).Within(0.1));
            Assert.That(Hours(_printing, "Network"), Is.EqualTo(1 + 1).Within(0.1), "from 14:00, when blanks had come, until 15:00");
            Assert.That(Hours(_printing, "Blanks"), Is.GreaterThan(10), "all were used by half past eight");
            Assert.That(Hours(_printing, "Working"), Is.EqualTo(AllBlanks / 120.0).Within(0.1), "120 cards an hour");
        }
    }

    [Test]
    public void ItGoesOnByItselfWhenTheNetworkIsBack()
    {
        foreach (var way in (JsonNode[])[_printing, _stopping])
            using (Assert.EnterMultipleScope())
            {
                Assert.That((double)way["secondsToFirstClaim"]!, Is.InRange(1, 300));
                Assert.That((int)way["cards"]! + (int)way["spoiled"]!, Is.EqualTo(AllBlanks), "every blank is a card or spoiled");
                Assert.That((int)way["jams"]!, Is.EqualTo(1));
            }
    }

    [TestCase("kota-kembang")]
    [TestCase("--scale", "0")]
    [TestCase("--way", "walk")]
    [TestCase("--colour")]
    public async Task AWrongArgumentIsAUsageErrorThatNamesIt(params string[] arguments)
    {
        var finished = await RunAsync(arguments);
        Assert.That(finished.ExitCode, Is.EqualTo(2));
        Assert.That(finished.Error, Does.StartWith(arguments[0]).And.Contains("kupang"));
    }

    [Test]
    public async Task WithoutANameTheKnownOnesAreNamed()
    {
        var finished = await RunAsync([]);
        Assert.That(finished.ExitCode, Is.EqualTo(2));
        Assert.That(finished.Error, Does.StartWith("The name of a scenario is missing; there is: kupang."));
    }

    private static double Hours(JsonNode way, string cause) => (double)way["hours"]![cause]!;

    private static Task<Finished> RunAsync(string[] arguments)
    {
        var program = Path.Combine(
            Repository.Root, "tests", "PrintStation.Simulation", "bin", Repository.Configuration, "net10.0", "PrintStation.Simulation.dll");
        return Repository.RunAsync("dotnet", [program, "scenario", .. arguments, "--config", Path.Combine(Repository.Root, "config")], Limit);
    }
}

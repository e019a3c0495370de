using System.Text.Json.Nodes;

namespace PrintStation.EndToEnd.Demonstration;

/// <summary>Whatever happens to the machine, the power or the network: each job gets one good card, and each blank is accounted
/// for.</summary>
[TestFixture]
internal sealed class FaultDemoTests
{
    [Test]
    public async Task AMuteChipAJamAndAnEndedRibbonSpoilTwoOrThreeOfTwelve()
    {
        using var demo = await Demo.RunAsync("--cards", "12", "--faults", "mute-chip@3,jam@5:print,ribbon-end@7");

        demo.AssertGood(issued: 12);
        demo.AssertSpoiled(2, 3);
    }

    /// <param name="pause">Reason at the gate; null: there must be none.</param>
    /// <param name="move">What the run does because of the fault; null: nothing.</param>
    /// <param name="wayOut">What the world sees a person or the machine do.</param>
    [TestCase("feeder-empty@2", 0, "media-empty", "Feeding Fetched media-empty", "fed")]
    [TestCase("jam@2:feed", 1, "media-jam", "Feeding Missing media-jam", "cover-closed")]
    [TestCase("jam@2:encode", 1, "media-jam", "Printing Missing media-jam", "cover-closed")]
    [TestCase("jam@2:print", 1, "media-jam", "Printing Missing media-jam", "cover-closed")]
    [TestCase("jam@2:eject", 0, "media-jam", "Ejecting Held media-jam", "cover-closed")]
    [TestCase("ribbon-end@2", 1, "marker-supply-empty", "Printing Condemned marker-supply-empty", "ribbon-changed")]
    [TestCase("ribbon-false@2", 1, "marker-supply-empty", "Printing Condemned marker-supply-empty", "rejected")]
    [TestCase("head-error@2", 1, "head-failure", "Printing Condemned head-failure", "rejected")]
    [TestCase("mute-chip@2", 1, null, "Feeding Condemned chip-mute", "rejected")]
    [TestCase("chip-tear@2", 1, null, "Encoding Condemned chip-write-failed", "rejected")]
    [TestCase("chip-forget@2", 1, null, "Encoding Condemned chip-content", "rejected")]
    [TestCase("stale-reply@2:feed", 0, null, null, "ejected")]
    [TestCase("stale-reply@2:print", 0, null, null, "ejected")]
    [TestCase("stale-reply@2:verify", 0, null, null, "ejected")]
    [TestCase("stale-reply@2:eject", 0, null, null, "ejected")]
    [TestCase("reject-full@2,mute-chip@2", 1, "reject-area-full", "Rejecting Condemned chip-mute", "reject-box-emptied")]
    [TestCase("double-feed@2", 2, "stray-card", "Feeding Condemned two-cards", "rejected")]
    public async Task OneFaultPausesForItsReasonMovesTheRunAndHasAWayOut(string faults, int spoiled, string? pause, string? move, string wayOut)
    {
        using var demo = await Demo.RunAsync("--cards", "4", "--faults", faults);

        demo.AssertGood(issued: 4);
        demo.AssertSpoiled(spoiled, spoiled);
        var events = demo.Events.Select(happened => (string?)happened["event"]).ToList();
        Assert.That(events.Count(name => name == "fault"), Is.EqualTo(faults.Split(',').Length), "faults that happened");
        Assert.That(events.SkipWhile(name => name != "fault").Skip(1), Has.Some.EqualTo(wayOut));
        Assert.That(demo.PausesByFaults, Is.SubsetOf(Expected(pause)));
        if (pause is not null)
            Assert.That(demo.PausesByFaults, Has.Some.EqualTo(pause));
        Assert.That(demo.Troubles, move is null ? Is.Empty : Has.Some.EqualTo(move));
    }

    [TestCase("feed", "Feeding Missing", "put-in-reject")]
    [TestCase("encode", "Missing Spoiled", "put-in-reject")]
    [TestCase("print:eject", "Printing Missing", "put-in-reject")]
    [TestCase("print:reject", "Printing Missing", "put-in-reject")]
    [TestCase("print:restart", "Printing Missing", "put-in-reject")]
    [TestCase("verify", "Held Issued", "put-in-output")]
    [TestCase("eject", "Ejecting Held", "put-in-output")]
    public async Task APowerCutOfTheWholeOfficeIsSurvivedWhateverThePrinterDoesAtPowerOn(string cut, string move, string wayOut)
    {
        using var demo = await Demo.RunAsync("--cards", "4", "--faults", $"power-cut@2:{cut}");

        demo.AssertGood(issued: 4);
        Assert.That((int?)demo.Summary["stationRestarts"], Is.EqualTo(1));
        Assert.That(demo.Moves, Has.Some.StartsWith(move));
        Assert.That(demo.Aftermaths.Single().Events, Does.Contain("power-on").And.Contain(wayOut), "the card that it cost is looked at by a person");
        demo.AssertOnlyPowerWasWanting();
    }

    /// <summary>What may pause beside it: a ribbon is changed under the cover, and what seems to end again and again is asked about.</summary>
    private static string[] Expected(string? pause) => pause switch
    {
        null => [],
        "marker-supply-empty" => [pause, "cover-open", "command-rejected"],
        "media-jam" => [pause, "cover-open"],
        _ => [pause],
    };

    [Test]
    public async Task WhileTheNetworkIsDownFetchedCardsArePrintedAndReportedLater()
    {
        // The station says that nobody answers after three requests in a row, each of which waits 10 s for a line that swallows all.
        using var demo = await Demo.RunAsync("--cards", "30", "--faults", "network-down@20+45");

        demo.AssertGood(issued: 30);
        demo.AssertSpoiled(0, 0);
        var events = demo.Events;
        var names = events.Select(happened => (string?)happened["event"]).ToList();
        Assert.That(names, Has.Some.EqualTo("network-down").And.Some.EqualTo("network-up"));
        Assert.That(demo.Pauses, Has.Some.EqualTo("central-unreachable"));
        Assert.That(names.SkipWhile(name => name != "network-down").TakeWhile(name => name != "network-up"), Has.Some.EqualTo("ejected"), "printed meanwhile");
        Assert.That(demo.Troubles, Is.Empty);
    }

    [Test]
    public async Task AStationKilledAtRandomMomentsIssuesEachCardOnce()
    {
        using var demo = await Demo.RunAsync("--cards", "12", "--kill-every", "3", "--seed", "7");

        demo.AssertGood(issued: 12);
        Assert.That((int?)demo.Summary["stationRestarts"], Is.GreaterThanOrEqualTo(3));
    }

    [Test]
    public async Task ThreePrintersShareOneQueue()
    {
        using var demo = await Demo.RunAsync("--cards", "9", "--printers", "3");

        demo.AssertGood(issued: 9);
        Assert.That(demo.Events.Where(happened => (string?)happened["event"] == "ejected").Select(happened => (string?)happened["printer"])
            .Distinct().Count(), Is.EqualTo(3));
    }

    /// <summary>Other ones each day; `scripts/faults` goes through each fault alone and twenty pairs.</summary>
    [TestCase]
    [TestCase("--printers", "3")]
    public async Task TwoFaultsOfTheDayTogetherLeaveNobodyWithoutHisCard(params string[] besides)
    {
        using var directory = new TemporaryDirectory();
        var seed = (TimeProvider.System.GetUtcNow().DayOfYear * 2) + Math.Min(besides.Length, 1);
        var finished = await Repository.RunAsync(Repository.Script("faults"),
        [
            "--pairs-only", "--pairs", "1", "--seed", $"{seed}", "--json", "--no-build", "--configuration", Repository.Configuration, "--out", directory.Path,
            "--", .. besides,
        ], TimeSpan.FromMinutes(18));

        Assert.That(finished.ExitCode, Is.Zero, finished.ToString());
        var result = JsonNode.Parse(finished.Output)!;
        Assert.That((int?)result["issued"], Is.EqualTo(4), finished.ToString());
        Assert.That((string?)result["faults"], Does.Contain(","));
    }

    [Test]
    public async Task WithNobodyInTheOfficeTheFirstLoadIsStillPrinted()
    {
        using var demo = await Demo.RunAsync("--cards", "3", "--operator", "none");

        demo.AssertGood(issued: 3);
    }
}

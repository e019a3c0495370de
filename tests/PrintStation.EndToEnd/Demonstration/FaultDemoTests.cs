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

    [TestCase("feeder-empty@2", 0, 0)]
    [TestCase("jam@2:feed", 0, 1)]
    [TestCase("jam@2:encode", 1, 1)]
    [TestCase("jam@2:print", 1, 1)]
    [TestCase("jam@2:eject", 0, 1)]
    [TestCase("ribbon-end@2", 0, 1)]
    [TestCase("mute-chip@2", 1, 1)]
    [TestCase("chip-tear@2", 1, 1)]
    [TestCase("stale-reply@2:feed", 0, 1)]
    [TestCase("stale-reply@2:print", 0, 1)]
    [TestCase("stale-reply@2:verify", 0, 1)]
    [TestCase("stale-reply@2:eject", 0, 1)]
    [TestCase("reject-full@2,mute-chip@2", 1, 1)]
    [TestCase("double-feed@2", 2, 2)]
    [TestCase("head-error@2,chip-forget@4", 2, 2)]
    public async Task OneFaultOfTheMachineCostsAtMostItsCard(string faults, int leastSpoiled, int mostSpoiled)
    {
        using var demo = await Demo.RunAsync("--cards", "4", "--faults", faults);

        demo.AssertGood(issued: 4);
        demo.AssertSpoiled(leastSpoiled, mostSpoiled);
        Assert.That(demo.Events.Count(happened => (string?)happened["event"] == "fault"), Is.EqualTo(faults.Split(',').Length),
            "faults that happened");
    }

    [TestCase("eject")]
    [TestCase("reject")]
    [TestCase("restart")]
    public async Task APowerCutInThePrintIsSurvivedWhateverThePrinterDoesAtPowerOn(string powerOn)
    {
        using var demo = await Demo.RunAsync("--cards", "6", "--faults", $"power-cut@4:print:{powerOn}");

        demo.AssertGood(issued: 6);
        Assert.That((int?)demo.Summary["stationRestarts"], Is.EqualTo(1));
    }

    [TestCase("feed")]
    [TestCase("encode")]
    [TestCase("verify")]
    [TestCase("eject")]
    public async Task APowerCutInAnyOtherPhaseIsSurvived(string phase)
    {
        using var demo = await Demo.RunAsync("--cards", "4", "--faults", $"power-cut@2:{phase}");

        demo.AssertGood(issued: 4);
        Assert.That((int?)demo.Summary["stationRestarts"], Is.EqualTo(1));
    }

    [Test]
    public async Task WhileTheNetworkIsDownFetchedCardsArePrintedAndReportedLater()
    {
        using var demo = await Demo.RunAsync("--cards", "12", "--faults", "network-down@6+10");

        demo.AssertGood(issued: 12);
        demo.AssertSpoiled(0, 0);
        var events = demo.Events;
        Assert.That(events.Select(happened => (string?)happened["event"]), Has.Some.EqualTo("network-down").And.Some.EqualTo("network-up"));
    }

    [Test]
    public async Task AStationKilledAtRandomMomentsIssuesEachCardOnce()
    {
        using var demo = await Demo.RunAsync("--cards", "12", "--kill-every", "3", "--seed", "7");

        demo.AssertGood(issued: 12);
        Assert.That((int?)demo.Summary["stationRestarts"], Is.GreaterThanOrEqualTo(3));
    }

    [Test]
    public async Task TwoPrintersShareOneQueue()
    {
        using var demo = await Demo.RunAsync("--cards", "8", "--printers", "2");

        demo.AssertGood(issued: 8);
        Assert.That(demo.Events.Where(happened => (string?)happened["event"] == "ejected").Select(happened => (string?)happened["printer"])
            .Distinct().Count(), Is.EqualTo(2));
    }

    [Test]
    public async Task WithNobodyInTheOfficeTheFirstLoadIsStillPrinted()
    {
        using var demo = await Demo.RunAsync("--cards", "3", "--operator", "none");

        demo.AssertGood(issued: 3);
    }
}

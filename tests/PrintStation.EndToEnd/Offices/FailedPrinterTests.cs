using System.Text.Json.Nodes;
using PrintStation.EndToEnd.Databases;
using PrintStation.EndToEnd.Demonstration;

namespace PrintStation.EndToEnd.Offices;

/// <summary>A printer of several fails, and nobody comes to it: the others make all cards, and the station says which one fails and why.</summary>
[TestFixture]
internal sealed class FailedPrinterTests
{
    private const int Cards = 8;

    [TestCase("ribbon-none@2", "marker-supply-missing")]
    [TestCase("cleaning@2", "cleaning-required")]
    public async Task APrinterThatStopsAfterACardLeavesTheNextOnesToTheOther(string fault, string pause)
    {
        using var demo = await Demo.RunAsync("--cards", $"{Cards}", "--printers", "2", "--operator", "none", "--faults", fault);

        demo.AssertIssued(Cards);
        demo.AssertSpoiled(0, 0);
        var events = demo.Events;
        var failed = (string)events.Single(happened => (string?)happened["event"] == "fault")["printer"]!;
        var standing = demo.Station["pauses"]!.AsArray().Where(span => span!["to"] is null)
            .Select(span => (Scope: (string?)span!["scope"], Reason: (string?)span["reason"])).ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                events.SkipWhile(happened => (string?)happened["event"] != "fault").Where(happened => (string?)happened["event"] == "fed")
                    .Select(happened => (string?)happened["printer"]).ToList(),
                Has.Count.AtLeast(Cards / 2).And.None.EqualTo(failed), "printers of the cards after the fault");
            Assert.That(standing, Has.Some.EqualTo((failed, pause)));
            Assert.That(standing.Select(each => each.Scope), Is.All.EqualTo(failed), "the other works");
        }
    }

    [Test]
    public async Task APrinterThatNeverAnswersLeavesAllCardsToTheOthers()
    {
        using var office = await LiveOffice.StartAsync(
            Cards, options => options["Printers"]![1]!["Address"] = $"tcp://127.0.0.1:{FreePort.Take()}", "--printers", "3");
        Assert.That(await office.UntilPausedAsync("printer-2", "connecting-to-device"), Does.StartWith("The printer does not answer. Check power"));
        await office.UntilQueueDoneAsync();

        var verdict = await office.AssertOneCardEachAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int?)verdict["unaccountedBlanks"], Is.Zero, verdict.ToJsonString());
            Assert.That((int?)verdict["unreportedRuns"], Is.Zero, verdict.ToJsonString());
            Assert.That(office.Feeders, Has.Count.EqualTo(Cards), "none was spoiled");
            Assert.That(office.Feeders.Distinct(), Is.EquivalentTo(new[] { "printer-1", "printer-3" }));
            Assert.That((await office.PausesAsync()).Where(pause => pause["to"] is null)
                .Select(pause => ((string?)pause["scope"], (string?)pause["reason"])), Has.Some.EqualTo(("printer-2", "connecting-to-device")));
        }
    }
}

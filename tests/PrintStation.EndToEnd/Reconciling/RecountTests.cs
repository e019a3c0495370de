using System.Text.Json.Nodes;

namespace PrintStation.EndToEnd.Reconciling;

/// <summary>scripts/recount finds every figure of a report that is not what the plastic says, and names it.</summary>
[TestFixture]
internal sealed class RecountTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static IEnumerable<TestCaseData> Tamperings()
    {
        yield return Case("a card more on a day", "daily 2026-11-02: cards is 3, and the plastic says 2", world => world.Add("daily", 0, "cards", 1));
        yield return Case("a card on the day before its midnight", "daily 2026-11-03: cards is 1, and the plastic says 0", world =>
        {
            world.Add("daily", 1, "cards", 1);
            world.Add("daily", 2, "cards", -1);
        });
        yield return Case("a blank less that came", "daily 2026-11-03: received is 2, and the plastic says 3", world => world.Add("daily", 1, "received", -1));
        yield return Case("a spoiled one less", "daily 2026-11-03: spoiled is 2, and the plastic says 3", world => world.Add("daily", 1, "spoiled", -1));
        yield return Case("another opening", "daily 2026-11-04: opening is 6, and the plastic says 5", world => world.Add("daily", 2, "opening", 1));
        yield return Case("another closing", "daily 2026-11-04: closing is 3, and the plastic says 4", world => world.Add("daily", 2, "closing", -1));
        yield return Case("a loan that nobody saw", "daily 2026-11-02: lent is 1, and the plastic says 0", world => world.Add("daily", 0, "lent", 1));
        yield return Case("a lost one", "daily 2026-11-02: lost is 1, and the plastic says 0", world => world.Add("daily", 0, "lost", 1));
        yield return Case("a difference", "daily 2026-11-02: difference is -1, and the plastic says 0", world => world.Add("daily", 0, "difference", -1));
        yield return Case("a day is missing", "daily 2026-11-03: the report has no such line", world => world.Reports["daily"]["rows"]!.AsArray().RemoveAt(1));
        yield return Case("a card less in the month", "monthly 2026-11: cards is 2, and the plastic says 3", world => world.Add("monthly", 0, "cards", -1));
        yield return Case("another cause", "spoilage: no-chip is 0, and the plastic says 1",
            world => world.Reports["spoilage"]["rows"]![2]!.AsArray()[0] = "failed-encode");
        yield return Case("another cause on its day", "spoilage 2026-11-03: stray is 2, and the plastic says 1",
            world => world.Add("spoilage-2026-11-03", 1, "spoiled", 1));
        yield return Case("two at once that were none", "spoilage 2026-11-03: two-cards is 0, and the plastic says 1",
            world => world.Reports["spoilage-2026-11-03"]["rows"]![2]!.AsArray()[0] = "failed-encode");
        yield return Case("more stopped than lie there", "spoilage: failed-encode is 2, and the plastic says 1", world =>
        {
            world.Reports["spoilage"]["rows"]![2]!.AsArray()[0] = "stopped-by-centre";
            world.Add("spoilage", 0, "spoiled", 1);
        });
        yield return Case("another paper", "receipts: BAST/9 is 9, and the plastic says 0", world => world.Reports["receipts"]["rows"]![0]!.AsArray()[2] = "BAST/9");
        yield return Case("a card more for the public", "bulletin: cards-of-day is 2, and the plastic says 1", world => world.Add("bulletin", 0, "count", 1));
        yield return Case("a card less of the days", "bulletin: cards-of-period is 2, and the plastic says 3", world => world.Add("bulletin", 1, "count", -1));
        yield return Case("a blank more for the public", "bulletin: blanks-in-hand is 5, and the plastic says 4", world => world.Add("bulletin", 2, "count", 1));
        yield return Case("the public hears of no blanks", "bulletin: the report has no line blanks-in-hand",
            world => world.Reports["bulletin"]["rows"]!.AsArray().RemoveAt(2));
        yield return Case("a blank more in the store", "balance: store is 4, and the plastic says 3",
            world => world.Reports["balance"]["balances"]!["Store"] = 4);
        yield return Case("a blank less in the hopper", "balance: hopper(printer-1) is 0, and the plastic says 1",
            world => world.Reports["balance"]["balances"]!["Hopper(printer-1)"] = 0);
        yield return Case("a card more given out", "balance: issued is 4, and the plastic says 3", world => world.Book("Issued", 4));
        yield return Case("a spoiled one less in the books", "balance: spoiled and destroyed is 4, and the plastic says 5", world => world.Book("Spoiled", 4));
        yield return Case("more burnt than spoiled", "balance: spoiled and destroyed is 6, and the plastic says 5", world => world.Book("Destroyed", 1));
        yield return Case("one lost that lies there", "balance: lost is 1, and the plastic says 0", world => world.Book("Lost", 1));
        yield return Case("a held one that there is not", "together is 9, and the plastic says 8", world => world.Book("Held", 1));
        yield return Case("a held one for one that is gone", "balance: issued is 1, and the plastic says 3", world =>
        {
            world.Book("Held", 1);
            world.Book("Issued", 1);
        });
        yield return Case("an old card that was never given out", "balance: issued is 4, and the plastic says 3", world => world.Book("OldCards", 1));
        yield return Case("a card that never came out", "daily 2026-11-02: cards is 2, and the plastic says 1",
            world => world.Events.Remove(world.Event("ejected", 2)));
        yield return Case("a card that was printed all the same", "spoilage 2026-11-02: failed-encode is 1, and the plastic says 0", world =>
        {
            var printed = world.Event("chip-locked", 1).DeepClone().AsObject();
            (printed["event"], printed["blank"]) = ("panel-printed", SmallWorld.Uid(4));
            world.Events.Insert(world.Events.IndexOf(world.Event("rejected", 4)), printed);
        });
        yield return Case("a box that nobody saw", "and came in no box", world => world.Events.RemoveAt(0));
    }

    private static IEnumerable<TestCaseData> TamperingsWithRibbons()
    {
        yield return Case("a ribbon more", "ribbons printer-1 2026-11-02 12:00: ribbons put in is 1, and the plastic says 0",
            world => world.AddRow("ribbons", "printer-1", "2026-11-02 12:00", "station", "inside", 500, 0, 0, 500, 0));
        yield return Case("a ribbon less", "ribbons printer-1 2026-11-03 09:30: ribbons put in is 0, and the plastic says 1", world =>
        {
            world.PrintMore(30);
            world.Events.Remove(world.Events.First(happened => (string?)happened["event"] == "ribbon-changed"));
            world.Reports["ribbons"]["rows"]!.AsArray().Clear();
        });
        yield return Case("a ribbon that nobody changed", "ribbons printer-1 2026-11-03 09:31: ribbons put in is 1, and the plastic says 0",
            world => world.Events.Remove(world.Events.Last(happened => (string?)happened["event"] == "ribbon-changed")));
        yield return Case("a print more of a ribbon", "ribbons printer-1 2026-11-02 07:30: prints is 2, and the plastic says 1", world => world.Add("ribbons", 0, "prints", 1));
        yield return Case("a card more under a ribbon", "ribbons printer-1 2026-11-02 07:30: cards-in is 6, and the plastic says 5",
            world => world.Add("ribbons", 0, "cards-in", 1));
        yield return Case("more prints than it can have given", "ribbons printer-1 2026-11-03 09:31: prints is 2, and the plastic says 0 to 1",
            world => world.Add("ribbons", 1, "prints", 2));
        yield return Case("a panel in which the head failed", "ribbons printer-1 2026-11-02 07:30: prints is 1, and the plastic says 2", world =>
        {
            for (var panel = 0; panel < 3; panel++)
                world.Befall("head-error", 7);
        });
        yield return Case("more ribbons used up", "ribbons: ribbons-used-up is 2, and the plastic says 1", world => world.Reports["ribbons"]["facts"]!["ribbons-used-up"] = 2);
        yield return Case("more prints of each", "ribbons: prints-each is 2, and the plastic says 1", world => world.Reports["ribbons"]["facts"]!["prints-each"] = 2);
        yield return Case("a ribbon less from the store", "supplies: ribbons used-up is 1, and the plastic says 2", world => world.Add("supplies", 0, "used-up", -1));
    }

    private static IEnumerable<TestCaseData> TamperingsWithDays()
    {
        yield return Case("a blank more counted", "day 2026-11-02 close, hopper(printer-1): counted is 6, and the plastic says 5", world => world.Add("day", 2, "counted", 1));
        yield return Case("a blank less expected", "day 2026-11-02 open, store: expected is -1, and the plastic says 0", world => world.Add("day", 0, "expected", -1));
        yield return Case("a cause, and both wrong", "day 2026-11-03 close, store: counted is 2, and the plastic says 3", world => world.Add("day", 3, "expected", 1));
        yield return Case("a day that was closed after midnight", "day 2026-11-03 close, hopper(printer-1): counted is 1, and the plastic says 2",
            world => world.Add("day", 4, "counted", -1));
        yield return Case("a network away while cards moved", "interruptions network station: minutes is 1,360, and the plastic says 0 to 1,32",
            world => world.Add("interruptions", 0, "minutes", 60));
        yield return Case("a jam that was shorter", "interruptions printer printer-1: minutes is 6, and the plastic says 10 to", world => world.Add("interruptions", 1, "minutes", -5));
        yield return Case("a jam that nobody told", "interruptions printer printer-1: minutes is 0, and the plastic says 10 to",
            world => world.Reports["interruptions"]["rows"]!.AsArray().RemoveAt(1));
        yield return Case("a ribbon wanted while one printed", "interruptions ribbon printer-1: minutes is 520, and the plastic says 0 to 51",
            world => world.Add("interruptions", 2, "minutes", 20));
        yield return Case("blanks wanted while some lay there", "interruptions blanks printer-1: minutes is 30, and the plastic says 0 to 2",
            world => world.AddRow("interruptions", "blanks", "printer-1", null, 1, 30, 4));
    }

    [Test]
    public async Task ReportsThatAgreeWithThePlasticAreFoundToAgree()
    {
        var (finished, answer) = await RecountAsync(_ => { });

        Assert.That(finished.ExitCode, Is.Zero, finished.ToString());
        Assert.That(finished.Output, Does.EndWith("figures of the reports are what the plastic says\n").And.Contain("2026-11-03"));
        Assert.That(answer["differences"]!.AsArray(), Is.Empty);
        Assert.That(answer["leftOpen"]!.AsArray().Select(open => ((string)open!).Split(':')[0]), Is.EqualTo(new[] { "interruptions", "forecast", "old-cards" }));
        Assert.That(answer["days"]!.AsArray().Select(day => (int)day!["cards"]!), Is.EqualTo(new[] { 2, 0, 1 }));
    }

    [Test]
    public async Task ARibbonUnderWhichNoCardWasFedYetMayStandInTheBooks()
    {
        var (finished, answer) = await RecountAsync(world =>
        {
            world.ChangeRibbonAtLast();
            world.Add("ribbons", 1, "prints", 1);
            world.Add("ribbons", 1, "cards-in", 1);
            world.AddRow("ribbons", "printer-1", "2026-11-04 00:31", "station", "inside", 500, 0, 0, 500, 0);
            world.Reports["ribbons"]["facts"]!["ribbons-used-up"] = 2;
            world.Add("supplies", 0, "used-up", 1);
        });

        Assert.That(finished.ExitCode, Is.Zero, finished.ToString());
        Assert.That(answer["leftOpen"]!.AsArray().Select(open => (string)open!), Has.None.StartsWith("ribbons"));
    }

    private static IEnumerable<TestCaseData> Unsayable()
    {
        yield return Case("burnt ones", "balance: Destroyed is 2; the plastic does not say whether a rejected card was burnt", world =>
        {
            world.Book("Spoiled", 3);
            world.Book("Destroyed", 2);
        });
        yield return Case("one that was not in the box any more", "balance: SpoiledLost is 1; the plastic does not say which", world =>
        {
            world.Book("Spoiled", 4);
            world.Book("SpoiledLost", 1);
        });
        yield return Case("old cards, one of them another's", "balance: OldCards is 2; the plastic does not say which", world =>
        {
            world.Book("Issued", 2);
            world.Book("OldCards", 2);
            world.Book("Citizens", -1);
        });
        yield return Case("a held one among the rejected", "balance: Held is 1; the plastic does not say which", world =>
        {
            world.Book("Spoiled", 4);
            world.Book("Held", 1);
        });
        yield return Case("a ribbon after one print", "ribbons: printer-1 got one on 2026-11-02 07:30; prints of the one before: 1,", world =>
        {
            world.Reports["ribbons"]["rows"]!.AsArray().RemoveAt(0);
            world.Reports["ribbons"]["facts"]!["ribbons-used-up"] = 0;
            world.Add("supplies", 0, "used-up", -1);
        });
        yield return Case("a ribbon for the next card", "ribbons: printer-1 got one on 2026-11-04 00:30; no card was fed since", world => world.ChangeRibbonAtLast());
        yield return Case("prints that no machine told", "ribbons printer-1 2026-11-03 09:31: the report does not know its prints",
            world => world.Reports["ribbons"]["rows"]![1]!.AsArray()[5] = null);
        yield return Case("hours that the station knows", "interruptions: they count office hours", world => world.HasHours = false);
        yield return Case("a feeder that slipped", "interruptions: whether anybody waited", world =>
        {
            world.Befall("feeder-empty", 8);
            world.AddRow("interruptions", "blanks", "printer-1", null, 1, 30, 4);
        });
    }

    [TestCaseSource(nameof(Unsayable))]
    public async Task WhatThePlasticDoesNotSayIsLeftOpenInWords(Action<SmallWorld> tamper, string named)
    {
        var (finished, answer) = await RecountAsync(tamper);

        Assert.That(finished.ExitCode, Is.Zero, finished.ToString());
        Assert.That(finished.Output, Does.Contain($"left open: {named}"));
        Assert.That(answer["leftOpen"]!.AsArray().Select(open => (string)open!), Has.Exactly(1).Contains(named));
    }

    [Test]
    public async Task WhatTheCentreStoppedIsLeftOpenInWords()
    {
        var (finished, answer) = await RecountAsync(world =>
        {
            world.Reports["spoilage"]["rows"]![0]!.AsArray()[0] = "stopped-by-centre";
            world.Reports["spoilage-2026-11-02"]["rows"]![0]!.AsArray()[0] = "stopped-by-centre";
        });

        Assert.That(finished.ExitCode, Is.Zero, finished.ToString());
        Assert.That(answer["leftOpen"]!.AsArray().Select(open => (string)open!), Is.SupersetOf(new[]
        {
            "spoilage: stopped-by-centre is 1; the plastic does not say of which cards",
            "spoilage 2026-11-02: stopped-by-centre is 1; the plastic does not say of which cards",
        }));
    }

    [TestCaseSource(nameof(Tamperings))]
    [TestCaseSource(nameof(TamperingsWithRibbons))]
    [TestCaseSource(nameof(TamperingsWithDays))]
    public async Task AFigureThatIsNotThePlasticsIsNamed(Action<SmallWorld> tamper, string named)
    {
        var (finished, answer) = await RecountAsync(tamper);

        Assert.That(finished.ExitCode, Is.EqualTo(1), finished.ToString());
        Assert.That(answer["differences"]!.AsArray().Select(difference => (string)difference!), Has.Some.Contains(named), finished.ToString());
    }

    [TestCase("world.jsonl", null, "world.jsonl is missing")]
    [TestCase("world.jsonl", "{\"at\":", "line 1 is no event")]
    [TestCase("world.jsonl", "", "nothing has happened yet")]
    [TestCase("reports/daily.json", "{\"columns\":", "is no answer of the station")]
    [TestCase("reports/daily.json", "{}", "has no columns and rows")]
    [TestCase("reports/balance.json", null, "is no answer of the station")]
    [TestCase("reports/ribbons.json", "{\"columns\":[],\"rows\":[]}", "says no number of ribbons-used-up")]
    [TestCase("instance/station.json", "{\"Station\":{\"TimeZone\":\"Mars\"}}", "the zone Mars")]
    [TestCase("instance/station.json", "{\"Station\":{},\"Hours\":{\"Opens\":\"8\",\"Closes\":\"\",\"Days\":[],\"Holidays\":[]}}", "and when it opens")]
    public async Task AFileThatCannotBeCountedIsNamed(string file, string? content, string named)
    {
        using var directory = new TemporaryDirectory();
        new SmallWorld().Write(directory.Path);
        var path = Path.Combine(directory.Path, file);
        if (content is null)
            File.Delete(path);
        else
            await File.WriteAllTextAsync(path, content);
        var finished = await Repository.RunAsync(Repository.Script("recount"), Kept(directory.Path), Limit);

        Assert.That(finished.ExitCode, Is.EqualTo(1), finished.ToString());
        Assert.That(finished.Error, Does.Contain(named));
    }

    [TestCase("DIR", new string[0])]
    [TestCase("--colour", new[] { "out", "--colour" })]
    [TestCase("--from", new[] { "out", "--from", "yesterday" })]
    public async Task AWrongArgumentIsAUsageErrorThatNamesIt(string named, string[] arguments)
    {
        var finished = await Repository.RunAsync(Repository.Script("recount"), arguments, Limit);

        Assert.That(finished.ExitCode, Is.EqualTo(2));
        Assert.That(finished.Error, Does.StartWith(named).And.Contain("usage: recount"));
    }

    private static TestCaseData Case(string name, string named, Action<SmallWorld> tamper) => new TestCaseData(tamper, named).SetArgDisplayNames(name);

    private static string[] Kept(string directory) => [directory, "--reports", Path.Combine(directory, "reports")];

    private static async Task<(Finished Finished, JsonObject Answer)> RecountAsync(Action<SmallWorld> tamper)
    {
        using var directory = new TemporaryDirectory();
        var world = new SmallWorld();
        tamper(world);
        world.Write(directory.Path);
        var finished = await Repository.RunAsync(Repository.Script("recount"), Kept(directory.Path), Limit);
        var json = await Repository.RunAsync(Repository.Script("recount"), [.. Kept(directory.Path), "--json"], Limit);
        Assert.That(json.ExitCode, Is.EqualTo(finished.ExitCode), json.ToString());
        return (finished, JsonNode.Parse(json.Output)!.AsObject());
    }
}

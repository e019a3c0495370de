using System.Text.Json.Nodes;

namespace PrintStation.EndToEnd.Offices;

/// <summary>A day of an office from its opening to its close: each count is what the physical world says lies there, but for one.</summary>
[TestFixture]
internal sealed class OfficeDayTests
{
    private const int Jobs = 6;
    private const int Blanks = 20;
    private const string Store = "store";
    private const string Hopper = $"hopper:{Premises.Printer}";
    private TemporaryDirectory _directory = null!;
    private Centre _centre = null!;
    private Premises _office = null!;

    [SetUp]
    public async Task OpenTheOffice()
    {
        _directory = new TemporaryDirectory();
        _centre = new Centre(Path.Combine(_directory.Path, "centre"));
        _office = new Premises(_centre, Path.Combine(_directory.Path, "office"), "station-5371-1", Blanks, inHopper: 12);
        await _office.OpenAsync(seed: 1);
        await _centre.DoAsync("seed", "--cards", $"{Jobs}", "--seed", "1");
        await _centre.StartAsync();
        await _office.StartStationAsync();
        await _office.UntilAsync("the station answers", async () => await _office.AskAsync("status") is not null);
        await _office.DoAsync("pause", "--by", "siti");
        await _office.BookBlanksAsync();
    }

    [TearDown]
    public async Task CloseIt()
    {
        await _office.DisposeAsync();
        await _centre.DisposeAsync();
        _directory.Dispose();
    }

    [Test]
    public async Task ADayIsCountedFromItsOpeningToItsCloseAndOneMiscountIsFoundAndExplainedByAnother()
    {
        var opened = InTheWorld();
        AssertAgrees(await CountAsync("open", opened, "siti"), opened);

        await PrintAsync("some cards are out", () => _office.Output.Count >= 2);
        var handedOver = InTheWorld();
        Assert.That(handedOver.Hopper, Is.LessThan(opened.Hopper), "cards were made");
        AssertAgrees(await CountAsync("hand-over", handedOver, "siti", "--to", "budi"), handedOver);

        await PrintAsync("all cards are out", () => _office.Output.Count == Jobs);
        var closed = InTheWorld();
        Assert.That(closed, Is.EqualTo((Blanks - 12, 12 - Jobs)), "each card took a blank, and none was spoiled");
        var miscounted = closed with { Store = closed.Store - 1 };
        var answer = await CountAsync("close", miscounted, "budi", "--unload");
        Assert.That(Counts(answer), Is.EqualTo(new[] { (Store, miscounted.Store, closed.Store), (Hopper, closed.Hopper, closed.Hopper) }));
        var number = await AssertFoundAsync(answer);

        await ExplainAsync(number);
        var balances = (await _office.ExportAsync())["balances"]!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)balances["Store"]!, Is.EqualTo(closed.Store + closed.Hopper), "the hopper's blanks went back for the night");
            Assert.That((int?)balances[$"Hopper({Premises.Printer})"] ?? 0, Is.Zero);
            Assert.That((int?)balances["Difference"] ?? 0, Is.Zero, "a miscount moves nothing");
        }

        await AssertReportedAsync(opened, handedOver, closed, miscounted);
    }

    /// <summary>What lies in store and hopper by the world's own events.</summary>
    private (int Store, int Hopper) InTheWorld() => (Blanks - _office.Count("loaded"), _office.Count("loaded") - _office.Count("fed"));

    /// <summary>Prints until it is so, then pauses, and waits until the card in hand is out and told.</summary>
    private async Task PrintAsync(string what, Func<bool> isSo)
    {
        await _office.DoAsync("resume", "--by", "siti");
        await _office.UntilAsync(what, () => Task.FromResult(isSo()));
        await _office.DoAsync("pause", "--by", "siti");
        await _office.UntilAsync("the machine rests", async () => await _office.AskAsync("status") is { } status
            && status["printers"]![0]!["run"] is null && (int)status["queue"]!["outcomesWaiting"]! == 0);
    }

    private async Task<JsonNode> CountAsync(string act, (int Store, int Hopper) counted, string person, params string[] besides) =>
        await _office.AskAsync(["day", act, "--count", $"{Store}={counted.Store}", "--count", $"{Hopper}={counted.Hopper}", "--by", person, .. besides])
            ?? throw new InvalidOperationException($"day {act} was refused.");

    private static void AssertAgrees(JsonNode answer, (int Store, int Hopper) world)
    {
        Assert.That(Counts(answer), Is.EqualTo(new[] { (Store, world.Store, world.Store), (Hopper, world.Hopper, world.Hopper) }), answer.ToJsonString());
        Assert.That(answer["discrepancies"]!.AsArray(), Is.Empty);
    }

    private static IEnumerable<(string, int, int)> Counts(JsonNode answer) => answer["counts"]!.AsArray()
        .Select(count => ((string)count!["place"]!, (int)count["counted"]!, (int)count["expected"]!));

    /// <summary>The number of the one difference, which `day check` shows as the close did.</summary>
    private async Task<string> AssertFoundAsync(JsonNode closed)
    {
        var found = (await _office.AskAsync("day", "check"))!["discrepancies"]!;
        Assert.That(found.ToJsonString(), Is.EqualTo(closed["discrepancies"]!.ToJsonString()));
        Assert.That(found.AsArray().Select(one => ((string?)one!["place"], (int)one["difference"]!, (string?)one["by"])), Is.EqualTo(new[] { (Store, -1, "budi") }));
        return $"{found[0]!["number"]}";
    }

    private async Task ExplainAsync(string number)
    {
        var own = await _office.RunAsync("day", "explain", number, "--reason", "miscounted", "--by", "budi", "--lang", "en");
        Assert.That(own.ExitCode, Is.EqualTo(1), own.ToString());
        Assert.That(own.Error, Does.Contain("another person"));
        var explained = await _office.AskAsync("day", "explain", number, "--reason", "miscounted", "--by", "siti");
        Assert.That(explained!["discrepancies"]!.AsArray(), Is.Empty);
    }

    private async Task AssertReportedAsync(
        (int Store, int Hopper) opened, (int Store, int Hopper) handedOver, (int Store, int Hopper) closed, (int Store, int Hopper) miscounted)
    {
        var report = (await _office.AskAsync("report", "day"))!;
        var columns = report["columns"]!.AsArray().Select(column => (string)column!).ToList();
        var rows = report["rows"]!.AsArray().Select(row => string.Join(' ', new[] { "act", "by", "taker", "place", "counted", "expected", "cause", "explained-by" }
            .Select(column => $"{row![columns.IndexOf(column)]}").Where(cell => cell.Length > 0)));
        var hopper = $"Hopper({Premises.Printer})";
        Assert.That(rows, Is.EqualTo(new[]
        {
            $"open siti Store {opened.Store} {opened.Store}", $"open siti {hopper} {opened.Hopper} {opened.Hopper}",
            $"hand-over siti budi Store {handedOver.Store} {handedOver.Store}", $"hand-over siti budi {hopper} {handedOver.Hopper} {handedOver.Hopper}",
            $"close budi Store {miscounted.Store} {closed.Store} miscounted siti", $"close budi {hopper} {closed.Hopper} {closed.Hopper}",
        }));
    }
}

using System.Text.Json.Nodes;

namespace PrintStation.EndToEnd.Offices;

/// <summary>A station that vanished with jobs in hand: nobody gets them until two persons have declared it lost, and when it comes back
/// there are still no two good cards for one job.</summary>
[TestFixture]
internal sealed class LostStationTests
{
    private const int Jobs = 8;
    private const int PastTheTerm = 8;
    private TemporaryDirectory _directory = null!;
    private Centre _centre = null!;
    private Premises _first = null!;
    private Premises _second = null!;

    [SetUp]
    public async Task OpenTwoStationsOfOneOffice()
    {
        _directory = new TemporaryDirectory();
        _centre = new Centre(Path.Combine(_directory.Path, "centre"));
        _first = new Premises(_centre, Path.Combine(_directory.Path, "first"), "station-5371-1", blanks: 14);
        _second = new Premises(_centre, Path.Combine(_directory.Path, "second"), "station-5371-2", blanks: 14);
        await _first.OpenAsync(seed: 1);
        await _second.OpenAsync(seed: 2);
        await _centre.DoAsync("seed", "--cards", $"{Jobs}", "--seed", "1");
        await _centre.StartAsync();
    }

    [TearDown]
    public async Task CloseThem()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _centre.DisposeAsync();
        _directory.Dispose();
    }

    [Test]
    public async Task WhatALostStationHeldIsPrintedElsewhereAndItsOwnCardsAreCalledBackWhenItReturns()
    {
        var reported = await PrintUntilTheNetworkIsCutAsync();
        var unreported = await IssueOfflineAsync();
        var held = Jobs - reported.Count;

        await TheOtherStationGetsNothingAsync(held);
        await _centre.LetLeasesAgeAsync(PastTheTerm);
        await OverdueStayWhereTheyAreAsync(held);
        await TwoPersonsDeclareItLostAsync();
        await _second.UntilAsync("the second station has printed what the first held", async () => (await IssuedJobsAsync()).Count == Jobs);
        Assert.That(_second.Output, Has.Count.EqualTo(held), "cards of the second station");

        await TheFirstStationReturnsAsync(unreported);
        await NoJobHasTwoGoodCardsAsync();
    }

    /// <summary>The jobs whose cards the centre knows.</summary>
    private async Task<IReadOnlyList<string>> PrintUntilTheNetworkIsCutAsync()
    {
        await _first.StartStationAsync();
        await _first.BookBlanksAsync();
        await _first.UntilAsync("all payloads are served", async () =>
            (await _first.AskAsync("status"))?["queue"]?["jobsOpen"] is { } open && (int)open + _first.Output.Count >= Jobs
            && _first.Output.Count > 0 && (await IssuedJobsAsync()).Count > 0);
        await _first.DoAsync("pause", "--by", Premises.Person);
        await _first.UntilAsync("the card in hand is finished and reported", async () => (await _first.AskAsync("status")) is { } status
            && status["printers"]![0]!["run"] is null && (int)status["queue"]!["outcomesWaiting"]! == 0);
        var issued = await IssuedJobsAsync();
        Assert.That(issued, Has.Count.InRange(1, Jobs - 3), "cards before the cut; some must be left");
        await _first.CutNetworkAsync();
        return issued;
    }

    /// <summary>The cards that were made without the centre's knowledge: their UIDs.</summary>
    private async Task<IReadOnlyList<string>> IssueOfflineAsync()
    {
        var before = _first.Output;
        await _first.DoAsync("resume", "--by", Premises.Person);
        await _first.UntilAsync("a card is made without the network", () => Task.FromResult(_first.Output.Count > before.Count));
        await _first.DoAsync("pause", "--by", Premises.Person);
        await _first.UntilAsync("the card in hand is finished",
            async () => (await _first.AskAsync("status"))?["printers"]?[0] is { } printer && printer["run"] is null);
        var unreported = _first.Output.Except(before).ToList();
        Assert.That(before.Count + unreported.Count, Is.LessThan(Jobs), "a job must be left that the first station has fetched and not printed");
        return unreported;
    }

    private async Task TheOtherStationGetsNothingAsync(int held)
    {
        await _second.StartStationAsync();
        await _second.BookBlanksAsync();
        await ClaimedInVainAsync();
        Assert.That((await _centre.ExportAsync())["jobs"]!.AsArray().Count(job => (string?)job!["stationId"] == _first.StationId),
            Is.EqualTo(held), "leases of the first station");
    }

    private async Task OverdueStayWhereTheyAreAsync(int held)
    {
        var overdue = JsonNode.Parse(await _centre.DoAsync("overdue", "--json"))!.AsArray();
        Assert.That(overdue.Select(lease => (string?)lease!["stationId"]).ToList(), Has.Count.EqualTo(held).And.All.EqualTo(_first.StationId));
        await ClaimedInVainAsync();

        var alone = await _centre.RunAsync("declare-lost", "--station", _first.StationId, "--reason", "flooded", "--by", "kabid-1");
        var sameTwice = await _centre.RunAsync(
            "declare-lost", "--station", _first.StationId, "--reason", "flooded", "--by", "kabid-1", "--by", "KABID-1");
        Assert.That(new[] { alone.ExitCode, sameTwice.ExitCode }, Is.All.EqualTo(1), $"{alone}\n{sameTwice}");
        Assert.That(JsonNode.Parse(await _centre.DoAsync("overdue", "--json"))!.AsArray(), Has.Count.EqualTo(held), "after one person alone");
    }

    private async Task TwoPersonsDeclareItLostAsync()
    {
        var said = await _centre.DoAsync(
            "declare-lost", "--station", _first.StationId, "--reason", "flooded", "--by", "kabid-1", "--by", "sekretaris-1");
        Assert.That(said, Does.StartWith($"{_first.StationId} declared lost: "));
        Assert.That(JsonNode.Parse(await _centre.DoAsync("overdue", "--json"))!.AsArray(), Is.Empty);
        Assert.That(await VoidedAsync(), Is.SupersetOf(_first.Events.Where(one => (string?)one["event"] == "loaded")
            .Select(one => (string)one["blank"]!).Except(await IssuedUidsAsync())), "each blank of the first station that is not a known card");
    }

    private async Task TheFirstStationReturnsAsync(IReadOnlyList<string> unreported)
    {
        await _first.ConnectAsync();
        await _first.UntilAsync("the first station knows that its cards are not good", async () =>
            (await _first.AskAsync("held", "list"))?.AsArray() is { } waiting
            && unreported.All(uid => waiting.Any(card => (string?)card!["blankUid"] == uid && (string?)card["state"] == "Missing")));
        await _first.UntilAsync("its reports are answered",
            async () => (await _first.AskAsync("status"))?["queue"] is { } queue && (int)queue["outcomesWaiting"]! == 0);

        var books = await _first.ExportAsync();
        var runs = books["runs"]!.AsArray().Where(run => unreported.Contains((string?)run!["blankUid"]!)).ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(runs.Select(run => (string?)run!["state"]).ToList(), Has.Count.EqualTo(unreported.Count).And.All.EqualTo("Missing"));
            foreach (var run in runs)
            {
                var refused = books["outbox"]!["refused"]!.AsArray().Where(report => (string?)report!["runId"] == (string?)run!["runId"]);
                Assert.That(refused.Select(report => (string?)report!["refusal"]), Has.Some.EqualTo("fenced"), $"what became of {run!["runId"]}");
            }
        }

        var fed = _first.Count("fed");
        await _first.DoAsync("resume", "--by", Premises.Person);
        await _first.UntilAsync("nothing that it had fetched is left to print",
            async () => (await _first.AskAsync("status"))?["queue"] is { } queue && (int)queue["fetched"]! == 0);
        Assert.That(_first.Count("fed"), Is.EqualTo(fed), "cards fed after the return");
    }

    private async Task NoJobHasTwoGoodCardsAsync()
    {
        var voided = await VoidedAsync();
        var niks = new List<string>();
        foreach (var premises in new[] { _first, _second })
            foreach (var card in Directory.GetDirectories(Path.Combine(premises.Directory, "tray", "output")))
            {
                var chip = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(card, "chip.json")))!;
                if (!voided.Contains((string)chip["uid"]!))
                    niks.Add((string)chip["biodata"]!["nik"]!);
            }

        Assert.That(niks, Is.Unique, "citizens of the good cards on the tables");
        Assert.That(niks, Has.Count.EqualTo(Jobs), "each job has its one good card");
    }

    /// <summary>The second station has asked for work again, and has none.</summary>
    private async Task ClaimedInVainAsync()
    {
        var asked = await _centre.CountClaimsAsync(_second.StationId);
        await _second.UntilAsync("the second station has claimed twice more",
            async () => await _centre.CountClaimsAsync(_second.StationId) >= asked + 2);
        Assert.That((int)(await _second.AskAsync("status"))!["queue"]!["jobsOpen"]!, Is.Zero, "jobs of the second station");
        Assert.That(_second.Count("fed"), Is.Zero, "cards of the second station");
    }

    private async Task<IReadOnlyList<string>> IssuedJobsAsync() => [.. (await _centre.ExportAsync())["jobs"]!.AsArray()
        .Where(job => (string?)job!["status"] == "issued").Select(job => (string)job!["jobId"]!)];

    private async Task<IReadOnlyList<string>> IssuedUidsAsync() => [.. (await _centre.ExportAsync())["jobs"]!.AsArray()
        .Where(job => (string?)job!["status"] == "issued").Select(job => (string)job!["chipUid"]!)];

    private async Task<IReadOnlySet<string>> VoidedAsync() =>
        (await _centre.ExportAsync())["voidedUids"]!.AsArray().Select(voided => (string)voided!["uid"]!).ToHashSet();
}

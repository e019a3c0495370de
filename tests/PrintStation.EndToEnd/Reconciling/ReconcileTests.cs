using System.Text.Json.Nodes;

namespace PrintStation.EndToEnd.Reconciling;

/// <summary>scripts/reconcile believes three stories that agree, and names the card wherever one of them was tampered with.</summary>
[TestFixture]
internal sealed class ReconcileTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static IEnumerable<TestCaseData> Tamperings()
    {
        yield return Case("the feed of a card is missing from the world", "04A1B2C3D4E501",
            office => office.Events.Remove(office.Event("fed", 1)));
        yield return Case("the eject of a card is missing from the world", "04A1B2C3D4E504",
            office => office.Events.Remove(office.Event("ejected", 4)));
        yield return Case("the print of a card is missing from the world", "04A1B2C3D4E503",
            office => office.Events.Remove(office.Event("printed", 3)));
        yield return Case("the lock of a chip is missing from the world", "04A1B2C3D4E506",
            office => office.Events.Remove(office.Event("chip-locked", 6)));
        yield return Case("a blank in the hopper was never loaded", "04A1B2C3D4E507",
            office => office.Events.Remove(office.Event("loaded", 7)));
        yield return Case("two cards of the output swapped their UIDs", "04A1B2C3D4E501", office =>
            (office.Trays[office.Folder(1)]["uid"], office.Trays[office.Folder(3)]["uid"]) = (office.Uid(3), office.Uid(1)));
        yield return Case("two jobs at the centre swapped their UIDs", "04A1B2C3D4E501", office =>
            (office.Job(1)["chipUid"], office.Job(2)["chipUid"]) = (office.Uid(3), office.Uid(1)));
        yield return Case("the NIK read from a chip is another", "04A1B2C3D4E504",
            office => office.Trays[office.Folder(4)]["biodata"]!["nik"] = "5371011205009999");
        yield return Case("the NIK in a chip's file is another", "04A1B2C3D4E504", office =>
            office.Trays[office.Folder(4)]["files"]!["6FF3"] = GoodOffice.Chip("", 77)["files"]!["6FF3"]!.DeepClone());
        yield return Case("the NIK of a job at the centre is another", "04A1B2C3D4E501",
            office => office.Job(1)["nik"] = "5371011205009999");
        yield return Case("a chip in the output is not locked", "04A1B2C3D4E501",
            office => office.Trays[office.Folder(1)]["files"]!["6FF0"] = new string('0', 32));
        yield return Case("a blank was loaded twice", "04A1B2C3D4E506",
            office => office.Events.Add(office.Event("loaded", 6).DeepClone().AsObject()));
        yield return Case("a blank came with no delivery", "04A1B2C3D4E599", office =>
        {
            var loaded = office.Event("loaded", 8).DeepClone().AsObject();
            loaded["blank"] = "04A1B2C3D4E599";
            office.Events.Add(loaded);
        });
        yield return Case("a card lies twice in the output", "04A1B2C3D4E503",
            office => office.Trays[$"output/0009-{office.Uid(3)}"] = GoodOffice.Chip(office.Uid(3), 2));
        yield return Case("a good card was moved to the reject tray", "04A1B2C3D4E503", office => Move(office, 3, "reject"));
        yield return Case("a spoiled card was moved to the output", "04A1B2C3D4E505", office => Move(office, 5, "output"));
        yield return Case("a mute card was moved to the output", "04A1B2C3D4E502", office => Move(office, 2, "output"));
        yield return Case("a card was taken out of the output", "04A1B2C3D4E504", office => office.Trays.Remove(office.Folder(4)));
        yield return Case("a card that nobody issued lies in the output", "04A1B2C3D4E507",
            office => office.Trays[$"output/0005-{office.Uid(7)}"] = GoodOffice.Chip(office.Uid(7), 5));
        yield return Case("the balance of the issued cards is off by one", "place Issued",
            office => Add(office.Station["balances"]!, "Issued", 1));
        yield return Case("the balance of the store is off by one", "place Store", office => Add(office.Station["balances"]!, "Store", -1));
        yield return Case("an issued job has no run", "04A1B2C3D4E501",
            office => GoodOffice.Remove(office.Station, "runs", run => (string?)run["runId"] == "run-1-1"));
        yield return Case("the station says it issued what the centre still waits for", "job-3",
            office => office.Job(3)["status"] = "leased");
        yield return Case("the run of a spoiled card was removed", "04A1B2C3D4E505",
            office => GoodOffice.Remove(office.Station, "runs", run => (string?)run["runId"] == "run-4-1"));
        yield return Case("the run of a mute card was removed", "04A1B2C3D4E502",
            office => GoodOffice.Remove(office.Station, "runs", run => (string?)run["runId"] == "run-2-1"));
        yield return Case("the card of a spoiled run was removed with its event", "04A1B2C3D4E505", office =>
        {
            office.Events.Remove(office.Event("put-in-reject", 5));
            office.Trays.Remove(office.Folder(5));
        });
        yield return Case("a ledger row has another quantity", "place Hopper(printer-1)",
            office => Add(office.Station["ledger"]![1]!, "quantity", 1));
        yield return Case("a ledger row goes to another place", "run-1-1", office => Ledger(office, "run-1-1", "Issued")["to"] = "Spoiled");
        yield return Case("a ledger row names another card", "04A1B2C3D4E507",
            office => Ledger(office, "run-3-1", "Issued")["chipUid"] = office.Uid(7));
        yield return Case("a ledger row names another person", "run-3-1",
            office => Ledger(office, "run-3-1", "Issued")["by"] = "petugas-9");
        yield return Case("a ledger row was cut out of the chain", "run-3-1", office =>
            GoodOffice.Remove(office.Station, "ledger", row => (string?)row["runId"] == "run-3-1" && (string?)row["to"] == "Issued"));
        yield return Case("a ledger row has another hash", "run-2-2",
            office => Ledger(office, "run-2-2", "Issued")["hash"] = new string('0', 64));
        yield return Case("the outcome of an issued card is missing at the centre", "04A1B2C3D4E504", office =>
            GoodOffice.Remove(office.Central, "outcomes", outcome => (string?)outcome["runId"] == "run-3-1"));
        yield return Case("the outcome of a mute card is missing at the centre", "run-2-1", office =>
            GoodOffice.Remove(office.Central, "outcomes", outcome => (string?)outcome["runId"] == "run-2-1"));
        yield return Case("the centre was told another word", "04A1B2C3D4E505", office =>
            GoodOffice.Rows(office.Central, "outcomes").Single(outcome => (string?)outcome["runId"] == "run-4-1")["status"] = "Held");
        yield return Case("a chip is issued for two jobs", "04A1B2C3D4E501", office =>
        {
            office.Job(2)["chipUid"] = office.Uid(1);
            office.Run("run-2-2")["blankUid"] = office.Uid(1);
        });
        yield return Case("a citizen has two cards", "job-3", office => office.Job(3)["nik"] = (string?)office.Job(1)["nik"]);
        yield return Case("a run's history was cut", "04A1B2C3D4E504", office => office.Run("run-3-1")["history"]!.AsArray().RemoveAt(3));
        yield return Case("more was confirmed to the centre than was booked", "BAST/1",
            office => Add(office.Central["deliveries"]![0]!, "counted", 1));
    }

    [Test]
    public async Task ThreeStoriesThatAgreeAreReconciled()
    {
        var (finished, verdict) = await ReconcileAsync(_ => { });

        Assert.That(finished.ExitCode, Is.Zero, finished.ToString());
        Assert.That(finished.Output, Does.StartWith("reconciled: 4 issued, 2 spoiled, 0 held, 8 blanks handled"));
        Assert.That(verdict.ToJsonString(), Is.EqualTo("""{"duplicates":0,"unaccountedBlanks":0,"unreportedRuns":0,"findings":[]}"""));
    }

    [TestCaseSource(nameof(Tamperings))]
    public async Task ATamperingIsFoundAndNamesTheCard(Action<GoodOffice> tamper, string named)
    {
        var (finished, verdict) = await ReconcileAsync(tamper);

        Assert.That(finished.ExitCode, Is.EqualTo(1), finished.ToString());
        Assert.That(finished.Output.Split('\n'), Has.Some.Contains(named), finished.ToString());
        Assert.That(verdict["findings"]!.AsArray(), Is.Not.Empty);
    }

    [Test]
    public async Task WhatTwoCardsForOneCitizenAreCalledInTheJson()
    {
        var (_, verdict) = await ReconcileAsync(office => office.Job(3)["nik"] = (string?)office.Job(1)["nik"]);

        Assert.That((int?)verdict["duplicates"], Is.EqualTo(1));
    }

    [Test]
    public async Task ABlankThatIsNowhereIsCounted()
    {
        var (_, verdict) = await ReconcileAsync(office => office.Trays.Remove(office.Folder(4)));

        Assert.That((int?)verdict["unaccountedBlanks"], Is.EqualTo(1));
        Assert.That((int?)verdict["duplicates"], Is.Zero);
    }

    [Test]
    public async Task ADirectoryWithoutItsFilesIsNotReconciled()
    {
        using var directory = new TemporaryDirectory();

        var finished = await Repository.RunAsync(Repository.Script("reconcile"), [directory.Path], Limit);

        Assert.That(finished.ExitCode, Is.EqualTo(1));
        Assert.That(finished.Output, Does.Contain("central.json: is missing"));
    }

    [TestCase("station.json")]
    [TestCase("central.json")]
    public async Task AHalfWrittenExportIsRefusedAndTheNextStepIsNamed(string name)
    {
        using var directory = new TemporaryDirectory();
        new GoodOffice().Write(directory.Path);
        var path = Path.Combine(directory.Path, name);
        var whole = await File.ReadAllBytesAsync(path);
        foreach (var half in new[] { whole[..(whole.Length / 2)], [], "{}"u8.ToArray(), "null"u8.ToArray() })
        {
            await File.WriteAllBytesAsync(path, half);
            var finished = await Repository.RunAsync(Repository.Script("reconcile"), [directory.Path], Limit);
            Assert.That(finished.ExitCode, Is.EqualTo(1), finished.ToString());
            Assert.That(finished.Output, Does.StartWith($"{name}: is ").And.Contain("export --out FILE").And.Not.Contain("reconciled:"));
        }
    }

    private static TestCaseData Case(string name, string named, Action<GoodOffice> tamper) =>
        new TestCaseData(tamper, named).SetArgDisplayNames(name);

    private static async Task<(Finished Finished, JsonObject Verdict)> ReconcileAsync(Action<GoodOffice> tamper)
    {
        using var directory = new TemporaryDirectory();
        var office = new GoodOffice();
        tamper(office);
        office.Write(directory.Path);
        var finished = await Repository.RunAsync(Repository.Script("reconcile"), [directory.Path], Limit);
        var verdict = await Repository.RunAsync(Repository.Script("reconcile"), [directory.Path, "--json"], Limit);
        Assert.That(verdict.ExitCode, Is.EqualTo(finished.ExitCode));
        return (finished, JsonNode.Parse(verdict.Output)!.AsObject());
    }

    private static void Move(GoodOffice office, int card, string tray)
    {
        var from = office.Folder(card);
        office.Trays.Remove(from, out var chip);
        office.Trays[tray + from[from.IndexOf('/')..]] = chip!;
    }

    private static JsonObject Ledger(GoodOffice office, string runId, string to) =>
        GoodOffice.Rows(office.Station, "ledger").Single(row => (string?)row["runId"] == runId && (string?)row["to"] == to);

    private static void Add(JsonNode node, string name, int amount) => node[name] = (int)node[name]! + amount;
}

using System.Text.Json.Nodes;

namespace PrintStation.EndToEnd.Demonstration;

/// <param name="Fault">Its word.</param>
/// <param name="Pauses">Reasons that came to the gate.</param>
/// <param name="Troubles">Moves of runs off a good card's way.</param>
/// <param name="Events">Of the world; of the moment of the next fault, too: a card that leaves may be what brings it on.</param>
internal sealed record Aftermath(string Fault, IReadOnlyList<string> Pauses, IReadOnlyList<string> Troubles, IReadOnlyList<string> Events);

/// <summary>One run of scripts/demo --exit, and what its directory holds afterwards.</summary>
internal sealed class Demo : IDisposable
{
    // The demonstration has a limit of its own and says what it was waiting for; this one only guards against a hang.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(18);
    private readonly TemporaryDirectory _directory = new();

    private Demo()
    {
    }

    public Finished Finished { get; private set; } = null!;

    public string Directory => Path.Combine(_directory.Path, "demo");

    public JsonObject Summary => Read("summary.json");

    public JsonObject Central => Read("central.json");

    public JsonObject Station => Read("station.json");

    public IReadOnlyList<JsonObject> Events =>
        [.. File.ReadLines(Path.Combine(Directory, "world.jsonl")).Select(line => JsonNode.Parse(line)!.AsObject())];

    /// <summary>Reasons at the gate, in their order.</summary>
    public IReadOnlyList<string?> Pauses => [.. Station["pauses"]!.AsArray().Select(each => (string?)each!["reason"])];

    /// <summary>Reasons that came to the gate after the first fault happened, in their order.</summary>
    public IReadOnlyList<string?> PausesByFaults
    {
        get
        {
            var first = Events.Where(happened => (string?)happened["event"] == "fault").Min(happened => (DateTimeOffset)happened["at"]!);
            return [.. Station["pauses"]!.AsArray().Where(pause => (DateTimeOffset)pause!["from"]! >= first).Select(pause => (string?)pause!["reason"])];
        }
    }

    /// <summary>Of all runs: from, to and reason.</summary>
    public IReadOnlyList<string> Moves => [.. TimedMoves.Select(move => move.Move)];

    /// <summary>Moves off a good card's way: back, or to where the card is thrown away or waits for a person.</summary>
    public IReadOnlyList<string> Troubles => [.. Moves.Where(IsTrouble)];

    /// <summary>What came after each fault and before the next one, in the order of the faults.</summary>
    public IReadOnlyList<Aftermath> Aftermaths
    {
        get
        {
            var events = Events;
            var faults = events.Where(happened => (string?)happened["event"] == "fault").ToList();
            var moves = TimedMoves.ToList();
            return [.. faults.Select((fault, i) =>
            {
                var (from, to) = (At(fault), i + 1 < faults.Count ? At(faults[i + 1]) : DateTimeOffset.MaxValue);
                return new Aftermath(
                    (string)fault["name"]!,
                    [.. Station["pauses"]!.AsArray().Where(pause => IsIn((DateTimeOffset)pause!["from"]!)).Select(pause => (string)pause!["reason"]!)],
                    [.. moves.Where(move => IsTrouble(move.Move) && IsIn(move.At)).Select(move => move.Move)],
                    [.. events.Where(happened => IsIn(At(happened)) || At(happened) == to).Select(happened => (string)happened["event"]!)]);

                bool IsIn(DateTimeOffset at) => at >= from && at < to;
            })];
        }
    }

    private IEnumerable<(DateTimeOffset At, string Move)> TimedMoves => Station["runs"]!.AsArray().SelectMany(run => run!["history"]!.AsArray())
        .Select(move => ((DateTimeOffset)move!["at"]!, $"{move["from"]} {move["to"]} {move["reason"]}".TrimEnd()));

    private static DateTimeOffset At(JsonObject happened) => (DateTimeOffset)happened["at"]!;

    private static bool IsTrouble(string move) => move.Split(' ') is [var from, var to, ..]
        && (to is "Condemned" or "Missing" or "Held" || (from, to) is ("Feeding", "Fetched") or ("Printing", "Encoded") or ("Verifying", "Printed")
            or ("Ejecting", "Verified"));

    /// <summary>Directories of the cards in "output" or "reject", in the order in which they arrived.</summary>
    public IReadOnlyList<string> Tray(string name) =>
        [.. System.IO.Directory.GetDirectories(Path.Combine(Directory, "tray", name)).Order(StringComparer.Ordinal)];

    /// <summary>Runs to the verdict; later arguments win over the ones that keep tests short.</summary>
    public static Task<Demo> RunAsync(params string[] arguments) => RunAsync(_ => { }, arguments);

    /// <param name="begun">Given the directory when it begins.</param>
    public static async Task<Demo> RunAsync(Action<string> begun, params string[] arguments)
    {
        var demo = new Demo();
        begun(demo.Directory);
        string[] all = ["--exit", "--no-build", "--configuration", Repository.Configuration, "--speed", "40", "--out", demo.Directory,
            .. arguments];
        demo.Finished = await Repository.RunAsync(Repository.Script("demo"), all, Limit);
        return demo;
    }

    /// <summary>Reconciled, every job issued once, and nothing left open.</summary>
    public void AssertGood(int issued)
    {
        AssertIssued(issued);
        Assert.That(Station["pauses"]!.AsArray().Where(pause => pause!["to"] is null).Select(pause => (string?)pause!["reason"]), Is.Empty, "reasons that stand");
    }

    /// <summary>The same where a reason may stand at the end: nobody came to a printer.</summary>
    public void AssertIssued(int issued)
    {
        Assert.That(Finished.ExitCode, Is.Zero, Finished.ToString());
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int?)Summary["issued"], Is.EqualTo(issued), "issued");
            foreach (var none in new[] { "held", "refused", "duplicates", "unaccountedBlanks", "unreportedRuns" })
                Assert.That((int?)Summary[none], Is.Zero, none);
            Assert.That(Tray("output"), Has.Count.EqualTo(issued), "cards in the output");
        }
    }

    /// <summary>A whole office that has no power waits for nobody: it may be up again before its printer and its reader are, and pauses until they answer.
    /// </summary>
    public void AssertOnlyPowerWasWanting() =>
        Assert.That(PausesByFaults, Is.SubsetOf(new[] { "connecting-to-device", "reader-unreachable" }), "no other reason");

    public void AssertSpoiled(int least, int most)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int?)Summary["spoiled"], Is.InRange(least, most), "spoiled");
            Assert.That(Tray("reject"), Has.Count.EqualTo((int?)Summary["spoiled"]), "cards in the reject tray");
            Assert.That((int?)Station["balances"]?["Spoiled"] ?? 0, Is.EqualTo((int?)Summary["spoiled"]), "balance of the spoiled cards");
        }
    }

    public void Dispose() => _directory.Dispose();

    private JsonObject Read(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Directory, name)))!.AsObject();
}

using System.Text.Json.Nodes;
using PrintStation.Tests.Chips.Pcsc;

namespace PrintStation.EndToEnd.Demonstration;

/// <summary>Chip and SAM through the real pcscd and vpcd.</summary>
[TestFixture]
[NeedsPcscd]
internal sealed class PcscDemoTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Test]
    public async Task EachCardIsEncodedAndReadBackThroughTheRealService()
    {
        await RequireAsync();
        using var demo = await Demo.RunAsync("--cards", "6", "--pcsc");

        demo.AssertGood(issued: 6);
        demo.AssertSpoiled(0, 0);
        AssertPcsc(demo);
        Assert.That(demo.Events.Count(happened => (string?)happened["event"] == "chip-locked"), Is.EqualTo(6));
    }

    [Test]
    public async Task AMuteChipAndATornOneCostOnlyTheirCards()
    {
        await RequireAsync();
        using var demo = await Demo.RunAsync("--cards", "4", "--pcsc", "--faults", "mute-chip@2,chip-tear@3");

        demo.AssertGood(issued: 4);
        demo.AssertSpoiled(2, 2);
        AssertPcsc(demo);
    }

    [Test]
    public async Task ThePrinterGoesOnWhenPcscdWasKilledAndStartedAgain()
    {
        await using var daemon = await PcscDaemon.StartAsync();
        using var running = new CancellationTokenSource();
        Task? killing = null;
        using var demo = await Demo.RunAsync(directory => killing = KillAsync(directory), "--cards", "6", "--pcsc");

        await killing!.WaitAsync(Limit);
        demo.AssertGood(issued: 6);
        demo.AssertSpoiled(0, 2);
        AssertPcsc(demo);
        Assert.That((int?)demo.Summary["stationRestarts"], Is.Zero);
        var reasons = demo.Station["pauses"]!.AsArray().Select(pause => (string?)pause!["reason"]);
        Assert.That(reasons, Has.Some.EqualTo("reader-unreachable"));

        async Task KillAsync(string directory)
        {
            var world = Path.Combine(directory, "world.jsonl");
            await PcscDaemon.UntilAsync("a card is out", () => Task.FromResult(
                File.Exists(world) && File.ReadLines(world).Any(line => line.Contains("\"ejected\"", StringComparison.Ordinal))));
            await daemon.KillAsync();
            await PcscDaemon.UntilAsync("the station has noticed", () => Task.FromResult(
                Log(directory).Contains(" pauses: reader-unreachable", StringComparison.Ordinal)));
            await daemon.BeginAsync();
        }
    }

    private static string Log(string directory)
    {
        using var log = new StreamReader(new FileStream(
            Path.Combine(directory, "logs", "printstation.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return log.ReadToEnd();
    }

    [Test]
    public async Task TwoPrintersDoNotFitIntoTheTwoSlots()
    {
        var finished = await Repository.RunAsync(Repository.Script("demo"), ["--pcsc", "--printers", "2"], Limit);

        Assert.That(finished.ExitCode, Is.EqualTo(2));
        Assert.That(finished.Error, Does.StartWith("--pcsc --printers 2").And.Contain("one printer is allowed"));
    }

    /// <summary>The demonstration starts its own pcscd; this only asks whether it could.</summary>
    private static async Task RequireAsync() => await (await PcscDaemon.StartAsync()).DisposeAsync();

    /// <summary>What the station was told to use, and that the office had no other way to chip and SAM.</summary>
    private static void AssertPcsc(Demo demo)
    {
        var options = JsonNode.Parse(File.ReadAllText(Path.Combine(demo.Directory, "instance", "station.json")))!;
        Assert.That((string?)options["Chips"]!["Sam"], Is.EqualTo("pcsc:" + PcscDaemon.SecondReader));
        Assert.That((string?)options["Printers"]![0]!["Reader"], Is.EqualTo("pcsc:" + PcscDaemon.FirstReader));
        var ports = JsonNode.Parse(File.ReadAllText(Path.Combine(demo.Directory, "office-ports.json")))!;
        Assert.That(((int)ports["samPort"]!, (int)ports["printers"]![0]!["readerPort"]!), Is.EqualTo((0, 0)), "no line of their own");
    }
}

using System.Text.Json.Nodes;

namespace PrintStation.EndToEnd.Demonstration;

/// <summary>The whole office on serial lines, a picture at the rate of a serial line, and what can happen to it.</summary>
[TestFixture]
[Platform("Linux")]
internal sealed class SerialDemoTests
{
    [Test]
    public async Task PrinterReadersAndSamWorkOverSerialLinesThroughAPowerCutAJamAndAStaleReply()
    {
        using var demo = await Demo.RunAsync("--cards", "4", "--serial", "--speed", "60", "--faults", "power-cut@2:print,jam@3:print,stale-reply@5:verify");

        demo.AssertGood(issued: 4);
        demo.AssertSpoiled(1, 2);
        var options = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(demo.Directory, "instance", "station.json")))!;
        var (printer, chips) = (options["Printers"]![0]!, options["Chips"]!);
        Assert.That(((string?)printer["Address"], (string?)printer["Reader"]), Is.EqualTo(
            ($"serial://{demo.Directory}/lines/printer-1", $"pn532+serial://{demo.Directory}/lines/printer-1-reader")));
        Assert.That(((string?)chips["Sam"], (string?)chips["Desk"]), Is.EqualTo(
            ($"pn532+serial://{demo.Directory}/lines/sam", $"pn532+serial://{demo.Directory}/lines/desk")));
    }
}

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
        var printer = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(demo.Directory, "instance", "station.json")))!["Printers"]![0]!;
        Assert.That(((string?)printer["Address"], (string?)printer["Reader"]), Is.EqualTo(
            ($"serial://{demo.Directory}/lines/printer-1", $"pn532+serial://{demo.Directory}/lines/printer-1-reader")));
    }
}

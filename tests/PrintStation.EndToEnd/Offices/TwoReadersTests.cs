using System.Text.Json.Nodes;
using PrintStation.EndToEnd.Databases;
using PrintStation.Tests.Cards;

namespace PrintStation.EndToEnd.Offices;

/// <summary>The configuration gives each of two printers the reader of the other: with a card in both, each chip would be read back well, and each
/// citizen would get the other's.</summary>
[TestFixture]
internal sealed class TwoReadersTests
{
    private const int Cards = 6;

    [Test]
    public async Task ExchangedReadersStopBothPrintersBeforeAChipIsWritten()
    {
        Tesseract.Require();
        using var office = await LiveOffice.StartAsync(Cards, Exchange, "--printers", "2");
        foreach (var printer in (string[])["printer-1", "printer-2"])
            Assert.That(await office.UntilPausedAsync(printer, "reader-elsewhere"), Does.Contain($"printstation resume --printer {printer} --by NAME"));
        Assert.That(office.Events().Select(happened => (string?)happened["event"]), Has.None.EqualTo("chip-locked").And.None.EqualTo("printed"));

        await office.Station.StopAsync(TimeProvider.System);
        office.Configure(Exchange);
        office.Station.Begin();
        foreach (var printer in (string[])["printer-1", "printer-2"])
            await office.UntilAsync($"{printer} may go on", async () => (await office.StationAsync("resume", "--printer", printer, "--by", "siti")).ExitCode == 0);

        await office.UntilQueueDoneAsync();
        await office.AssertOneCardEachAsync();
        Assert.That(office.Events().Count(happened => (string?)happened["event"] == "rejected"), Is.EqualTo(1), "the card that showed it");
        AssertFacesAreThoseOfTheChips(office);
    }

    private static void AssertFacesAreThoseOfTheChips(LiveOffice office)
    {
        using (Assert.EnterMultipleScope())
            foreach (var card in Directory.GetDirectories(Path.Combine(office.Directory, "tray", "output")))
                Assert.That(Tesseract.ReadNik(File.ReadAllBytes(Path.Combine(card, "front.png"))),
                    Is.EqualTo((string?)JsonNode.Parse(File.ReadAllText(Path.Combine(card, "chip.json")))!["biodata"]!["nik"]), card);
    }

    private static void Exchange(JsonObject options)
    {
        var (one, other) = (options["Printers"]![0]!, options["Printers"]![1]!);
        var (mine, yours) = ((string?)one["Reader"], (string?)other["Reader"]);
        (one["Reader"], other["Reader"]) = (yours, mine);
    }
}

using System.Text.Json.Nodes;
using PrintStation.EndToEnd.Databases;
using PrintStation.Tests.Chips.Pcsc;

namespace PrintStation.EndToEnd.Offices;

/// <summary>The configuration takes the SAM's reader for the one at the chip station.</summary>
[TestFixture]
[NeedsPcscd]
internal sealed class ExchangedReadersTests
{
    [Test]
    public async Task ASamInThePrintersReaderPausesItWithTheNextStepAndCostsNoBlank()
    {
        await using var daemon = await PcscDaemon.StartAsync();
        using var office = await LiveOffice.StartAsync(cards: 2, Exchange, "--pcsc");
        Assert.That(await office.UntilPausedAsync("printer-1", "wrong-reader"),
            Does.Contain("Set Printers[].Reader and Chips.Sam in station.json right"));
        Assert.That(office.Feeders, Is.Empty, "no blank is fed before such a reader");

        await office.Station.StopAsync(TimeProvider.System);
        office.Configure(Exchange);
        office.Station.Begin();

        await office.UntilQueueDoneAsync();
        await office.AssertOneCardEachAsync();
        Assert.That(office.Events().Select(happened => (string?)happened["event"]), Has.None.EqualTo("rejected").And.None.EqualTo("removed"));
    }

    private static void Exchange(JsonObject options)
    {
        var (chips, printer) = (options["Chips"]!, options["Printers"]![0]!);
        var (reader, sam) = ((string?)printer["Reader"], (string?)chips["Sam"]);
        (printer["Reader"], chips["Sam"]) = (sam, reader);
    }
}

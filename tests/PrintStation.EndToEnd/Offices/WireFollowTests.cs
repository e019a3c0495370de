using PrintStation.EndToEnd.Databases;

namespace PrintStation.EndToEnd.Offices;

/// <summary>Somebody watches the lines of a station that prints.</summary>
[TestFixture]
internal sealed class WireFollowTests
{
    private const string SixteenDigits = "[0-9]{16}";

    [Test]
    public async Task WhoeverWatchesSeesCommandsAndHoldsUpNoStop()
    {
        using var office = await LiveOffice.StartAsync(cards: 4);
        await office.UntilAsync("a card is out", () => office.CardsOut >= 1);
        var watching = office.StationAsync("wire", "--follow");
        await office.UntilAsync("another card is out", () => office.CardsOut >= 3);

        await office.Station.StopAsync(TimeProvider.System);
        var watched = await watching;

        Assert.That(office.Station.ExitCode, Is.Zero, "stopped by itself");
        Assert.That(office.Station.Tail(), Does.Not.Contain("time to stop is over"));
        Assert.That(watched.ExitCode, Is.Zero, watched.ToString());
        Assert.That(watched.Output, Does.Contain("Sic").And.Contain("InDataExchange 00DF0000").And.Not.Match(SixteenDigits));
    }
}

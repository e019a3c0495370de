using PrintStation.Chips;
using PrintStation.Jobs;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

/// <summary>A misprint that is found later: called back, answered for, and another card is asked for.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RecallTests : IDisposable
{
    private const string Uid = "04A1B2C3D4E5F6";
    private readonly TestStation _station = new();
    private readonly ChipOnDesk _desk = new();

    [Test]
    public async Task For_a_misprint_that_is_spoiled_another_card_is_asked()
    {
        var run = Recalled("misprint");
        Assert.That(_station.Facts.Waiting(), Is.Zero, "the card is not accounted for");
        _desk.Lies(Uid);
        await Cards().RejectAsync(run.RunId, unreadable: false, "siti", null, default);
        Assert.That(Asked(), Is.EqualTo(("reprint-request", $"v1/cards/{Uid}/reprint-request")));
        Assert.That(_station.Facts.Of("J1").Single().Body, Does.Contain("\"reason\":\"misprint\"").And.Contain("\"by\":\"siti\""));
        Assert.That(_station.Runs("J1").Single().State, Is.EqualTo(CardState.Spoiled));
    }

    [Test]
    public void For_one_that_two_persons_declare_lost_too()
    {
        Cards().DeclareLost(Recalled("damaged").RunId, "siti", "budi");
        Assert.That(Asked().Kind, Is.EqualTo("reprint-request"));
    }

    [Test]
    public async Task For_a_card_that_was_never_issued_none_is_asked()
    {
        var run = _station.Book.Move(_station.Until(_station.Fetched("J1"), CardState.Printing, Uid), CardTrigger.CardMissing, new MoveDetails("misprint"));
        _desk.Lies(Uid);
        await Cards().RejectAsync(run.RunId, unreadable: false, "siti", null, default);
        Assert.That(_station.Facts.Waiting(), Is.Zero, "the station makes the next one itself");
    }

    [TestCase("revoked")]
    [TestCase("fenced")]
    public async Task For_a_card_that_the_centre_called_back_none_is_asked(string stop)
    {
        var run = Recalled("misprint");
        _station.Database.Write(transaction => transaction.Execute("UPDATE job SET stop_reason = @stop", new { stop }));
        _desk.Lies(Uid);
        await Cards().RejectAsync(run.RunId, unreadable: false, "siti", null, default);
        Assert.That(_station.Facts.Waiting(), Is.Zero);
    }

    public void Dispose() => _station.Dispose();

    private CardRun Recalled(string reason)
    {
        _station.Until(_station.Fetched("J1"), CardState.Issued, Uid);
        return Cards().Recall(Uid, reason, "siti");
    }

    private (string Kind, string Target) Asked() => _station.Facts.Of("J1").Select(fact => (fact.Kind, fact.Target)).Single();

    private HeldCards Cards() => new(_station.Database, _station.Book, _station.Ledger, _station.Stock, _station.Outbox,
        run => new PreparedCard(run, "", false, new ChipContent(new Dictionary<string, byte[]>(), [], _ => [], (_, _) => true), []),
        new DeskReader(_desk), _station.Facts, _station.Clock);
}

using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

/// <summary>Blanks that must not be used.</summary>
internal sealed partial class CardRunnerTests
{
    private const string Uid = "04A1B2C3D4E5F6";

    [TestCase("unknown", Uid, "uid-not-delivered")]
    [TestCase("of another office", Uid, "uid-not-delivered")]
    [TestCase("issued", Uid, "uid-seen-before")]
    [TestCase("spoiled", Uid, "uid-seen-before")]
    [TestCase("held", Uid, "uid-seen-before")]
    [TestCase("lost", Uid, "uid-seen-before")]
    [TestCase("voided", Uid, "uid-voided")]
    [TestCase("of another version", Uid, "uid-of-other-version")]
    [TestCase("random", "08AABBCC", "uid-random")]
    public async Task A_blank_that_must_not_be_used_is_rejected_unwritten_with_an_alarm_and_told_to_the_centre(string what, string uid, string reason)
    {
        using var station = new TestStation();
        var gate = station.Gate();
        Bring(station, what, uid);
        var before = station.Reports().Count;
        await using var machine = new ScriptedMachine([new PlasticCard(uid)], dieAt: -1, AtPowerOn.PowerStays);
        station.Fetched("J1");
        await RunAsync(station, machine, station.Book.NextFetched([])!, gate);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(machine.Output, Is.Empty);
            Assert.That(machine.RejectBox.Select(card => (card.Uid, card.Encoded, card.Panels)), Is.EqualTo(new[] { (uid, false, 0) }));
            Assert.That(station.Runs("J1")[0], Has.Property("State").EqualTo(CardState.Spoiled).And.Property("Reason").EqualTo(reason));
            Assert.That(gate.Has("printer-1", GateReasons.UidAlarm), "an alarm that a person ends");
            Assert.That(gate.MayPrint("printer-1"), Is.False);
            Assert.That(station.Reports().Skip(before).Select(report => System.Text.Json.JsonSerializer.Deserialize<OutcomeReport>(report.Body, WireJson.Options)!)
                .Where(outcome => outcome.JobId == "J1").Select(outcome => (outcome.Status, outcome.ChipUid, outcome.Reason)), Is.EqualTo(new[] { (OutcomeStatus.Spoiled, uid, reason) }));
        }
    }

    [Test]
    public async Task An_issued_card_that_was_fed_again_is_called_back_and_lies_in_the_reject_box()
    {
        using var station = new TestStation();
        Bring(station, "issued", Uid);
        await using var machine = new ScriptedMachine([new PlasticCard(Uid)], dieAt: -1, AtPowerOn.PowerStays);
        station.Fetched("J1");
        await RunAsync(station, machine, station.Book.NextFetched([])!, station.Gate());
        var issued = station.Runs("J0").Single();
        Assert.That((issued.State, issued.Reason), Is.EqualTo((CardState.Missing, HeldCards.FedAgain)));
        Assert.That((station.Balance(Places.Issued), station.Balance(Places.Spoiled), station.Balance(Places.Held)), Is.EqualTo((0L, 1L, 0L)));
    }

    /// <summary>The hundred that the office had before came without one.</summary>
    [Test]
    public async Task A_chip_on_no_list_is_used_while_blanks_are_left_that_came_without_a_list()
    {
        using var station = new TestStation();
        var gate = station.Gate();
        station.Stock.Announce(new Delivery("D2", "BAST/2", "2019", 1, station.Clock.GetUtcNow()), ["04FFFFFFFFFFFF"]);
        await using var machine = new ScriptedMachine([new PlasticCard(Uid)], dieAt: -1, AtPowerOn.PowerStays);
        station.Fetched("J1");
        await RunAsync(station, machine, station.Book.NextFetched([])!, gate);
        Assert.That(machine.Output.Single().IsGood);
        Assert.That(gate.Pauses, Is.Empty);
    }

    [Test]
    public async Task Where_no_list_came_with_any_delivery_a_chip_never_seen_is_used()
    {
        using var station = new TestStation();
        var gate = station.Gate();
        await using var machine = new ScriptedMachine([new PlasticCard(Uid)], dieAt: -1, AtPowerOn.PowerStays);
        station.Fetched("J1");
        await RunAsync(station, machine, station.Book.NextFetched([])!, gate);
        Assert.That(machine.Output.Single().IsGood);
        Assert.That(gate.Pauses, Is.Empty);
    }

    /// <summary>What the books and the centre know of the chip before it comes.</summary>
    private static void Bring(TestStation station, string what, string uid)
    {
        switch (what)
        {
            // The station gets the lists of its own office only: to it the two are alike, and the centre tells them apart.
            case "unknown" or "of another office":
                station.Stock.Announce(new Delivery("D2", "BAST/2", "2019", 1, station.Clock.GetUtcNow()), ["04FFFFFFFFFFFF"]);
                // What the office had before came with a list too.
                station.Database.Write(transaction => transaction.Execute("INSERT INTO delivered_uid (uid, delivery_id) VALUES ('04FFFFFFFFFFFE', 'D1')"));
                break;
            case "of another version":
                station.Stock.Announce(new Delivery("D2", "BAST/2", "2011", 1, station.Clock.GetUtcNow()), [uid]);
                break;
            case "issued":
                station.Until(station.Fetched("J0"), CardState.Issued, uid);
                break;
            case "spoiled":
                station.Spoil(station.Fetched("J0"), "chip-mute", uid);
                station.Database.Write(transaction => transaction.Execute("DELETE FROM run WHERE state = 'Fetched'"));
                break;
            case "held" or "lost":
                var run = station.Book.Move(station.Until(station.Fetched("J0"), CardState.Ejecting, uid), CardTrigger.CardOutside);
                if (what == "lost")
                    station.Book.Move(station.Book.Move(run, CardTrigger.DeclareLost), CardTrigger.RevocationAcknowledged);
                station.Database.Write(transaction => transaction.Execute("DELETE FROM run WHERE state = 'Fetched'"));
                break;
            case "voided":
                station.Database.Write(transaction => BlankStock.NoteVoided(transaction, [uid]));
                break;
        }
    }
}

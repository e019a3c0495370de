using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Reports;

namespace PrintStation.Tests.Lifecycle;

/// <summary>Under which cause a card is counted that people had to answer for.</summary>
internal sealed partial class HeldCardsTests
{
    [Test]
    public async Task An_unreadable_card_is_counted_under_why_it_was_given_up()
    {
        var run = Missing(Uid);
        var moved = await Cards().RejectAsync(run.RunId, unreadable: true, "siti", "budi", default);
        Assert.That(moved.Reason, Is.EqualTo(HeldCards.UnreadableReason), "the next run waits for the revocation");
        Assert.That(Spoilage(), Is.EqualTo(("failed-print", "media-jam")));
    }

    [TestCase("chip-defect", "found-at-hand-over")]
    [TestCase("wrong-face", "failed-print")]
    public async Task So_is_one_that_was_called_back_whether_its_chip_can_be_read_or_not(string reason, string cause)
    {
        _station.Until(_station.Fetched("J1"), CardState.Issued, Uid);
        await Cards().RejectAsync(Cards().Recall(Uid, reason, "siti").RunId, unreadable: true, "siti", "budi", default);
        Assert.That(Spoilage(), Is.EqualTo((cause, reason)));
    }

    [Test]
    public async Task So_is_one_whose_machine_was_exchanged_before_it_came_out()
    {
        var run = _station.Until(_station.Fetched("J1"), CardState.Encoding, Uid);
        run = _station.Book.Move(run, CardTrigger.EncodeFailed, new MoveDetails("chip-write-failed"));
        run = _station.Book.Move(run, CardTrigger.CardMissing, new MoveDetails("machine-replaced"));
        _desk.Lies(Uid);
        await Cards().RejectAsync(run.RunId, unreadable: false, "siti", null, default);
        Assert.That(Spoilage(), Is.EqualTo(("failed-encode", "chip-write-failed")));
    }

    [Test]
    public void What_was_being_done_when_no_answer_came_is_not_forgotten_on_the_way_to_the_reject_box()
    {
        var run = _station.Until(_station.Fetched("J1"), CardState.Encoding, Uid);
        foreach (var trigger in new[] { CardTrigger.EncodeFailed, CardTrigger.StartRejecting, CardTrigger.CardStillInside, CardTrigger.StartRejecting, CardTrigger.CardRejected })
            run = _station.Book.Move(run, trigger, new MoveDetails("no-answer"));
        Assert.That(Spoilage(), Is.EqualTo(("failed-encode", "no-answer")));
    }

    [TestCase("revoked", "stopped-by-centre")]
    [TestCase("fenced", "stopped-by-centre")]
    [TestCase("payload-gone", "other")]
    public void A_good_card_of_a_job_that_was_stopped_is_no_misprint(string reason, string cause)
    {
        var run = _station.Until(_station.Fetched("J1"), CardState.Printed, Uid);
        foreach (var trigger in new[] { CardTrigger.Cancel, CardTrigger.StartRejecting, CardTrigger.CardRejected })
            run = _station.Book.Move(run, trigger, new MoveDetails(reason));
        Assert.That(Spoilage(), Is.EqualTo((cause, reason)));
    }

    private (object? Cause, object? Code) Spoilage()
    {
        var options = new StationOptions();
        var hours = OfficeHours.Of(options);
        var row = new BlankReports(_station.Database, _station.Calendar, options, new Interruptions(_station.Database, _station.Calendar, hours, options),
            new DayReport(_station.Database, _station.Calendar, hours, options), new OldCardReport(_station.Database, options))
            .Make(BlankReports.SpoilageName, null, null).Rows.Single();
        return (row[0], row[1]);
    }
}

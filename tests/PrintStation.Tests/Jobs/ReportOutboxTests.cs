using PrintStation.Contracts;
using PrintStation.Lifecycle;
using PrintStation.Tests.Lifecycle;

namespace PrintStation.Tests.Jobs;

internal sealed class ReportOutboxTests
{
    [Test]
    public void Reports_go_out_in_order_and_a_refused_one_blocks_nothing()
    {
        using var station = new TestStation();
        station.Until(station.Fetched("J1"), CardState.Issued, "04AA");
        station.Until(station.Fetched("J2"), CardState.Issued, "04BB");

        var first = station.Outbox.Next()!;
        Assert.That(first.RunId, Is.EqualTo("J1-1"));
        station.Outbox.MarkRefused(first, "outcome-differs", _ => { });
        Assert.That(station.Outbox.Next()!.RunId, Is.EqualTo("J2-1"));
        Assert.That(station.Outbox.Refused().Single().Refusal, Is.EqualTo("outcome-differs"));
        Assert.That(station.Outbox.Waiting(), Is.EqualTo(1));
    }

    /// <summary>A good card that overtakes the spoiled one of its job would be called back.</summary>
    [Test]
    public void A_clock_set_back_lets_no_report_overtake_another()
    {
        using var station = new TestStation();
        station.Spoil(station.Fetched("J1"), "chip-mute");
        station.Clock.AdjustTime(station.Clock.GetUtcNow() - TimeSpan.FromHours(3));
        station.Until(station.Runs("J1").Single(run => run.State == CardState.Fetched), CardState.Issued, "04AA");
        Assert.That(station.Outbox.Next()!.RunId, Is.EqualTo("J1-1"));
    }

    [Test]
    public void What_was_sent_is_kept_for_a_centre_that_forgot_it()
    {
        using var station = new TestStation();
        station.Until(station.Fetched("J1"), CardState.Issued, "04AA");
        station.Outbox.MarkSent(station.Outbox.Next()!, _ => { });
        Assert.That(station.Outbox.Next(), Is.Null);
        var (memory, _) = station.Outbox.Memory(null);
        Assert.That(memory.Outcomes.Single(), Has.Property("RunId").EqualTo("J1-1").And.Property("N").EqualTo(1));
        Assert.That(memory.Outcomes.Single().Report, Has.Property("Status").EqualTo(OutcomeStatus.Issued).And.Property("ChipUid").EqualTo("04AA"));
    }

    [Test]
    public void Nothing_of_a_citizen_stands_in_a_report()
    {
        using var station = new TestStation();
        station.Until(station.Fetched("J1"), CardState.Issued, "04AA");
        var body = station.Reports().Single().Body;
        Assert.That(body, Does.Contain("04AA").And.Not.Contain("nik").IgnoreCase);
    }
}

using Microsoft.Extensions.Time.Testing;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

/// <summary>Gap and utilization of a printer, by the clock.</summary>
internal sealed class PrinterMeterTests
{
    private const string Printer = "printer-of-the-meter-tests";

    private readonly FakeTimeProvider _clock = new();

    [Test]
    public void A_gap_is_from_the_last_answer_to_the_next_feed_and_work_is_all_between_them()
    {
        using var meter = new PrinterMeter(_clock);
        using var heard = new HeardMeter(Printer);
        var pace = meter.Of(Printer);
        Assert.That(heard.AskUtilization(), Is.Zero);

        Card(pace, workSeconds: 30);
        Pass(10);
        Card(pace, workSeconds: 50);
        Assert.That(heard.Gaps, Is.EqualTo(new[] { 10.0 }));
        Assert.That(heard.AskUtilization(), Is.EqualTo(80.0 / 90));

        Pass(10);
        Assert.That(heard.AskUtilization(), Is.EqualTo(0.8));
        pace.Feeds();
        Pass(100);
        Assert.That(heard.AskUtilization(), Is.EqualTo(0.9), "of a card under way, too");
        Assert.That(heard.Units, Is.EquivalentTo(new Dictionary<string, string?> { [PrinterMeter.Gap] = "s", [PrinterMeter.Utilization] = "1" }));
    }

    [TestCase("station")]
    [TestCase(Printer)]
    public void What_pauses_the_printer_is_neither_work_nor_a_gap(string scope)
    {
        using var meter = new PrinterMeter(_clock);
        using var heard = new HeardMeter(Printer);
        var pace = meter.Of(Printer);
        pace.Feeds();
        Pass(10);
        meter.Paused(scope);
        Pass(70);
        pace.Works();
        Pass(10);
        pace.IsReady();
        Assert.That(heard.AskUtilization(), Is.EqualTo(20.0 / 90), "a card that waited inside for a person");

        meter.Paused(scope);
        Pass(10);
        Card(pace, workSeconds: 1);
        Assert.That(heard.Gaps, Is.Empty);
    }

    [Test]
    public void Another_printers_pause_changes_nothing()
    {
        using var meter = new PrinterMeter(_clock);
        using var heard = new HeardMeter(Printer);
        var pace = meter.Of(Printer);
        Card(pace, workSeconds: 1);
        meter.Paused("another");
        Pass(3);
        Card(pace, workSeconds: 1);
        Assert.That(heard.Gaps, Is.EqualTo(new[] { 3.0 }));
    }

    [Test]
    public void A_reason_that_stops_printing_tells_the_meter_and_one_that_only_stops_claiming_does_not()
    {
        using var station = new TestStation();
        List<string> stopped = [];
        var gate = station.Gate();
        gate.Stopped = stopped.Add;
        gate.Close(StationGate.Station, GateReasons.CentralUnreachable);
        gate.Close("printer-1", GateReasons.MediaJam);
        gate.Close("printer-1", GateReasons.MediaJam);
        Assert.That(stopped, Is.EqualTo(new[] { "printer-1" }));
    }

    private void Card(PrinterPace pace, int workSeconds)
    {
        pace.Feeds();
        Pass(workSeconds);
        pace.Works();
        pace.IsReady();
    }

    private void Pass(int seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));
}

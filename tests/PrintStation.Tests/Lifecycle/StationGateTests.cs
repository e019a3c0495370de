using System.Xml.Linq;
using PrintStation.Jobs;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

internal sealed class StationGateTests
{
    private TestStation _station = null!;

    [SetUp]
    public void SetUp() => _station = new TestStation();

    [TearDown]
    public void TearDown() => _station.Dispose();

    [Test]
    public void Books_that_are_behind_hold_every_card_but_one_that_only_goes_to_the_reject_box()
    {
        var gate = _station.Gate();
        gate.Close(StationGate.Station, GateReasons.BooksBehind);
        Assert.That((gate.MayFinish("printer-1", isForReject: false), gate.MayFinish("printer-1", isForReject: true)), Is.EqualTo((false, true)));
        gate.Close("printer-1", GateReasons.MediaJam);
        Assert.That(gate.MayFinish("printer-1", isForReject: true), Is.False);
    }

    [Test]
    public void A_reason_survives_a_restart_with_its_time_and_person()
    {
        _station.Gate().Close("printer-1", GateReasons.Paused, "siti");
        var after = _station.Gate();
        Assert.That(after.Pauses, Is.EqualTo(new[] { new Pause("printer-1", "paused", _station.Clock.GetUtcNow(), "siti") }));
        Assert.That((after.MayPrint("printer-1"), after.MayPrint("printer-2"), after.MayClaim()), Is.EqualTo((false, true, true)));
    }

    [Test]
    public void A_reason_that_goes_at_one_printer_still_stands_at_another_after_a_restart()
    {
        var gate = _station.Gate();
        gate.Close("printer-1", GateReasons.MediaJam);
        gate.Close("printer-2", GateReasons.MediaJam);
        gate.Open("printer-1", GateReasons.MediaJam);
        Assert.That(_station.Gate().Pauses.Select(pause => pause.Scope), Is.EqualTo(new[] { "printer-2" }));
    }

    /// <summary>Nobody would take it away after the restart: only a loop that met the fault does.</summary>
    [Test]
    public void A_fault_of_the_disk_that_ends_in_a_power_cut_leaves_no_half_of_itself_on_the_disk()
    {
        var gate = _station.Gate();
        gate.Close(StationGate.Station, GateReasons.DiskFault);
        _station.Database.Write(transaction => transaction.Execute(
            "CREATE TRIGGER cut BEFORE UPDATE ON gate_history BEGIN SELECT RAISE(ABORT, 'the power is cut'); END"));
        Assert.That(() => gate.Open(StationGate.Station, GateReasons.DiskFault), Throws.Exception);
        Assert.That(_station.Gate().Pauses, Is.Empty);
    }

    [Test]
    public void A_reason_of_the_station_holds_all_printers_and_claims()
    {
        var gate = _station.Gate();
        gate.Close(StationGate.Station, GateReasons.BooksBehind);
        Assert.That((gate.MayPrint("printer-1"), gate.MayClaim()), Is.EqualTo((false, false)));
        gate.Open(StationGate.Station, GateReasons.BooksBehind);
        Assert.That((gate.MayPrint("printer-1"), gate.MayClaim()), Is.EqualTo((true, true)));
    }

    [Test]
    public void A_persons_pause_lets_the_card_inside_come_to_its_end_and_a_jam_does_not()
    {
        var gate = _station.Gate();
        gate.Close("printer-1", GateReasons.Paused, "siti");
        Assert.That((gate.MayPrint("printer-1"), gate.MayFinish("printer-1", isForReject: false)), Is.EqualTo((false, true)));
        gate.Close("printer-1", GateReasons.MediaJam);
        Assert.That(gate.MayFinish("printer-1", isForReject: false), Is.False);
    }

    [Test]
    public void Of_a_silent_and_a_failing_centre_the_last_said_stands_and_an_answer_takes_both_away()
    {
        var gate = _station.Gate();
        AssertStands(CentralStanding.Silent, true, "central-unreachable");
        AssertStands(CentralStanding.Failing, true, "central-failing");
        AssertStands(CentralStanding.Silent, true, "central-unreachable");
        AssertStands(CentralStanding.Answers, false);
        AssertStands(CentralStanding.Failing, true, "central-failing");
        AssertStands(CentralStanding.NotEnrolled, false, "not-enrolled");
        AssertStands(CentralStanding.Answers, false, "not-enrolled");

        void AssertStands(CentralStanding standing, bool withoutCentre, params string[] reasons)
        {
            gate.Tell(standing);
            Assert.That(gate.Pauses.Select(pause => pause.Reason), Is.EqualTo(reasons));
            Assert.That((gate.IsWithoutCentre, gate.MayClaim()), Is.EqualTo((withoutCentre, reasons.Length == 0)));
        }
    }

    [TestCase("central-unreachable")]
    [TestCase("central-failing")]
    public void A_centre_that_gives_no_answer_stops_claims_but_not_printing(string reason)
    {
        var gate = _station.Gate();
        gate.Close(StationGate.Station, GateReasons.All[reason]);
        Assert.That((gate.MayPrint("printer-1"), gate.MayClaim()), Is.EqualTo((true, false)));
    }

    [Test]
    public void Each_pause_is_one_span_however_often_it_is_noticed()
    {
        var gate = _station.Gate();
        var start = _station.Clock.GetUtcNow();
        gate.Close("printer-1", GateReasons.MediaEmpty);
        _station.Clock.Advance(TimeSpan.FromMinutes(5));
        gate.Close("printer-1", GateReasons.MediaEmpty);
        gate.Open("printer-1", GateReasons.MediaEmpty);
        gate.Open("printer-1", GateReasons.MediaEmpty);
        Assert.That(gate.History(), Is.EqualTo(new[]
        {
            new PauseSpan("printer-1", "media-empty", start, start + TimeSpan.FromMinutes(5), null),
        }));
    }

    [Test]
    public async Task Who_waits_is_woken_by_a_change()
    {
        var gate = _station.Gate();
        var waiting = gate.WaitForChangeAsync(TimeSpan.FromHours(1), CancellationToken.None);
        gate.Close("printer-1", GateReasons.MediaEmpty);
        await waiting;
        Assert.That(gate.Has("printer-1", GateReasons.MediaEmpty));
    }

    /// <summary>Every reason has a sentence that says what to do, in both languages; and every text exists in both.</summary>
    [Test]
    public void Every_reason_says_what_to_do_in_both_languages()
    {
        var texts = new[] { "Texts.resx", "Texts.id.resx" }.Select(file =>
            XDocument.Load(Path.Combine(Repository.Root, "src/PrintStation/Resources", file)).Descendants("data")
                .ToDictionary(data => (string)data.Attribute("name")!, data => (string)data.Element("value")!)).ToList();
        Assert.That(texts[1].Keys, Is.EquivalentTo(texts[0].Keys));
        foreach (var reason in GateReasons.All.Values)
            Assert.That(texts[0], Does.ContainKey($"action.{reason.Word}"));
        Assert.That(new StationTexts("id")["action.media-jam"], Is.EqualTo(texts[1]["action.media-jam"]));
        Assert.That(new StationTexts("en")["action.media-jam"], Is.EqualTo(texts[0]["action.media-jam"]));
    }
}

using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

/// <summary>A blank that is none of this office's: the station knows no more, the centre knows whose it is.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ForeignBlankTests : IDisposable
{
    private readonly TestStation _station = new();
    private readonly StationGate _gate;
    private readonly ScriptedCentre _centre = new() { ChipOffice = "5302" };

    public ForeignBlankTests()
    {
        _gate = _station.Gate();
        _station.Database.Write(transaction => transaction.Set("epoch", "E1"));
    }

    [Test]
    public async Task The_office_that_the_centre_names_stands_beside_the_alarm()
    {
        var run = _station.Spoil(_station.Fetched("J0"), "uid-not-delivered", "04AA");
        _gate.Close("printer-1", GateReasons.UidAlarm);
        await ReportAsync();
        Assert.That(_gate.Pauses.Select(pause => (pause.Scope, pause.Reason, pause.Detail)),
            Is.EqualTo(new[] { ("printer-1", "uid-alarm", $"{run.RunId}: 5302") }));
    }

    [Test]
    public async Task An_alarm_that_a_person_has_ended_is_not_raised_again()
    {
        _station.Spoil(_station.Fetched("J0"), "uid-not-delivered", "04AA");
        await ReportAsync();
        Assert.That(_gate.Pauses, Is.Empty);
    }

    public void Dispose()
    {
        _station.Dispose();
        _centre.Dispose();
    }

    private async Task ReportAsync()
    {
        using var stop = new CancellationTokenSource();
        var reporting = _centre.Link(_station, _gate).ReportAsync([], stop.Token);
        // The office is told after the report is marked as sent: the loop that waits for the next one has done both.
        Assert.That(SpinWait.SpinUntil(() => _station.Outbox.Waiting() == 0 && _centre.Quiet, TimeSpan.FromSeconds(20)));
        await stop.CancelAsync();
        Assert.That(async () => await reporting, Throws.InstanceOf<OperationCanceledException>());
    }
}

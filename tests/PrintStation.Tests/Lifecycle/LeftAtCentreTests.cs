using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Cli;
using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

/// <summary>Jobs for blanks that were delivered here and that no printer has: they wait, and status and heartbeat say why.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LeftAtCentreTests : IDisposable
{
    private static readonly StationOptions Options = new()
    {
        Station = new IdentityOptions { Id = "station-1", Office = "5371" },
        Cards = new CardOptions { BlankVersions = ["2019"] },
        Printers = [new PrinterOptions { Name = "printer-1" }],
    };

    private readonly TestStation _station = new();
    private readonly StationGate _gate;
    private readonly ScriptedCentre _centre = new() { WaitingByVersion = new Dictionary<string, int> { ["2011"] = 37, ["2019"] = 90 } };

    public LeftAtCentreTests()
    {
        _gate = _station.Gate();
        _station.Database.Write(transaction => transaction.Set("epoch", "E1"));
        _centre.Announced = [new BlankDelivery("D2", "BAST/2", "2011", 400, [], DateTimeOffset.UnixEpoch, false)];
    }

    [Test]
    public async Task The_heartbeat_tells_them_and_nothing_where_there_are_none()
    {
        await BeatAsync();
        Assert.That(_centre.LastBeat!.Notices, Is.Null, "the centre has not told yet what waits");
        await BeatAsync();
        Assert.That(_centre.LastBeat.Notices, Does.Contain("version-without-printer: 2011 (37)"));

        _centre.WaitingByVersion = null;
        await BeatAsync();
        await BeatAsync();
        Assert.That(_centre.LastBeat.Notices, Is.Null);
    }

    [TestCase("en", "37 jobs wait at the centre for blanks of version 2011")]
    [TestCase("id", "37 pekerjaan menunggu di pusat untuk blanko versi 2011")]
    public async Task The_status_names_version_and_number_and_what_to_do(string language, string words)
    {
        await BeatAsync();
        var status = Desk().Status(new StationTexts(language));
        Assert.That(status.Notices.Select(notice => (notice.Code, notice.Version, notice.Jobs)), Is.EqualTo(new[] { ("version-without-printer", "2011", 37) }));
        Assert.That(status.Notices[0].Action, Does.StartWith(words).And.Contain("Printers[].BlankVersion").And.Contain("station.json"));
        Assert.That(status.Reasons, Is.Empty, "it stops nothing");
    }

    [Test]
    public async Task The_status_names_a_version_whose_blanks_have_ended()
    {
        _centre.Announced = [];
        _station.Stock.Unload("printer-1", 50, "siti");
        _station.Database.Write(transaction => _station.Ledger.Book(
            transaction, new Movement(100, Places.Store, Places.OtherOffice("5302"), "lent", "siti", _station.Clock.GetUtcNow(), "BAST/9")));
        await BeatAsync();
        var notice = Desk().Status(new StationTexts("en")).Notices.Single();
        Assert.That((notice.Code, notice.Version, notice.Jobs), Is.EqualTo(("version-without-blanks", "2019", 90)));
        Assert.That(notice.Action, Does.StartWith("90 jobs wait at the centre for blanks of version 2019").And.Contain("blank receive"));
    }

    [Test]
    public async Task A_payload_that_the_centre_fails_with_keeps_no_other_from_being_fetched()
    {
        // So many answers before that a single bad one makes no silent centre.
        foreach (var i in Enumerable.Range(0, 40))
            Leased($"A{i}");
        Leased("J0");
        _centre.FailsAt = "/jobs/J0/payload";
        using var stop = new CancellationTokenSource();
        var fetching = _centre.Queue(_station, _gate).FetchAsync(stop.Token);
        // It has failed once: from then on it stands before whatever is claimed later.
        Assert.That(Within(() => _station.Runs("J0").Single().Reason is not null));
        Leased("J1");
        var before = _centre.Failures;
        Assert.That(Within(() => _station.Runs("J1").Single().State == CardState.Refused));
        Assert.That(_centre.Failures - before, Is.LessThanOrEqualTo(12), "a few rounds of three; alone before the others it is asked dozens of times");
        Assert.That(_station.Runs("J0").Single().State, Is.EqualTo(CardState.Fetching));
        await stop.CancelAsync();
        Assert.That(async () => await fetching, Throws.InstanceOf<OperationCanceledException>());

        void Leased(string job) => _station.Database.Write(transaction => _station.Book.Open(transaction, new Job(
            job, $"lease-{job}", "E1", 1, "IdentityCard", 3, "2019", "ktp-el", _station.Clock.GetUtcNow(), false, null, false, null, "open")));

        bool Within(Func<bool> done) => SpinWait.SpinUntil(() =>
        {
            _station.Clock.Advance(TimeSpan.FromSeconds(1));
            return done();
        }, TimeSpan.FromSeconds(20));
    }

    /// <summary>The notice names the command that shows which, why, and what to do.</summary>
    [Test]
    public void Reports_of_printed_cards_that_the_centre_refused_stand_in_the_status()
    {
        Assert.That(Desk().Status(new StationTexts("en")).Notices, Is.Empty);
        var run = _station.Until(_station.Fetched("J1"), CardState.Issued, "04A1B2C3D4E5F6");
        _station.HandOvers.Enter("04A1B2C3D4E5F6", fingerprintChecked: true, null, "siti");
        Assert.That(Desk().Status(new StationTexts("en")).Notices, Is.Empty, "it waits");
        _station.Facts.MarkRefused(_station.Facts.Of("J1").Single(), "fact-differs");
        foreach (var language in new[] { "en", "id" })
        {
            var notice = Desk().Status(new StationTexts(language)).Notices.Single();
            Assert.That((notice.Code, notice.Jobs), Is.EqualTo(("card-reports-refused", 1)));
            Assert.That(notice.Action, Does.Contain("printstation card reports").And.Contain("1 "));
        }

        var refused = Desk().CardReports().Refused.Single();
        Assert.That((refused.Kind, refused.About), Is.EqualTo(("hand-over", run.RunId)));

        Assert.That(Desk().SeeReports(run.RunId, "siti").Refused.Single().SeenBy, Is.EqualTo("siti"), "it stays in the list");
        Assert.That(Desk().Status(new StationTexts("en")).Notices, Is.Empty);
        Assert.That(() => Desk().SeeReports(run.RunId, "budi"), Throws.InstanceOf<AnswerRefused>().With.Property("Code").EqualTo("card-seen.nothing"));
        _station.Facts.MarkRefused(_station.Facts.Of("J1").Single(), "fact-differs");
        Assert.That(Desk().Status(new StationTexts("en")).Notices, Has.Count.EqualTo(1), "refused once more");
    }

    /// <summary>What follows a fence needs nobody; any other refusal of an outcome does.</summary>
    [TestCase("fenced", 0)]
    [TestCase("request-invalid", 1)]
    public void Outcomes_that_the_centre_refused_stand_there_too(string refusal, int noticed)
    {
        var run = _station.Until(_station.Fetched("J1"), CardState.Issued, "04A1B2C3D4E5F6");
        Assert.That(Desk().CardReports().Waiting, Is.EqualTo(1));
        _station.Outbox.MarkRefused(_station.Outbox.Next()!, refusal, _ => { });
        Assert.That(Desk().Status(new StationTexts("en")).Notices.Sum(notice => notice.Jobs), Is.EqualTo(noticed));
        Assert.That(() => Desk().SeeReports("another", "siti"), Throws.InstanceOf<AnswerRefused>());
        Assert.That(Desk().Status(new StationTexts("en")).Notices.Sum(notice => notice.Jobs), Is.EqualTo(noticed), "that of another run");
        var view = Desk().CardReports();
        Assert.That(view.Waiting, Is.Zero);
        Assert.That(view.Refused.Select(report => (report.Kind, report.About, report.Refusal)), Is.EqualTo(new[] { ("outcome", run.RunId, refusal) }));
    }

    [TestCase("fact-differs")]
    [TestCase("chip-voided")]
    [TestCase("unknown-card")]
    [TestCase("unknown-job")]
    [TestCase("fenced")]
    [TestCase("chip-already-issued")]
    [TestCase("station-lost", Description = "one without a step of its own")]
    public void Each_refusal_has_a_next_step(string refusal)
    {
        foreach (var language in new[] { "en", "id" })
            Assert.That(CardCommands.NextStep(refusal, new StationTexts(language)), Is.Not.Empty.And.Not.Contain(refusal).And.Not.Contain("told.next"));
    }

    public void Dispose()
    {
        _station.Dispose();
        _centre.Dispose();
    }

    private Task BeatAsync() => _centre.BeatAsync(_centre.Link(_station, _gate));

    private StationDesk Desk()
    {
        var calendar = new OfficeCalendar(_station.Clock, _station.Ledger.OfficeTime);
        var watch = new RibbonWatch(new SupplyBook(_station.Database, calendar), NullLogger<RibbonWatch>.Instance);
        return new StationDesk(Options, _station.Database, _station.Book, _station.Stock, _station.Queue, _station.Outbox, _gate,
            _centre.Lost(_station, _gate), new DayBook(_station.Database, _station.Ledger, _station.Stock, calendar, Options),
            new SupplyState(_station.Database, calendar, watch, Options), _station.Facts, []);
    }
}

using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

internal sealed class RunBookTests
{
    private TestStation _station = null!;

    [SetUp]
    public void SetUp() => _station = new TestStation();

    [TearDown]
    public void TearDown() => _station.Dispose();

    [Test]
    public void A_good_card_takes_one_blank_from_hopper_to_issued_and_is_reported_once()
    {
        var run = _station.Until(_station.Fetched("J1"), CardState.Issued);
        Assert.That(run.State, Is.EqualTo(CardState.Issued));
        Assert.That((_station.Balance("Hopper(printer-1)"), _station.Balance("Machine(printer-1)"), _station.Balance(Places.Issued)),
            Is.EqualTo((49L, 0L, 1L)));
        Assert.That(_station.Reports().Select(report => (report.Kind, report.RunId, report.N)), Is.EqualTo(new[] { ("outcome", "J1-1", (long?)1) }));
        Assert.That(_station.Job("J1").Status, Is.EqualTo("issued"));
    }

    [Test]
    public void State_ledger_and_outbox_are_written_together_or_not_at_all()
    {
        var run = _station.Until(_station.Fetched("J1"), CardState.Ejecting);
        Assert.That(() => _station.Book.Move(run, CardTrigger.EjectSucceeded, new MoveDetails(Also: _ => throw new IOException("disk"))),
            Throws.TypeOf<IOException>());
        Assert.That(_station.Runs("J1").Single().State, Is.EqualTo(CardState.Ejecting));
        Assert.That(_station.Balance(Places.Issued), Is.Zero);
        Assert.That(_station.Reports(), Is.Empty);
        Assert.That(_station.HeadFile.Read()!.Sequence, Is.EqualTo(_station.Database.Read(BlankLedger.Head)!.Sequence));
    }

    [TestCase(null, "ALAK", "ALAK", TestName = "A_younger_lease_of_a_job_in_hand_tells_where_its_card_goes")]
    [TestCase("OEBOBO", "ALAK", "ALAK", TestName = "A_younger_lease_of_a_job_in_hand_tells_where_its_card_goes_by_now")]
    [TestCase("OEBOBO", null, "OEBOBO", TestName = "A_younger_lease_that_does_not_tell_where_the_card_goes_changes_nothing_of_it")]
    public void The_kecamatan_comes_with_the_lease(string? known, string? told, string kept)
    {
        _station.Fetched("J1", district: known);
        var header = new JobHeader("J1", "lease-2", 2, JobKind.IdentityCard, 3, "2019", "ktp-el", _station.Clock.GetUtcNow(), told);
        Assert.That(_station.Database.Write(transaction => _station.Book.Enter(transaction, header, "E1")), Is.False, "it is in hand");
        Assert.That((_station.Job("J1").LeaseId, _station.Job("J1").District), Is.EqualTo(("lease-2", kept)));
        Assert.That(_station.Database.Write(transaction => _station.Book.Enter(transaction, header with { JobId = "J2" }, "E1")), Is.True);
        Assert.That(_station.Job("J2").District, Is.EqualTo(told));
    }

    [Test]
    public void A_run_with_two_owners_is_noticed()
    {
        var run = _station.Until(_station.Fetched("J1"), CardState.Fed);
        _station.Book.Move(run, CardTrigger.StartEncoding);
        Assert.That(() => _station.Book.Move(run, CardTrigger.StartEncoding), Throws.TypeOf<RunMovedException>().With.Message.Contains("two owners"));
    }

    [Test]
    public void A_spoiled_card_gives_the_job_another_run_at_most_three()
    {
        var run = _station.Fetched("J1");
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            run = _station.Runs("J1").Single(candidate => candidate.State == CardState.Fetched);
            Assert.That(run.Attempt, Is.EqualTo(attempt));
            _station.Spoil(run, "chip-mute");
        }

        Assert.That(_station.Runs("J1").Select(ended => ended.State), Is.All.EqualTo(CardState.Spoiled));
        Assert.That(_station.Job("J1").Status, Is.EqualTo("returned"));
        var last = _station.Reports()[^1];
        Assert.That((last.Kind, last.Target), Is.EqualTo(("release", "v1/leases/lease-J1/release")));
        Assert.That(last.Body, Does.Contain("\"attempts-exhausted\""));
        Assert.That(_station.Balance(Places.Spoiled), Is.EqualTo(3));
    }

    [TestCase("revoked")]
    [TestCase("fenced")]
    public void A_stopped_job_gets_no_other_run(string reason)
    {
        var run = _station.Fetched("J1");
        _station.Database.Write(transaction => transaction.Execute("UPDATE job SET stop_reason = @reason", new { reason }));
        _station.Spoil(run, "chip-mute");
        Assert.That(_station.Runs("J1"), Has.Count.EqualTo(1));
        Assert.That(_station.Job("J1").Status, Is.EqualTo("returned"));
    }

    [Test]
    public void A_job_whose_envelope_is_gone_gets_no_other_run()
    {
        var run = _station.Fetched("J1");
        _station.Database.Write(transaction => transaction.Execute("UPDATE job SET envelope = NULL"));
        _station.Spoil(run, "chip-mute");
        Assert.That(_station.Runs("J1"), Has.Count.EqualTo(1));
    }

    [Test]
    public void A_younger_lease_of_a_job_in_hand_takes_the_place_of_the_older_and_starts_nothing()
    {
        var run = _station.Until(_station.Fetched("J1"), CardState.Printing);
        Assert.That(_station.Database.Write(transaction => _station.Book.Enter(transaction, Lease("J1", "lease-2"), "E2")), Is.False);
        Assert.That((_station.Job("J1").LeaseId, _station.Job("J1").FenceEpoch, _station.Runs("J1").Count), Is.EqualTo(("lease-2", "E2", 1)));
        Assert.That(_station.Book.Find(run.RunId)!.State, Is.EqualTo(CardState.Printing));
    }

    [Test]
    public void A_job_that_was_issued_here_is_not_started_again_whoever_offers_it()
    {
        _station.Until(_station.Fetched("J1"), CardState.Issued);
        Assert.That(_station.Database.Write(transaction => _station.Book.Enter(transaction, Lease("J1", "lease-2"), "E2")), Is.False);
        Assert.That((_station.Job("J1").Status, _station.Job("J1").LeaseId, _station.Runs("J1").Count), Is.EqualTo(("issued", "lease-J1", 1)));
    }

    [Test]
    public void A_run_canceled_for_the_stations_own_reason_gives_the_job_back()
    {
        _station.Book.Move(_station.Fetched("J1"), CardTrigger.Cancel, new MoveDetails("central-restored"));
        Assert.That(_station.Reports().Single().Kind, Is.EqualTo("release"));
        _station.Book.Move(_station.Fetched("J2"), CardTrigger.Cancel, new MoveDetails("revoked"));
        Assert.That(_station.Reports()[^1].Body, Does.Contain("\"canceled\"").IgnoreCase);
        Assert.That((_station.Job("J1").Status, _station.Job("J2").Status), Is.EqualTo(("returned", "canceled")));
    }

    [TestCase("lease-ended")]
    [TestCase("not-your-lease")]
    public void A_lease_that_ended_before_its_payload_came_gives_the_job_back(string reason)
    {
        _station.Book.Move(Fetching("J1"), CardTrigger.PayloadRefused, new MoveDetails(reason, Field: "lease"));
        Assert.That(_station.Reports().Single().Kind, Is.EqualTo("release"));
        Assert.That(_station.Job("J1").Status, Is.EqualTo("returned"));
    }

    [Test]
    public void A_job_revoked_before_its_payload_came_is_reported_canceled()
    {
        _station.Book.Move(Fetching("J1"), CardTrigger.PayloadRefused, new MoveDetails("job-revoked"));
        Assert.That(_station.Reports().Single().Body, Does.Contain("\"status\":\"canceled\"").IgnoreCase);
    }

    [Test]
    public void A_job_leased_again_has_its_attempts_anew()
    {
        for (var lease = 1; lease <= 2; lease++)
        {
            _station.Fetched("J1");
            for (var attempt = 1; attempt <= 3; attempt++)
                _station.Spoil(_station.Runs("J1").Single(run => run.State == CardState.Fetched), "chip-mute");
            Assert.That((_station.Job("J1").Status, _station.Runs("J1").Count), Is.EqualTo(("returned", 3 * lease)));
        }
    }

    [Test]
    public void A_card_found_by_counting_goes_back_to_the_hopper_as_a_reversal()
    {
        var run = _station.Until(_station.Fetched("J1"), CardState.Feeding);
        run = _station.Book.Move(run, CardTrigger.CardMissing, new MoveDetails("power-lost"));
        Assert.That(_station.Balance(Places.Held), Is.EqualTo(1));
        run = _station.Book.Move(run, CardTrigger.OperatorCounts, new MoveDetails("counted", "siti"));
        Assert.That((run.State, _station.Balance(Places.Held), _station.Balance("Hopper(printer-1)")), Is.EqualTo((CardState.Fetched, 0L, 50L)));
        var entries = _station.Database.Read(BlankLedger.Entries);
        Assert.That(entries[^1].Reverses, Is.EqualTo(entries[^2].Sequence));
    }

    [Test]
    public void A_chip_that_is_booked_elsewhere_moves_from_there()
    {
        _station.Spoil(_station.Fetched("J1"), "chip-write-failed", uid: "04AA");
        var again = _station.Runs("J1").Single(run => run.State == CardState.Fetched);
        _station.Spoil(again, "uid-seen-before", uid: "04AA");
        Assert.That((_station.Balance("Hopper(printer-1)"), _station.Balance(Places.Spoiled)), Is.EqualTo((49L, 1L)));
    }

    private CardRun Fetching(string jobId) => _station.Database.Write(transaction => _station.Book.Open(transaction, new Job(jobId, "lease",
        "E1", 1, "IdentityCard", 3, "2019", "ktp-el", _station.Clock.GetUtcNow(), false, null, false, null, "open")));

    [TestCase("chip-mute,chip-mute,chip-mute", true)]
    [TestCase("chip-mute,chip-mute", false)]
    [TestCase("chip-mute,media-jam,chip-mute", false)]
    [TestCase("chip-mute,chip-mute,issued", false)]
    [TestCase("issued,chip-mute,chip-mute,chip-mute", true)]
    public void Three_cards_spoiled_in_a_row_for_one_cause_trip_the_breaker(string cards, bool trips)
    {
        foreach (var (card, i) in cards.Split(',').Select((card, i) => (card, i)))
        {
            _station.Clock.Advance(TimeSpan.FromMinutes(1));
            var run = _station.Fetched($"J{i}");
            if (card == "issued")
                _station.Until(run, CardState.Issued, $"04{i:X12}");
            else
                _station.Spoil(run, card);
        }

        Assert.That(SpoilBreaker.Trips(_station.Database, "printer-1"), Is.EqualTo(trips));
    }

    [Test]
    public void A_clock_set_back_hides_no_spoiled_card_from_the_breaker()
    {
        _station.Until(_station.Fetched("J0"), CardState.Issued, "04AA");
        _station.Clock.AdjustTime(_station.Clock.GetUtcNow() - TimeSpan.FromHours(3));
        for (var i = 1; i <= 3; i++)
            _station.Spoil(_station.Fetched($"J{i}"), "chip-mute");
        Assert.That(SpoilBreaker.Trips(_station.Database, "printer-1"), Is.True);
    }

    [Test]
    public void The_next_card_is_the_centres_first_and_a_job_that_lost_a_blank_before_others()
    {
        _station.Fetched("J1");
        _station.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = _station.Fetched("J2");
        Assert.That(_station.Book.NextFetched([])!.JobId, Is.EqualTo("J1"));
        Assert.That(_station.Book.NextFetched(["J1-1"])!.JobId, Is.EqualTo("J2"));
        _station.Spoil(second, "chip-mute");
        Assert.That(_station.Book.NextFetched([])!.RunId, Is.EqualTo("J2-2"));
        _station.Database.Write(transaction => transaction.Execute("UPDATE job SET priority = 0 WHERE job_id = 'J1'"));
        Assert.That(_station.Book.NextFetched([])!.JobId, Is.EqualTo("J1"));
    }

    [Test]
    public void The_next_card_of_a_version_needs_that_blank_or_one_that_nobody_knows()
    {
        _station.Fetched("J1");
        _station.Clock.Advance(TimeSpan.FromMinutes(1));
        _station.Fetched("J2");
        _station.Database.Write(transaction => transaction.Execute("UPDATE job SET blank_version = '2011' WHERE job_id = 'J1'"));
        string[] known = ["2011", "2019"];
        Assert.That((_station.Book.NextFetched([], "2019", known)!.JobId, _station.Book.NextFetched([], "2011", known)!.JobId), Is.EqualTo(("J2", "J1")));
        Assert.That(_station.Book.NextFetched([], "2019", ["2019"])!.JobId, Is.EqualTo("J1"), "no printer would ever take it: it is refused by name");
    }

    private static JobHeader Lease(string jobId, string leaseId) =>
        new(jobId, leaseId, 2, JobKind.IdentityCard, 3, "2019", "ktp-el", DateTimeOffset.UnixEpoch);
}

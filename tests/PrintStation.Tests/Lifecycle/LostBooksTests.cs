using PrintStation.Chips;
using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

/// <summary>Books from an earlier moment: what may have a card already is neither printed nor given back before people have looked.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed partial class LostBooksTests : IDisposable
{
    private const string Nik = "5371010101900001";
    private const string Uid = "04A1B2C3D4E5F6";
    private readonly TestStation _station = new();
    private readonly StationGate _gate;
    private readonly ScriptedCentre _centre = new();
    private readonly ChipOnDesk _desk = new();
    private readonly LostBooks _lost;

    public LostBooksTests()
    {
        _gate = _station.Gate();
        _station.Database.Write(transaction => transaction.Set("epoch", "E1"));
        _lost = _centre.Lost(_station, _gate, _desk);
    }

    private bool IsPaused => _gate.Has(StationGate.Station, GateReasons.BooksBehind);

    [Test]
    public async Task Books_that_are_behind_the_centres_knowledge_pause_and_keep_what_was_fetched()
    {
        var run = _station.Fetched("J1");
        _centre.Leases = [Lease("J1")];
        await BeatBehindAsync();
        Assert.That(IsPaused);
        Assert.That((_station.Book.Find(run.RunId)!.State, _station.Job("J1").IsInDoubt, _station.Reports()),
            Is.EqualTo((CardState.Fetched, true, Array.Empty<object>())));
        Assert.That(_station.Book.NextFetched([]), Is.Null, "nothing in doubt is prepared for a printer");
    }

    [Test]
    public async Task Another_hash_at_a_known_place_is_behind_too_and_the_same_hash_is_not()
    {
        var head = _station.Database.Read(BlankLedger.Head)!;
        _centre.Known = new LedgerHead(head.Sequence, head.Hash);
        await BeatAsync();
        Assert.That(_gate.Pauses, Is.Empty);
        _centre.Known = new LedgerHead(head.Sequence, "other");
        await BeatAsync();
        Assert.That(IsPaused);
    }

    [Test]
    public void A_head_file_that_was_taken_away_proves_nothing_and_pauses()
    {
        File.Delete(Path.Combine(_station.Directory, "ledger-head.json"));
        _lost.CompareHeadFile();
        Assert.That(IsPaused);
    }

    [Test]
    public void A_job_in_doubt_pauses_from_the_start_though_the_reason_is_gone()
    {
        _station.Fetched("J0");
        _station.Database.Write(transaction => transaction.Execute("UPDATE job SET in_doubt = 1"));
        _lost.CompareHeadFile();
        Assert.That(IsPaused);
    }

    /// <summary>A counter that is one ahead while a card is inside: perhaps that card was issued since, and another was begun.</summary>
    [TestCase(0, 0, null, true)]
    [TestCase(1, 0, null, false)]
    [TestCase(-1, 0, null, false)]
    [TestCase(0, 0, CardState.Feeding, true)]
    [TestCase(1, 0, CardState.Feeding, true)]
    [TestCase(1, 4, CardState.Feeding, false)]
    [TestCase(2, 0, CardState.Feeding, false)]
    [TestCase(0, 4, CardState.Fed, false)]
    [TestCase(0, 4, CardState.Encoding, false)]
    [TestCase(0, 4, CardState.Encoded, false)]
    [TestCase(0, 4, CardState.Printing, true)]
    [TestCase(0, 2, CardState.Condemned, true)]
    [TestCase(1, 0, CardState.Printing, false)]
    [TestCase(-1, 0, CardState.Printing, false)]
    public void A_machine_that_did_more_than_the_books_know_shows_it(long taken, long printed, CardState? inside, bool known) =>
        Assert.That(PrinterLane.IsKnown(taken, printed, inside), Is.EqualTo(known));

    [Test]
    public async Task An_outcome_that_the_centre_holds_otherwise_shows_it_once_and_after_the_reconciliation_for_younger_jobs_only()
    {
        _station.Fetched("J1");
        _lost.CompareOutcome("J1");
        Assert.That((IsPaused, _station.Job("J1").IsInDoubt), Is.EqualTo((true, true)));

        _centre.Leases = [Lease("J1")];
        await BeatAsync();
        _lost.Settle("petugas-1", "petugas-2");
        _lost.CompareOutcome("J1");
        Assert.That(IsPaused, Is.False, "explained by the same restore");

        _station.Fetched("J2");
        _lost.CompareOutcome("J2");
        Assert.That(IsPaused);
    }

    [Test]
    public async Task A_lease_that_the_books_do_not_hold_shows_that_they_are_behind_and_is_entered_in_doubt()
    {
        _centre.Leases = [Lease("J9")];
        await BeatAsync();
        Assert.That((IsPaused, _station.Job("J9").IsInDoubt, _station.Runs("J9").Single().State), Is.EqualTo((true, true, CardState.Fetching)));
    }

    [Test]
    public async Task Jobs_are_in_doubt_only_while_it_pauses_also_when_books_are_found_behind_while_two_persons_answer()
    {
        _station.Fetched("J1");
        _centre.Leases = [Lease("J1")];
        for (var round = 0; round < 100; round++)
        {
            _lost.Stop();
            await BeatAsync();
            using var together = new Barrier(2);
            await Task.WhenAll(
                Task.Run(() =>
                {
                    together.SignalAndWait();
                    _lost.Settle("petugas-1", "petugas-2");
                }),
                Task.Run(() =>
                {
                    together.SignalAndWait();
                    _lost.Stop();
                }));
            Assert.That(_station.Job("J1").IsInDoubt, Is.EqualTo(IsPaused), $"round {round}");
        }
    }

    [Test]
    public async Task A_lease_of_a_claim_on_its_way_is_no_sign_of_lost_books()
    {
        _station.Database.Write(transaction => transaction.Set(CardQueue.ClaimSetting, "key/5"));
        _centre.Leases = [Lease("J9")];
        await BeatAsync();
        Assert.That((IsPaused, _station.Book.FindJob("J9")), Is.EqualTo((false, (Job?)null)));
    }

    [Test]
    public async Task What_had_its_last_outcome_after_the_backup_is_dropped_and_given_back()
    {
        _station.Fetched("J1");
        await BeatBehindAsync();
        Assert.That((_station.Runs("J1").Single().State, _station.Job("J1").Status, _station.Reports().Single().Kind),
            Is.EqualTo((CardState.Canceled, "returned", "release")));
    }

    [TestCase(OutcomeStatus.Held, CardState.Held)]
    [TestCase(OutcomeStatus.Missing, CardState.Missing)]
    public async Task A_card_that_the_centre_knows_to_be_outside_waits_for_a_person(OutcomeStatus told, CardState state)
    {
        var run = _station.Fetched("J1");
        _centre.Leases = [Lease("J1", new LastOutcome(1, told, Uid))];
        await BeatBehindAsync();
        var waiting = _station.Book.Find(run.RunId)!;
        Assert.That((waiting.State, waiting.BlankUid, _station.Balance(Places.Held), _station.Balance(Places.Difference)),
            Is.EqualTo((state, Uid, 1L, -1L)));
    }

    [Test]
    public async Task A_card_of_the_run_before_that_is_accounted_for_here_says_nothing_of_the_next_one()
    {
        _station.Spoil(_station.Fetched("J1"), "chip-mute", Uid);
        _centre.Leases = [Lease("J1", new LastOutcome(1, OutcomeStatus.Missing, Uid))];
        await BeatBehindAsync();
        Assert.That(_station.Runs("J1").Select(run => (run.Attempt, run.State)),
            Is.EqualTo(new[] { (1L, CardState.Spoiled), (2L, CardState.Fetched) }));
    }

    /// <summary>It was fed again, called back and spoiled, and the job was claimed once more; then the backup came, in which it is issued.</summary>
    [TestCase("lease-J1", Description = "the backup came before the job went back")]
    [TestCase("lease-of-now")]
    public async Task A_card_that_was_called_back_since_the_backup_waits_for_a_person_and_its_job_for_another(string leaseOfNow)
    {
        var run = _station.Until(_station.Fetched("J1"), CardState.Issued, Uid);
        (_centre.Leases, _centre.Voided) = ([Lease("J1") with { Header = Lease("J1").Header with { LeaseId = leaseOfNow, Fence = 2 } }], [Uid]);
        await BeatBehindAsync();
        var waiting = _station.Book.Find(run.RunId)!;
        Assert.That((waiting.State, waiting.Reason, _station.Job("J1").IsInDoubt), Is.EqualTo((CardState.Missing, LostBooks.KnownToCentre, true)));
        Assert.That(() => _lost.Settle("siti", "budi"), Code("resume.card-waits"));

        _station.Book.Move(waiting, CardTrigger.OperatorRejects, new MoveDetails(LostBooks.KnownToCentre, "siti"));
        Assert.That((_station.Job("J1").LeaseId, _station.Runs("J1")[^1].State), Is.EqualTo((leaseOfNow, CardState.Fetching)));
    }

    [Test]
    public async Task A_card_that_is_issued_here_and_good_stays_so_whatever_lease_the_centre_has_of_its_job()
    {
        var run = _station.Until(_station.Fetched("J1"), CardState.Issued, Uid);
        _centre.Leases = [Lease("J1") with { Header = Lease("J1").Header with { LeaseId = "lease-of-now" } }];
        await BeatBehindAsync();
        Assert.That((_station.Book.Find(run.RunId)!.State, _station.Job("J1").Status), Is.EqualTo((CardState.Issued, "issued")));
    }

    public void Dispose()
    {
        _station.Dispose();
        _centre.Dispose();
    }

    private static NUnit.Framework.Constraints.Constraint Code(string code) =>
        Throws.TypeOf<AnswerRefused>().With.Property("Code").EqualTo(code);

    private static HeldLease Lease(string jobId, LastOutcome? last = null) => new(
        new JobHeader(jobId, $"lease-{jobId}", 1, JobKind.IdentityCard, 3, "2019", "ktp-el", DateTimeOffset.UnixEpoch), "E1", last);

    private void Know(string jobId, string nik) => _station.Database.Write(transaction =>
        transaction.Execute("UPDATE job SET nik_digest = @digest WHERE job_id = @jobId", new { digest = $"digest of {nik}", jobId }));

    private void LayOnDesk(string nik)
    {
        _desk.Lies(Uid);
        _desk.Element = System.Text.Encoding.UTF8.GetBytes($"\"{nik}\",\"JL. MELATI\"");
    }

    /// <summary>One heartbeat of a centre that remembers a later movement.</summary>
    private Task BeatBehindAsync()
    {
        _centre.Known = new LedgerHead(99, "later");
        return BeatAsync();
    }

    private Task BeatAsync() => _centre.BeatAsync(_centre.Link(_station, _gate, _lost));
}

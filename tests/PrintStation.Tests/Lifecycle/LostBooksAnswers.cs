using PrintStation.Chips;
using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

/// <summary>What people do about books from an earlier moment: cards are shown, and two persons say that there is no other.</summary>
internal sealed partial class LostBooksTests
{
    [Test]
    public async Task A_card_on_the_desk_that_the_books_forgot_is_held_for_the_job_that_its_chip_names()
    {
        var run = _station.Fetched("J1");
        Know("J1", Nik);
        _centre.Leases = [Lease("J1")];
        await BeatBehindAsync();
        LayOnDesk(Nik);
        var found = await _lost.FindAsync("siti", default);
        Assert.That((found.RunId, found.State, found.BlankUid), Is.EqualTo((run.RunId, CardState.Held, Uid)));
        Assert.That(() => _lost.Settle("siti", "budi"), Code("resume.card-waits"));
        _station.Book.Move(found, CardTrigger.OperatorAccepts, new MoveDetails(null, "siti"));
        _lost.Settle("siti", "budi");
        Assert.That((IsPaused, _station.Job("J1").Status, _station.Runs("J1").Count), Is.EqualTo((false, "issued", 1)));
    }

    [Test]
    public async Task A_job_that_the_centre_revokes_while_the_books_are_behind_stays_in_doubt_and_its_card_is_taken_in()
    {
        var run = _station.Fetched("J1");
        Know("J1", Nik);
        (_centre.Leases, _centre.Revoked) = ([Lease("J1")], ["J1"]);
        await BeatBehindAsync();
        Assert.That((_station.Book.Find(run.RunId)!.State, _station.Job("J1").StopReason, _station.Job("J1").IsInDoubt),
            Is.EqualTo((CardState.Fetched, "revoked", true)));
        LayOnDesk(Nik);
        Assert.That((await _lost.FindAsync("siti", default)).State, Is.EqualTo(CardState.Held));
    }

    [Test]
    public async Task A_lease_that_a_centre_restored_too_has_forgotten_keeps_its_job_in_doubt_and_is_never_made()
    {
        var run = _station.Fetched("J1");
        Know("J1", Nik);
        _centre.Epoch = "E2";
        await BeatBehindAsync();
        await BeatAsync();
        Assert.That((_station.Book.Find(run.RunId)!.State, _station.Job("J1").IsInDoubt), Is.EqualTo((CardState.Fetched, true)));
        LayOnDesk("5371010101900002");
        Assert.That(() => _lost.FindAsync("siti", default), Code("found.no-job"));

        _lost.Settle("siti", "budi");
        Assert.That((_station.Job("J1").StopReason, _station.Job("J1").IsInDoubt), Is.EqualTo((LostBooks.LeaseEnded, false)));
    }

    [Test]
    public async Task A_card_of_a_job_that_was_given_back_once_and_came_again_is_held_for_its_present_run()
    {
        _station.Book.Move(_station.Fetched("J1"), CardTrigger.Cancel, new MoveDetails("central-restored"));
        var run = _station.Fetched("J1");
        Know("J1", Nik);
        _centre.Leases = [Lease("J1")];
        await BeatBehindAsync();
        LayOnDesk(Nik);
        Assert.That((await _lost.FindAsync("siti", default)).RunId, Is.EqualTo(run.RunId));
    }

    [Test]
    public async Task A_card_of_another_person_or_one_that_gives_nothing_finds_no_run()
    {
        await DoubtAsync();
        LayOnDesk("5371010101900002");
        Assert.That(() => _lost.FindAsync("siti", default), Code("found.no-job"));
        _desk.Element = null;
        Assert.That(() => _lost.FindAsync("siti", default), Code("found.not-readable"));
        _desk.Lies(null);
        Assert.That(() => _lost.FindAsync("siti", default), Code("desk.no-card"));
    }

    /// <summary>Whoever threw it away would throw away a good one.</summary>
    [TestCase(ChipReasons.SamUnreachable, "desk.sam-silent")]
    [TestCase(ChipReasons.SamSuspended, "desk.sam-suspended")]
    [TestCase(ChipReasons.ReaderUnreachable, "desk.reader-silent")]
    [TestCase(ChipReasons.WrongReader, "desk.wrong-reader")]
    [TestCase(ChipReasons.Several, "desk.several-cards")]
    [TestCase(ChipReasons.UidDiffers, "desk.other-card")]
    [TestCase(ChipReasons.Mute, "found.not-readable")]
    [TestCase(ChipReasons.SamRefused, "found.not-readable")]
    public async Task That_nobody_could_look_at_a_card_says_nothing_of_it(string trouble, string code)
    {
        await DoubtAsync();
        LayOnDesk(Nik);
        (_desk.Element, _desk.Trouble) = (null, trouble);
        Assert.That(() => _lost.FindAsync("siti", default), Code(code));
    }

    [Test]
    public async Task A_card_that_was_called_back_after_the_backup_is_not_handed_out_however_long_ago_that_was()
    {
        _centre.Voided = [Uid];
        await DoubtAsync();
        LayOnDesk(Nik);
        Assert.That(() => _lost.FindAsync("siti", default), Code("found.voided"));
    }

    [Test]
    public async Task Before_the_centre_has_told_its_leases_no_card_counts_as_nobodys()
    {
        _centre.Leases = null;
        await BeatBehindAsync();
        LayOnDesk(Nik);
        Assert.That(() => _lost.FindAsync("siti", default), Code("resume.centre-first"));
    }

    private async Task DoubtAsync()
    {
        _station.Fetched("J1");
        Know("J1", Nik);
        _centre.Leases = [Lease("J1")];
        await BeatBehindAsync();
    }

    [Test]
    public async Task A_found_card_whose_run_waits_as_missing_is_to_be_rejected_there()
    {
        var run = _station.Book.Move(_station.Until(_station.Fetched("J1"), CardState.Feeding), CardTrigger.CardMissing, new MoveDetails("power-lost"));
        Know("J1", Nik);
        _centre.Leases = [Lease("J1")];
        await BeatBehindAsync();
        LayOnDesk(Nik);
        Assert.That(() => _lost.FindAsync("siti", default), Code("found.run-waits").And.Property("Subject").EqualTo(run.RunId));
    }

    [Test]
    public async Task A_found_card_whose_run_was_given_another_one_in_the_machine_is_answered_for_before_the_doubt_ends()
    {
        var run = _station.Until(_station.Fetched("J1"), CardState.Encoding, "04FFFFFFFFFF01");
        Know("J1", Nik);
        _centre.Leases = [Lease("J1")];
        await BeatBehindAsync();
        LayOnDesk(Nik);
        var condemned = _station.Book.Move(run, CardTrigger.EncodeFailed, new MoveDetails("interrupted"));
        Assert.That(_lost.HasOtherCard("J1"), Is.False);
        Assert.That(() => _lost.FindAsync("siti", default), Code("found.machine-first").And.Property("Subject").EqualTo("printer-1"));
        Assert.That((_lost.HasOtherCard("J1"), _lost.HasOtherCard("J2")), Is.EqualTo((true, false)));

        var rejecting = _station.Book.Move(condemned, CardTrigger.StartRejecting, new MoveDetails("interrupted"));
        _station.Book.Move(rejecting, CardTrigger.CardRejected, new MoveDetails("interrupted"));
        Assert.That(() => _lost.Settle("siti", "budi"), Code("resume.shown-card-waits").And.Property("Subject").EqualTo(Uid));

        var found = await _lost.FindAsync("siti", default);
        Assert.That((found.State, found.Attempt, found.BlankUid), Is.EqualTo((CardState.Held, 2, Uid)));
        _station.Book.Move(found, CardTrigger.OperatorAccepts, new MoveDetails(null, "siti"));
        _lost.Settle("siti", "budi");
        Assert.That((IsPaused, _station.Job("J1").Status, _lost.HasOtherCard("J1")), Is.EqualTo((false, "issued", false)));
    }

    [Test]
    public void Without_a_reason_no_card_is_looked_for() => Assert.That(() => _lost.FindAsync("siti", default), Code("found.books-not-behind"));

    [Test]
    public async Task Only_two_persons_end_the_doubt_and_only_after_the_centre_has_told()
    {
        _station.Fetched("J1");
        _centre.Leases = null;
        await BeatBehindAsync();
        Assert.That(() => _lost.Settle("siti", null), Code("person.two-needed"));
        Assert.That(() => _lost.Settle("siti", "budi"), Code("resume.centre-first"));
        _centre.Leases = [Lease("J1")];
        await BeatBehindAsync();
        _lost.Settle("siti", "budi");
        Assert.That((IsPaused, _station.Book.NextFetched([])?.JobId), Is.EqualTo((false, "J1")));
        await BeatBehindAsync();
        Assert.That(IsPaused, Is.False, "the same knowledge pauses no more");
    }

    [Test]
    public async Task A_damaged_file_beside_the_books_is_named_before_persons_may_end_the_doubt()
    {
        _centre.Leases = [Lease("J1")];
        _station.Fetched("J1");
        await BeatBehindAsync();
        var file = Path.Combine(_station.Directory, "ledger-head.json");
        await File.WriteAllTextAsync(file, "{\"Sequence\":");
        Assert.That(() => _lost.Settle("siti", "budi"), Code("resume.head-file-damaged").And.Property("Subject").EqualTo(file));
        Assert.That(IsPaused);

        File.Move(file, file + ".damaged");
        _lost.Settle("siti", "budi");
        Assert.That(IsPaused, Is.False);
    }

    [Test]
    public async Task A_machine_that_is_away_with_a_card_inside_keeps_the_doubt()
    {
        _station.Until(_station.Fetched("J1"), CardState.Verified);
        _gate.Close("printer-1", GateReasons.ConnectingToDevice);
        _centre.Leases = [Lease("J1")];
        await BeatBehindAsync();
        Assert.That(() => _lost.Settle("siti", "budi"), Code("resume.machine-first").And.Property("Subject").EqualTo("printer-1"));
    }

    [Test]
    public async Task The_next_run_of_a_job_in_doubt_waits_with_it()
    {
        var printing = _station.Until(_station.Fetched("J1"), CardState.Printing);
        _centre.Leases = [Lease("J1")];
        await BeatBehindAsync();
        var missing = _station.Book.Move(printing, CardTrigger.CardMissing, new MoveDetails("power-lost"));
        _station.Book.Move(missing, CardTrigger.OperatorRejects, new MoveDetails("power-lost", "siti"));
        Assert.That(_station.Runs("J1").Select(run => run.State), Is.EquivalentTo(new[] { CardState.Spoiled, CardState.Fetched }));
        Assert.That(_station.Book.NextFetched([]), Is.Null, "its card may have been issued");
        Assert.That(_station.Reports().Select(report => report.Kind), Does.Not.Contain("release"));
    }
}

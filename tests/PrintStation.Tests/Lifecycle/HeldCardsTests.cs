using PrintStation.Chips;
using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Storage;

namespace PrintStation.Tests.Lifecycle;

/// <summary>What a person answers about a card, and what is not taken for an answer.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed partial class HeldCardsTests : IDisposable
{
    private const string Uid = "04A1B2C3D4E5F6";
    private readonly TestStation _station = new();
    private readonly ChipOnDesk _desk = new();

    [Test]
    public async Task A_held_card_on_the_desk_with_its_content_and_a_good_face_is_issued()
    {
        var run = Held();
        _desk.Lies(Uid);
        var issued = await Cards().AcceptAsync(run.RunId, faceIsGood: true, "siti", default);
        Assert.That((issued.State, _station.Balance(Places.Issued), _station.Balance(Places.Held)), Is.EqualTo((CardState.Issued, 1L, 0L)));
        Assert.That(_station.Database.Read(BlankLedger.Head)!.Person, Is.EqualTo("siti"));
    }

    [TestCase(Uid, true, ChipVerdict.Bad, "held.content-differs")]
    [TestCase(Uid, true, ChipVerdict.Unknown, "desk.sam-silent", ChipReasons.SamUnreachable)]
    [TestCase(Uid, true, ChipVerdict.Bad, "desk.sam-suspended", ChipReasons.SamSuspended)]
    [TestCase(Uid, true, ChipVerdict.Unknown, "desk.reader-silent", ChipReasons.ReaderUnreachable)]
    [TestCase(Uid, false, ChipVerdict.Good, "held.face-not-confirmed")]
    [TestCase("04FFFFFFFFFFFF", true, ChipVerdict.Good, "held.other-card")]
    [TestCase(null, true, ChipVerdict.Good, "desk.no-card")]
    public void A_doubtful_acceptance_changes_nothing(
        string? onDesk, bool face, ChipVerdict verdict, string code, string trouble = ChipReasons.Content)
    {
        _desk.Trouble = trouble;
        var run = Held();
        _desk.Lies(onDesk);
        _desk.Verdict = verdict;
        Refused(() => Cards().AcceptAsync(run.RunId, face, "siti", default), code);
        Assert.That(_station.Book.Find(run.RunId)!.State, Is.EqualTo(CardState.Held));
    }

    [Test]
    public void A_card_that_the_centre_has_voided_is_not_accepted()
    {
        var run = Held();
        _desk.Lies(Uid);
        _station.Database.Write(transaction => BlankStock.NoteVoided(transaction, [Uid]));
        Refused(() => Cards().AcceptAsync(run.RunId, faceIsGood: true, "siti", default), "found.voided");
    }

    [Test]
    public void A_missing_card_is_never_accepted()
    {
        var run = Missing(Uid);
        _desk.Lies(Uid);
        Refused(() => Cards().AcceptAsync(run.RunId, faceIsGood: true, "siti", default), "held.not-held");
    }

    [Test]
    public void Of_two_persons_who_answer_at_once_the_later_is_told_so_and_changes_nothing()
    {
        var run = Missing(Uid);
        _desk.Lies(Uid);
        // While the first reads the card, the second answers.
        _desk.BeforeReading = () => _station.Book.Move(run, CardTrigger.DeclareLost, new MoveDetails("declared-lost", "budi, ratna"));
        Assert.That(() => Cards().RejectAsync(run.RunId, unreadable: false, "siti", null, default), Throws.TypeOf<RunMovedException>());
        Assert.That(_station.Book.Find(run.RunId)!.State, Is.EqualTo(CardState.LossPending));
    }

    [Test]
    public async Task A_rejected_card_is_spoiled_and_the_job_goes_on()
    {
        var run = Missing(Uid);
        _desk.Lies(Uid);
        await Cards().RejectAsync(run.RunId, unreadable: false, "siti", null, default);
        Assert.That(_station.Runs("J1").Select(each => each.State), Is.EquivalentTo(new[] { CardState.Spoiled, CardState.Fetched }));
        Assert.That(_station.Balance(Places.Spoiled), Is.EqualTo(1));
    }

    [Test]
    public void Another_card_on_the_desk_does_not_settle_it()
    {
        var run = Missing(Uid);
        _desk.Lies("04FFFFFFFFFFFF");
        Refused(() => Cards().RejectAsync(run.RunId, unreadable: false, "siti", null, default), "held.other-card");
    }

    [Test]
    public void A_run_without_a_uid_does_not_take_a_card_that_is_booked_elsewhere()
    {
        _station.Until(_station.Fetched("J0"), CardState.Issued, "04BB");
        var run = Missing(uid: null);
        _desk.Lies("04BB");
        Refused(() => Cards().RejectAsync(run.RunId, unreadable: false, "siti", null, default), "held.card-booked-elsewhere");
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("SITI ")]
    public void Two_persons_are_two_different_persons(string? witness)
    {
        var run = Missing(Uid);
        Refused(() => Cards().RejectAsync(run.RunId, unreadable: true, "siti", witness, default), "person.two-needed");
        Assert.That(() => Cards().DeclareLost(run.RunId, "siti", witness), Throws.TypeOf<AnswerRefused>());
    }

    [Test]
    public async Task An_unreadable_card_lets_the_next_run_wait_for_the_revocation_of_its_uid()
    {
        var run = Missing(Uid);
        await Cards().RejectAsync(run.RunId, unreadable: true, "siti", "budi", default);
        Assert.That(_station.Runs("J1").Select(each => each.State), Is.EqualTo(new[] { CardState.Spoiled }));
        Assert.That(_station.Reports().Select(report => report.Kind), Does.Contain("revocation"));
    }

    [Test]
    public void A_lost_card_is_booked_lost_and_its_uid_is_to_be_revoked()
    {
        var run = Missing(Uid);
        var lost = Cards().DeclareLost(run.RunId, "siti", "budi");
        Assert.That((lost.State, _station.Balance(Places.Lost)), Is.EqualTo(("LossPending", 1L)));
        var revocation = _station.Reports().Single(report => report.Kind == "revocation");
        Assert.That(revocation.Body, Does.Contain(Uid).And.Contain("siti").And.Contain("budi"));
        Assert.That(_station.Runs("J1"), Has.Count.EqualTo(1), "no other card before the centre has acknowledged");
    }

    [Test]
    public void Only_a_run_without_a_recorded_card_is_settled_by_counting()
    {
        var run = Missing(Uid);
        Assert.That(() => Cards().Count(run.RunId, pathIsEmpty: true, 50, "siti"), Throws.TypeOf<AnswerRefused>().With.Property("Code").EqualTo("held.not-countable"));
    }

    [Test]
    public void A_run_whose_printer_nobody_remembers_is_not_settled_by_counting()
    {
        var run = _station.Book.Move(_station.Fetched("J9"), CardTrigger.CardMissing, new MoveDetails("known-to-centre"));
        Assert.That(() => Cards().Count(run.RunId, pathIsEmpty: true, 50, "siti"), Code("held.not-countable"));
    }

    [Test]
    public void Of_two_blanks_that_are_back_in_one_hopper_each_is_counted_back()
    {
        var runs = new[] { "J1", "J2" }.Select(job => _station.Book.Move(
            _station.Until(_station.Fetched(job), CardState.Feeding), CardTrigger.CardMissing, new MoveDetails("power-lost"))).ToList();
        Assert.That(() => Cards().Count(runs[0].RunId, pathIsEmpty: true, 51, "siti"), Code("held.count-differs"), "nobody looks for a third");
        Assert.That(() => Cards().Count(runs[0].RunId, pathIsEmpty: true, 48, "siti"), Code("held.count-differs"));
        foreach (var run in runs)
            Assert.That(Cards().Count(run.RunId, pathIsEmpty: true, 50, "siti").State, Is.EqualTo("Fetched"));
        Assert.That(_station.Balance("Hopper(printer-1)"), Is.EqualTo(50));
    }

    /// <summary>Who is told how many are looked for needs not count any more.</summary>
    [TestCase(0)]
    [TestCase(48)]
    [TestCase(51)]
    public void A_count_that_does_not_agree_is_not_told_what_would(int counted)
    {
        var runs = new[] { "J1", "J2" }.Select(job => _station.Book.Move(
            _station.Until(_station.Fetched(job), CardState.Feeding), CardTrigger.CardMissing, new MoveDetails("power-lost"))).ToList();
        var refusal = Assert.Catch<AnswerRefused>(() => Cards().Count(runs[0].RunId, pathIsEmpty: true, counted, "siti"))!;
        foreach (var language in new[] { "en", "id" })
        {
            var sentence = new StationTexts(language).Format($"error.{refusal.Code}", refusal.Subject);
            Assert.That(sentence.Replace("printer-1", ""), Does.Not.Match(@"\d").And.Contain("printstation held lost"), language);
        }
    }

    [Test]
    public void A_name_that_the_centre_would_not_take_is_refused_before_anything_is_declared()
    {
        var run = _station.Book.Move(_station.Until(_station.Fetched("J1"), CardState.Feeding), CardTrigger.CardMissing, new MoveDetails("power-lost"));
        Assert.That(() => Cards().DeclareLost(run.RunId, "siti", new string('b', 129)), Code("person.too-long"));
        Assert.That(Cards().DeclareLost(run.RunId, "siti", new string('b', 128)).State, Is.EqualTo("LossPending"));
    }

    [Test]
    public void Counting_settles_it_only_when_the_hopper_holds_the_blank_again()
    {
        var run = Missing(uid: null);
        Assert.That(() => Cards().Count(run.RunId, pathIsEmpty: false, 50, "siti"), Code("held.path-not-confirmed"));
        Assert.That(() => Cards().Count(run.RunId, pathIsEmpty: true, 49, "siti"), Code("held.count-differs"));
        Assert.That(Cards().Count(run.RunId, pathIsEmpty: true, 50, "siti").State, Is.EqualTo("Fetched"));
        Assert.That((_station.Balance("Hopper(printer-1)"), _station.Balance(Places.Held)), Is.EqualTo((50L, 0L)));
    }

    [Test]
    public void A_card_of_a_stopped_job_is_not_accepted()
    {
        var run = Held();
        _station.Database.Write(transaction => transaction.Execute("UPDATE job SET stop_reason = 'revoked'"));
        _desk.Lies(Uid);
        Refused(() => Cards().AcceptAsync(run.RunId, faceIsGood: true, "siti", default), "held.job-stopped");
    }

    [Test]
    public async Task A_card_that_lies_here_is_accepted_although_the_books_were_behind()
    {
        var run = Held();
        _station.Database.Write(transaction => transaction.Execute("UPDATE job SET in_doubt = 1"));
        _desk.Lies(Uid);
        Assert.That((await Cards().AcceptAsync(run.RunId, faceIsGood: true, "siti", default)).State, Is.EqualTo(CardState.Issued));
    }

    [Test]
    public void A_card_inside_the_machine_is_the_machines()
    {
        var run = _station.Book.Move(_station.Until(_station.Fetched("J1"), CardState.Feeding), CardTrigger.CardUnfit,
            new MoveDetails("chip-mute"));
        Refused(() => Cards().RejectAsync(run.RunId, unreadable: true, "siti", "budi", default), "held.in-machine");
    }

    [Test]
    public async Task Strays_are_settled_before_other_cards_and_a_known_card_gives_its_blank_back_to_the_hopper()
    {
        var run = Missing(Uid);
        BookStray();
        _desk.Lies(Uid);
        Refused(() => Cards().RejectAsync(run.RunId, unreadable: false, "siti", null, default), "held.stray-first");
        await Cards().RejectAsync("stray-1", unreadable: false, "siti", null, default);
        Assert.That((_station.Balance("Machine(printer-1)"), _station.Balance("Hopper(printer-1)")), Is.EqualTo((0L, 49L)));
        await Cards().RejectAsync(run.RunId, unreadable: false, "siti", null, default);
        Assert.That((_station.Balance(Places.Spoiled), _station.Balance(Places.Held)), Is.EqualTo((1L, 0L)));
    }

    [Test]
    public void Of_two_cards_fed_as_one_the_runs_own_is_not_the_stray()
    {
        BookStray();
        _station.Spoil(_station.Fetched("J1"), "two-cards", Uid);
        _desk.Lies(Uid);
        Refused(() => Cards().RejectAsync("stray-1", unreadable: false, "siti", null, default), "held.other-card");
        _desk.Lies("04AABBCCDDEEFF");
        Assert.That(async () => await Cards().RejectAsync("stray-1", unreadable: false, "siti", null, default), Throws.Nothing);
        Assert.That((_station.Balance(Places.Spoiled), _station.Balance("Machine(printer-1)")), Is.EqualTo((2L, 0L)));
    }

    [Test]
    public async Task A_stray_that_two_persons_call_unreadable_is_spoiled_under_both_names()
    {
        BookStray();
        Refused(() => Cards().RejectAsync("stray-1", unreadable: true, "siti", "siti", default), "person.two-needed");
        await Cards().RejectAsync("stray-1", unreadable: true, "siti", "budi", default);
        Assert.That(_station.Database.Read(BlankLedger.Head)!.Person, Is.EqualTo("siti, budi"));
    }

    [Test]
    public void A_stray_that_nobody_finds_is_written_off_by_two_persons()
    {
        BookStray();
        Assert.That(() => Cards().DeclareLost("stray-1", "siti", null), Code("person.two-needed"));
        Cards().DeclareLost("stray-1", "siti", "budi");
        Assert.That((_station.Balance(Places.Lost), _station.Balance("Machine(printer-1)"), Cards().List().Count), Is.EqualTo((1L, 0L, 0)));
    }

    public void Dispose() => _station.Dispose();

    private CardRun Held() =>
        _station.Book.Move(_station.Until(_station.Fetched("J1"), CardState.Printing), CardTrigger.CardOutside, new MoveDetails("no-answer"));

    /// <summary>A card that came in without a run, its UID unread.</summary>
    private void BookStray() => _station.Database.Write(transaction =>
    {
        var booked = _station.Ledger.Record(transaction, new Movement(1, "Hopper(printer-1)", "Machine(printer-1)", "stray-card", "station",
            _station.Clock.GetUtcNow()));
        transaction.Execute("INSERT INTO stray (printer, booked_by, seen_at) VALUES ('printer-1', @Sequence, '2026-11-02T01:00:00.000Z')",
            new { booked.Sequence });
    });

    private CardRun Missing(string? uid) => uid is null
        ? _station.Book.Move(_station.Until(_station.Fetched("J1"), CardState.Feeding), CardTrigger.CardMissing, new MoveDetails("power-lost"))
        : _station.Book.Move(_station.Until(_station.Fetched("J1"), CardState.Printing, uid), CardTrigger.CardMissing, new MoveDetails("media-jam"));

    private HeldCards Cards() => new(_station.Database, _station.Book, _station.Ledger, _station.Stock, _station.Outbox,
        run => new PreparedCard(run, "", false, new ChipContent(new Dictionary<string, byte[]>(), [], _ => [], (_, _) => true), []),
        new DeskReader(_desk), _station.Facts, _station.Clock);

    private static NUnit.Framework.Constraints.IResolveConstraint Code(string code) =>
        Throws.TypeOf<AnswerRefused>().With.Property("Code").EqualTo(code);

    private static void Refused(Func<Task> act, string code) =>
        Assert.That(act, Throws.TypeOf<AnswerRefused>().With.Property("Code").EqualTo(code));
}

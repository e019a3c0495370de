using PrintStation.Chips;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

/// <summary>A misprint that is found later: called back, answered for, and another card is asked for.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RecallTests : IDisposable
{
    private const string Uid = "04A1B2C3D4E5F6";
    private readonly TestStation _station = new();
    private readonly ChipOnDesk _desk = new();

    [Test]
    public async Task For_a_misprint_that_is_spoiled_another_card_is_asked()
    {
        var run = Recalled("misprint");
        Assert.That(_station.Facts.Waiting(), Is.Zero, "the card is not accounted for");
        _desk.Lies(Uid);
        await Cards().RejectAsync(run.RunId, unreadable: false, "siti", null, default);
        Assert.That(Asked(), Is.EqualTo(("reprint-request", $"v1/cards/{Uid}/reprint-request")));
        Assert.That(_station.Facts.Of("J1").Single().Body, Does.Contain("\"reason\":\"misprint\"").And.Contain("\"by\":\"siti\""));
        Assert.That(_station.Runs("J1").Single().State, Is.EqualTo(CardState.Spoiled));
    }

    [Test]
    public void For_one_that_two_persons_declare_lost_too()
    {
        Cards().DeclareLost(Recalled("damaged").RunId, "siti", "budi");
        Assert.That(Asked().Kind, Is.EqualTo("reprint-request"));
    }

    [Test]
    public async Task For_a_card_that_was_never_issued_none_is_asked()
    {
        var run = _station.Book.Move(_station.Until(_station.Fetched("J1"), CardState.Printing, Uid), CardTrigger.CardMissing, new MoveDetails("misprint"));
        _desk.Lies(Uid);
        await Cards().RejectAsync(run.RunId, unreadable: false, "siti", null, default);
        Assert.That(_station.Facts.Waiting(), Is.Zero, "the station makes the next one itself");
    }

    [TestCase("revoked")]
    [TestCase("fenced")]
    public async Task For_a_card_that_the_centre_called_back_none_is_asked(string stop)
    {
        var run = Recalled("misprint");
        _station.Database.Write(transaction => transaction.Execute("UPDATE job SET stop_reason = @stop", new { stop }));
        _desk.Lies(Uid);
        await Cards().RejectAsync(run.RunId, unreadable: false, "siti", null, default);
        Assert.That(_station.Facts.Waiting(), Is.Zero);
    }

    [Test]
    public void A_card_that_came_back_and_was_destroyed_is_called_back_by_nobody()
    {
        _station.Until(_station.Fetched("J1"), CardState.Issued, Uid);
        _station.Database.Write(transaction => _station.Ledger.Record(transaction, new Movement(
            1, Places.Issued, Places.OldCardsDestroyed, "destroyed", "siti", _station.Clock.GetUtcNow(), ChipUid: Uid)));
        Assert.That(() => Cards().Recall(Uid, "changed-data", "siti"), Code("recall.burnt"));
        Assert.That(_station.Balance(Places.Held), Is.Zero);
    }

    [Test]
    public void A_recall_takes_a_code_for_its_reason() =>
        Assert.That(() => Cards().Recall(Uid, "the name of Budi is wrong", "siti"), Code("recall.reason"));

    /// <summary>It lies in the box of old cards: the books take it from there, and nothing is a difference.</summary>
    [Test]
    public void A_card_that_its_citizen_brought_back_is_called_back_from_the_box_of_old_cards()
    {
        _station.Until(_station.Fetched("J1"), CardState.Issued, Uid);
        new OldCards(_station.Database, _station.Ledger, _station.Stock, new OfficeCalendar(_station.Clock, _station.Ledger.OfficeTime))
            .Take(new OldCardRequest(Uid, "changed-data", "TT/1", "siti"));
        var recalled = Cards().Recall(Uid, "changed-data", "siti");
        Assert.That(recalled.State, Is.EqualTo(CardState.Missing));
        Assert.That(new[] { Places.Issued, Places.OldCards, Places.Held, Places.Difference }.Select(_station.Balance), Is.EqualTo(new[] { 0L, 0L, 1L, 0L }));
        Assert.That(_station.Database.Read(BlankLedger.FindFault), Is.Null);
    }

    [TestCase("changed-data")]
    [TestCase("factory-fault")]
    public void A_card_is_called_back_for_each_reason_that_shows_only_later(string reason)
    {
        _station.Until(_station.Fetched("J1"), CardState.Issued, Uid);
        Assert.That(Cards().Recall(Uid, reason, "siti").Reason, Is.EqualTo(reason));
    }

    [Test]
    public void Only_an_issued_card_is_recalled_and_no_second_card_follows_by_itself()
    {
        _station.Until(_station.Fetched("J1"), CardState.Issued, Uid);
        Assert.That(() => Cards().Recall("04BB", "defect", "siti"), Throws.TypeOf<AnswerRefused>());
        var recalled = Cards().Recall(Uid, "defect", "siti");
        Assert.That((recalled.State, _station.Balance(Places.Issued), _station.Balance(Places.Held)), Is.EqualTo((CardState.Missing, 0L, 1L)));
        _station.Book.Move(recalled, CardTrigger.OperatorRejects, new MoveDetails("defect", "siti"));
        Assert.That(_station.Runs("J1"), Has.Count.EqualTo(1));
        Assert.That((_station.Reports()[^1].Kind, _station.Job("J1").Status), Is.EqualTo(("release", "returned")));
    }

    public void Dispose() => _station.Dispose();

    private CardRun Recalled(string reason)
    {
        _station.Until(_station.Fetched("J1"), CardState.Issued, Uid);
        return Cards().Recall(Uid, reason, "siti");
    }

    private static NUnit.Framework.Constraints.IResolveConstraint Code(string code) =>
        Throws.TypeOf<AnswerRefused>().With.Property("Code").EqualTo(code);

    private (string Kind, string Target) Asked() => _station.Facts.Of("J1").Select(fact => (fact.Kind, fact.Target)).Single();

    private HeldCards Cards() => new(_station.Database, _station.Book, _station.Ledger, _station.Stock, _station.Outbox,
        run => new PreparedCard(run, "", false, new ChipContent(new Dictionary<string, byte[]>(), [], _ => [], (_, _) => true), []),
        new DeskReader(_desk), _station.Facts, _station.Clock);
}

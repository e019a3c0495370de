using System.Text.Json;
using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

/// <summary>The centre gets to know what became of the cards that this station gave out and that came back.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class OldCardTellerTests : IDisposable
{
    private const string Uid = "04A1B2C3D4E5F6";
    private readonly TestStation _station = new();

    [Test]
    public void A_card_of_this_station_that_is_taken_back_and_destroyed_is_told_step_by_step()
    {
        Issued();
        var taken = Take(Uid);
        _station.Clock.Advance(TimeSpan.FromHours(1));
        Destroy(Places.OldCards, 1);
        Assert.That(_station.Facts.Of("J1").Select(fact => (fact.RunId, fact.Target, fact.State)), Is.EqualTo(new[]
        {
            ("J1-1", $"v1/cards/{Uid}/old-card/{taken.Sequence}", "waiting"), ("J1-1", $"v1/cards/{Uid}/old-card/{taken.Sequence + 1}", "waiting"),
        }));
        Assert.That(Told(), Is.EqualTo(new[]
        {
            new OldCardStepReport("J1", OldCardStep.TakenBack, $"TT/{Uid}", "siti", _station.Calendar.Now.AddHours(-1), "changed-data"),
            new OldCardStepReport("J1", OldCardStep.Destroyed, "BAP/OldCards", "siti", _station.Calendar.Now),
        }));
    }

    [Test]
    public void What_was_taken_by_mistake_is_told_as_undone_and_may_come_back_once_more()
    {
        Issued();
        var mistake = Take(Uid);
        new Reversals(_station.Database, _station.Ledger, _station.Stock, _station.Calendar).Reverse(mistake.Sequence, "kartu lain", "siti");
        Take(Uid);
        Assert.That(Told().Select(told => told.Step), Is.EqualTo(new[] { OldCardStep.TakenBack, OldCardStep.Undone, OldCardStep.TakenBack }));
    }

    [Test]
    public void One_that_is_lost_from_its_box_and_found_again_is_told_with_the_paper_on_which_it_came()
    {
        Issued();
        Take(Uid);
        var losses = new BoxLosses(_station.Database, _station.Ledger, _station.Stock, new DestructionBox(_station.Database, _station.Calendar), _station.Calendar);
        var loss = losses.Declare(Places.OldCards, Uid, 1, "dicuri oleh Budi Nalle", "siti", "budi");
        new Reversals(_station.Database, _station.Ledger, _station.Stock, _station.Calendar).Reverse(loss.Sequence, "ketemu", "siti", "budi");
        Assert.That(Told().Skip(1), Is.EqualTo(new[]
        {
            new OldCardStepReport("J1", OldCardStep.Lost, $"TT/{Uid}", "siti, budi", _station.Calendar.Now),
            new OldCardStepReport("J1", OldCardStep.TakenBack, $"TT/{Uid}", "siti, budi", _station.Calendar.Now),
        }), "what somebody wrote of the loss stays here");
    }

    [Test]
    public void A_card_that_counted_as_lost_is_told_when_it_is_found_and_burnt_with_the_spoiled_ones()
    {
        var missing = _station.Book.Move(Issued(), CardTrigger.Recall, new MoveDetails("misprint"));
        _station.Book.Move(missing, CardTrigger.DeclareLost, new MoveDetails("lost"));
        Take(Uid);
        Destroy(Places.Spoiled, 1);
        Assert.That(Told().Select(told => told.Step), Is.EqualTo(new[] { OldCardStep.TakenBack, OldCardStep.Destroyed }));
    }

    [Test]
    public void Of_cards_that_others_made_and_of_spoiled_ones_nothing_is_told()
    {
        _station.Spoil(_station.Fetched("J1"), "chip-mute", Uid);
        Take("04FFFFFFFFFFFF");
        Take(null);
        Destroy(Places.OldCards, 2);
        Destroy(Places.Spoiled, 1);
        Assert.That(_station.Facts.Waiting(), Is.Zero);
    }

    public void Dispose() => _station.Dispose();

    private CardRun Issued() => _station.Until(_station.Fetched("J1"), CardState.Issued, Uid);

    private LedgerEntry Take(string? uid) => new OldCards(_station.Database, _station.Ledger, _station.Stock, _station.Calendar)
        .Take(new OldCardRequest(uid, "changed-data", $"TT/{uid}", "siti"));

    private void Destroy(string box, int cards) => new Destructions(_station.Database, _station.Ledger, _station.Stock, _station.Calendar)
        .Destroy($"BAP/{box}", cards, ["Budi Nalle, Satpol PP", "Ani Lay, Inspektorat"], null, "siti", new BatchTerms(box));

    private IEnumerable<OldCardStepReport> Told() =>
        _station.Facts.Of("J1").Select(fact => JsonSerializer.Deserialize<OldCardStepReport>(fact.Body, WireJson.Options)!);
}

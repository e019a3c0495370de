using PrintStation.Chips;
using PrintStation.Inventory;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

/// <summary>Finished cards that restored books do not know, of which the centre voids one after it was shown: without a run to call back, it would lie among
/// the good ones for ever.</summary>
internal sealed partial class LostBooksTests
{
    private const string Voided = $"voided-{Uid}";

    private HeldCards Held => new(_station.Database, _station.Book, _station.Ledger, _station.Stock, _station.Outbox, _ => null, new DeskReader(_desk),
        _station.Facts, _station.Clock);

    [Test]
    public async Task A_finished_card_that_was_shown_and_is_voided_later_waits_until_it_is_taken_out()
    {
        await ShowAFinishedCardAsync();
        Assert.That(Held.List(), Is.Empty, "a good card waits for nobody but its citizen");

        Void(Uid);
        Assert.That(Held.List().Select(card => (card.RunId, card.State, card.BlankUid)), Is.EqualTo(new[] { (Voided, "Voided", Uid) }));
        Assert.That(() => Held.AcceptAsync(Voided, true, "siti", default), Code("found.voided"));
        _desk.Lies("04FFFFFFFFFF01");
        Assert.That(() => Held.RejectAsync(Voided, false, "siti", null, default), Code("held.other-card"));

        _desk.Lies(Uid);
        Assert.That((await Held.RejectAsync(Voided, false, "siti", null, default)).State, Is.EqualTo("Settled"));
        Assert.That(Held.List(), Is.Empty);
        Assert.That(() => Held.RejectAsync(Voided, false, "siti", null, default), Code("held.unknown"));
    }

    [Test]
    public async Task One_that_is_not_found_among_the_finished_cards_is_given_up_by_two_persons()
    {
        await ShowAFinishedCardAsync();
        Void(Uid);
        Assert.That(() => Held.DeclareLost(Voided, "siti", "siti"), Throws.TypeOf<AnswerRefused>());
        Assert.That(Held.DeclareLost(Voided, "siti", "budi").State, Is.EqualTo("Settled"));
        Assert.That(Held.List(), Is.Empty);
    }

    [Test]
    public async Task A_card_that_is_voided_and_was_never_shown_here_is_looked_for_by_nobody()
    {
        await ShowAFinishedCardAsync();
        Void("04FFFFFFFFFF01");
        Assert.That(Held.List(), Is.Empty);
    }

    [TestCase("id")]
    [TestCase("en")]
    public async Task What_to_do_with_it_is_said_in_both_languages(string language)
    {
        await ShowAFinishedCardAsync();
        Void(Uid);
        var texts = new StationTexts(language);
        var shown = new CardDossier(_station.Database, _station.Book, Held, new StationOptions { Station = new IdentityOptions { TimeZone = "Asia/Makassar" } })
            .Of(Voided, texts);
        Assert.That(shown.Why.Concat(shown.WhatToDo).Append(texts.CardState(shown.State)), Is.All.Not.Match(@"^(why|do|card)\.\S+$"));
        Assert.That(shown.WhatToDo, Has.Some.Contains(Uid).And.Some.Contains($"held reject {Voided}"));
    }

    private async Task ShowAFinishedCardAsync()
    {
        await DoubtAsync();
        LayOnDesk("5371010101900002");
        Assert.That(() => _lost.FindAsync("siti", default), Code("found.no-job"));
        _lost.Settle("siti", "budi");
    }

    private void Void(string uid) => _station.Database.Write(transaction => BlankStock.NoteVoided(transaction, [uid]));
}

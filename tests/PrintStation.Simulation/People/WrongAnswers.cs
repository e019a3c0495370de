using PrintStation.Emulators.World;
using PrintStation.Lifecycle;
using PrintStation.Simulation.Checks;

namespace PrintStation.Simulation.People;

/// <summary>Somebody who answers for a waiting card with whatever card lies nearest, or calls good what was never whole. Only an answer about
/// the face of the right card may be believed; every other one has to be refused.</summary>
internal sealed class WrongAnswers(PhysicalWorld world, Chance chance, Diary diary, Findings findings)
{
    private static readonly PlaceKind[] Near = [PlaceKind.Hand, PlaceKind.Output, PlaceKind.RejectTray];

    private (Blank Blank, PlaceKind From)? _laid;

    /// <summary>The card goes back to where it lay, also when no answer came.</summary>
    public void PutBack()
    {
        if (_laid is not var (blank, from))
            return;
        _laid = null;
        if (!world.TryTake(blank) || from == PlaceKind.Hand)
            return;
        if (from == PlaceKind.RejectTray)
            world.PutInReject(blank);
        else
            world.PutInOutput(blank);
    }

    /// <summary>Of the rejected cards one, or any that lies about: issued ones, and such as wait for their answer.</summary>
    public Blank? UsedCard()
    {
        // One that nothing was done to yet is a blank, wherever it lies.
        var used = world.Blanks.Where(blank => blank.Chip.BytesWritten > 0 || blank.Front.IsPrinted).ToList();
        return used.FirstOrDefault(blank => blank.Place.Kind is PlaceKind.RejectBox or PlaceKind.RejectTray) is { } rejected && chance.Happens(0.6)
            ? rejected
            : used.LastOrDefault(blank => blank.Place.Kind is PlaceKind.Output or PlaceKind.Hand);
    }

    /// <summary>Two persons say that its chip does not answer, without having tried.</summary>
    private async Task CallUnreadableAsync(StationProcess station, Person person, WaitingCard card, Blank blank)
    {
        diary.Note("person", $"calls {blank.Uid} of {card.RunId} unreadable");
        var from = blank.Place.Kind;
        if (!world.TryTake(blank))
            return;
        // It goes to the rejects, also when no answer comes.
        _laid = (blank, PlaceKind.RejectTray);
        var isNew = person.Answered.Add(blank.Uid);
        try
        {
            await station.Held.RejectAsync(card.RunId, unreadable: true, Person.Name, Person.Witness, CancellationToken.None);
        }
        catch (AnswerRefused)
        {
            _laid = (blank, from);
            if (isNew)
                person.Answered.Remove(blank.Uid);
            throw;
        }
        finally
        {
            PutBack();
        }
    }

    /// <summary>Two persons say that they do not find it, and it lies there.</summary>
    private void DeclareLost(StationProcess station, Person person, WaitingCard card, Blank blank)
    {
        diary.Note("person", $"declares {card.RunId} lost, and {blank.Uid} lies there");
        var lies = person.Lies.Add(blank.Uid);
        try
        {
            station.Held.DeclareLost(card.RunId, Person.Name, Person.Witness);
        }
        catch (AnswerRefused) when (lies)
        {
            person.Lies.Remove(blank.Uid);
            throw;
        }
    }

    /// <exception cref="AnswerRefused">As it should be.</exception>
    public async Task AnswerAsync(StationProcess station, Person person)
    {
        var waiting = station.Held.List().Where(card => card.State is "Held" or "Missing").ToList();
        var near = world.Blanks.Where(blank => Near.Contains(blank.Place.Kind)).ToList();
        if (waiting.Count == 0 || near.Count == 0)
            return;
        var card = chance.Of(waiting);
        var right = near.Find(blank => blank.Uid == card.BlankUid);
        if (right is not null && chance.Happens(0.2))
        {
            DeclareLost(station, person, card, right);
            return;
        }

        if (right is not null && chance.Happens(0.2))
        {
            await CallUnreadableAsync(station, person, card, right);
            return;
        }

        var laid = right is not null && chance.Happens(0.5) ? right : chance.Of(near);
        var accepts = chance.Happens(0.5);
        if (laid == right && !accepts)
            return;
        // Whoever wants to reject a card that nobody has identified, with one that the books know nowhere, is not wrong.
        if (!accepts && card.BlankUid is null && station.Book.Runs("blank_uid = @Uid", new { laid.Uid }).Count == 0)
            return;
        var mayBelieve = laid == right && card.State == "Held";
        var from = laid.Place.Kind;
        if (!world.TryTake(laid))
            return;
        // A card that is called good goes to the good ones, also when no answer comes.
        _laid = (laid, mayBelieve && accepts ? PlaceKind.Output : from);
        world.LayOnDesk(laid);
        diary.Note("person", $"{(accepts ? "accepts" : "rejects")} {card.RunId} ({card.State} {card.BlankUid}) with {laid.Uid}, the first that came to hand");
        var lies = mayBelieve && !laid.Front.LooksWhole && person.Lies.Add(laid.Uid);
        try
        {
            if (accepts)
                await station.Held.AcceptAsync(card.RunId, faceIsGood: true, Person.Name, CancellationToken.None);
            else
                await station.Held.RejectAsync(card.RunId, unreadable: false, Person.Name, null, CancellationToken.None);
            if (!mayBelieve)
                findings.Add("wrong-card", $"{card.RunId} ({card.State} {card.BlankUid}) was {(accepts ? "accepted" : "rejected")} with {laid.Uid}");
        }
        catch (AnswerRefused) when (lies)
        {
            person.Lies.Remove(laid.Uid);
            throw;
        }
        finally
        {
            PutBack();
        }
    }
}

using PrintStation.Emulators.World;
using PrintStation.Inventory;
using PrintStation.Lifecycle;

namespace PrintStation.Simulation.People;

/// <summary>The person at the desk reader: finds each card that the station waits for, looks at it, and answers.</summary>
/// <param name="name">Under which he answers.</param>
internal sealed class Table(PhysicalWorld world, Diary diary, string name = Person.Name)
{
    private const int MostLooks = 4;

    private static readonly PlaceKind[] Reachable =
        [PlaceKind.Hand, PlaceKind.Output, PlaceKind.RejectBox, PlaceKind.RejectTray, PlaceKind.Desk];

    private readonly Dictionary<string, int> _looks = [];

    // Which cards the machine had fed last when the station first asked.
    private readonly Dictionary<string, HashSet<Blank>> _lastFed = [];

    // Cards for which an answer was tried, and whether it was that the card is good.
    private readonly Dictionary<Blank, bool> _tried = [];

    /// <returns>Whether any card waited for a person.</returns>
    public async Task<bool> AttendAsync(StationProcess station, Person person)
    {
        var waiting = station.Held.List();
        // Strays first: the station asks for that.
        foreach (var card in waiting.Where(card => card.State != "LossPending").OrderBy(card => card.State != "Stray"))
        {
            if (Find(card, waiting, person) is { } blank)
                await AnswerAsync(station, person, card, blank);
            else
                GiveUp(station, person, card);
        }

        if (waiting.Count == 0 && _looks.Count > 0)
            _looks.Clear();
        PutAway(waiting);
        return waiting.Count > 0;
    }

    /// <summary>Lays every printed card of the office on the reader: the station may have forgotten it.</summary>
    /// <returns>Whether the station could look at each.</returns>
    public async Task<bool> ShowAllAsync(StationProcess station, Person person)
    {
        foreach (var blank in world.Blanks.Where(blank => blank.Front.IsPrinted && blank.Place.Kind is PlaceKind.Output or PlaceKind.Hand).ToList())
        {
            var wasInOutput = blank.Place.Kind == PlaceKind.Output;
            if (!world.TryTake(blank))
                continue;
            world.LayOnDesk(blank);
            var isGood = wasInOutput;
            try
            {
                isGood &= await ShowAsync(station, person, blank);
            }
            catch (AnswerRefused e) when (IsOfTheDesk(e))
            {
                diary.Note("person", $"cannot show {blank.Uid}: {e.Message}");
                return false;
            }
            finally
            {
                if (world.TryTake(blank) && wasInOutput)
                    (isGood ? (Action<Blank>)world.PutInOutput : world.PutInReject)(blank);
            }
        }

        return true;
    }

    /// <summary>The station could not look, so it has said nothing of the card.</summary>
    private static bool IsOfTheDesk(AnswerRefused refused) =>
        refused.Code is DeskReader.SamSilent or DeskReader.SamSuspended or DeskReader.ReaderSilent or "resume.centre-first";

    /// <returns>False when it turns out to be a card that must not be good.</returns>
    private async Task<bool> ShowAsync(StationProcess station, Person person, Blank blank)
    {
        try
        {
            var run = await station.Lost.FindAsync(name, CancellationToken.None);
            diary.Note("person", $"has found {blank.Uid} of {run.RunId}");
            return true;
        }
        catch (AnswerRefused e) when (e.Code == "found.run-waits")
        {
            diary.Note("person", $"rejects {e.Subject} with {blank.Uid}");
            person.Answered.Add(blank.Uid);
            await RejectAsync(station, e.Subject);
            return false;
        }
        catch (AnswerRefused e) when (e.Code == "found.not-readable" && !blank.Chip.IsMute && Look("show/" + blank.Uid) < MostLooks)
        {
            return await ShowAsync(station, person, blank);
        }
        catch (AnswerRefused e) when (e.Code is LostBooks.VoidedCard or "found.not-readable")
        {
            diary.Note("person", $"throws away {blank.Uid}: {e.Code}");
            return false;
        }
        catch (AnswerRefused e) when (!IsOfTheDesk(e))
        {
            diary.Note("person", $"shows {blank.Uid}: {e.Message}");
            return true;
        }
    }

    /// <summary>Of a card that no list names the second person is asked, too.</summary>
    private async Task RejectAsync(StationProcess station, string runId)
    {
        try
        {
            await station.Held.RejectAsync(runId, unreadable: false, name, null, CancellationToken.None);
        }
        catch (AnswerRefused e) when (e.Code == "held.not-delivered")
        {
            await station.Held.RejectAsync(runId, unreadable: false, name, Person.Witness, CancellationToken.None);
        }
    }

    /// <summary>By its UID; without one, what was taken out of this machine, or the last bare cards that it gave away.</summary>
    private Blank? Find(WaitingCard card, IReadOnlyList<WaitingCard> all, Person person)
    {
        if (card.BlankUid is { } uid)
            return world.Find(uid) is { } known && Reachable.Contains(known.Place.Kind) ? known : null;
        var ofMachine = world.Blanks.Where(blank => blank.FedBy == card.Printer).ToList();
        if (!_lastFed.TryGetValue(card.RunId, out var last))
            _lastFed[card.RunId] = last = [.. ofMachine.OrderByDescending(blank => blank.FeedNumber).Take(6)];
        var others = all.Select(other => other.BlankUid).OfType<string>().ToHashSet();
        return ofMachine
            .Where(blank => Reachable.Contains(blank.Place.Kind) && !others.Contains(blank.Uid) && !person.Answered.Contains(blank.Uid)
                && !blank.Front.LooksWhole && (blank.Chip.BytesWritten == 0 || person.BooksMayBeBehind) && Looks($"{card.RunId}/{blank.Uid}") < 2
                && (blank.Place.Kind == PlaceKind.Hand || last.Contains(blank)))
            // A bare card among good ones catches the eye; one among the rejects does not.
            .OrderByDescending(blank => blank.Place.Kind is PlaceKind.Hand).ThenByDescending(blank => blank.Place.Kind is PlaceKind.Output)
            .ThenByDescending(blank => blank.FeedNumber)
            .FirstOrDefault();
    }

    private async Task AnswerAsync(StationProcess station, Person person, WaitingCard card, Blank blank)
    {
        var wasInTray = blank.Place.Kind is PlaceKind.RejectBox or PlaceKind.RejectTray;
        if (!world.TryTake(blank))
            return;
        world.LayOnDesk(blank);
        var asked = Look($"{card.RunId}/{blank.Uid}");
        var isGood = card.State == "Held" && blank.Front.LooksWhole && !blank.Chip.IsMute && asked < MostLooks;
        diary.Note("person", $"{(isGood ? "accepts" : "rejects")} {card.RunId} ({card.State}) with {blank.Uid}");
        var known = person.Answered.Contains(blank.Uid);
        if (!isGood)
            person.Answered.Add(blank.Uid);
        _tried[blank] = isGood;
        var isMistaken = card.BlankUid is null && (WasRejectedForAnother(station, card, blank)
            || station.Book.Runs("blank_uid = @Uid AND state IN ('Spoiled', 'Lost')", new { blank.Uid }).Count > 0);
        try
        {
            if (isGood)
                await station.Held.AcceptAsync(card.RunId, faceIsGood: true, name, CancellationToken.None);
            else
                await station.Held.RejectAsync(card.RunId, blank.Chip.IsMute || asked >= MostLooks, name, Person.Witness,
                    CancellationToken.None);
        }
        catch (Exception e) when (e is AnswerRefused or LedgerRefusal)
        {
            diary.Note("person", $"is refused: {e.Message}");
            // Another is to be settled first, or nobody could look: that says nothing of this card.
            if (e is AnswerRefused { Code: "held.stray-first" or "held.in-machine" } || (e is AnswerRefused refused && IsOfTheDesk(refused)))
                _looks[$"{card.RunId}/{blank.Uid}"]--;
            world.TryTake(blank);
            // Not the one that was looked for: back to where it lay.
            if (wasInTray)
                world.PutInReject(blank);
            if (!known)
                person.Answered.Remove(blank.Uid);
            _tried.Remove(blank);
            return;
        }

        person.Mistakes += isMistaken ? 1 : 0;
        PutDown(blank, isGood);
    }

    /// <summary>A machine rejected it, and not for the run that is asked for: mute or not, the books have it already.</summary>
    private bool WasRejectedForAnother(StationProcess station, WaitingCard card, Blank blank) =>
        world.Log.Events.Any(happened => happened.Name == "rejected" && happened.Blank == blank.Uid && happened.Details["cause"] is "command")
        && station.Book.Runs("run_id = @RunId AND EXISTS (SELECT 1 FROM run_history AS h WHERE h.run_id = run.run_id AND h.to_state = 'Rejecting')",
            new { card.RunId }).Count == 0;

    private void PutDown(Blank blank, bool isGood)
    {
        _tried.Remove(blank);
        if (!world.TryTake(blank))
            return;
        if (isGood)
            world.PutInOutput(blank);
        else
            world.PutInReject(blank);
    }

    private void GiveUp(StationProcess station, Person person, WaitingCard card)
    {
        if (Look(card.RunId) < MostLooks)
            return;
        var stillThere = CountedWith(station, card);
        if (stillThere is var (printer, counted) && printer.InPath.Count == 0 && Look(card.RunId + "/count") < MostLooks)
        {
            diary.Note("person", $"counts {card.RunId}");
            station.Held.Count(card.RunId, pathIsEmpty: true, counted, name);
            return;
        }

        diary.Note("person", $"declares {card.RunId} lost");
        if (card.BlankUid is { } uid)
            person.Answered.Add(uid);
        // Nobody counts a hopper whose machine is at work. And a used card that came back unread in a pair does not look like the bare one that is
        // looked for: the books lose a blank for it.
        else if (stillThere is not null || _lastFed[card.RunId].Any(blank => person.Lies.Contains(blank.Uid) && Reachable.Contains(blank.Place.Kind)))
            person.Mistakes++;
        station.Held.DeclareLost(card.RunId, name, Person.Witness);
    }

    /// <summary>The hopper with one more than the books have in it, which would be the card that is looked for; null where it is not so.</summary>
    private (PrinterBody Printer, int Counted)? CountedWith(StationProcess station, WaitingCard card) =>
        card.BlankUid is null && card.State is "Missing" or "Stray" && world.Printers.FirstOrDefault(p => p.Name == card.Printer) is { } printer
        && (int)station.Stock.Balances().GetValueOrDefault(Places.Hopper(printer.Name)) + 1 is var counted && printer.HopperCount == counted
            ? (printer, counted)
            : null;

    /// <summary>A card for which nobody asks any more goes where the answer said; one that nobody ever asked for, to the rejects in the
    /// end.</summary>
    private void PutAway(IReadOnlyList<WaitingCard> waiting)
    {
        foreach (var blank in world.Blanks.Where(blank => blank.Place.Kind is PlaceKind.Hand or PlaceKind.Desk).ToList())
        {
            if (waiting.Any(card => card.BlankUid == blank.Uid || card.BlankUid is null))
                continue;
            if (_tried.TryGetValue(blank, out var isGood))
                PutDown(blank, isGood);
            else if (Look("hand/" + blank.Uid) > 20)
                PutDown(blank, isGood: false);
        }
    }

    private int Looks(string what) => _looks.GetValueOrDefault(what);

    private int Look(string what) => _looks[what] = Looks(what) + 1;
}

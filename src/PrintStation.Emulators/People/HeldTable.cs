using PrintStation.Emulators.World;

namespace PrintStation.Emulators.People;

/// <summary>The person at the desk reader: finds each card that the station waits for, reads it there, and answers.</summary>
internal sealed class HeldTable(PhysicalWorld world, StationCommand station)
{
    /// <summary>How many looks a card is searched for, or an answer tried again, before the next answer is given.</summary>
    private const int MostLooks = 5;

    /// <summary>Even when nothing tells of it, the list is read now and then.</summary>
    private const int LooksBetweenLists = 5;

    private static readonly PlaceKind[] Reachable =
        [PlaceKind.Hand, PlaceKind.Output, PlaceKind.RejectBox, PlaceKind.RejectTray, PlaceKind.Desk];

    private readonly Dictionary<string, int> _searches = [];
    private readonly Dictionary<(string Run, string Uid), int> _refusals = [];

    // Cards in the hand for which an answer was tried: for which run, and whether it was that the card is good.
    private readonly Dictionary<Blank, (string Run, bool IsGood)> _tried = [];
    private int _looks;

    public async Task AttendAsync(StationStatus status, CancellationToken token)
    {
        _looks++;
        var told = status.Reasons.Count > 0 || status.Counts.GetValueOrDefault("held") + status.Counts.GetValueOrDefault("missing") > 0
            || world.Blanks.Any(blank => blank.Place.Kind == PlaceKind.Hand);
        if (!told && _looks % LooksBetweenLists != 0)
            return;
        if (await station.AskAsync<List<WaitingCard>>(token, "held", "list") is not { } waiting)
            return;

        PutDownSettled(waiting);
        foreach (var card in waiting.Where(card => card.State != "LossPending"))
            await AttendAsync(card, waiting, token);
    }

    /// <summary>The station was told and went down before it said so, or it settled the run by itself: nobody waits for the card any more, and
    /// it goes where the answer said.</summary>
    private void PutDownSettled(IReadOnlyList<WaitingCard> waiting)
    {
        foreach (var (blank, (run, isGood)) in _tried.Where(entry => waiting.All(card => card.RunId != entry.Value.Run)).ToList())
        {
            _tried.Remove(blank);
            if (blank.Place.Kind == PlaceKind.Hand)
                PutDown(blank, isGood);
        }
    }

    private async Task AttendAsync(WaitingCard card, IReadOnlyList<WaitingCard> all, CancellationToken token)
    {
        var blank = Find(card, all);
        // Inside, or on its way to the reject box: the machine's affair, until a person has taken it out.
        if (blank is not null && (card.State == "Condemned" ? blank.Place.Kind != PlaceKind.Hand : !Reachable.Contains(blank.Place.Kind)))
            return;

        if (blank is not null && world.TryTake(blank))
            await AnswerAsync(card, blank, token);
        else
            await GiveUpAsync(card, token);
    }

    /// <summary>The plastic: by its UID; without one, what lies in the hand, or the last bare card that the machine gave away before.</summary>
    private Blank? Find(WaitingCard card, IReadOnlyList<WaitingCard> all)
    {
        if (card.BlankUid is { } uid)
            return world.Find(uid);

        lock (world.Gate)
        {
            var others = all.Select(other => other.BlankUid).OfType<string>().ToHashSet();
            return world.Blanks
                .Where(blank => blank.FedBy == card.Printer && Reachable.Contains(blank.Place.Kind) && !others.Contains(blank.Uid)
                    && Refusals(card, blank) < MostLooks && (!_tried.TryGetValue(blank, out var tried) || tried.Run == card.RunId)
                    && (blank.Place.Kind == PlaceKind.Hand || (!blank.Front.IsPrinted && (card.Since is null || blank.FedAt <= card.Since))))
                .OrderByDescending(blank => blank.Place.Kind == PlaceKind.Hand)
                .ThenByDescending(blank => blank.FeedNumber)
                .FirstOrDefault();
        }
    }

    private async Task AnswerAsync(WaitingCard card, Blank blank, CancellationToken token)
    {
        world.LayOnDesk(blank);
        // A good card is worth asking for again before it is thrown away: the station may have been down.
        var isGood = card.State == "Held" && blank.Front.LooksWhole && !blank.Chip.IsMute && Refusals(card, blank) < MostLooks - 1;
        _tried[blank] = (card.RunId, isGood);
        var answered = isGood
            ? await station.TellAsync(token, "held", "accept", card.RunId, "--face-ok", "--by", VirtualOperator.Person)
            : await RejectAsync(card, blank, token);
        world.TryTake(blank);
        if (answered)
        {
            _tried.Remove(blank);
            PutDown(blank, isGood);
        }
        else
        {
            Refused(card, blank);
        }
    }

    private Task<bool> RejectAsync(WaitingCard card, Blank blank, CancellationToken token) => blank.Chip.IsMute
        ? station.TellAsync(token, "held", "reject", card.RunId, "--unreadable", "--witness", VirtualOperator.Witness, "--by", VirtualOperator.Person)
        : RejectAsync(station, card.RunId, token);

    /// <summary>Alone, and where the station asks for two with the second person.</summary>
    public static async Task<bool> RejectAsync(StationCommand station, string run, CancellationToken token)
    {
        var (done, complaint) = await station.SayAsync(token, "held", "reject", run, "--by", VirtualOperator.Person);
        return done is true || (complaint.Contains("--witness", StringComparison.Ordinal)
            && await station.TellAsync(token, "held", "reject", run, "--by", VirtualOperator.Person, "--witness", VirtualOperator.Witness));
    }

    /// <summary>It stays in the hand for the next try; a card that turns out not to be the one looked for goes back.</summary>
    private void Refused(WaitingCard card, Blank blank)
    {
        var refusals = _refusals[(card.RunId, blank.Uid)] = Refusals(card, blank) + 1;
        if (refusals < MostLooks || card.BlankUid is not null)
            return;

        _tried.Remove(blank);
        PutDown(blank, blank.Front.LooksWhole);
    }

    private int Refusals(WaitingCard card, Blank blank) => _refusals.GetValueOrDefault((card.RunId, blank.Uid));

    private void PutDown(Blank blank, bool isGood)
    {
        if (isGood)
            world.PutInOutput(blank);
        else
            world.PutInReject(blank);
    }

    private int Hopper(WaitingCard card) => world.Printers.SingleOrDefault(printer => printer.Name == card.Printer)?.HopperCount ?? 0;

    private async Task GiveUpAsync(WaitingCard card, CancellationToken token)
    {
        var searches = _searches[card.RunId] = _searches.GetValueOrDefault(card.RunId) + 1;
        if (searches < MostLooks || card.State is not ("Missing" or "Held"))
            return;

        if (card.BlankUid is null && card.State == "Missing")
            await station.TellAsync(token, "held", "count", card.RunId, "--path-empty", "--hopper", $"{Hopper(card)}", "--by", VirtualOperator.Person);
        else
            await station.TellAsync(
                token, "held", "lost", card.RunId, "--by", VirtualOperator.Person, "--witness", VirtualOperator.Witness);
    }
}

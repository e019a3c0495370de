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

        foreach (var card in waiting.Where(card => card.State != "LossPending"))
            await AttendAsync(card, waiting, token);
    }

    private async Task AttendAsync(WaitingCard card, IReadOnlyList<WaitingCard> all, CancellationToken token)
    {
        var blank = Find(card, all);
        if (blank is not null && blank.Place.Kind is PlaceKind.Transport or PlaceKind.ChipStation or PlaceKind.PrintHead)
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
                    && _refusals.GetValueOrDefault((card.RunId, blank.Uid)) < MostLooks
                    && (blank.Place.Kind == PlaceKind.Hand || (!blank.Front.IsPrinted && (card.Since is null || blank.FedAt <= card.Since))))
                .OrderByDescending(blank => blank.Place.Kind == PlaceKind.Hand)
                .ThenByDescending(blank => blank.FeedNumber)
                .FirstOrDefault();
        }
    }

    private async Task AnswerAsync(WaitingCard card, Blank blank, CancellationToken token)
    {
        world.LayOnDesk(blank);
        var isGood = card.State == "Held" && blank.Front.LooksWhole && !blank.Chip.IsMute
            && await station.TellAsync(token, "held", "accept", card.RunId, "--face-ok", "--by", VirtualOperator.Person);
        var answered = isGood || await RejectAsync(card, blank, token);
        world.TryTake(blank);
        if (isGood)
            world.PutInOutput(blank);
        else if (answered)
            world.PutInReject(blank);
        else
            Refused(card, blank);
    }

    private Task<bool> RejectAsync(WaitingCard card, Blank blank, CancellationToken token)
    {
        // A good card is worth asking again before it is thrown away: the station may have been down.
        if (card.State == "Held" && blank.Front.LooksWhole && !blank.Chip.IsMute && _refusals.GetValueOrDefault((card.RunId, blank.Uid)) + 1 < MostLooks)
            return Task.FromResult(false);

        string[] unreadable = blank.Chip.IsMute ? ["--unreadable", "--witness", VirtualOperator.Witness] : [];
        return station.TellAsync(token, ["held", "reject", card.RunId, .. unreadable, "--by", VirtualOperator.Person]);
    }

    /// <summary>It stays in the hand for the next try; a card that is not the one looked for goes back.</summary>
    private void Refused(WaitingCard card, Blank blank)
    {
        var refusals = _refusals[(card.RunId, blank.Uid)] = _refusals.GetValueOrDefault((card.RunId, blank.Uid)) + 1;
        if (refusals < MostLooks || card.BlankUid is not null)
            return;

        if (blank.Front.LooksWhole)
            world.PutInOutput(blank);
        else
            world.PutInReject(blank);
    }

    private async Task GiveUpAsync(WaitingCard card, CancellationToken token)
    {
        var searches = _searches[card.RunId] = _searches.GetValueOrDefault(card.RunId) + 1;
        if (searches < MostLooks || card.State is not ("Missing" or "Held"))
            return;

        if (card.BlankUid is null && card.State == "Missing")
            await station.TellAsync(token, "held", "count", card.RunId, "--by", VirtualOperator.Person);
        else
            await station.TellAsync(
                token, "held", "lost", card.RunId, "--by", VirtualOperator.Person, "--witness", VirtualOperator.Witness);
    }
}

using PrintStation.Emulators.World;
using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Simulation.Centre;

namespace PrintStation.Simulation.Scenario;

/// <summary>The account at the end: figures from the world, and whether books and centre say the same.</summary>
internal sealed class Account(
    KupangPlan plan, OfflineMode offline, PhysicalWorld world, SimulatedCentre centre, Backlog backlog, CardWatch cards, NetworkWatch network)
{
    private readonly List<string> _wrong = [];

    private sealed record IssuedJob(string JobId, string? ChipUid);

    public async Task<Figures> SumAsync(StationProcess station, DateTimeOffset? queueEmpty, string digest)
    {
        var good = CardWatch.Good(world, backlog.Jobs);
        await CompareWithCentreAsync(good);
        CompareWithBooks(station, good.Count);
        var left = await centre.Books.ReadAsync(session => session.SingleOrDefaultAsync<long>(
            "SELECT count(*) FROM job WHERE status IN ('waiting', 'leased', 'held')"), CancellationToken.None);
        var hours = new WaitingHours(plan, offline).Divide(station, cards, [.. world.Printers.Select(printer => printer.Name)], queueEmpty);
        var officeHours = Enumerable.Range(0, plan.WorkingDays).Sum(day => (KupangPlan.Closes(day) - KupangPlan.Opens(day)).TotalHours)
            * world.Printers.Count;
        if (Math.Abs(hours.Values.Sum(time => time.TotalHours) - officeHours) > 1e-6)
            _wrong.Add($"hours: {hours.Values.Sum(time => time.TotalHours)} accounted for of {officeHours}");
        var blanksLeft = world.Printers.Sum(printer => printer.HopperCount) + world.StoreCount;
        return new Figures($"{offline}", good.Count, cards.Ejected.Count(at => at >= plan.NetworkDown && at < plan.NetworkBack),
            network.ToFirstClaim?.TotalSeconds, network.OutcomesWaiting, network.ToAllOutcomes?.TotalSeconds, Local(queueEmpty), left,
            blanksLeft > 0 ? null : Local(cards.Stays.Max(stay => (DateTimeOffset?)stay.Begin)), blanksLeft,
            world.Blanks.Count(blank => blank.Place.Kind is PlaceKind.RejectBox or PlaceKind.RejectTray), cards.Jams, cards.RibbonsChanged,
            officeHours, hours.ToDictionary(hour => $"{hour.Key}", hour => Math.Round(hour.Value.TotalHours, 2)),
            [.. Enumerable.Range(0, plan.WorkingDays).Select(day => cards.Ejected.Count(at => Local(at).Date == KupangPlan.Opens(day).Date))],
            _wrong, digest);
    }

    /// <summary>Each card in the output is the centre's card of that job, each job has one, and the centre counts no other as issued.</summary>
    private async Task CompareWithCentreAsync(IReadOnlyList<(string Uid, string? JobId)> good)
    {
        foreach (var (uid, _) in good.Where(card => card.JobId is null))
            _wrong.Add($"{uid} lies in the output and is nobody's card");
        foreach (var twice in good.Where(card => card.JobId is not null).GroupBy(card => card.JobId).Where(job => job.Count() > 1))
            _wrong.Add($"{twice.Key} has {twice.Count()} cards");
        var issued = (await centre.Books.ReadAsync(session => session.QueryAsync<IssuedJob>(
                "SELECT job_id, chip_uid FROM job WHERE status = 'issued'"), CancellationToken.None))
            .Select(job => (job.ChipUid!, job.JobId)).ToHashSet();
        var printed = good.Where(card => card.JobId is not null).Select(card => (card.Uid, card.JobId!)).ToHashSet();
        foreach (var (uid, job) in issued.Except(printed))
            _wrong.Add($"{job} is issued with {uid}, which does not lie in the output");
        foreach (var (uid, job) in printed.Except(issued))
            _wrong.Add($"{uid} lies in the output as the card of {job}, and the centre does not know it");
    }

    private void CompareWithBooks(StationProcess station, int good)
    {
        if (station.Database.Read(BlankLedger.FindFault) is { } fault)
            _wrong.Add($"the chain is broken at {fault}");
        var books = station.Stock.Balances();
        Compare(Places.Store, world.StoreCount);
        Compare(Places.Issued, good);
        Compare(Places.Spoiled, world.Blanks.Count(blank => blank.Place.Kind is PlaceKind.RejectBox or PlaceKind.RejectTray));
        foreach (var printer in world.Printers)
        {
            Compare(Places.Hopper(printer.Name), printer.HopperCount);
            Compare(Places.Machine(printer.Name), printer.InPath.Count);
        }

        Compare(Places.Held, world.Blanks.Count(blank => blank.Place.Kind is PlaceKind.Hand or PlaceKind.Desk));
        Compare(Places.Lost, 0);
        Compare(Places.Difference, 0);

        void Compare(string place, int lying)
        {
            if (books.GetValueOrDefault(place) != lying)
                _wrong.Add($"{place}: {books.GetValueOrDefault(place)} in the books, {lying} in the world");
        }
    }

    private static DateTimeOffset Local(DateTimeOffset at) => at.ToOffset(KupangPlan.Begin.Offset);

    private static DateTimeOffset? Local(DateTimeOffset? at) => at is { } known ? Local(known) : null;
}

using Dapper;
using PrintStation.Emulators.World;
using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Simulation.Centre;
using PrintStation.Simulation.People;
using PrintStation.Storage;

namespace PrintStation.Simulation.Checks;

/// <summary>When the queue is worked off and everybody has answered: centre, books and plastic must say the same.</summary>
internal sealed class EndCheck(
    Plan plan, PhysicalWorld world, SimulatedCentre centre, JobCards jobs, GoodCards good, BooksCheck books, UnseenPairs pairs,
    Person person, Findings findings)
{
    private HashSet<string> _unseen = [];

    private sealed record CentralJob(string JobId, string Status, string? ChipUid, string? RevokedAt);

    private sealed record CentralBlank(string Uid, string Status, string? JobId);

    /// <summary>The books may have forgotten what happened.</summary>
    private bool BooksMayDiffer => plan.RestoresStation;

    public async Task CheckAsync(StationProcess station)
    {
        var centralJobs = await centre.Books.ReadAsync(
            session => session.QueryAsync<CentralJob>("SELECT job_id, status, chip_uid, revoked_at FROM job"), CancellationToken.None);
        var centralBlanks = (await centre.Books.ReadAsync(
            session => session.QueryAsync<CentralBlank>("SELECT uid, status, job_id FROM blank"), CancellationToken.None))
            .ToDictionary(blank => blank.Uid);
        foreach (var blank in world.Blanks)
            good.Check(blank, uid => centralBlanks.GetValueOrDefault(uid)?.Status == "voided");
        _unseen = pairs.Find();
        CheckCards(centralJobs, centralBlanks);
        CheckRuns(station, centralBlanks);
        if (plan.RestoresCentre || plan.RestoresStation)
            await CheckReportsAreKnownAsync(station);
        else
            await CheckReportsAsync(station, centralJobs.Where(job => job.RevokedAt is not null).Select(job => job.JobId).ToHashSet());
        books.CheckAtRest();
        person.TakeStock(station);
        books.CheckCounted();
        CheckChain(station);
    }

    /// <summary>What the centre counts as issued lies in the output, with that job's chip and that job's face; and nothing else lies there.</summary>
    private void CheckCards(IReadOnlyList<CentralJob> centralJobs, IReadOnlyDictionary<string, CentralBlank> centralBlanks)
    {
        foreach (var job in centralJobs.Where(job => job.Status != "issued" && job.RevokedAt is null))
            findings.Add("outcome", $"job {job.JobId} ended {job.Status}, and nobody revoked it");
        foreach (var job in centralJobs.Where(job => job.Status == "issued"))
        {
            var blank = world.Find(job.ChipUid!);
            var (chip, face) = (blank is null ? null : jobs.ChipOf(blank), blank is null ? null : jobs.FaceOf(blank));
            var lied = person.Lies.Contains(job.ChipUid!);
            if (chip != job.JobId || (face != job.JobId && !lied && !IsUnseen(blank!)))
                findings.Add("wrong-card", $"job {job.JobId} is issued with {job.ChipUid}: chip of {chip ?? "nobody"}, face of {face ?? "nobody"}");
            // Books that had forgotten the card have no run that could report it: whoever shows it is told to throw it away.
            else if (blank!.Place.Kind is not (PlaceKind.Output or PlaceKind.Hand) && !lied
                && !(BooksMayDiffer && job.RevokedAt is not null && centralBlanks.GetValueOrDefault(blank.Uid)?.Status == "voided"))
                findings.Add("wrong-card", $"job {job.JobId} is issued with {job.ChipUid}, which lies at {blank.Place.Word}");
        }

        // For each unreadable card that was taken for another, the other still lies where nobody looks for it any more.
        var forgotten = person.Mistakes;
        var revoked = centre.RevokedAfter(person.ReconciledAt);
        foreach (var blank in world.Blanks.Where(blank => blank.Place.Kind == PlaceKind.Output && !person.Lies.Contains(blank.Uid)))
            if (centralBlanks.GetValueOrDefault(blank.Uid) is not { Status: "issued" } && !IsUnseen(blank)
                && !(IsBare(blank) && (BooksMayDiffer || forgotten-- > 0))
                // Books that had forgotten the card cannot say that it was called back after they had been reconciled.
                && !(BooksMayDiffer && jobs.ChipOf(blank) is { } job && revoked.Contains(job)))
                findings.Add("wrong-card", $"{blank.Uid} lies in the output and is {centralBlanks.GetValueOrDefault(blank.Uid)?.Status ?? "unknown"} at the centre");
    }

    /// <summary>Nothing on its face: books that forgot it cannot ask for it, and nobody takes it for a card. Only they can forget one whose chip was
    /// written.</summary>
    private bool IsBare(Blank blank) => !blank.Front.IsPrinted && (blank.Chip.BytesWritten == 0 || BooksMayDiffer);

    /// <summary>Every run has come to its end, and the centre knows it, once.</summary>
    private void CheckRuns(StationProcess station, IReadOnlyDictionary<string, CentralBlank> centralBlanks)
    {
        foreach (var run in station.Book.Runs("1 = 1"))
        {
            if (!CardLifecycle.IsEnd(run.State))
                findings.Add("silent-guess", $"run {run.RunId} has not ended: {run.State} ({run.Reason ?? "no reason"})");
            if (run.State is CardState.Spoiled or CardState.Lost && run.Reason is null)
                findings.Add("silent-guess", $"run {run.RunId} is {run.State} without a reason");
            var expected = run.State switch { CardState.Issued => "issued", CardState.Spoiled or CardState.Lost => "voided", _ => null };
            if (run.BlankUid is not { } uid || expected is null || person.Lies.Contains(uid))
                continue;
            var status = centralBlanks.GetValueOrDefault(uid)?.Status;
            // Called back after the moment to which the station's books were put back: the job has ended, and nobody tells it again.
            if (status != expected && !(BooksMayDiffer && run.State == CardState.Issued && status == "voided"))
                findings.Add("outcome", $"run {run.RunId} is {run.State} with {uid}, and the centre has it as {status ?? "unknown"}");
        }
    }

    /// <summary>Each outcome that the station reported took effect at the centre, once, and nothing else did.</summary>
    private async Task CheckReportsAsync(StationProcess station, IReadOnlySet<string> revoked)
    {
        var reported = Reported(station);
        var applied = await centre.Books.ReadAsync(session => session.QueryAsync<string>(
            "SELECT run_id || '/' || n || ' ' || lower(status) FROM outcome WHERE effect = 'applied'"), CancellationToken.None);
        foreach (var only in reported.Except(applied))
            findings.Add("outcome", $"{only} was reported and took no effect");
        foreach (var only in applied.Except(reported))
            findings.Add("outcome", $"{only} took effect and was not reported so");
        // What a station says of a job that was revoked meanwhile may come too late.
        foreach (var run in station.Book.Runs("1 = 1").Where(run => !revoked.Contains(run.JobId)))
            if (reported.Count(report => report.StartsWith(run.RunId + "/", StringComparison.Ordinal)) != run.Outcomes)
                findings.Add("outcome", $"run {run.RunId} came to {run.Outcomes} outcomes, and another number was taken");
    }

    /// <summary>Where books came back from an earlier moment: what a report comes to then follows from what else was forgotten, but the centre
    /// has the last of each run that the station counts as told. News that older books missed and younger news has overtaken tell nothing.</summary>
    private async Task CheckReportsAreKnownAsync(StationProcess station)
    {
        var known = await centre.Books.ReadAsync(session => session.QueryAsync<string>(
            "SELECT run_id || '/' || n || ' ' || lower(status) FROM outcome"), CancellationToken.None);
        foreach (var unknown in Reported(station).GroupBy(report => report[..report.IndexOf('/', StringComparison.Ordinal)])
            .Select(reports => reports.Last()).Except(known))
            findings.Add("outcome", $"{unknown} was reported, and the centre does not know it");
    }

    private static IReadOnlyList<string> Reported(StationProcess station) => station.Database.Read(connection => connection.Query<string>(
        "SELECT run_id || '/' || n || ' ' || lower(json_extract(body, '$.status')) FROM outbox WHERE kind = 'outcome' AND state = 'sent' ORDER BY sequence").AsList());

    private void CheckChain(StationProcess station)
    {
        if (station.Database.Read(BlankLedger.FindFault) is { } fault)
            findings.Add("lost-blank", $"the chain is broken at {fault}");
        if (station.Stock.Balances().Values.Sum() is var sum and not 0)
            findings.Add("lost-blank", $"the books sum up to {sum}");
    }

    private bool IsUnseen(Blank blank) => _unseen.Contains(blank.Uid);
}

internal static class Checks
{
    private const string Ribbon = "ymcko";

    /// <summary>Each card that the events leave in a tray lies there once, and nothing else does.</summary>
    public static void Trays(Files files, World world, Findings findings)
    {
        foreach (var same in files.Cards.GroupBy(card => card.Uid).Where(group => group.Count() > 1))
            findings.Add(Kind.Blank, $"card {same.Key}", $"lies {same.Count()} times: {Findings.List(same.Select(card => card.Folder))}");
        foreach (var card in files.Cards)
        {
            var place = world.Find(card.Uid)?.Place;
            if (place != card.Tray)
                findings.Add(Kind.Blank, card.Called, $"lies in {card.Folder}, but the events leave it in: {place ?? "nowhere"}");
            else if (world.Find(card.Uid)!.Slot is { } slot && slot != card.Slot)
                findings.Add(Kind.Blank, card.Called, $"lies in {card.Folder}, but the events put it into slot {slot}");
            if (card.ChipUid is not null && card.ChipUid != card.Uid)
                findings.Add(Kind.Card, card.Called, $"{card.Folder}/chip.json has UID {card.ChipUid}");
        }

        var lying = files.Cards.Select(card => (card.Tray, card.Uid)).ToHashSet();
        foreach (var blank in world.Blanks.Where(blank => blank.Place is "output" or "reject" && !lying.Contains((blank.Place, blank.Uid))))
            findings.Add(Kind.Blank, $"card {blank.Uid}",
                $"the events leave it in: {blank.Place}, but no card of tray/{blank.Place} has this UID");
    }

    /// <summary>A run's history is one unbroken line that ends in its state.</summary>
    public static void History(Files files, Findings findings)
    {
        foreach (var same in files.Station.Runs.GroupBy(run => run.RunId).Where(group => group.Count() > 1))
            findings.Add(Kind.Card, same.First().Called, $"stands {same.Count()} times in station.json");
        foreach (var run in files.Station.Runs)
        {
            for (var i = 1; i < run.History.Length; i++)
                if (run.History[i].From != run.History[i - 1].To)
                    findings.Add(Kind.Card, run.Called, $"its history jumps from {run.History[i - 1].To} to {run.History[i].From}");
            if (run.History is [.., var last] && last.To != run.State)
                findings.Add(Kind.Card, run.Called, $"is {run.State}, but its history ends in {last.To}");
        }
    }

    /// <summary>Each issued job has one issued run and one card in the output, with its UID and its NIK on the chip; and the other way
    /// round.</summary>
    public static void IssuedCards(Files files, World world, Findings findings)
    {
        var issued = files.Station.Runs.Where(run => run.State == "Issued").ToLookup(run => run.JobId);
        var output = files.Cards.Where(card => card.Tray == "output").ToLookup(card => card.Uid);
        foreach (var job in files.Central.Jobs.Where(job => job.Status == "issued"))
        {
            var subject = $"job {job.JobId} (card {job.ChipUid ?? "without UID"})";
            if (issued[job.JobId].FirstOrDefault() is not { } run)
                findings.Add(Kind.Card, subject, "is issued at the centre, but no run of the station is");
            else if (run.BlankUid != job.ChipUid)
                findings.Add(Kind.Card, subject, $"the station's run {run.RunId} issued card {run.BlankUid ?? "without UID"}");
            if (job.ChipUid is null || !output.Contains(job.ChipUid))
                findings.Add(Kind.Card, subject, "is issued, but its card is not in tray/output");
            foreach (var card in output[job.ChipUid ?? ""])
                Content(job, card, world.Find(card.Uid), findings);
        }

        foreach (var run in issued.SelectMany(runs => runs))
            if (files.Central.Jobs.FirstOrDefault(job => job.JobId == run.JobId)?.Status is var status and not "issued")
                findings.Add(Kind.Unreported, run.Called, $"is issued at the station, but its job is {status ?? "unknown"} at the centre");

        var mayLieThere = files.Station.Runs.Where(run => run.State == "Issued" || run.IsUnsettled).Select(run => run.BlankUid).ToHashSet();
        foreach (var card in files.Cards.Where(card => card.Tray == "output" && !mayLieThere.Contains(card.Uid)))
        {
            findings.Add(Kind.Card, card.Called,
                $"lies in {card.Folder}, but nobody issued it ({Owner(files, card.Uid)})");
        }
    }

    private static string Owner(Files files, string uid) =>
        files.Station.Runs.LastOrDefault(run => run.BlankUid == uid) is { } run ? $"run {run.RunId} is {run.State}" : "no run has it";

    private static void Content(Job job, TrayCard card, Blank? blank, Findings findings)
    {
        if (card.Nik != job.Nik)
            findings.Add(Kind.Card, card.Called, $"the NIK in chip.json is not that of job {job.JobId}");
        if (card.NikInFile != job.Nik)
            findings.Add(Kind.Card, card.Called, $"the NIK in the chip's biodata file is not that of job {job.JobId}");
        if (card.Name is not null && card.Name != job.Name)
            findings.Add(Kind.Card, card.Called, $"the name on the chip is not that of job {job.JobId}");
        if (!card.Locked)
            findings.Add(Kind.Card, card.Called, "was issued, but its chip is not locked");
        if (blank is null or { Broken: true })
            return;
        if (!blank.Written || !blank.Locked)
            findings.Add(Kind.Card, card.Called, "was issued, but the events never have its chip written and locked");
        if (blank.Faces != 1 || blank.Panels != Ribbon)
            findings.Add(Kind.Card, card.Called,
                $"was issued, but the events have its face printed {blank.Faces} times, panels \"{blank.Panels}\"");
    }

    /// <summary>No job, no citizen and no chip has two good cards.</summary>
    public static void NobodyTwice(Files files, Findings findings)
    {
        var runs = files.Station.Runs.Where(run => run.State == "Issued").ToArray();
        Twice(runs.GroupBy(run => run.JobId), same => $"job {same}", run => $"run {run.RunId} card {run.BlankUid}", "has two issued runs");
        Twice(runs.GroupBy(run => run.BlankUid ?? ""), same => $"card {same}", run => $"job {run.JobId}", "is issued by two runs");
        var jobs = files.Central.Jobs.Where(job => job.Status == "issued").ToArray();
        Twice(jobs.GroupBy(job => job.JobId), same => $"job {same}", job => $"card {job.ChipUid}", "stands twice at the centre");
        Twice(jobs.GroupBy(job => job.ChipUid ?? ""), same => $"card {same}", job => $"job {job.JobId}", "is issued for two jobs");
        Twice(jobs.GroupBy(job => job.Nik ?? ""), _ => "", job => $"job {job.JobId} card {job.ChipUid}", "have the same NIK");
        var cards = files.Cards.Where(card => card.Tray == "output" && card.NikInFile is not null);
        Twice(cards.GroupBy(card => card.NikInFile!), _ => "", card => $"card {card.Uid}", "have the same NIK on the chip");

        void Twice<T>(IEnumerable<IGrouping<string, T>> groups, Func<string, string> subject, Func<T, string> each, string text)
        {
            foreach (var group in groups.Where(group => group.Key.Length > 0 && group.Count() > 1))
            {
                var members = string.Join(", ", group.Select(each));
                var named = subject(group.Key);
                findings.Add(Kind.Duplicate, named.Length > 0 ? named : members, named.Length > 0 ? $"{text}: {members}" : text);
            }
        }
    }

    /// <summary>Spoiled runs, and strays that were booked as spoiled, are the cards of the reject tray. One whose chip never answered has
    /// no UID in the books: such a run goes with the card that its printer fed meanwhile, in order.</summary>
    public static void SpoiledCards(Files files, World world, Findings findings)
    {
        var rejected = files.Cards.Where(card => card.Tray == "reject").Select(card => card.Uid).ToHashSet();
        var runs = files.Station.Runs.Where(run => run.State == "Spoiled").ToList();
        var strays = files.Station.Ledger.Where(row => row.To == "Spoiled" && row.IsStray).ToList();
        foreach (var uid in runs.Select(run => run.BlankUid).Concat(strays.Select(row => Files.Upper(row.ChipUid))).OfType<string>())
            if (!rejected.Remove(uid))
                findings.Add(Kind.Blank, $"card {uid}",
                    $"is booked as spoiled, but is not in tray/reject (the events leave it in: {world.Find(uid)?.Place ?? "nowhere"})");

        var unsettled = files.Station.Runs.Where(run => run.IsUnsettled).Select(run => run.BlankUid).ToHashSet();
        var mute = rejected.Where(uid => !unsettled.Contains(uid)).Select(uid => world.Find(uid) ?? new Blank(uid))
            .OrderBy(blank => blank.FedAt).ToList();
        foreach (var run in runs.Where(run => run.BlankUid is null).OrderBy(run => run.History.Select(step => step.At).FirstOrDefault()))
        {
            var (start, end) = Span(run);
            var own = mute.FirstOrDefault(blank => blank.FedAt >= start && blank.FedAt <= end
                && (run.Printer is null || blank.Printer == run.Printer));
            if (own is null)
                findings.Add(Kind.Blank, run.Called, "is spoiled, but no card of tray/reject was fed while it ran");
            else
                mute.Remove(own);
        }

        var unnamed = strays.Count(row => row.ChipUid is null) + files.Station.Runs.Count(run => run.IsUnsettled && run.BlankUid is null);
        foreach (var blank in mute.Skip(unnamed))
        {
            findings.Add(Kind.Blank, $"card {blank.Uid}",
                $"lies in tray/reject, but is not booked as spoiled ({Owner(files, blank.Uid)})");
        }
    }

    private static (DateTimeOffset Start, DateTimeOffset End) Span(Run run)
    {
        // The feed that consumed the card is the last one; the clock of the office and the station is the same, their writing is not.
        var slack = TimeSpan.FromMilliseconds(500);
        var start = run.History.LastOrDefault(step => step.To == "Feeding")?.At ?? DateTimeOffset.MinValue;
        return (start - slack, run.History is [.., var last] ? last.At + slack : DateTimeOffset.MaxValue);
    }

    /// <summary>What the station knows of a run, the centre was told, in order and word for word; and nothing else.</summary>
    public static void Outcomes(Files files, Findings findings)
    {
        var told = files.Central.Outcomes.ToLookup(outcome => outcome.RunId);
        foreach (var run in files.Station.Runs)
        {
            var outcomes = told[run.RunId].OrderBy(outcome => outcome.N).ToArray();
            if (outcomes.Select((outcome, index) => outcome.N == index + 1).Contains(false))
                findings.Add(Kind.Unreported, run.Called,
                    $"its outcomes at the centre are numbered {Findings.List(outcomes.Select(outcome => outcome.N))}");
            if (run.State is not ("Issued" or "Spoiled" or "Held" or "Missing" or "Lost" or "Refused" or "Canceled"))
                continue;
            if (outcomes.Length == 0 && run.State == "Canceled")
                continue; // given back to the centre: no blank was used
            if (outcomes is not [.., var last])
                findings.Add(Kind.Unreported, run.Called, $"is {run.State}, but the centre has no outcome of it");
            else if (last.Status != run.State
                && !(run.State == "Spoiled" && last.Status == "Canceled" && outcomes.Any(outcome => outcome.Status == "Spoiled")))
                findings.Add(Kind.Unreported, run.Called, $"is {run.State}, but the centre was told {last.Status}");
            else if (last.ChipUid != run.BlankUid || last.Attempt != run.Attempt || last.JobId != run.JobId)
                findings.Add(Kind.Unreported, run.Called,
                    $"the centre was told job {last.JobId}, attempt {last.Attempt}, card {last.ChipUid ?? "without UID"}");
        }

        var known = files.Station.Runs.Select(run => run.RunId).ToHashSet();
        foreach (var outcome in files.Central.Outcomes.Where(outcome => !known.Contains(outcome.RunId)))
            findings.Add(Kind.Unreported, $"run {outcome.RunId} (job {outcome.JobId}, card {outcome.ChipUid ?? "without UID"})",
                $"the centre was told {outcome.Status}, but the station has no such run");
    }
}

internal static class Books
{
    /// <summary>Numbered without a gap, each row carrying the hash of the one before, and the balances are the sum of the rows.</summary>
    public static void Chain(Files files, Findings findings)
    {
        var ledger = files.Station.Ledger;
        for (var i = 0; i < ledger.Length; i++)
        {
            if (ledger[i].Sequence != i + 1)
                findings.Add(Kind.Ledger, ledger[i].Called, $"is row {i + 1} of the ledger");
            if (ledger[i].Hash != ledger[i].ComputeHash())
                findings.Add(Kind.Ledger, ledger[i].Called, "was changed after it was written: its hash is another");
            if (i > 0 && ledger[i].PreviousHash != ledger[i - 1].Hash)
                findings.Add(Kind.Ledger, ledger[i].Called, $"does not carry the hash of the row before it, {ledger[i - 1].Called}");
        }

        var sums = Sums(ledger);
        foreach (var place in sums.Keys.Union(files.Station.Balances.Keys).Order(StringComparer.Ordinal))
        {
            var (sum, balance) = (sums.GetValueOrDefault(place), files.Station.Balances.GetValueOrDefault(place));
            if (sum == balance || (IsOutside(place) && !files.Station.Balances.ContainsKey(place)))
                continue;
            var last = ledger.LastOrDefault(row => row.From == place || row.To == place);
            findings.Add(Kind.Ledger, $"place {place}",
                $"its balance is {balance}, but its movements give {sum}; the last one: {last?.Called ?? "none"}");
        }
    }

    /// <summary>The rows of a run move one blank to where the run's state has it, under its own UID.</summary>
    public static void Runs(Files files, Findings findings)
    {
        var rows = files.Station.Ledger.Where(row => !row.IsStray).ToLookup(row => row.RunId!);
        foreach (var row in rows.ExceptBy(files.Station.Runs.Select(run => run.RunId), group => group.Key).SelectMany(group => group))
            findings.Add(Kind.Ledger, row.Called, "is a movement of a run that the station does not have");
        foreach (var run in files.Station.Runs)
        {
            var net = Sums(rows[run.RunId]).Where(sum => sum.Value != 0).ToDictionary();
            var expected = run.Place is null ? net.Count == 0 : net.Count == 2 && net.GetValueOrDefault(run.Place) == 1;
            if (!expected)
                findings.Add(Kind.Ledger, run.Called,
                    $"is {run.State}, but its movements come to {Findings.List(net.Select(sum => $"{sum.Key} {sum.Value:+0;-0}"))}");
            foreach (var row in rows[run.RunId].Where(row => row.ChipUid is not null && Files.Upper(row.ChipUid) != run.BlankUid))
                findings.Add(Kind.Ledger, row.Called, $"is a movement of {run.Called}");
        }
    }

    /// <summary>Each place of the books holds as many blanks as the world has there. A run in a working state may be one ahead or
    /// behind.</summary>
    public static void AgainstWorld(Files files, World world, Findings findings)
    {
        var balances = files.Station.Balances;
        var unsettled = files.Station.Runs.Where(run => run.IsUnsettled).ToArray();
        var awaited = unsettled.Select(run => run.BlankUid).OfType<string>().ToHashSet();
        var withoutUid = unsettled.Count(run => run.BlankUid is null);
        var delivered = files.Central.Deliveries.Where(delivery => delivery.ConfirmedAt is not null).ToArray();
        var uids = delivered.SelectMany(delivery => delivery.Uids ?? []).Select(uid => uid.ToUpperInvariant()).ToHashSet();
        if (uids.Count > 0)
        {
            foreach (var blank in world.Blanks.Where(blank => !uids.Contains(blank.Uid)))
                findings.Add(Kind.Blank, $"card {blank.Uid}", "is in the office, but came with no delivery");
            Compare("Store", [.. uids.Where(uid => world.Find(uid) is null or { Place: "store" })], 0);
        }

        var printers = world.Blanks.Select(blank => blank.Place).Concat(balances.Keys).Where(place => place.Contains('('))
            .Select(place => place[(place.IndexOf('(') + 1)..^1]).Distinct().Order(StringComparer.Ordinal);
        foreach (var printer in printers)
        {
            var slack = withoutUid + files.Station.Runs.Count(run => run.IsWorking && run.Printer == printer);
            Compare($"Hopper({printer})", Lying($"hopper({printer})"), slack);
            Compare($"Machine({printer})", Lying($"machine({printer})"), slack);
        }

        var working = files.Station.Runs.Count(run => run.IsWorking);
        Compare("Issued", Lying("output"), working + withoutUid);
        Compare("Spoiled", Lying("reject"), working + withoutUid);
        if (balances.GetValueOrDefault("Difference") is not 0 and var difference)
            findings.Add(Kind.Blank, "place Difference", $"its balance is {difference}, and nobody explained it; the last movement: "
                + (files.Station.Ledger.LastOrDefault(row => row.From == "Difference" || row.To == "Difference")?.Called ?? "none"));

        var lost = files.Station.Runs.Where(run => run.State == "Lost").ToArray();
        var mayBeOut = lost.Select(run => run.BlankUid).OfType<string>().Concat(awaited).ToHashSet();
        var allowance = withoutUid + lost.Count(run => run.BlankUid is null);
        foreach (var blank in world.At("hand").Where(blank => !mayBeOut.Contains(blank.Uid)).Skip(allowance))
            findings.Add(Kind.Blank, $"card {blank.Uid}",
                "the events leave it with a person, and no run that is held, missing or lost has it");

        string[] Lying(string place) => [.. world.At(place).Select(blank => blank.Uid).Where(uid => !awaited.Contains(uid))];

        void Compare(string place, string[] there, int slack)
        {
            var balance = balances.GetValueOrDefault(place);
            if (Math.Abs(balance - there.Length) <= slack)
                return;
            var last = files.Station.Ledger.LastOrDefault(row => row.From == place || row.To == place);
            findings.Add(Kind.Blank, $"place {place}", $"the books have {balance} blanks there, the world {there.Length}"
                + $" (card {Findings.List(there.Take(12))}{(there.Length > 12 ? " …" : "")}); the last movement: "
                + (last?.Called ?? "none"));
        }
    }

    /// <summary>What the office confirmed to the centre is what it booked; and the centre has seen no ledger longer than this
    /// one.</summary>
    public static void AgainstCentre(Files files, Findings findings)
    {
        var ledger = files.Station.Ledger;
        var confirmed = files.Central.Deliveries.Where(delivery => delivery.ConfirmedAt is not null).ToArray();
        var received = -Sums(ledger.Where(row => row.From == "Ministry" || row.To == "Ministry")).GetValueOrDefault("Ministry");
        var counted = confirmed.Sum(delivery => delivery.Counted ?? delivery.Quantity);
        if (received != counted)
            findings.Add(Kind.Ledger, "place Store",
                $"{received} blanks were booked from the ministry, but {counted} were confirmed to the centre "
                + $"(deliveries {string.Join(", ", confirmed.Select(delivery => delivery.DocumentNumber ?? delivery.DeliveryId))})");
        foreach (var seen in files.Central.Stations.Where(seen => seen.LedgerSequence > ledger.Length))
            findings.Add(Kind.Ledger, $"station {seen.StationId}",
                $"the centre has seen its ledger up to {seen.LedgerSequence}, but it ends at {ledger.Length}");
    }

    private static bool IsOutside(string place) => place is "Ministry" or "OtherOffice";

    private static Dictionary<string, long> Sums(IEnumerable<Movement> rows)
    {
        var sums = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            sums[row.From] = sums.GetValueOrDefault(row.From) - row.Quantity;
            sums[row.To] = sums.GetValueOrDefault(row.To) + row.Quantity;
        }

        return sums;
    }
}

using System.Globalization;
using System.Text.Json.Nodes;

/// <summary>The plastic beside the reports, figure by figure.</summary>
internal sealed class Comparison
{
    /// <summary>Acts of people that no event of the plastic stands for: a report that has one says what nobody saw.</summary>
    private static readonly string[] Unseen = ["returned", "borrowed", "lent", "test", "difference"];

    /// <summary>Causes between which the plastic does not always tell: see <see cref="PlasticCard.IsUndecided"/>.</summary>
    private static readonly string[] Open = ["failed-encode", "failed-print"];

    /// <summary>Reports without a figure that plastic could show.</summary>
    private static readonly string[] Never =
    [
        "forecast: days to come lie in no plastic; the cards and blanks that it begins with are compared",
        "old-cards: no event stands for a card that its citizen brought back",
    ];

    /// <summary>Causes that lie in the centre's word or in the books: the plastic shows nothing of them.</summary>
    private static readonly string[] Untold = ["stopped-by-centre", "books", "other"];

    private readonly List<PlasticDays> _days = [];
    private readonly Tally _tally = new();

    private Comparison()
    {
    }

    public IReadOnlyList<PlasticDays> Days => _days;

    public IReadOnlyList<string> Differences => _tally.Differences;

    /// <inheritdoc cref="Tally.LeftOpen"/>
    public IReadOnlyList<string> LeftOpen => _tally.LeftOpen;

    public static async Task<Comparison> OfAsync(Plastic plastic, Reports reports, OfficeSettings office, DateOnly from, DateOnly to)
    {
        var comparison = new Comparison();
        foreach (var card in plastic.Cards.Where(card => card.Came is null))
            comparison._tally.Differ($"blank {card.Uid} lies in {card.Place}, and came in no box");
        for (var day = from; day <= to; day = day.AddDays(1))
            comparison._days.Add(PlasticDays.Of(PlasticDays.Text(day), plastic, day, day));
        comparison.Flows(await reports.ReadAsync("daily", from, to), comparison._days);
        comparison.Flows(await reports.ReadAsync("monthly", from, to), Months(plastic, from, to));
        await comparison.SpoilageAsync(plastic, reports, from, to);
        comparison.Receipts(await reports.ReadAsync("receipts", from, to), plastic, from, to);
        comparison.Bulletin(await reports.ReadAsync("bulletin", from, to), plastic, from, to);
        var balances = await reports.BalancesAsync();
        comparison.Places(balances, plastic);
        comparison.Gone(balances, plastic);
        RibbonCheck.Compare(await reports.ReadAsync("ribbons", plastic.FirstDay, plastic.LastDay),
            await reports.ReadAsync("supplies", plastic.FirstDay, plastic.LastDay), PlasticRibbon.Of(plastic.Happenings), comparison._tally);
        DayCheck.Compare(await reports.ReadAsync("day", from, to), plastic, comparison._tally);
        await comparison.InterruptionsAsync(plastic, reports, office, from, to);
        foreach (var never in Never)
            comparison._tally.LeaveOpen(never);
        return comparison;
    }

    public void Print(TextWriter output)
    {
        output.WriteLine($"{"day",-12}{"opening",9}{"came",9}{"cards",9}{"spoiled",9}{"lost",9}{"left",9}  as the plastic says");
        foreach (var day in _days.Where(day => day.Opening + day.Came + day.Cards + day.AllSpoiled > 0))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{day.Period,-12}{day.Opening,9:N0}{day.Came,9:N0}{day.Cards,9:N0}{day.AllSpoiled,9:N0}{day.Lost,9:N0}{day.Closing,9:N0}"
                + $"  {string.Join(", ", day.Spoiled.Select(cause => $"{cause.Key} {cause.Value}"))}").TrimEnd());
        foreach (var difference in Differences)
            output.WriteLine(difference);
        foreach (var open in LeftOpen)
            output.WriteLine($"left open: {open}");
        output.WriteLine(Differences.Count == 0
            ? $"{_tally.Compared} figures of the reports are what the plastic says"
            : $"{Differences.Count} of {_tally.Compared} figures differ from the plastic");
    }

    private static List<PlasticDays> Months(Plastic plastic, DateOnly from, DateOnly to)
    {
        var months = new List<PlasticDays>();
        for (var first = from; first <= to;)
        {
            var next = new DateOnly(first.Year, first.Month, 1).AddMonths(1);
            months.Add(PlasticDays.Of(first.ToString("yyyy-MM", CultureInfo.InvariantCulture), plastic, first, next > to ? to : next.AddDays(-1)));
            first = next;
        }

        return months;
    }

    private void Flows(ReportTable report, IReadOnlyList<PlasticDays> periods)
    {
        var rows = report.Rows.ToDictionary(row => report.Text(row, "period")!);
        foreach (var period in periods)
        {
            var about = $"{report.Name} {period.Period}";
            if (!rows.Remove(period.Period, out var row))
            {
                _tally.Differ($"{about}: the report has no such line");
                continue;
            }

            _tally.Same(about, "opening", period.Opening, report.Number(row, "opening"));
            _tally.Same(about, "received", period.Came, report.Number(row, "received"));
            _tally.Same(about, "cards", period.Cards, report.Number(row, "cards"));
            _tally.Same(about, "spoiled", period.AllSpoiled, report.Number(row, "spoiled"));
            _tally.Same(about, "lost", period.Lost, report.Number(row, "lost"));
            _tally.Same(about, "closing", period.Closing, report.Number(row, "closing"));
            foreach (var unseen in Unseen)
                _tally.Same(about, unseen, 0, report.Number(row, unseen));
        }

        foreach (var period in rows.Keys)
            _tally.Differ($"{report.Name} {period}: the report has a line for a time that was not asked for");
    }

    /// <summary>By cause, of each day on which either side has a spoiled card.</summary>
    private async Task SpoilageAsync(Plastic plastic, Reports reports, DateOnly from, DateOnly to)
    {
        var whole = PlasticDays.Of("whole", plastic, from, to);
        Causes("spoilage", whole, await reports.ReadAsync("spoilage", from, to));
        if (from == to)
            return;
        foreach (var day in _days.Where(day => day.AllSpoiled > 0))
        {
            var date = DateOnly.ParseExact(day.Period, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            Causes($"spoilage {day.Period}", day, await reports.ReadAsync("spoilage", date, date));
        }
    }

    private void Causes(string about, PlasticDays period, ReportTable report)
    {
        var told = report.Rows.GroupBy(row => report.Text(row, "cause")!).ToDictionary(cause => cause.Key, cause => cause.Sum(Spoiled));
        var untold = Untold.Sum(cause => told.GetValueOrDefault(cause));
        foreach (var cause in Untold.Where(told.ContainsKey))
            _tally.LeaveOpen(string.Create(CultureInfo.InvariantCulture, $"{about}: {cause} is {told[cause]:N0}; the plastic does not say of which cards"));
        foreach (var cause in told.Keys.Union(period.Spoiled.Keys).Except(Untold).Order(StringComparer.Ordinal))
            _tally.Same(about, cause, IsLeftOpen(cause) ? told.GetValueOrDefault(cause) : period.Spoiled.GetValueOrDefault(cause), told.GetValueOrDefault(cause));

        int Spoiled(JsonArray row) => report.Number(row, "spoiled");

        // Fewer than lie there, where the report has as many under what the plastic does not show. Of the two, not more than the undecided ones off.
        bool IsLeftOpen(string cause) => IsUntold(Fewer(cause)) || (Open.Contains(cause)
            && Math.Abs(Fewer(cause)) <= period.Undecided + untold && IsUntold(Open.Sum(Fewer)));

        int Fewer(string cause) => period.Spoiled.GetValueOrDefault(cause) - told.GetValueOrDefault(cause);

        bool IsUntold(int fewer) => fewer >= 0 && fewer <= untold;
    }

    private void Receipts(ReportTable report, Plastic plastic, DateOnly from, DateOnly to)
    {
        if (plastic.Papers(from, to) is not { } papers)
            return;
        var told = report.Rows.GroupBy(row => report.Text(row, "document") ?? "").ToDictionary(paper => paper.Key,
            paper => paper.Sum(row => report.Number(row, "quantity")));
        foreach (var paper in told.Keys.Union(papers.Keys).Order(StringComparer.Ordinal))
            _tally.Same("receipts", paper, papers.GetValueOrDefault(paper), told.GetValueOrDefault(paper));
    }

    /// <summary>What the office tells the public. Who waits stands in no plastic.</summary>
    private void Bulletin(ReportTable report, Plastic plastic, DateOnly from, DateOnly to)
    {
        var told = report.Rows.ToDictionary(row => report.Text(row, "item")!);
        Told("cards-of-day", PlasticDays.Of("day", plastic, to, to).Cards);
        Told("cards-of-period", PlasticDays.Of("period", plastic, from, to).Cards);
        // Of an earlier day the plastic does not say which blanks were just in a machine.
        if (to >= plastic.LastDay)
            Told("blanks-in-hand", plastic.Cards.Count(card => card.Place == "store" || card.Place.StartsWith("hopper(", StringComparison.Ordinal)));

        void Told(string item, int count)
        {
            if (told.TryGetValue(item, out var row))
                _tally.Same(report.Name, item, count, report.Number(row, "count"));
            else
                _tally.Differ($"{report.Name}: the report has no line {item}");
        }
    }

    private async Task InterruptionsAsync(Plastic plastic, Reports reports, OfficeSettings office, DateOnly from, DateOnly to)
    {
        if (office.Hours is { } hours)
        {
            var still = new Standstills(plastic, hours.Between(from, to, office.Offset));
            InterruptionCheck.Compare(await reports.ReadAsync("interruptions", from, to), still, _tally);
            _tally.LeaveOpen("interruptions: whether anybody waited while nothing moved; compared are the most minutes, and the fewest of jams");
        }
        else
        {
            _tally.LeaveOpen("interruptions: they count office hours, of which station.json says nothing");
        }
    }

    /// <summary>Where the blanks lie at the end.</summary>
    private void Places(IReadOnlyDictionary<string, int> balances, Plastic plastic)
    {
        var lying = plastic.Cards.GroupBy(card => card.Place).ToDictionary(place => place.Key, place => place.Count());
        foreach (var place in balances.Keys.Where(place => place == "Store" || place.Contains('(')).Select(PlaceCounts.NameOf).Where(place => !place.StartsWith("other"))
            .Union(lying.Keys.Where(place => place == "store" || place.Contains('('))).Order(StringComparer.Ordinal))
            _tally.Same("balance", place, lying.GetValueOrDefault(place), balances.FirstOrDefault(balance => PlaceCounts.NameOf(balance.Key) == place).Value);
    }

    /// <summary>Where the cards are that left the stock. A held one lies with the good ones, with the rejected ones or in a hand: which, only the books
    /// know; so of each of these the books may have as many fewer as are held, and in all they have every card.</summary>
    private void Gone(IReadOnlyDictionary<string, int> balances, Plastic plastic)
    {
        int Booked(params string[] places) => places.Sum(place => balances.GetValueOrDefault(place));
        int Lying(params string[] places) => plastic.Cards.Count(card => places.Contains(card.Place));
        var held = Booked("Held");
        (string Figure, int Plastic, int Books)[] figures =
        [
            // What citizens bring back was in the output once; theirs that others made stand against it, below zero.
            ("issued", Lying("output"), Booked("Issued", "OldCards", "OldCardsDestroyed", "OldCardsLost", "Citizens")),
            ("spoiled and destroyed", Lying("reject"), Booked("Spoiled", "Destroyed", "SpoiledLost")), ("lost", Lying("hand"), Booked("Lost")),
        ];
        foreach (var (figure, lying, booked) in figures)
            _tally.Same("balance", figure, held > 0 && booked <= lying && lying - booked <= held ? booked : lying, booked);
        if (held > 0)
            _tally.Same("balance", "issued, spoiled, destroyed, lost and held together", figures.Sum(figure => figure.Plastic), held + figures.Sum(figure => figure.Books));
        LeaveOpen("Destroyed", "whether a rejected card was burnt, and which");
        LeaveOpen("SpoiledLost", "which rejected cards were not in their box any more");
        LeaveOpen("Held", "which cards nobody has answered for yet");
        LeaveOpen("OldCards", "which cards their citizens brought back");
        LeaveOpen("OldCardsDestroyed", "which of these were burnt");
        LeaveOpen("OldCardsLost", "which of these were not in their box any more");

        void LeaveOpen(string place, string what)
        {
            if (Booked(place) is not 0 and var booked)
                _tally.LeaveOpen(string.Create(CultureInfo.InvariantCulture, $"balance: {place} is {booked:N0}; the plastic does not say {what}"));
        }
    }
}

using System.Globalization;
using System.Text.Json.Nodes;

/// <summary>The plastic beside the reports, figure by figure.</summary>
internal sealed class Comparison
{
    /// <summary>Acts of people that no event of the plastic stands for: a report that has one says what nobody saw.</summary>
    private static readonly string[] Unseen = ["returned", "borrowed", "lent", "test", "difference"];

    /// <summary>Causes between which the plastic does not always tell: see <see cref="PlasticCard.IsUndecided"/>.</summary>
    private static readonly string[] Open = ["failed-encode", "failed-print"];

    private readonly List<PlasticDays> _days = [];
    private readonly List<string> _differences = [];
    private readonly List<string> _open = [];
    private int _compared;

    private Comparison()
    {
    }

    public IReadOnlyList<PlasticDays> Days => _days;

    public IReadOnlyList<string> Differences => _differences;

    /// <summary>What the reports say and the plastic cannot: left open, in words.</summary>
    public IReadOnlyList<string> LeftOpen => _open;

    public static async Task<Comparison> OfAsync(Plastic plastic, Reports reports, DateOnly from, DateOnly to)
    {
        var comparison = new Comparison();
        foreach (var card in plastic.Cards.Where(card => card.Came is null))
            comparison._differences.Add($"blank {card.Uid} lies in {card.Place}, and came in no box");
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
        return comparison;
    }

    public void Print(TextWriter output)
    {
        output.WriteLine($"{"day",-12}{"opening",9}{"came",9}{"cards",9}{"spoiled",9}{"lost",9}{"left",9}  as the plastic says");
        foreach (var day in _days.Where(day => day.Opening + day.Came + day.Cards + day.AllSpoiled > 0))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{day.Period,-12}{day.Opening,9:N0}{day.Came,9:N0}{day.Cards,9:N0}{day.AllSpoiled,9:N0}{day.Lost,9:N0}{day.Closing,9:N0}"
                + $"  {string.Join(", ", day.Spoiled.Select(cause => $"{cause.Key} {cause.Value}"))}").TrimEnd());
        foreach (var difference in _differences)
            output.WriteLine(difference);
        foreach (var open in _open)
            output.WriteLine($"left open: {open}");
        output.WriteLine(_differences.Count == 0
            ? $"{_compared} figures of the reports are what the plastic says"
            : $"{_differences.Count} of {_compared} figures differ from the plastic");
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
                _differences.Add($"{about}: the report has no such line");
                continue;
            }

            Same(about, "opening", period.Opening, report.Number(row, "opening"));
            Same(about, "received", period.Came, report.Number(row, "received"));
            Same(about, "cards", period.Cards, report.Number(row, "cards"));
            Same(about, "spoiled", period.AllSpoiled, report.Number(row, "spoiled"));
            Same(about, "lost", period.Lost, report.Number(row, "lost"));
            Same(about, "closing", period.Closing, report.Number(row, "closing"));
            foreach (var unseen in Unseen)
                Same(about, unseen, 0, report.Number(row, unseen));
        }

        _differences.AddRange(rows.Keys.Select(period => $"{report.Name} {period}: the report has a line for a time that was not asked for"));
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
        foreach (var cause in told.Keys.Union(period.Spoiled.Keys).Order(StringComparer.Ordinal))
            Same(about, cause, IsLeftOpen(cause) ? told.GetValueOrDefault(cause) : period.Spoiled.GetValueOrDefault(cause), told.GetValueOrDefault(cause));

        int Spoiled(JsonArray row) => report.Number(row, "spoiled");

        // One of the two, and of each not more than the undecided ones off.
        bool IsLeftOpen(string cause) => Open.Contains(cause)
            && Math.Abs(period.Spoiled.GetValueOrDefault(cause) - told.GetValueOrDefault(cause)) <= period.Undecided
            && Open.Sum(one => period.Spoiled.GetValueOrDefault(one)) == Open.Sum(one => told.GetValueOrDefault(one));
    }

    private void Receipts(ReportTable report, Plastic plastic, DateOnly from, DateOnly to)
    {
        if (plastic.Papers(from, to) is not { } papers)
            return;
        var told = report.Rows.GroupBy(row => report.Text(row, "document") ?? "").ToDictionary(paper => paper.Key,
            paper => paper.Sum(row => report.Number(row, "quantity")));
        foreach (var paper in told.Keys.Union(papers.Keys).Order(StringComparer.Ordinal))
            Same("receipts", paper, papers.GetValueOrDefault(paper), told.GetValueOrDefault(paper));
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
                Same(report.Name, item, count, report.Number(row, "count"));
            else
                _differences.Add($"{report.Name}: the report has no line {item}");
        }
    }

    /// <summary>Where the blanks lie at the end.</summary>
    private void Places(IReadOnlyDictionary<string, int> balances, Plastic plastic)
    {
        var lying = plastic.Cards.GroupBy(card => card.Place).ToDictionary(place => place.Key, place => place.Count());
        foreach (var place in balances.Keys.Where(place => place == "Store" || place.Contains('(')).Select(Lower).Where(place => !place.StartsWith("other"))
            .Union(lying.Keys.Where(place => place == "store" || place.Contains('('))).Order(StringComparer.Ordinal))
            Same("balance", place, lying.GetValueOrDefault(place), balances.FirstOrDefault(balance => Lower(balance.Key) == place).Value);

        static string Lower(string place) => place.Length == 0 ? place : char.ToLowerInvariant(place[0]) + place[1..];
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
            Same("balance", figure, held > 0 && booked <= lying && lying - booked <= held ? booked : lying, booked);
        if (held > 0)
            Same("balance", "issued, spoiled, destroyed, lost and held together", figures.Sum(figure => figure.Plastic), held + figures.Sum(figure => figure.Books));
        LeaveOpen("Destroyed", "whether a rejected card was burnt, and which");
        LeaveOpen("SpoiledLost", "which rejected cards were not in their box any more");
        LeaveOpen("Held", "which cards nobody has answered for yet");
        LeaveOpen("OldCards", "which cards their citizens brought back");
        LeaveOpen("OldCardsDestroyed", "which of these were burnt");
        LeaveOpen("OldCardsLost", "which of these were not in their box any more");

        void LeaveOpen(string place, string what)
        {
            if (Booked(place) is not 0 and var booked)
                _open.Add(string.Create(CultureInfo.InvariantCulture, $"balance: {place} is {booked:N0}; the plastic does not say {what}"));
        }
    }

    private void Same(string about, string figure, int plastic, int report)
    {
        _compared++;
        if (plastic != report)
            _differences.Add(string.Create(CultureInfo.InvariantCulture, $"{about}: {figure} is {report:N0}, and the plastic says {plastic:N0}"));
    }
}

using System.CommandLine;
using System.Globalization;
using PrintStation.Web;
using Spectre.Console;

namespace PrintStation.Cli;

/// <summary>The office's day: each act takes the counts of all places at once, and only then says what the books have.</summary>
internal static class DayCommands
{
    public static Command Create(CommonOptions common) => new("day", common.Texts["cli.day"])
    {
        Act(common, "open"), Act(common, "hand-over"), Act(common, "close"), Check(common), Explain(common),
    };

    private static Command Act(CommonOptions common, string verb)
    {
        var texts = common.Texts;
        var by = Inputs.By(texts);
        var counts = new Option<string[]>("--count") { Description = texts["cli.option.counts"] };
        var to = new Option<string>("--to") { Description = texts["cli.option.taker"], Required = true };
        var unload = new Option<bool>("--unload") { Description = texts["cli.option.unload"] };
        var clockWasAhead = new Option<bool>("--clock-was-ahead") { Description = texts["cli.option.clock-was-ahead"] };
        var command = new Command(verb, texts[$"cli.day.{verb}"]) { counts, by };
        if (verb == "open")
            command.Add(clockWasAhead);
        if (verb == "hand-over")
            command.Add(to);
        if (verb == "close")
            command.Add(unload);
        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.PostAsync<DayRecordView>($"/day/{verb}", new DeskRequest
            {
                By = result.GetValue(by)!,
                To = verb == "hand-over" ? result.GetValue(to) : null,
                Counts = result.GetValue(counts) ?? [],
                Unload = verb == "close" && result.GetValue(unload),
                ClockWasAhead = verb == "open" && result.GetValue(clockWasAhead),
            }, day => Print(day, client.Texts), token);
        });
        return command;
    }

    private static Command Check(CommonOptions common)
    {
        var command = new Command("check", common.Texts["cli.day.check"]);
        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.GetAsync<DayCheckView>("/day/check", check => Print(check, client.Texts), token);
        });
        return command;
    }

    private static Command Explain(CommonOptions common)
    {
        var texts = common.Texts;
        var number = Inputs.Number(texts, "difference");
        var (reason, by) = (new Option<string?>("--reason") { Description = texts["cli.option.day-reason"] }, Inputs.By(texts));
        var take = new Option<long?>("--stock-take") { Description = texts["cli.option.settling-take"], CustomParser = Inputs.WholeOrNone<long>(texts) };
        var reversal = new Option<long?>("--reversal") { Description = texts["cli.option.settling-reversal"], CustomParser = Inputs.WholeOrNone<long>(texts) };
        var command = new Command("explain", texts["cli.day.explain"]) { number, reason, take, reversal, by };
        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.PostAsync<DayCheckView>($"/day/explain/{result.GetValue(number)}", new DeskRequest
            {
                By = result.GetValue(by)!,
                Reason = result.GetValue(reason),
                StockTake = result.GetValue(take),
                Reversal = result.GetValue(reversal),
            }, check => Print(check, client.Texts), token);
        });
        return command;
    }

    private static void Print(DayRecordView day, StationTexts texts)
    {
        var console = AnsiConsole.Console;
        foreach (var line in Above(day, texts))
            console.WriteLine(line);
        var table = Tables.New(texts, "place", "counted", "expected", "difference", "unloaded");
        foreach (var count in day.Counts)
            table.AddRow(Tables.Cells(texts.Place(count.Place), Number(count.Counted, texts), Number(count.Expected, texts),
                count.Difference == 0 ? "–" : Signed(count.Difference, texts), count.Unloaded is { } movement ? $"{movement}" : "–"));
        console.Write(table);
        foreach (var line in Below(day, texts))
            console.WriteLine(line);
        Print(day.Discrepancies, texts);
    }

    /// <summary>What was done, and which day stands before it where that is not as it should be. The time has its date where that is another than the
    /// day's.</summary>
    public static IEnumerable<string> Above(DayRecordView day, StationTexts texts)
    {
        var date = Tables.Day(day.At);
        var time = day.At.ToString("HH:mm", CultureInfo.InvariantCulture);
        yield return texts.Format($"day.{day.Act}", day.Day, date == day.Day ? time : $"{time} ({date})", day.By, day.To);
        if (day.LeftOpen is { } leftOpen)
            yield return texts.Format("day.left-open", leftOpen);
        if (day.SetBackFrom is { } ahead)
            yield return texts.Format("day.set-back", ahead);
    }

    /// <summary>What the counts say, and which of them could not be judged whole.</summary>
    public static IEnumerable<string> Below(DayRecordView day, StationTexts texts)
    {
        var inDoubt = day.Counts.Where(count => count.MaybeGone > 0 || count.MaybeThere > 0).ToList();
        if (inDoubt.Count == 0 && day.Counts.All(count => count.Difference == 0))
            yield return texts["day.agrees"];
        foreach (var count in inDoubt)
            yield return texts.Format("day.in-doubt", texts.Place(count.Place), Number(count.MaybeGone, texts), Number(count.MaybeThere, texts));
    }

    private static void Print(DayCheckView check, StationTexts texts)
    {
        var console = AnsiConsole.Console;
        if (check.Day is { } day)
            console.WriteLine(texts.Format(day.IsClosed ? "day.is-closed" : day.IsOverdue ? "count.day-not-closed" : "day.is-open", day.Day, day.Holder));
        else
            console.WriteLine(texts["day.is-none"]);
        if (check.Discrepancies.Count == 0)
            console.WriteLine(texts["day.explained"]);
        Print(check.Discrepancies, texts);
    }

    /// <summary>One paragraph a difference: what it is, then what the books know, a line each.</summary>
    private static void Print(IReadOnlyList<DiscrepancyView> discrepancies, StationTexts texts)
    {
        if (discrepancies.Count == 0)
            return;
        var console = AnsiConsole.Console;
        foreach (var open in discrepancies)
        {
            console.WriteLine();
            console.WriteLine(texts.Format(open.Difference < 0 ? "day.too-few" : "day.too-many", open.Number, texts.Place(open.Place),
                Number(Math.Abs(open.Difference), texts), open.Day, texts[$"report.act.{open.Act}"], open.By));
            foreach (var clue in open.Clues)
                console.WriteLine("  - " + Sentence(clue, open.Number, texts));
            if (open.Clues.Count == 0)
                console.WriteLine("  - " + texts["day.clue.none"]);
        }

        console.WriteLine();
        console.WriteLine(texts["day.what-to-do"]);
    }

    /// <summary>What the books know, in words.</summary>
    /// <param name="number">Of the difference.</param>
    public static string Sentence(ClueView clue, long number, StationTexts texts)
    {
        var subject = clue.Code is "other-place" or "in-doubt" or "unbooked" ? texts.Place(clue.Subject) : clue.Subject;
        var reason = clue.Reason is { } code ? texts.Find($"report.cause.{code}") ?? texts.Reason(code) : null;
        return texts.Format($"day.clue.{clue.Code}", subject, Signed(clue.Quantity, texts), number, Number(clue.Quantity, texts),
            string.Join(", ", new[] { reason, clue.By }.OfType<string>()));
    }

    private static string Number(long number, StationTexts texts) => number.ToString("N0", texts.Culture);

    private static string Signed(long number, StationTexts texts) => number.ToString("+#,0;-#,0;0", texts.Culture);
}

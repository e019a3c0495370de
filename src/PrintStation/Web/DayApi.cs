using PrintStation.Inventory;
using static PrintStation.Web.Answers;

namespace PrintStation.Web;

/// <param name="Unloaded">The movement that brought it into the store for the night; null where it stayed.</param>
/// <param name="MaybeGone">Blanks in doubt: so many fewer are no difference yet.</param>
/// <param name="MaybeThere">So many more are none.</param>
internal sealed record DayCountView(
    string Place, long Counted, long Expected, long Difference, long? Unloaded, long MaybeGone, long MaybeThere);

/// <param name="Subject">Which one: a number, a run, a place.</param>
/// <param name="Reason">Of a movement: a code of the books.</param>
internal sealed record ClueView(string Code, long Quantity, string Subject, string? Reason, string? By);

/// <param name="Number">By which it is explained.</param>
/// <param name="Act">Of the day, in which it was counted.</param>
internal sealed record DiscrepancyView(
    long Number, string Day, string Act, DateTimeOffset At, string By, string Place, long Difference, IReadOnlyList<ClueView> Clues);

/// <param name="LeftOpen">The day before, where nobody had closed it.</param>
/// <param name="SetBackFrom">The day before, where it was opened while the clock was ahead.</param>
/// <param name="Discrepancies">All that are not explained, also those of earlier records.</param>
internal sealed record DayRecordView(
    string Day, string Act, DateTimeOffset At, string By, string? To, IReadOnlyList<DayCountView> Counts, string? LeftOpen,
    string? SetBackFrom, IReadOnlyList<DiscrepancyView> Discrepancies);

/// <param name="Day">Null where no day was ever opened.</param>
internal sealed record DayCheckView(DayState? Day, IReadOnlyList<DiscrepancyView> Discrepancies);

/// <summary>The day's part of the local door. What the books have is in the answer to a whole count, never before.</summary>
internal static class DayApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/day/open", ([AsParameters] Books books, DeskRequest request) =>
            Recorded(books, books.Days.Open(request.Counts, LocalApi.Person(request), request.ClockWasAhead)));
        api.MapPost("/day/hand-over", ([AsParameters] Books books, DeskRequest request) =>
            Recorded(books, books.Days.HandOver(request.Counts, LocalApi.Person(request), request.To)));
        api.MapPost("/day/close", ([AsParameters] Books books, DeskRequest request) =>
            Recorded(books, books.Days.Close(request.Counts, request.Unload, LocalApi.Person(request))));
        api.MapGet("/day/check", ([AsParameters] Books books) => Checked(books));
        api.MapPost("/day/explain/{number:long}", ([AsParameters] Books books, long number, DeskRequest request) =>
        {
            books.Days.Explain(number, new DayExplanation(request.Reason, request.StockTake, request.Reversal), LocalApi.Person(request));
            return Checked(books);
        });
    }

    /// <summary>What an act of the day needs to answer with all that it found.</summary>
    private sealed record Books(DayBook Days, DiscrepancyCheck Check, OfficeCalendar Calendar);

    private static IResult Recorded(Books books, RecordedDay day) => Json(new DayRecordView(
        day.Record.Day, day.Record.Act, books.Calendar.InOffice(day.Record.At), day.Record.Person, day.Record.Taker,
        [.. day.Counts.Select(count => new DayCountView(
            Places.NameOf(count.Place), count.Counted, count.Expected, count.Difference, count.UnloadedBy, count.MaybeGone, count.MaybeThere))],
        day.LeftOpen, day.Record.SetBackFrom, Discrepancies(books)));

    private static IResult Checked(Books books) => Json(new DayCheckView(books.Days.State(), Discrepancies(books)));

    private static List<DiscrepancyView> Discrepancies(Books books) => [.. books.Check.Open().Select(open => new DiscrepancyView(
        open.Count.CountId, open.Record.Day, open.Record.Act, books.Calendar.InOffice(open.Record.At), open.Record.Person,
        Places.NameOf(open.Count.Place), open.Count.Difference,
        [.. open.Clues.Select(clue => new ClueView(clue.Code, clue.Quantity, clue.Subject, clue.Reason, clue.Person))]))];
}

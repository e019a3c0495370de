using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Reports;
using static PrintStation.Web.Answers;

namespace PrintStation.Web;

/// <summary>One movement, as people see it.</summary>
/// <param name="Refers">What of a closed month it corrects: a movement's number, or a day.</param>
internal sealed record MovementView(
    long Sequence, string HappenedAt, long Quantity, string From, string To, string Reason, string? Document, string By, string? RunId,
    string? ChipUid, long? Reverses, string? Refers);

/// <summary>Movements in the order of the books.</summary>
/// <param name="LeftOut">Of the days asked for, so many older ones do not stand here.</param>
internal sealed record LedgerView(IReadOnlyList<MovementView> Movements, long LeftOut);

/// <param name="Expected">What the books had; null while it is counted, and of one that was given up, so that nobody counts what he was told.</param>
internal sealed record StockTakeView(
    long Id, string Place, string State, DateTimeOffset BegunAt, string BegunBy, long? Counted, string? CountedBy, long? Expected, string? EndedBy,
    string? Reason)
{
    /// <summary>The count that this one made void; null where there was none.</summary>
    public VoidedTakeView? Voided { get; init; }
}

/// <param name="HasMoved">A blank has moved there since it began; else it was given up.</param>
internal sealed record VoidedTakeView(long Number, string BegunBy, bool HasMoved);

/// <param name="Differences">Of its days' counts, those that nobody had explained when it was closed.</param>
internal sealed record ClosedMonthView(string Month, DateTimeOffset ClosedAt, string By, long Head, string Balances, long Differences);

internal sealed record TroubleView(string Code, string Subject);

internal sealed record LedgerVerdictView(long Entries, int HeadsCompared, bool Centre, IReadOnlyList<TroubleView> Troubles);

/// <param name="Nik">Of the citizen whose data it is about.</param>
/// <param name="Unmask">The answer shows the whole number; otherwise where he was registered first, and the last two digits.</param>
/// <param name="Reason">Why the whole number is needed.</param>
internal sealed record TrailRequest(string Nik, string By, bool Unmask = false, string? Reason = null)
{
    /// <summary>All of it that may be written down.</summary>
    public DeskRequest Asked() => new() { By = By, Unmask = Unmask, Reason = Reason };

    /// <summary>Never whole: a record is soon written somewhere.</summary>
    public override string ToString() => nameof(TrailRequest);
}

/// <summary>The books' part of the local door: what people do with blanks, count, close and prove.</summary>
internal static class BookApi
{
    /// <summary>More lines than anybody reads: the youngest; a shorter period shows the others.</summary>
    private const int MostMovements = 20_000;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/blanks/act/{verb}", (BlankActs acts, string verb, DeskRequest request) => BlankActs.All.All(act => act.Verb != verb)
            ? Results.NotFound()
            : Json(View(acts.Book(verb, new ActRequest(
                request.Quantity, LocalApi.Person(request), request.Office, request.Document, request.Reason, request.At, request.Refers, request.Witness)))));
        api.MapGet("/ledger", (BlankStock stock, string? from, string? to) => Json(List(stock,
            from is null ? DateOnly.MinValue : OfficeCalendar.Day(from), to is null ? DateOnly.MaxValue : OfficeCalendar.Day(to))));
        api.MapPost("/ledger/{sequence:long}/reverse", (Reversals reversals, long sequence, DeskRequest request) =>
            Json(View(reversals.Reverse(sequence, request.Reason, LocalApi.Person(request), request.Witness))));
        api.MapGet("/ledger/verify", async (LedgerProof proof, CancellationToken token) => Json(View(await proof.VerifyAsync(token))));
        api.MapGet("/reports/{name}", (BlankReports reports, string name, string? from, string? to) => Json(reports.Make(name, from, to)));
        api.MapGet("/reports/forecast", (Forecast forecast, string? to) => Json(forecast.Make(to)));
        api.MapGet("/reports/receipt", (Minutes minutes, string? delivery, string? document) => Json(minutes.ForDelivery(delivery, document)));
        api.MapGet("/reports/destruction", (Minutes minutes, string? document) => Json(minutes.ForDestruction(document)));
        // The number travels in the body: addresses end in logs.
        api.MapPost("/reports/trail", (CitizenTrail trail, TrailRequest request) => Json(trail.Of(Number(request),
            LocalApi.Person(request.Asked()), request.Unmask)));
        MapStockTakes(api);
        api.MapGet("/month", (MonthBook months, OfficeCalendar calendar) => Json(months.Closed().Select(month => View(month, calendar))));
        api.MapPost("/month/{month}/close", (MonthBook months, OfficeCalendar calendar, string month, DeskRequest request) =>
            Json(View(months.Close(month, LocalApi.Person(request), request.WithDifferences, request.Witness), calendar)));
    }

    private static void MapStockTakes(RouteGroupBuilder api)
    {
        api.MapGet("/stock-take", (StockTakes takes, OfficeCalendar calendar) => Json(takes.List().Select(take => View(take, calendar))));
        api.MapPost("/stock-take/begin", (StockTakes takes, StationDesk desk, OfficeCalendar calendar, DeskRequest request) =>
            Json(View(takes.Begin(desk.RequirePlace(request.Place), LocalApi.Person(request)), calendar)));
        api.MapPost("/stock-take/count", (StockTakes takes, StationDesk desk, OfficeCalendar calendar, DeskRequest request) =>
            Json(View(takes.Count(desk.RequirePlace(request.Place), request.Quantity, LocalApi.Person(request)), calendar)));
        api.MapPost("/stock-take/finish", (StockTakes takes, StationDesk desk, OfficeCalendar calendar, DeskRequest request) =>
            Json(View(takes.Finish(desk.RequirePlace(request.Place), LocalApi.Person(request), request.Witness, request.Reason), calendar)));
    }

    /// <exception cref="LedgerRefusal">No such number can be; or it shall be shown whole and nobody says why.</exception>
    private static string Number(TrailRequest request)
    {
        if (!NikFormat.IsValid(request.Nik))
            throw new LedgerRefusal("nik", "");
        return request.Unmask && string.IsNullOrWhiteSpace(request.Reason) ? throw new LedgerRefusal("unmask-reason", "") : request.Nik;
    }

    /// <param name="most">So many movements at most.</param>
    public static LedgerView List(BlankStock stock, DateOnly from, DateOnly to, int most = MostMovements)
    {
        var movements = stock.Movements(from, to, most);
        return new LedgerView([.. movements.Select(View)], movements.Count < most ? 0 : stock.CountMovements(from, to) - movements.Count);
    }

    public static MovementView View(LedgerEntry entry) => new(entry.Sequence, entry.HappenedAt, entry.Quantity, entry.FromPlace, entry.ToPlace,
        entry.Reason, entry.Document, entry.Person, entry.RunId, entry.ChipUid, entry.Reverses, entry.Refers);

    public static StockTakeView View(StockTake take, OfficeCalendar calendar) => new(take.StockTakeId, take.Place, take.State,
        calendar.InOffice(take.BegunAt), take.BegunBy, take.Counted, take.CountedBy, take.State == StockTake.Finished ? take.Expected : null, take.EndedBy,
        take.Reason)
    {
        Voided = take.Voided is { } before ? new VoidedTakeView(before.Number, before.BegunBy, before.HasMoved) : null,
    };

    public static ClosedMonthView View(ClosedMonth month, OfficeCalendar calendar) => new(
        month.Month, calendar.InOffice(month.ClosedAt), month.Person, month.HeadSequence, month.Balances, month.Differences);

    private static LedgerVerdictView View(LedgerVerdict verdict) => new(verdict.Entries, verdict.HeadsCompared, verdict.Centre,
        [.. verdict.Troubles.Select(trouble => new TroubleView(trouble.Code, trouble.Subject))]);
}

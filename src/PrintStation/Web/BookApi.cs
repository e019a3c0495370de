using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Reports;

namespace PrintStation.Web;

/// <summary>One movement, as people see it.</summary>
internal sealed record MovementView(
    long Sequence, string HappenedAt, long Quantity, string From, string To, string Reason, string? Document, string By, string? RunId,
    string? ChipUid, long? Reverses);

/// <param name="Expected">What the books had; null while it is counted, so that nobody counts what he was told.</param>
internal sealed record StockTakeView(
    long Id, string Place, string State, DateTimeOffset BegunAt, string BegunBy, long? Counted, string? CountedBy, long? Expected, string? EndedBy,
    string? Reason);

/// <param name="Differences">Of its days' counts, those that nobody had explained when it was closed.</param>
internal sealed record ClosedMonthView(string Month, DateTimeOffset ClosedAt, string By, long Head, string Balances, long Differences);

internal sealed record SpoiledView(long Movement, long Quantity, string? ChipUid, string? RunId, string Reason, string HappenedAt);

internal sealed record DestructionView(string Document, DateTimeOffset At, string By, string Witnesses);

internal sealed record DestructionListView(IReadOnlyList<SpoiledView> Waiting, IReadOnlyList<DestructionView> Batches);

internal sealed record TroubleView(string Code, string Subject);

internal sealed record LedgerVerdictView(long Entries, int HeadsCompared, bool Centre, IReadOnlyList<TroubleView> Troubles);

/// <param name="Nik">Of the citizen whose data it is about.</param>
internal sealed record TrailRequest(string Nik, string By)
{
    /// <summary>Never whole: a record is soon written somewhere.</summary>
    public override string ToString() => nameof(TrailRequest);
}

/// <summary>The books' part of the local door: what people do with blanks, count, close and prove.</summary>
internal static class BookApi
{
    /// <summary>More lines than anybody reads; a shorter period shows the others.</summary>
    private const int MostMovements = 20_000;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/blanks/act/{verb}", (BlankActs acts, string verb, DeskRequest request) => BlankActs.All.All(act => act.Verb != verb)
            ? Results.NotFound()
            : Json(View(acts.Book(verb, new ActRequest(
                request.Quantity, LocalApi.Person(request), request.Office, request.Document, request.Reason, request.At)))));
        api.MapGet("/ledger", (BlankStock stock, string? from, string? to) => Json(stock.Movements(
            from is null ? DateOnly.MinValue : OfficeCalendar.Day(from), to is null ? DateOnly.MaxValue : OfficeCalendar.Day(to), MostMovements).Select(View)));
        api.MapPost("/ledger/{sequence:long}/reverse", (Reversals reversals, long sequence, DeskRequest request) =>
            Json(View(reversals.Reverse(sequence, request.Reason, LocalApi.Person(request)))));
        api.MapGet("/ledger/verify", async (LedgerProof proof, CancellationToken token) => Json(View(await proof.VerifyAsync(token))));
        api.MapGet("/reports/{name}", (BlankReports reports, string name, string? from, string? to) => Json(reports.Make(name, from, to)));
        api.MapGet("/reports/forecast", (Forecast forecast, string? to) => Json(forecast.Make(to)));
        api.MapGet("/reports/receipt", (Minutes minutes, string? delivery, string? document) => Json(minutes.ForDelivery(delivery, document)));
        api.MapGet("/reports/destruction", (Minutes minutes, string? document) => Json(minutes.ForDestruction(document)));
        // The number travels in the body: addresses end in logs.
        api.MapPost("/reports/trail", (CitizenTrail trail, TrailRequest request) => NikFormat.IsValid(request.Nik)
            ? Json(trail.Of(request.Nik, LocalApi.Person(new DeskRequest { By = request.By })))
            : throw new LedgerRefusal("nik", ""));
        MapStockTakes(api);
        api.MapGet("/month", (MonthBook months, OfficeCalendar calendar) => Json(months.Closed().Select(month => View(month, calendar))));
        api.MapPost("/month/{month}/close", (MonthBook months, OfficeCalendar calendar, string month, DeskRequest request) =>
            Json(View(months.Close(month, LocalApi.Person(request), request.WithDifferences), calendar)));
        api.MapGet("/destroy", (Destructions destructions, OfficeCalendar calendar) => Json(new DestructionListView(
            [.. destructions.SpoiledCards().Select(View)], [.. destructions.List().Select(batch => View(batch, calendar))])));
        api.MapPost("/destroy", (Destructions destructions, OfficeCalendar calendar, DeskRequest request) => Json(View(destructions.Destroy(
            request.Document, request.Quantity, [.. Second(request), .. request.Witnesses], request.At, LocalApi.Person(request)), calendar)));
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

    /// <summary>Who enters his password beside the one who does it is the first witness.</summary>
    private static IEnumerable<string> Second(DeskRequest request) => request.Witness is { } second ? [second] : [];

    private static IResult Json<T>(T value) => Results.Json(value, WireJson.Options);

    private static MovementView View(LedgerEntry entry) => new(entry.Sequence, entry.HappenedAt, entry.Quantity, entry.FromPlace, entry.ToPlace,
        entry.Reason, entry.Document, entry.Person, entry.RunId, entry.ChipUid, entry.Reverses);

    public static StockTakeView View(StockTake take, OfficeCalendar calendar) => new(take.StockTakeId, take.Place, take.State,
        calendar.InOffice(take.BegunAt), take.BegunBy, take.Counted, take.CountedBy, take.State == StockTake.Open ? null : take.Expected, take.EndedBy,
        take.Reason);

    public static ClosedMonthView View(ClosedMonth month, OfficeCalendar calendar) => new(
        month.Month, calendar.InOffice(month.ClosedAt), month.Person, month.HeadSequence, month.Balances, month.Differences);

    private static SpoiledView View(SpoiledCard card) => new(card.SpoiledBy, card.Quantity, card.ChipUid, card.RunId, card.Reason, card.HappenedAt);

    public static DestructionView View(Destruction batch, OfficeCalendar calendar) => new(
        batch.Document, calendar.InOffice(batch.At), batch.Person, batch.Witnesses);

    private static LedgerVerdictView View(LedgerVerdict verdict) => new(verdict.Entries, verdict.HeadsCompared, verdict.Centre,
        [.. verdict.Troubles.Select(trouble => new TroubleView(trouble.Code, trouble.Subject))]);
}

using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Reports;
using static PrintStation.Web.Answers;

namespace PrintStation.Web;

/// <param name="State">"open", "shipped", "arrived" or "dissolved".</param>
internal sealed record BatchView(
    long Number, string District, string State, long Cards, DateTimeOffset MadeAt, string MadeBy, DateTimeOffset? ShippedAt, string? ShippedBy,
    string? Document, string? Carrier, DateTimeOffset? ArrivedAt, string? ReceivedBy)
{
    public IReadOnlyList<BatchCard> List { get; init; } = [];

    /// <summary>Of one that was just made: printed cards of its kecamatan that did not fit into it.</summary>
    public long Left { get; init; }
}

/// <param name="Waiting">Printed cards of each kecamatan in no batch.</param>
internal sealed record BatchesView(IReadOnlyList<BatchView> Batches, IReadOnlyList<DistrictCards> Waiting);

internal sealed record HandOverView(string JobId, string RunId, string Uid, DateTimeOffset At, string By);

/// <summary>The counter's part of the local door: batches for the kecamatan, hand-over, print now.</summary>
internal static class CounterApi
{
    /// <summary>The one reader that people hold cards to.</summary>
    public const string Desk = "desk";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/batches", (CardBatches batches, OfficeCalendar calendar) => Json(new BatchesView(
            [.. batches.List().Select(batch => View(batch, [], calendar))], batches.Waiting())));
        api.MapGet("/batches/{number:long}", (CardBatches batches, OfficeCalendar calendar, long number) => Shown(batches, calendar, number));
        api.MapPost("/batches", (CardBatches batches, OfficeCalendar calendar, DeskRequest request) =>
        {
            var (batch, cards) = batches.Show(batches.Make(request.District, LocalApi.Person(request)).Number);
            return Json(View(batch, cards, calendar) with { Left = batches.WaitingFor(batch.District) });
        });
        api.MapPost("/batches/{number:long}/ship", (CardBatches batches, OfficeCalendar calendar, long number, DeskRequest request) =>
            Shown(batches, calendar, batches.Ship(number, request.Document, request.Carrier, LocalApi.Person(request)).Number));
        api.MapPost("/batches/{number:long}/arrive", (CardBatches batches, OfficeCalendar calendar, long number, DeskRequest request) =>
        {
            LocalApi.Person(request);
            return Shown(batches, calendar, batches.Arrive(number, request.ReceivedBy).Number);
        });
        api.MapPost("/batches/{number:long}/dissolve", (CardBatches batches, OfficeCalendar calendar, long number, DeskRequest request) =>
        {
            LocalApi.Person(request);
            return Json(View(batches.Dissolve(number), [], calendar));
        });
        api.MapGet("/reports/batch", (Minutes minutes, long? number) => Json(minutes.ForBatch(number ?? 0)));
        api.MapPost("/cards/hand-over", HandOverAsync);
        api.MapGet("/cards/reports", (StationDesk desk) => Json(desk.CardReports()));
        api.MapPost("/cards/reports/seen", (StationDesk desk, DeskRequest request) => Json(desk.SeeReports(request.About ?? "", LocalApi.Person(request))));
        api.MapPost("/recall", async (HeldCards held, DeskReader desk, DeskRequest request, CancellationToken token) =>
        {
            LocalApi.Person(request);
            return Json(Recalled(held, await CardAsync(desk, null, request.Reader, token), request.Reason, request.By));
        });
        api.MapPost("/jobs/{job}/print-now", async (PrintNow now, StationDesk desk, string job, DeskRequest request, CancellationToken token) =>
        {
            await now.AskAsync(job, request.Reason, LocalApi.Person(request), token);
            return Json(desk.Job(job));
        });
    }

    /// <summary>Found bad at the counter it is called back instead; until then nothing was handed over.</summary>
    private static async Task<IResult> HandOverAsync(
        HandOvers handOvers, HeldCards held, DeskReader desk, OfficeCalendar calendar, DeskRequest request, CancellationToken token)
    {
        var person = LocalApi.Person(request);
        if (request.Uid is not null && request.Reader is not null)
            throw new AnswerRefused("hand-over.uid-or-reader", "");
        var uid = await CardAsync(desk, request.Uid, request.Reader ?? Desk, token);
        if (request.Defect is { } defect)
            return Json(Recalled(held, uid, defect, person));
        var given = handOvers.Enter(uid, request.FingerprintChecked, request.At, person);
        return Json(new HandOverView(given.JobId, given.RunId, given.Uid, calendar.InOffice(given.At), given.Person));
    }

    private static Task<string> CardAsync(DeskReader desk, string? typed, string? reader, CancellationToken token) =>
        typed is not null || reader == Desk ? desk.UidAsync(typed, token) : throw new AnswerRefused("reader.unknown", reader ?? "");

    private static RunView Recalled(HeldCards held, string uid, string? reason, string person) =>
        LocalApi.Answer(held.Recall(uid, reason ?? "defect", person));

    private static IResult Shown(CardBatches batches, OfficeCalendar calendar, long number)
    {
        var (batch, cards) = batches.Show(number);
        return Json(View(batch, cards, calendar));
    }

    private static BatchView View(CardBatch batch, IReadOnlyList<BatchCard> cards, OfficeCalendar calendar) => new(
        batch.Number, batch.District, StateOf(batch), batch.Cards, calendar.InOffice(batch.MadeAt), batch.MadeBy, batch.ShippedAt is { } shipped ? calendar.InOffice(shipped) : null,
        batch.ShippedBy, batch.Document, batch.Carrier, batch.ArrivedAt is { } arrived ? calendar.InOffice(arrived) : null, batch.ReceivedBy)
    {
        List = cards,
    };

    private static string StateOf(CardBatch batch) => batch.DissolvedAt is not null ? "dissolved"
        : batch.ArrivedAt is not null ? "arrived"
        : batch.ShippedAt is not null ? "shipped"
        : "open";
}

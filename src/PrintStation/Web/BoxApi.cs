using PrintStation.Inventory;
using PrintStation.Lifecycle;
using static PrintStation.Web.Answers;

namespace PrintStation.Web;

internal sealed record SpoiledView(long Movement, long Quantity, string? ChipUid, string? RunId, string Reason, string HappenedAt);

/// <param name="Place">From which box.</param>
internal sealed record DestructionView(string Document, DateTimeOffset At, string By, string Witnesses, string Place);

/// <param name="Waiting">Spoiled cards.</param>
/// <param name="OldCards">That citizens brought back.</param>
internal sealed record DestructionListView(
    IReadOnlyList<SpoiledView> Waiting, IReadOnlyList<SpoiledView> OldCards, IReadOnlyList<DestructionView> Batches);

/// <summary>The part of the local door for cards that wait for their destruction: spoiled ones, and old ones of citizens.</summary>
internal static class BoxApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/old-cards", async (CardBoxes boxes, DeskRequest request, CancellationToken token) => Json(BookApi.View(await boxes.TakeAsync(
            new OldCardRequest(request.Uid, request.Reason, request.Document, LocalApi.Person(request), request.At, request.Refers), request.NoChip, token))));
        api.MapGet("/destroy", (Destructions destructions, DestructionBox box, OfficeCalendar calendar) => Json(new DestructionListView(
            [.. box.CardsIn(Places.Spoiled).Select(View)], [.. box.CardsIn(Places.OldCards).Select(View)],
            [.. destructions.List().Select(batch => View(batch, calendar))])));
        api.MapPost("/destroy/read", async (CardBoxes boxes, DeskRequest request, CancellationToken token) =>
            Json(await boxes.ReadAsync(PlaceOf(request), request.Anew, LocalApi.Person(request), token)));
        api.MapPost("/destroy/{card}/lost", (BoxLosses losses, string card, DeskRequest request) => Json(BookApi.View(losses.Declare(
            PlaceOf(request), card, request.Quantity, request.Reason, LocalApi.Person(request), request.Witness))));
        api.MapPost("/destroy", (CardBoxes boxes, OfficeCalendar calendar, DeskRequest request) => Json(View(boxes.Destroy(PlaceOf(request),
            request.Document, request.Quantity, request.Mute, [.. Second(request), .. request.Witnesses], request.At, LocalApi.Person(request),
            request.Witness), calendar)));
    }

    public static DestructionView View(Destruction batch, OfficeCalendar calendar) => new(
        batch.Document, calendar.InOffice(batch.At), batch.Person, batch.Witnesses, batch.Place);

    private static string PlaceOf(DeskRequest request) => request.OldCards ? Places.OldCards : Places.Spoiled;

    /// <summary>Who enters his password beside the one who does it is the first witness.</summary>
    private static IEnumerable<string> Second(DeskRequest request) => request.Witness is { } second ? [second] : [];

    private static SpoiledView View(SpoiledCard card) => new(card.SpoiledBy, card.Quantity, card.ChipUid, card.RunId, card.Reason, card.HappenedAt);
}

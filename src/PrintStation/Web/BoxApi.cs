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

/// <param name="Uid">Of the card that was just read.</param>
/// <param name="Read">Cards of this box that were read today.</param>
/// <param name="Lying">All that the books have there.</param>
internal sealed record ReadingView(string Uid, string Place, int Read, long Lying);

/// <summary>The part of the local door for cards that wait for their destruction: spoiled ones, and old ones of citizens.</summary>
internal static class BoxApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/old-cards", async (OldCards cards, DeskReader desk, DeskRequest request, CancellationToken token) =>
        {
            var person = LocalApi.Person(request);
            if (request is { NoChip: true, Uid: not null })
                throw new LedgerRefusal("old-card-chip", request.Uid);
            var uid = request.NoChip ? null : request.Uid ?? await desk.ReadUidAsync(token);
            return Json(BookApi.View(cards.Take(new OldCardRequest(uid, request.Reason, request.Document, person, request.At, request.Refers))));
        });
        api.MapGet("/destroy", (Destructions destructions, DestructionBox box, OfficeCalendar calendar) => Json(new DestructionListView(
            [.. box.CardsIn(Places.Spoiled).Select(View)], [.. box.CardsIn(Places.OldCards).Select(View)],
            [.. destructions.List().Select(batch => View(batch, calendar))])));
        api.MapPost("/destroy/read", async (DestructionBox box, DeskReader desk, DeskRequest request, CancellationToken token) =>
        {
            var (person, place) = (LocalApi.Person(request), PlaceOf(request));
            var uid = await desk.ReadUidAsync(token);
            var read = box.Read(place, uid, request.Anew, person);
            return Json(new ReadingView(uid, place, read.Count, box.CardsIn(place).Sum(card => card.Quantity)));
        });
        api.MapPost("/destroy", (Destructions destructions, DeskReader desk, OfficeCalendar calendar, DeskRequest request) => Json(View(destructions.Destroy(
            request.Document, request.Quantity, [.. Second(request), .. request.Witnesses], request.At, LocalApi.Person(request),
            new BatchTerms(PlaceOf(request), desk.IsThere, request.Mute)), calendar)));
    }

    public static DestructionView View(Destruction batch, OfficeCalendar calendar) => new(
        batch.Document, calendar.InOffice(batch.At), batch.Person, batch.Witnesses, batch.Place);

    private static string PlaceOf(DeskRequest request) => request.OldCards ? Places.OldCards : Places.Spoiled;

    /// <summary>Who enters his password beside the one who does it is the first witness.</summary>
    private static IEnumerable<string> Second(DeskRequest request) => request.Witness is { } second ? [second] : [];

    private static SpoiledView View(SpoiledCard card) => new(card.SpoiledBy, card.Quantity, card.ChipUid, card.RunId, card.Reason, card.HappenedAt);
}

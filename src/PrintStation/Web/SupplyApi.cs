using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Reports;
using static PrintStation.Web.Answers;

namespace PrintStation.Web;

/// <param name="Change">Of the store: items that came, or with a minus those that left it.</param>
/// <param name="Printer">Into which it went; null where it went into none.</param>
/// <param name="CardsEach">Of a receipt: what stands on the box.</param>
/// <param name="Refers">What of a closed month it corrects: a movement's number, or a day.</param>
/// <param name="Reverses">The movement that it takes back.</param>
internal sealed record SupplyMovementView(
    long Number, string HappenedAt, string Kind, long Change, string? Printer, string Reason, string? Document, long? CardsEach, string By,
    string? Refers, long? Reverses);

/// <param name="Recent">The last movements, the youngest first.</param>
internal sealed record SuppliesView(
    IReadOnlyList<SupplyStock> Stock, IReadOnlyList<PrinterSupply> Printers, IReadOnlyList<SupplyMovementView> Recent);

/// <summary>The part of the local door for ribbons, films and cleaning kits. Each act is answered with how all of them stand.</summary>
internal static class SupplyApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/supplies", (SupplyState state) => Answer(state));
        api.MapPost("/supplies/receive", (SupplyBook book, SupplyState state, DeskRequest request) =>
        {
            book.Receive(request.Kind, request.Quantity, request.CardsEach, request.Document, request.At, LocalApi.Person(request), request.Refers);
            return Answer(state);
        });
        api.MapPost("/supplies/change", (SupplyBook book, SupplyState state, StationDesk desk, DeskRequest request) =>
        {
            book.Change(request.Kind, desk.RequirePrinter(request.Printer), request.At, LocalApi.Person(request), request.Another, request.Refers);
            return Answer(state);
        });
        api.MapPost("/supplies/count", (SupplyBook book, SupplyState state, DeskRequest request) =>
        {
            book.Count(request.Kind, request.Quantity, request.Reason, LocalApi.Person(request), request.Refers, request.Witness);
            return Answer(state);
        });
        api.MapPost("/supplies/{number:long}/reverse", (SupplyBook book, SupplyState state, long number, DeskRequest request) =>
        {
            book.Reverse(number, request.Reason, LocalApi.Person(request), request.Witness);
            return Answer(state);
        });
        foreach (var name in SupplyReports.Names)
            api.MapGet($"/reports/{name}", (SupplyReports reports, string? from, string? to) => Json(reports.Make(name, from, to)));
    }

    private static IResult Answer(SupplyState state) => Json(new SuppliesView(state.Stock(), state.Printers(), [.. state.Recent().Select(View)]));

    private static SupplyMovementView View(SupplyMovement movement) => new(movement.Number, movement.HappenedAt, movement.Kind,
        movement.ToPlace == Places.Store ? movement.Quantity : -movement.Quantity, Places.MachineOf(movement.ToPlace), movement.Reason,
        movement.Document, movement.CardsEach, movement.Person, movement.Refers, movement.Reverses);
}

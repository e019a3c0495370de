using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Reports;

namespace PrintStation.Web;

/// <param name="Change">Of the store: items that came, or with a minus those that left it.</param>
/// <param name="Printer">Into which it went; null where it went into none.</param>
/// <param name="CardsEach">Of a receipt: what stands on the box.</param>
internal sealed record SupplyMovementView(
    long Number, string HappenedAt, string Kind, long Change, string? Printer, string Reason, string? Document, long? CardsEach, string By);

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
            book.Receive(request.Kind, request.Quantity, request.CardsEach, request.Document, request.At, LocalApi.Person(request));
            return Answer(state);
        });
        api.MapPost("/supplies/change", (SupplyBook book, SupplyState state, StationDesk desk, DeskRequest request) =>
        {
            book.Change(request.Kind, desk.RequirePrinter(request.Printer), request.At, LocalApi.Person(request));
            return Answer(state);
        });
        api.MapPost("/supplies/count", (SupplyBook book, SupplyState state, DeskRequest request) =>
        {
            book.Count(request.Kind, request.Quantity, request.Reason, LocalApi.Person(request), request.Witness);
            return Answer(state);
        });
        foreach (var name in SupplyReports.Names)
            api.MapGet($"/reports/{name}", (SupplyReports reports, string? from, string? to) => Json(reports.Make(name, from, to)));
    }

    private static IResult Answer(SupplyState state) => Json(new SuppliesView(state.Stock(), state.Printers(), [.. state.Recent().Select(View)]));

    private static SupplyMovementView View(SupplyMovement movement) => new(movement.Number, movement.HappenedAt, movement.Kind,
        movement.ToPlace == Places.Store ? movement.Quantity : -movement.Quantity, Places.MachineOf(movement.ToPlace), movement.Reason, movement.Document, movement.CardsEach, movement.Person);

    private static IResult Json<T>(T value) => Results.Json(value, WireJson.Options);
}

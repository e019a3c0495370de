using Microsoft.AspNetCore.Mvc;
using PrintStation.Central.Blanks;
using PrintStation.Central.Jobs;
using PrintStation.Central.Keys;
using PrintStation.Central.Stations;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Web;

/// <summary>The paths of version 1. Each is one transaction on the books.</summary>
internal static partial class Endpoints
{
    public static void Map(IEndpointRouteBuilder application)
    {
        var v1 = application.MapGroup("/v1").WithTags("v1");
        v1.MapPost("/claims", ClaimAsync).Describe<ClaimResponse>("claim", "Leases waiting jobs to the station.", 404, 409, 422);
        v1.MapGet("/leases", LeasesAsync)
            .Describe<LeasesResponse>("leases", "What the station holds, for one whose books were restored from an earlier moment.");
        v1.MapGet("/jobs/{jobId}/payload", PayloadAsync)
            .Describe<PayloadResponse>("payload", "The sealed envelope of a leased job. Once served, the lease outlives its term.", 404, 409);
        v1.MapPost("/leases/{leaseId}/release", ReleaseAsync).Describe<Acknowledgement>("release", "Gives a job back.", 404, 409, 422);
        v1.MapPost("/runs/{runId}/outcomes/{n:int}", OutcomeAsync)
            .Describe<Acknowledgement>("outcome", "What became of a run. Same n and body again: 200.", 404, 409, 422);
        v1.MapPost("/heartbeat", HeartbeatAsync).Describe<HeartbeatResponse>("heartbeat", "The station's state; the centre's word.", 422);
        v1.MapGet("/ledger-heads", LedgerHeadsAsync)
            .Describe<LedgerHeadsResponse>("ledger-heads", "Heads of the station's ledger chain that its heartbeats brought, oldest first.");
        v1.MapGet("/audit-heads", AuditHeadsAsync)
            .Describe<LedgerHeadsResponse>("audit-heads", "Heads of the chain of what persons did at the station, as its heartbeats brought them, oldest first.");
        v1.MapGet("/deliveries", DeliveriesAsync).Describe<DeliveriesResponse>("deliveries", "Blanks sent to the station's office.");
        v1.MapPost("/deliveries/{deliveryId}/confirmation", ConfirmAsync)
            .Describe<Acknowledgement>("confirm-delivery", "What was really in the box.", 404, 422);
        v1.MapPost("/loans/{movement:long}", TakeInLoanAsync)
            .Describe<Acknowledgement>("loan", "Blanks came from another office. Same body again: 200.", 422);
        v1.MapPost("/revocations", RevokeAsync).Describe<Acknowledgement>("revoke", "Voids the UID of a card that is lost.", 422);
        v1.MapPost("/cards/{uid}/shipment", ShipAsync)
            .Describe<Acknowledgement>("ship", "A printed card left for its kecamatan. Same body again: 200.", 404, 409, 422);
        v1.MapPost("/cards/{uid}/hand-over", HandOverAsync)
            .Describe<Acknowledgement>("hand-over", "The citizen has his card. Same body again: 200.", 404, 409, 422);
        v1.MapPost("/cards/{uid}/old-card/{movement:long}", OldCardAsync)
            .Describe<Acknowledgement>("old-card", "A card came back from its citizen, or was destroyed. Same body again: 200.", 404, 422);
        v1.MapPost("/cards/{uid}/reprint-request", AskReprintAsync)
            .Describe<ReprintResponse>("ask-reprint", "Asks for another card in place of a bad one; same body again: how it stands.", 404, 422);
        v1.MapPost("/resend", ResendAsync)
            .Describe<ResendResponse>("resend", "The station's memory, after a restore of the centre.", 422)
            .WithMetadata(new RequestSizeLimitAttribute(CentralServer.MaximumResendBytes));
        application.MapFallback(context => Problems.WriteAsync(
            context, new Refusal(404, "unknown-path", "There is nothing here. /openapi/v1.json lists the paths.")));
    }

    private static Task<IResult> ClaimAsync(ClaimRequest request, HttpContext context, Database books) =>
        WriteAsync(context, books, session => ClaimBook.ClaimAsync(session, StationIdentity.Of(context), request));

    private static async Task<IResult> LeasesAsync(HttpContext context, Database books) => Results.Json(
        await books.ReadAsync(session => LeaseBook.ListAsync(session, StationIdentity.Of(context)), context.RequestAborted));

    private static Task<IResult> PayloadAsync(string jobId, HttpContext context, Database books, EnvelopeSealer sealer) =>
        WriteAsync(context, books, session => PayloadBook.ServeAsync(session, StationIdentity.Of(context), jobId, sealer));

    private static Task<IResult> ReleaseAsync(string leaseId, ReleaseRequest request, HttpContext context, Database books) =>
        WriteAsync(context, books, session => ReleaseBook.ReleaseAsync(session, StationIdentity.Of(context), leaseId, request));

    private static Task<IResult> OutcomeAsync(string runId, int n, OutcomeReport report, HttpContext context, Database books) =>
        WriteAsync(context, books, async session => await OutcomeBook.ReportAsync(
            session, await StationRow.LockAsync(session, StationIdentity.Of(context)), runId, n, report, resent: false));

    private static Task<IResult> HeartbeatAsync(HeartbeatRequest request, HttpContext context, Database books) =>
        WriteAsync(context, books, session => Heartbeats.BeatAsync(session, StationIdentity.Of(context), request));

    private static async Task<IResult> LedgerHeadsAsync(HttpContext context, Database books, long after = 0) => Results.Json(
        await books.ReadAsync(session => LedgerHeads.ListAsync(session, StationIdentity.Of(context), after), context.RequestAborted));

    private static async Task<IResult> AuditHeadsAsync(HttpContext context, Database books, long after = 0) => Results.Json(
        await books.ReadAsync(session => AuditHeads.ListAsync(session, StationIdentity.Of(context), after), context.RequestAborted));

    private static async Task<IResult> DeliveriesAsync(HttpContext context, Database books) => Results.Json(
        await books.ReadAsync(session => DeliveryBook.ListForStationAsync(session, StationIdentity.Of(context)), context.RequestAborted));

    private static Task<IResult> ConfirmAsync(string deliveryId, DeliveryConfirmation confirmation, HttpContext context, Database books) =>
        WriteAsync(context, books, session => DeliveryBook.ConfirmAsync(session, StationIdentity.Of(context), deliveryId, confirmation));

    private static Task<IResult> TakeInLoanAsync(long movement, LoanReport report, HttpContext context, Database books) =>
        WriteAsync(context, books, session => LoanBook.TakeInAsync(session, StationIdentity.Of(context), movement, report));

    private static Task<IResult> RevokeAsync(RevocationRequest request, HttpContext context, Database books) =>
        WriteAsync(context, books, async session => await RevocationBook.RevokeAsync(
            session, await StationRow.LockAsync(session, StationIdentity.Of(context)), request));

    private static Task<IResult> ShipAsync(string uid, ShipmentReport report, HttpContext context, Database books) =>
        WriteAsync(context, books, session => CardFactBook.ShipAsync(session, StationIdentity.Of(context), uid, report));

    private static Task<IResult> HandOverAsync(string uid, HandOverReport report, HttpContext context, Database books) =>
        WriteAsync(context, books, session => CardFactBook.HandOverAsync(session, StationIdentity.Of(context), uid, report));

    private static Task<IResult> OldCardAsync(string uid, long movement, OldCardStepReport report, HttpContext context, Database books) =>
        WriteAsync(context, books, session => CardFactBook.TakeOldCardAsync(session, StationIdentity.Of(context), uid, movement, report));

    private static Task<IResult> AskReprintAsync(string uid, ReprintRequest request, HttpContext context, Database books) =>
        WriteAsync(context, books, session => CardFactBook.AskReprintAsync(session, StationIdentity.Of(context), uid, request));

    private static Task<IResult> ResendAsync(ResendRequest request, HttpContext context, Database books) =>
        WriteAsync(context, books, session => Resends.ResendAsync(session, StationIdentity.Of(context), request));

    private static async Task<IResult> WriteAsync<T>(HttpContext context, Database books, Func<Session, Task<Answer<T>>> work)
        where T : class
    {
        var answer = await books.WriteAsync(work, context.RequestAborted);
        if (answer.Refusal is not { } refusal)
            return Results.Json(answer.Value);

        var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("PrintStation.Central");
        LogRefusal(log, StationIdentity.Of(context), context.Request.Method, context.Request.Path, refusal.Status, refusal.Code);
        return new ProblemResult(refusal);
    }

    private static RouteHandlerBuilder Describe<T>(this RouteHandlerBuilder route, string name, string summary, params int[] refusals)
    {
        // Each path may meet an unreadable request and a station that is unknown, lost or not the holder.
        route.WithName(name).WithSummary(summary).Produces<T>();
        foreach (var status in (int[])[400, 403, .. refusals])
            route.Produces<Problem>(status, Problems.ContentType);
        return route;
    }

    [LoggerMessage(1, LogLevel.Information, "Station {StationId} {Method} {Path} refused {Status} {Code}")]
    private static partial void LogRefusal(ILogger log, string stationId, string method, PathString path, int status, string code);

    private sealed class ProblemResult(Refusal refusal) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => Problems.WriteAsync(httpContext, refusal);
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Security;
using PrintStation.Transports;
using static PrintStation.Web.Answers;

namespace PrintStation.Web;

/// <summary>What a person's answer to a request carries; each command uses the parts it needs.</summary>
internal sealed record DeskRequest
{
    public string By { get; init; } = "";

    public string? Witness { get; init; }

    /// <summary>Entered by the second person; goes no further than the door.</summary>
    public string? SecondPassword { get; init; }

    public string? Printer { get; init; }

    public string? Delivery { get; init; }

    public int Quantity { get; init; }

    public string? Reason { get; init; }

    public bool PathEmpty { get; init; }

    public bool BooksReconciled { get; init; }

    public bool MachineReplaced { get; init; }

    public bool FaceOk { get; init; }

    public bool Unreadable { get; init; }

    /// <summary>"store", or "hopper:" and the name of a printer.</summary>
    public string? Place { get; init; }

    /// <summary>Code of another office.</summary>
    public string? Office { get; init; }

    /// <summary>Number of the paper.</summary>
    public string? Document { get; init; }

    /// <summary>When it happened, in office time; null is now.</summary>
    public string? At { get; init; }

    /// <summary>"Name, office" each.</summary>
    public IReadOnlyList<string> Witnesses { get; init; } = [];

    /// <summary>"store=450", "hopper:printer-1=50": what was counted where.</summary>
    public IReadOnlyList<string> Counts { get; init; } = [];

    /// <summary>What was counted in the hoppers goes back into the store.</summary>
    public bool Unload { get; init; }

    /// <summary>Who takes over.</summary>
    public string? To { get; init; }

    /// <summary>The last day was opened while the clock was ahead.</summary>
    public bool ClockWasAhead { get; init; }

    /// <summary>A month is closed though differences of its days are unexplained.</summary>
    public bool WithDifferences { get; init; }

    /// <summary>Number of a stock-take.</summary>
    public long? StockTake { get; init; }

    /// <summary>Number of a movement that took another one back.</summary>
    public long? Reversal { get; init; }

    /// <summary>"ribbon", "film" or "cleaning".</summary>
    public string? Kind { get; init; }

    /// <summary>Cards that one is good for, as its box says.</summary>
    public int? CardsEach { get; init; }

    /// <summary>Another ribbon than the station has seen.</summary>
    public bool Another { get; init; }

    /// <summary>A chip's number, typed; null is read on the desk.</summary>
    public string? Uid { get; init; }

    /// <summary>Where the card lies instead: "desk".</summary>
    public string? Reader { get; init; }

    /// <summary>The card has no chip, or one that does not answer.</summary>
    public bool NoChip { get; init; }

    /// <summary>The box of old cards instead of the spoiled ones.</summary>
    public bool OldCards { get; init; }

    /// <summary>So many cards were laid on the reader and did not answer.</summary>
    public int? Mute { get; init; }

    /// <summary>What was read before does not count.</summary>
    public bool Anew { get; init; }

    /// <summary>What of a closed month is corrected: a movement's number, or a day.</summary>
    public string? Refers { get; init; }

    /// <summary>A citizen's number is shown whole.</summary>
    public bool Unmask { get; init; }

    /// <summary>A kecamatan, by name.</summary>
    public string? District { get; init; }

    /// <summary>Who takes a batch there.</summary>
    public string? Carrier { get; init; }

    /// <summary>Who has it at the kecamatan; nobody of this office.</summary>
    public string? ReceivedBy { get; init; }

    /// <summary>The citizen's finger was compared with the one on the chip.</summary>
    public bool FingerprintChecked { get; init; }

    /// <summary>What the centre refused, as the list names it.</summary>
    public string? About { get; init; }

    /// <summary>Why a card is not handed over: a reason of a recall.</summary>
    public string? Defect { get; init; }

    /// <summary>What was said beside the persons: "quantity 50, reason \"water damage\", path-empty".</summary>
    public string? Words()
    {
        var said = JsonSerializer.SerializeToElement(this with { By = "", Witness = null, SecondPassword = null }, Saying).EnumerateObject()
            .Select(part => part.Value.ValueKind switch
            {
                JsonValueKind.True => part.Name,
                JsonValueKind.Array => string.Join("; ", part.Value.EnumerateArray().Select(one => Said($"{one}"))) is { Length: > 0 } list
                    ? $"{part.Name} {list}" : "",
                _ => $"{part.Value}" is { Length: > 0 } value ? $"{part.Name} {Said(value)}" : "",
            })
            .Where(part => part.Length > 0);
        return string.Join(", ", said) is { Length: > 0 } words ? words[..Math.Min(words.Length, MostCharacters)] : null;
    }

    /// <summary>In quotes where it could be taken for more than one value, or for the next one's name.</summary>
    public static string Said(string value) => value.AsSpan().IndexOfAny(Parting) < 0 ? value : $"\"{value.Replace("\"", "\"\"")}\"";

    /// <summary>Never whole: a record is soon written somewhere.</summary>
    public override string ToString() => nameof(DeskRequest);

    private const string Parting = " \t\r\n,;\"";

    private const int MostCharacters = 1000;

    private static readonly JsonSerializerOptions Saying = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };
}

/// <param name="Direction">">" to the device, "&lt;" from it.</param>
/// <param name="Text">Commands and answers; data only by its size.</param>
internal sealed record WireView(DateTimeOffset At, string Device, string Direction, string Text);

/// <summary>Why a request was refused: a code for the resources, and what it is about.</summary>
/// <param name="Place">Of the books, where the sentence names one beside its subject.</param>
internal sealed record DeskProblem(string Code, string Subject, string? Place = null);

/// <summary>The service's door for the command line: HTTP over a local socket that only the station's own user and group can open.</summary>
internal static class LocalApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        // The row of each route is in Rights.
        var api = routes.MapGroup("").AddEndpointFilter(RefuseClearlyAsync)
            .AddEndpointFilter((context, next) => context.HttpContext.RequestServices.GetRequiredService<Doorkeeper>().PassAsync(context, next));
        api.MapGet("/status", ([AsParameters] Call call) => Json(Status(call)));
        api.MapGet("/export", (StationDesk desk) => Json(desk.Export()));
        api.MapGet("/jobs/{job}", (StationDesk desk, string job) => Json(desk.Job(job)));
        api.MapGet("/balance", (StationDesk desk, string? to) => Json(to is null ? desk.Balance() : desk.BalanceAt(OfficeCalendar.Day(to))));
        api.MapPost("/pause", ([AsParameters] Call call, DeskRequest request) => Done(call, () => call.Desk.Pause(request.Printer, Person(request))));
        api.MapPost("/resume", ([AsParameters] Call call, DeskRequest request) => Done(call,
            () => call.Desk.Resume(request.Printer,
                new PersonsWord(request.PathEmpty, request.BooksReconciled, request.MachineReplaced, request.Witness), Person(request))));
        api.MapGet("/wire", WriteWireAsync);
        MapBlanks(api);
        MapHeld(api);
        BookApi.Map(api);
        BoxApi.Map(api);
        DayApi.Map(api);
        SupplyApi.Map(api);
        CounterApi.Map(api);
        UserApi.Map(api);
    }

    private static void MapBlanks(RouteGroupBuilder api)
    {
        api.MapPost("/blanks/receive", ([AsParameters] Call call, BlankStock stock, DeskRequest request) => Done(call,
            () => stock.Receive(request.Delivery ?? "", request.Quantity, request.Reason, Person(request), request.Witness)));
        api.MapPost("/blanks/load", ([AsParameters] Call call, BlankStock stock, DeskRequest request) => Done(call,
            () => stock.Load(call.Desk.RequirePrinter(request.Printer), request.Quantity, Person(request))));
        api.MapPost("/blanks/unload", ([AsParameters] Call call, BlankStock stock, DeskRequest request) => Done(call,
            () => stock.Unload(call.Desk.RequirePrinter(request.Printer), request.Quantity, Person(request))));
    }

    private static void MapHeld(RouteGroupBuilder api)
    {
        api.MapGet("/held", (HeldCards held) => Json(held.List()));
        api.MapGet("/held/{run}", (CardDossier dossier, string run, HttpRequest asked, StationOptions options) =>
            Json(dossier.Of(run, TextsFor(asked, options))));
        api.MapPost("/held/{run}/accept", async (HeldCards held, string run, DeskRequest request, CancellationToken token) =>
            Json(Answer(await held.AcceptAsync(run, request.FaceOk, request.By, token))));
        api.MapPost("/held/{run}/reject", async (HeldCards held, string run, DeskRequest request, CancellationToken token) =>
            Json(await held.RejectAsync(run, request.Unreadable, request.By, request.Witness, token)));
        api.MapPost("/held/{run}/lost", (HeldCards held, string run, DeskRequest request) =>
            Json(held.DeclareLost(run, request.By, request.Witness)));
        api.MapPost("/held/{run}/count", (HeldCards held, string run, DeskRequest request) => 
            Json(held.Count(run, request.PathEmpty, request.Quantity, request.By)));
        api.MapPost("/found", async (LostBooks lost, DeskRequest request, CancellationToken token) =>
            Json(Answer(await lost.FindAsync(request.By, token))));
        api.MapPost("/recall/{uid}", (HeldCards held, string uid, DeskRequest request) =>
            Json(Answer(held.Recall(CardUids.RequireTyped(uid), request.Reason ?? "defect", request.By))));
    }

    /// <summary>One line of JSON each, as long as whoever asks listens and the station does not stop: it would wait for the end of this
    /// answer first, and cut a card's command in the end.</summary>
    private static async Task WriteWireAsync(WireTap tap, OfficeCalendar calendar, IHostApplicationLifetime lifetime, HttpContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            context.Response.ContentType = "application/x-ndjson";
            // Lines may be silent for long: that somebody listens is said at once.
            await context.Response.Body.FlushAsync(end.Token);
            await foreach (var line in tap.WatchAsync(end.Token))
            {
                var view = new WireView(calendar.InOffice(line.At), line.Device, line.Sent ? ">" : "<", line.Text);
                await context.Response.WriteAsync(JsonSerializer.Serialize(view, WireJson.Options) + "\n", end.Token);
                await context.Response.Body.FlushAsync(end.Token);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Nobody listens any more, or nothing will follow.
        }
    }

    /// <summary>In the language of whoever asks, else in the station's.</summary>
    private static StationTexts TextsFor(HttpRequest asked, StationOptions options) =>
        new(asked.Headers.AcceptLanguage.ToString() is "id" or "en" ? asked.Headers.AcceptLanguage.ToString() : options.Station.Language);

    public static RunView Answer(CardRun run) => new(run.RunId, run.JobId, $"{run.State}", run.BlankUid);

    /// <exception cref="AnswerRefused">Nobody is named.</exception>
    public static string Person(DeskRequest request)
    {
        Persons.Require(request.By);
        return request.By;
    }

    private static IResult Done(Call call, Action act)
    {
        act();
        return Json(Status(call));
    }

    private static StatusView Status(Call call) => call.Desk.Status(TextsFor(call.Asked, call.Options)) with { Users = call.Users.Standing };

    /// <summary>What an act needs to answer with the new status.</summary>
    private sealed record Call(StationDesk Desk, HttpRequest Asked, StationOptions Options, UserBook Users);

    private static async ValueTask<object?> RefuseClearlyAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (AnswerRefused e)
        {
            return Results.Json(new DeskProblem(e.Code, e.Subject), WireJson.Options, statusCode: StatusCodes.Status409Conflict);
        }
        catch (AccessRefusal e)
        {
            return Results.Json(new DeskProblem(e.Code, e.Subject), WireJson.Options, statusCode: StatusCodes.Status409Conflict);
        }
        catch (RunMovedException)
        {
            return Results.Json(new DeskProblem("held.answered-meanwhile", ""), WireJson.Options, statusCode: StatusCodes.Status409Conflict);
        }
        catch (LedgerRefusal e)
        {
            return Results.Json(new DeskProblem(e.Code, e.Subject, e.Place), WireJson.Options, statusCode: StatusCodes.Status409Conflict);
        }
        catch (Exception e) when (StationDesk.IsDiskFault(e))
        {
            return Results.Json(new DeskProblem("disk-fault", e.Message), WireJson.Options, statusCode: StatusCodes.Status507InsufficientStorage);
        }
    }
}

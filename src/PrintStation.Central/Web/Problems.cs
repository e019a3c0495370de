using System.Text.Json;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Web;

/// <summary>Refusals as application/problem+json, each with the centre's epoch.</summary>
internal static class Problems
{
    public const string ContentType = "application/problem+json";

    public static async Task WriteAsync(HttpContext context, Refusal refusal)
    {
        var books = context.RequestServices.GetRequiredService<Database>();
        var epoch = await books.ReadAsync(Epochs.CurrentAsync, context.RequestAborted);
        var problem = new Problem(
            $"urn:printstation:problem:{refusal.Code}", TitleOf(refusal.Status), refusal.Status, refusal.Code, refusal.Detail, epoch);
        context.Response.StatusCode = refusal.Status;
        await context.Response.WriteAsJsonAsync(problem, WireJson.Options, ContentType, context.RequestAborted);
    }

    private static string TitleOf(int status) => status switch
    {
        400 => "The request cannot be read",
        403 => "Not allowed",
        404 => "Not found",
        409 => "Not possible in this state",
        413 => "The request is too large",
        422 => "The request is not valid",
        _ => "Refused",
    };
}

/// <summary>Turns unreadable requests into problems. Whatever else is thrown stays a fault: logged by the server, answered 500.</summary>
internal sealed class ProblemMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            // Only the path: the text of the inner exception may quote what was sent.
            var field = (e.InnerException as JsonException)?.Path;
            var where = field is null ? "Send JSON as the OpenAPI document says" : $"Correct '{field}' as the OpenAPI document says";
            await Problems.WriteAsync(context, new Refusal(e.StatusCode, "request-malformed", where + "."));
        }
    }
}

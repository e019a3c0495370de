using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using PrintStation.Simulation.Time;

namespace PrintStation.Simulation.Centre;

/// <summary>What happens between station and centre.</summary>
internal sealed class NetworkWeather(Chance chance, Diary diary)
{
    /// <summary>The share of requests that something happens to; 0 is fair weather.</summary>
    public double Roughness { get; set; }

    /// <summary>No packet comes through.</summary>
    public bool IsDown { get; set; }

    public enum Event
    {
        None,
        CutBefore,

        /// <summary>The centre has done it, and the answer is lost.</summary>
        CutAfter,

        /// <summary>Half of the answer comes.</summary>
        CutWithin,

        /// <summary>The centre hears the request twice.</summary>
        Doubled,

        /// <summary>The answer comes after the station has given up.</summary>
        Late,

        /// <summary>Something between answers with an error of its own.</summary>
        Error,

        /// <summary>Something between answers with what nobody can read.</summary>
        Garbage,

        /// <summary>The centre says no although it could have said yes.</summary>
        Refusal,
    }

    public Event Draw(string path)
    {
        if (!chance.Happens(Roughness))
            return Event.None;
        var happening = (Event)chance.Next(1, 9);
        diary.Note("network", $"{Told(path)}: {happening}");
        return happening;
    }

    /// <summary>A path without the name of a lease: the centre draws it anew in each run.</summary>
    public static string Told(string path) => path.StartsWith("/v1/leases/", StringComparison.Ordinal) ? "/v1/leases/*/release" : path;

    public TimeSpan Latency() => TimeSpan.FromMilliseconds(chance.Next(1, 60));

    public HttpResponseMessage Error() =>
        Answer((HttpStatusCode)chance.Of([500, 502, 503, 409, 429, 404]), "text/html", "<html>proxy</html>"u8.ToArray());

    public static HttpResponseMessage Garbage() => Answer(HttpStatusCode.OK, "application/json", "{\"epoch\":"u8.ToArray());

    public HttpResponseMessage Refusal(string path)
    {
        // A centre that wrongly refuses an outcome for what it says is no weather: its books are wrong then, and no station can mend them. One
        // that does not know who asks has said nothing of the outcome.
        var (status, code) = path is "/v1/claims" or "/v1/heartbeat" or "/v1/deliveries"
            ? chance.Of([(409, "resend-first"), (422, "request-invalid"), (403, "unknown-station")])
            : (403, "unknown-station");
        return Answer((HttpStatusCode)status, "application/problem+json", Encoding.UTF8.GetBytes(
            $$"""{"type":"urn:x","title":"No","status":{{status}},"code":"{{code}}","detail":"No.","epoch":"none"}"""));
    }

    public static HttpResponseMessage Answer(HttpStatusCode status, string? type, byte[] body)
    {
        var content = new ByteArrayContent(body);
        if (!string.IsNullOrEmpty(type))
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        return new HttpResponseMessage(status) { Content = content };
    }
}

/// <summary>The station's way to the centre: what its HTTP client holds. Each request passes points at which the process may die.</summary>
internal sealed class NetworkPath(
    SimulatedCentre centre, NetworkWeather weather, X509Certificate2 client, Life life, TimeProvider world, Diary diary) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        life.Point("before a request");
        var body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        if (weather.IsDown)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), world, cancellationToken);
            life.Point("no network");
            throw new HttpRequestException(HttpRequestError.ConnectionError);
        }

        var happening = weather.Draw(path);
        await Task.Delay(weather.Latency(), world, cancellationToken);
        life.Point("request on its way");
        switch (happening)
        {
            case NetworkWeather.Event.CutBefore:
                throw new HttpRequestException(HttpRequestError.ConnectionError);
            case NetworkWeather.Event.Error:
                return weather.Error();
            case NetworkWeather.Event.Garbage:
                return NetworkWeather.Garbage();
            case NetworkWeather.Event.Refusal:
                return weather.Refusal(path);
        }

        var (status, type, answer) = await centre.AskAsync(request.Method.Method, path, body, client);
        if (happening == NetworkWeather.Event.Doubled)
            (status, type, answer) = await centre.AskAsync(request.Method.Method, path, body, client);
        if (status != 200)
            diary.Note("centre", $"{request.Method} {NetworkWeather.Told(path)}: {status} {CodeOf(answer)}");
        life.Point("answer on its way");
        if (happening == NetworkWeather.Event.Late)
            await Task.Delay(TimeSpan.FromMinutes(2), world, cancellationToken);
        await Task.Delay(weather.Latency(), world, cancellationToken);
        life.Point("answer received");
        return happening switch
        {
            NetworkWeather.Event.CutAfter => throw new HttpRequestException(HttpRequestError.ResponseEnded),
            NetworkWeather.Event.CutWithin => NetworkWeather.Answer((System.Net.HttpStatusCode)status, type, answer[..(answer.Length / 2)]),
            _ => NetworkWeather.Answer((System.Net.HttpStatusCode)status, type, answer),
        };
    }

    private static string CodeOf(byte[] answer)
    {
        try
        {
            return System.Text.Json.JsonDocument.Parse(answer).RootElement.GetProperty("code").GetString() ?? "";
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "no problem document";
        }
    }
}

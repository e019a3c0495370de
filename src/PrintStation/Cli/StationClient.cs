using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using PrintStation.Contracts;
using PrintStation.Web;

namespace PrintStation.Cli;

/// <summary>Asks the running service over its local socket and prints what it says.</summary>
internal sealed class StationClient(string instance, StationTexts texts, bool json)
{
    /// <summary>Longer than a card takes on the desk reader.</summary>
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(60);

    /// <summary>One who asks and a second one.</summary>
    private const int MostQuestions = 2;

    /// <summary>Who asks, where the system does not tell.</summary>
    private AuthenticationHeaderValue? _person;

    public StationTexts Texts => texts;

    public bool Json => json;

    public Task<int> GetAsync<T>(string path, Action<T> print, CancellationToken token) => SendAsync(HttpMethod.Get, path, null, print, token);

    public Task<int> PostAsync<T>(string path, DeskRequest request, Action<T> print, CancellationToken token) =>
        SendAsync(HttpMethod.Post, path, request, print, token);

    public Task<int> PostAsync<T>(string path, UserRequest request, Action<T> print, CancellationToken token) =>
        SendAsync(HttpMethod.Post, path, request, print, token);

    /// <summary>The answer as it came, or null after trouble was printed. A password that the service asks for is asked of the person.</summary>
    public async Task<(int ExitCode, string Body)> ReadAsync(HttpMethod method, string path, object? body, CancellationToken token)
    {
        var secret = body is UserRequest or TrailRequest;
        for (var asked = 0; ; asked++)
        {
            using var http = Client(secret, LongestAnswer);
            try
            {
                using var message = Message(method, path, body);
                using var response = await http.SendAsync(message, token);
                var text = await response.Content.ReadAsStringAsync(token);
                if (response.IsSuccessStatusCode)
                    return (0, text);
                if (asked >= MostQuestions || await AnswerAsync(ProblemOf(response.StatusCode, text), body, token) is not { } answered)
                    return await FailAsync(Sentence(response.StatusCode, text));
                (secret, body) = (true, answered.Body);
            }
            catch (Exception e) when (e is HttpRequestException or SocketException or TaskCanceledException && !token.IsCancellationRequested)
            {
                return await FailAsync(WhyNoAnswer(e));
            }
        }
    }

    /// <summary>Prints one line of the answer after another, until it ends or is no longer wanted.</summary>
    public async Task<int> FollowAsync<T>(string path, Action<T> print, CancellationToken token)
    {
        try
        {
            for (var asked = 0; ; asked++)
            {
                using var http = Client(secret: _person is not null, Timeout.InfiniteTimeSpan);
                using var message = Message(HttpMethod.Get, path, null);
                using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, token);
                if (response.IsSuccessStatusCode)
                    return await FollowAsync(response, print, token);
                var text = await response.Content.ReadAsStringAsync(token);
                if (asked >= MostQuestions || await AnswerAsync(ProblemOf(response.StatusCode, text), null, token) is null)
                    return (await FailAsync(Sentence(response.StatusCode, text))).Item1;
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException)
        {
            return (await FailAsync(WhyNoAnswer(e))).Item1;
        }
    }

    private async Task<int> FollowAsync<T>(HttpResponseMessage response, Action<T> print, CancellationToken token)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(token);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(token) is { } line)
            if (json)
                Console.WriteLine(line);
            else
                print(JsonSerializer.Deserialize<T>(line, WireJson.Options)!);
        return 0;
    }

    /// <summary>What the service wants to know before it does what was asked.</summary>
    /// <returns>The request with it; null where the problem is no question, or nobody answers.</returns>
    private async Task<Answered?> AnswerAsync(DeskProblem? problem, object? body, CancellationToken token)
    {
        switch (problem?.Code)
        {
            case Doorkeeper.AskSecond when body is DeskRequest { SecondPassword: null } request:
                return await Secrets.AskAsync(texts.Format("user.ask-second", problem.Subject), token) is { } second
                    ? new Answered(request with { SecondPassword = second })
                    : null;
            case Doorkeeper.AskPerson when _person is null:
                if (!Console.IsInputRedirected)
                    await Console.Error.WriteAsync($"{texts["user.ask-name"]}: ");
                if (await Console.In.ReadLineAsync(token) is not { } name
                    || await Secrets.AskAsync(texts.Format("user.ask-present", name), token) is not { } password)
                    return null;
                _person = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));
                return new Answered(body);
            default:
                return null;
        }
    }

    private sealed record Answered(object? Body);

    private HttpRequestMessage Message(HttpMethod method, string path, object? body)
    {
        var message = new HttpRequestMessage(method, path.TrimStart('/'))
        {
            Content = body is null ? null : JsonContent.Create(body, options: WireJson.Options),
        };
        message.Headers.AcceptLanguage.ParseAdd(texts.Culture.TwoLetterISOLanguageName);
        message.Headers.Authorization = _person;
        return message;
    }

    private async Task<int> SendAsync<T>(HttpMethod method, string path, object? body, Action<T> print, CancellationToken token)
    {
        var (exitCode, text) = await ReadAsync(method, path, body, token);
        if (exitCode == 0 && json)
            Console.WriteLine(text);
        else if (exitCode == 0)
            print(JsonSerializer.Deserialize<T>(text, WireJson.Options)!);
        return exitCode;
    }

    private string Sentence(HttpStatusCode status, string text) => ProblemOf(status, text) is { } problem
        ? texts.Format($"error.{problem.Code}", texts.Reason(problem.Subject), problem.Place is { } place ? texts.Place(place) : null)
        : texts.Format("error.bad-request", $"HTTP {(int)status}");

    private static DeskProblem? ProblemOf(HttpStatusCode status, string text)
    {
        try
        {
            return status is HttpStatusCode.Conflict or HttpStatusCode.InsufficientStorage
                ? JsonSerializer.Deserialize<DeskProblem>(text, WireJson.Options) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string WhyNoAnswer(Exception e) => (e is ForeignSocketException or SocketException ? e : e.InnerException) switch
    {
        ForeignSocketException => texts.Format("error.socket-foreign", StationSocket.PathOf(instance)),
        SocketException { SocketErrorCode: SocketError.AccessDenied } => texts.Format("error.socket-closed", StationSocket.PathOf(instance)),
        _ => texts.Format(File.Exists(Path.Combine(instance, StationOptionsFile.Name)) ? "error.not-running" : "error.no-instance", instance),
    };

    private static async Task<(int, string)> FailAsync(string sentence)
    {
        await Console.Error.WriteLineAsync(sentence);
        return (1, "");
    }

    private HttpClient Client(bool secret, TimeSpan longest) =>
        new(Handler(StationSocket.PathOf(instance), secret)) { BaseAddress = new Uri("http://station/"), Timeout = longest };

    /// <param name="secret">A password goes over it: only to the station.</param>
    private SocketsHttpHandler Handler(string path, bool secret) => new()
    {
        UseProxy = false,
        ConnectCallback = async (_, token) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), token);
                if (secret && !StationSocket.IsTheStations(socket, instance))
                    throw new ForeignSocketException();
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception e) when (e is SocketException or ForeignSocketException)
            {
                socket.Dispose();
                throw;
            }
        },
    };

    /// <summary>Somebody else listens where the station should.</summary>
    private sealed class ForeignSocketException : IOException;
}

using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using PrintStation.Contracts;
using PrintStation.Web;

namespace PrintStation.Cli;

/// <summary>Asks the running service over its local socket and prints what it says.</summary>
internal sealed class StationClient(string instance, StationTexts texts, bool json)
{
    /// <summary>Longer than a card takes on the desk reader.</summary>
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(60);

    public StationTexts Texts => texts;

    public bool Json => json;

    public Task<int> GetAsync<T>(string path, Action<T> print, CancellationToken token) => SendAsync(HttpMethod.Get, path, null, print, token);

    public Task<int> PostAsync<T>(string path, DeskRequest request, Action<T> print, CancellationToken token) =>
        SendAsync(HttpMethod.Post, path, request, print, token);

    /// <summary>The answer as it came, or null after trouble was printed.</summary>
    public async Task<(int ExitCode, string Body)> ReadAsync(HttpMethod method, string path, object? body, CancellationToken token)
    {
        var socket = StationSocket.PathOf(instance);
        using var http = new HttpClient(Handler(socket)) { BaseAddress = new Uri("http://station/"), Timeout = LongestAnswer };
        try
        {
            using var message = new HttpRequestMessage(method, path.TrimStart('/'))
            {
                Content = body is null ? null : JsonContent.Create(body, options: WireJson.Options),
            };
            message.Headers.AcceptLanguage.ParseAdd(texts.Culture.TwoLetterISOLanguageName);
            using var response = await http.SendAsync(message, token);
            var text = await response.Content.ReadAsStringAsync(token);
            if (response.IsSuccessStatusCode)
                return (0, text);
            return await FailAsync(Sentence(response.StatusCode, text));
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or TaskCanceledException && !token.IsCancellationRequested)
        {
            return await FailAsync(texts.Format("error.not-running", instance));
        }
    }

    /// <summary>Prints one line of the answer after another, until it ends or is no longer wanted.</summary>
    public async Task<int> FollowAsync<T>(string path, Action<T> print, CancellationToken token)
    {
        using var http = new HttpClient(Handler(StationSocket.PathOf(instance)))
        {
            BaseAddress = new Uri("http://station/"), Timeout = Timeout.InfiniteTimeSpan,
        };
        try
        {
            await using var stream = await http.GetStreamAsync(path.TrimStart('/'), token);
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(token) is { } line)
                if (json)
                    Console.WriteLine(line);
                else
                    print(JsonSerializer.Deserialize<T>(line, WireJson.Options)!);
            return 0;
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException)
        {
            return (await FailAsync(texts.Format("error.not-running", instance))).Item1;
        }
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

    private string Sentence(System.Net.HttpStatusCode status, string text)
    {
        try
        {
            return status is System.Net.HttpStatusCode.Conflict or System.Net.HttpStatusCode.InsufficientStorage
                && JsonSerializer.Deserialize<DeskProblem>(text, WireJson.Options) is { } problem
                    ? texts.Format($"error.{problem.Code}", problem.Subject)
                    : texts.Format("error.bad-request", $"HTTP {(int)status}");
        }
        catch (JsonException)
        {
            return texts.Format("error.bad-request", $"HTTP {(int)status}");
        }
    }

    private static async Task<(int, string)> FailAsync(string sentence)
    {
        await Console.Error.WriteLineAsync(sentence);
        return (1, "");
    }

    private static SocketsHttpHandler Handler(string path) => new()
    {
        UseProxy = false,
        ConnectCallback = async (_, token) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), token);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException)
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
